"""A door that is told to end does so, whatever happens at the same instant."""

import asyncio

import pytest

from handlers.slack.door import SlackDoor

INSTANTS = range(8)


class NoInbox:
    """An inbox that knows no room."""

    def rooms(self, door: str) -> frozenset[str]:
        return frozenset()

    async def cursors(self, door: str) -> dict[str, str]:
        return {}


@pytest.mark.parametrize("turns", INSTANTS)
async def test_an_end_is_not_lost_when_a_gap_is_told_at_the_same_instant(turns: int) -> None:
    """So many turns of the loop lie between the two; in Python 3.11 `wait_for` swallows the end."""
    door = SlackDoor("slack.main", bot_token="xoxb-1", app_token="xapp-1")
    watching = asyncio.create_task(door._wait_for_a_gap(NoInbox()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    door._connected.set()
    door._behind.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    if watching.cancel():
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(watching), 60)
    await door.close()


@pytest.mark.parametrize("turns", INSTANTS)
async def test_an_end_is_not_lost_when_the_rooms_have_just_been_looked_at(turns: int) -> None:
    door = SlackDoor("slack.main", bot_token="xoxb-1", app_token="xapp-1")
    looked = asyncio.Event()

    async def look(_inbox: object) -> None:
        await looked.wait()

    async def greet() -> None:
        await door._greet(NoInbox())

    async def auth_test() -> dict[str, str]:
        return {"user_id": "U0BOT", "bot_id": "B0BOT"}

    door._lay_floors = look  # type: ignore[method-assign] # what is waited for here
    door._client.auth_test = auth_test  # type: ignore[assignment] # the same
    greeting = asyncio.create_task(greet())
    for _ in range(4):
        await asyncio.sleep(0)
    looked.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    if greeting.cancel():
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(greeting), 60)
    await door.close()
