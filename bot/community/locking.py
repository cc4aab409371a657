"""Locking somebody out within seconds, and letting them in again by two.

From then on the accounts are nobody's: what they say is not taken, what they ask is answered as to
a stranger, what stands in the private conversation is taken away, and what waits for it is held.
"""

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import rooms, wiping
from bot.community.changing import COMMAND
from bot.community.remembered import LOCKED
from bot.services import Services
from policies.audit import AuditKind
from policies.community import risk
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.presence import Errand, Pause, Presence, Standing, asked, paused
from policies.speech.risk import RiskWords
from storage.store import Notice, Row, Transaction

CARD: Final = "locked out"
"""The card to colleagues: somebody was locked out, or is in again."""
PERIOD: Final = timedelta(minutes=15)
"""Within which two say the same."""
_LOCK: Final = "lock"
_WISHES: Final = "lock wishes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Since when somebody is locked out; `empty` is the thing that shows an empty inbox."""

    person: str
    at: datetime
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who said it, and when."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Who wants the same for somebody."""

    of: tuple[Wish, ...]


async def lock_of(tx: Transaction, person: str) -> Lock | None:
    """Return the lock on a person, by what is durable now; None where there is none."""
    found = await tx.affairs.find(_LOCK, (person,), Lock)
    return None if found is None else found[1]


async def nobodys(tx: Transaction, directory: Directory, platform: str, user: str) -> bool:
    """Tell whether an account is that of somebody who is locked out, by what is durable now."""
    for one in risk.owners(directory, platform, user):
        if await lock_of(tx, one.id) is not None:
            return True
    return False


def as_a_stranger(call: Call) -> Call:
    """Return what somebody asks for as it is taken of whoever is known to nobody.

    What it is about and every word of it (a code, say) is nothing that there is.
    """
    line = call.line
    words = tuple("-" for _ in line.words)
    return dataclasses.replace(
        call,
        person=None,
        line=dataclasses.replace(line, words=words, rest=" ".join(words)),
        reply_to=None,
        about=None,
        fields=(),
        card="",
    )


async def lock(tx: Transaction, services: Services, call: Call) -> Answer:
    """Lock the caller or somebody else out, where those who said so may."""
    words = _words(services, call)
    directory, me = services.directory, call.person
    who = _meant(directory, call)
    if me is None or who is None or not risk.may_ask_to_lock(me, who):
        return _refused(services, call)
    if await lock_of(tx, who.id) is not None:
        return _refused(services, call)
    name = directory.shown_person(who.id, to=me.organisation) or words.somebody()
    callers = await _said(tx, directory, "lock", who, me)
    if not risk.locks(who, callers):
        minutes = int(PERIOD.total_seconds() // 60)
        return Answer(text=words.lock_needs_another(name, minutes))
    woken = await lock_out(tx, services, who, by=[one.id for one in callers])
    if me.id == who.id:
        # Whoever holds that phone now is told nothing.
        return Answer(woken=woken)
    return Answer(text=words.locked(name), woken=woken)


async def unlock(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let somebody in again, where two who may said so."""
    words = _words(services, call)
    directory, me = services.directory, call.person
    who = _meant(directory, call)
    if me is None or who is None or not risk.may_ask_to_unlock(me, who):
        return _refused(services, call)
    found = await tx.affairs.find(_LOCK, (who.id,), Lock)
    if found is None:
        return _refused(services, call)
    name = directory.shown_person(who.id, to=me.organisation) or words.somebody()
    callers = await _said(tx, directory, "unlock", who, me)
    if not risk.unlocks(directory, who, callers):
        minutes = int(PERIOD.total_seconds() // 60)
        accounts = ["telegram"] * (who.telegram is not None) + ["slack"] * len(who.slack)
        return Answer(text=words.unlock_needs_another(name, minutes, who.id, accounts))
    tx.affairs.remove(found[0])
    await tx.directory.remove(LOCKED, who.id)
    _record(tx, services, who, locked=False, by=[one.id for one in callers])
    theirs = _lanes(services, who)
    for one in await tx.deliveries.listed("held"):
        if one.place in theirs:
            tx.deliveries.retry(one.id)
    woken = {*theirs, *await _tell(tx, services, who, "in")}
    return Answer(text=words.unlocked(name), woken=woken)


async def lock_out(
    tx: Transaction, services: Services, who: Person, *, by: Iterable[str], empty: str = ""
) -> set[str]:
    """Lock somebody out; returns the lanes that have work. `empty` then shows an empty inbox."""
    at = Lock(person=who.id, at=tx.now, empty=empty)
    tx.affairs.put(_LOCK, tx.new_id(), at, ends=None, key=(who.id,))
    await tx.directory.put(Row(kind=LOCKED, id=who.id, origin=COMMAND, body={}))
    _record(tx, services, who, locked=True, by=by)
    woken = set()
    for lane in _lanes(services, who):
        await wiping.everything(tx, lane)
        woken.add(lane)
    woken |= set(await _out_of_rooms(tx, services, who))
    woken |= await _tell(tx, services, who, "out")
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what a colleague reads of somebody who was locked out, or is in again."""
    del tx
    person, state = notice.about
    words = services.phrases(lanes.private(notice.door, notice.user)).risk
    platform = services.doors.get(notice.door, "")
    reader = services.directory.person(platform, notice.door, "", notice.user)
    own = "" if reader is None else reader.organisation
    name = services.directory.shown_person(person, to=own) or words.somebody()
    text = words.was_locked(name, notice.begun) if state == "out" else words.was_unlocked(name)
    return Card(text=text)


def _meant(directory: Directory, call: Call) -> Person | None:
    word = call.line.rest.strip()
    if not word:
        return call.person if call.line.verb == "lock" else None
    return risk.named(directory, call.platform, call.door, word)


def _words(services: Services, call: Call) -> RiskWords:
    return services.phrases(lanes.private(call.door, call.sender.user)).risk


def _refused(services: Services, call: Call) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    return Answer(text=phrases.answers.not_allowed(), refused=True)


async def _said(
    tx: Transaction, directory: Directory, what: str, who: Person, me: Person
) -> list[Person]:
    """Note that somebody says so; returns all who said the same within the period."""
    key = (what, who.id)
    found = await tx.affairs.find(_WISHES, key, Wishes)
    affair, wishes = (tx.new_id(), Wishes(of=())) if found is None else found
    fresh = [one for one in wishes.of if one.person != me.id and tx.now - one.at <= PERIOD]
    given = Wishes(of=(*fresh, Wish(person=me.id, at=tx.now)))
    tx.affairs.put(_WISHES, affair, given, ends=tx.now + PERIOD, key=key)
    people = (directory.person_by_id(one.person) for one in given.of)
    return [one for one in people if one is not None and one.id not in directory.locked]


def _lanes(services: Services, who: Person) -> set[str]:
    """Return every lane that may lead to somebody alone, however an account is bound."""
    accounts = reaching.accounts(services, who)
    return {lane for door, user in accounts for lane in lanes.alone(door, user)}


def _record(
    tx: Transaction, services: Services, who: Person, *, locked: bool, by: Iterable[str]
) -> None:
    tx.audit.add(
        AuditKind.LOCKED if locked else AuditKind.UNLOCKED,
        organisation=who.organisation,
        person=who.id,
        by=",".join(sorted(by)),
    )

    def take_up() -> None:
        before = services.directory
        after = before.locked | {who.id} if locked else before.locked - {who.id}
        services.directory = dataclasses.replace(before, locked=frozenset(after))
        services.changes += 1

    tx.afterwards(take_up)


async def _tell(tx: Transaction, services: Services, who: Person, state: str) -> set[str]:
    """Tell the colleagues, each by one way that is theirs."""
    woken = set()
    for one in risk.colleagues(services.directory, who):
        way = reaching.way(services, one)
        if way is not None:
            woken |= set(
                await cards.show(
                    tx,
                    CARD,
                    door=way[0],
                    user=way[1],
                    key=(who.id,),
                    about=(who.id, state),
                    anew=True,
                )
            )
    return woken


async def _out_of_rooms(tx: Transaction, services: Services, who: Person) -> Collection[str]:
    """Have somebody removed from the rooms; while they are there they count as an outsider."""
    directory = services.directory
    locked = frozenset(directory.locked | {who.id})
    # A copy: what is judged here is judged by the directory that is in force when this is durable.
    after = dataclasses.replace(services, directory=dataclasses.replace(directory, locked=locked))
    users: dict[str, set[str]] = {}
    for door, user in reaching.accounts(services, who):
        users.setdefault(door, set()).add(user)
    woken: set[str] = set()
    for place in directory.places:
        if place.door in users:
            before = await rooms.known(tx, place)
            turned = _turned_out(who, place, before, users[place.door], tx.now)
            woken |= await rooms.keep(tx, after, place, before, turned)
    return woken


def _turned_out(
    who: Person, place: Place, before: Presence, users: Collection[str], now: datetime
) -> Presence:
    """Return what is known of a room once somebody there is nobody's any more."""
    there = {one.user for one in before.members if one.user in users}
    # Of some platforms nobody knows everyone who is there.
    perhaps = set(users) if who.organisation in place.organisations else set()
    removed = sorted(there or perhaps)
    presence = asked(before, *(Errand(what="remove", user=one) for one in removed))
    if not there:
        return presence
    explained = before.explained if before.explained is not None else place.members
    members = tuple(
        dataclasses.replace(one, standing=Standing.OUTSIDER) if one.user in there else one
        for one in presence.members
    )
    presence = dataclasses.replace(
        presence,
        members=members,
        explained=None if explained is None else max(0, explained - len(there)),
        removing=True,
    )
    return paused(presence, Pause.OUTSIDER, now)
