"""Alerts whose owner is not there any more are nobody's: somebody else may take them in hand."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Final

from bot.alerts import paging
from bot.alerts.filing import KIND, keep
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.community.directory import Directory
from storage.store import Filed, Store, Transaction

_DRAWER: Final = 50
"""How many are looked through at once: what comes meanwhile is not kept waiting."""


def speaking(directory: Directory) -> frozenset[str]:
    """Return whoever may have an alert in hand: all whom the directory knows, but the locked."""
    return frozenset(one.id for one in directory.people) - frozenset(directory.locked)


async def look(store: Store, services: Services) -> None:
    """Take open alerts from owners who left or were locked out."""
    drawers = await store.read(lambda tx: tx.docket.stamps(KIND, size=_DRAWER))
    for drawer in sorted(drawers, reverse=True):
        found = await store.read(partial(_found, services=services, drawer=drawer))
        if found:
            await store.write(partial(_disown, services=services, items=found))


async def _found(tx: Transaction, *, services: Services, drawer: int) -> list[str]:
    marks = dict(await tx.docket.marks(KIND, drawer, size=_DRAWER))
    opened = await tx.docket.of_drawer(KIND, drawer, Alert, size=_DRAWER, items=marks)
    return [name for name, one in opened.items() if one is not None and _is_left(services, one)]


def _is_left(services: Services, filed: Filed[Alert]) -> bool:
    return bool(filed.value.owner) and filed.value.owner not in speaking(services.directory)


async def _disown(tx: Transaction, *, services: Services, items: Collection[str]) -> None:
    for item in items:
        filed = await tx.docket.by_id(item, Alert)
        if filed is None or not filed.open or not _is_left(services, filed):
            continue
        owner = services.directory.person_by_id(filed.value.owner)
        organisation = "" if owner is None else owner.organisation
        entry = Entry(what="disowned", at=tx.now, organisation=organisation)
        filed = await keep(tx, filed, replace(filed.value, owner=""), entry)
        await paging.refresh(tx, services, filed)
