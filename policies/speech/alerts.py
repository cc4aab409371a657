"""What is answered to whoever does something with an alert."""

from collections.abc import Sequence

from policies.alerts.rights import Deed
from policies.alerts.states import State
from policies.labels import Label
from policies.speech.words import Words, said
from policies.text import Text


class AlertWords:
    """The answers; `number` is such as "A-17", names are as others see them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # Which alert, and whether.

    def not_there(self) -> Text:
        """Return the answer where no alert is meant that this person may know of."""
        return said(
            self._words.gettext(
                "There is no such alert that is yours to see. Type list to see those that are open."
            )
        )

    def which(self, verb: str, lines: Sequence[str]) -> Text:
        """Return the answer to a line that names no alert, with those that are open."""
        if not lines:
            return said(self._words.gettext("No alert is open that is yours to see."))
        head = self._words.gettext("Which alert? Type %(verb)s with its number:") % {"verb": verb}
        return Text.of("\n".join((head, *lines)))

    def not_yours(self, number: str, deed: Deed) -> Text:
        """Return the answer to whoever may see an alert and may not do this with it, and who may.

        Who is on duty is meant with stewards and deputies.
        """
        gettext = self._words.gettext
        match deed:
            case Deed.CHANGE:
                told = gettext(
                    "%(number)s is not yours to change so: that is for its author, or who is on "
                    "duty at its origin."
                )
            case Deed.TELL:
                told = gettext(
                    "%(number)s is not yours to change so: that is for its author, its owner, or "
                    "who is on duty at its origin."
                )
            case _:
                told = gettext(
                    "%(number)s is not yours to change so: that is for its author, its owner, or "
                    "who is on duty at its origin or in an organisation that is asked."
                )
        return said(told, number=number)

    def not_asked(self, number: str) -> Text:
        """Return the answer where the caller's organisation is not asked."""
        return said(
            self._words.gettext("%(number)s asks nothing of your organisation."), number=number
        )

    def cannot(self, number: str, state: State) -> Text:
        """Return the answer where an alert cannot be changed so in the state that it is in."""
        gettext = self._words.gettext
        sentence = {
            State.DRAFT: gettext("%(number)s is a draft still. Confirm it first, or discard it."),
            State.SCHEDULED: gettext(
                "%(number)s is scheduled and has not been raised. To stop it, type cancel "
                "%(number)s."
            ),
            State.RESOLVED: gettext(
                "%(number)s is resolved, and nothing was changed. To open it again, type reopen "
                "%(number)s."
            ),
            State.CANCELLED: gettext(
                "%(number)s was cancelled, and nothing was changed. Raise a new one where it is "
                "needed."
            ),
            State.MISSED: gettext(
                "%(number)s was never sent: its time was over. Raise a new one where it is needed."
            ),
        }.get(state, gettext("%(number)s is open, and that cannot be done with it now."))
        return said(sentence, number=number)

    def over(self, number: str, state: State, who: str, time: str, *, merged: bool) -> Text:
        """Return that an alert is over: by whom, where that may be told, and when."""
        gettext = self._words.gettext
        what = gettext("%(number)s was resolved")
        if state is State.CANCELLED:
            what = gettext("%(number)s was cancelled")
        elif merged:
            what = gettext("%(number)s was closed as the same as another alert")
        by = gettext("%(what)s by %(who)s, %(time)s.") if who else gettext("%(what)s, %(time)s.")
        return said(by, what=what % {"number": number}, who=who, time=time)

    def then(self, number: str, state: State, *, again: bool) -> Text:
        """Return what can be done where an alert is over; `again` for whoever may open it again."""
        gettext = self._words.gettext
        if again:
            told = gettext("Nothing was changed. To open it again, type reopen %(number)s.")
        elif state is State.CANCELLED:
            told = gettext("Nothing was changed. Raise a new one where it is needed.")
        else:
            told = gettext(
                "Nothing was changed. Its origin, or who is on duty where it was asked, can open "
                "it again."
            )
        return said(told, number=number)

    def lacks(self, line: str) -> Text:
        """Return the answer to a line that lacks words, or has others, with how it is typed."""
        return said(self._words.gettext("Please type it so: %(line)s"), line=line)

    def other_kind(self, word: str, kind: str) -> Text:
        """Return the answer where a number names a report or a schedule, and not an alert."""
        gettext = self._words.gettext
        sentence = {
            "R": gettext(
                "%(word)s is the number of a report. This is done with alerts, such as A-17; to "
                "make an alert of a report, type promote with its number."
            ),
            "S": gettext(
                "%(word)s is the number of a schedule. This is done with alerts, such as A-17; "
                "what is planned is shown by: schedule list"
            ),
        }[kind]
        return said(sentence, word=word)

    def of_alert(self, verb: str, number: str) -> Text:
        """Return the answer where a bare number names no report of the caller's, but an alert."""
        return said(
            self._words.gettext(
                "A number alone names a report here. For the alert %(number)s type: "
                "%(verb)s %(number)s. Nothing was changed."
            ),
            verb=verb,
            number=number,
        )

    def too_long(self, most: int) -> Text:
        """Return the answer to more characters than there may be."""
        return said(
            self._words.ngettext(
                "That is too long: at most %(most)d character. Please shorten it.",
                "That is too long: at most %(most)d characters. Please shorten it.",
                most,
            ),
            most=most,
        )

    def other_label(self, number: str, label: Label) -> Text:
        """Return the answer to words that bear another label than their alert's."""
        return said(
            self._words.gettext(
                "%(number)s is %(label)s, and what is written about it goes where it may be. Your "
                "words bear another label, or one that cannot be read for certain: nothing was "
                "done. Raise an alert of its own for them."
            ),
            number=number,
            label=label.value,
        )

    # Answered.

    def acknowledged(self, number: str) -> Text:
        """Return the answer to an acknowledgement."""
        return said(
            self._words.gettext(
                "Your organisation has acknowledged %(number)s. It is paged no more for it."
            ),
            number=number,
        )

    def already(self, number: str, who: str, time: str) -> Text:
        """Return the answer where a colleague has acknowledged before."""
        return said(
            self._words.gettext("%(number)s was acknowledged by %(who)s, %(time)s."),
            number=number,
            who=who,
            time=time,
        )

    def unacknowledged(self, number: str) -> Text:
        """Return the answer to whoever took an acknowledgement back."""
        return said(
            self._words.gettext(
                "Your organisation's acknowledgement of %(number)s is taken back. It is paged "
                "again."
            ),
            number=number,
        )

    def not_acknowledged(self, number: str) -> Text:
        """Return the answer where there is no acknowledgement to take back."""
        return said(
            self._words.gettext("Your organisation has not acknowledged %(number)s."),
            number=number,
        )

    def declined(self, number: str) -> Text:
        """Return the answer to whoever cannot take it."""
        return said(
            self._words.gettext(
                "%(number)s is declined for your organisation, with your reason. It goes to the "
                "next in line now."
            ),
            number=number,
        )

    # Owned.

    def owned(self, number: str) -> Text:
        """Return the answer to the one who has it in hand now."""
        return said(self._words.gettext("%(number)s is yours."), number=number)

    def owned_by(self, number: str, who: str, time: str) -> Text:
        """Return the answer to the second of two who would have it."""
        return said(
            self._words.gettext(
                "%(number)s is in the hands of %(who)s, %(time)s. To give it to somebody else, "
                "type assign %(number)s @name."
            ),
            number=number,
            who=who,
            time=time,
        )

    def assigned(self, number: str, who: str) -> Text:
        """Return the answer to whoever gave it to somebody."""
        return said(
            self._words.gettext("%(number)s is given to %(who)s, who is told."),
            number=number,
            who=who,
        )

    def paged(self, number: str, who: str) -> Text:
        """Return the answer to whoever has somebody paged."""
        return said(self._words.gettext("%(who)s is paged for %(number)s."), number=number, who=who)

    def asleep(self, number: str, who: str) -> Text:
        """Return the answer where whoever is paged, or given it, has quiet hours: nothing rings."""
        return said(
            self._words.gettext(
                "%(who)s has quiet hours now, and gets %(number)s when they end; only what is "
                "worse rings before. If it cannot wait, page somebody else."
            ),
            number=number,
            who=who,
        )

    def out_of_reach(self, number: str, who: str, platform: str) -> Text:
        """Return the answer where the platform of whoever is paged, or given it, is down."""
        return said(
            self._words.gettext(
                "%(who)s gets %(number)s once %(platform)s is within reach again. If it cannot "
                "wait, page somebody else."
            ),
            number=number,
            who=who,
            platform=platform,
        )

    def nobody(self, number: str) -> Text:
        """Return the answer where nobody is named who could have the alert from us."""
        return said(
            self._words.gettext(
                "Nobody of that name may have %(number)s from me: use a name as I show it, of "
                "somebody whom the alert is for and who has pressed Start."
            ),
            number=number,
        )
