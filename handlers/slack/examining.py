"""What can be found out about a Slack account without changing anything: facts, judged elsewhere.

No socket is opened, so no event is taken from a bot that runs: an address for one is asked for and
left unused. Slack has no call that lists a bot's event subscriptions; what people wrote lately is
returned, to be held against what was heard.

https://docs.slack.dev/reference/methods: auth.test, apps.connections.open, conversations.info,
conversations.history. The scopes stand in the header `x-oauth-scopes` of every answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeAlias

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import DoorError, Fault
from handlers.incoming import Said
from handlers.slack.errors import fault
from handlers.slack.exported import App, read
from handlers.slack.manifest import APP_SCOPE
from handlers.slack.messages import Json, Malformed, Me, order, said, stamp
from handlers.slack.pages import messages_of
from handlers.slack.session import Session
from handlers.slack.silence import SILENT, hush

PATIENCE: Final = 6.0
"""Seconds that one call may take."""
_LOOKED_AT: Final = 20
"""Messages of a channel that are looked at."""
_ABREAST: Final = 4
_COMING_IN: Final = ("channel_join", "group_join")
_Call: TypeAlias = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A message that a person wrote: the id that its event has, and when (Unix seconds)."""

    event: str = field(repr=False)
    at: float = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRoom:
    """One channel as the bot sees it; `spoken` are people's latest messages, newest first."""

    address: str = field(repr=False)
    fault: Fault | None = None
    member: bool = False
    private: bool = False
    archived: bool = False
    shared: bool = False
    """With another workspace, or offered to one."""
    spoken: tuple[Spoken, ...] = ()
    joined: float = 0.0
    """When the bot came in, where that stands among the latest messages (Unix seconds)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFacts:
    """What was found out about one account."""

    fault: Fault | None = None
    workspace: str = ""
    scopes: frozenset[str] | None = None
    """None where no answer named them."""
    socket_fault: Fault | None = None
    socket_scope: bool = True
    """Whether the app-level token may open sockets."""
    rooms: tuple[SlackRoom, ...] = ()
    app: App | None = None
    """What the app is, where its owner's configuration token was given and shows it."""
    app_fault: Fault | None = None
    skews: tuple[float, ...] = ()
    """By how many seconds this machine's clock was ahead of Slack's, one for each answer."""


class _Asking:
    """Asks, and notes what the headers of the answers say."""

    def __init__(self, patience: float, now: Callable[[], float]) -> None:
        self.patience = patience
        self.now = now
        self.scopes: frozenset[str] | None = None
        self.skews: list[float] = []

    async def ask(self, call: _Call) -> Any:
        """Return the answer; raises DoorError."""
        began = self.now()
        try:
            async with asyncio.timeout(self.patience):
                answer = await call()
        except SlackApiError as error:
            self._note(getattr(error.response, "headers", None), began)
            raise fault(error) from None
        except Exception as error:  # noqa: BLE001 - the SDK raises what it likes on odd answers
            raise fault(error) from None
        self._note(answer.headers, began)
        return answer

    def _note(self, headers: Any, began: float) -> None:
        named = _header(headers, "x-oauth-scopes")
        if named:
            self.scopes = frozenset(one.strip() for one in named.split(",") if one.strip())
        try:
            theirs = parsedate_to_datetime(_header(headers, "date")).timestamp()
        except (TypeError, ValueError):
            return
        # The header cuts the fraction of its second off.
        self.skews.append((began + self.now()) / 2 - (theirs + 0.5))


async def examine(
    *,
    bot_token: str,
    app_token: str = "",
    api_url: str = "https://slack.com/api/",
    rooms: Sequence[str] = (),
    config_token: str = "",
    patience: float = PATIENCE,
    now: Callable[[], float] = time.time,
) -> SlackFacts:
    """Return what can be found out about an account and its channels; raises nothing of Slack's.

    `app_token` is left out where events come over HTTP; with `config_token`, of the app's owner,
    the app's manifest is looked at. No call takes longer than `patience`
    seconds, and the first that does not reach Slack is the last.
    """
    hush()
    session = Session(api_url)
    bot, app = _Asking(patience, now), _Asking(patience, now)
    client = AsyncWebClient(
        token=bot_token,
        base_url=api_url.rstrip("/") + "/",
        timeout=int(patience) + 1,
        logger=SILENT,
        retry_handlers=[],
        session=session.get(),
    )
    client.proxy = None
    try:
        try:
            me = await bot.ask(client.auth_test)
        except DoorError as error:
            return SlackFacts(fault=Fault.of(error), skews=tuple(bot.skews))
        ourselves = Me(user=_word(me.get("user_id")), bot=_word(me.get("bot_id")))
        socket_fault, found, manifest = await asyncio.gather(
            _socket(app, client, app_token),
            _rooms(bot, client, rooms, ourselves),
            _manifest(bot, client, config_token, ourselves),
        )
    finally:
        await session.close()
    return SlackFacts(
        workspace=_word(me.get("team")),
        scopes=bot.scopes,
        socket_fault=socket_fault,
        socket_scope=app.scopes is None or APP_SCOPE in app.scopes,
        rooms=found,
        app=manifest if isinstance(manifest, App) else None,
        app_fault=manifest if isinstance(manifest, Fault) else None,
        skews=tuple(bot.skews + app.skews),
    )


async def _socket(app: _Asking, client: AsyncWebClient, app_token: str) -> Fault | None:
    """Ask for the address of a socket, and leave it unused."""
    if not app_token:
        return None
    try:
        await app.ask(lambda: client.apps_connections_open(app_token=app_token))
    except DoorError as error:
        return Fault.of(error)
    return None


async def _manifest(
    bot: _Asking, client: AsyncWebClient, config_token: str, me: Me
) -> App | Fault | None:
    """Return what the app's manifest says, or why it cannot be seen; None where nobody asks."""
    if not config_token:
        return None
    try:
        told = (await bot.ask(lambda: client.bots_info(bot=me.bot))).get("bot")
        app_id = _word(told.get("app_id")) if isinstance(told, dict) else ""
        # Its headers tell of another token's scopes.
        owner = _Asking(bot.patience, bot.now)
        answer = await owner.ask(
            lambda: client.apps_manifest_export(app_id=app_id, token=config_token)
        )
    except DoorError as error:
        return Fault.of(error)
    return read(answer.get("manifest"))


async def _rooms(
    asking: _Asking, client: AsyncWebClient, rooms: Sequence[str], me: Me
) -> tuple[SlackRoom, ...]:
    abreast = asyncio.Semaphore(_ABREAST)
    passing: list[Fault] = []

    async def look(address: str) -> SlackRoom:
        async with abreast:
            if passing:
                # The first that is not answered is the last that is asked for.
                return SlackRoom(address=address, fault=passing[0])
            room = await _room(asking, client, address, me)
            if room.fault is not None and room.fault.passing:
                passing.append(room.fault)
            return room

    return tuple(await asyncio.gather(*(look(one) for one in rooms)))


async def _room(asking: _Asking, client: AsyncWebClient, address: str, me: Me) -> SlackRoom:
    try:
        answer = await asking.ask(lambda: client.conversations_info(channel=address))
    except DoorError as error:
        return SlackRoom(address=address, fault=Fault.of(error))
    told = answer.get("channel")
    if not isinstance(told, dict):
        return SlackRoom(address=address, fault=Fault(code="unreadable_answer"))
    member = told.get("is_member") is True
    messages = await _latest(asking, client, address) if member else []
    return SlackRoom(
        address=address,
        member=member,
        private=told.get("is_private") is True,
        archived=told.get("is_archived") is True,
        shared=told.get("is_ext_shared") is True or told.get("is_pending_ext_shared") is True,
        spoken=_spoken(messages, address, me),
        joined=_joined(messages, me),
    )


async def _latest(asking: _Asking, client: AsyncWebClient, address: str) -> list[Json]:
    """Return the latest messages, newest first; none where the history cannot be read."""
    try:
        answer = await asking.ask(
            lambda: client.conversations_history(channel=address, limit=_LOOKED_AT)
        )
        return messages_of(answer)
    except (DoorError, Malformed):
        return []


def _joined(messages: Sequence[Json], me: Me) -> float:
    """https://docs.slack.dev/reference/events/message/channel_join and group_join."""
    for message in messages:
        if message.get("subtype") in _COMING_IN and message.get("user") == me.user:
            try:
                return _seconds(stamp(message.get("ts")))
            except Malformed:
                continue
    return 0.0


def _spoken(messages: Sequence[Json], address: str, me: Me) -> tuple[Spoken, ...]:
    """Return those that people wrote."""
    found = []
    for message in messages:
        try:
            event = said(address, message, me)
        except Malformed:
            continue
        if isinstance(event, Said) and event.sender.verified and not event.sender.bot:
            found.append(Spoken(event=event.event, at=_seconds(event.number)))
    return tuple(found)


def _seconds(ts: str) -> float:
    seconds, micro = order(ts)
    return seconds + micro / 1e6


def _header(headers: Any, name: str) -> str:
    """Return a header; "" where there is none."""
    value = headers.get(name) if headers is not None and hasattr(headers, "get") else None
    return value if isinstance(value, str) else ""


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
