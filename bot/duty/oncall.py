"""Who is on duty: asked when it is needed, by pages and by displays alike (C9).

The rotas stand in the directory; what people took over, swapped and handed on meanwhile is kept
beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.duty import rota as rotas
from policies.duty.rota import Override, Rota, Shift
from storage.store import Due, Transaction

SHIFT: Final = "shift"
"""The kind of what falls due when a shift of a rota ends; its subject is the rota."""
_OVERRIDES: Final = "overrides"
_KEPT: Final = timedelta(days=35)
_MOST: Final = 200
_DESK: Final = "desk"
_SOON: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overrides:
    standing: tuple[Override, ...]


def rota_named(directory: Directory, name: str) -> Rota | None:
    """Return a rota by its id."""
    return next((one for one in directory.rotas if one.id == name), None)


async def on_duty(
    tx: Transaction, services: Services, organisation: str, instant: datetime
) -> tuple[Person, ...]:
    """Return who is on duty in an organisation at an instant, in the order of its rotas.

    One in each rota that has somebody then, each once: nobody who left, is locked out, or has an
    account that several use. Where no rota has anybody, all who have the role of duty.
    """
    found: dict[str, Person] = {}
    for rota in services.directory.rotas:
        if rota.organisation == organisation:
            person = await on_rota(tx, services, rota, instant)
            if person is not None:
                found.setdefault(person.id, person)
    return tuple(found.values()) or by_role(services.directory, organisation)


def by_role(directory: Directory, organisation: str) -> tuple[Person, ...]:
    """Return all of an organisation who have the role of duty and are not locked out."""
    return tuple(
        one
        for one in directory.people
        if one.organisation == organisation
        and Role.DUTY in one.roles
        and one.id not in directory.locked
    )


async def on_rota(
    tx: Transaction, services: Services, rota: Rota, instant: datetime
) -> Person | None:
    """Return who is on duty by a rota at an instant, None for nobody who could be."""
    name = rotas.on_duty(rota, await overrides(tx, services, rota.id), instant)
    return _able(services.directory, name)


async def shift_of(tx: Transaction, services: Services, rota: Rota, instant: datetime) -> Shift:
    """Return the shift of a rota in which an instant lies."""
    return rotas.shift_at(rota, await overrides(tx, services, rota.id), instant)


async def overrides(tx: Transaction, services: Services, rota: str) -> tuple[Override, ...]:
    """Return what stands in the place of a rota's own turns, in the order in which it was made.

    Without those of people who could not be on duty any more: the turn counts again then.
    """
    found = await tx.affairs.find(_OVERRIDES, (rota,), _Overrides)
    standing = () if found is None else found[1].standing
    return tuple(one for one in standing if _able(services.directory, one.person) is not None)


async def overridden(tx: Transaction, rota: Rota, *more: Override) -> None:
    """Put more in the place of a rota's turns: from now on it counts before what stood there.

    What is over for five weeks is forgotten. The shift that runs now ends when it ends by then.
    """
    tx.audit.concern(f"rota {rota.id}")
    found = await tx.affairs.find(_OVERRIDES, (rota.id,), _Overrides)
    before = () if found is None else found[1].standing
    standing = tuple(one for one in (*before, *more) if one.ends > tx.now - _KEPT)[-_MOST:]
    affair = tx.new_id() if found is None else found[0]
    ends = max((one.ends for one in standing), default=tx.now) + _KEPT
    tx.affairs.put(_OVERRIDES, affair, _Overrides(standing=standing), ends=ends, key=(rota.id,))
    await planned(tx, rota, standing)


async def planned(tx: Transaction, rota: Rota, standing: Sequence[Override]) -> None:
    """Have the end of a rota's present shift fall due, and who is on duty shown anew."""
    waiting = await tx.agenda.find(SHIFT, rota.id)
    if waiting is None or waiting.due > tx.now:  # else who comes on duty is still to be told
        ends = rotas.shift_at(rota, standing, tx.now).ends
        tx.agenda.put(Due(kind=SHIFT, subject=(rota.id,), due=ends))
    # Who wrote `bot.alerts.stale` stands above us; what it asks for is a row.
    if await tx.agenda.find(_DESK, _DESK) is None:
        tx.agenda.put(Due(kind=_DESK, subject=(_DESK,), due=tx.now + _SOON, loose=True))


def _able(directory: Directory, name: str | None) -> Person | None:
    person = None if name is None else directory.person_by_id(name)
    if person is None or person.seat or person.id in directory.locked:
        return None
    return person
