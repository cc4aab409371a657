"""One owner for each alert, and people whom somebody calls to it by name."""

from dataclasses import replace

from bot.alerts import paging
from bot.alerts.asked import Asked, asked
from bot.alerts.filing import keep, timeline
from bot.alerts.paging import Recipient
from bot.alerts.waiting import REACH
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.alert import Reach
from policies.alerts.rights import Deed
from policies.alerts.sharing import for_person
from policies.alerts.states import Act
from policies.community.people import Person
from policies.community.risk import named
from storage.store import Transaction

_TAKEN = frozenset({"owned", "assigned"})


async def own(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take an alert in hand: of two who do, one has it, and the other learns who."""
    found = await asked(tx, services, call, deed=Deed.OWN, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    owner = services.directory.person_by_id(found.alert.owner) if found.alert.owner else None
    if owner is not None and owner.id != found.person.id:
        return await _owned_by(tx, found, owner)
    if owner is not None:
        return Answer(text=found.words.owned(found.number))
    entry = found.entry("owned", to=found.person.id)
    filed = await keep(tx, found.filed, replace(found.alert, owner=found.person.id), entry)
    woken = await paging.refresh(tx, services, filed)
    return Answer(text=found.words.owned(found.number), woken=woken)


async def _owned_by(tx: Transaction, found: Asked, owner: Person) -> Answer:
    entries = [one for one in await timeline(tx, found.filed) if one.what in _TAKEN]
    who = found.seen.person(owner.id) or found.phrases.risk.somebody()
    since = found.time(entries[-1].at) if entries else ""
    return Answer(text=found.words.owned_by(found.number, who, since))


async def assign(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give an alert to somebody, who is paged."""
    return await _call(tx, services, call, "assigned")


async def page(tx: Transaction, services: Services, call: Call) -> Answer:
    """Page somebody besides those whom the alert goes to by itself."""
    return await _call(tx, services, call, "paged")


async def _call(tx: Transaction, services: Services, call: Call, what: str) -> Answer:
    found = await asked(tx, services, call, deed=Deed.CALL, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    if not found.said:
        return Answer(text=found.words.lacks(f"{found.line} @name"))
    who = named(services.directory, call.platform, call.door, found.said, asker=call.organisation)
    way = None if who is None else _way(tx, services, found, who)
    if who is None or way is None:
        return Answer(text=found.words.nobody(found.number))
    owner = who.id if what == "assigned" else found.alert.owner
    entry = found.entry(what, to=who.id)
    filed = await keep(tx, found.filed, replace(found.alert, owner=owner), entry)
    woken = await paging.page(tx, services, filed, [way])
    woken += await paging.refresh(tx, services, filed)
    told = found.words.assigned if what == "assigned" else found.words.paged
    shown = found.seen.person(who.id) or found.phrases.risk.somebody()
    sheet = await tx.sheets.find(filed.id, REACH, (way.lane,), Reach)
    if sheet is not None and sheet.value.state == "held":
        return Answer(text=found.words.asleep(found.number, shown), woken=woken)
    if services.shut(way.door):
        platform = found.phrases.desk.platform(services.doors.get(way.door, ""))
        return Answer(text=found.words.out_of_reach(found.number, shown, platform), woken=woken)
    return Answer(text=told(found.number, shown), woken=woken)


def _way(tx: Transaction, services: Services, found: Asked, who: Person) -> Recipient | None:
    """Return the way to somebody whom the alert is for already; nobody else is called to it."""
    asked_too = found.alert.standing(who.organisation) is not None
    if not asked_too and who.organisation != found.alert.origin:
        return None
    way = paging.recipient(services, who.organisation, f"person:{who.id}", found.alert.severity)
    if way is None or not found.seen.knows(who.organisation):
        return None
    platform = services.doors.get(way.door, "")
    if not for_person(services.directory, found.alert, who, platform, tx.now).goes:
        return None
    return way
