"""Socket Mode: greeting, acknowledging, sending again, and the end of connections."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.slack.sockets import FAREWELL, MOST_CONNECTIONS, WARNING
from tests.sandbox.slack.scene import ANN, APP, DESK, TEAM, Ear, client_of, until


async def link(stand_in: SlackStandIn, web: aiohttp.ClientSession) -> str:
    answer = await client_of(stand_in, web).apps_connections_open(app_token=APP)
    assert isinstance(answer["url"], str)
    return answer["url"]


def count(ear: Ear) -> list[tuple[int | None, str | None]]:
    return [(one.retry_attempt, one.retry_reason) for one in ear.requests]


async def test_a_connection_is_greeted_with_how_many_there_are(
    stand_in: SlackStandIn, listen: Any
) -> None:
    first, second = await listen(), await listen()
    for number, ear in enumerate((first, second), 1):
        hello = ear.frames[0]
        assert (hello["type"], hello["num_connections"]) == ("hello", number)
        assert hello["connection_info"]["app_id"] == "A0TOCSIN"
        assert hello["debug_info"]["approximate_connection_time"] == 3600
    assert stand_in.connections(TEAM) == 2
    await second.client.close()
    await until(lambda: stand_in.connections(TEAM) == 1)


async def test_an_address_opens_one_connection_and_no_second(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    url = await link(stand_in, web)
    async with web.ws_connect(url) as socket:
        assert json.loads(await socket.receive_str())["type"] == "hello"
    for bad in (url, url.replace("ticket=", "ticket=0"), url.replace(TEAM, "T0NONE")):
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await web.ws_connect(bad)
        assert caught.value.status == 401


async def test_what_is_acknowledged_is_not_sent_again(stand_in: SlackStandIn, ear: Ear) -> None:
    stand_in.say(DESK, ANN, "x")
    await until(lambda: stand_in.entries(kind="acknowledged"))
    assert stand_in.pending(TEAM) == 0
    stand_in.advance(1000)
    stand_in.say(DESK, ANN, "y")
    assert [one["text"] for one in await ear.heard(2)] == ["x", "y"]
    assert count(ear) == [(0, ""), (0, "")]


async def test_what_is_not_comes_again_at_once_after_a_minute_and_after_five(
    stand_in: SlackStandIn, listen: Any
) -> None:
    ear = await listen(answering=False)
    stand_in.say(DESK, ANN, "x")
    await ear.heard(1)
    stand_in.advance(2)
    assert stand_in.pending(TEAM) == 1
    stand_in.advance(1)
    await ear.heard(2)
    for number, wait in ((3, 60), (4, 300)):
        stand_in.advance(3)
        assert stand_in.pending(TEAM) == 0
        stand_in.advance(wait - 1)
        assert stand_in.pending(TEAM) == 0
        stand_in.advance(1)
        await ear.heard(number)
    assert count(ear) == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len({one.payload["event_id"] for one in ear.requests}) == 1
    assert len({one.envelope_id for one in ear.requests}) == 4
    assert not stand_in.entries(kind="given up")
    stand_in.advance(3)
    assert len(stand_in.entries(kind="given up")) == 1
    stand_in.advance(100_000)
    assert stand_in.pending(TEAM) == 0


async def test_an_acknowledgement_of_the_second_delivery_is_enough(
    stand_in: SlackStandIn, listen: Any
) -> None:
    ear = await listen(answering=False)
    stand_in.say(DESK, ANN, "x")
    await ear.heard(1)
    ear.answering = True
    stand_in.advance(3)
    await until(lambda: stand_in.entries(kind="acknowledged"))
    (entry,) = stand_in.entries(kind="acknowledged")
    assert (entry["attempt"], entry["event"]) == (1, ear.requests[0].payload["event_id"])


async def test_an_acknowledgement_of_the_first_delivery_comes_too_late(
    stand_in: SlackStandIn, listen: Any
) -> None:
    ear = await listen(answering=False)
    stand_in.say(DESK, ANN, "x")
    await ear.heard(1)
    stand_in.advance(3)
    await ear.heard(2)
    await ear.client.send_socket_mode_response({"envelope_id": ear.requests[0].envelope_id})
    await ear.client.send_message("{")
    await ear.client.send_message("[]")
    await ear.client.send_socket_mode_response({"envelope_id": ear.requests[1].envelope_id})
    await until(lambda: stand_in.entries(kind="acknowledged"))
    assert [one["attempt"] for one in stand_in.entries(kind="acknowledged")] == [1]


async def test_acknowledgements_may_be_lost_on_their_way(stand_in: SlackStandIn, ear: Ear) -> None:
    stand_in.acknowledge(TEAM, heard=False)
    stand_in.say(DESK, ANN, "x")
    await ear.heard(1)
    stand_in.acknowledge(TEAM, heard=True)
    stand_in.advance(3)
    await ear.heard(2)
    assert count(ear) == [(0, ""), (1, "timeout")]
    await until(lambda: stand_in.pending(TEAM) == 0)


async def test_each_event_goes_to_one_of_the_connections(
    stand_in: SlackStandIn, listen: Any
) -> None:
    ears = [await listen() for _ in range(3)]
    for number in range(30):
        stand_in.say(DESK, ANN, str(number))
    await until(lambda: sum(len(ear.requests) for ear in ears) == 30)
    assert all(ear.requests for ear in ears)
    heard = [event["text"] for ear in ears for event in ear.events]
    assert sorted(heard, key=int) == [str(number) for number in range(30)]


async def test_at_most_ten_connections_are_open_and_the_next_is_told_so(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    sockets = []
    for _ in range(MOST_CONNECTIONS):
        sockets.append(await web.ws_connect(await link(stand_in, web)))
        assert json.loads(await sockets[-1].receive_str())["type"] == "hello"
    async with web.ws_connect(await link(stand_in, web)) as extra:
        frame = json.loads(await extra.receive_str())
        assert (frame["type"], frame["reason"]) == ("disconnect", "too_many_websockets")
        assert (await extra.receive()).type is aiohttp.WSMsgType.CLOSE
    assert stand_in.connections(TEAM) == MOST_CONNECTIONS
    await sockets.pop().close()
    await until(lambda: stand_in.connections(TEAM) == MOST_CONNECTIONS - 1)
    async with web.ws_connect(await link(stand_in, web)) as again:
        assert json.loads(await again.receive_str())["type"] == "hello"
    for socket in sockets:
        await socket.close()


async def test_a_warning_is_followed_by_a_request_and_that_by_the_end(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    async with web.ws_connect(await link(stand_in, web)) as socket:
        await socket.receive_str()
        stand_in.refresh(TEAM, "warning")
        assert json.loads(await socket.receive_str())["reason"] == "warning"
        stand_in.say(DESK, ANN, "still served")
        served = json.loads(await socket.receive_str())
        assert served["type"] == "events_api"
        await socket.send_str(json.dumps({"envelope_id": served["envelope_id"]}))
        await until(lambda: stand_in.pending(TEAM) == 0)
        stand_in.advance(WARNING)
        assert json.loads(await socket.receive_str())["reason"] == "refresh_requested"
        stand_in.advance(FAREWELL)
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    await until(lambda: stand_in.connections(TEAM) == 0)


async def test_the_clients_own_reconnection_finds_a_new_connection(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    stand_in.refresh(TEAM)
    await until(lambda: [one["type"] for one in ear.frames].count("hello") == 2)
    await until(lambda: stand_in.connections(TEAM) == 1)
    stand_in.say(DESK, ANN, "after the refresh")
    assert [one["text"] for one in await ear.heard()] == ["after the refresh"]


async def test_switching_socket_mode_off_ends_every_connection(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    async with web.ws_connect(await link(stand_in, web)) as socket:
        await socket.receive_str()
        stand_in.refresh(TEAM, "link_disabled")
        assert json.loads(await socket.receive_str())["reason"] == "link_disabled"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_what_a_lost_connection_had_not_acknowledged_comes_on_another(
    stand_in: SlackStandIn, listen: Any
) -> None:
    first = await listen(answering=False)
    stand_in.say(DESK, ANN, "x")
    await first.heard()
    second = await listen()
    await first.client.close()
    await second.heard()
    assert second.requests[0].payload["event_id"] == first.requests[0].payload["event_id"]
    assert count(second) == [(1, "timeout")]


async def test_connections_may_break_without_a_farewell(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    async with web.ws_connect(await link(stand_in, web)) as socket:
        await socket.receive_str()
        await stand_in.break_sockets(TEAM)
        frame = await socket.receive()
        assert frame.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
        assert socket.close_code != aiohttp.WSCloseCode.OK
    await until(lambda: stand_in.connections(TEAM) == 0)


async def test_events_without_any_connection_wait_for_their_next_attempt(
    stand_in: SlackStandIn, listen: Any
) -> None:
    stand_in.say(DESK, ANN, "x")
    stand_in.advance(0.1)
    ear = await listen()
    assert stand_in.pending(TEAM) == 0
    stand_in.advance(60)
    await ear.heard()
    assert count(ear) == [(2, "timeout")]


async def test_it_comes_back_on_the_same_port_with_its_state(
    stand_in: SlackStandIn, web: aiohttp.ClientSession, listen: Any
) -> None:
    stand_in.say(DESK, ANN, "kept")
    await stand_in.down()
    await stand_in.up()
    answer = await client_of(stand_in, web).conversations_history(channel=DESK)
    assert [one["text"] for one in answer["messages"]] == ["kept"]
    assert await asyncio.wait_for(listen(), 60)
