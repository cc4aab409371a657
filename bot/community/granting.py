"""What one stolen account must not do: more rights, and what can never be undone, need two people.

The second is another steward of that organisation (no deputy, whom one steward alone can name) or
an operator; where somebody becomes an operator, another operator.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import removing, replies
from bot.community.changing import put
from bot.community.remembered import read_directory
from bot.community.rights import manages, row, with_roles
from bot.custody import matters
from bot.reaching import way
from bot.services import Services
from policies.buttons import Button
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.speech.words import instant
from policies.text import Text
from storage.store import Notice, Transaction

GRANT: Final = "grant"
"""The kind of the affair, and of the card."""
WAITS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What somebody asks for, until a second person agrees.

    That `person` gets more `roles`; or that an organisation is removed and shredded.
    """

    subject: Literal["roles", "shred"]
    by: str
    organisation: str
    ends: datetime
    person: str = ""
    roles: tuple[Role, ...] = ()
    state: Literal["open", "done", "refused", "over", "void", "bound"] = "open"
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def of_roles(tx: Transaction, by: str, person: Person, roles: tuple[Role, ...]) -> Grant:
    """Return the wish that somebody gets more roles."""
    return Grant(
        subject="roles",
        by=by,
        organisation=person.organisation,
        person=person.id,
        roles=roles,
        ends=tx.now + WAITS,
    )


def of_shredding(tx: Transaction, by: str, organisation: str) -> Grant:
    """Return the wish that what an organisation originated can be read no more."""
    return Grant(subject="shred", by=by, organisation=organisation, ends=tx.now + WAITS)


def seconds(directory: Directory, grant: Grant) -> list[Person]:
    """Return the people who may agree as the second."""
    return [
        one
        for one in directory.people
        if not one.seat and one.id not in (grant.by, grant.person) and _may_agree(one, grant)
    ]


def _may_agree(person: Person, grant: Grant) -> bool:
    if Role.OPERATOR in person.roles:
        return True
    theirs = person.organisation == grant.organisation and Role.STEWARD in person.roles
    return theirs and Role.OPERATOR not in grant.roles


async def ask(tx: Transaction, services: Services, directory: Directory, grant: Grant) -> list[str]:
    """Show a wish to all who may agree; returns the lanes with work, none where nobody may."""
    ways = (way(services, person) for person in seconds(directory, grant))
    told = tuple(one for one in ways if one is not None)
    if not told:
        return []
    grant_id = tx.new_id()
    tx.affairs.put(GRANT, grant_id, replace(grant, told=told), ends=grant.ends)
    woken = []
    for door, user in told:
        woken += await cards.show(
            tx, GRANT, door=door, user=user, key=(grant_id,), about=(grant_id,)
        )
    return woken


async def second(tx: Transaction, services: Services, call: Call) -> Answer:
    """Agree as the second person."""
    found = await _named(tx, services, call)
    if isinstance(found, Answer):
        return found
    grant_id, grant = found
    if grant.subject == "shred" and await matters.binds(tx, grant.organisation):
        told = await _settle(tx, grant_id, replace(grant, state="bound"))
        return replace(_noted(services, call, told), refused=True)
    woken = await _done(tx, services, grant)
    settled = replace(grant, state="void" if woken is None else "done")
    return _noted(services, call, (woken or []) + await _settle(tx, grant_id, settled))


async def refuse(tx: Transaction, services: Services, call: Call) -> Answer:
    """Refuse as the second person."""
    found = await _named(tx, services, call)
    if isinstance(found, Answer):
        return found
    grant_id, grant = found
    woken = await _settle(tx, grant_id, replace(grant, state="refused"))
    return _noted(services, call, woken)


async def due(tx: Transaction) -> bool:
    """Tell whether a wish is over."""
    wishes = await tx.affairs.listed(GRANT, Grant)
    return any(one.state == "open" and one.ends <= tx.now for _, one in wishes)


async def over(tx: Transaction) -> list[str]:
    """End the wishes to which nobody agreed in time; returns the lanes with work."""
    woken = []
    for grant_id, grant in await tx.affairs.listed(GRANT, Grant):
        if grant.state == "open" and grant.ends <= tx.now:
            woken += await _settle(tx, grant_id, replace(grant, state="over"))
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the card of a wish, for somebody who may agree to it."""
    grant = await tx.affairs.get(GRANT, notice.about[0], Grant)
    directory = services.directory
    platform = services.doors.get(notice.door, "")
    reader = directory.person(platform, notice.door, "", notice.user)
    if grant is None or reader is None or reader not in seconds(directory, grant):
        return None
    people = services.phrases(lanes.private(notice.door, notice.user)).people
    somebody = services.phrases(lanes.private(notice.door, notice.user)).risk.somebody()
    by, whose = (
        directory.shown_person(one, to=reader.organisation) or somebody
        for one in (grant.by, grant.person)
    )
    lines = [
        people.asks_roles(by, whose, ", ".join(grant.roles)).plain
        if grant.subject == "roles"
        else people.asks_shred(by, directory.shown_organisation(grant.organisation)).plain
    ]
    if grant.state != "open":
        return Card(text=Text.of("\n".join((*lines, people.decided(grant.state)))))
    joining = services.phrases(lanes.private(notice.door, notice.user)).joining
    lines.append(joining.until(instant(grant.ends)))
    buttons = (
        Button(label=people.agree(), line=f"second {notice.about[0]}", style="primary"),
        Button(label=people.refuse(), line=f"object {notice.about[0]}"),
    )
    return Card(text=Text.of("\n".join(lines)), buttons=(buttons,))


async def _named(tx: Transaction, services: Services, call: Call) -> tuple[str, Grant] | Answer:
    grant_id = call.line.words[0] if len(call.line.words) == 1 else ""
    grant = await tx.affairs.get(GRANT, grant_id, Grant) if grant_id else None
    if grant is None or call.person not in seconds(services.directory, grant):
        return replies.refused(services, call)
    if grant.state != "open" or grant.ends <= tx.now:
        return replies.stale(services, call)
    return grant_id, grant


async def _done(tx: Transaction, services: Services, grant: Grant) -> list[str] | None:
    """Do what two people want; None where it is not what the first one asked for any more."""
    directory = await read_directory(tx)
    if not manages(directory.person_by_id(grant.by), grant.organisation):
        return None
    if grant.by in directory.locked:
        return None
    if grant.subject == "shred":
        return await removing.shred(tx, services, grant.organisation)
    person = directory.person_by_id(grant.person)
    if person is None or person.organisation != grant.organisation:
        return None
    await put(tx, services, "person", person.id, row(with_roles(person, grant.roles)))
    return []


async def _settle(tx: Transaction, grant_id: str, grant: Grant) -> list[str]:
    tx.affairs.put(GRANT, grant_id, grant, ends=grant.ends)
    for door, user in grant.told:
        await cards.renew(tx, GRANT, door=door, user=user, key=(grant_id,))
    return [lanes.private(door, user) for door, user in grant.told]


def _noted(services: Services, call: Call, woken: list[str]) -> Answer:
    text = None if call.card else replies.phrases(services, call).joining.noted()
    return Answer(text=text, woken=woken)
