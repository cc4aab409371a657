"""With both sides at their defaults no 429 is ever answered: the budgets keep what the gauges ask.

Every lane is full for minutes, ten in full, by the program's own budgets and the stand-ins' own
gauges on a clock of the test's. The program itself between both:
tests/bot/whole/test_default_rates.py, and at the demo's own pace
tests/benchmarks/proofs/test_demo_at_defaults.py.
"""

import random
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.allowances import budgets_of
from bot.budgets import Budgets
from bot.config import Config
from bot.config import Rates as RatesOfTheFile
from bot.sandbox.slack.limits import Gauge as SlackGauge
from bot.sandbox.slack.limits import Limits as SlackLimits
from bot.sandbox.telegram.limits import Gauge as TelegramGauge
from bot.sandbox.telegram.limits import Limits as TelegramLimits
from tests.in_full import IN_FULL

Lane = tuple[str, str]
DEFAULTS = budgets_of(cast("Config", SimpleNamespace(rates=RatesOfTheFile())))
MINUTES = 10 if IN_FULL else 3
ON_THE_WAY = 0.25
"""Seconds that the network may hold one call back and not the next."""


def sent(platform: str, lanes: Sequence[Lane], group: Callable[[str], bool]) -> list[Any]:
    """Return (arrival, lane) of all calls that the budgets let go in some minutes of full lanes."""
    chance = random.Random(7)  # noqa: S311 - the same way each time
    now = 1000.0
    budgets = Budgets(DEFAULTS[platform], lambda: now)
    calls: list[tuple[float, Lane]] = []
    while now < 1000 + 60 * MINUTES:
        for room, kind in chance.sample(lanes, len(lanes)):
            if budgets.wait(room, group=group(room), kind=kind) <= 0:
                budgets.take(room, group=group(room), kind=kind)
                calls.append((now + chance.uniform(0, ON_THE_WAY), (room, kind)))
        now += min(budgets.wait(room, group=group(room), kind=kind) for room, kind in lanes)
    return sorted(calls)


@pytest.mark.proof
def test_a_workspace_with_every_lane_full_for_minutes_is_never_refused() -> None:
    lanes = [(f"C{number}", kind) for number in range(12) for kind in ("post", "edit", "delete")]
    now = [0.0]
    gauge = SlackGauge(SlackLimits(), lambda: now[0])
    calls = sent("slack", lanes, lambda _room: False)
    for now[0], (room, kind) in calls:
        if kind == "post":
            gauge.post("T0", room)
        else:
            gauge.call("T0", "chat.update" if kind == "edit" else "chat.delete")
    assert dict(gauge.refused) == {}
    assert sum(kind == "post" for _, (_, kind) in calls) > 200 * MINUTES


@pytest.mark.proof
def test_a_bot_with_every_lane_full_for_minutes_is_never_refused() -> None:
    rooms = [f"-{number}" for number in range(1, 6)] + [f"{number}" for number in range(1, 31)]
    lanes = [(room, kind) for room in rooms for kind in ("post", "edit")]
    gauge = TelegramGauge(TelegramLimits())
    calls = sent("telegram", lanes, lambda room: room.startswith("-"))
    for at, (room, kind) in calls:
        gauge.count(at, 7, int(room), group=room.startswith("-"), edit=kind == "edit")
    assert gauge.refused == 0
    assert len(calls) > 25 * 60 * MINUTES
