"""Open alerts are looked through a drawer of numbers at a time, as when the directory changed."""

from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Final, TypeAlias

from bot.alerts.filing import KIND
from policies.alerts.alert import Alert
from storage.store import Filed, Store, Transaction

Concerned: TypeAlias = Callable[[Filed[Alert]], bool]
Act: TypeAlias = Callable[[Transaction, Filed[Alert]], Awaitable[object]]
_SIZE: Final = 50
"""How many are looked through at once: what comes meanwhile is not kept waiting."""


async def each(store: Store, concerned: Concerned, act: Act) -> None:
    """Do something with every open alert that is concerned, the latest numbers first.

    It is written drawer by drawer, and each is judged once more as it stands then.
    """
    drawers = await store.read(lambda tx: tx.docket.stamps(KIND, size=_SIZE))
    for drawer in sorted(drawers, reverse=True):
        found = await store.read(partial(_found, concerned=concerned, drawer=drawer))
        if found:
            await store.write(partial(_act, concerned=concerned, act=act, items=found))


async def _found(tx: Transaction, *, concerned: Concerned, drawer: int) -> list[str]:
    marks = dict(await tx.docket.marks(KIND, drawer, size=_SIZE))
    opened = await tx.docket.of_drawer(KIND, drawer, Alert, size=_SIZE, items=marks)
    return [name for name, one in opened.items() if one is not None and concerned(one)]


async def _act(tx: Transaction, *, concerned: Concerned, act: Act, items: Collection[str]) -> None:
    for item in items:
        filed = await tx.docket.by_id(item, Alert)
        if filed is not None and filed.open and concerned(filed):
            await act(tx, filed)
