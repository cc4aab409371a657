"""The reading of a whole message from the readings of its parts (docs/labels.md, "Parts")."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policies.labels import Label, strictest
from policies.messages.message import Part, PartKind
from policies.readings import NOTHING, Kind, Reading, together

_FROM_A_QUOTE: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})


def combine(parts: Sequence[Part]) -> Reading:
    """Return the composite: the strictest part; a doubtful part makes the whole so.

    A file's name that disagrees with the text is a conflict. With no label of one's own, a GREEN or
    CLEAR that is only quoted is no label.
    """
    if len(parts) == 1 and parts[0].kind is PartKind.OWN:
        return parts[0].reading
    mentioned = frozenset(label for part in parts for label in part.reading.mentioned)
    for kind in (Kind.CONFLICT, Kind.SUSPICIOUS):
        doubtful = [part.reading for part in parts if part.reading.kind is kind]
        if doubtful:
            mere = all(one.mere_mention for one in doubtful) and kind is Kind.SUSPICIOUS
            others = any(one.reading.label is not None for one in parts)
            return replace(doubtful[0], mentioned=mentioned, mere_mention=mere and not others)
    own = {part.reading.label for part in parts if part.kind is PartKind.OWN} - {None}
    names = {part.reading.label for part in parts if part.kind is PartKind.ATTACHMENT} - {None}
    if len(names) > 1 or (own and names and own != names) or len(own) > 1:
        return Reading(
            kind=Kind.CONFLICT,
            mentioned=mentioned,
            warnings=("a file's name and the text carry different labels",),
        )
    labelled = [part for part in parts if part.reading.label is not None]
    if not labelled:
        return NOTHING
    quotes = all(part.kind is PartKind.QUOTE for part in labelled)
    label = strictest(*(part.reading.label for part in labelled if part.reading.label is not None))
    if quotes and label not in _FROM_A_QUOTE:
        return Reading(
            kind=Kind.SUSPICIOUS,
            mentioned=mentioned,
            warnings=("the only label stands in a quotation",),
        )
    return Reading(
        kind=Kind.LABEL,
        label=label,
        restrictions=together(part.reading.restrictions for part in labelled),
        warnings=tuple(warning for part in labelled for warning in part.reading.warnings),
        mentioned=mentioned,
    )
