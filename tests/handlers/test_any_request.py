"""Whatever bytes and headers come to the listener: an answer, and never 500."""

import asyncio
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.any_character import ANY_CHARACTER
from tests.handlers.over_http import SlackOverHttp, TelegramOverHttp

PATIENCE = 60.0
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            b"X-Slack-Signature", b"X-Slack-Request-Timestamp", b"X-Slack-Retry-Num",
            b"X-Telegram-Bot-Api-Secret-Token", b"Content-Length", b"Transfer-Encoding",
            b"Content-Type", b"Content-Encoding", b"Connection", b"Expect", b"Host", b"Upgrade",
        ]
    ),
    st.binary(max_size=30) | st.sampled_from([b"chunked", b"0", b"5", b"gzip", b"close", b"\xff"]),
    max_size=5,
)  # fmt: skip
PATHS = st.sampled_from([b"/slack/main/events", b"/telegram/main", b"/", b"*", b"//", b"/%zz"])
NAMES = ["type", "event", "challenge", "message", "chat", "update_id", "text", "ts", "command"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(ANY_CHARACTER, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=12,
)


class Street:
    """Both doors that anybody can call, in a loop of their own."""

    def __init__(self, shared: SimpleNamespace) -> None:
        self.loop = asyncio.new_event_loop()
        self.worlds: list[Any] = [SlackOverHttp(), TelegramOverHttp()]
        self._shared = shared
        self._doors: list[Any] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        for world in self.worlds:
            await world.start()
            door = world.door()
            self._doors.append(door)
            self._tasks.append(asyncio.create_task(door.run(self._shared.Inbox())))
            await self._shared.until(lambda door=door: door.health.catching_up == "done")

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for door in self._doors:
            await door.close()
        for world in self.worlds:
            await world.end()

    async def ask(self, port: int, raw: bytes) -> bytes:
        """Return all that is answered to these bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(raw)
            writer.write_eof()
            return await asyncio.wait_for(reader.read(), PATIENCE)
        except OSError:
            return b""
        finally:
            writer.close()

    async def post(self, world: Any, body: bytes, kind: str) -> int:
        """Return the status that an authentic request gets."""
        headers = world.authentic(body) | {"Content-Type": kind}
        async with (
            aiohttp.ClientSession() as session,
            session.post(world.porch.url, data=body, headers=headers) as answer,
        ):
            return answer.status


@pytest.fixture
def street(shared: SimpleNamespace) -> Iterator[Street]:
    made = Street(shared)
    made.loop.run_until_complete(made.begin())
    yield made
    made.loop.run_until_complete(made.end())
    made.loop.close()


QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@QUIET
@given(
    path=PATHS,
    method=st.sampled_from([b"POST", b"GET", b"post", b"\x00", b"CONNECT"]),
    headers=HEADERS,
    body=st.binary(max_size=200),
)
def test_no_bytes_and_no_headers_are_let_in_or_answered_with_500(
    street: Street, path: bytes, method: bytes, headers: dict[bytes, bytes], body: bytes
) -> None:
    head = b"".join(b"%s: %s\r\n" % pair for pair in headers.items())
    raw = b"%s %s HTTP/1.1\r\n%s\r\n%s" % (method, path, head, body)
    for world in street.worlds:
        answer = street.loop.run_until_complete(street.ask(world.porch.port, raw))
        lines = [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]
        statuses = {line.split(b" ")[1] for line in lines}
        assert not statuses & {b"500", b"502", b"504", b"200"}
        assert b"Traceback" not in answer


@QUIET
@given(
    body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()),
    kind=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "x"]),
)
def test_whatever_a_platform_itself_sends_is_taken_or_is_400(
    street: Street, body: bytes, kind: str
) -> None:
    for world in street.worlds:
        assert street.loop.run_until_complete(street.post(world, body, kind)) in (200, 400)
