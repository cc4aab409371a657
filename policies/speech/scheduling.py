"""What is said of schedules, reminders and check-ins."""

from collections.abc import Iterable
from typing import Final

from policies.alerts.alert import Purpose
from policies.alerts.schedule import Progress
from policies.alerts.severity import Severity
from policies.buttons import Button, Rows
from policies.speech.alert_cards import AlertCardWords
from policies.speech.words import Words, said
from policies.text import Text


class SchedulingWords:
    """The sentences, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._cards: Final = AlertCardWords(words)

    def severity(self, severity: Severity) -> str:
        """Return the name of a severity."""
        return self._cards.severity(severity)

    def head(self, number: str, purpose: Purpose, progress: Progress, who: str) -> str:
        """Return the line above a schedule; `who` paused or resumed it last, "" for nobody."""
        gettext = self._words.gettext
        what = {
            "alert": gettext("%(number)s: an alert at a time"),
            "reminder": gettext("%(number)s: a reminder"),
            "check-in": gettext("%(number)s: a check-in that everybody answers"),
        }[purpose] % {"number": number}
        state = {
            "draft": gettext("not planned yet"),
            "active": gettext("planned"),
            "paused": gettext("paused"),
        }.get(progress, "")
        if who and progress == "paused":
            state = gettext("paused by %(who)s") % {"who": who}
        if who and progress == "active":
            state = gettext("planned, resumed by %(who)s") % {"who": who}
        return f"{what} · {state}"

    def run(self, when: str) -> str:
        """Return the line of one of the next runs."""
        return f"▸ {when}"

    def rule(self, when: str) -> str:
        """Return what recurs, or what the time is told from, as it is typed."""
        return self._words.gettext("When: %(when)s") % {"when": when}

    def held(self) -> str:
        """Return what stands above the next runs of what is paused."""
        return self._words.gettext("Nothing is sent while it is paused. Otherwise it would come:")

    def kind(self, purpose: Purpose) -> str:
        """Return what a schedule is in a list, "" for an alert."""
        gettext = self._words.gettext
        return {"reminder": gettext("reminder"), "check-in": gettext("check-in")}.get(purpose, "")

    def elsewhere(self, clocks: Iterable[tuple[str, str]]) -> list[str]:
        """Return the lines of the first run by the clocks of others."""
        return [
            self._words.gettext("There it is %(time)s: %(who)s") % {"time": time, "who": who}
            for time, who in clocks
        ]

    def no_run(self) -> str:
        """Return what stands there where no run comes."""
        return self._words.gettext("no run is to come")

    def until(self, when: str) -> str:
        """Return when a series ends."""
        return self._words.gettext("The last run is at or before %(when)s.") % {"when": when}

    def replaces(self, number: str) -> str:
        """Return what happens to another schedule once this one is planned."""
        return self._words.gettext("It comes in the place of %(number)s.") % {"number": number}

    def buttons(self, number: int, version: int, progress: Progress) -> Rows:
        """Return what may be pressed below a schedule."""
        gettext = self._words.gettext
        if progress == "draft":
            plan = Button(
                label=gettext("Plan it"), line=f"plan S-{number} {version}", style="primary"
            )
            return ((plan, Button(label=gettext("Give it up"), line=f"unplan S-{number}")),)
        stop = Button(label=gettext("Cancel"), line=f"cancel S-{number}", style="danger")
        if progress == "paused":
            return ((Button(label=gettext("Resume"), line=f"resume S-{number}"), stop),)
        return ((Button(label=gettext("Pause"), line=f"pause S-{number}"), stop),)

    def ended(self, number: str, progress: Progress, who: str, *, sent: bool) -> Text:
        """Return what stands where a schedule was; `who` cancelled it, "" for nobody.

        `sent` tells whether anything of it was.
        """
        if progress == "over" and not sent:
            return said(
                self._words.gettext("%(number)s is over: nothing of it was sent."), number=number
            )
        if progress == "over":
            return said(
                self._words.gettext("%(number)s is over: its last run is done."), number=number
            )
        if who:
            return said(
                self._words.gettext("%(number)s was cancelled by %(who)s; nothing more is sent."),
                number=number,
                who=who,
            )
        return said(
            self._words.gettext("%(number)s was cancelled; nothing more is sent."), number=number
        )

    def paused(self, number: str) -> Text:
        """Return the answer to `pause`."""
        return said(
            self._words.gettext("%(number)s is paused: what falls into the pause is left out."),
            number=number,
        )

    def resumed(self, number: str) -> Text:
        """Return the answer to `resume`."""
        return said(self._words.gettext("%(number)s goes on from now."), number=number)

    def cancelled(self, number: str) -> Text:
        """Return the answer to `cancel`."""
        return said(
            self._words.gettext(
                "%(number)s is cancelled. Alerts that it has raised stay; cancel those one by one."
            ),
            number=number,
        )

    def not_running(self, number: str, progress: Progress) -> Text:
        """Return the answer to pausing, cancelling or editing what does not run."""
        gettext = self._words.gettext
        sentence = {
            "paused": gettext("%(number)s is paused already. Nothing was changed."),
            "cancelled": gettext("%(number)s was cancelled before. Nothing was changed."),
            "over": gettext(
                "%(number)s is over: its last run is done. Nothing was changed. Plan another: "
                "schedule …"
            ),
        }.get(progress, gettext("%(number)s is not planned yet. Nothing was changed."))
        return said(sentence, number=number)

    def not_paused(self, number: str) -> Text:
        """Return the answer to resuming what is not paused."""
        return said(
            self._words.gettext("%(number)s is not paused, so nothing was changed."), number=number
        )

    def past(self, number: str) -> Text:
        """Return the answer to planning what has no run to come."""
        return said(
            self._words.gettext(
                "No run of %(number)s is to come any more. Write it anew with another time."
            ),
            number=number,
        )

    def over_before(self) -> Text:
        """Return the answer to what is no longer worth sending when its time comes."""
        return said(
            self._words.gettext(
                "It would be over before it is sent: the time behind “until” lies before its run. "
                "Write a later one, or leave it out."
            )
        )

    def listed(self, lines: Iterable[str]) -> Text:
        """Return the list of what is planned."""
        every = list(lines)
        if not every:
            return said(
                self._words.gettext(
                    "Nothing is planned. Write: schedule tomorrow 18:00 TLP:GREEN to everybody: …"
                )
            )
        return Text.of("\n".join(every))

    def paused_mark(self) -> str:
        """Return what stands in the place of a time in a list."""
        return self._words.gettext("paused")

    def became(self, what: str, number: str, count: int, following: str) -> Text:
        """Return what became of runs: "missed", "moved", or "silenced" with its author.

        Of a run that went to "nobody" the `count` is its alert's number.
        """
        if what == "nobody":
            return said(
                self._words.gettext(
                    "A run of %(number)s went to nobody (A-%(alert)d): none of those whom it is "
                    "for is there any more. Plan it anew for others if it is still needed."
                ),
                number=number,
                alert=count,
            )
        if what == "moved" and not following:
            return said(
                self._words.gettext(
                    "%(number)s has no run to come: its election was moved or removed. Plan it "
                    "anew if it is still needed."
                ),
                number=number,
            )
        if what == "moved":
            return said(
                self._words.gettext(
                    "%(number)s goes with its election, which was moved: the next run is %(when)s."
                ),
                number=number,
                when=following,
            )
        if what == "silenced":
            return said(
                self._words.gettext(
                    "%(number)s was cancelled: whoever wrote it does not speak for your "
                    "organisation any more. Plan it anew if it is still needed."
                ),
                number=number,
            )
        sentence = self._words.ngettext(
            "One run of %(number)s was missed while I was away, and is not worth sending now.",
            "%(count)d runs of %(number)s were missed while I was away, and are not worth sending "
            "now.",
            count,
        )
        told = said(sentence, number=number, count=count)
        if not following:
            return told
        return told + said(" " + self._words.gettext("The next is %(when)s."), when=following)

    def calm(self, number: str) -> Text:
        """Return the answer to whoever says that all is calm."""
        return said(
            self._words.gettext("Thank you: all calm, noted for your organisation (%(number)s)."),
            number=number,
        )

    def trouble(self, number: str, *, said_what: bool) -> Text:
        """Return the answer to whoever says that help is needed, and perhaps what the matter is."""
        if said_what:
            return said(
                self._words.gettext(
                    "Noted: your organisation needs help (%(number)s). Who asked is told now, with "
                    "your words."
                ),
                number=number,
            )
        return said(
            self._words.gettext(
                "Noted: your organisation needs help (%(number)s). Who asked is told now. Say "
                "what is the matter: trouble %(number)s …"
            ),
            number=number,
        )

    def waits(self, times: int) -> str:
        """Return what rings once more where nobody has answered a check-in."""
        return self._words.ngettext(
            "This check-in waits for an answer from your organisation (asked %(times)d time).",
            "This check-in waits for an answer from your organisation (asked %(times)d times).",
            times,
        ) % {"times": times}

    def calls_for_help(self, who: str) -> str:
        """Return what rings at whoever asked; `who` is "" where no name may be shown."""
        if not who:
            return self._words.gettext("✋ An organisation needs help")
        return self._words.gettext("✋ %(who)s needs help") % {"who": who}

    def needs_help(self, count: int, names: Iterable[str]) -> str:
        """Return the line of a card about those who need help, with the names that it may show."""
        shown = ", ".join(names)
        sentence = self._words.ngettext(
            "✋ %(count)d organisation needs help", "✋ %(count)d organisations need help", count
        ) % {"count": count}
        return f"{sentence}: {shown}" if shown else sentence

    def no_checkin(self) -> Text:
        """Return the answer to a digit where no check-in waits for one."""
        return said(self._words.gettext("No check-in waits for an answer of yours."))

    def which_checkin(self, lines: Iterable[str]) -> Text:
        """Return the answer to a digit where several wait."""
        shown = "\n".join(lines)
        return Text.of(
            self._words.gettext("Several check-ins wait. Write which: calm A-17 or trouble A-17")
            + f"\n{shown}"
        )
