"""An acknowledgement against the deadline, in a thousand seeded orders of the same few instants."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest

from bot.alerts import escalating, fallback, filing, paging
from bot.alerts.chains import chain_for
from bot.alerts.waiting import ESCALATE
from policies.alerts.alert import Alert, Answered, Entry, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from storage.store import Due, Filed, Stale
from tests.bot.alerts.escalation.conftest import Watched

ORDERS: Final = 1_000
SMALL: Final = (
    timedelta(),
    timedelta(microseconds=1),
    timedelta(milliseconds=1),
    timedelta(milliseconds=250),
    timedelta(seconds=3),
)
STEP: Final = timedelta(minutes=2)


class At:
    """A transaction at an instant of its own; all else is as it is."""

    def __init__(self, tx: Any, now: datetime) -> None:
        self._tx = tx
        self.now = now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


class Memory:
    """A transaction's docket, sheets and agenda in memory, for many orders in little time."""

    def __init__(self) -> None:
        self.docket = self.sheets = self.agenda = self
        self._items: dict[str, Filed[Any]] = {}
        self._sheets: list[tuple[str, str, Any]] = []
        self._dues: dict[tuple[str, ...], Due] = {}

    async def add(self, what: Any, value: Any, *rest: Any, **more: Any) -> Any:
        if isinstance(what, Filed):
            self._sheets.append((what.id, value, rest[0]))
            return None
        key = str(len(self._items))
        filed = Filed(
            id=key, kind=what, number=1, organisation="", open=True, rank=0, week=0,
            version=1, value=value,
        )  # fmt: skip
        self._items[key] = filed
        return filed

    def put(self, what: Any, value: Any = None, **more: Any) -> Any:
        if isinstance(what, Due):
            self._dues[what.kind, *what.subject] = what
            return None
        return self._put(what, value)

    async def _put(self, filed: Filed[Any], value: Any) -> Filed[Any]:
        if self._items[filed.id].version != filed.version:
            raise Stale("alert")
        after = replace(filed, value=value, version=filed.version + 1)
        self._items[filed.id] = after
        return after

    async def by_id(self, item: str, _form: type) -> Filed[Any] | None:
        return self._items.get(item)

    async def find(self, *key: str) -> Due | None:
        return self._dues.get(key)

    async def drop(self, *key: str) -> None:
        self._dues.pop(key, None)

    def done(self, due: Due) -> None:
        self._dues.pop((due.kind, *due.subject), None)

    async def of(self, item: str, kind: str, _form: type) -> list[Any]:
        return [SimpleNamespace(value=value) for one, sort, value in self._sheets
                if (one, sort) == (item, kind)]  # fmt: skip


async def played(
    tx: At, watched: Watched, seed: int
) -> tuple[timedelta, list[timedelta], list[Any]]:
    """Play one order; returns when it was acknowledged and looked at, from the deadline on."""
    chance = random.Random(seed)  # noqa: S311 - the same way each time
    services = watched.coalition.house.services
    begun = tx.now
    alert = Alert(
        state=State.RAISED,
        severity=Severity.CRITICAL,
        label=Label.GREEN,
        text="x",
        origin="institute",
        author="ann",
        audience=Audience(people=("bo",)),
        made=begun,
        raised=begun,
    )
    stands = Standing(organisation="watch", chain=chain_for(services, alert, "watch"))
    filed: Filed[Alert] = await filing.file(tx, replace(alert, standings=(stands,)))
    filed, _ = await escalating.begin(tx, services, filed, ["watch"])
    signs = (-1, 1)
    answer = chance.choice(SMALL) * chance.choice(signs)
    looks = [chance.choice(SMALL) * chance.choice(signs) for _ in range(4)] + [timedelta(seconds=5)]
    happens: list[tuple[timedelta, bool]] = [(answer, True), *((one, False) for one in looks)]
    chance.shuffle(happens)
    happens.sort(key=lambda one: one[0])  # what comes at one instant keeps the seed's order
    for when, acknowledged in happens:
        tx.now = begun + STEP + when
        found = await tx.docket.by_id(filed.id, Alert)
        assert found is not None
        if acknowledged:
            standing = found.value.standing("watch")
            taken = replace(standing, answered=Answered.ACKNOWLEDGED, by="bo", at=tx.now)
            said = Entry(what="acknowledged", at=tx.now, organisation="watch", by="bo")
            found = await filing.keep(tx, found, found.value.having(taken), said)
            await escalating.answered(tx, found, "watch")
        else:
            due = await tx.agenda.find(ESCALATE, filed.id, "watch")
            if due is not None and due.due <= tx.now:
                tx.agenda.done(due)
                await escalating.escalate(tx, services, due)
    entries = await filing.timeline(tx, filed)
    tx.now = begun
    return answer, sorted(looks), [(one.what, one.at - begun - STEP) for one in entries]


async def judged(watched: Watched, tx: Any, orders: Iterable[int]) -> dict[str, int]:
    """Play these orders, and return how many came out in which way; each is as it must be."""
    outcomes = {"in time": 0, "late": 0, "late and unseen": 0}
    clock = At(tx, watched.coalition.now)
    for seed in orders:
        answer, looks, entries = await played(clock, watched, seed)
        paged = [when for what, when in entries if what == "escalated"]
        if answer <= timedelta():
            assert paged == [], (seed, answer, looks)
            outcomes["in time"] += 1
            continue
        assert len(paged) <= 1, (seed, answer, looks)
        assert all(timedelta() < when <= answer for when in paged), (seed, answer, looks)
        between = [one for one in looks if timedelta(milliseconds=1) < one < answer]
        assert paged or not between, (seed, answer, looks)
        outcomes["late" if paged else "late and unseen"] += 1
    return outcomes


async def test_who_answers_by_the_deadline_is_never_paged_again_and_who_does_later_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def paged(*_: Any, **__: Any) -> list[str]:
        return []

    async def found(_tx: Any, _services: Any, organisation: str, *_: Any) -> list[Any]:
        return [paging.Recipient(organisation=organisation, target="person:bo", door="", user="1")]

    monkeypatch.setattr(paging, "page", paged)
    monkeypatch.setattr(paging, "may_have", lambda *_: True)
    monkeypatch.setattr(fallback, "targets_of", found)
    outcomes = await judged(watched, Memory(), range(ORDERS))
    assert sum(outcomes.values()) == ORDERS
    assert min(outcomes.values()) > ORDERS // 20, outcomes


async def test_it_is_so_on_a_real_store_too(watched: Watched) -> None:
    await watched.coalition.house.store.write(lambda tx: judged(watched, tx, range(12)))
