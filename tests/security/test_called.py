"""Threat 7: whoever calls the program and is not the platform gets 401, and nothing happens."""

import asyncio
import json
from typing import Any

import aiohttp

from tests.scan import Scan
from tests.stage import BOT, SHOWN, SIGNING, TEAM, TOKEN, Stage, called

__all__ = ["called"]
MARK = "zqcalledЖwordsqz"
SCAN = Scan({"words": MARK, "bot": BOT, "telegram": TOKEN, "signing": SIGNING, "shown": SHOWN})
SLACK, TELEGRAM = "/slack/main/events", "/telegram/main"


def slack_body(text: str) -> bytes:
    event = {"type": "message", "channel": Stage.DESK, "user": Stage.ANN, "text": text}
    event |= {"ts": "1790000000.000100", "event_ts": "1790000000.000100"}
    return json.dumps({"type": "event_callback", "event_id": "Ev0", "event": event}).encode()


def telegram_body(text: str) -> bytes:
    message = {"message_id": 900, "date": 1790000000, "text": text}
    message["chat"] = {"id": Stage.WATCH, "type": "supergroup", "title": "Watch"}
    message["from"] = {"id": Stage.BO, "is_bot": False, "first_name": "Bo"}
    return json.dumps({"update_id": 900, "message": message}).encode()


async def test_what_is_forged_replayed_malformed_or_oversized_is_answered_for_what_it_is(
    called: Stage,
) -> None:
    sign = called.slack.sockets[TEAM].callbacks.signed
    shown = {"X-Telegram-Bot-Api-Secret-Token": SHOWN}
    slack, telegram = slack_body(f"TLP:GREEN {MARK}"), telegram_body(f"TLP:GREEN {MARK}")
    deep = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
    large = b'{"a": "' + b"x" * (5 << 20) + b'"}'
    cases: list[tuple[str, str, bytes, dict[str, str], int]] = [
        ("POST", SLACK, slack, {}, 401),
        ("POST", SLACK, slack, sign(slack) | {"X-Slack-Signature": "v0=" + "0" * 64}, 401),
        ("POST", SLACK, slack, sign(slack) | {"X-Slack-Signature": "ünsigned"}, 401),
        ("POST", SLACK, slack, sign(slack) | {"X-Slack-Request-Timestamp": "soon"}, 401),
        ("POST", SLACK, slack, sign(slack, 1_000_000_000), 401),
        ("POST", SLACK, slack + b" ", sign(slack), 401),
        ("POST", SLACK, slack, shown, 401),
        ("POST", TELEGRAM, telegram, {}, 401),
        ("POST", TELEGRAM, telegram, {"X-Telegram-Bot-Api-Secret-Token": SHOWN[:-1]}, 401),
        ("POST", TELEGRAM, telegram, {"X-Telegram-Bot-Api-Secret-Token": "ü" * 99}, 401),
        ("POST", TELEGRAM, telegram, sign(telegram), 401),
        *(("POST", SLACK, body, sign(body), 400) for body in (b"", b"{", b"[1]", b"\xff", deep)),
        *(("POST", TELEGRAM, body, shown, 400) for body in (b"", b"{", b"[1]", b"\xff", deep)),
        ("POST", SLACK, large, sign(large), 413),
        ("POST", TELEGRAM, large, shown, 413),
        ("GET", SLACK, b"", sign(b""), 405),
        ("PUT", TELEGRAM, telegram, shown, 405),
        ("POST", "/slack/other/events", slack, sign(slack), 404),
        ("POST", "/telegram/" + TOKEN.partition(":")[0], telegram, shown, 404),
        ("POST", "/healthz", b"x", {}, 405),
    ]
    async with called.running() as child, aiohttp.ClientSession() as session:

        async def ask(method: str, path: str, body: Any, headers: dict[str, str]) -> int:
            data = _pieces(body) if len(body) > 1 << 20 else body
            async with session.request(
                method, called.origin + path, data=data, headers=headers
            ) as answer:
                assert SCAN.found(await answer.read()) == []
                return answer.status

        for method, path, body, headers, status in cases:
            assert await ask(method, path, body, headers) == status, (method, path, status)
        forged = [ask("POST", SLACK, slack, {}) for _ in range(200)]
        assert set(await asyncio.gather(*forged)) == {401}
        assert called.in_telegram() == []
        assert called.in_slack() == []
        for _ in range(3):
            assert await ask("POST", SLACK, slack, sign(slack)) == 200
            assert await ask("POST", TELEGRAM, telegram, shown) == 200
        called.slack.say(called.DESK, called.ANN, "TLP:GREEN the last")
        called.telegram.say(called.WATCH, called.BO, "TLP:GREEN the last")
        await called.until(
            lambda: (
                any("the last" in one for one in called.in_telegram())
                and any("the last" in one for one in called.in_slack())
            ),
            "the last words",
        )
        assert sum(MARK in one for one in called.in_telegram()) == 1
        assert sum(MARK in one for one in called.in_slack()) == 1
        status, health = await called.ask("/healthz")
        assert (status, health["status"]) == (200, "ok")
    assert SCAN.found(child.errors.encode()) == []
    assert "turned away: no valid secret" in child.errors
    assert "Traceback" not in child.errors


async def _pieces(body: bytes) -> Any:
    for at in range(0, len(body), 1 << 16):
        yield body[at : at + (1 << 16)]


async def test_a_body_that_never_ends_and_a_flood_leave_health_and_messages_alone(
    called: Stage,
) -> None:
    async with called.running():
        endless = [await asyncio.open_connection("127.0.0.1", called.port) for _ in range(20)]
        for at, (_, writer) in enumerate(endless):
            path = (SLACK, TELEGRAM)[at % 2]
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{{".encode()
            )
        called.slack.say(called.DESK, called.ANN, "TLP:GREEN all the same")
        await called.until(called.in_telegram, "what was said in Slack")
        called.telegram.say(called.WATCH, called.BO, "TLP:GREEN and back")
        await called.until(called.in_slack, "what was said in Telegram")
        assert (await called.ask("/healthz"))[0] == 200
        for _, writer in endless:
            writer.close()


async def test_by_default_no_platform_can_call(stage: Stage) -> None:
    async with stage.running(), aiohttp.ClientSession() as session:
        for path in (SLACK, TELEGRAM):
            async with session.post(stage.origin + path, data=b"{}") as answer:
                assert answer.status == 404
