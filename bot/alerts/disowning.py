"""Alerts whose owner is not there any more are nobody's: somebody else may take them in hand."""

from dataclasses import replace
from functools import partial

from bot.alerts import drawers, paging
from bot.alerts.filing import keep
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.community.directory import Directory
from storage.store import Filed, Store, Transaction


def speaking(directory: Directory) -> frozenset[str]:
    """Return whoever may have an alert in hand: all whom the directory knows, but the locked."""
    return frozenset(one.id for one in directory.people) - frozenset(directory.locked)


async def look(store: Store, services: Services) -> None:
    """Take open alerts from owners who left or were locked out."""
    here = speaking(services.directory)

    def is_left(filed: Filed[Alert]) -> bool:
        return bool(filed.value.owner) and filed.value.owner not in here

    await drawers.each(store, is_left, partial(_disown, services=services))


async def _disown(tx: Transaction, filed: Filed[Alert], *, services: Services) -> None:
    owner = services.directory.person_by_id(filed.value.owner)
    organisation = "" if owner is None else owner.organisation
    entry = Entry(what="disowned", at=tx.now, organisation=organisation)
    filed = await keep(tx, filed, replace(filed.value, owner=""), entry)
    await paging.refresh(tx, services, filed)
