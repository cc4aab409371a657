"""Alerts whose owner is not there any more are nobody's: somebody else may take them in hand."""

from dataclasses import replace
from typing import Final

from bot.alerts import paging
from bot.alerts.filing import KIND, keep
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.community.directory import Directory
from storage.store import Filed, Transaction

_MOST: Final = 100_000


def speaking(directory: Directory) -> frozenset[str]:
    """Return whoever may have an alert in hand: all whom the directory knows, but the locked."""
    return frozenset(one.id for one in directory.people) - frozenset(directory.locked)


async def look(tx: Transaction, services: Services) -> list[str]:
    """Take open alerts from owners who left or were locked out; returns the lanes with work."""
    here = speaking(services.directory)
    woken: list[str] = []
    for filed in await tx.docket.opened(KIND, Alert, most=_MOST):
        if filed.value.owner and filed.value.owner not in here:
            woken += await _disowned(tx, services, filed)
    return woken


async def _disowned(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    owner = services.directory.person_by_id(filed.value.owner)
    entry = Entry(
        what="disowned", at=tx.now, organisation="" if owner is None else owner.organisation
    )
    filed = await keep(tx, filed, replace(filed.value, owner=""), entry)
    return await paging.refresh(tx, services, filed)
