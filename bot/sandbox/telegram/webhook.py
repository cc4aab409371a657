"""Updates sent to a bot's own address: https://core.telegram.org/bots/api#setwebhook.

What the page leaves open is as the server does it (https://github.com/tdlib/telegram-bot-api,
`WebhookActor.cpp`): the updates of one chat go one after the other, those of several chats side by
side up to `max_connections`; one that fails is sent again at once, then after 2 seconds, 4, 8 … up
to one or two minutes, or when `Retry-After` says, until it is a day old; redirects are failures.

Nothing beyond loopback is ever asked. The `method` in an answer is not carried out.
"""

import asyncio
import contextlib
import ipaddress
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.journal import Journal
from bot.sandbox.telegram.queue import UpdateQueue

PATIENCE: Final = 60.0
"""Seconds for an answer."""
LONGEST_DELAY: Final = 60
LONGEST_RETRY_AFTER: Final = 3_600
_LARGE: Final = 1 << 20
_ACCEPTED: Final = range(200, 300)


@dataclass(slots=True, kw_only=True)
class Target:
    """Where updates go: as setWebhook said."""

    url: str = ""
    secret: str = ""
    most: int = 40


@dataclass(slots=True, kw_only=True)
class _Update:
    number: int
    expires: float
    text: str
    lane: str
    fails: int = 0
    delay: int = 1
    at: float = 0.0


class Webhook:
    """Sends the updates of one bot while it has an address; `error` is when what failed last."""

    def __init__(
        self, bot: int, queue: UpdateQueue, journal: Journal, now: Callable[[], float]
    ) -> None:
        self.target = Target()
        self.error: tuple[int, str] | None = None
        self._bot = bot
        self._queue = queue
        self._journal = journal
        self._now = now
        self._tries: dict[int, _Update] = {}
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        queue.pushed = self._woken.set

    def set(self, target: Target) -> None:
        """Send to another address, everything that waits at once; "" for none."""
        if target == self.target and self._pump is not None:
            return
        self.target = target
        self._tries.clear()
        self.error = None
        self._end()
        if target.url:
            self.start()

    def start(self) -> None:
        """Send, if there is an address."""
        if self.target.url and self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._run())

    def wake(self) -> None:
        """Look at once whether something has become due."""
        self._woken.set()

    async def stop(self) -> None:
        """Break every request and send nothing for now."""
        tasks = self._end()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _end(self) -> list["asyncio.Task[None]"]:
        tasks = list(self._lanes.values())
        if self._pump is not None:
            tasks.append(self._pump)
            self._pump = None
        for task in tasks:
            task.cancel()
        self._lanes.clear()
        return tasks

    async def _run(self) -> None:
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                self._woken.clear()
                due = self._send_due(session)
                patience = None if due is None else max(due - self._now(), 0.0)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(patience):
                        await self._woken.wait()

    def _send_due(self, session: aiohttp.ClientSession) -> float | None:
        """Start what may be sent now; return when the next try is due, None when there is none."""
        seen: set[str] = set()
        due: list[float] = []
        for number, expires, text in self._queue.waiting():
            lane = _lane(number, text)
            if lane in seen:
                continue
            seen.add(lane)
            fresh = _Update(number=number, expires=expires, text=text, lane=lane)
            one = self._tries.setdefault(number, fresh)
            if lane in self._lanes:
                continue
            if one.at > self._now():
                due.append(one.at)
            elif len(self._lanes) < self.target.most:
                sending = self._send(session, one)
                self._lanes[lane] = asyncio.get_running_loop().create_task(sending)
        return min(due, default=None)

    async def _send(self, session: aiohttp.ClientSession, one: _Update) -> None:
        retry_after = 0
        try:
            error, retry_after = await self._asked(session, one.text)
        except TimeoutError:
            error = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            error = "Connection refused"
        except (aiohttp.ClientError, OSError):
            error = "Webhook connection closed"
        self._lanes.pop(one.lane, None)
        self._woken.set()
        if not error:
            self._forget(one)
            self._journal.write("served", bot=self._bot, offset=None, count=1)
            return
        self.error = int(self._now()), error
        self._journal.write("webhook failed", bot=self._bot, update=one.number, error=error)
        self._put_off(one, retry_after)

    def _forget(self, one: _Update) -> None:
        self._tries.pop(one.number, None)
        self._queue.drop(one.number)

    def _put_off(self, one: _Update, retry_after: int) -> None:
        effective = min(max(retry_after, 0), LONGEST_RETRY_AFTER)
        if not effective and one.fails:
            longest = random.randint(LONGEST_DELAY, 2 * LONGEST_DELAY)  # noqa: S311 - as the server
            one.delay = effective = min(longest, one.delay * 2)
        one.fails += 1
        one.at = self._now() + effective
        if one.at > one.expires:
            self._forget(one)

    async def _asked(self, session: aiohttp.ClientSession, text: str) -> tuple[str, int]:
        """Return what is wrong with the answer, "" for nothing, and its `Retry-After`."""
        if not loopback(self.target.url):
            return "Failed to resolve host: Name or service not known", 0
        headers = {"Content-Type": "application/json"}
        if self.target.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.target.secret
        body = text.encode()
        data: Any = BytesIO(body) if len(body) > _LARGE else body
        async with (
            asyncio.timeout(PATIENCE),
            session.post(
                self.target.url, data=data, headers=headers, allow_redirects=False
            ) as answer,
        ):
            await answer.read()
            if answer.status in _ACCEPTED:
                return "", 0
            said = answer.headers.get("Retry-After", "")
            words = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            return words, int(said) if said.isdecimal() else 0


def loopback(url: str) -> bool:
    """Tell whether an address is on this host."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _lane(number: int, text: str) -> str:
    """Return what keeps its order: a person's presses, a chat's updates, else the update alone."""
    try:
        update = json.loads(text)
    except (ValueError, RecursionError):
        return f"update {number}"
    for kind, body in update.items():
        if kind == "callback_query" and isinstance(body, dict):
            return f"presser {body.get('from', {}).get('id')}"
        chat = body.get("chat") if isinstance(body, dict) else None
        if isinstance(chat, dict):
            return f"chat {chat.get('id')}"
    return f"update {number}"
