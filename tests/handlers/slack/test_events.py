"""Slack's events over HTTP: what was missed without anybody noticing is found all the same."""

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from handlers.incoming import Said, Typed
from handlers.slack.events import LARGEST
from handlers.slack.signing import FRESH, signed


async def connected(door: Any, shared: SimpleNamespace) -> None:
    await shared.until(lambda: door.health.catching_up == "done")


async def call(world: Any, body: bytes, **headers: str) -> int:
    sent = world.authentic(body) | {name.replace("_", "-"): headers[name] for name in headers}
    async with (
        aiohttp.ClientSession() as session,
        session.post(world.porch.url, data=body, headers=sent) as answer,
    ):
        return answer.status


def deaf(world: Any, *, deaf: bool) -> None:
    """Let nothing that is told reach us, and nobody notice; or let it again."""
    world.server.subscribe(world.team, [] if deaf else None)


def reads(world: Any) -> int:
    """Return how often the room's history was read."""
    calls = world.server.journal.of("call")
    return sum(
        one["method"] == "conversations.history" and "oldest" in one["params"] for one in calls
    )


async def test_slack_finds_our_address_its_own(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    world.server.world.workspaces[world.team].request_url = ""
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.server.set_request_url(world.team, world.porch.url)
        await world.say("hello")
        await shared.until(lambda: inbox.said() == ["hello"])


@pytest.mark.parametrize("challenge", ["7", '""', "null", '"' + "x" * 2000 + '"'])
async def test_a_challenge_that_is_none_is_400(slack_over_http_world: Any, challenge: str) -> None:
    world = slack_over_http_world
    door = world.door()
    body = f'{{"type": "url_verification", "challenge": {challenge}}}'.encode()
    assert await call(world, body) == 400
    await door.close()


async def test_a_slash_command_comes_as_a_form_and_counts_once(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.server.command(world.room, world.ann, "delete & more")
        await shared.until(lambda: inbox.of(Typed))
    [typed] = inbox.of(Typed)
    assert (typed.line, typed.sender.user) == ("/delete & more", world.ann)


async def test_what_was_missed_unnoticed_is_found_within_the_hour_though_more_came_since(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = slack_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        await world.say("one")
        await shared.until(lambda: "one" in inbox.said())
        deaf(world, deaf=True)
        await world.say("missed")
        deaf(world, deaf=False)
        await world.say("two")
        await shared.until(lambda: "two" in inbox.said())
        assert "missed" not in inbox.said() or clock.ahead >= 3600
        await shared.until(lambda: "missed" in inbox.said())
    assert sorted(inbox.said()) == ["missed", "one", "two"]


async def test_cursors_do_not_move_past_what_may_have_been_missed(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        before = inbox.marks.get(world.room)
        await world.say("heard")
        await shared.until(lambda: world.unacknowledged() == 0 and "heard" in inbox.said())
        assert inbox.marks.get(world.room) == before


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"type": "event_callback", "event_id": "Ev1"}', {"X_Slack_Retry_Num": "1"}),
        (b'{"type": "app_rate_limited", "minute_rate_limited": 1790000000}', {}),
    ],
    ids=["sent again", "limited"],
)
async def test_whatever_shows_a_failure_has_the_history_read(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any,
    body: bytes, headers: dict[str, str],
) -> None:  # fmt: skip
    world = slack_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        deaf(world, deaf=True)
        await world.say("missed")
        began = clock.ahead
        assert await call(world, body, **headers) == 200
        await shared.until(lambda: "missed" in inbox.said())
        assert clock.ahead - began < 1800


async def test_a_thousand_that_come_again_do_not_have_it_read_a_thousand_times(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        before = reads(world)
        body = b'{"type": "event_callback", "event_id": "Ev1"}'
        calls = (call(world, body, X_Slack_Retry_Num="2") for _ in range(50))
        assert set(await asyncio.gather(*calls)) == {200}
        assert reads(world) <= before + 4


async def test_what_was_not_stored_is_503_comes_again_and_is_there_once(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.failures = 1
        await world.say("once")
        await shared.until(lambda: 200 in world.porch.answers)
        assert world.porch.answers[0] == 503
        await shared.until(lambda: inbox.said() == ["once"])


async def test_a_door_that_is_not_open_yet_or_any_more_answers_503(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    body = world.message("to be told again")
    assert await call(world, body) == 503
    async with shared.running(door, inbox):
        await connected(door, shared)
        assert await call(world, body) == 200
    assert await call(world, body) == 503


async def test_events_come_in_while_our_token_is_no_good(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = slack_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.revoke()
        await shared.until(lambda: door.health.state == "locked out")
        assert await call(world, world.message("heard all the same")) == 200
        assert inbox.said() == ["heard all the same"]
        world.restore()
        await shared.until(lambda: door.health.state == "connected")


async def test_events_of_one_channel_that_overtook_each_other_are_put_in_order(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)

        def body(number: int) -> bytes:
            text = world.message(f"m{number}").replace(b"000100", b"%06d" % number)
            return text.replace(b"Ev0ONE", b"Ev%d" % number)

        statuses = await asyncio.gather(*(call(world, body(at)) for at in range(9, 0, -1)))
        assert set(statuses) == {200}
    assert inbox.said() == [f"m{number}" for number in range(1, 10)]
    assert all(isinstance(one, Said) and not one.caught_up for one in inbox.events)


async def test_a_store_that_hangs_is_503_in_time_and_what_came_is_stored_once(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("handlers.slack.events._PATIENCE", 0.2)
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.gate.clear()
        body = world.message("slowly")
        assert await call(world, body) == 503
        inbox.gate.set()
        await shared.until(lambda: inbox.said() == ["slowly"])
        assert await call(world, body) == 200
    assert inbox.said() == ["slowly"]


async def test_an_orderly_end_still_stores_and_answers_what_is_under_way(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any
) -> None:
    world = slack_over_http_world
    door = world.door()
    async with shared.running(door, inbox) as task:
        await connected(door, shared)
        inbox.gate.clear()
        calling = asyncio.create_task(call(world, world.message("last words")))
        await shared.until(lambda: inbox.calls and inbox.calls[-1])
        task.cancel()
        await asyncio.sleep(0)
        inbox.gate.set()
        await asyncio.gather(task, return_exceptions=True)
        assert await calling == 200
    assert inbox.said() == ["last words"]


def test_a_signature_is_good_for_five_minutes_either_way() -> None:
    import hashlib  # noqa: PLC0415 - for this one line
    import hmac  # noqa: PLC0415 - the same

    digest = hmac.new(b"secret", b"v0:1000:body", hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": "1000", "X-Slack-Signature": f"v0={digest}"}
    for now, good in ((1000, True), (1000 + FRESH, True), (1301, False), (700, True), (699, False)):
        assert signed("secret", headers, b"body", now) is good
    assert not signed("other", headers, b"body", 1000)
    assert not signed("secret", headers, b"body ", 1000)
    assert LARGEST < 8 * 1024 * 1024


async def test_a_door_that_ends_while_our_token_is_no_good_takes_nothing_more(
    slack_over_http_world: Any, shared: SimpleNamespace, inbox: Any, clock: Any
) -> None:
    world = slack_over_http_world
    door = world.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        world.revoke()
        await shared.until(lambda: door.health.state == "locked out")
    assert await call(world, world.message("too late")) == 503
    assert inbox.said() == []
