"""Threats 12 and 13: the program goes to the configured servers, to their socket, nowhere else."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from tests.security.hostile import Elsewhere, answered_first
from tests.stage import APP, BOT, TOKEN, Stage

REDIRECTS = [301, 302, 303, 307, 308]
TEXT = "TLP:GREEN see http://{0}/a and https://{0}/b or {0}"


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    async with Elsewhere().open() as one:
        yield one


def redirect(status: int, to: str) -> web.Response:
    return web.Response(status=status, headers={"Location": to})


async def test_addresses_in_texts_are_looked_up_by_nobody_and_nothing_else_is_reached(
    stage: Stage, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    async with stage.running(
        first="tests.security.watched:watched",
        WATCH_IN=str(notes),
        http_proxy=f"http://{elsewhere.origin}",
        HTTP_PROXY=f"http://{elsewhere.origin}",
        ALL_PROXY=f"http://{elsewhere.origin}",
    ):
        words = TEXT.format(elsewhere.origin)
        link = {"type": "text_link", "offset": 10, "length": 3, "url": f"http://{elsewhere.origin}"}
        stage.slack.say(stage.DESK, stage.ANN, words)
        stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN <http://{elsewhere.origin}/c|here>")
        stage.telegram.say(stage.WATCH, stage.BO, words)
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN here", entities=[link])
        files = [{"id": "F1", "name": "a.txt", "url_private": f"http://{elsewhere.origin}/f"}]
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN a file", extra={"files": files})
        await stage.until(lambda: len(stage.in_telegram()) == 3, "the copies there")
        await stage.until(lambda: len(stage.in_slack()) == 2, "the copies here")
        await stage.ask("/healthz")
    assert elsewhere.taken == []
    told = set(notes.read_text(encoding="utf-8").splitlines())
    reached = {one for one in told if one.startswith("connect")}
    ports = (stage.slack.port, stage.telegram.port)
    assert reached == {f"connect ('127.0.0.1', {port})" for port in ports}
    assert {one for one in told if one.startswith("look up")} <= {"look up 127.0.0.1"}
    others = {one for one in told if not one.startswith(("connect", "look up"))}
    assert others <= {"write /dev/null", f"write {stage.database}-lock"}


@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_no_redirect_at_the_door_is_followed_to_another_origin(
    made: Stage, elsewhere: Elsewhere, platform: str
) -> None:
    left = list(REDIRECTS)
    told: list[str] = []

    def answer(request: web.Request) -> web.Response | None:
        told.append(request.headers.get("Authorization", request.path))
        target = f"http://{elsewhere.origin}{request.path}"
        return redirect(left.pop(), target) if left else None

    answered_first(made.slack if platform == "slack" else made.telegram, answer)
    await made.raise_curtain()
    try:
        async with made.running(first="tests.security.loud:hasty"):
            assert left == []
    finally:
        await made.drop_curtain()
    assert elsewhere.taken == []
    assert any(BOT in one or TOKEN in one for one in told)


@pytest.mark.parametrize("status", [302, 307])
async def test_no_message_follows_a_redirect_to_another_origin(
    made: Stage, elsewhere: Elsewhere, status: int
) -> None:
    redirected: list[str] = []

    def answer(request: web.Request) -> web.Response | None:
        method = request.match_info["method"]
        if method not in ("chat.postMessage", "sendMessage") or method in redirected:
            return None
        redirected.append(method)
        return redirect(status, f"http://{elsewhere.origin}{request.path}")

    answered_first(made.slack, answer)
    answered_first(made.telegram, answer)
    await made.raise_curtain()
    try:
        async with made.running() as child:
            made.slack.say(made.DESK, made.ANN, "TLP:GREEN one")
            made.telegram.say(made.WATCH, made.BO, "TLP:GREEN two")
            told = lambda: sorted(redirected)  # noqa: E731
            await made.until(lambda: told() == ["chat.postMessage", "sendMessage"], "both")
            # A server that redirects a message is broken: what it was is told, nothing is sent.
            await made.until(lambda: child.errors.count('"code"') >= 2, "both to be told")
    finally:
        await made.drop_curtain()
    assert elsewhere.taken == []


async def test_a_socket_that_slack_hands_out_elsewhere_gets_its_ticket_and_no_token(
    made: Stage, elsewhere: Elsewhere
) -> None:
    answered_first(made.slack, lambda request: socket_at(request, f"ws://{elsewhere.origin}/x?y=1"))
    await made.raise_curtain()
    try:
        async with made.running(ready=False):
            await made.until(lambda: any(b"\r\n\r\n" in one for one in elsewhere.taken), "it")
    finally:
        await made.drop_curtain()
    for asked in elsewhere.taken:
        assert asked == b"" or asked.startswith(b"GET /x?y=1 HTTP/1.1\r\n")
        assert b"authorization" not in asked.lower()
        assert not any(secret.encode() in asked for secret in (BOT, APP, TOKEN))


async def test_a_call_is_not_redirected_to_the_host_of_the_socket(
    made: Stage, elsewhere: Elsewhere
) -> None:
    """The socket's address is for the socket alone, though it is on the list."""
    calls: list[str] = []

    def answer(request: web.Request) -> web.Response | None:
        method = request.match_info["method"]
        calls.append(method)
        if method == "apps.connections.open":
            return socket_at(request, f"ws://{elsewhere.origin}/x")
        # From the second greeting on: by then the socket's address is known.
        if calls.count("apps.connections.open") and method == "auth.test":
            return redirect(307, f"http://{elsewhere.origin}/api/auth.test")
        return None

    answered_first(made.slack, answer)
    await made.raise_curtain()
    try:
        async with made.running(ready=False, first="tests.security.loud:hasty"):
            await made.until(lambda: calls.count("auth.test") >= 3, "greetings")
    finally:
        await made.drop_curtain()
    assert {one.split(b"\r\n")[0] for one in elsewhere.taken if one} == {b"GET /x HTTP/1.1"}


NONE_AT_ALL = ("file:///etc/passwd", "//127.0.0.1/x", "ftp://127.0.0.1/x", "http://[", "wss://", "")


async def test_an_address_for_the_socket_that_is_none_opens_nothing(
    made: Stage, elsewhere: Elsewhere
) -> None:
    calls: list[str] = []

    def answer(request: web.Request) -> web.Response | None:
        calls.append(request.match_info["method"])
        address = NONE_AT_ALL[calls.count("apps.connections.open") % len(NONE_AT_ALL)]
        return socket_at(request, address)

    answered_first(made.slack, answer)
    await made.raise_curtain()
    try:
        async with made.running(ready=False, first="tests.security.loud:hasty"):
            tries = 2 * len(NONE_AT_ALL)
            opened = lambda: calls.count("apps.connections.open")  # noqa: E731
            await made.until(lambda: opened() > tries, "two tries of each")
            assert (await made.ask("/healthz"))[1]["doors"]["slack.main"]["state"] == "down"
    finally:
        await made.drop_curtain()


def socket_at(request: web.Request, url: str) -> web.Response | None:
    """Return Slack's answer that hands out this address; None to any other call."""
    if request.match_info["method"] != "apps.connections.open":
        return None
    return web.Response(text=json.dumps({"ok": True, "url": url}), content_type="application/json")
