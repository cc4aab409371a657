"""What a view of the queue costs with ten thousand open alerts; `make bench` has it as rows.

python -m tests.benchmarks.queues
"""

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from bot.alerts import queue
from policies.alerts.alert import Alert, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.community.places import Place
from policies.labels import Label
from storage.store import Transaction
from tests.benchmarks.histories import _template
from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import House
from tests.stage import DIRECTORY

OPEN: Final = 10_000
_AT_ONCE: Final = 500
_LINES: Final = 10
_VIEWS: Final = 15
_PEOPLE: Final = {
    "institute": ("ann", "nia", "stan"),
    "watch": ("bo", "dora"),
    "radio": ("ray", "rosa"),
    "ministry": ("mo", "mads"),
}
_AUDIENCES: Final = (
    Audience(everybody=True),
    Audience(organisations=("watch", "radio")),
    Audience(tags=("country:KE",)),
    Audience(organisations=("ministry",)),
)


@dataclass(frozen=True)
class Costs:
    """Seconds: the first reading after a start, a view and a page, and the same after a change."""

    first: float
    view: float
    changed: float


async def measured(folder: Path, template: Path) -> Costs:
    """Fill a house with open alerts and look at them as a room does."""
    house = await House.of(folder, template, DIRECTORY)
    try:
        await Coalition(house).apply(COALITION)
        await filled(house, OPEN)
        began = time.perf_counter()
        await queue.Reading(house.store, house.services).look()
        first = time.perf_counter() - began
        place = house.services.directory.place_by_id("group")
        assert place is not None

        async def view(tx: Transaction) -> float:
            return await _view(tx, house, place)

        views = sorted([await house.store.write(view) for _ in range(_VIEWS)])
        changed = []
        for number in range(1, _VIEWS + 1):
            await house.store.write(partial(_change, number=number))
            changed.append(await house.store.write(view))
        return Costs(first=first, view=views[_VIEWS // 2], changed=sorted(changed)[_VIEWS // 2])
    finally:
        await house.close()


async def filled(house: House, alerts: int) -> None:
    """Open so many alerts, for many audiences, as a long night leaves them."""
    chance = random.Random(1)
    for at in range(0, alerts, _AT_ONCE):
        many = min(_AT_ONCE, alerts - at)
        await house.store.write(partial(_filled, chance=chance, many=many))


async def _filled(tx: Transaction, *, chance: random.Random, many: int) -> None:
    for _ in range(many):
        origin = chance.choice(list(_PEOPLE))
        alert = Alert(
            state=State.RAISED,
            severity=chance.choice(list(Severity)),
            label=chance.choice([Label.GREEN, Label.AMBER, Label.CLEAR]),
            text="Ballots are missing in Kisumu. " * 12,
            origin=origin,
            author=chance.choice(_PEOPLE[origin]),
            audience=chance.choice(_AUDIENCES),
            made=tx.now,
            raised=tx.now - timedelta(minutes=chance.randrange(5_000)),
            owner=chance.choice(["", "bo"]),
            standings=tuple(Standing(organisation=f"org-{at}", first=tx.now) for at in range(8)),
        )
        await tx.docket.add("alert", alert, organisation=origin, rank=alert.severity.rank)


async def _view(tx: Transaction, house: House, place: Place) -> float:
    began = time.perf_counter()
    found = await queue.seen(tx, house.services, place)
    shown = await queue.page(tx, found.lines(), most=_LINES)
    assert found.whole
    assert len(shown) == _LINES
    return time.perf_counter() - began


async def _change(tx: Transaction, *, number: int) -> None:
    filed = await tx.docket.numbered("alert", number, Alert)
    assert filed is not None
    await tx.docket.put(filed, replace(filed.value, owner="dora"))


def costs() -> Costs:
    """Measure in folders of its own; it has a loop of its own, too."""
    with tempfile.TemporaryDirectory() as made:
        template, folder = Path(made) / "template", Path(made) / "house"
        template.mkdir()
        folder.mkdir()
        _template(template)
        return asyncio.run(measured(folder, template))


if __name__ == "__main__":
    print(costs())
