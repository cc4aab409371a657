"""Updates sent to an address, as https://core.telegram.org/bots/api#setwebhook says."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict

from bot.sandbox.telegram.server import TelegramStandIn
from tests.sandbox.app import App
from tests.sandbox.slack.scene import until
from tests.sandbox.telegram.conftest import ANN, BOT, GROUP, OTHER

SECRET = "one-secret_of_256"


@pytest.fixture
async def app() -> AsyncIterator[App]:
    made = App()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def local(stand_in: TelegramStandIn) -> TelegramStandIn:
    stand_in.set_local(local=True)
    return stand_in


async def info(bot: telegram.Bot) -> telegram.WebhookInfo:
    return await bot.get_webhook_info()


async def test_an_update_comes_as_json_with_the_secret(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    await bot.set_webhook(app.url, secret_token=SECRET, max_connections=1)
    number = local.say(GROUP, ANN, "<b> & 👍")
    await until(lambda: local.pending(BOT) == 0)
    [(headers, body)] = app.came
    assert headers["x-telegram-bot-api-secret-token"] == SECRET
    assert headers["content-type"] == "application/json"
    update = json.loads(body)
    assert update["update_id"] > 0
    assert update["message"]["message_id"] == number
    told = await info(bot)
    assert (told.url, told.max_connections, told.pending_update_count) == (app.url, 1, 0)
    assert told.last_error_date is None


async def test_what_had_piled_up_comes_first_and_in_order(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    numbers = [local.say(GROUP, ANN, f"m{at}") for at in range(5)]
    await bot.set_webhook(app.url, max_connections=1)
    await until(lambda: local.pending(BOT) == 0)
    assert [one["message"]["message_id"] for one in app.events()] == numbers
    assert "x-telegram-bot-api-secret-token" not in app.came[0][0]


async def test_a_failure_comes_again_at_once_then_later_and_holds_up_its_chat_alone(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    def answer(_request: web.Request, body: bytes) -> web.Response:
        return web.Response(status=503 if b'"bad"' in body else 200)

    app.answer = answer
    await bot.set_webhook(app.url)
    local.say(GROUP, ANN, "bad")
    local.say(GROUP, ANN, "behind it")
    local.say(OTHER, ANN, "elsewhere")
    texts = lambda: [one["message"]["text"] for one in app.events()]  # noqa: E731
    await until(lambda: texts().count("bad") == 2 and "elsewhere" in texts())
    assert "behind it" not in texts()
    told = await info(bot)
    assert told.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert told.pending_update_count == 2
    local.advance(2)
    await until(lambda: texts().count("bad") == 3)
    app.answer = lambda _request, _body: web.Response()
    local.advance(4)
    await until(lambda: local.pending(BOT) == 0)
    assert texts()[-2:] == ["bad", "behind it"]


async def test_retry_after_is_kept(local: TelegramStandIn, bot: telegram.Bot, app: App) -> None:
    app.answer = lambda _request, _body: web.Response(status=503, headers={"Retry-After": "30"})
    await bot.set_webhook(app.url)
    local.say(GROUP, ANN, "later")
    await until(lambda: local.journal.of("webhook failed"))
    local.advance(29)
    assert len(app.came) == 1
    app.answer = lambda _request, _body: web.Response()
    local.advance(1)
    await until(lambda: local.pending(BOT) == 0)
    assert len(app.came) == 2


async def test_with_one_connection_one_update_is_under_way(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    gate = asyncio.Event()

    async def held(_request: web.Request, _body: bytes) -> web.Response:
        await gate.wait()
        return web.Response()

    app.answer = held
    await bot.set_webhook(app.url, max_connections=1)
    local.say(GROUP, ANN, "one")
    local.say(OTHER, ANN, "two")
    await until(lambda: app.came)
    assert (await info(bot)).pending_update_count == 2
    assert len(app.came) == 1
    gate.set()
    await until(lambda: local.pending(BOT) == 0)


async def test_only_what_was_asked_for_comes(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    await bot.set_webhook(app.url, allowed_updates=["edited_message"])
    number = local.say(GROUP, ANN, "one")
    local.edit(GROUP, number, "two")
    await until(lambda: app.came)
    assert list(app.events()[0]) == ["update_id", "edited_message"]


async def test_redirects_are_not_followed(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    app.answer = lambda _request, _body: web.Response(status=302, headers={"Location": "/other"})
    await bot.set_webhook(app.url)
    local.say(GROUP, ANN, "x")
    await until(lambda: len(local.journal.of("webhook failed")) == 2)
    assert local.pending(BOT) == 1


async def test_what_waits_a_day_is_forgotten(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    await app.stop()
    await bot.set_webhook(app.url)
    local.say(GROUP, ANN, "too late")
    await until(lambda: len(local.journal.of("webhook failed")) == 2)
    local.advance(24 * 3600 + 1)
    assert local.pending(BOT) == 0


async def test_from_webhook_to_fetching_and_back_nothing_is_lost(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    app.answer = lambda _request, _body: web.Response(status=503)
    await bot.set_webhook(app.url)
    local.say(GROUP, ANN, "kept")
    await until(lambda: len(app.came) == 2)
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert [one.message.text for one in await bot.get_updates(timeout=0) if one.message] == ["kept"]
    app.answer = lambda _request, _body: web.Response()
    await bot.set_webhook(app.url)
    await until(lambda: local.pending(BOT) == 0)
    assert len(app.came) == 3


async def test_after_a_restart_of_the_platform_updates_come_again(
    local: TelegramStandIn, bot: telegram.Bot, app: App
) -> None:
    await bot.set_webhook(app.url)
    await local.down()
    await local.up()
    local.say(GROUP, ANN, "back")
    await until(lambda: app.came)
    await until(lambda: local.pending(BOT) == 0)
    assert [json.loads(body)["message"]["text"] for _, body in app.came] == ["back"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://bot.example.org/x", "(?i)an https url must be provided"),
        ("https://bot.example.org:8080/x", "only on ports 80, 88, 443 or 8443"),
        ("https://127.0.0.1/x", "is reserved"),
        ("ftp://bot.example.org/x", "(?i)an https url must be provided"),
    ],
)
async def test_telegram_itself_takes_https_at_four_ports(
    stand_in: TelegramStandIn, bot: telegram.Bot, url: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_webhook(url)


@pytest.mark.parametrize("secret", ["with space", "ä", "x" * 257])
async def test_a_secret_has_few_kinds_of_characters(
    stand_in: TelegramStandIn, raw: Any, secret: str
) -> None:
    fields = {"url": "https://bot.example.org/x", "secret_token": secret}
    status, answer = await raw("setWebhook", fields)
    assert status == 400
    assert answer["description"] == "Bad Request: secret token contains unallowed characters"
