from hypothesis import given
from hypothesis import strategies as st

from bot.budgets import Budgets, Rates


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent_times(budgets: Budgets, clock: Clock, count: int, *, group: bool) -> list[float]:
    times = []
    for _ in range(count):
        clock.now += budgets.wait("room", group=group)
        assert budgets.wait("room", group=group) == 0
        budgets.take("room", group=group)
        times.append(clock.now)
    return times


@given(st.integers(1, 40), st.integers(1, 30))
def test_no_window_of_a_minute_holds_more_than_the_group_budget(limit: int, extra: int) -> None:
    clock = Clock()
    budgets = Budgets(Rates(per_group_per_minute=limit), clock)
    times = sent_times(budgets, clock, limit + extra, group=True)
    for start in times:
        assert sum(start <= at <= start + 60 for at in times) <= limit


@given(st.floats(0.2, 5))
def test_a_room_is_never_sent_to_more_often_than_its_rate(rate: float) -> None:
    clock = Clock()
    budgets = Budgets(Rates(per_room_per_second=rate), clock)
    times = sent_times(budgets, clock, 12, group=False)
    allowed = max(1, int(rate))
    period = allowed / rate
    for start in times:
        assert sum(start <= at <= start + period for at in times) <= allowed


def test_zero_switches_a_budget_off() -> None:
    budgets = Budgets(Rates(), Clock())
    for _ in range(1000):
        budgets.take("room", group=True)
    assert budgets.wait("room", group=True) == 0


def test_a_full_room_delays_no_other_room() -> None:
    budgets = Budgets(Rates(per_room_per_second=1), Clock())
    budgets.take("one", group=False)
    assert budgets.wait("one", group=False) > 0
    assert budgets.wait("two", group=False) == 0


def test_the_budget_of_a_bot_counts_all_its_rooms() -> None:
    budgets = Budgets(Rates(per_second=2), Clock())
    budgets.take("one", group=False)
    budgets.take("two", group=False)
    assert budgets.wait("three", group=False) > 0


def test_edits_of_all_rooms_share_a_budget_that_posts_do_not_use() -> None:
    clock = Clock()
    budgets = Budgets(Rates(edits_per_minute=50), clock)
    for at in range(50):
        budgets.take(f"room {at}", group=False, kind="edit")
    assert budgets.wait("another", group=False, kind="edit") > 60
    assert budgets.wait("another", group=False, kind="post") == 0
    clock.now += 62
    assert budgets.wait("another", group=False, kind="edit") == 0
