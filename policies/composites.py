"""The reading of a whole message from the readings of its parts (docs/labels.md, "Parts")."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from policies.labels import Label, strictest
from policies.messages.message import Part, PartKind
from policies.readings import NOTHING, Kind, Reading, together

_FROM_ELSEWHERE: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})
"""What binds one's own words when it stands in somebody else's."""
_ELSEWHERE: Final = frozenset({PartKind.QUOTE, PartKind.FORWARD})


def combine(parts: Sequence[Part]) -> Reading:
    """Return the composite: the strictest part; a doubtful part makes the whole so.

    A file's name that disagrees with the text is a conflict. A GREEN or CLEAR that is only quoted
    is no label, and one that is only forwarded is none for words of one's own without a label: in
    a `desk` room these go on with the stricter of it and the default, elsewhere they are held.
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
    label = strictest(*(part.reading.label for part in labelled if part.reading.label is not None))
    if label not in _FROM_ELSEWHERE:
        if all(part.kind is PartKind.QUOTE for part in labelled):
            return _borrowed(mentioned, "the only label stands in a quotation")
        if _has_words_without_a_label(parts) and all(part.kind in _ELSEWHERE for part in labelled):
            borrowed = _borrowed(mentioned, "the only label stands in what you forwarded")
            return replace(borrowed, mere_mention=True)
    return Reading(
        kind=Kind.LABEL,
        label=label,
        restrictions=together(part.reading.restrictions for part in labelled),
        warnings=tuple(warning for part in labelled for warning in part.reading.warnings),
        mentioned=mentioned,
    )


def _borrowed(mentioned: frozenset[Label], warning: str) -> Reading:
    return Reading(kind=Kind.SUSPICIOUS, mentioned=mentioned, warnings=(warning,))


def _has_words_without_a_label(parts: Sequence[Part]) -> bool:
    return any(
        part.kind is PartKind.OWN and part.reading.label is None and part.text.plain.strip()
        for part in parts
    )
