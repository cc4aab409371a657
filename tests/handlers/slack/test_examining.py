"""An account is looked at without anything being changed, and whatever Slack does is a fact."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.slack.server import SlackStandIn
from handlers.door import Fault
from handlers.slack.examining import SlackFacts, examine
from tests.ended import shut

TEAM, BOT, APP = "T0INSTITUTE", "xoxb-" + "1-made-up", "xapp-" + "1-made-up"


async def look(stand_in: SlackStandIn, *rooms: str, **how: Any) -> SlackFacts:
    given = {"bot_token": BOT, "app_token": APP, "api_url": stand_in.api_url} | how
    return await examine(rooms=rooms, **given)


@contextlib.asynccontextmanager
async def answering(answer: bytes | None) -> AsyncIterator[str]:
    """A server that answers every request so, or never; gives its address."""

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            if answer is not None:
                writer.write(answer)
                await writer.drain()
            await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
        await shut(server)
        await asyncio.gather(*serving)


def response(status: str, body: str, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", "Connection: close", *headers]
    return ("\r\n".join([*head, f"Content-Length: {len(body)}", "", body])).encode()


async def test_only_what_reads_is_asked_and_no_socket_is_opened(stand_in: SlackStandIn) -> None:
    stand_in.say("C0DESK", "U0ANN", "hello")
    before = stand_in.messages("C0DESK")
    facts = await look(stand_in, "C0DESK", "C0NOWHERE")
    assert {one["method"] for one in stand_in.entries(kind="call")} == {
        "auth.test", "apps.connections.open", "conversations.info", "conversations.history",
    }  # fmt: skip
    assert stand_in.entries(kind="connected") == []
    assert stand_in.messages("C0DESK") == before
    assert facts.fault is None
    assert facts.socket_fault is None
    assert facts.socket_scope
    assert facts.workspace == TEAM
    assert {"chat:write", "groups:history"} <= (facts.scopes or set())
    desk, nowhere = facts.rooms
    assert desk.member
    assert nowhere.fault == Fault(code="channel_not_found")
    assert len(facts.skews) == 5
    assert max(map(abs, facts.skews)) < 5


async def test_the_first_room_that_slack_does_not_tell_of_now_is_the_last_asked_for(
    stand_in: SlackStandIn,
) -> None:
    rooms = [f"C0ROOM{at}" for at in range(30)]
    for one in rooms:
        stand_in.add_channel(TEAM, one)
    stand_in.fail("conversations.info", status=429, retry_after=30, times=100)
    facts = await look(stand_in, *rooms)
    assert {one.fault for one in facts.rooms} == {Fault(code="ratelimited")}
    asked = [e for e in stand_in.entries(kind="call") if e["method"] == "conversations.info"]
    assert len(asked) <= 4


async def test_nothing_said_and_no_token_stands_in_the_facts(stand_in: SlackStandIn) -> None:
    ts = stand_in.say("C0DESK", "U0ANN", "a secret word")
    shown = repr(await look(stand_in, "C0DESK"))
    assert not any(word in shown for word in ("secret", "made-up", "U0ANN", "C0DESK", ts))


async def test_of_the_latest_only_what_people_wrote_is_told_newest_first(
    stand_in: SlackStandIn,
) -> None:
    stand_in.say("C0DESK", "U0BOT", "", extra={"subtype": "channel_join"})
    stand_in.say("C0DESK", "U0ANN", "", extra={"subtype": "channel_join"})
    first = stand_in.say("C0DESK", "U0ANN", "one")
    stand_in.say("C0DESK", "U0ANN", "by a robot", extra={"bot_id": "B0OTHER"})
    stand_in.say("C0DESK", "U0ANN", "an answer", thread_ts=first)
    last = stand_in.say("C0DESK", "U0ANN", "two")
    (room,) = (await look(stand_in, "C0DESK")).rooms
    assert [one.event for one in room.spoken] == [f"C0DESK:{last}", f"C0DESK:{first}"]
    assert [one.at for one in room.spoken] == [float(last), float(first)]
    came_in = float(stand_in.messages("C0DESK")[0]["ts"])
    assert room.joined == came_in


async def test_a_channel_is_told_as_it_is(stand_in: SlackStandIn) -> None:
    stand_in.add_channel(TEAM, "C0OUT", bot=False)
    stand_in.add_channel(TEAM, "G0IN", private=True)
    stand_in.add_channel(TEAM, "C0OLD")
    stand_in.archive("C0OLD")
    stand_in.add_channel(TEAM, "C0OFFERED")
    stand_in.share("C0OFFERED", "T0OTHER", pending=True)
    facts = await look(stand_in, "C0OUT", "G0IN", "C0OLD", "C0OFFERED")
    seen = [(one.member, one.private, one.archived, one.shared) for one in facts.rooms]
    assert seen == [
        (False, False, False, False),
        (True, True, False, False),
        (True, False, True, False),
        (True, False, False, True),
    ]


@pytest.mark.parametrize(
    ("error", "lasting"),
    [("token_revoked", True), ("account_inactive", True), ("invalid_auth", True)],
)
async def test_a_token_that_is_turned_away_is_a_fact(
    stand_in: SlackStandIn, error: str, *, lasting: bool
) -> None:
    stand_in.revoke(TEAM, error)
    facts = await look(stand_in, "C0DESK")
    assert facts.fault == Fault(code=error, lasting=lasting)
    assert facts.skews
    assert facts.rooms == ()


async def test_tokens_in_each_others_place_are_told(stand_in: SlackStandIn) -> None:
    swapped = await look(stand_in, bot_token=APP, app_token=BOT)
    assert swapped.fault == Fault(code="not_allowed_token_type", lasting=True)
    wrong = await look(stand_in, app_token="xapp-" + "other")
    assert wrong.fault is None
    assert wrong.socket_fault == Fault(code="invalid_auth", lasting=True)
    none = await look(stand_in, app_token="")
    assert none.socket_fault is None
    assert "apps.connections.open" not in [e["method"] for e in stand_in.entries(kind="call")][-1:]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (None, Fault(code="timed_out", reached=False)),
        (b"", Fault(code="timed_out", reached=False)),
        (response("500 Oops", "{}"), Fault(code="http_500")),
        (response("200 OK", '{"ok": tr'), Fault(code="unreadable_answer_200")),
        (
            response("429 Slow", '{"ok":false,"error":"ratelimited"}', "Retry-After: 30"),
            Fault(code="ratelimited"),
        ),
        (
            response("302 Found", "", "Location: http://127.0.0.1:9/elsewhere"),
            Fault(code="redirected_elsewhere"),
        ),
    ],
    ids=["silence", "nothing", "500", "garbled", "429", "redirect"],
)
async def test_whatever_comes_instead_of_an_answer_is_a_fact(
    answer: bytes | None, fault: Fault
) -> None:
    async with answering(answer) as address:
        facts = await examine(bot_token=BOT, app_token=APP, api_url=address, patience=0.3)
    assert facts.fault == fault


async def test_a_closed_port_and_a_name_that_is_none_are_not_reached() -> None:
    for address in ("http://127.0.0.1:9/api/", "http://no-such-host.invalid/api/"):
        facts = await examine(bot_token=BOT, api_url=address, patience=3)
        assert facts.fault is not None
        assert not facts.fault.reached
        assert facts.skews == ()


async def test_the_skew_is_by_how_much_our_clock_is_ahead(stand_in: SlackStandIn) -> None:
    stand_in.advance(600)
    facts = await look(stand_in)
    assert all(-605 < one < -595 for one in facts.skews)
