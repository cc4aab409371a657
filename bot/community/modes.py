"""`mode`: what a room does with unlabelled text, as a steward of one of its organisations says."""

from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community.changing import Unsound, put
from bot.services import Services
from policies.community.places import Mode, Place
from policies.community.rows import to_rows
from policies.labels import Label, stricter_than, strictest
from storage.store import Notice, Transaction

MODE: Final = "mode"
"""The kind of card that tells a room of its mode."""
_MOST_WORDS: Final = 2


async def mode(tx: Transaction, services: Services, call: Call) -> Answer:
    """Set the mode of the room in which this was typed, and its default; the room is told."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    place, person, words = call.place, call.person, call.line.words
    if place is None or person is None or person.organisation not in place.organisations:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    usage = Answer(text=phrases.answers.usage("mode share | mode strict | mode desk TLP:AMBER"))
    if not words or len(words) > _MOST_WORDS or words[0].lower() not in tuple(Mode):
        return usage
    wanted = Mode(words[0].lower())
    default: Label | None = None
    if wanted is Mode.DESK:
        ceiling = strictest_ceiling(services, place)
        default = _default(words[1:], ceiling)
        if default is None:
            return Answer(text=phrases.modes.default_too_loose(ceiling))
    elif len(words) > 1:
        return usage
    body = next(
        body
        for kind, name, body in to_rows(services.directory)
        if (kind, name) == ("channel", place.id)
    )
    body = {key: value for key, value in body.items() if key not in ("mode", "default")}
    if wanted is not Mode.SHARE:
        body["mode"] = wanted.value
    if default is not None:
        body["default"] = default.value
    try:
        await put(tx, services, "channel", place.id, body)
    except Unsound:
        return usage
    about = (wanted.value, "" if default is None else default.value)
    woken = await cards.show(
        tx, MODE, door=place.door, key=(place.id,), place=place, about=about, anew=True
    )
    return Answer(woken=woken)


def strictest_ceiling(services: Services, place: Place) -> Label | None:
    """Return the strictest ceiling of a room's bridges; None where it has none but CLEAR."""
    ceilings = [one.ceiling for one in services.directory.bridges_of(place.id)]
    found = strictest(*ceilings) if ceilings else None
    return None if found is Label.CLEAR else found


def _default(words: tuple[str, ...], ceiling: Label | None) -> Label | None:
    """Return the default that is asked for, else the ceiling; None for one that may not be.

    Never CLEAR, never looser than a bridge's ceiling (docs/labels.md, "Rooms").
    """
    if not words:
        return ceiling
    written = words[0].upper()
    label = Label(written) if written in tuple(Label) else None
    if label is None or label is Label.CLEAR:
        return None
    return None if ceiling is not None and stricter_than(ceiling, label) else label


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Tell a room what becomes of what is written there."""
    del tx
    phrases = services.phrases(notice.place)
    wanted, default = notice.about
    if default:
        return Card(text=phrases.modes.mode_desk(Label(default)))
    return Card(text=phrases.modes.mode(wanted))
