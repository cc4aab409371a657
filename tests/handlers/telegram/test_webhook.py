"""A webhook: nothing is lost on the way to it or back, and where nothing reaches us, it is seen."""

import json
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from handlers.door import Clock
from handlers.incoming import Missed
from handlers.telegram.door import TelegramDoor
from handlers.telegram.gaps import KEPT, POLLED
from tests.handlers.small_telegram import GROUP, TOKEN


class _Clock(Clock):
    ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


def polling(world: Any) -> TelegramDoor:
    """Return a door to the same bot that fetches its updates."""
    return TelegramDoor("telegram.main", token=TOKEN, api_url=world.server.api_url)


async def connected(door: Any, shared: SimpleNamespace) -> None:
    await shared.until(lambda: door.health.catching_up == "done")


async def test_telegram_is_asked_for_one_update_at_a_time_with_our_secret(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = telegram_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.say("hello")
        await shared.until(lambda: inbox.said() == ["hello"])
    [asked] = [one for one in world.server.journal.of("call") if one["method"] == "setWebhook"]
    params = dict(asked["params"])
    assert params.pop("url") == world.porch.url
    assert params.pop("secret_token") == world.secret
    assert params.pop("max_connections") == "1"
    assert "edited_channel_post" in json.loads(params.pop("allowed_updates"))
    assert params == {}
    methods = {one["method"] for one in world.server.journal.of("call")}
    assert "deleteWebhook" not in methods


async def test_from_fetching_to_a_webhook_and_back_nothing_is_lost_or_doubled(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = telegram_over_http_world
    expected = []

    async def say(text: str, *, heard: bool = True) -> None:
        expected.append(text)
        await world.say(text)
        if heard:
            await shared.until(lambda: text in inbox.said())

    for turn in range(2):
        door = polling(world)
        async with shared.running(door, inbox):
            await shared.until(lambda turn=turn: f"between {turn - 1}" in inbox.said() or not turn)
            await say(f"fetched {turn}")
        await say(f"meanwhile {turn}", heard=False)
        door = world.door()
        async with shared.running(door, inbox):
            await shared.until(lambda turn=turn: f"meanwhile {turn}" in inbox.said())
            await say(f"sent {turn}")
            inbox.failures = 1
            await say(f"refused {turn}", heard=False)
            await shared.until(lambda: not inbox.failures)
        await say(f"between {turn}", heard=False)
    door = polling(world)
    async with shared.running(door, inbox):
        await shared.until(lambda: "between 1" in inbox.said())
    assert inbox.said() == expected


async def test_what_was_refused_is_fetched_though_what_came_after_it_was_taken(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    """An offset would have confirmed it."""
    world = telegram_over_http_world
    world.server.add_chat(GROUP - 1, "Other", members=[int(world.ann)], admins=[world.bot])
    first = polling(world)
    async with shared.running(first, inbox):
        await shared.until(lambda: first.health.catching_up == "done")
        await world.say("fetched")
        await shared.until(lambda: inbox.said() == ["fetched"])
    assert inbox.marks["updates"]
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.failures = 2
        await world.say("refused")
        await shared.until(lambda: inbox.failures == 0)
        world.server.say(GROUP - 1, int(world.ann), "taken")
        await shared.until(lambda: "taken" in inbox.said())
    second = polling(world)
    async with shared.running(second, inbox):
        await shared.until(lambda: "refused" in inbox.said())


async def test_a_stop_of_more_than_a_day_is_a_gap(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world, clock = telegram_over_http_world, _Clock()
    for ahead, gaps in ((0.0, 0), (23 * 3600.0, 0), (49 * 3600.0, 1), (49.1 * 3600, 1)):
        clock.ahead = ahead
        door = world.door(clock)
        async with shared.running(door, inbox):
            await connected(door, shared)
            await shared.until(lambda: abs(float(inbox.marks[POLLED]) - clock.now()) < 700)
        assert len(inbox.of(Missed)) == gaps
    [gap] = inbox.of(Missed)
    assert abs((gap.until - gap.since).total_seconds() - (26 * 3600 - KEPT)) < 60


async def test_where_nothing_reaches_us_the_door_is_down_until_it_does(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = telegram_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.porch.close()
        await world.say("held up")
        await shared.until(lambda: door.health.state == "down")
        assert door.health.why == "webhook_fails"
        await world.porch.open(world.porch.port)
        world.server.advance(120)
        await shared.until(lambda: inbox.said() == ["held up"])
        await shared.until(lambda: door.health.state == "connected")


async def test_a_webhook_that_somebody_else_took_is_set_again(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = telegram_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        url = f"{world.server.api_url}/bot{TOKEN}/setWebhook"
        async with aiohttp.ClientSession() as session:
            await (await session.post(url, json={"url": "http://127.0.0.1:9/x"})).read()
        await shared.until(lambda: door.health.why == "webhook_changed")
        await world.say("mine again")
        await shared.until(lambda: inbox.said() == ["mine again"])
        await shared.until(lambda: door.health.state == "connected")


async def test_an_address_that_telegram_refuses_keeps_the_door_down(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = telegram_over_http_world
    world.server.set_local(local=False)
    door = world.door(clock)
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.state == "down")
        assert not door.health.connected_once
        world.server.set_local(local=True)
        await shared.until(lambda: door.health.state == "connected")


async def test_what_failed_for_long_comes_at_once_when_the_door_opens(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = telegram_over_http_world
    async with shared.running(world.door(), inbox):
        await shared.until(lambda: world.server.world.bot(world.bot).webhook)
    failed = lambda: len(world.server.journal.of("webhook failed"))  # noqa: E731
    world.porch.door = None
    await world.say("long awaited")
    for tries in range(2, 8):
        await shared.until(lambda tries=tries: failed() >= tries)
        world.server.advance(120)
    door = world.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: inbox.said() == ["long awaited"])


@pytest.mark.parametrize("restarts", [1, 3])
async def test_a_message_is_taken_once_however_often_the_door_opens(
    telegram_over_http_world: Any, shared: SimpleNamespace, inbox: Any, restarts: int
) -> None:
    world = telegram_over_http_world
    for at in range(restarts):
        await world.say(f"m{at}")
        door = world.door()
        async with shared.running(door, inbox):
            await shared.until(lambda at=at: f"m{at}" in inbox.said())
    assert inbox.said() == [f"m{at}" for at in range(restarts)]
