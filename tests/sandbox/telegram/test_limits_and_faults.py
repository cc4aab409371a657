"""The documented limits, counted; and faults that a test asks for."""

import asyncio
import contextlib
import time
from datetime import timedelta
from typing import Any

import pytest
import telegram
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sandbox.telegram.limits import BURST, Gauge, Limits
from bot.sandbox.telegram.refusals import Refusal
from bot.sandbox.telegram.server import TelegramStandIn
from tests.sandbox.slack.scene import until

BOT, ANN = 7000, 1001
GROUP, CHANNEL = -1001000000001, -1001000000009


def passed(gauge: Gauge, times: list[float], *, chats: int = 1, group: bool = True) -> int:
    """Return how many of the sends at these seconds, dealt to the chats in turn, get through."""
    refusals = []
    for index, now in enumerate(times):
        try:
            gauge.count(now, BOT, index % chats, group=group, edit=False)
        except Refusal as why:
            refusals.append(why)
    assert all(why.code == 429 and why.parameters["retry_after"] >= 1 for why in refusals)
    return len(times) - len(refusals)


def test_a_group_takes_20_a_minute() -> None:
    gauge = Gauge(Limits())
    assert passed(gauge, [float(second) for second in range(60)]) == 20
    assert gauge.refused == 40
    assert passed(gauge, [60.0 + second for second in range(20)]) == 20


def test_a_chat_takes_one_a_second_after_a_short_burst() -> None:
    gauge = Gauge(Limits(per_group_per_minute=0))
    assert passed(gauge, [0.0] * 20) == BURST
    assert passed(gauge, [10.0 + second for second in range(30)], group=False) == 30


def test_a_bot_sends_30_a_second_altogether() -> None:
    gauge = Gauge(Limits())
    at_once = passed(gauge, [0.0] * 100, chats=100, group=False)
    assert 30 <= at_once <= 33  # "about 30"; what a tenth of a second of jitter may add
    assert passed(gauge, [2 + i / 30 for i in range(90)], chats=100, group=False) == 90


def test_edits_are_counted_like_sends_and_for_themselves() -> None:
    gauge = Gauge(Limits(per_chat_per_second=0, per_second=0))
    for _ in range(20):
        gauge.count(0, BOT, GROUP, group=True, edit=True)
        gauge.count(0, BOT, GROUP, group=True, edit=False)
    with pytest.raises(Refusal) as caught:
        gauge.count(1, BOT, GROUP, group=True, edit=True)
    assert caught.value.parameters == {"retry_after": 59}


async def test_too_many_sends_are_answered_with_429_and_seconds_to_wait(
    limited: TelegramStandIn, limited_bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    limited.set_limits(per_chat_per_second=0)
    refused = []
    for number in range(25):
        try:
            await limited_bot.send_message(GROUP, str(number))
        except RetryAfter as why:
            refused.append(why.retry_after)
    assert len(refused) == 5
    assert all(timedelta(seconds=55) <= wait <= timedelta(seconds=60) for wait in refused)
    answers = [e["status"] for e in limited.entries(kind="call") if e["method"] == "sendMessage"]
    assert answers.count(429) == 5
    assert len(limited.messages(GROUP)) == 20
    await limited_bot.send_message(CHANNEL, "another chat is not held up")
    limited.set_limits(per_group_per_minute=0)
    await limited_bot.send_message(GROUP, "raised")


@pytest.mark.parametrize(
    ("status", "error"),
    [(500, NetworkError), (502, NetworkError), (403, Forbidden), (400, BadRequest)],
)
async def test_the_next_calls_fail_as_scripted_and_then_no_more(
    status: int, error: type[TelegramError], stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.fail("sendMessage", status=status, times=2)
    for _ in range(2):
        with pytest.raises(error):
            await bot.send_message(GROUP, "x")
    await bot.send_message(GROUP, "x")
    assert len(stand_in.messages(GROUP)) == 1


async def test_a_scripted_429_names_hours(stand_in: TelegramStandIn, raw: Any) -> None:
    stand_in.fail("sendMessage", status=429, retry_after=7200)
    assert await raw("sendMessage", {"chat_id": GROUP, "text": "x"}) == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7200",
            "parameters": {"retry_after": 7200},
        },
    )


async def test_a_connection_breaks_before_or_after_the_message_was_taken(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.fail("sendMessage", drop="before")
    with pytest.raises(NetworkError):
        await bot.send_message(GROUP, "lost")
    assert stand_in.messages(GROUP) == []
    stand_in.fail("sendMessage", drop="after")
    with pytest.raises(NetworkError):
        await bot.send_message(GROUP, "taken")
    assert [m["text"] for m in stand_in.messages(GROUP)] == ["taken"]


async def test_an_answer_may_be_half_a_json_while_the_message_stands(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.fail("sendMessage", garbled=True)
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(GROUP, "taken")
    assert [m["text"] for m in stand_in.messages(GROUP)] == ["taken"]


async def test_an_answer_may_come_too_late_while_the_message_stands(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.fail("sendMessage", slow=30)
    with pytest.raises(TimedOut):
        await bot.send_message(GROUP, "taken", read_timeout=0.2)
    # It may be read only after nobody waits for its answer any more.
    await until(lambda: stand_in.messages(GROUP))
    assert [m["text"] for m in stand_in.messages(GROUP)] == ["taken"]


async def test_every_call_may_be_slow(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    stand_in.delay(120)
    began = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - began >= 0.12
    stand_in.clear_faults()


async def test_it_goes_down_and_comes_back_by_itself(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: stand_in.world.bot(BOT).queue._poller)
    await stand_in.down()
    with pytest.raises(NetworkError):
        await waiting
    with pytest.raises(NetworkError):
        await bot.get_me()
    await stand_in.up()
    assert (await bot.get_me()).id == BOT
    before = stand_in._runner
    await stand_in.down(0)
    await until(lambda: stand_in._runner not in (None, before))
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(NetworkError):
                assert (await bot.get_me()).id == BOT
                break


async def test_a_revoked_token_is_unauthorized(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.revoke(bot.token)
    with pytest.raises(telegram.error.InvalidToken):
        await bot.get_me()
