"""The label that binds a message: its own, its root's, or its room's default."""

from dataclasses import replace

from policies.community.places import Mode, Place
from policies.labels import Label, strictest
from policies.messages.message import Message
from policies.readings import UNRESTRICTED, Kind, Reading, Restrictions


def binding(reading: Reading, place: Place, root: Message | None) -> Label | None:
    """Return the label that binds what was read, None while none does.

    An answer takes the stricter of its own label and its root's; an answer to a message that has no
    label yet, or of which an edit made the label doubtful, has none either. In a `desk` room a
    label merely mentioned binds where it is stricter than what would hold without it.
    """
    inherited = _inherited(place, root)
    match reading.kind:
        case Kind.LABEL if reading.label is not None:
            return _with(reading.label, None if root is None else root.label)
        case Kind.NONE:
            return inherited
        case Kind.SUSPICIOUS if reading.mere_mention and place.mode is Mode.DESK:
            return None if inherited is None else strictest(inherited, *reading.mentioned)
    return None


def restricted(reading: Reading, root: Message | None) -> Reading:
    """Return the reading with the restrictions of what it answers: they bind every recipient."""
    if root is None or root.reading.restrictions == UNRESTRICTED:
        return reading
    own, theirs = reading.restrictions, root.reading.restrictions
    names = tuple(dict.fromkeys((*own.not_to, *theirs.not_to)))
    both = Restrictions(not_to=names, chatham=own.chatham or theirs.chatham)
    return replace(reading, restrictions=both)


def _inherited(place: Place, root: Message | None) -> Label | None:
    if root is not None:
        return _certain(root)
    return place.default if place.mode is Mode.DESK else None


def _certain(root: Message) -> Label | None:
    if root.label is None or root.reading.kind in (Kind.LABEL, Kind.NONE):
        return root.label
    return strictest(root.label, *root.reading.mentioned) if root.reading.mere_mention else None


def remembered(
    label: Label | None, reading: Reading, place: Place, before: Label | None
) -> Label | None:
    """Return what is kept as the label of an edited message.

    A doubtful edit binds nothing, but the label before it is not forgotten: the next edit is
    measured by it, so that two steps loosen no more than one. Where a mere mention binds, the
    stricter of both is kept.
    """
    if label is not None or before is None or reading.kind is Kind.NONE:
        return label
    if reading.mere_mention and place.mode is Mode.DESK:
        return strictest(before, *reading.mentioned)
    return before


def _with(label: Label, other: Label | None) -> Label:
    return label if other is None else strictest(label, other)
