"""Socket Mode: order, refreshes, acknowledgements, and sockets that misbehave."""

import asyncio
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import web

from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.slack.sockets import MOST_CONNECTIONS
from handlers.incoming import Said, Unread
from handlers.slack.door import SlackDoor

DESK = "C0DESK"
TEAM = "T0INSTITUTE"
TOKEN, APP = "xoxb-" + "1-made-up", "xapp-" + "1-made-up"


async def connected(door: Any, shared: SimpleNamespace) -> None:
    await shared.until(lambda: door.health.catching_up == "done")


async def test_the_successor_is_open_before_the_old_socket_is_left(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        history = len(small.called("conversations.history"))
        await small.refresh(0)
        await shared.until(lambda: len(small.sockets) == 2)
        assert small.opened_while_open == [0, 1]
        await small.tell(0, "1.000001", "on the old one")
        await small.tell(1, "1.000002", "on the new one")
        await shared.until(lambda: len(small.acks) == 2)
        assert set(small.acks) == {(0, "on the old one"), (1, "on the new one")}
        assert len(small.called("conversations.history")) == history
    assert inbox.said() == ["on the old one", "on the new one"]


async def test_one_socket_too_many_is_no_connection_and_is_not_asked_for_again_at_once(
    stand_in: SlackStandIn, shared: SimpleNamespace
) -> None:
    def asked() -> int:
        calls = [one["method"] for one in stand_in.entries(kind="call")]
        return calls.count("apps.connections.open")

    async with AsyncExitStack() as others:
        web = await others.enter_async_context(aiohttp.ClientSession())
        for _ in range(MOST_CONNECTIONS):
            url = stand_in.sockets[TEAM].open(f"ws://127.0.0.1:{stand_in.port}")
            await others.enter_async_context(web.ws_connect(url))
        await shared.until(lambda: stand_in.connections(TEAM) == MOST_CONNECTIONS)
        door = SlackDoor("slack.main", bot_token=TOKEN, app_token=APP, api_url=stand_in.api_url)
        async with shared.running(door, shared.Inbox(DESK)):
            await shared.until(lambda: door.health.why == "too_many_websockets")
            assert (door.health.state, door.health.connected_once) == ("down", False)
            assert asked() == 1
            await others.aclose()
            await shared.until(lambda: door.health.state == "connected")
            assert asked() <= 3


async def test_events_that_overtake_each_other_at_a_refresh_are_put_in_order(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await small.refresh(0)
        await shared.until(lambda: len(small.sockets) == 2)
        for number in range(0, 40, 2):
            await small.tell(1, f"5.0000{number + 1:02}", f"m{number + 1:02}")
            await small.tell(0, f"5.0000{number:02}", f"m{number:02}")
        await shared.until(lambda: len(inbox.events) == 40)
    assert inbox.said() == [f"m{number:02}" for number in range(40)]


async def test_a_refresh_in_a_stream_loses_nothing_and_keeps_the_order(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    texts = [f"m{number:03}" for number in range(200)]
    async with shared.running(door, inbox):
        await connected(door, shared)
        current = 0
        for number, text in enumerate(texts):
            if number in (50, 120):
                await small.refresh(current)
                await shared.until(lambda current=current: len(small.sockets) == current + 2)
                current += 1
            await small.tell(current, f"7.000{number:03}", text)
        await shared.until(lambda: len(inbox.events) == 200)
        await shared.until(lambda: len(small.acks) == 200)
    assert inbox.said() == texts


async def test_an_old_socket_that_slack_closes_at_once_leaves_a_gap_that_is_read(
    small: Any, clock: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        small.answers["conversations.history"] = {
            "messages": [{"ts": "9.000001", "user": "U0ANN", "text": "in the gap"}]
        }
        await small.sockets[0].close()
        await shared.until(lambda: inbox.said() == ["in the gap"])
        await shared.until(lambda: door.health.state == "connected")
    assert inbox.events[0].caught_up


async def test_no_room_of_the_queue_is_lost_when_sockets_come_and_go(
    small: Any, clock: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        for turn in range(5):
            inbox.gate.clear()
            for number in range(30):
                await small.tell(turn, f"{turn + 1}.0000{number:02}", f"{turn}-{number}")
            await small.sockets[turn].close()
            inbox.gate.set()
            await shared.until(lambda turn=turn: len(small.sockets) == turn + 2)
        await shared.until(lambda: door._intake._free._value == 1_000)


async def test_an_event_that_could_not_be_stored_is_not_acknowledged(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.failures = 1
        await small.tell(0, "1.000001", "first try")
        await shared.until(lambda: inbox.failures == 0)
        await small.tell(0, "1.000002", "another")
        await shared.until(lambda: small.acks)
        assert small.acks == [(0, "another")]
        await small.tell(0, "1.000001", "second try")
        await shared.until(lambda: len(small.acks) == 2)
    assert inbox.said() == ["another", "second try"]


async def test_what_could_not_be_stored_is_read_from_the_history_later(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        small.answers["conversations.history"] = {
            "messages": [{"ts": "3.000001", "user": "U0ANN", "text": "lost otherwise"}]
        }
        inbox.failures = 1
        await small.tell(0, "3.000001", "lost otherwise")
        await shared.until(lambda: inbox.said() == ["lost otherwise"])
    assert small.acks == []


async def test_every_kind_of_envelope_is_acknowledged_whatever_is_in_it(
    small: Any, shared: SimpleNamespace
) -> None:
    payloads: list[tuple[str, Any]] = [
        ("events_api", {"type": "event_callback", "event": {"type": "team_join"}}),
        ("events_api", {"type": "event_callback", "event": "SECRET"}),
        ("events_api", {"type": "event_callback", "event": {"type": "message", "channel": []}}),
        ("events_api", {"team_id": {}, "event": {"channel": {"id": 3}, "user": {}}}),
        ("interactive", {"type": "block_actions", "user": "SECRET", "team": []}),
        ("slash_commands", {"command": "/tocsin"}),
        ("events_api", ["no", "object"]),
        ("what", {"authorizations": "SECRET"}),
        ("events_api", None),
    ]
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        for number, (kind, payload) in enumerate(payloads):
            await small.send(0, f"e{number}", payload, kind)
        await shared.until(lambda: len(small.acks) == len(payloads))
    assert all(isinstance(one, Unread) for one in inbox.events)
    assert "SECRET" not in repr(inbox.events)


async def test_frames_that_are_no_json_stop_nothing(small: Any, shared: SimpleNamespace) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        for frame in ("{", "[]", "17", "[" * 100_000, '{"envelope_id": 5}'):
            await small.sockets[0].send_str(frame)
        await small.tell(0, "1.000001", "after")
        await shared.until(lambda: inbox.said() == ["after"])


async def test_a_workspace_that_switched_socket_mode_off_is_locked_out(
    small: Any, clock: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        small.answers["apps.connections.open"] = {"ok": False, "error": "invalid_auth"}
        await small.refresh(0, "link_disabled")
        await shared.until(lambda: door.health.state == "locked out")
        assert door.health.why in ("link_disabled", "invalid_auth")


async def test_a_socket_that_stops_answering_is_left(
    small: Any, clock: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door(clock)
    async with shared.running(door, inbox):
        await connected(door, shared)
        small.sockets[0]._req.transport.abort()
        await shared.until(lambda: len(small.sockets) == 2)
        await small.tell(1, "1.000001", "again")
        await shared.until(lambda: inbox.said() == ["again"])


async def test_no_request_follows_a_redirect_to_another_host(
    small: Any, shared: SimpleNamespace
) -> None:
    elsewhere = f"http://localhost:{small.port}/elsewhere"
    small.answers["auth.test"] = lambda _: web.Response(status=307, headers={"Location": elsewhere})
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.why == "redirected_elsewhere")
    assert small.redirected == []


async def test_a_name_that_does_not_come_delays_nobody_for_long(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["users.info"] = {"ok": False, "error": "missing_scope"}
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        for number in range(5):
            await small.tell(0, f"1.00000{number}", f"m{number}")
        await shared.until(lambda: len(inbox.events) == 5)
    assert {one.sender.name for one in inbox.of(Said)} == {""}
    assert len(small.called("users.info")) == 1


async def test_names_are_asked_for_once_and_in_known_rooms_only(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        await small.tell(0, "1.000001", "x", channel="C0OTHER", user="U0STRANGER")
        await small.tell(0, "1.000002", "a")
        await small.tell(0, "1.000003", "b")
        await shared.until(lambda: len(inbox.events) == 3)
    assert [one.sender.name for one in inbox.events] == ["", "Ann", "Ann"]
    assert [call["user"] for call in small.called("users.info")] == ["U0ANN"]


async def test_an_orderly_stop_still_stores_and_acknowledges_what_is_under_way(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox) as task:
        await connected(door, shared)
        inbox.gate.clear()
        await small.tell(0, "1.000001", "last words")
        await shared.until(lambda: inbox.calls and inbox.calls[-1])
        task.cancel()
        await asyncio.sleep(0)
        inbox.gate.set()
        await asyncio.gather(task, return_exceptions=True)
    await shared.until(lambda: small.acks == [(0, "last words")])
    assert inbox.said() == ["last words"]


async def test_a_stop_in_the_middle_of_a_burst_leaves_no_task(
    small: Any, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await connected(door, shared)
        inbox.gate.clear()
        for number in range(50):
            await small.tell(0, f"1.0000{number:02}", f"m{number}")
        await shared.until(lambda: len(inbox.calls) > 1)
    ours = [one for one in asyncio.all_tasks() if "slack" in repr(one).lower()]
    assert not [one for one in ours if "SmallSlack" not in repr(one) and "test_" not in repr(one)]
