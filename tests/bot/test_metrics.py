"""`/metrics`: counted once it is durable, right after a restart, and nobody is told of."""

import asyncio
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics.counters import Counters
from bot.metrics.exposition import Metrics
from handlers.door import (
    Closed,
    DoorError,
    Later,
    LockedOut,
    Lost,
    Missing,
    Refused,
    Relocated,
    TooLong,
    Unchanged,
)  # fmt: skip
from handlers.http import Asked
from storage.store import DatabaseBusy, DatabaseFull
from tests.bot.letters import fill
from tests.bot.small_house import House
from tests.house.metrics_told import LABELS, TOLD
from tests.stage import Stage

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Samples:
    """Return every sample, as Prometheus' own parser reads them."""
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, tuple(sorted(labels.items()))]


class Counting:
    """A small house whose metrics are asked without a listener."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.looked = 0.0
        self.metrics = Metrics(
            house.store,
            house.services,
            house.doors,
            lambda: house.courier.beat,
            lambda: self.looked,
        )
        self.metrics._gauges._monotonic = self.metrics.counters._monotonic = lambda: house.seconds
        house.services.tally = self.metrics.counters
        house.open()
        for name, line in house.courier._lines.items():
            object.__setattr__(line, "watch", self.metrics.counters.watching(name))
        house.inbox = self.metrics.counters.counting(house.inbox)

    async def samples(self) -> Samples:
        answer = await self.metrics.answer(Asked(headers={}))
        assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
        return read(str(answer.body))


@pytest.fixture
async def counting(house: House) -> Counting:
    return Counting(house)


async def test_what_comes_is_decided_and_goes_is_counted_by_its_door(counting: Counting) -> None:
    house = counting.house
    await house.hear(house.said("C0DESK", "TLP:GREEN one"))
    await house.hear(house.said("-1001000000002", "unlabelled, in a strict room"))
    await house.hear(house.said("-1001000000001", "talk that stays in its room"))
    samples = await counting.samples()
    assert value(samples, "tocsin_events_received_total", door="slack.main") == 1
    assert value(samples, "tocsin_events_received_total", door="telegram.main") == 2
    assert value(samples, "tocsin_events_stored_total", door="telegram.main") == 2
    assert value(samples, "tocsin_messages_taken_total", door="slack.main") == 1
    assert value(samples, "tocsin_messages_taken_total", door="telegram.main") == 1
    assert value(samples, "tocsin_decisions_total", outcome="allow") == 2
    assert value(samples, "tocsin_decisions_total", outcome="hold") == 1
    assert value(samples, "tocsin_waiting_deliveries", door="telegram.main") == 2
    # The mark on the author's own message is one of them.
    assert value(samples, "tocsin_waiting_deliveries", door="slack.main") == 2
    assert value(samples, "tocsin_held", kind="message") == 1
    house.slack.health.acknowledged(0.02)
    assert value(samples, "tocsin_commit_acts_sum") >= 3
    await house.deliver()
    house.pass_(10)
    samples = await counting.samples()
    assert value(samples, "tocsin_deliveries_total", outcome="done") >= 4
    assert value(samples, "tocsin_acknowledgement_seconds_sum", door="slack.main") == 0.02
    assert value(samples, "tocsin_acknowledgement_seconds_count", door="telegram.main") == 0
    # The card that asks the author waits until the burst is over.
    assert value(samples, "tocsin_waiting_deliveries", door="telegram.main") == 1
    assert value(samples, "tocsin_oldest_waiting_age_seconds", door="telegram.main") == 10
    house.pass_(30)
    await house.deliver()
    samples = await counting.samples()
    assert value(samples, "tocsin_waiting_deliveries", door="telegram.main") == 0
    assert value(samples, "tocsin_oldest_waiting_age_seconds", door="telegram.main") == 0
    sent = {"kind": "post", "outcome": "done"}
    assert value(samples, "tocsin_send_seconds_count", door="slack.main", **sent) == 1
    assert value(samples, "tocsin_send_seconds_count", door="telegram.main", **sent) == 2


async def test_a_redelivery_is_received_again_and_taken_once(counting: Counting) -> None:
    house = counting.house
    one = house.said("C0DESK", "TLP:GREEN one")
    await house.hear(one, one, one)
    samples = await counting.samples()
    assert value(samples, "tocsin_events_received_total", door="slack.main") == 3
    assert value(samples, "tocsin_messages_taken_total", door="slack.main") == 1
    assert value(samples, "tocsin_decisions_total", outcome="allow") == 2


async def test_what_could_not_be_stored_is_received_and_nothing_more(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = counting.house

    async def full() -> None:
        raise DatabaseFull("no room")

    with monkeypatch.context() as patch:
        patch.setattr(house.store._writing, "commit", full)
        with pytest.raises(DatabaseFull):
            await house.hear(house.said("C0DESK", "TLP:GREEN one"))
        samples = await counting.samples()
    assert value(samples, "tocsin_events_received_total", door="slack.main") == 1
    assert value(samples, "tocsin_events_stored_total", door="slack.main") == 0
    assert value(samples, "tocsin_messages_taken_total", door="slack.main") == 0
    assert value(samples, "tocsin_decisions_total", outcome="allow") == 0
    assert value(samples, "tocsin_database_writable") == 0
    assert value(samples, "tocsin_waiting_deliveries", door="slack.main") == 0


async def test_a_database_that_cannot_be_read_has_no_gauges_rather_than_old_ones(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = counting.house
    await house.hear(house.said("C0DESK", "TLP:GREEN one"))
    assert ("tocsin_held", (("kind", "message"),)) in await counting.samples()

    async def busy(_query: Any) -> None:
        raise DatabaseBusy("busy")

    monkeypatch.setattr(house.store, "read", busy)
    house.pass_(10)
    samples = await counting.samples()
    assert value(samples, "tocsin_database_writable") == 0
    assert value(samples, "tocsin_events_received_total", door="slack.main") == 1
    names = {name for name, _ in samples}
    assert not names & {"tocsin_held", "tocsin_waiting_deliveries", "tocsin_dead_letters"}


async def test_a_database_that_never_answers_keeps_nobody_waiting(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_query: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.metrics.gauges._PATIENCE", 0.01)
    monkeypatch.setattr(counting.house.store, "read", never)
    assert value(await counting.samples(), "tocsin_database_writable") == 0


async def test_many_who_ask_at_once_are_one_question_to_the_database(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, asked = counting.house, 0
    real = house.store.read

    async def counted(query: Any) -> Any:
        nonlocal asked
        asked += 1
        return await real(query)

    monkeypatch.setattr(house.store, "read", counted)
    await asyncio.gather(*(counting.samples() for _ in range(20)))
    assert asked == 1
    house.pass_(4.9)
    await counting.samples()
    assert asked == 1
    house.pass_(0.1)
    await counting.samples()
    assert asked == 2


async def test_ages_grow_while_nobody_asks_the_database(counting: Counting) -> None:
    house = counting.house
    await house.hear(house.said("C0DESK", "TLP:GREEN one"))
    before = value(await counting.samples(), "tocsin_oldest_waiting_age_seconds", door="slack.main")
    house.pass_(3)
    after = value(await counting.samples(), "tocsin_oldest_waiting_age_seconds", door="slack.main")
    assert after - before == 3
    assert value(await counting.samples(), "tocsin_courier_beat_age_seconds") == 3
    assert value(await counting.samples(), "tocsin_agenda_look_age_seconds") == house.seconds


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "done"),
        (Lost("x"), "lost"),
        (Later("x", 3.0), "later"),
        (Unchanged("x"), "unneeded"),
        (Missing("x"), "unneeded"),
        (TooLong("x"), "refused"),
        (Refused("x"), "refused"),
        (Relocated("x", "y"), "closed"),
        (Closed("x"), "closed"),
        (LockedOut("x"), "locked_out"),
        (DoorError("x"), "broken_off"),
        (ZeroDivisionError(), "broken_off"),
        (asyncio.CancelledError(), "broken_off"),
    ],
)
def test_a_call_is_counted_by_what_came_of_it(error: BaseException | None, outcome: str) -> None:
    seconds = iter((1.0, 1.75))
    registry = CollectorRegistry()
    counters = Counters(registry, ["slack.main"], lambda: next(seconds))

    def call() -> None:
        with counters.watching("slack.main")("post"):
            if error is not None:
                raise error

    if error is None:
        call()
    else:
        with pytest.raises(type(error)):
            call()
    labels = {"door": "slack.main", "kind": "post", "outcome": outcome}
    assert registry.get_sample_value("tocsin_send_seconds_count", labels) == 1
    assert registry.get_sample_value("tocsin_send_seconds_sum", labels) == 0.75


async def test_the_guide_tells_every_metric_and_every_label_that_there_is(
    counting: Counting,
) -> None:
    house = counting.house
    await house.hear(house.said("C0DESK", "TLP:GREEN one"))
    await house.deliver()
    answer = await counting.metrics.answer(Asked(headers={}))
    families = list(text_string_to_metric_families(str(answer.body)))
    found = {
        one.name + ("_total" if one.type == "counter" else ""): (
            one.type,
            frozenset(label for sample in one.samples for label in sample.labels) - {"le"},
        )
        for one in families
    }
    assert found == TOLD
    values = {
        (label, said)
        for one in families
        for sample in one.samples
        for label, said in sample.labels.items()
        if label in LABELS
    }
    assert {(label, said) for label, said in values if said not in LABELS[label]} == set()
    assert all(one.documentation.endswith(".") for one in families if "tocsin" in one.name)


async def test_a_scrape_of_the_running_program_sees_messages_cross_and_names_nobody(
    stage: Stage,
) -> None:
    async def scraped() -> Samples:
        status, body = await stage.ask("/metrics")
        assert status == 200
        text = body.decode() if isinstance(body, bytes) else str(body)
        said.append(text)
        return read(text)

    said: list[str] = []
    async with stage.running():
        for at in range(5):
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN heron {at}")
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN heron {at}")
        stage.telegram.say(stage.STRICT, stage.BO, "heron without a label")
        await stage.until(lambda: len(stage.in_slack()) == len(stage.in_telegram()) == 5, "copies")

        async def settled() -> bool:
            return value(await scraped(), "tocsin_deliveries_total", outcome="done") >= 20

        # Each message goes to two rooms; with the cached gauges the counters are always new.
        await stage.until(settled, "all to be settled")
        samples = await scraped()
        assert value(samples, "tocsin_messages_taken_total", door="slack.main") == 5
        assert value(samples, "tocsin_messages_taken_total", door="telegram.main") == 6
        assert value(samples, "tocsin_decisions_total", outcome="allow") == 20
        assert value(samples, "tocsin_decisions_total", outcome="hold") == 1
        assert value(samples, "tocsin_door_state", door="slack.main", state="connected") == 1
        assert value(samples, "tocsin_acknowledgement_seconds_count", door="slack.main") >= 5
        assert value(samples, "tocsin_acknowledgement_seconds_count", door="telegram.main") >= 6
        assert value(samples, "tocsin_database_writable") == 1
        assert value(samples, "process_start_time_seconds") > 0
        assert value(samples, "tocsin_commit_seconds_count") > 0
        build = [labels for name, labels in samples if name == "tocsin_build_info"]
        assert dict(build[0])["version"] == "0.1.0"
    async with stage.running():
        samples = await scraped()
        assert value(samples, "tocsin_held", kind="message") == 1
        assert value(samples, "tocsin_decisions_total", outcome="allow") == 0
    names = ("heron", "Ballot", "institute", "Ann", "Bo", stage.ANN, str(stage.BO), stage.DESK)
    for text in said:
        # A count or a size may hold any digits; what names somebody would stand in a word or label.
        words = "\n".join(line.rpartition(" ")[0] or line for line in text.splitlines())
        assert [one for one in (*names, *stage.SECRETS, str(stage.WATCH)) if one in words] == []


async def test_after_a_restart_the_gauges_are_what_the_database_holds(made: Stage) -> None:
    await fill(made)
    async with made.running(ready=False):

        async def read_it() -> Samples:
            status, body = await made.ask("/metrics")
            return read(body.decode()) if status == 200 else {}

        samples: Samples = {}

        async def answered() -> bool:
            nonlocal samples
            samples = await read_it()
            return bool(samples)

        await made.until(answered, "an answer")
    assert value(samples, "tocsin_dead_letters", kind="delivery") == 2
    assert value(samples, "tocsin_dead_letters", kind="event") == 1
    assert value(samples, "tocsin_held", kind="delivery") == 1
    assert value(samples, "tocsin_held", kind="error") == 1
    assert value(samples, "tocsin_held", kind="edit") == 1
