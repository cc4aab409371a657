"""The queue of a workspace, when the one who empties it is stopped."""

import asyncio
from types import SimpleNamespace
from typing import Any

from handlers.door import Clock
from handlers.slack.intake import ROOM, Intake, Ticket


class Waiting(Clock):
    """Time in which every sleep lasts until it is cancelled."""

    def __init__(self) -> None:
        self.asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await asyncio.Event().wait()


async def test_what_waits_for_its_order_when_the_door_ends_is_not_kept_and_gives_its_room_back(
    shared: SimpleNamespace,
) -> None:
    clock, names = Waiting(), SimpleNamespace()  # nobody is asked
    intake = Intake(
        "slack.main",
        names,
        clock,
        settled=lambda: False,
        lost=lambda: None,
        acknowledged=lambda _: None,
    )
    inbox: Any = shared.Inbox("C0DESK")
    working = asyncio.create_task(intake.work(inbox))
    await intake.room()
    entering = asyncio.create_task(intake.enter(Ticket({})))
    await clock.asleep.wait()
    working.cancel()
    found = await asyncio.gather(working, asyncio.wait_for(entering, 60), return_exceptions=True)
    assert [type(one) for one in found] == [asyncio.CancelledError, asyncio.CancelledError]
    assert inbox.events == []
    assert intake._free._value == ROOM
