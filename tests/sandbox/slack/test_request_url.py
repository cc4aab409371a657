"""Events over HTTP, as https://docs.slack.dev/apis/events-api/ says: signed, and sent again."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from bot.sandbox.slack.event import Patience
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.app import App
from tests.sandbox.slack.scene import ANN, DESK, TEAM, furnish, until

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture
async def app() -> AsyncIterator[App]:
    made = App()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def told(app: App) -> AsyncIterator[SlackStandIn]:
    """A Slack whose first workspace's app has a Request URL."""
    made = SlackStandIn(
        limits=Limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0),
        patience=Patience(answer=0.3),
    )
    furnish(made)
    workspace = made.world.workspaces[TEAM]
    workspace.request_url, workspace.signing_secret = app.url, SECRET
    await made.start()
    yield made
    await made.stop()


def signature(headers: dict[str, str], body: bytes, secret: str = SECRET) -> str:
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


async def test_an_event_comes_as_signed_json(told: SlackStandIn, app: App) -> None:
    ts = told.say(DESK, ANN, "<b> & 👍")
    await until(lambda: app.came)
    headers, body = app.came[0]
    assert headers["x-slack-signature"] == signature(headers, body)
    assert abs(int(headers["x-slack-request-timestamp"]) - time.time()) < 5
    assert headers["content-type"] == "application/json"
    assert "x-slack-retry-num" not in headers
    payload = json.loads(body)
    assert (payload["type"], payload["event"]["ts"]) == ("event_callback", ts)
    assert (payload["team_id"], payload["api_app_id"]) == (TEAM, "A0TOCSIN")
    await until(lambda: told.journal.of("acknowledged"))
    await until(lambda: told.pending(TEAM) == 0)


async def test_the_signature_is_that_of_the_documentation() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack, its worked example."""
    made = SlackStandIn()
    made.add_workspace("T1DC2JH3J", "xoxb-x", "xapp-x", signing_secret=SECRET)
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = made.sockets["T1DC2JH3J"].callbacks.signed(body, 1531420618)
    assert headers["X-Slack-Signature"] == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def test_a_slash_command_comes_as_a_form_and_never_again(
    told: SlackStandIn, app: App
) -> None:
    app.answer = lambda _request, _body: web.Response(status=503)
    told.command(DESK, ANN, "status & more")
    await until(lambda: told.journal.of("given up"))
    [(headers, body)] = app.came
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["x-slack-signature"] == signature(headers, body)
    assert parse_qs(body.decode())["text"] == ["status & more"]


async def test_what_fails_is_sent_again_at_once_after_a_minute_and_after_five(
    told: SlackStandIn, app: App
) -> None:
    app.answer = lambda _request, _body: web.Response(status=503)
    told.say(DESK, ANN, "once more")
    await until(lambda: len(app.came) == 2)
    assert told.pending(TEAM) in (0, 1)
    await until(lambda: told.pending(TEAM) == 0)
    told.advance(59)
    assert told.pending(TEAM) == 0
    told.advance(1)
    await until(lambda: len(app.came) == 3)
    await until(lambda: told.pending(TEAM) == 0)
    told.advance(300)
    await until(lambda: told.journal.of("given up"))
    numbers = [headers.get("x-slack-retry-num") for headers, _ in app.came]
    reasons = [headers.get("x-slack-retry-reason") for headers, _ in app.came]
    assert numbers == [None, "1", "2", "3"]
    assert reasons == [None, "http_error", "http_error", "http_error"]
    assert len({one["event_id"] for one in app.events()}) == 1
    for headers, body in app.came:
        assert headers["x-slack-signature"] == signature(headers, body)


async def test_an_answer_after_more_than_the_patience_is_a_timeout(
    told: SlackStandIn, app: App
) -> None:
    gate = asyncio.Event()

    async def slow(_request: web.Request, _body: bytes) -> web.Response:
        await gate.wait()
        return web.Response()

    app.answer = slow
    told.say(DESK, ANN, "slowly")
    await until(lambda: len(app.came) == 2)
    gate.set()
    await until(lambda: told.journal.of("acknowledged"))
    assert app.came[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_nobody_at_the_address_is_a_failed_connection(told: SlackStandIn, app: App) -> None:
    await app.stop()
    told.say(DESK, ANN, "anybody?")
    await until(lambda: told.pending(TEAM) == 0)
    told.advance(60)
    await until(lambda: told.pending(TEAM) == 0)
    told.advance(300)
    await until(lambda: told.journal.of("given up"))
    assert told.journal.of("given up")[0]["reason"] == "connection_failed"


async def test_no_more_than_two_redirects_are_followed(told: SlackStandIn, app: App) -> None:
    def away(request: web.Request, _body: bytes) -> web.Response:
        at = int(request.query.get("at", "0"))
        return web.Response(status=307, headers={"Location": f"/elsewhere?at={at + 1}"})

    app.answer = away
    told.say(DESK, ANN, "round and round")
    await until(lambda: len(app.came) == 2)
    assert app.came[1][0]["x-slack-retry-reason"] == "too_many_redirects"


async def test_an_app_can_ask_not_to_be_sent_it_again(told: SlackStandIn, app: App) -> None:
    app.answer = lambda _request, _body: web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
    told.say(DESK, ANN, "enough")
    await until(lambda: told.journal.of("given up"))
    assert len(app.came) == 1


@pytest.mark.parametrize("form", ["text", "form", "json"])
async def test_an_address_that_gives_the_challenge_back_is_taken(
    told: SlackStandIn, app: App, form: str
) -> None:
    def echo(_request: web.Request, body: bytes) -> web.Response:
        challenge = json.loads(body)["challenge"]
        if form == "json":
            return web.json_response({"challenge": challenge})
        return web.Response(text=challenge if form == "text" else f"challenge={challenge}")

    app.answer = echo
    told.world.workspaces[TEAM].request_url = ""
    await told.set_request_url(TEAM, app.url, SECRET)
    assert told.world.workspaces[TEAM].request_url == app.url
    headers, body = app.came[0]
    assert headers["x-slack-signature"] == signature(headers, body)
    assert json.loads(body)["type"] == "url_verification"


@pytest.mark.parametrize(
    "answer",
    [
        web.Response,
        lambda: web.Response(text="not it"),
        lambda: web.Response(status=401),
        lambda: web.json_response({"challenge": "not it"}),
    ],
)
async def test_an_address_that_does_not_is_refused(
    told: SlackStandIn, app: App, answer: Callable[[], web.Response]
) -> None:
    app.answer = lambda _request, _body: answer()
    told.world.workspaces[TEAM].request_url = ""
    with pytest.raises(Refusal, match="url_verification_failed"):
        await told.set_request_url(TEAM, app.url, SECRET)
    assert told.world.workspaces[TEAM].request_url == ""


async def test_an_app_has_sockets_or_an_address_and_never_both(
    stand_in: SlackStandIn, ear: Any, app: App
) -> None:
    app.answer = lambda _request, body: web.Response(text=json.loads(body).get("challenge", ""))
    await stand_in.set_request_url(TEAM, app.url, SECRET)
    assert [one["reason"] for one in stand_in.journal.of("disconnect")] == ["link_disabled"]
    stand_in.say(DESK, ANN, "over HTTP")
    await until(lambda: len(app.came) == 2)
    assert ear.events == []
    await stand_in.set_request_url(TEAM, "")
    stand_in.say(DESK, ANN, "over a socket, when there is one")
    await until(lambda: stand_in.pending(TEAM) == 0)
    assert len(app.came) == 2


async def test_too_many_events_are_dropped_for_a_minute_and_the_app_is_told(
    told: SlackStandIn, app: App
) -> None:
    told.limit_events(TEAM)
    told.say(DESK, ANN, "dropped")
    await until(lambda: app.came)
    [payload] = app.events()
    assert payload["type"] == "app_rate_limited"
    assert payload["minute_rate_limited"] % 60 == 0
    assert len(told.journal.of("rate limited")) == 1
    told.advance(60)
    told.say(DESK, ANN, "heard")
    await until(lambda: len(app.came) == 2)
    assert app.events()[1]["event"]["text"] == "heard"


async def test_what_is_under_way_when_the_platform_goes_down_is_sent_again(
    told: SlackStandIn, app: App
) -> None:
    gate = asyncio.Event()

    async def held(_request: web.Request, _body: bytes) -> web.Response:
        await gate.wait()
        return web.Response()

    app.answer = held
    told.say(DESK, ANN, "twice")
    await until(lambda: app.came)
    await told.down()
    await told.up()
    gate.set()
    told.advance(60)
    await until(lambda: told.journal.of("acknowledged"))
    assert len({one["event_id"] for one in app.events()}) == 1
