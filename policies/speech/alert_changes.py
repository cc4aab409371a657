"""What is answered to whoever ends or changes an alert, or asks how it stands."""

from collections.abc import Sequence

from policies.alerts.severity import Severity
from policies.labels import Label
from policies.speech.words import Words, said
from policies.text import Text


class AlertChangeWords:
    """The answers; `number` is such as "A-17"."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # Ended.

    def resolved(self, number: str) -> Text:
        """Return the answer to whoever resolved it."""
        return said(self._words.gettext("%(number)s is resolved."), number=number)

    def which_reason(self, line: str) -> Text:
        """Return the answer to a reason that there is not."""
        return said(
            self._words.gettext(
                "Why? Type %(line)s with one of: handled, false-alarm, duplicate, no-action; a "
                "note may follow."
            ),
            line=line,
        )

    def reopened(self, number: str) -> Text:
        """Return the answer to whoever opened it again."""
        return said(
            self._words.gettext("%(number)s is open again, and everybody is asked anew."),
            number=number,
        )

    def cancelled(self, number: str, told: int) -> Text:
        """Return the answer to whoever cancelled it: how many are told, who had it already."""
        return said(
            self._words.ngettext(
                "%(number)s is cancelled. What was unsent is stopped; %(told)d recipient who had "
                "it is told.",
                "%(number)s is cancelled. What was unsent is stopped; %(told)d recipients who had "
                "it are told.",
                told,
            ),
            number=number,
            told=told,
        )

    def merged(self, number: str, into: str) -> Text:
        """Return the answer to whoever merged two."""
        return said(
            self._words.gettext(
                "%(number)s is closed as the same as %(into)s. Nobody gets what was not for them."
            ),
            number=number,
            into=into,
        )

    def unmergeable(self, why: str, number: str, into: str) -> Text:
        """Return why two stay two."""
        gettext = self._words.gettext
        sentence = {
            "itself": gettext("%(number)s cannot be merged into itself."),
            "exercise": gettext(
                "An exercise and a real alert are never merged: %(number)s and %(into)s stay two."
            ),
            "over": gettext("%(into)s is not open: %(number)s stays as it is."),
        }[why]
        return said(sentence, number=number, into=into)

    # Changed.

    def graded(self, number: str, severity: str) -> Text:
        """Return the answer to another severity."""
        return said(
            self._words.gettext("The severity of %(number)s is %(severity)s."),
            number=number,
            severity=severity,
        )

    def graded_first(self) -> Text:
        """Return who hears of what has become critical for everybody, and when the rest does."""
        return said(
            self._words.gettext(
                "Who is on duty is paged now; all others hear of it once a second person, of "
                "another organisation, approves."
            )
        )

    def which_severity(self, line: str) -> Text:
        """Return the answer to a severity that there is not."""
        return said(
            self._words.gettext("Type %(line)s with one of: %(all)s."),
            line=line,
            all=", ".join(one.value for one in Severity),
        )

    def noted(self, number: str) -> Text:
        """Return the answer to a note."""
        return said(self._words.gettext("Your note stands with %(number)s."), number=number)

    def told(self, number: str, told: int) -> Text:
        """Return the answer to an update or a correction: how many get it."""
        return said(
            self._words.ngettext(
                "It goes to %(told)d recipient who was reached by %(number)s.",
                "It goes to %(told)d recipients who were reached by %(number)s.",
                told,
            ),
            number=number,
            told=told,
        )

    def same_text(self, number: str) -> Text:
        """Return the answer to a correction that changes nothing."""
        return said(self._words.gettext("%(number)s says that already."), number=number)

    def summary_stays(self, number: str, label: Label) -> Text:
        """Return the answer to a summary that is empty, too long or of another label."""
        return said(
            self._words.gettext(
                "The summary of %(number)s is %(label)s and stays so. Write it behind summary: "
                "without a label, or with that one. Nothing was changed."
            ),
            number=number,
            label=label.value,
        )

    # Made stricter.

    def narrowed(self, number: str, *, withdrawn: bool) -> Text:
        """Return what author and owner are told once it has followed what it was made of."""
        gettext = self._words.gettext
        sentence = gettext(
            "What %(number)s was made of has a stricter label by now, and so has %(number)s: where "
            "it may not stand any more it is taken away."
        )
        if withdrawn:
            sentence = gettext(
                "What %(number)s was made of was taken back by its source. %(number)s is "
                "TLP:AMBER+STRICT now, unless it is stricter. Please correct or cancel it."
            )
        return said(sentence, number=number)

    # Listed.

    def listed(self, lines: Sequence[str], *, more: int) -> Text:
        """Return the list of alerts; `more` are not shown."""
        if not lines:
            return said(self._words.gettext("Nothing of that kind is open."))
        shown = [*lines]
        if more:
            shown.append(
                self._words.ngettext("and %(more)d more", "and %(more)d more", more)
                % {"more": more}
            )
        return Text.of("\n".join(shown))

    def not_all(self) -> str:
        """Return what stands over an alert that some have answered, and others will not."""
        return self._words.gettext("UNANSWERED: everybody was asked, and not all have answered")

    def status(self, lines: Sequence[str]) -> Text:
        """Return how an alert stands."""
        return Text.of("\n".join(lines))

    def reached(self, names: Sequence[str]) -> str:
        """Return who had an alert before it was cancelled."""
        return self._words.gettext("Reached, and told: %(names)s") % {"names": ", ".join(names)}

    def stopped(self, names: Sequence[str]) -> str:
        """Return to whom nothing of it went."""
        return self._words.gettext("Stopped before it went: %(names)s") % {
            "names": ", ".join(names)
        }
