"""Linking two rooms: a one-time code of the one, typed in the other."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.calls import Answer, Call
from bot.community import agreements, guessing, replies
from bot.community.agreements import Agreement, Side
from bot.reaching import stewards
from bot.services import Services
from policies.community.codes import SHORT, made, read, written
from policies.labels import Label, canonical
from policies.speech.joining import Joining
from storage.store import Transaction

LIVES: Final = timedelta(minutes=10)
_KIND: Final = "link code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The code of a room: the code itself is not kept, only what it is looked up by."""

    side: Side
    organisation: str
    person: str
    ends: datetime = field(repr=False)


async def link(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give a code for this room, or ask to link this room with the one that a code is of."""
    joining = replies.phrases(services, call).joining
    side = _side(call)
    if side is None:
        return replies.refused(services, call)
    if not call.line.words:
        return await _give(tx, call, joining, side)
    labels = [one for one in call.line.words if one.upper().startswith("TLP")]
    code = read("".join(one for one in call.line.words if one not in labels))
    try:
        ceiling = canonical(labels[0].upper()) if labels else Label.GREEN
    except ValueError:
        return replies.usage(services, call, "link CODE TLP:AMBER")
    if len(labels) > 1:
        return replies.usage(services, call, "link CODE TLP:AMBER")
    if ceiling is Label.RED:
        return Answer(text=joining.no_red())
    found = await _taken(tx, services, code) if await guessing.may_guess(tx, call) else None
    if found is None:
        await guessing.wrong(tx, call)
        return Answer(text=joining.no_such_code(), refused=True)
    code_id, given = found
    if (given.side.door, given.side.channel, given.side.topic) == (
        side.door,
        side.channel,
        side.topic,
    ):
        return Answer(text=joining.same_room())
    return await _ask(tx, services, call, code_id, (given.side, side), ceiling)


async def _ask(
    tx: Transaction,
    services: Services,
    call: Call,
    code_id: str,
    sides: tuple[Side, Side],
    ceiling: Label,
) -> Answer:
    joining = replies.phrases(services, call).joining
    directory = services.directory
    # The first room may have joined the directory since its code was given.
    former = directory.place(sides[0].door, sides[0].channel, sides[0].topic)
    if former is not None:
        whose = former.organisations
        sides = (replace(sides[0], place=former.id, organisations=whose), sides[1])
    places = {one.place for one in sides if one.place}
    for bridge in directory.bridges:
        if len(places) == len(sides) and places <= set(bridge.channels):
            return Answer(text=joining.bridged(bridge.id))
    organisations = tuple(dict.fromkeys(one for side in sides for one in side.organisations))
    silent = agreements.unreachable(services, organisations)
    if silent or not all(side.organisations for side in sides):
        names = (directory.shown_organisation(one) for one in silent)
        return Answer(text=joining.nobody_to_ask(names))
    tx.affairs.remove(code_id)
    agreement = Agreement(
        subject="link",
        by=call.organisation,
        organisations=organisations,
        ends=tx.now + agreements.WAITS,
        sides=sides,
        ceiling=ceiling,
    )
    woken = await agreements.ask(tx, services, agreement, call.door)
    return Answer(text=joining.asked(), woken=woken)


async def _give(tx: Transaction, call: Call, joining: Joining, side: Side) -> Answer:
    """Give a new code for a room; the one that it had before is good for nothing any more."""
    for code_id, former in await tx.affairs.listed(_KIND, Given):
        same = (former.side.door, former.side.channel, former.side.topic)
        if same == (side.door, side.channel, side.topic):
            tx.affairs.remove(code_id)
    code = made(secrets.randbelow, SHORT)
    given = Given(
        side=side,
        organisation=call.organisation,
        person="" if call.person is None else call.person.id,
        ends=tx.now + LIVES,
    )
    tx.affairs.put(_KIND, tx.new_id(), given, ends=given.ends, key=(code,))
    return Answer(text=joining.code(written(code), given.ends))


async def _taken(tx: Transaction, services: Services, code: str | None) -> tuple[str, Given] | None:
    """Return the room that a code is of, None for a code that is none or is over.

    It is over too where whoever asked for it answers for that organisation no more.
    """
    if code is None:
        return None
    found = await tx.affairs.find(_KIND, (code,), Given)
    if found is None or found[1].ends <= tx.now:
        return None
    given = found[1]
    still = stewards(services.directory, given.organisation)
    return found if any(one.id == given.person for one in still) else None


def _side(call: Call) -> Side | None:
    """Return the room of a call as its caller may link it; None where he may not."""
    if call.private:
        return None
    organisations: tuple[str, ...] = (call.organisation,)
    if call.place is not None:
        organisations = call.place.organisations
        if call.organisation not in organisations:
            return None
    return Side(
        door=call.door,
        platform=call.platform,
        channel=call.room.channel,
        topic=call.room.topic,
        organisations=organisations,
        place="" if call.place is None else call.place.id,
    )
