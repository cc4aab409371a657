"""One Slack workspace: Socket Mode or events over HTTP in, Web API out."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError, Health, Later, LockedOut, pause
from handlers.http import Route
from handlers.incoming import Inbox
from handlers.slack import homes, markup
from handlers.slack.bolt import Bolt
from handlers.slack.errors import asked
from handlers.slack.events import Events
from handlers.slack.files import CARRIES
from handlers.slack.history import History
from handlers.slack.intake import Intake
from handlers.slack.members import Members
from handlers.slack.messages import Me
from handlers.slack.modals import Modals
from handlers.slack.presence import Presence
from handlers.slack.rooms import Rooms
from handlers.slack.session import TOTAL, Session
from handlers.slack.silence import SILENT, hush
from handlers.slack.socket import Connection
from handlers.slack.sockets import Sockets

_log = structlog.get_logger("slack.door")

_FLOOR_PATIENCE: Final = 2.0
_NEW_ROOMS_EVERY: Final = 5.0
_SIGNS_EVERY: Final = 5.0
_SOUND_AFTER: Final = 60.0


class SlackDoor(Rooms):
    """One workspace.

    Args:
        name: "slack.<name of the table>".
        bot_token: xoxb-…, for the Web API.
        app_token: xapp-…, for opening sockets.
        signing_secret: where it is given, events come over HTTP and no socket is opened.
        api_url: where the Web API is; every call and nothing else goes there.
        clock: time.
    """

    platform = "slack"

    def __init__(
        self,
        name: str,
        *,
        bot_token: str,
        app_token: str = "",
        signing_secret: str = "",
        api_url: str = "https://slack.com/api/",
        clock: Clock | None = None,
    ) -> None:
        hush()
        self.name = name
        self.health = Health()
        self.limits = replace(
            markup.LIMITS, answers_root=True, history=True, carries=CARRIES, home=homes.SIZE
        )
        self._app_token = app_token
        self._clock = clock or Clock()
        client = AsyncWebClient(
            token=bot_token,
            base_url=api_url.rstrip("/") + "/",
            timeout=int(TOTAL),
            logger=SILENT,
            # Nothing is sent again behind the courier's back.
            retry_handlers=[],
        )
        # slack_sdk takes a proxy from the environment, for loopback addresses too.
        client.proxy = None
        super().__init__(client, Session(api_url))
        self._members = Members(client, self._clock, name)
        self._intake = Intake(
            name,
            self._members,
            self._clock,
            settled=self._settled,
            lost=self._missed,
            acknowledged=self._acknowledged,
        )
        self._modals = Modals(
            name, bot_token, self._clock, ready=self._ready, me=lambda: self._intake.me
        )
        self._bolt = Bolt(client, self._intake, self._modals)
        self._way: Sockets | Events = Sockets(self._connection, self._clock)
        if signing_secret:
            self._way = Events(
                name,
                signing_secret,
                self._bolt,
                self._clock,
                check=self._learn,
                lost=self._missed,
            )
        self._presence = Presence(name, self._clock)
        self._history = History(name, client, self._intake, self._presence, self._clock)
        self._behind = asyncio.Event()
        self._connected = asyncio.Event()

    async def run(self, inbox: Inbox) -> None:
        """Connect, catch up and receive until cancelled; see `Door.run`."""
        self._modals.inbox = inbox
        tasks = [
            asyncio.create_task(self._intake.work(inbox), name=f"{self.name} intake"),
            asyncio.create_task(self._catch_up(inbox), name=f"{self.name} history"),
            asyncio.create_task(self._give_signs(inbox), name=f"{self.name} presence"),
            asyncio.create_task(self._stay_connected(inbox), name=f"{self.name} way in"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            # The way in is closed first: what is under way is still stored and acknowledged.
            *others, way_in = tasks
            way_in.cancel()
            await asyncio.gather(way_in, return_exceptions=True)
            await self._way.close()
            for task in reversed(others):
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        """Give back sockets and sessions."""
        await self._way.close()
        await self._members.close()
        await self._session.close()

    def routes(self) -> Sequence[Route]:
        """Return what the listener is to hand to this door."""
        return self._way.routes()

    def own(self, user: str) -> bool:
        """Tell whether this is the door's own user or bot id."""
        return bool(user) and user in (self._intake.me.user, self._intake.me.bot)

    def _settled(self) -> bool:
        return self._way.settled()

    def _connection(self) -> Connection:
        return Connection(self._app_token, self._client, self._session, self._bolt)

    async def _stay_connected(self, inbox: Inbox) -> None:
        tries = 0
        while True:
            began = self._clock.monotonic()
            try:
                await self._greet(inbox)
                await self._way.keep(self._listening)
            except DoorError as error:
                fault = error
            except Exception as error:  # noqa: BLE001 - the door comes back from anything
                fault = Later(f"unexpected_{type(error).__name__}")
            if self._clock.monotonic() - began > _SOUND_AFTER:
                tries = 0
            self._connected.clear()
            self.health.state = "locked out" if isinstance(fault, LockedOut) else "down"
            self.health.why = fault.code
            wait = pause(tries, fault.after if isinstance(fault, Later) else None)
            _log.warning("not connected", door=self.name, code=fault.code, again_in=round(wait, 1))
            tries += 1
            await self._clock.sleep(wait)

    async def _greet(self, inbox: Inbox) -> None:
        """Learn who we are, and on the first start where each room stands."""
        await self._learn()
        with contextlib.suppress(TimeoutError):
            # Not `wait_for`, which in Python 3.11 may swallow the door's own end.
            async with asyncio.timeout(_FLOOR_PATIENCE):
                await self._lay_floors(inbox)

    async def _learn(self) -> None:
        answer = await asked(self._ready().auth_test())
        self._intake.me = Me(user=_word(answer.get("user_id")), bot=_word(answer.get("bot_id")))

    async def _lay_floors(self, inbox: Inbox) -> None:
        try:
            await self._history.lay_floors(inbox)
        except Exception as error:  # noqa: BLE001 - an enrichment
            _log.warning("rooms not looked at", door=self.name, error=type(error).__name__)

    def _listening(self) -> None:
        self.health.state = "connected"
        self.health.why = ""
        self.health.connected_once = True
        self._connected.set()
        _log.info("connected", door=self.name)
        self._missed()

    def _acknowledged(self, seconds: float) -> None:
        self.health.acknowledged(seconds)

    def _missed(self) -> None:
        """Have the history read: events may have come that nobody kept."""
        self._presence.lost()
        self._intake.frozen = True
        self._behind.set()

    async def _catch_up(self, inbox: Inbox) -> None:
        tries = 0
        while True:
            if not await self._wait_for_a_gap(inbox):
                continue
            self._behind.clear()
            self.health.catching_up = "running"
            try:
                done = await self._history.catch_up(inbox)
            except Exception as error:  # noqa: BLE001 - an enrichment, tried again
                _log.error("catch-up failed", door=self.name, error=type(error).__name__)
                done = False
            self.health.catching_up = "done" if done else "failed"
            if done:
                tries = 0
                # Where nobody tells what was missed, cursors move with the history alone.
                self._intake.frozen = self._behind.is_set() or not self._way.sure
                continue
            await self._clock.sleep(pause(tries, None))
            tries += 1
            self._behind.set()

    async def _give_signs(self, inbox: Inbox) -> None:
        """Keep until when the rooms were heard, for as long as they are."""
        while True:
            await asyncio.sleep(_SIGNS_EVERY)
            if not self._connected.is_set():
                continue
            try:
                await self._presence.keep(inbox)
            except Exception as error:  # noqa: BLE001 - it is tried again with the next sign
                _log.warning("not kept", door=self.name, error=type(error).__name__)

    async def _wait_for_a_gap(self, inbox: Inbox) -> bool:
        """Wait until history is to be read; meanwhile look where new rooms stand."""
        try:
            async with asyncio.timeout(_NEW_ROOMS_EVERY):
                await self._behind.wait()
        except TimeoutError:
            if self._connected.is_set() and self._history.unknown(inbox.rooms(self.name)):
                await self._lay_floors(inbox)
            return False
        await self._connected.wait()
        return True


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
