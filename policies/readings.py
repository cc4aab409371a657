"""What a text says about its own label (docs/labels.md, "Reading a label")."""

from dataclasses import dataclass
from enum import StrEnum

from policies.labels import Label
from policies.text import Span


class Kind(StrEnum):
    """The four readings."""

    LABEL = "label"
    NONE = "none"
    SUSPICIOUS = "suspicious"
    CONFLICT = "conflict"


class Where(StrEnum):
    """Where the text stood."""

    TEXT = "text"
    CAPTION = "caption"
    FILENAME = "filename"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """What the source adds to the label: `not_to` holds directory ids and tags."""

    not_to: tuple[str, ...] = ()
    chatham: bool = False

    def words(self) -> tuple[str, ...]:
        """Return the restrictions as they are written behind a label, one entry each."""
        chatham = ("TLP:EX:CHR",) if self.chatham else ()
        return chatham + tuple(f"not to {name}" for name in self.not_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read. `label` is set only where `kind` is LABEL.

    `mentioned` holds every label that the text shows anywhere; `mere_mention` is true where the
    only doubt is a label mentioned in a sentence that is no question; `cut` are the spans that a
    copy leaves out of the author's text (the label with what would be left empty).
    """

    kind: Kind
    label: Label | None = None
    restrictions: Restrictions = Restrictions()
    warnings: tuple[str, ...] = ()
    mentioned: frozenset[Label] = frozenset()
    mere_mention: bool = False
    cut: tuple[Span, ...] = ()


NOTHING = Reading(kind=Kind.NONE)
