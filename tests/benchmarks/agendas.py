"""What a look at what is due costs beside ten thousand open alerts and many schedules.

python -m tests.benchmarks.agendas [schedules]

The schedules are real ones, in the docket and in the agenda; so is what falls due meanwhile.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from bot.agenda import Agenda
from bot.alerts import queue, schedules, turning
from bot.cards import Card, Writer
from bot.desk import home, status
from bot.dues import DUES
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.schedule import Schedule
from policies.alerts.severity import Severity
from policies.labels import Label
from policies.times.moments import at_instant
from storage.store import Notice, Transaction
from tests.benchmarks.histories import _template
from tests.benchmarks.queues import OPEN, filled
from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import House
from tests.stage import DIRECTORY

SCHEDULES: Final = 100_000
TIMES: Final = 15
_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Seconds, medians: a look with nothing due, and with one schedule due that raises an alert.

    And what a room and somebody see: `list` taken and answered, the pinned status and a home
    written.
    `raised` counts the alerts that were raised meanwhile, `waiting` the rows of the agenda.
    """

    idle: float
    one: float
    list_: float
    status: float
    home: float
    raised: int
    waiting: int


async def measured(folder: Path, template: Path, *, alerts: int, many: int) -> Costs:
    """Fill a house with open alerts and schedules, and look at what is due and what is shown."""
    house = await House.of(folder, template, DIRECTORY)
    try:
        coalition = Coalition(house)
        await coalition.apply(COALITION.replace('id = "group"', 'id = "group"\nkind = "duty"'))
        await filled(house, alerts)
        begin = house.clock.now + timedelta(days=30)
        for at in range(0, many, _AT_ONCE):
            few = range(at, min(at + _AT_ONCE, many))
            await house.store.write(partial(_planned, house=house, numbers=few, begin=begin))
        await queue.Reading(house.store, house.services).look()
        agenda = Agenda(house.store, house.services, DUES, lambda _: None)
        await agenda.look()
        await coalition.settle()
        idle = await _median(agenda.look)
        before = await house.store.read(lambda tx: tx.docket.count("alert"))
        one = []
        for _ in range(TIMES):
            soon = house.clock.now + timedelta(seconds=1)
            await house.store.write(partial(_planned, house=house, numbers=(0,), begin=soon))
            house.pass_(1)
            began = time.perf_counter()
            await agenda.look()
            one.append(time.perf_counter() - began)
        raised = await house.store.read(lambda tx: tx.docket.count("alert")) - before
        await coalition.settle()
        await agenda.look()
        list_ = await _median(lambda: coalition.typed("bo", "list", settle=False))
        shown = await _median(lambda: _written(house, status.card, place="group"))
        mine = await _median(lambda: _written(house, home.card, user="1001"))
        waiting = len(await house.store.read(lambda tx: tx.agenda.listed(schedules.RUN)))
        return Costs(
            idle=idle,
            one=statistics.median(one),
            list_=list_,
            status=shown,
            home=mine,
            raised=raised,
            waiting=waiting,
        )
    finally:
        await house.close()


async def _planned(
    tx: Transaction, *, house: House, numbers: Iterable[int], begin: datetime
) -> None:
    """Plan alerts a minute apart, as `schedule` and its confirmation do."""
    for number in numbers:
        due = begin + timedelta(minutes=number)
        alert = Alert(
            severity=Severity.HIGH, label=Label.AMBER, text="Count the boxes in Kisumu.",
            origin="institute", author="ann", audience=Audience(organisations=("watch",)),
            made=tx.now,
        )  # fmt: skip
        one = Schedule(
            progress="active", when=at_instant(due, "UTC"), alert=alert, made=tx.now,
            shown=("slack.main", "U0ANN"),
        )  # fmt: skip
        filed = await tx.docket.add(schedules.KIND, one, organisation="institute")
        await turning.plan(tx, house.services, filed)


async def _written(house: House, write: Writer, *, user: str = "", place: str = "") -> None:
    """Write a card of the queue, in a transaction that is kept."""

    async def act(tx: Transaction) -> Card | None:
        notice = Notice(
            id=tx.new_id(), kind=home.QUEUE, place=place, door="telegram.main", user=user,
            channel=user, topic=None, number="", count=1, revision=1, begun=tx.now,
        )  # fmt: skip
        return await write(tx, house.services, notice)

    assert await house.store.write(act) is not None


async def _median(act: Callable[[], Awaitable[object]]) -> float:
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await act()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def costs(many: int = SCHEDULES) -> Costs:
    """Measure in folders of its own; it has a loop of its own, too."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as made:
        template, folder = Path(made) / "template", Path(made) / "house"
        template.mkdir()
        folder.mkdir()
        _template(template)
        return asyncio.run(measured(folder, template, alerts=OPEN, many=many))


if __name__ == "__main__":
    print(costs(int(sys.argv[1]) if len(sys.argv) > 1 else SCHEDULES))
