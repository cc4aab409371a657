"""What comes to a door that anybody can call: each is answered for what it is, and never with 500.

Security.md, threat 7: 401 for each that is forged, handled once, nothing of it in a log.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from handlers.incoming import Unread
from tests.in_full import IN_FULL

OUR_TIME = 30.0


@pytest.fixture(params=["slack_over_http", "telegram_over_http"])
def called(request: pytest.FixtureRequest) -> Any:
    """Each platform whose door is called."""
    return request.getfixturevalue(f"{request.param}_world")


@pytest.fixture
async def open_door(
    called: Any, inbox: Any, shared: SimpleNamespace
) -> AsyncIterator[SimpleNamespace]:
    """A door that is connected, and somebody who calls at it."""
    door = called.door()
    async with shared.running(door, inbox), aiohttp.ClientSession() as session:
        await shared.until(lambda: door.health.catching_up == "done")

        async def post(body: Any, headers: dict[str, str], **how: Any) -> int:
            url = how.pop("url", called.porch.url)
            async with session.request(
                how.pop("method", "POST"), url, data=body, headers=headers, **how
            ) as answer:
                text = await answer.text()
                assert "Traceback" not in text
                assert "zqtold" not in text
                return answer.status

        yield SimpleNamespace(door=door, post=post)


async def stored(inbox: Any, called: Any, shared: SimpleNamespace) -> list[str]:
    """Return what was said, once what is said after everything else is there."""
    await called.say("the last")
    await shared.until(lambda: "the last" in inbox.said())
    return [one for one in inbox.said() if one != "the last"]


@pytest.mark.parametrize("how", ["nothing", "wrong", "empty", "letters", "long"])
async def test_what_is_forged_is_401_and_goes_nowhere(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace, how: str
) -> None:
    body = called.message("zqtold")
    headers = called.authentic(body)
    given = {
        "nothing": lambda _name: None,
        "wrong": lambda name: headers[name][:-1] + "0" if headers[name][-1] != "0" else "v0=1",
        "empty": lambda _name: "",
        "letters": lambda _name: "ä\u2028é",
        "long": lambda _name: "v0=" + "f" * 4000,
    }[how]
    for name in headers:
        forged = headers | {name: given(name)}
        sent = {key: value for key, value in forged.items() if value is not None}
        if how == "wrong" and name == "X-Slack-Request-Timestamp":
            continue
        assert await open_door.post(body, sent) == 401
    assert await stored(inbox, called, shared) == []


@pytest.mark.parametrize(
    "stamp",
    ["", "now", "1e9", "-1", "+{now}", "{now}.5", " {now} x", "٣٣٣", "9" * 40, "{old}", "{early}"],
)
async def test_a_time_that_is_none_or_not_now_is_401(
    slack_over_http_world: Any, stamp: str, inbox: Any, shared: SimpleNamespace
) -> None:
    world, now = slack_over_http_world, int(time.time())
    door = world.door()
    at = stamp.format(now=now, old=now - 302, early=now + 310)
    body = world.message("zqtold")
    headers = world.authentic(body, float(at) if at.isascii() and at.isdigit() else None)
    async with aiohttp.ClientSession() as session:
        sent = headers | {"X-Slack-Request-Timestamp": at}
        async with session.post(world.porch.url, data=body, headers=sent) as answer:
            assert answer.status == 401
    await door.close()


async def test_what_is_replayed_is_handled_once(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace
) -> None:
    body = called.message("only once")
    headers = called.authentic(body)
    for _ in range(5):
        assert await open_door.post(body, headers) == 200
    assert await stored(inbox, called, shared) == ["only once"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"zqtold"',
        b"\xff\xfe{}",
        b'{"a": "\xc3("}',
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 500_000,
    ],
    ids=[
        "empty", "half", "a list", "null", "a text", "not UTF-8", "half a character", "no number",
        "a huge number", "deep", "very deep", "endlessly deep",
    ],
)  # fmt: skip
async def test_what_is_malformed_is_400(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace, body: bytes
) -> None:
    headers = called.authentic(body) | {"Content-Type": "application/json"}
    assert await open_door.post(body, headers) == 400
    assert await stored(inbox, called, shared) == []


@pytest.mark.parametrize(
    "body",
    [b"payload={", b"payload=[]", b"a=%ff", b"&".join(b"a=%d" % at for at in range(200))],
)
async def test_a_form_that_is_malformed_is_400(
    slack_over_http_world: Any, inbox: Any, shared: SimpleNamespace, body: bytes
) -> None:
    world = slack_over_http_world
    door = world.door()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with aiohttp.ClientSession() as session:
        sent = world.authentic(body) | kind
        async with session.post(world.porch.url, data=body, headers=sent) as answer:
            assert answer.status == 400
    await door.close()


async def test_what_tells_nothing_we_know_is_kept_as_that_and_answered_well(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace
) -> None:
    for body in (b"{}", b'{"type": 7, "event": []}', b'{"update_id": "x", "message": 1}'):
        assert await open_door.post(body, called.authentic(body)) == 200
    await shared.until(lambda: len(inbox.of(Unread)) == 3)


@pytest.mark.parametrize("how", ["all at once", "in pieces"])
async def test_what_is_too_large_is_413(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace, how: str
) -> None:
    body = b'{"a": "' + b"x" * called.largest + b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 1 << 16):
            yield body[at : at + (1 << 16)]

    data = pieces() if how == "in pieces" else BytesIO(body)
    with contextlib.suppress(aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        assert await open_door.post(data, called.authentic(body)) == 413
    assert await stored(inbox, called, shared) == []


async def test_another_method_is_405_and_another_path_404(called: Any, open_door: Any) -> None:
    body = called.message("zqtold")
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert await open_door.post(None, called.authentic(body), method=method) == 405
    root = called.porch.url.rpartition("/")[0]
    for path in ("/", "/other", "/..%2f..%2fetc/passwd", "/%ff"):
        assert await open_door.post(body, called.authentic(body), url=root + path) == 404


async def test_a_body_that_never_ends_is_cut_off_and_holds_up_nobody(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace
) -> None:
    # Only here: who is as hasty cuts off others too where the machine is slow.
    await called.porch.close()
    await called.porch.open(called.porch.port, slowest=0.5, idle=0.5)
    head = f"POST {called.path} HTTP/1.1\r\nHost: x\r\n"
    ways = (
        head + "Content-Length: 100\r\n\r\n{",
        head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        head,
    )
    slow = [await asyncio.open_connection("127.0.0.1", called.porch.port) for _ in ways]
    for (_, writer), text in zip(slow, ways, strict=True):
        writer.write(text.encode())
    assert await stored(inbox, called, shared) == []
    answers = [await asyncio.wait_for(reader.read(), OUR_TIME) for reader, _ in slow]
    assert [one.split(b" ")[1] for one in answers[:2]] == [b"408", b"408"]
    assert answers[2] == b""
    for _, writer in slow:
        writer.close()


@pytest.mark.proof
async def test_hundreds_of_forged_requests_do_not_disturb_the_others(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace
) -> None:
    body = called.message("zqtold")
    room = asyncio.Semaphore(20)

    async def forge(number: int) -> int:
        async with room:
            return await open_door.post(body, {"X-Slack-Signature": f"v0={number}"})

    forging = [asyncio.create_task(forge(number)) for number in range(1000 if IN_FULL else 200)]
    texts = [f"m{number:02}" for number in range(20)]
    for text in texts:
        await called.say(text)
        await shared.until(lambda text=text: text in inbox.said())
    assert set(await asyncio.gather(*forging)) == {401}
    assert inbox.said() == texts


async def test_nothing_of_what_came_reaches_the_log(
    called: Any, inbox: Any, open_door: Any, shared: SimpleNamespace,
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    for name in ("aiohttp", "aiohttp.server", "aiohttp.access", "slack_bolt", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    body = called.message("zqtold")
    await open_door.post(body, {"X-Slack-Signature": "zqtold"})
    await open_door.post(b'{"zqtold', called.authentic(b'{"zqtold'))
    inbox.failures = 1
    assert await open_door.post(body, called.authentic(body)) == 503
    await open_door.post(body, called.authentic(body))
    reader, writer = await asyncio.open_connection("127.0.0.1", called.porch.port)
    writer.write(b"POST /zqtold HTTP/1.1\r\nzqtold\xff: \x00\r\n\r\n")
    await asyncio.wait_for(reader.read(), OUR_TIME)
    writer.close()
    everything = caplog.text + "".join(capsys.readouterr())
    for word in ("zqtold", *called.secrets):
        assert word not in everything
    assert "turned away" in everything
