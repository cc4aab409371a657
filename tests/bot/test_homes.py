"""Somebody's home shows one card, as it is now, to its reader and nobody else."""

from collections.abc import Collection
from typing import Any

import pytest

from bot import cards, lanes
from bot.boards import WRITERS
from bot.budgets import Budgets, Rates
from bot.cards import HOME, Card
from bot.services import Services
from bot.showing import Cards
from handlers.door import Lost
from handlers.incoming import Room, Sender, Typed
from policies.buttons import Button
from policies.text import Text
from storage.store import Notice, Transaction
from tests.bot.small_house import House
from tests.stage import DIRECTORY

ANN, BO = "U0ANN", "1001"
LANE = lanes.home("slack.main", ANN)
NEXT = ((Button(label="Help", line="help"),),)
AT_RISK = DIRECTORY.replace('name = "Ann"', 'name = "Ann"\nrisk = true')


class Homes:
    """The small house with homes, whose card says what a test says."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.text: str | None = "3 alerts are open."
        house.outgoing._wings["card"] = Cards(  # type: ignore[index] # a writer of our own
            house.services, {**WRITERS, HOME: self._written}
        )

    async def _written(self, tx: Transaction, services: Services, notice: Notice) -> Card | None:
        del tx, services, notice
        return None if self.text is None else Card(text=Text.of(self.text), buttons=NEXT)

    async def show(self, door: str = "slack.main", user: str = ANN) -> Collection[str]:
        async def act(tx: Transaction) -> list[str]:
            return await cards.show(tx, HOME, door=door, user=user, key=(HOME,))

        woken = await self.house.store.write(act)
        await self.house.deliver()
        return woken

    async def renew(self, text: str | None) -> None:
        self.text = text

        async def act(tx: Transaction) -> None:
            await cards.renew(tx, HOME, door="slack.main", user=ANN, key=(HOME,))

        await self.house.store.write(act)
        await self.house.deliver()

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        return self.house.slack.calls

    def standing(self, user: str = ANN) -> list[str]:
        return self.house.slack.standing(f"H{user}")

    def number(self) -> str:
        return next(iter(self.house.slack.rooms[f"H{ANN}"]))

    async def press(self, number: str, line: str = "help") -> list[str]:
        """Press a button; returns what stands in the private conversation then."""
        event = Typed(
            event=f"press:{number}:{line}",
            room=Room(channel=f"H{ANN}"),
            number=number,
            written=self.house.clock.now,
            sender=Sender(user=ANN, team="T0INSTITUTE"),
            line=line,
            private=True,
            pressed=True,
        )
        await self.house.inbox.receive("slack.main", [event])
        await self.house.deliver()
        return self.house.slack.standing(f"D{ANN}")


@pytest.fixture
def homes(house: House) -> Homes:
    return Homes(house)


async def test_a_home_is_published_on_a_lane_of_its_own_and_replaced(homes: Homes) -> None:
    assert await homes.show() == [LANE]
    await homes.renew("2 alerts are open.")
    assert homes.standing() == ["2 alerts are open."]
    assert [kind for kind, _, _ in homes.calls] == ["post", "edit"]
    assert homes.house.slack.standing(f"D{ANN}") == []


async def test_what_is_renewed_many_times_before_it_is_sent_is_published_once(
    homes: Homes,
) -> None:
    await homes.show()

    async def act(tx: Transaction) -> None:
        for _ in range(20):
            await cards.renew(tx, HOME, door="slack.main", user=ANN, key=(HOME,))

    homes.text = "Quiet."
    await homes.house.store.write(act)
    await homes.house.deliver()
    assert [text for kind, _, text in homes.calls if kind == "edit"] == ["Quiet."]


async def test_a_platform_without_homes_is_asked_for_none(homes: Homes) -> None:
    await homes.show("telegram.main", BO)
    assert homes.house.telegram.calls == []
    (one,) = await homes.house.listed("stopped")
    assert one.place == lanes.home("telegram.main", BO)


async def test_a_home_that_says_too_much_shows_its_beginning_and_is_one_thing(
    homes: Homes,
) -> None:
    homes.text = "An alert is open.\n" * 2_000
    await homes.show()
    (shown,) = homes.standing()
    assert homes.text.startswith(shown)
    assert 0 < len(shown) <= 4_000


async def test_a_home_whose_answer_was_lost_is_published_again_without_a_search(
    homes: Homes,
) -> None:
    homes.house.slack.fail("post", Lost("connection_lost"), done=True)
    await homes.show()
    homes.house.pass_(5)
    await homes.house.deliver()
    assert [kind for kind, _, _ in homes.calls] == ["post", "post"]
    assert "find" not in {kind for kind, _, _ in homes.calls}


async def test_a_card_that_is_taken_away_leaves_an_empty_home(homes: Homes) -> None:
    await homes.show()
    await homes.renew(None)
    assert homes.standing() == []
    await homes.renew("1 alert is open.")
    assert homes.standing() == ["1 alert is open."]


async def test_a_button_in_a_home_types_its_line(homes: Homes) -> None:
    await homes.show()
    (answer,) = await homes.press(homes.number())
    assert "help all" in answer


async def test_a_button_of_no_home_of_ours_is_refused(homes: Homes) -> None:
    await homes.show()
    (told,) = await homes.press("900000", "freeze")
    assert told == homes.house.services.phrases(LANE).answers.stale().plain


async def test_of_somebody_at_risk_nothing_stands_in_a_home(homes: Homes) -> None:
    homes.house.load_directory(AT_RISK)
    await homes.show()
    assert homes.calls == []


async def test_a_home_is_emptied_once_its_reader_is_known_to_be_at_risk(homes: Homes) -> None:
    await homes.show()
    homes.house.load_directory(AT_RISK)
    await homes.renew("5 alerts are open.")
    assert homes.standing() == []
    assert not any("5 alerts" in text for _, _, text in homes.calls)


async def test_whom_nobody_knows_has_no_home(homes: Homes) -> None:
    await homes.show(user="U0NOBODY")
    assert homes.calls == []


async def test_a_lock_empties_the_home_at_once(homes: Homes) -> None:
    await homes.show()
    event = Typed(
        event="lock:1",
        room=Room(channel=f"D{ANN}"),
        number="77",
        written=homes.house.clock.now,
        sender=Sender(user=ANN, team="T0INSTITUTE"),
        line="lock",
        private=True,
    )
    await homes.house.inbox.receive("slack.main", [event])
    await homes.house.deliver()
    assert homes.standing() == []
    await homes.renew("5 alerts are open.")
    assert homes.standing() == []


def opening(house: House, user: str) -> Typed:
    """Return what a door makes of somebody who opens the app's home."""
    return Typed(
        event=f"home:{user}",
        room=Room(channel=user),
        number="",
        written=house.clock.now,
        sender=Sender(user=user, team="T0INSTITUTE"),
        line="/home",
        private=True,
        opened=True,
    )


async def test_whoever_opens_a_home_is_shown_it_and_told_nothing_besides(house: House) -> None:
    await house.inbox.receive("slack.main", [opening(house, ANN)])
    await house.deliver()
    assert len(house.slack.standing(f"H{ANN}")) == 1
    assert house.slack.standing(f"D{ANN}") == []


async def test_a_stranger_who_opens_a_home_is_told_nothing_and_shown_nothing(
    house: House,
) -> None:
    await house.inbox.receive("slack.main", [opening(house, "U0NOBODY")])
    await house.deliver()
    assert house.slack.calls == []


async def test_somebody_at_risk_who_opens_a_home_is_shown_nothing(house: House) -> None:
    house.load_directory(AT_RISK)
    await house.inbox.receive("slack.main", [opening(house, ANN)])
    await house.deliver()
    assert house.slack.calls == []


def test_homes_have_a_budget_of_their_own_and_take_no_rooms_turn() -> None:
    seconds = 0.0
    budgets = Budgets(
        Rates(per_room_per_second=1, edits_per_minute=50, homes_per_minute=2), lambda: seconds
    )
    for _ in range(2):
        assert budgets.wait("U0ANN", group=False, kind="publish") == 0
        budgets.take("U0ANN", group=False, kind="publish")
    assert budgets.wait("U0ANN", group=False, kind="publish") > 50
    assert budgets.wait("U0ANN", group=False, kind="edit") == 0
    assert budgets.wait("U0ANN", group=False, kind="post") == 0


@pytest.mark.parametrize(
    ("lane", "found"),
    [
        (LANE, ("slack.main", ANN)),
        (lanes.private("slack.main", ANN), None),
        (lanes.files(LANE), None),
        ("home:", None),
        ("home:slack.main:", None),
        ("desk", None),
    ],
)
def test_a_homes_lane_is_told_from_every_other(lane: str, found: Any) -> None:
    assert lanes.home_of(lane) == found
    assert lanes.person_of(LANE) is None
