"""What a copy looks like: one header line, then the text; every part carries the label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from policies import names
from policies.labels import Label
from policies.messages.message import PartKind
from policies.parts import cut
from policies.phrases import Phrases
from policies.text import Quote, Run, Text

_BETWEEN: Final = " · "
_LEAST_ROOM: Final = 64
_MOST_PARTS: Final = 99_999
_NOT_TO: Final = "not to "
"""A restriction is read back by us and others: it is the same in every language."""
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Who wrote it, as it is shown; `tag` stands in where no name is known."""

    text: str = field(repr=False)
    tag: str = ""
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How large a part may be, in the platform's own unit, and how many entities it may have."""

    size: int
    measure: Callable[[Text], int]
    entities: int | None
    entity_count: Callable[[Text], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The line above a copy; no `organisation` and no `author` under the Chatham House rule.

    `permitted` is the mark of a copy that could not be here without a permission, "" elsewhere.
    """

    phrases: Phrases
    label: Label
    restrictions: Sequence[str] = ()
    organisation: str | None = field(default=None, repr=False)
    author: Name | None = None
    late: datetime | None = None
    answers_unknown: bool = False
    permitted: str = ""

    def line(self, *, part: int = 1, parts: int = 1, marks: Sequence[str] = ()) -> str:
        """Return the line for one part; parts are counted from 1."""
        pieces = [" ".join((self.label.value, *_listed(self.restrictions)))]
        if parts > 1:
            pieces.append(f"({part}/{parts})")
        pieces += marks
        if self.late is not None:
            pieces.append(self.phrases.late(self.late))
        if self.answers_unknown and part == 1:
            pieces.append(self.phrases.answers_unknown)
        pieces.append(self.permitted)
        pieces += [names.organisation(self.organisation)] if self.organisation else []
        if self.author is not None:
            name = self.author
            pieces.append(
                names.person(name.text, self.phrases, verified=name.verified, tag=name.tag)
            )
        return _BETWEEN.join(piece for piece in pieces if piece)


def _listed(words: Sequence[str]) -> list[str]:
    """Return the restrictions as a person writes them: one "not to", then the ids."""
    listed = [word for word in words if not word.startswith(_NOT_TO)]
    kept_out = [word.removeprefix(_NOT_TO) for word in words if word.startswith(_NOT_TO)]
    return [*listed, _NOT_TO + ", ".join(kept_out)] if kept_out else listed


def copy(
    header: Header,
    body: Text,
    fit: Fit,
    *,
    repeated: int | None = None,
    continued: int | None = None,
) -> tuple[Text, ...]:
    """Return the parts of a copy: each begins with the header, a body without anything is left out.

    They are cut at the same places whatever marks they bear: the parts are sent one by one, and
    `repeated` is the part (from 0) that may stand there already; parts from `continued` on (from
    0) were appended by an edit. No mark moves a cut: the parts are sent one after the other, each
    with the marks that are true of it then.
    """
    longest = replace(header, late=None).line(
        part=1, parts=_MOST_PARTS, marks=_every_mark(header.phrases)
    )
    reserve = fit.measure(Text.of(longest + "\n"))
    bodies: tuple[Text, ...] = (Text(),)
    if body.plain.strip():
        bodies = cut(
            body,
            size=max(fit.size - reserve, _LEAST_ROOM),
            measure=fit.measure,
            entities=fit.entities,
            entity_count=fit.entity_count,
        ) or (Text(),)
    return tuple(
        _with_header(
            header.line(
                part=at + 1,
                parts=len(bodies),
                marks=_marks(header.phrases, at, repeated, continued),
            ),
            one,
        )
        for at, one in enumerate(bodies)
    )


@lru_cache
def _every_mark(phrases: Phrases) -> tuple[str, ...]:
    return phrases.repeat, phrases.continuation, phrases.late(_ANY_TIME)


def _marks(phrases: Phrases, part: int, repeated: int | None, continued: int | None) -> list[str]:
    marks = [phrases.repeat] if part == repeated else []
    if continued is not None and part >= continued:
        marks.append(phrases.continuation)
    return marks


def _with_header(line: str, body: Text) -> Text:
    return Text.join((Text.of(f"{line}\n"), body)) if body.plain else Text.of(line)


def tombstone(label: Label | None, phrases: Phrases) -> Text:
    """Return what replaces a copy that the platform does not let us delete."""
    return Text.of(f"{label.value}{_BETWEEN}{phrases.withdrawn}" if label else phrases.withdrawn)


def quoted(kind: PartKind, text: Text, phrases: Phrases) -> Text:
    """Return a part that is not the author's own, so that it can be told from what is.

    A file's name is said to be one; what was quoted or forwarded stands as a quotation.
    """
    if kind is PartKind.ATTACHMENT:
        return Text.of(phrases.file(names.cleaned(text.plain)))
    runs = (
        Run(text=run.text, styles=run.styles, block=Quote(), thing=run.thing)
        for run in text.strip().runs
    )
    return Text(tuple(runs))
