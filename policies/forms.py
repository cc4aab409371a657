"""Forms as data: a form is a command that lacks words, and says which words it would have.

Slack shows one as a modal, Telegram asks for its fields one by one; both hand on the command's line
and, beside it, what the fields hold. Nothing here asks who may call the command: an empty form
discloses nothing, and whoever sends one off is asked as with any typed line.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from policies.alerts.alert import LONGEST_NOTE
from policies.fields import Fault, Field, Fields, Option, Saying, fault
from policies.intake.report import LONGEST_FIELD
from policies.questions import ALERT, ELECTION, KINDS, paragraph
from policies.speech.words import Words

LONGEST_HANDED_ON: Final = 2_000
"""Characters of what somebody hands on with a shift."""
_ID: Final = re.compile(r"#?(?:[A-Za-z]-?)?\d{1,9}")
_ABOUT: Final = re.compile(r"\S+\s+#?(?:[A-Za-z]-?)?(\d{1,9})(?!\S)")
_NAMED: Final = frozenset({"ask", "close", "same"})
"""Without a number these lack nothing: they mean something else then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a command asks for where its line lacks it; `about` is filled from a message.

    `behind` are the words that stand behind the verb where it is this form that is lacking.
    """

    command: str
    title: Saying
    fields: tuple[Field, ...]
    about: str = ""
    behind: tuple[str, ...] = ()

    def titled(self, words: Words, line: str) -> str:
        """Return the title, with the number of what a line names: "Decline A-17"."""
        found = _ABOUT.match(line)
        if found is None:
            return self.title(words)
        prefix = "R" if self.command in _NAMED else "A"
        return f"{self.title(words)} {prefix}-{found[1]}"

    def lacks(self, words: Sequence[str]) -> bool:
        """Tell whether a verb lacks more words: it stands alone, or with what it is about."""
        if self.behind:
            return tuple(word.lower() for word in words) == self.behind
        if len(words) == 1 and _ID.fullmatch(words[0]) is not None:
            return True
        return not words and self.command not in _NAMED

    def holding(self, given: Mapping[str, Sequence[str]]) -> Fields:
        """Return what the fields hold, without blanks; a name that is no field's is dropped."""
        return tuple(
            (one.name, tuple(said for value in given.get(one.name, ()) if (said := value.strip())))
            for one in self.fields
        )

    def begun(self, given: Mapping[str, Sequence[str]]) -> "Form":
        """Return the form with these fields filled to begin with, as far as they may hold that."""
        fields = (
            _begun(one, held)
            for one, (_, held) in zip(self.fields, self.holding(given), strict=True)
        )
        return replace(self, fields=tuple(fields))


def _begun(one: Field, held: Sequence[str]) -> Field:
    if one.options:
        known = {option.value for option in one.options}
        chosen = tuple(value for value in held if value in known)
        return replace(one, initial=chosen if one.kind == "choices" else chosen[:1])
    return replace(one, initial=tuple(value[: one.longest] for value in held[:1]))


def faults(form: Form, fields: Fields) -> dict[str, Fault]:
    """Return what is wrong with the fields, by name; empty where the form can be sent off."""
    held = dict(fields)
    found = {one.name: fault(one, held.get(one.name, ())) for one in form.fields}
    return {name: one for name, one in found.items() if one is not None}


def _fact(name: str, label: Saying) -> Field:
    return Field(name=name, kind="line", label=label, optional=True, longest=LONGEST_FIELD)


_ALL: Final = (
    Form(
        command="new",
        title=lambda words: words.gettext("New alert"),
        fields=ALERT,
        about="text",
    ),
    Form(
        command="change",
        title=lambda words: words.gettext("Change the draft"),
        fields=ALERT,
    ),
    Form(
        command="report",
        title=lambda words: words.gettext("Report"),
        fields=(
            paragraph("seen", lambda words: words.gettext("What was seen")),
            _fact("place", lambda words: words.gettext("Place")),
            _fact("language", lambda words: words.gettext("Language")),
            paragraph("links", lambda words: words.gettext("Links"), optional=True),
            Field(
                name="first_seen",
                kind="moment",
                label=lambda words: words.gettext("First seen"),
                optional=True,
                hint=lambda words: words.gettext('Such as "2026-12-01 18:00 Kyiv".'),
            ),
            _fact("reach", lambda words: words.gettext("Reach")),
            KINDS,
        ),
        about="seen",
    ),
    Form(
        command="resolve",
        title=lambda words: words.gettext("Resolve"),
        fields=(
            Field(
                name="reason",
                kind="choice",
                label=lambda words: words.gettext("Reason"),
                options=(
                    Option(value="handled", words=lambda words: words.gettext("Handled")),
                    Option(value="false-alarm", words=lambda words: words.gettext("False alarm")),
                    Option(value="duplicate", words=lambda words: words.gettext("Duplicate")),
                    Option(value="no-action", words=lambda words: words.gettext("No action")),
                ),
            ),
            paragraph(
                "note",
                lambda words: words.gettext("Note"),
                optional=True,
                longest=LONGEST_NOTE,
            ),
        ),
    ),
    Form(
        command="decline",
        title=lambda words: words.gettext("Decline"),
        fields=(paragraph("why", lambda words: words.gettext("Why"), longest=LONGEST_NOTE),),
    ),
    Form(
        command="note",
        title=lambda words: words.gettext("Note"),
        fields=(paragraph("text", lambda words: words.gettext("Note"), longest=LONGEST_NOTE),),
    ),
    Form(
        command="update",
        title=lambda words: words.gettext("Update"),
        fields=(
            paragraph("text", lambda words: words.gettext("What is new"), longest=LONGEST_NOTE),
        ),
    ),
    Form(
        command="correct",
        title=lambda words: words.gettext("Correct"),
        fields=(paragraph("text", lambda words: words.gettext("What is right instead")),),
    ),
    Form(
        command="snooze",
        title=lambda words: words.gettext("Snooze"),
        fields=(
            Field(
                name="span",
                kind="moment",
                label=lambda words: words.gettext("For how long"),
                hint=lambda words: words.gettext('Such as "30m" or "2h".'),
            ),
        ),
    ),
    Form(
        command="handoff",
        title=lambda words: words.gettext("Hand over"),
        fields=(
            Field(
                name="whom",
                kind="person",
                label=lambda words: words.gettext("To whom"),
                hint=lambda words: words.gettext("A name as I show it."),
            ),
            paragraph(
                "summary",
                lambda words: words.gettext("What they should know"),
                longest=LONGEST_HANDED_ON,
            ),
        ),
    ),
    Form(
        command="ask",
        title=lambda words: words.gettext("Ask"),
        fields=(
            paragraph(
                "text", lambda words: words.gettext("What you want to know"), longest=LONGEST_NOTE
            ),
        ),
    ),
    Form(
        command="same",
        title=lambda words: words.gettext("The same report"),
        fields=(
            Field(
                name="into",
                kind="line",
                label=lambda words: words.gettext("The same as"),
                longest=20,
                hint=lambda words: words.gettext('Such as "R-12".'),
            ),
        ),
    ),
    Form(
        command="close",
        title=lambda words: words.gettext("Close"),
        fields=(paragraph("why", lambda words: words.gettext("Why"), longest=LONGEST_NOTE),),
    ),
    Form(
        command="election",
        title=lambda words: words.gettext("New election"),
        fields=ELECTION,
        behind=("add",),
    ),
    Form(
        command="schedule",
        title=lambda words: words.gettext("Schedule"),
        fields=(
            Field(
                name="when",
                kind="moment",
                label=lambda words: words.gettext("When"),
                hint=lambda words: words.gettext(
                    'Such as "2026-12-01 18:00 Kyiv", "every mon 06:00" or "E-1 20:00".'
                ),
            ),
            *ALERT,
        ),
        about="text",
    ),
)
FORMS: Final[Mapping[str, Form]] = {one.command: one for one in _ALL}
"""Every form, by the command that it completes."""


def lacking(verb: str, words: Sequence[str]) -> Form | None:
    """Return the form that a line lacks the words of; None where it needs none."""
    form = FORMS.get(verb)
    return form if form is not None and form.lacks(words) else None
