"""The fields of a form: one question each, as data that no platform is known in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

LONGEST_LINE: Final = 150
"""Characters that a field of one line holds, where it says nothing else."""
LONGEST_PARAGRAPH: Final = 3_000
"""Characters that a paragraph holds: no platform's own field takes more.

https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
"""


class Language(Protocol):
    """The words of a language, as far as a form needs them."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence in this language."""


Saying: TypeAlias = Callable[[Language], str]
"""Words of ours in the reader's language."""
Kind: TypeAlias = Literal["line", "paragraph", "choice", "choices", "moment", "person"]
"""One line, several, one of the options, any of them, an instant or span as one writes it, or
somebody as one names them."""
Fault: TypeAlias = Literal["empty", "long", "unknown"]
"""It must hold something; it holds too much; it holds what is none of its options."""
Fields: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""What the fields of a form hold, by name, in the form's order; nothing where one was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values that a field may hold, and how a reader sees it."""

    value: str
    words: Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form.

    `longest` is in characters; `initial` is what it holds before anybody wrote; `hint` shows how
    an answer is written.
    """

    name: str
    kind: Kind
    label: Saying
    options: tuple[Option, ...] = ()
    optional: bool = False
    longest: int = LONGEST_LINE
    initial: tuple[str, ...] = ()
    hint: Saying | None = None


def fault(one: Field, held: Sequence[str]) -> Fault | None:
    """Return what is wrong with what a field holds; None where nothing is."""
    if not any(value.strip() for value in held):
        return None if one.optional else "empty"
    if one.kind in ("choice", "choices"):
        known = {option.value for option in one.options}
        alone = one.kind == "choices" or len(held) == 1
        return None if alone and known.issuperset(held) else "unknown"
    if len(held) != 1:
        return "unknown"
    return "long" if len(held[0]) > one.longest else None
