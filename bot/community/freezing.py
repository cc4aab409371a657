"""Stopping at once: an organisation what is its own, two stewards of two organisations everything.

What is stopped stands in the directory's rows, so it survives a restart; each decision asks for it,
so what waits in a queue is stopped too. What waited goes on its way when it is let go.
"""

import dataclasses
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot import lanes, reaching
from bot.calls import Answer, Call
from bot.community import releasing
from bot.community.changing import COMMAND
from bot.community.remembered import FROZEN, VOTE
from bot.services import Services
from policies.access import Who, may
from policies.audit import AuditKind
from policies.community.directory import EVERYBODY
from policies.community.people import Person
from policies.speech.rooms import RoomWords
from storage.store import Row, Transaction

WITHIN: Final = timedelta(hours=1)
"""How long the first of two stewards waits for the second."""


async def freeze(tx: Transaction, services: Services, call: Call) -> Answer:
    """Stop what is the caller's organisation's own; with `all`, everything once two have asked."""
    person = call.person
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    everything = call.line.words[:1] == ("all",)
    if everything and not may(Who.STEWARD, person):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    await _put(tx, services, person.organisation, by=person.id)
    if not everything:
        return Answer(text=phrases.rooms.frozen())
    if not await _second(tx, services, "stop", person):
        return Answer(text=phrases.rooms.second_wanted())
    await _put(tx, services, EVERYBODY, by=person.id)
    return Answer(text=phrases.rooms.everything_frozen())


async def thaw(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let go on what the caller's organisation stopped; with `all`, once two have asked."""
    person = call.person
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    what = person.organisation
    if call.line.words[:1] == ("all",):
        if not await _second(tx, services, "go", person):
            return Answer(text=phrases.rooms.second_wanted())
        what = EVERYBODY
    return await _lift(tx, services, phrases.rooms, what, by=person.id)


async def _lift(
    tx: Transaction, services: Services, words: RoomWords, what: str, *, by: str
) -> Answer:
    await tx.directory.remove(FROZEN, what)
    _audit(tx, what, by, stopped=False)
    frozen = services.directory.frozen - {what}
    _take_up(tx, services, frozen)
    fresh = dataclasses.replace(
        services, directory=dataclasses.replace(services.directory, frozen=frozen)
    )
    places = {place.id for place in services.directory.places}
    count, woken = await releasing.release(tx, fresh, places)
    tx.afterwards(partial(services.reopened.update, places))
    return Answer(text=words.thawed(count), woken=woken)


async def _put(tx: Transaction, services: Services, what: str, *, by: str) -> None:
    body: dict[str, object] = {"by": by, "at": tx.now.isoformat()}
    await tx.directory.put(Row(kind=FROZEN, id=what, origin=COMMAND, body=body))
    _audit(tx, what, by, stopped=True)
    _take_up(tx, services, services.directory.frozen | {what})


async def _second(tx: Transaction, services: Services, what: str, person: Person) -> bool:
    """Tell whether another organisation wants the same; if none does yet, note that this one does.

    A wish counts for an hour, and while whoever had it answers for that organisation.
    """
    organisation = person.organisation
    rows = [one for one in await tx.directory.load() if one.kind == VOTE]
    for row in rows:
        wish, _, whose = row.id.partition(" ")
        fresh = tx.now - datetime.fromisoformat(str(row.body["at"])) <= WITHIN
        still = any(
            one.id == row.body.get("by") for one in reaching.stewards(services.directory, whose)
        )
        if wish == what and whose != organisation and fresh and still:
            for one in rows:
                await tx.directory.remove(VOTE, one.id)
            return True
    body: dict[str, object] = {"at": tx.now.isoformat(), "by": person.id}
    await tx.directory.put(Row(kind=VOTE, id=f"{what} {organisation}", origin=COMMAND, body=body))
    return False


def _take_up(tx: Transaction, services: Services, frozen: frozenset[str]) -> None:
    """Have it hold as soon as it is durable: nothing that leaves after that was decided before."""

    def tell() -> None:
        services.directory = dataclasses.replace(services.directory, frozen=frozen)
        services.changes += 1

    tx.afterwards(tell)


def _audit(tx: Transaction, what: str, by: str, *, stopped: bool) -> None:
    tx.audit.add(
        AuditKind.FROZEN,
        organisation=None if what == EVERYBODY else what,
        by=by,
        what="all" if what == EVERYBODY else "own",
        stopped=int(stopped),
    )
