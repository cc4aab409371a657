"""Takes the updates that Telegram sends to us: each is read alone, and answered once it is durable.

Telegram sends them one at a time, those of one chat in order, and one that was answered with 503
again before those behind it. Whether they reach us at all, `getWebhookInfo` is asked.

https://core.telegram.org/bots/api#setwebhook and #getwebhookinfo
"""

import asyncio
import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import structlog

from handlers.door import Clock, Health, Later
from handlers.http import Answer, Asked, Gate, Route, Strangers, Unreadable, json_object
from handlers.incoming import Inbox
from handlers.telegram.buttons import Presses
from handlers.telegram.errors import asked as answered
from handlers.telegram.gaps import Gaps
from handlers.telegram.hearing import HEARD, Me, hear
from handlers.telegram.request import AiohttpRequest

_log = structlog.get_logger("telegram.webhook")

LARGEST: Final = 4 * 1024 * 1024
"""Bytes; all the updates of one answer to getUpdates are no more together."""
LOOK_EVERY: Final = 60.0
"""Seconds between two questions whether updates reach us."""
LOOK_SOON: Final = 2.0
"""The same while something waits that has not reached us."""
SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_PENDING: Final = "pending_update_count"
_UNKNOWN: Final = "unknown"
_AGAIN: Final = Answer(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "1"})


class Webhook:
    """The webhook of one bot: `url` is where Telegram finds it, `secret` what it shows there."""

    def __init__(
        self,
        door: str,
        base_url: str,
        request: AiohttpRequest,
        clock: Clock,
        health: Health,
        *,
        url: str,
        secret: str,
    ) -> None:
        self._door = door
        self._base_url = base_url
        self._request = request
        self._clock = clock
        self._health = health
        self._url = url
        self._secret = secret
        self._gaps = Gaps(door, clock)
        self._gate = Gate()
        self._strangers = Strangers(door)
        self._one_by_one = asyncio.Lock()
        self._inbox: Inbox | None = None
        self._failed: object = _UNKNOWN
        self._took = False
        self._presses = Presses(base_url, request)
        self.me = Me()

    def routes(self) -> tuple[Route, ...]:
        """Return the one address."""
        path = f"/{self._door.replace('.', '/', 1)}"
        return (Route(method="POST", path=path, answer=self.answer, largest=LARGEST),)

    async def keep(self, inbox: Inbox, connected: Callable[[], None]) -> None:
        """Have updates sent, and take them until cancelled.

        `connected` is called whenever they are known to reach us. Raises DoorError when Telegram
        does not answer; updates are taken all the same.
        """
        self._inbox = inbox
        await self._start(inbox)
        connected()
        while True:
            info = await self._call("getWebhookInfo")
            waiting = await self._look(inbox, info, connected)
            await self._clock.sleep(LOOK_SOON if waiting else LOOK_EVERY)

    async def close(self) -> None:
        """Take no more updates, and let the one under way be answered."""
        await self._gate.close()
        await self._presses.close()

    async def _start(self, inbox: Inbox) -> None:
        self._gaps.begin(await inbox.cursors(self._door))
        self._health.catching_up = "running"
        self._gate.open()
        info = await self._call("getWebhookInfo")
        if isinstance(info, dict) and info.get("url") == self._url and info.get(_PENDING):
            # What failed while we were away would wait for minutes; set anew, it comes at once.
            await self._call("deleteWebhook", drop_pending_updates=False)
        await self._call(
            "setWebhook",
            url=self._url,
            secret_token=self._secret,
            allowed_updates=HEARD,
            max_connections=1,
        )

    async def _look(self, inbox: Inbox, info: Any, connected: Callable[[], None]) -> bool:
        """Judge what Telegram says of the webhook; return whether something still waits there."""
        if not isinstance(info, dict):
            raise Later("unreadable_answer")
        if info.get("url") != self._url:
            # Somebody else uses this bot's token.
            raise Later("webhook_changed")
        pending, failed = info.get(_PENDING), info.get("last_error_date")
        if not isinstance(pending, int):
            raise Later("unreadable_answer")
        if not pending:
            self._health.catching_up = "done"
        failing = bool(pending) and self._failed not in (_UNKNOWN, failed)
        self._failed = failed
        took, self._took = self._took, False
        if failing:
            if self._health.state == "connected":
                _log.warning("updates do not reach us", door=self._door, waiting=pending)
            self._health.state, self._health.why = "down", "webhook_fails"
        elif took or not pending or self._health.state == "connected":
            connected()
            await self._gaps.noted(inbox)
        return bool(pending)

    async def answer(self, asked: Asked) -> Answer:
        """Answer 200 once the update is durable, 503 where Telegram is to send it again.

        401 for what does not show our secret, 400 for what cannot be read.
        """
        came = self._clock.monotonic()
        shown = asked.headers.get(SECRET, "").encode("utf-8", "replace")
        if not hmac.compare_digest(self._secret.encode(), shown):
            return self._strangers.turned_away(self._clock.monotonic())
        try:
            update = json_object(asked.body)
        except Unreadable:
            _log.warning("an update that cannot be read", door=self._door, bytes=len(asked.body))
            return Answer(status=HTTPStatus.BAD_REQUEST)
        with self._gate.entered() as welcome:
            if not welcome or self._inbox is None:
                return _AGAIN
            async with self._one_by_one:
                return await self._kept(self._inbox, update, came)

    async def _kept(self, inbox: Inbox, update: dict[str, Any], came: float) -> Answer:
        event = hear(update, self.me, caught_up=self._health.catching_up == "running")
        try:
            # Without a cursor: an offset would confirm what was refused before it as well.
            await inbox.receive(self._door, [event])
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing is confirmed
            _log.error(
                "not stored; Telegram is to send it again",
                door=self._door,
                error=type(error).__name__,
            )
            return _AGAIN
        self._took = True
        self._presses.answer([event])
        self._health.acknowledged(self._clock.monotonic() - came)
        return Answer()

    async def _call(self, method: str, **fields: object) -> Any:
        return await answered(self._request.call(f"{self._base_url}/{method}", fields))
