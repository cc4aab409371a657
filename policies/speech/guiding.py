"""What is said where a form is filled in step by step."""

from collections.abc import Iterable, Sequence
from typing import Final

from policies.buttons import Button, Rows
from policies.fields import Fault, Field, Saying
from policies.speech.forms import FormWords
from policies.speech.words import Words, said
from policies.text import Text

_SHOWN: Final = 200
"""Characters of an answer that is shown again."""
_LABEL: Final = 48
_A_ROW: Final = 2


class GuidingWords:
    """One card at a time: a question, or all that was answered so far."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._forms = FormWords(words)

    def question(
        self,
        title: str,
        field: Field,
        held: Sequence[str],
        fault: Fault | None,
        amiss: str = "",
    ) -> Text:
        """Return one question; what was wrong with the answer to it stands above.

        `amiss` is why what was answered could not be taken, where that is no fault of form.
        """
        gettext = self._words.gettext
        lines = [amiss] if amiss else []
        lines += [self._forms.wrong(fault, field.longest)] if fault else []
        lines.append(f"{title}: {field.label(self._words)}")
        if field.hint is not None:
            lines.append(field.hint(self._words))
        if held:
            lines.append(gettext("So far: %(what)s") % {"what": self._shown(field, held)})
        if field.kind == "choice":
            lines.append(gettext("Press one of these."))
        elif field.kind == "choices":
            lines.append(gettext("Press all that fit, then go on."))
        elif field.options:
            lines.append(gettext("Press one of these, or type a name."))
        else:
            lines.append(gettext("Please type it here. A command begins with /"))
        return Text.of("\n".join(lines))

    def summary(self, title: str, held: Iterable[tuple[Field, Sequence[str]]]) -> Text:
        """Return what was answered so far, where nothing more must be."""
        gettext = self._words.gettext
        lines = [title]
        lines += [f"{one.label(self._words)}: {self._shown(one, got)}" for one, got in held if got]
        lines.append(gettext("Go on, or press what you want to add or change."))
        return Text.of("\n".join(lines))

    def left(self, title: str) -> str:
        """Return what became of a form where another was begun."""
        return self._words.gettext("%(form)s was left, and nothing of it is kept.") % {
            "form": title
        }

    def title(self, title: Saying) -> str:
        """Return a title in these words."""
        return title(self._words)

    def _shown(self, field: Field, held: Sequence[str]) -> str:
        names = {one.value: one.words(self._words) for one in field.options}
        shown = ", ".join(names.get(one, one) for one in held)
        return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"

    def options(self, field: Field, held: Sequence[str], *, whole: bool) -> Rows:
        """Return the buttons below a question; `whole` tells that nothing more must be answered."""
        gettext = self._words.gettext
        rows = list(
            _rows(
                Button(
                    label=("✓ " if one.value in held else "") + one.words(self._words)[:_LABEL],
                    line=f"guide set {field.name} {one.value}",
                )
                for one in field.options
            )
        )
        below = []
        if field.kind == "choices" and (held or field.optional):
            below.append(Button(label=self._forms.submit(), line=f"guide next {field.name}"))
        elif field.optional:
            below.append(Button(label=gettext("Leave it out"), line=f"guide clear {field.name}"))
        if whole:
            below.append(Button(label=gettext("Back"), line="guide menu"))
        below.append(Button(label=self._forms.close(), line="guide stop", style="danger"))
        return (*rows, tuple(below))

    def menu(self, fields: Iterable[Field]) -> Rows:
        """Return the buttons below what was answered so far."""
        rows = _rows(
            Button(label=one.label(self._words)[:_LABEL], line=f"guide ask {one.name}")
            for one in fields
        )
        go = Button(label=self._forms.submit(), line="guide done", style="primary")
        stop = Button(label=self._forms.close(), line="guide stop", style="danger")
        return ((go, stop), *rows)

    def stopped(self) -> Text:
        """Return the answer to whoever does not go on with a form."""
        return said(self._words.gettext("That was left. Nothing of it is kept."))


def _rows(buttons: Iterable[Button]) -> Iterable[tuple[Button, ...]]:
    row: list[Button] = []
    for one in buttons:
        row.append(one)
        if len(row) == _A_ROW:
            yield tuple(row)
            row = []
    if row:
        yield tuple(row)
