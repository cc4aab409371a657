"""Who sends first where a door allows less than all would send: lanes and a turned clock."""

import heapq
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.budgets import Budgets, Rates
from bot.turns import Turns, Wish

ORDINARY, HIGH, CRITICAL = 0, 3, 4


@dataclass
class Street:
    """Lanes that send one thing after the other, each asking again when it was told to."""

    rates: Rates = field(default_factory=lambda: Rates(per_second=30))
    group: bool = False
    kind: str = "post"
    now: float = 1000.0
    sent: list[tuple[float, Wish]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budgets = Budgets(self.rates, lambda: self.now)
        self.turns = Turns(self.budgets)
        self.waiting: dict[str, list[Wish]] = {}
        self._asks: list[tuple[float, int, str]] = []
        self._number = 0

    def want(self, lane: str, priority: int, organisation: str, count: int = 1) -> None:
        """Have a lane send so many more; of what it holds the most urgent goes first."""
        wish = Wish(lane=lane, priority=priority, organisation=organisation)
        self.waiting.setdefault(lane, []).extend([wish] * count)
        self.waiting[lane].sort(key=lambda one: -one.priority)
        self._ask(lane, self.now)

    def _ask(self, lane: str, at: float) -> None:
        self._number += 1
        heapq.heappush(self._asks, (at, self._number, lane))

    def run(self, until: float = 1e9, most: int = 10**9) -> None:
        """Let time go by, until an instant or until so many are sent."""
        while self._asks and self._asks[0][0] <= until and len(self.sent) < most:
            at, _, lane = heapq.heappop(self._asks)
            self.now = max(self.now, at)
            if not self.waiting.get(lane):
                self.turns.leave(lane)
                continue
            wish = self.waiting[lane][0]
            wait = self.turns.ask(wish, lane, group=self.group, kind=self.kind)
            if wait.seconds:
                self._ask(lane, self.now + wait.seconds)
                continue
            self.budgets.take(lane, group=self.group, kind=self.kind)
            self.sent.append((self.now, self.waiting[lane].pop(0)))
            self._ask(lane, self.now)

    def of(self, priority: int) -> list[float]:
        return [at for at, wish in self.sent if wish.priority == priority]


def backlog(street: Street, lanes: int = 200, each: int = 50) -> None:
    for lane in range(lanes):
        street.want(f"chat{lane}", ORDINARY, f"org{lane % 20}", each)


def test_ten_thousand_ordinary_messages_do_not_delay_a_critical_alert() -> None:
    """The first goes with the next that the platform takes, a hundred within its own minimum."""
    street = Street()
    backlog(street)
    street.run(until=street.now + 20)
    begun = street.now
    for lane in range(100):
        street.want(f"D{lane}", CRITICAL, f"org{lane}")
    street.run(until=begun + 10)
    took = [at - begun for at in street.of(CRITICAL)]
    assert len(took) == 100
    assert took[0] < 1.1
    assert took[-1] < 1.1 * 100 / 30 + 1.1
    between = [wish for at, wish in street.sent if begun + 1.1 < at < begun + took[-1]]
    assert {wish.priority for wish in between} == {CRITICAL}


def test_what_is_urgent_comes_first_in_a_lane_that_waits_for_its_ordinary_turn() -> None:
    street = Street()
    backlog(street)
    street.run(until=street.now + 5)
    begun = street.now
    street.want("chat7", CRITICAL, "org7")
    street.run(until=begun + 3)
    (at,) = street.of(CRITICAL)
    assert at - begun < 1.1


def test_an_ordinary_thing_of_a_lane_does_not_take_the_place_of_its_urgent_one() -> None:
    street = Street(rates=Rates(per_second=1))
    street.want("other", CRITICAL, "a", 3)
    street.run(most=1)
    urgent = Wish(lane="one", priority=CRITICAL, organisation="b")
    first = street.turns.ask(urgent, "one", group=False, kind="post")
    ordinary = Wish(lane="one", priority=ORDINARY, organisation="b")
    again = street.turns.ask(ordinary, "one", group=False, kind="post")
    assert again.seconds == first.seconds > 0
    assert again.for_door


def test_one_organisations_flood_does_not_delay_anothers_critical_alert() -> None:
    street = Street(rates=Rates(per_second=5))
    for lane in range(100):
        street.want(f"flood{lane}", CRITICAL, "loud")
    street.run(most=10)
    begun = street.now
    street.want("quiet", CRITICAL, "quiet")
    street.run()
    before = [wish for at, wish in street.sent[10:] if wish.organisation == "loud" and at >= begun]
    place = [wish.lane for _, wish in street.sent[10:]].index("quiet")
    assert place <= 5
    assert len(before) == 90


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=6),
    st.integers(1, 8),
)
def test_organisations_take_turns_however_much_each_would_send(
    floods: list[int], rate: int
) -> None:
    """While several have something waiting, none is ahead of another by more than a window."""
    street = Street(rates=Rates(per_second=rate))
    for number, flood in enumerate(floods):
        for lane in range(flood):
            street.want(f"{number}.{lane}", HIGH, f"org{number}")
    street.run()
    assert len(street.sent) == sum(floods)
    served: Counter[str] = Counter()
    for _, wish in street.sent[rate:]:
        served[wish.organisation] += 1
        waiting = {
            f"org{number}"
            for number, flood in enumerate(floods)
            if sum(w.organisation == f"org{number}" for _, w in street.sent[:rate])
            + served[f"org{number}"]
            < flood
        }
        counts = [served[one] for one in waiting]
        if len(counts) > 1:
            assert max(counts) - min(counts) <= rate + 1


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 5)),
        min_size=1,
        max_size=25,
    ),
    st.integers(1, 7),
)
def test_everything_is_sent_within_the_budget_whatever_comes(
    wants: list[tuple[int, int, int]], rate: int
) -> None:
    street = Street(rates=Rates(per_second=rate))
    for number, (priority, organisation, count) in enumerate(wants):
        street.want(f"lane{number % 9}", priority, f"org{organisation}", count)
    street.run()
    times = [at for at, _ in street.sent]
    assert len(times) == sum(count for _, _, count in wants)
    for start in times:
        assert sum(start <= at < start + 1 for at in times) <= rate


@given(st.lists(st.integers(0, 4), min_size=2, max_size=40))
def test_of_what_waits_together_the_more_urgent_always_goes_first(priorities: list[int]) -> None:
    street = Street(rates=Rates(per_second=1))
    street.want("first", CRITICAL, "a")
    street.run()
    for lane, priority in enumerate(priorities):
        street.want(f"lane{lane}", priority, "a")
    street.run()
    gone = [wish.priority for _, wish in street.sent[1:]]
    assert gone == sorted(priorities, reverse=True)


def test_a_room_whose_own_budget_is_full_takes_nobody_elses_turn() -> None:
    street = Street(rates=Rates(per_second=2, per_group_per_minute=1), group=True)
    street.want("full", CRITICAL, "a", 2)
    for lane in range(6):
        street.want(f"free{lane}", ORDINARY, "b")
    street.run(until=street.now + 10)
    assert len(street.of(CRITICAL)) == 1
    assert len(street.of(ORDINARY)) == 6
    assert street.of(ORDINARY)[-1] - 1000.0 < 5


def test_edits_that_wait_for_their_own_budget_do_not_delay_posts() -> None:
    rates = Rates(per_second=20, posts_per_minute=600, edits_per_minute=2)
    street = Street(rates=rates, kind="edit")
    for lane in range(30):
        street.want(f"edit{lane}", CRITICAL, "a")
    street.run(most=2)
    post = Wish(lane="post", priority=ORDINARY, organisation="b")
    assert street.turns.ask(post, "post", group=False, kind="post").seconds == 0


def test_a_mark_goes_behind_everything_and_keeps_no_lane_waiting() -> None:
    street = Street(rates=Rates(per_second=1))
    street.want("first", ORDINARY, "a", 2)
    street.run(most=1)
    street.run(until=street.now)
    mark = Wish(lane="mark", priority=-3, organisation="b")
    wait = street.turns.ask(mark, "mark", group=False, kind="react")
    assert wait.seconds > 1
    assert not wait.rests


def test_who_leaves_the_queue_is_waited_for_no_more() -> None:
    street = Street(rates=Rates(per_second=1))
    street.want("first", ORDINARY, "a")
    street.run()
    gone = Wish(lane="gone", priority=CRITICAL, organisation="a")
    street.turns.ask(gone, "gone", group=False, kind="post")
    behind = Wish(lane="behind", priority=ORDINARY, organisation="b")
    long = street.turns.ask(behind, "behind", group=False, kind="post").seconds
    street.turns.leave("gone")
    street.turns.leave("gone")
    assert street.turns.ask(behind, "behind", group=False, kind="post").seconds < long


@pytest.mark.parametrize("ahead", [0, 1, 2, 3, 7])
def test_the_wait_behind_others_is_what_it_comes_to_when_they_have_gone(ahead: int) -> None:
    now = 1000.0
    budgets = Budgets(Rates(per_second=3), lambda: now)
    for _ in range(2):
        budgets.take("room", group=False)
    foretold, _ = budgets.wait_of_door("post", lambda _name: ahead)
    for _ in range(ahead):
        now += budgets.wait("room", group=False)
        budgets.take("room", group=False)
    assert now + budgets.wait("room", group=False) - 1000.0 == pytest.approx(foretold, rel=0.02)
