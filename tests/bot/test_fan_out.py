"""The whole way out where a door is full: what is urgent leaves first, whatever waits in chats."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

from bot.budgets import Budgets, Line, Rates
from bot.courier import LEASE_SECONDS
from bot.matters import Job
from bot.pacing import Pace
from bot.turns import AHEAD, Wait
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from storage.store import Transaction
from tests.bot.coalition import Coalition

CHATS = 12
LOUD = 8
"""Rooms of one organisation; each of the others has one."""
A_MINUTE = 2
"""Messages that the door takes in a minute: no lane is through with its rest by the real clock."""
OVER = 62.0
"""Seconds after which the door takes as many once more, with the margin of its budget."""
HEAD = """
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "U0ANN"
[[channel]]
id = "desk"
platform = "slack"
address = "C0DESK"
organisation = "institute"
members = 2
"""


def directory() -> str:
    owners = ["loud"] * LOUD + [f"small{at}" for at in range(CHATS - LOUD)]
    names = dict.fromkeys(owners)
    organisations = "".join(f'[[organisation]]\nid = "{one}"\nname = "{one}"\n' for one in names)
    chats = "".join(
        f'[[channel]]\nid = "chat{at}"\nplatform = "telegram"\naddress = {-1001000000100 - at}\n'
        f'organisation = "{one}"\nmembers = 2\n'
        for at, one in enumerate(owners)
    )
    every = ", ".join(f'"chat{at}"' for at in range(CHATS))
    agreed = ", ".join(f'"{one}"' for one in ("institute", *names))
    bridge = f'[[bridge]]\nid = "all"\nchannels = ["desk", {every}]\nagreed = [{agreed}]\n'
    return HEAD + organisations + chats + bridge


class Narrow:
    """A door that takes two messages a minute by a clock that the test turns."""

    def __init__(self, coalition: Coalition) -> None:
        self.coalition = coalition
        self.house = coalition.house
        self.calls = self.house.telegram.calls

    def open(self) -> None:
        """Wire the way out anew, with this budget for the door."""
        house = self.house
        budgets = Budgets(Rates(posts_per_minute=A_MINUTE), lambda: house.seconds)
        lines = {
            "slack.main": Line(house.slack, Budgets(Rates(), lambda: house.seconds)),
            "telegram.main": Line(house.telegram, budgets),
        }
        house.courier = type(house.courier)(
            house.store,
            house.outgoing,
            lines,
            house.services,
            monotonic=lambda: house.seconds,
            closed_sources=lambda: (),
            relocate=house.remembered.relocate,
        )

    async def minute(self) -> Sequence[str]:
        """Let a minute go by; returns what was posted in it, once that is all that may be."""
        lanes = await self.house.store.read(lambda tx: tx.deliveries.lanes())
        self.house.courier.wake(lanes)
        async with asyncio.timeout(60):
            while True:
                await asyncio.sleep(0.005)
                if self._at_rest():
                    break
            before = len(self.calls)
            self.house.pass_(OVER)
            while len(self.calls) < before + A_MINUTE:
                self.house.courier.wake(lanes)
                await asyncio.sleep(0.005)
        return [text for _, _, text in self.calls[before:]]

    def _at_rest(self) -> bool:
        """Tell whether each lane has asked for its turn and waits for it."""
        bells = self.house.courier._pace._bells
        return bells.keys() >= self.house.courier._lanes.keys() and not any(
            bell.is_set() for bell in bells.values()
        )

    async def rest(self) -> None:
        """End the lanes that wait for their turn still."""
        lanes = list(self.house.courier._lanes.values())
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


@asynccontextmanager
async def narrow(coalition: Coalition) -> AsyncIterator[Narrow]:
    await coalition.apply(directory())
    found = Narrow(coalition)
    found.open()
    try:
        yield found
    finally:
        await found.rest()


async def test_a_critical_alert_leaves_before_everything_that_waits_in_a_hundred_chats(
    coalition: Coalition,
) -> None:
    """Ordinary messages wait in every chat; none leaves between the alert and its last card."""
    async with narrow(coalition) as door:
        house = door.house
        events = [coalition.said("ann", f"TLP:GREEN ordinary {at}", room="desk") for at in range(8)]
        await house.inbox.receive("slack.main", events)
        for _ in range(2):
            assert all("ordinary" in one for one in await door.minute())
        await coalition.raised(
            severity=Severity.CRITICAL,
            audience=Audience(everybody=True),
            text="Boxes are burning.",
        )
        posted: list[str] = []
        for _ in range(CHATS // A_MINUTE):
            posted += await door.minute()
        assert all("Boxes are burning." in one for one in posted)
        assert len(posted) == CHATS
        assert all("ordinary" in one for one in await door.minute())


async def test_organisations_take_turns_in_one_severity(coalition: Coalition) -> None:
    """Whoever has eight rooms does not keep the others waiting until all eight have it."""
    async with narrow(coalition) as door:
        await door.house.inbox.receive(
            "slack.main", [coalition.said("ann", "TLP:GREEN ordinary", room="desk")]
        )
        await door.minute()
        loud = Audience(organisations=("loud",))
        await coalition.raised(severity=Severity.CRITICAL, audience=loud, text="For one.")
        first = await door.minute()
        assert all("For one." in one for one in first), first
        small = tuple(f"small{at}" for at in range(CHATS - LOUD))
        others = Audience(organisations=small)
        await coalition.raised(severity=Severity.CRITICAL, audience=others, text="For others.")
        posted: list[str] = []
        for _ in range(3):
            posted += await door.minute()
        assert sum("For others." in one for one in posted) == len(small)
        assert sum("For one." in one for one in posted) == len(posted) - len(small)


async def test_what_waits_for_its_turn_may_be_claimed_a_little_before_it(
    coalition: Coalition,
) -> None:
    """Whoever comes in time finds its card; not the next look round, half a second later."""
    async with narrow(coalition) as door:
        house = door.house
        await house.inbox.receive(
            "slack.main", [coalition.said("ann", "TLP:GREEN ordinary", room="desk")]
        )
        await door.minute()
        house.pass_(OVER - AHEAD)
        waiting = await house.store.read(lambda tx: tx.deliveries.lanes())
        resting = [one for one in waiting if one in house.courier._lanes]
        assert resting

        async def claimed(tx: Transaction) -> list[str]:
            found = [
                await tx.deliveries.claim(one, lease_seconds=LEASE_SECONDS, closed_sources=())
                for one in resting
            ]
            return [one.place for one in found if one is not None]

        assert len(await house.store.write(claimed)) >= A_MINUTE


async def test_what_comes_while_a_lane_is_told_to_wait_is_looked_for_before_it_rests(
    coalition: Coalition,
) -> None:
    """A call to a lane that is not at rest yet is not lost: it would sleep on what is urgent."""
    pace, urgent = Pace(coalition.house.services, {}), cast("Job", object())

    async def claim() -> Job:
        return urgent

    pace.ring(["a lane"])
    async with asyncio.timeout(60):
        assert await pace.rested("a lane", Wait(seconds=600, for_door=True), claim) is urgent
