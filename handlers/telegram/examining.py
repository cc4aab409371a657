"""What can be found out about a Telegram bot without changing anything: facts, judged elsewhere.

Whether another process polls with the token shows only by polling: requests without an offset,
which confirm nothing. They end the wait of whoever polls; so it is left out while we do so
ourselves.

https://core.telegram.org/bots/api: getMe, getWebhookInfo, getChat, getChatMember, sendChatAction,
getUpdates; #chatmember for `status`.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any, Final

import aiohttp

from handlers.door import DoorError, Fault, Relocated
from handlers.telegram.errors import asked
from handlers.telegram.request import AiohttpRequest
from handlers.telegram.rooms import MOVES
from handlers.telegram.silence import hush

PATIENCE: Final = 6.0
"""Seconds that one call may take."""
LISTENING: Final = 3.0
"""Seconds for which another poller is waited for."""
_AGAIN: Final = 0.3
"""Seconds between two polls where updates wait: each is answered at once, and tells nothing."""
_ABREAST: Final = 4
_SUPERGROUPS: Final = -1_000_000_000_000
"""Ids of basic groups lie above it: https://core.telegram.org/bots/api#chat."""
_FRESH: Final = 3600.0
_PLAIN: Final = re.compile(r"[A-Za-z0-9 ,.:'()/-]{1,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramRoom:
    """One chat as the bot sees it: its type, and the bot's status in it, in Telegram's words."""

    address: str = field(repr=False)
    fault: Fault | None = None
    kind: str = ""
    status: str = ""
    rights: frozenset[str] = frozenset()
    """What the bot may do there as an administrator, in Telegram's words."""
    moved: bool = False
    """It has become a supergroup with another id."""

    @property
    def inside(self) -> bool:
        """Whether the bot is in the chat."""
        return self.status not in ("left", "kicked")

    @property
    def administrator(self) -> bool:
        """Whether the bot administers the chat."""
        return self.status in ("administrator", "creator")

    def may(self, right: str) -> bool:
        """Tell whether the bot may do something there that an administrator may be kept from."""
        return self.status == "creator" or right in self.rights


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramFacts:
    """What was found out about one bot."""

    fault: Fault | None = None
    username: str = ""
    hears_all: bool = False
    """Privacy mode is off: https://core.telegram.org/bots/features#privacy-mode."""
    webhook: str = ""
    """The address that updates are sent to; "" where they are polled for."""
    webhook_error: str = ""
    """What went wrong when Telegram last called it, in Telegram's words."""
    unasked: frozenset[str] = frozenset()
    """Kinds of updates about people in rooms that Telegram was last told not to send."""
    second_poller: bool | None = None
    """None where that was not looked at."""
    rooms: tuple[TelegramRoom, ...] = ()
    skews: tuple[float, ...] = ()
    """By how many seconds this machine's clock was ahead of Telegram's, one for each answer."""


class _Asking(AiohttpRequest):
    """A request that notes when each answer was dated."""

    __slots__ = ("_now", "skews")

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self.skews: list[float] = []

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None or self._session.closed:
            trace = aiohttp.TraceConfig()
            trace.on_request_start.append(self._began)
            trace.on_request_end.append(self._ended)
            self._session = aiohttp.ClientSession(
                trace_configs=[trace],
                connector=aiohttp.TCPConnector(limit=20),
                trust_env=False,
            )

    async def _began(
        self, _: aiohttp.ClientSession, told: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        told.began = self._now()

    async def _ended(
        self, _: aiohttp.ClientSession, told: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.url.path.endswith("/getUpdates"):
            return  # its answer may be held, and says little of when it was written
        try:
            theirs = parsedate_to_datetime(end.response.headers["Date"]).timestamp()
        except (KeyError, TypeError, ValueError):
            return
        # The header cuts the fraction of its second off.
        self.skews.append((told.began + self._now()) / 2 - (theirs + 0.5))


class _Bot:
    """The calls of one bot."""

    def __init__(self, token: str, api_url: str, request: _Asking, patience: float) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._request = request
        self._patience = patience

    async def ask(self, method: str, *, extra: float = 0.0, **fields: object) -> Any:
        """Return the `result`; raises DoorError."""
        patience = self._patience + extra
        return await asked(self._request.call(f"{self._base}/{method}", fields, patience=patience))


async def examine(
    *,
    token: str,
    api_url: str = "https://api.telegram.org",
    rooms: Sequence[str] = (),
    poll: bool = True,
    patience: float = PATIENCE,
    now: Callable[[], float] = time.time,
) -> TelegramFacts:
    """Return what can be found out about a bot and its chats; raises nothing of Telegram's.

    `poll` looks for another poller. No call takes longer than `patience` seconds (that one
    some more), and the first that does not reach Telegram is the last.
    """
    hush()
    request = _Asking(now)
    bot = _Bot(token, api_url, request, patience)
    try:
        try:
            me = _object(await bot.ask("getMe"))
        except DoorError as error:
            return TelegramFacts(fault=Fault.of(error), skews=tuple(request.skews))
        webhook, complaint, unasked = await _webhook(bot, now())
        found, second = await asyncio.gather(
            _rooms(bot, rooms, me.get("id")), _second_poller(bot) if poll and not webhook else _no()
        )
    finally:
        await request.shutdown()
    username = me.get("username")
    return TelegramFacts(
        username=username if isinstance(username, str) else "",
        hears_all=me.get("can_read_all_group_messages") is True,
        webhook=webhook,
        webhook_error=complaint,
        unasked=unasked,
        second_poller=second,
        rooms=found,
        skews=tuple(request.skews),
    )


async def _no() -> None:
    return None


async def _webhook(bot: _Bot, now: float) -> tuple[str, str, frozenset[str]]:
    """Return the webhook's address, what is wrong with it, and what updates are not asked for.

    Telegram tells of the last error for ever; one that is old, with nothing waiting, is over:
    https://core.telegram.org/bots/api#webhookinfo.
    """
    try:
        told = _object(await bot.ask("getWebhookInfo"))
    except DoorError:
        return "", "", frozenset()
    url, error = told.get("url"), told.get("last_error_message")
    at, waiting = told.get("last_error_date"), told.get("pending_update_count")
    if not waiting and not (isinstance(at, int) and now - at < _FRESH):
        error = None
    plain = isinstance(error, str) and _PLAIN.fullmatch(error)
    unclear = "an error" if error else ""
    asked_for = told.get("allowed_updates")
    unasked = frozenset(MOVES) - set(asked_for) if isinstance(asked_for, list) else frozenset()
    return url if isinstance(url, str) else "", str(error) if plain else unclear, unasked


async def _second_poller(bot: _Bot) -> bool | None:
    """Poll for a while, confirming nothing; whoever else polls ends that, or is ended by it.

    Updates that wait are answered at once; who else polls would soon have taken them.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + LISTENING
    while (left := end - loop.time()) > 0:
        wait = math.ceil(left)
        try:
            waiting = await bot.ask("getUpdates", extra=wait, timeout=wait, limit=1)
        except DoorError as error:
            return True if error.code == "second_poller" else None
        if waiting:
            await asyncio.sleep(_AGAIN)
    return False


async def _rooms(bot: _Bot, rooms: Sequence[str], me: object) -> tuple[TelegramRoom, ...]:
    abreast = asyncio.Semaphore(_ABREAST)
    passing: list[Fault] = []

    async def look(address: str) -> TelegramRoom:
        async with abreast:
            if passing:
                # The first that is not answered is the last that is asked for.
                return TelegramRoom(address=address, fault=passing[0])
            room = await _room(bot, address, me)
            if room.fault is not None and room.fault.passing:
                passing.append(room.fault)
            return room

    return tuple(await asyncio.gather(*(look(one) for one in rooms)))


async def _room(bot: _Bot, address: str, me: object) -> TelegramRoom:
    try:
        kind = _object(await bot.ask("getChat", chat_id=address)).get("type")
        told = _object(await bot.ask("getChatMember", chat_id=address, user_id=me))
        if _basic(address):
            # Only a call that would write says that a group has moved; this one leaves nothing.
            await bot.ask("sendChatAction", chat_id=address, action="typing")
    except Relocated:
        return TelegramRoom(address=address, moved=True)
    except DoorError as error:
        return TelegramRoom(address=address, fault=Fault.of(error))
    status = told.get("status")
    if status == "restricted" and told.get("is_member") is False:
        status = "left"
    return TelegramRoom(
        address=address,
        kind=kind if isinstance(kind, str) else "",
        status=status if isinstance(status, str) else "",
        rights=frozenset(name for name, value in told.items() if value is True),
    )


def _basic(address: str) -> bool:
    try:
        return _SUPERGROUPS < int(address) < 0
    except ValueError:
        return False


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
