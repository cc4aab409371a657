"""Lanes: strictly in order, one at a time, nothing lost between processes."""

from datetime import timedelta

import pytest

from storage.store import Claim, Store, Transaction
from tests.in_full import alike

SECOND = 1_000_000


class Lanes:
    """The outbox of a store, in short words."""

    def __init__(self, ground, store: Store) -> None:
        self.ground = ground
        self.store = store

    async def want(self, message, place="p", source="s", written=1, sequence=0, priority=0):
        async def act(tx: Transaction) -> None:
            await tx.deliveries.want(
                message, place, source, priority=priority, written=written, sequence=sequence
            )

        await self.store.write(act)

    async def claim(self, place="p", closed=()) -> Claim | None:
        return await self.store.write(
            lambda tx: tx.deliveries.claim(place, lease_seconds=90, closed_sources=closed)
        )

    async def do(self, method: str, *args, **kwargs):
        async def act(tx: Transaction) -> None:
            getattr(tx.deliveries, method)(*args, **kwargs)

        await self.store.write(act)

    async def look(self, method: str, *args):
        return await self.store.read(lambda tx: getattr(tx.deliveries, method)(*args))

    async def drain(self, place="p") -> list[str]:
        order = []
        while (claim := await self.claim(place)) is not None:
            order.append(claim.message_id)
            await self.do("settle", claim.id, status="done", rule=5)
            await self.do("mark", claim.source, claim.place, claim.written, claim.sequence)
        return order


@pytest.fixture
def lanes(ground, store) -> Lanes:
    return Lanes(ground, store)


async def test_a_lane_goes_by_priority_then_as_written(lanes) -> None:
    await lanes.want("late", written=30)
    await lanes.want("second", written=10, sequence=2)
    await lanes.want("first", written=10, sequence=1)
    await lanes.want("alert", written=99, priority=9)
    await lanes.want("elsewhere", place="q", written=1)
    assert await lanes.drain() == ["alert", "first", "second", "late"]
    assert await lanes.drain("q") == ["elsewhere"]


async def test_what_waits_goes_sooner_once_it_is_wanted_so_and_never_later(lanes) -> None:
    await lanes.want("alert", written=1, priority=3)
    await lanes.want("card", written=9, priority=1)
    await lanes.want("other", written=5, priority=2)
    await lanes.want("card", written=10, priority=4)
    await lanes.want("card", written=11, priority=0)
    under_way = await lanes.claim()
    assert (under_way.message_id, under_way.priority, under_way.written) == ("card", 4, 9)
    await lanes.want("card", written=12, priority=5)
    await lanes.do("settle", under_way.id, status="done")
    assert (await lanes.claim()).priority == 5
    await lanes.store.read(lambda tx: tx.deliveries.check())


@alike
async def test_a_delivery_that_was_edited_is_not_made_good_by_being_wanted_again(
    lanes, ground
) -> None:
    await lanes.want("card", priority=1)
    ground.sql("UPDATE deliveries SET attempts = 0, priority = 2 WHERE message = 'card'")
    await lanes.want("card", priority=4)
    assert await lanes.claim() is None
    assert ground.sql("SELECT status FROM deliveries") == [("quarantined",)]


async def test_a_lane_has_one_claim_at_a_time(lanes) -> None:
    await lanes.want("a")
    await lanes.want("b", written=2)
    first = await lanes.claim()
    assert (first.message_id, first.repeat, first.attempted, first.late) == (
        "a",
        False,
        None,
        False,
    )
    assert await lanes.claim() is None
    await lanes.do("settle", first.id, status="done")
    assert (await lanes.claim()).message_id == "b"


async def test_the_first_that_is_not_due_holds_up_its_priority_only(lanes, ground) -> None:
    await lanes.want("a")
    await lanes.want("b", written=2)
    claim = await lanes.claim()
    due = ground.now + timedelta(seconds=60)
    await lanes.do("postpone", claim.id, due=due, error="ratelimited", counted=True)
    assert await lanes.claim() is None
    await lanes.want("alert", written=3, priority=5)
    alert = await lanes.claim()
    assert alert.message_id == "alert"
    due_too = ground.now + timedelta(seconds=90)
    await lanes.do("postpone", alert.id, due=due_too, error="ratelimited", counted=True)
    ground.pass_(seconds=61)
    again = await lanes.claim()
    assert (again.message_id, again.attempts, again.repeat) == ("a", 1, False)


async def test_a_postponed_delivery_that_may_have_been_sent_stays_in_doubt(lanes, ground) -> None:
    await lanes.want("a")
    first = ground.now.timestamp()
    claim = await lanes.claim()
    await lanes.do("postpone", claim.id, due=ground.now, error="lost", counted=True, repeat=True)
    ground.pass_(seconds=5)
    claim = await lanes.claim()
    assert (claim.repeat, claim.attempted) == (True, first)
    await lanes.do("postpone", claim.id, due=ground.now, error="", counted=False, repeat=True)
    ground.pass_(seconds=5)
    claim = await lanes.claim()
    assert (claim.repeat, claim.attempted, claim.attempts) == (True, first, 1)
    await lanes.do("postpone", claim.id, due=ground.now, error="", counted=False, repeat=False)
    claim = await lanes.claim()
    assert (claim.repeat, claim.attempted) == (False, None)


async def test_wanting_what_waits_adds_nothing(lanes) -> None:
    for _ in range(3):
        await lanes.want("a")
    assert await lanes.look("open_places", "a") == ["p"]
    assert await lanes.drain() == ["a"]


async def test_wanting_what_is_under_way_does_it_once_more(lanes) -> None:
    await lanes.want("a", written=5)
    claim = await lanes.claim()
    await lanes.want("a", written=9)
    await lanes.do("settle", claim.id, status="done")
    again = await lanes.claim()
    assert (again.id, again.written, again.repeat) == (claim.id, 5, False)
    await lanes.do("settle", again.id, status="done")
    assert await lanes.claim() is None


async def test_what_is_done_may_be_wanted_anew(lanes) -> None:
    await lanes.want("a")
    assert await lanes.drain() == ["a"]
    await lanes.want("a")
    assert await lanes.drain() == ["a"]


async def test_closed_sources_wait_and_hold_nobody_up(lanes) -> None:
    await lanes.want("shut", source="x", written=1)
    await lanes.want("open", source="y", written=2)
    assert (await lanes.claim(closed=["x", "never-seen"])).message_id == "open"


async def test_what_another_process_had_claimed_waits_again_in_doubt(lanes, ground) -> None:
    await lanes.want("a")
    await lanes.want("b", written=2)
    assert (await lanes.claim()).message_id == "a"
    began = ground.now.timestamp()
    other = await ground.open()
    ground.pass_(seconds=3)
    heir = Lanes(ground, other)
    await other.write(lambda tx: tx.deliveries.release())
    claim = await heir.claim()
    assert (claim.message_id, claim.repeat, claim.attempted) == ("a", True, began)
    await heir.do("settle", claim.id, status="done")
    claim = await heir.claim()
    assert (claim.message_id, claim.repeat, claim.attempted) == ("b", False, None)
    await other.close()


async def test_a_claim_of_another_process_is_taken_over_without_release(lanes, ground) -> None:
    await lanes.want("a")
    await lanes.claim()
    other = await ground.open()
    claim = await Lanes(ground, other).claim()
    assert (claim.message_id, claim.repeat) == ("a", True)
    await other.close()


async def test_a_lease_that_ended_is_claimed_again_in_doubt(lanes, ground) -> None:
    await lanes.want("a")
    first = await lanes.claim()
    ground.pass_(seconds=91)
    again = await lanes.claim()
    assert (again.id, again.repeat) == (first.id, True)


async def test_late_is_what_was_written_before_one_already_sent(lanes) -> None:
    await lanes.want("new", written=20)
    assert await lanes.drain() == ["new"]
    await lanes.want("old", written=10)
    await lanes.want("same-time", written=20)
    await lanes.want("other-source", source="t", written=10)
    claims = []
    while (claim := await lanes.claim()) is not None:
        claims.append((claim.message_id, claim.late))
        await lanes.do("settle", claim.id, status="done")
        await lanes.do("mark", claim.source, claim.place, claim.written, claim.sequence)
    assert sorted(claims) == [("old", True), ("other-source", False), ("same-time", False)]


async def test_dead_and_held_are_listed_and_can_be_tried_again_in_their_place(lanes) -> None:
    await lanes.want("a", written=1)
    await lanes.want("b", written=2)
    await lanes.do("settle", (await lanes.claim()).id, status="dead", error="not_in_channel")
    await lanes.do("hold", "c", "q", "s", rule=7)
    (dead,) = await lanes.look("listed", "dead")
    assert (dead.place, dead.source, dead.error) == ("p", "s", "not_in_channel")
    (held,) = await lanes.look("listed", "held")
    assert (held.place, held.rule) == ("q", 7)
    await lanes.do("retry", dead.id)
    await lanes.do("retry", held.id)
    assert await lanes.drain() == ["a", "b"]
    assert await lanes.drain("q") == ["c"]


async def test_retrying_what_is_wanted_already_changes_nothing(lanes) -> None:
    await lanes.want("a")
    claim = await lanes.claim()
    await lanes.do("settle", claim.id, status="dead", error="x")
    await lanes.want("a")
    await lanes.do("retry", claim.id)
    assert await lanes.drain() == ["a"]
    assert len(await lanes.look("listed", "dead")) == 1


async def test_a_settled_row_keeps_nothing_of_its_lane(lanes, ground) -> None:
    await lanes.want("a", written=77, sequence=3, priority=2)
    assert await lanes.drain() == ["a"]
    row = ground.sql(
        "SELECT written, sequence, priority, due, lease, process, attempts FROM deliveries"
    )
    assert row == [(0, 0, 0, 0.0, 0.0, "", 0)]


@alike
async def test_dividing_halves_and_halves_again(lanes) -> None:
    await lanes.want("a")
    claim = await lanes.claim()
    assert claim.size_divisor == 1
    await lanes.do("divide", claim.id)
    await lanes.do("divide", claim.id)
    await lanes.do("postpone", claim.id, due=lanes.ground.now, error="", counted=False)
    assert (await lanes.claim()).size_divisor == 4


@alike
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("message", "other"), ("thing", "notice"), ("place", 1), ("source", 3), ("priority", 4),
        ("written", 5), ("sequence", 6), ("identity", b""), ("state", b""), ("id", "f" * 32),
    ],
)  # fmt: skip
async def test_an_edited_row_is_set_aside_and_audited_and_the_next_goes_on(
    lanes, ground, column, value
) -> None:
    await lanes.want("elsewhere", place="q", written=1)
    await lanes.want("a", written=1)
    await lanes.want("b", written=2)
    ground.sql(f"UPDATE deliveries SET {column} = ? WHERE message = 'a'", value)  # noqa: S608
    assert "b" in await lanes.drain()
    assert "a" not in await lanes.drain("q") + await lanes.drain("p")
    quarantined = [row[0] for row in ground.sql("SELECT kind FROM audit")].count("quarantined")
    assert quarantined == 1


@alike
@pytest.mark.parametrize("status", ["done", "stopped", "held", "dead"])
async def test_a_settled_row_made_to_wait_in_sql_is_not_sent_again(lanes, ground, status) -> None:
    await lanes.want("a")
    await lanes.do("settle", (await lanes.claim()).id, status=status)
    ground.sql("UPDATE deliveries SET status = 'waiting'")
    assert await lanes.claim() is None
    assert ground.sql("SELECT status FROM deliveries") == [("quarantined",)]


async def test_lanes_are_the_places_with_work(lanes) -> None:
    assert await lanes.look("lanes") == []
    await lanes.want("a", place="p")
    await lanes.want("b", place="notice:slack.main:U1")
    await lanes.claim("p")
    assert sorted(await lanes.look("lanes")) == ["notice:slack.main:U1", "p"]
