"""getUpdates, driven by the bare python-telegram-bot."""

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import Conflict, NetworkError
from telegram.ext import Application, MessageHandler, filters

from bot.sandbox.telegram.server import TelegramStandIn
from tests.sandbox.telegram.conftest import client_of

BOT, ANN, BEN = 7000, 1001, 1002
GROUP, FORUM = -1001000000001, -1001000000003
TOKEN = "7000:AAHfakefakefakefakefakefakefakefake"


def say(stand_in: TelegramStandIn, *texts: str) -> list[int]:
    return [stand_in.say(GROUP, ANN, text) for text in texts]


async def _waits(stand_in: TelegramStandIn) -> None:
    """Return once a request waits for updates."""
    queue = stand_in.world.bot(BOT).queue
    for _ in range(4000):
        if queue._poller is not None and not queue._poller.done():
            return
        await asyncio.sleep(0.005)
    pytest.fail("no request waits for updates")


async def texts(bot: telegram.Bot, offset: int | None = None, **how: Any) -> list[str | None]:
    updates = await bot.get_updates(offset=offset, timeout=0, **how)
    return [update.effective_message and update.effective_message.text for update in updates]


async def test_updates_come_in_order_until_a_higher_offset_confirms_them(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    say(stand_in, "one", "two", "three")
    updates = await bot.get_updates(timeout=0)
    ids = [update.update_id for update in updates]
    assert ids == sorted(ids)
    assert await texts(bot) == ["one", "two", "three"]
    assert await texts(bot, ids[1]) == ["two", "three"]
    assert await texts(bot) == ["two", "three"]
    assert await texts(bot, ids[2] + 1) == []
    assert stand_in.pending(BOT) == 0


async def test_a_negative_offset_forgets_all_but_the_last(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    say(stand_in, "one", "two", "three")
    assert await texts(bot, -2) == ["two", "three"]
    assert await texts(bot) == ["two", "three"]


async def test_limit_counts_from_1_to_100(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    say(stand_in, *map(str, range(130)))
    assert len(await texts(bot)) == 100
    assert await texts(bot, limit=2) == ["0", "1"]
    assert await texts(bot, limit=0) == ["0"]
    assert len(await texts(bot, limit=1000)) == 100


async def test_a_long_poll_answers_as_soon_as_something_comes(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await _waits(stand_in)
    say(stand_in, "now")
    (update,) = await asyncio.wait_for(waiting, 60)
    assert update.message
    assert update.message.text == "now"


async def test_a_second_poller_ends_the_first_with_409(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await _waits(stand_in)
    async with client_of(stand_in) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            await first
        say(stand_in, "to the second")
        assert len(await second) == 1


async def test_a_poller_elsewhere_and_a_webhook_are_409_too(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await _waits(stand_in)
    stand_in.poll_elsewhere(BOT)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    await bot.set_webhook("https://bot.example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://bot.example.org/hook"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    say(stand_in, "kept")
    await bot.delete_webhook()
    assert await texts(bot) == ["kept"]
    await bot.delete_webhook(drop_pending_updates=True)
    assert await texts(bot) == []


async def test_allowed_updates_are_remembered_until_they_are_named_again(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    (number,) = say(stand_in, "first")
    await bot.get_updates(offset=-1, timeout=0, allowed_updates=["edited_message"])
    say(stand_in, "unasked")
    stand_in.edit(GROUP, number, "changed")
    updates = await bot.get_updates(timeout=0)
    assert [u.edited_message and u.edited_message.text for u in updates] == [None, "changed"]
    await bot.get_updates(timeout=0, allowed_updates=[])
    say(stand_in, "asked")
    assert (await texts(bot))[-1] == "asked"


async def test_reactions_come_only_to_those_who_ask(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    (number,) = say(stand_in, "x")
    stand_in.react(GROUP, BEN, number, ["👍"])
    assert len(await bot.get_updates(timeout=0)) == 1
    await bot.get_updates(timeout=0, allowed_updates=["message_reaction"])
    stand_in.react(GROUP, BEN, number, ["🔥"])
    reaction = (await bot.get_updates(timeout=0))[-1].message_reaction
    assert reaction
    assert reaction.user
    assert reaction.user.id == BEN


async def test_updates_are_kept_for_24_hours(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    say(stand_in, "old")
    stand_in.advance(23 * 3600)
    say(stand_in, "young")
    stand_in.advance(2 * 3600)
    assert await texts(bot) == ["young"]


async def test_ids_may_start_again_lower_and_a_far_higher_offset_confirms_nothing(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    say(stand_in, "before")
    (update,) = await bot.get_updates(timeout=0)
    assert await texts(bot, update.update_id + 1) == []
    stand_in.restart_update_ids(BOT, 500)
    say(stand_in, "after")
    (later,) = await bot.get_updates(offset=update.update_id + 1, timeout=0)
    assert later.update_id == 500
    assert await texts(bot, 501) == []


async def test_a_malformed_update_comes_as_it_was_put_in(
    stand_in: TelegramStandIn, bot: telegram.Bot, raw: Any
) -> None:
    stand_in.inject(BOT, '{"update_id":{update_id},"message":{"message_id":"x"}}')
    say(stand_in, "fine")
    _, answer = await raw("getUpdates", {})
    assert [u["message"]["message_id"] for u in answer["result"]] == ["x", 1]


async def test_a_server_that_goes_down_comes_back_on_its_port_with_its_updates(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    say(stand_in, "kept")
    port = stand_in.port
    await stand_in.stop()
    with pytest.raises(NetworkError):
        await bot.get_updates(timeout=0)
    await stand_in.start(port)
    assert await texts(bot) == ["kept"]


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBUserWarning")
async def test_the_librarys_own_application_polls_it(stand_in: TelegramStandIn) -> None:
    heard: list[str | None] = []
    got = asyncio.Event()

    async def hear(update: telegram.Update, _: Any) -> None:
        heard.append(update.effective_message and update.effective_message.text)
        got.set()

    app = Application.builder().token(TOKEN).base_url(f"{stand_in.api_url}/bot").build()
    app.add_handler(MessageHandler(filters.ALL, hear))
    async with app:
        assert app.updater
        await app.start()
        await app.updater.start_polling(timeout=5)
        say(stand_in, "to the application")
        await asyncio.wait_for(got.wait(), 60)
        await app.updater.stop()
        await app.stop()
    assert heard == ["to the application"]


async def test_answers_are_dated_by_the_platforms_clock(stand_in: TelegramStandIn) -> None:
    async def date() -> datetime:
        address = f"{stand_in.api_url}/bot{TOKEN}/getMe"
        async with aiohttp.ClientSession() as web, web.get(address) as answer:
            return parsedate_to_datetime(answer.headers["Date"])

    before = await date()
    stand_in.advance(7200)
    assert 7200 <= (await date() - before).total_seconds() < 7300
