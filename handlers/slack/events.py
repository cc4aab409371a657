"""Events over HTTP: what Slack posts to the app's Request URL, on the same way in as the sockets.

A socket shows when it breaks; of requests that never came nobody tells. So the history is read
after a start, after whatever shows that a request failed (Slack sent it again, or limits us), and
every hour besides, always from where it was read last.

https://docs.slack.dev/apis/events-api/
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import structlog

from handlers.door import Clock
from handlers.http import Answer, Asked, Gate, Route, Strangers, Unreadable, json_object
from handlers.slack.bolt import Bolt
from handlers.slack.intake import Ticket
from handlers.slack.signing import signed
from handlers.slack.socket import first

_log = structlog.get_logger("slack.events")

LARGEST: Final = 4 * 1024 * 1024
"""Bytes; the edit of a message says everything four times: before and after, in text and blocks."""
CHECKED_EVERY: Final = 60.0
"""Seconds between two looks at whether our token is still good."""
READ_EVERY: Final = 3_600.0
_READ_AT_MOST_EVERY: Final = 60.0
_AFTER_A_LIMIT: Final = 90.0
"""Seconds after `app_rate_limited`, which speaks of one minute."""
_PATIENCE: Final = 2.5
"""Seconds until an answer is given; Slack waits for three."""
_MOST_FIELDS: Final = 100
_LONGEST_CHALLENGE: Final = 1_000
_FORM: Final = "application/x-www-form-urlencoded"
_BAD: Final = Answer(status=HTTPStatus.BAD_REQUEST, headers={"X-Slack-No-Retry": "1"})
_AGAIN: Final = Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)


class Events:
    """The requests for one workspace.

    `check` raises DoorError where our token is not good any more; `lost` has the history read.
    """

    sure = False
    """It does not notice when events are missed."""

    def __init__(
        self,
        door: str,
        secret: str,
        bolt: Bolt,
        clock: Clock,
        *,
        check: Callable[[], Awaitable[object]],
        lost: Callable[[], None],
    ) -> None:
        self._door = door
        self._secret = secret
        self._bolt = bolt
        self._clock = clock
        self._check = check
        self._lost = lost
        self._gate = Gate()
        self._strangers = Strangers(door)
        self._sooner = asyncio.Event()
        self._read_at = float("inf")
        self._last_read = float("-inf")

    def routes(self) -> tuple[Route, ...]:
        """Return the one address."""
        path = f"/{self._door.replace('.', '/', 1)}/events"
        return (Route(method="POST", path=path, answer=self.answer, largest=LARGEST),)

    def settled(self) -> bool:
        """Tell that requests overtake each other: each comes on a connection of its own."""
        return False

    async def keep(self, opened: Callable[[], None]) -> None:
        """Take requests until cancelled; `opened` is called once they are taken.

        Raises DoorError when our token is good no more; requests are taken all the same.
        """
        self._gate.open()
        opened()
        self._has_been_read()
        check_at = self._clock.monotonic() + CHECKED_EVERY
        while True:
            await self._wait(min(self._read_at, check_at))
            now = self._clock.monotonic()
            if now >= self._read_at:
                self._lost()
                self._has_been_read()
            if now >= check_at:
                await self._check()
                check_at = self._clock.monotonic() + CHECKED_EVERY

    async def close(self) -> None:
        """Take no more requests, and let those under way be answered."""
        await self._gate.close()

    async def answer(self, asked: Asked) -> Answer:
        """Answer 200 once what came is durable, 503 where Slack is to send it again.

        401 for what Slack did not sign, 400 for what cannot be read.
        """
        if not signed(self._secret, asked.headers, asked.body, self._clock.now()):
            return self._strangers.turned_away(self._clock.monotonic())
        try:
            payload = _payload(asked)
        except Unreadable:
            size = len(asked.body)
            _log.warning("a signed request that cannot be read", door=self._door, bytes=size)
            return _BAD
        kind = payload.get("type")
        if kind == "url_verification":
            return _verified(payload)
        if kind == "app_rate_limited":
            _log.warning("Slack holds events back: too many came in a minute", door=self._door)
            self._read(_AFTER_A_LIMIT)
            return Answer()
        if asked.headers.get("X-Slack-Retry-Num", "0") != "0":
            # It failed once; others may have failed for good.
            self._read(0.0)
        return await self._taken(payload)

    async def _taken(self, payload: dict[str, Any]) -> Answer:
        ticket = Ticket(payload)
        room = False
        with self._gate.entered() as welcome:
            if not welcome:
                return _AGAIN
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._bolt.intake.room()
                    room = True
                    answer = await self._bolt.taken(ticket)
            except TimeoutError:
                # If it stands in the queue, it is stored all the same, and known when it is back.
                return _AGAIN
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                # The queue was left where it stood.
                return _AGAIN
            finally:
                if room and ticket.kept is None:
                    self._bolt.intake.stay_out()
        told = json_object(answer.body.encode()) if answer.body else ""
        return Answer(status=answer.status, body=told)

    def _read(self, seconds: float) -> None:
        """Have the history read so many seconds from now, but not all the time."""
        earliest = self._last_read + _READ_AT_MOST_EVERY
        at = max(self._clock.monotonic() + seconds, earliest)
        if at < self._read_at:
            self._read_at = at
            self._sooner.set()

    def _has_been_read(self) -> None:
        self._last_read = self._clock.monotonic()
        self._read_at = self._last_read + READ_EVERY

    async def _wait(self, until: float) -> None:
        self._sooner.clear()
        seconds = until - self._clock.monotonic()
        if seconds > 0:
            await first(self._clock.sleep(seconds), self._sooner.wait())


def _verified(payload: dict[str, Any]) -> Answer:
    """https://docs.slack.dev/reference/events/url_verification."""
    challenge = payload.get("challenge")
    if not isinstance(challenge, str) or not 0 < len(challenge) <= _LONGEST_CHALLENGE:
        return _BAD
    return Answer(body={"challenge": challenge})


def _payload(asked: Asked) -> dict[str, Any]:
    """Return what an event says, or a command, or what somebody pressed; raises Unreadable.

    The last two come as forms: https://docs.slack.dev/interactivity/handling-user-interaction.
    """
    if not asked.headers.get("Content-Type", "").lower().startswith(_FORM):
        return json_object(asked.body)
    try:
        pairs = parse_qsl(
            asked.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS,
            errors="strict",
        )  # fmt: skip
    except ValueError:
        raise Unreadable from None
    fields: dict[str, Any] = dict(pairs)
    return json_object(fields["payload"].encode()) if "payload" in fields else fields
