"""The pool of those who may be the second person: asked, and told what became of it."""

from collections.abc import Sequence
from typing import Final

from bot import cards, lanes, reaching
from bot.alerts import previewing
from bot.alerts.filing import timeline
from bot.alerts.waiting import APPROVAL
from bot.alerts.ways import open_ways
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.approval import HOLDS, SECONDS, seconds
from policies.community.people import Person
from storage.store import Due, Filed, Transaction

OUTCOME: Final = "approval-outcome"
"""The kind of the card that tells the author what became of it."""


async def page(
    tx: Transaction, services: Services, filed: Filed[Alert], *, anew: bool = False
) -> list[str]:
    """Ask everybody who may be the second person; the waiting ends in a quarter of an hour.

    `anew` rings once more, and takes away what was asked before: it says something else.
    """
    rank = filed.value.severity.rank
    tx.agenda.put(Due(kind=APPROVAL, subject=(filed.id,), due=tx.now + HOLDS, rank=rank))
    woken: list[str] = []
    grader = await graded_by(tx, filed)
    for person in seconds(services.directory, filed.value, tx.now):
        if person.organisation != grader:
            woken += await _ask(tx, services, filed, person, anew=anew)
    return woken or await _tell_author(tx, services, filed)


async def widen(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Ask those besides who may be the second person and were not asked; for the time that is left.

    Whoever may be it no more has the question taken away.
    """
    woken: list[str] = []
    grader = await graded_by(tx, filed)
    for person in seconds(services.directory, filed.value, tx.now):
        if person.organisation == grader or await _has(tx, services, filed, person):
            continue
        woken += await _ask(tx, services, filed, person)
    # Where there was nobody who could be asked, the author has read so.
    return woken + (await _tell_author(tx, services, filed) if woken else [])


async def _ask(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    person: Person,
    *,
    anew: bool = False,
) -> list[str]:
    key, woken = (filed.id,), []
    for door, user in (await open_ways(tx, services, person, filed.value.severity))[:1]:
        if anew:
            await cards.retire(tx, APPROVAL, door=door, user=user, key=key)
        woken += await cards.show(
            tx,
            APPROVAL,
            door=door,
            user=user,
            key=key,
            about=key,
            anew=anew,
            priority=filed.value.severity.rank,
        )
    return woken


async def _has(tx: Transaction, services: Services, filed: Filed[Alert], person: Person) -> bool:
    """Tell whether the question stands with somebody already."""
    ways = reaching.ways(services, person)
    return any(
        [
            await cards.standing(tx, APPROVAL, door=door, user=user, key=(filed.id,))
            for door, user in ways
        ]
    )


async def _tell_author(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Show the author how the question to the second person stands."""
    author = services.directory.person_by_id(filed.value.author)
    way = None if author is None else reaching.way(services, author)
    if way is None:
        return []
    key, rank = (filed.id,), filed.value.severity.rank
    woken = await cards.show(
        tx, OUTCOME, door=way[0], user=way[1], key=key, about=key, priority=rank
    )
    return woken + await recount(tx, filed)


async def recount(tx: Transaction, filed: Filed[Alert]) -> list[str]:
    """Have what stands in the place of the preview say to how many it went in the end."""
    beside = await previewing.drafted(tx, filed.id)
    return [] if beside is None else await previewing.renew(tx, filed, beside)


async def shown(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Show the pool and the author what became of the question; returns the lanes with work."""
    return await asked(tx, services, filed) + await _tell_author(tx, services, filed)


async def asked(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Show the pool the question as it is now; returns the lanes that have work."""
    key = (filed.id,)
    woken: list[str] = []
    for person in services.directory.people:
        named = person.id in services.directory.approvers
        if SECONDS.isdisjoint(person.roles) and not named:
            continue
        for door, user in reaching.ways(services, person):
            # Whoever was not asked has no such card: nothing is renewed there.
            await cards.renew(tx, APPROVAL, door=door, user=user, key=key)
            woken.append(lanes.private(door, user))
    return woken


async def graded_by(tx: Transaction, filed: Filed[Alert]) -> str:
    """Return whose word made an alert as bad as it is since it was raised or approved.

    "" where nobody's did: they are one of the two, and not the second.
    """
    found = await graded(tx, filed)
    return found[0].organisation if found else ""


async def graded(tx: Transaction, filed: Filed[Alert]) -> Sequence[Entry]:
    """Return what was done of an alert from when it became as bad as it is; nothing if it did not.

    It did where that was after it was raised or approved.
    """
    entries = await timeline(tx, filed)
    for at in reversed(range(len(entries))):
        if entries[at].what in ("raised", "approved"):
            return ()
        if entries[at].what == "severity":
            return entries[at:]
    return ()
