"""A bot is looked at without anything being changed, and whatever Telegram does is a fact."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.sandbox.telegram.server import TelegramStandIn
from handlers.door import Fault
from handlers.telegram import examining
from handlers.telegram.examining import TelegramFacts, examine
from tests.handlers.slack.test_examining import answering, response

TOKEN = "7000:AAHfakefakefakefakefakefakefakefake"
BOT, ANN, GROUP = 7000, 1001, -1001000000001


@pytest.fixture
async def stand_in() -> AsyncIterator[TelegramStandIn]:
    made = TelegramStandIn()
    made.add_bot(TOKEN, "tocsin_bot")
    made.add_user(ANN, "Ann")
    made.add_chat(GROUP, "Watch", members=[ANN, BOT], admins=[BOT])
    await made.start()
    yield made
    await made.stop()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "LISTENING", 0.4)
    monkeypatch.setattr(examining, "_AGAIN", 0.02)


async def look(stand_in: TelegramStandIn, *rooms: object, **how: Any) -> TelegramFacts:
    given = {"token": TOKEN, "api_url": stand_in.api_url, "poll": False} | how
    return await examine(rooms=tuple(map(str, rooms)), **given)


async def call(stand_in: TelegramStandIn, method: str, **fields: Any) -> Any:
    address = f"{stand_in.api_url}/bot{TOKEN}/{method}"
    async with aiohttp.ClientSession() as web, web.get(address, params=fields) as answer:
        return await answer.json()


async def test_nothing_is_confirmed_sent_or_changed(stand_in: TelegramStandIn) -> None:
    for text in ("one", "two"):
        stand_in.say(GROUP, ANN, text)
    await call(stand_in, "getUpdates", allowed_updates=json.dumps(["message"]), timeout=0)
    before = stand_in.messages(GROUP)
    facts = await look(stand_in, GROUP, poll=True)
    assert facts.second_poller is False
    assert stand_in.pending(BOT) == 2
    assert stand_in.messages(GROUP) == before
    assert (await call(stand_in, "getWebhookInfo"))["result"]["allowed_updates"] == ["message"]
    asked = {one["method"] for one in stand_in.entries(kind="call")}
    assert asked == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}
    (room,) = facts.rooms
    assert (room.kind, room.status) == ("supergroup", "administrator")
    assert (facts.username, facts.hears_all, facts.webhook) == ("tocsin_bot", False, "")
    assert max(map(abs, facts.skews)) < 5


async def test_the_first_group_that_telegram_does_not_tell_of_now_is_the_last_asked_for(
    stand_in: TelegramStandIn,
) -> None:
    stand_in.fail("getChat", status=429, retry_after=30, times=100)
    facts = await look(stand_in, *([GROUP] * 30))
    assert {one.fault for one in facts.rooms} == {Fault(code="too_many_requests")}
    asked = [e for e in stand_in.entries(kind="call") if e["method"] == "getChat"]
    assert len(asked) <= 4


async def test_nothing_said_and_no_token_stands_in_the_facts(stand_in: TelegramStandIn) -> None:
    # A skew is measured: by chance its digits could be anybody's.
    shown = repr(replace(await look(stand_in, GROUP), skews=()))
    assert not any(word in shown for word in ("fake", str(GROUP), "Watch", "7000"))


async def test_another_poller_is_seen_and_none_where_nobody_polls(
    stand_in: TelegramStandIn,
) -> None:
    async def poll() -> None:
        while True:
            await call(stand_in, "getUpdates", timeout=30)

    other = asyncio.create_task(poll())
    try:
        assert (await look(stand_in, poll=True)).second_poller is True
    finally:
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
    assert (await look(stand_in, poll=True)).second_poller is False
    assert (await look(stand_in)).second_poller is None


async def test_a_webhook_is_told_and_then_nothing_is_polled_for(stand_in: TelegramStandIn) -> None:
    await call(stand_in, "setWebhook", url="https://bridge.example/telegram/main")
    facts = await look(stand_in, poll=True)
    assert facts.webhook == "https://bridge.example/telegram/main"
    assert facts.second_poller is None
    assert "getUpdates" not in {one["method"] for one in stand_in.entries(kind="call")}


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ({"last_error_date": 0, "last_error_message": "Connection refused"}, "Connection refused"),
        ({"last_error_date": -7200, "last_error_message": "Connection refused"}, ""),
        (
            {"last_error_date": -7200, "last_error_message": "No", "pending_update_count": 3},
            "No",
        ),
        ({"last_error_date": 0, "last_error_message": "<b>what somebody wrote</b>"}, "an error"),
        ({}, ""),
    ],
)
async def test_a_webhooks_error_is_told_while_it_is_fresh_or_something_waits(
    info: dict[str, Any], told: str
) -> None:
    now = 1_800_000_000
    if "last_error_date" in info:
        info = info | {"last_error_date": now + info["last_error_date"]}
    whole = {"id": BOT, "url": "https://a.example/", **info}
    body = json.dumps({"ok": True, "result": whole})
    async with answering(response("200 OK", body)) as address:
        facts = await examine(
            token=TOKEN, api_url=address.removesuffix("/api/"), patience=3, now=lambda: now
        )
    assert facts.webhook_error == told


async def test_a_group_is_told_as_it_is(stand_in: TelegramStandIn) -> None:
    stand_in.add_chat(-1001000000002, "Member", members=[ANN, BOT])
    stand_in.add_chat(-1001000000003, "Kicked", members=[ANN, BOT])
    stand_in.set_status(-1001000000003, BOT, "kicked", by=ANN)
    stand_in.add_chat(-4001, "Small", type="group", members=[ANN, BOT])
    stand_in.add_chat(-4002, "Moved", type="group", members=[ANN, BOT])
    stand_in.migrate(-4002, ANN)
    stand_in.add_chat(-1001000000004, "Restricted", members=[ANN, BOT])
    stand_in.set_status(-1001000000004, BOT, "restricted", by=ANN)
    facts = await look(
        stand_in, -1001000000002, -1001000000003, -4001, -4002, -1001000000004, -1009, "@nobody"
    )
    member, kicked, small, moved, restricted, unknown, nobody = facts.rooms
    assert (member.status, member.administrator, member.inside) == ("member", False, True)
    assert kicked.fault == Fault(code="bot_was_kicked")
    assert (small.kind, small.status, small.moved) == ("group", "member", False)
    assert moved.moved
    assert restricted.status == "restricted"
    assert unknown.fault == nobody.fault == Fault(code="chat_not_found")


async def test_a_token_that_is_turned_away_is_a_fact(stand_in: TelegramStandIn) -> None:
    stand_in.revoke(TOKEN)
    facts = await look(stand_in, GROUP)
    assert facts.fault == Fault(code="unauthorized", lasting=True)
    assert facts.rooms == ()
    assert facts.skews


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (None, Fault(code="timed_out", reached=False)),
        (
            response("502 Bad Gateway", "<html></html>"),
            Fault(code="connection_lost", reached=False),
        ),
        (response("200 OK", '{"ok": tr'), Fault(code="connection_lost", reached=False)),
        (
            response("429 Slow", '{"ok":false,"parameters":{"retry_after":30}}'),
            Fault(code="too_many_requests"),
        ),
    ],
    ids=["silence", "502", "garbled", "429"],
)
async def test_whatever_comes_instead_of_an_answer_is_a_fact(
    answer: bytes | None, fault: Fault
) -> None:
    async with answering(answer) as address:
        facts = await examine(token=TOKEN, api_url=address.removesuffix("/api/"), patience=0.3)
    assert facts.fault == fault


async def test_a_closed_port_is_not_reached() -> None:
    facts = await examine(token=TOKEN, api_url="http://127.0.0.1:9", patience=3)
    assert facts.fault == Fault(code="not_reached", reached=False)


async def test_the_skew_is_by_how_much_our_clock_is_ahead(stand_in: TelegramStandIn) -> None:
    stand_in.advance(-600)
    facts = await look(stand_in)
    assert facts.skews
    assert all(595 < one < 605 for one in facts.skews)
