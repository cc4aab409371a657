"""`room kind`: what a room is for, as a steward of one of its organisations says."""

from typing import Final

from bot import cards
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import replies
from bot.community.changing import Unsound, put
from bot.services import Services
from policies.access import Who, may
from policies.community.places import Mode, Place, PlaceKind
from policies.community.rows import to_rows
from policies.labels import Label
from storage.store import Due, Notice, Transaction

KIND: Final = "kind"
"""The word behind `room`, and the kind of card that tells a room what it is for."""
BOARDS: Final = "reports"
"""What falls due where the boards of reports are to be shown anew."""
CHANGED: Final = "changed"
"""Its note where something has changed since they were shown."""
_USAGE: Final = "room kind room | room kind duty | room kind intake TLP:AMBER"
_MOST_WORDS: Final = 3


async def set_kind(tx: Transaction, services: Services, call: Call) -> Answer:
    """Set what the room is for in which this was typed, and its default; the room is told."""
    place, person, words = call.place, call.person, call.line.words[1:]
    if place is None or person is None or person.organisation not in place.organisations:
        return replies.refused(services, call)
    if not may(Who.STEWARD, person):
        return replies.refused(services, call)
    if not words or len(words) >= _MOST_WORDS or words[0].lower() not in tuple(PlaceKind):
        return replies.usage(services, call, _USAGE)
    kind = PlaceKind(words[0].lower())
    label = _default(words[1:])
    if (kind is PlaceKind.INTAKE) is (label is None):
        # What comes in must be under a label that the room announces; nothing else needs one.
        return replies.usage(services, call, _USAGE)
    try:
        await put(tx, services, "channel", place.id, _body(services, place, kind, label))
    except Unsound:
        return replies.usage(services, call, _USAGE)
    tx.agenda.put(Due(kind=BOARDS, subject=(BOARDS,), due=tx.now, note=CHANGED, loose=True))
    about = (kind.value, "" if label is None else label.value)
    woken = await cards.show(
        tx, KIND, door=place.door, key=(place.id,), place=place, about=about, anew=True
    )
    return Answer(woken=woken)


def _default(words: tuple[str, ...]) -> Label | None:
    written = words[0].upper() if words else ""
    label = Label(written) if written in tuple(Label) else None
    return None if label in (Label.CLEAR, Label.RED) else label


def _body(
    services: Services, place: Place, kind: PlaceKind, label: Label | None
) -> dict[str, object]:
    """Return the room's row with another kind; a desk keeps the default that it has."""
    (body,) = (
        body
        for what, name, body in to_rows(services.directory)
        if (what, name) == ("channel", place.id)
    )
    left = {key: value for key, value in body.items() if key != "kind"}
    if place.mode is not Mode.DESK:
        left.pop("default", None)
    if kind is not PlaceKind.ROOM:
        left["kind"] = kind.value
    if label is not None:
        left["default"] = label.value
    return left


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Tell a room what it is for."""
    del tx
    kind, label = notice.about
    modes = services.phrases(notice.place).modes
    return Card(text=modes.kind(kind, label))
