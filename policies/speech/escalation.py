"""What is said where an alert moves on: put off, asked about, approved by a second person."""

from collections.abc import Sequence
from datetime import datetime

from policies.speech.words import Words, said
from policies.text import Text
from policies.turning import in_line


class EscalationWords:
    """The sentences; `number` is such as "A-17", names are as others see them, times are told."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # On and off.

    def moved(self, number: str) -> Text:
        """Return the answer to whoever has an alert go on at once."""
        return said(self._words.gettext("%(number)s goes to the next in line now."), number=number)

    def nobody_next(self, number: str) -> Text:
        """Return the answer where everybody in line was paged already."""
        return said(
            self._words.gettext(
                "Everybody in line for %(number)s was paged already, and so was the fallback. To "
                "page one more, type page %(number)s @name."
            ),
            number=number,
        )

    def put_off(self, number: str, time: str) -> Text:
        """Return the answer to whoever puts an alert off."""
        return said(
            self._words.gettext(
                "%(number)s is put off until %(time)s: nobody is paged for it until then, and then "
                "everybody is who has not answered."
            ),
            number=number,
            time=time,
        )

    def how_long(self, number: str, most: str) -> Text:
        """Return the answer where it is not clear for how long an alert is put off."""
        return said(
            self._words.gettext(
                "For how long? Type snooze %(number)s 30m, or 2h; at most %(most)s for this one."
            ),
            number=number,
            most=most,
        )

    # Acknowledged, and since then nothing.

    def still(self, number: str, since: str, until: str) -> Text:
        """Return the question whether somebody is at it still."""
        return said(
            self._words.gettext(
                "You acknowledged %(number)s at %(since)s, and nothing was noted since. Are you at "
                "it still? Without an answer by %(until)s your organisation is paged again."
            ),
            number=number,
            since=since,
            until=until,
        )

    def still_button(self) -> str:
        """Return what stands on the button of whoever is at it."""
        return self._words.gettext("Still at it")

    def back_button(self) -> str:
        """Return what stands on the button of whoever gives it back."""
        return self._words.gettext("Give it back")

    def asked_before(self, number: str) -> Text:
        """Return what stands there once the question is answered, or over."""
        return said(
            self._words.gettext("%(number)s: whether you were at it was asked here."), number=number
        )

    def noted(self, number: str) -> Text:
        """Return the answer to whoever is at it still."""
        return said(self._words.gettext("Thank you. %(number)s stays with you."), number=number)

    # A second person.

    def asks(self, number: str, who: str, until: str) -> str:
        """Return what is asked of the second person; `who` is "" where nobody is named."""
        if who:
            sentence = self._words.gettext(
                "%(who)s raises %(number)s to the whole community. It goes to all once a second "
                "person of another organisation approves, until %(until)s. Do you?"
            )
        else:
            sentence = self._words.gettext(
                "%(number)s is raised to the whole community. It goes to all once a second person "
                "of another organisation approves, until %(until)s. Do you?"
            )
        return sentence % {"number": number, "who": who, "until": until}

    def approve_button(self) -> str:
        """Return what stands on the button that approves."""
        return self._words.gettext("Approve")

    def reject_button(self) -> str:
        """Return what stands on the button that refuses."""
        return self._words.gettext("Reject")

    def decided(self, approval: str, who: str = "") -> str:
        """Return what became of a question to the second person; `who` decided, "" unnamed."""
        gettext = self._words.gettext
        if who and approval == "given":
            return gettext("Approved by %(who)s: it goes to the whole community.") % {"who": who}
        if who and approval == "refused":
            return gettext("Refused by %(who)s: it stays with those who have it.") % {"who": who}
        return {
            "given": gettext("Approved: it goes to the whole community."),
            "refused": gettext("Refused: it stays with those who have it."),
            "expired": gettext("Nobody approved in time: it stays with those who have it."),
            "unvouched": gettext(
                "Whoever raised or changed it was locked out since, or has left: it may not have "
                "been their word. Nobody can approve it, and it stays with those who have it. If "
                "you know that it is so, raise it anew under your own name: type new."
            ),
            "broken glass": gettext("Sent to one country by one person, for danger to life."),
            "asked": gettext("A second person is asked."),
            "nobody": gettext(
                "There is no second person who could be asked: nobody of another organisation, on "
                "duty or a steward, may read it. It stays with those who have it."
            ),
            "over": gettext("It is over: nothing is asked any more."),
            "none": gettext("It needs no second person, and waits for nobody's approval."),
        }.get(approval, gettext("Nothing is asked any more."))

    def approved(self, number: str) -> Text:
        """Return the answer to whoever approved."""
        return said(
            self._words.gettext("You approved %(number)s. It goes to the whole community now."),
            number=number,
        )

    def rejected(self, number: str) -> Text:
        """Return the answer to whoever refused."""
        return said(
            self._words.gettext(
                "You refused %(number)s. It goes no further; its author is told so."
            ),
            number=number,
        )

    def not_second(self, number: str, *, pooled: bool = False) -> Text:
        """Return the answer to whoever may not be the second person; a posture names who may."""
        if pooled:
            return said(
                self._words.gettext(
                    "%(number)s needs one of those whom a posture names as second persons while it "
                    "is in force. Type posture to see it."
                ),
                number=number,
            )
        return said(
            self._words.gettext(
                "%(number)s needs somebody on duty, or a steward, of another organisation than its "
                "author's."
            ),
            number=number,
        )

    def not_asked(self, number: str, approval: str) -> Text:
        """Return the answer where no second person is asked."""
        return Text.of(f"{number}: {self.decided(approval)}")

    def changed_since(self, number: str) -> Text:
        """Return the answer to an approval of what says something else by now."""
        return said(
            self._words.gettext(
                "%(number)s was changed since you saw it. Please read it as it is now, and approve "
                "that."
            ),
            number=number,
        )

    def outcome(self, number: str, approval: str, who: str = "", why: str = "") -> Text:
        """Return what is told of what became of the question: by whom, and why."""
        lines = [f"{number}: {self.decided(approval, who)}"]
        if why:
            lines.append(self._words.gettext("Why: %(why)s") % {"why": in_line(why)})
        return Text.of("\n".join(lines))

    # Danger to life.

    def glass_usage(self) -> Text:
        """Return how the glass is broken, and what it is for."""
        return said(
            self._words.gettext(
                "For danger to life, where a critical alert waits for a second person, one person "
                "may send it to the organisations of one country. Type: glass A-17 country:KE why. "
                "Every steward is told."
            )
        )

    def glass_closed(self, number: str) -> Text:
        """Return the answer where there is no glass to break."""
        return said(
            self._words.gettext(
                "%(number)s does not wait for a second person. Only such an alert can be sent to "
                "one country by one person alone, and only once."
            ),
            number=number,
        )

    def no_country(self, number: str, tag: str, there: Sequence[str]) -> Text:
        """Return the answer to a country in which nobody is; `there` are those that there are."""
        if not there:
            return said(
                self._words.gettext(
                    "Nobody whom %(number)s is for carries the tag %(tag)s, nor that of another "
                    "country. Nothing was sent. A steward sets the tags of an organisation: org."
                ),
                number=number,
                tag=tag,
            )
        return said(
            self._words.gettext(
                "Nobody whom %(number)s is for carries the tag %(tag)s. Nothing was sent. The "
                "countries among those whom it is for: %(there)s."
            ),
            number=number,
            tag=tag,
            there=", ".join(there),
        )

    def glass_broken(self, number: str, count: int) -> Text:
        """Return the answer to whoever broke the glass."""
        return said(
            self._words.ngettext(
                "%(number)s goes to %(count)d organisation of that country now. Every steward is "
                "told.",
                "%(number)s goes to %(count)d organisations of that country now. Every steward is "
                "told.",
                count,
            ),
            number=number,
            count=count,
        )

    def glass_told(self, number: str, who: str, tag: str, why: str) -> Text:
        """Return what every steward is told; `who` and `why` are "" for whom they are not."""
        lines = [
            self._words.gettext(
                "%(number)s was sent to organisations of %(tag)s by one person alone, for danger "
                "to life."
            )
            % {"number": number, "tag": tag}
        ]
        if who:
            lines.append(self._words.gettext("By: %(who)s") % {"who": who})
        if why:
            lines.append(self._words.gettext("Why: %(why)s") % {"why": why})
        return Text.of("\n".join(lines))

    def at(self, when: datetime) -> str:
        """Return an instant for whoever has no clock of their own here."""
        return f"{when:%H:%M} UTC"
