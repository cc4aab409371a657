"""The test of a link: a message of ours in both rooms, before anything of theirs crosses.

Once it stands in both it is taken away and the bridge is there; after two minutes without, nothing
is, and the cards say which room could not be reached.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from bot import cards
from bot.announcing import announce
from bot.cards import Card
from bot.community import agreements
from bot.community.agreements import Agreement, Side
from bot.community.changing import Unsound, put, remove
from bot.community.remembered import REMOVED, read_directory
from bot.services import Services
from policies.community.places import Place
from storage.store import Notice, Store, Transaction

TEST: Final = "link-test"
PATIENCE: Final = timedelta(minutes=2)
_LONGEST: Final = 40
"""Characters of an organisation's id in the id of its room."""


async def begin(
    tx: Transaction, services: Services, agreement_id: str, agreement: Agreement
) -> list[str]:
    """Give both rooms a row of the directory and have the test message sent to them."""
    directory = await read_directory(tx)
    taken = {one.id for one in directory.places} | await _gone(tx)
    places: list[Place] = []
    sides: list[Side] = []
    made: list[str] = []
    for side in agreement.sides:
        place = directory.place(side.door, side.channel, side.topic)
        if place is None:
            name = _free(f"{side.organisations[0][:_LONGEST]}-{side.platform}", taken)
            try:
                directory = await put(tx, services, "channel", name, _row(name, side))
            except Unsound:
                return await _off(tx, services, agreement_id, agreement, made)
            place = directory.place_by_id(name)
            taken.add(name)
            made.append(name)
        if place is None or set(place.organisations) != set(side.organisations):
            # Whose room it is has changed: those who accepted did not accept this.
            return await _off(tx, services, agreement_id, agreement, made)
        places.append(place)
        sides.append(replace(side, place=place.id))
    begun = replace(agreement, state="testing", sides=tuple(sides), made=tuple(made), tested=tx.now)
    woken = await agreements.settle(tx, agreement_id, begun)
    for at, place in enumerate(places):
        key = (agreement_id, str(at))
        woken += await cards.show(
            tx, TEST, door=place.door, key=key, place=place, about=(agreement_id,)
        )
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the test message: it stands only while the test goes on."""
    agreement = await agreements.found(tx, notice.about[0])
    if agreement is None or agreement.state != "testing":
        return None
    return Card(text=services.phrases(notice.place).joining.test())


class Trials:
    """Looks after what waits: tests that have come through or have not, agreements that are over.

    `wake` is told the lanes that have work.
    """

    def __init__(
        self, store: Store, services: Services, wake: Callable[[Collection[str]], None]
    ) -> None:
        self._store = store
        self._services = services
        self._wake = wake

    async def look(self) -> None:
        """Bring to an end what can be; raises StoreFault."""
        for agreement_id in await self._store.read(_due):
            bring = partial(_brought, services=self._services, agreement_id=agreement_id)
            self._wake(await self._store.write(bring))


async def _due(tx: Transaction) -> list[str]:
    return [name for name, one in await agreements.live(tx) if await _next(tx, name, one)]


async def _next(tx: Transaction, agreement_id: str, agreement: Agreement) -> str:
    """Return what an agreement comes to now, "" where it waits on."""
    if agreement.state == "open":
        return "over" if agreement.ends <= tx.now else ""
    if not await _missing(tx, agreement_id, agreement):
        return "done"
    late = agreement.tested is None or tx.now - agreement.tested >= PATIENCE
    return "unreached" if late else ""


async def _missing(tx: Transaction, agreement_id: str, agreement: Agreement) -> tuple[int, ...]:
    missing = []
    for at, side in enumerate(agreement.sides):
        key = (agreement_id, str(at))
        if not await cards.standing(tx, TEST, door=side.door, place=side.place, key=key):
            missing.append(at)
    return tuple(missing)


async def _brought(tx: Transaction, services: Services, agreement_id: str) -> list[str]:
    agreement = await agreements.found(tx, agreement_id)
    if agreement is None or agreement.state not in ("open", "testing"):
        return []
    match await _next(tx, agreement_id, agreement):
        case "over":
            return await agreements.settle(tx, agreement_id, replace(agreement, state="over"))
        case "done":
            return await _linked(tx, services, agreement_id, agreement)
        case "unreached":
            missed = await _missing(tx, agreement_id, agreement)
            failed = replace(agreement, state="unreached", missed=missed)
            await _unmake(tx, services, agreement.made)
            return await _ended(tx, agreement_id, failed)
    return []


async def _linked(
    tx: Transaction, services: Services, agreement_id: str, agreement: Agreement
) -> list[str]:
    directory = await read_directory(tx)
    channels = [one.place for one in agreement.sides]
    upheld = agreements.upheld(directory, agreement)
    agreed = [one for one in upheld if directory.organisation(one) is not None]
    rows = await tx.directory.load()
    taken = {one.id for one in directory.bridges}
    taken |= {row.id.removeprefix("bridge ") for row in rows if row.kind == REMOVED}
    stem = "-".join(dict.fromkeys(side.organisations[0][:20] for side in agreement.sides))
    name = _free(stem, taken)
    body = {
        "id": name,
        "channels": channels,
        "ceiling": agreement.ceiling.value,
        "agreed": agreed,
    }
    if len(agreed) != len(agreement.organisations):
        return await _off(tx, services, agreement_id, agreement, agreement.made)
    try:
        directory = await put(tx, services, "bridge", name, body)
    except Unsound:
        return await _off(tx, services, agreement_id, agreement, agreement.made)
    woken = await _ended(tx, agreement_id, replace(agreement, state="done", bridge=name))
    for one in channels:
        place = directory.place_by_id(one)
        if place is not None:
            woken += await announce(tx, services, place)
    return woken


async def _off(
    tx: Transaction,
    services: Services,
    agreement_id: str,
    agreement: Agreement,
    made: Collection[str],
) -> list[str]:
    """End an agreement whose rooms are not what was agreed about any more."""
    await _unmake(tx, services, made)
    return await _ended(tx, agreement_id, replace(agreement, state="void"))


async def _ended(tx: Transaction, agreement_id: str, agreement: Agreement) -> list[str]:
    """Keep how the test ended, and have its message taken away."""
    woken = await agreements.settle(tx, agreement_id, agreement)
    for at, side in enumerate(agreement.sides):
        key = (agreement_id, str(at))
        await cards.renew(tx, TEST, door=side.door, user="", key=key)
        woken.append(side.place)
    return woken


async def _unmake(tx: Transaction, services: Services, made: Collection[str]) -> None:
    """Take away the rows of rooms that were made for a link, unless a bridge has them by now."""
    directory = await read_directory(tx)
    for name in made:
        if not any(name in bridge.channels for bridge in directory.bridges):
            directory = await remove(tx, services, "channel", name)


async def _gone(tx: Transaction) -> set[str]:
    """Return the ids of rooms that were taken away: what stands there is still theirs."""
    rows = await tx.directory.load()
    return {row.id.removeprefix("channel ") for row in rows if row.kind == REMOVED}


def _row(name: str, side: Side) -> dict[str, object]:
    telegram = side.platform == "telegram"
    row: dict[str, object] = {
        "id": name,
        "platform": side.platform,
        "account": side.door.partition(".")[2],
        "address": int(side.channel) if telegram else side.channel,
        "organisation": side.organisations[0],
    }
    return row if side.topic is None else row | {"topic": int(side.topic)}


def _free(stem: str, taken: Collection[str]) -> str:
    """Return a name that nothing has or had."""
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
