"""What the page can do to the bot and to the platforms: kill, start, refuse, drop, hurry."""

import asyncio
import contextlib
import math
import signal
import time
from collections.abc import Callable
from typing import Any, Final, Literal

from bot.demo.page.acts import Acts
from bot.demo.page.typed import Unfit
from bot.demo.scene import BO, INSTITUTE_TEAM, INTAKE, OBSERVERS_TEAM, WATCH_TEAM
from bot.demo.stage import Failed, Stage

State = Literal["running", "starting", "dead"]
LONGEST: Final = 60
"""Seconds for which Telegram may be made to refuse."""
AT_ONCE: Final = 6
FLOOD: Final = 100
_TICK: Final = 0.2
_MANY: Final = 500
_TEAMS: Final = (INSTITUTE_TEAM, OBSERVERS_TEAM)
_PLACES_OF_A_REPORT: Final = ("Nakuru", "Kisumu", "Eldoret", "Thika", "Malindi", "Nyeri")


class Controls:
    """The buttons; each refuses with a reason where it cannot do what it says."""

    def __init__(
        self, stage: Stage, acts: Acts, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._acts = acts
        self._monotonic = monotonic
        self._starting: asyncio.Task[None] | None = None
        self._refusing: asyncio.Task[None] | None = None
        self._until = 0.0
        self._why = ""
        self.kills = 0
        self._read = 0
        self._looked = False

    @property
    def state(self) -> State:
        """How the bot's process is."""
        if self._starting is not None and not self._starting.done():
            return "starting"
        return "running" if self._stage.bot_runs else "dead"

    def told(self) -> dict[str, Any]:
        """Return the state of the bot and of the trouble that was made."""
        slack, telegram = self._stage.slack, self._stage.telegram
        return {
            "state": self.state,
            "why": self._why,
            "kills": self.kills,
            "refusing": max(0, math.ceil(self._until - self._monotonic())),
            "connections": sum(slack.connections(team) for team in _TEAMS),
            "workspaces": len(_TEAMS),
            "unread": telegram.pending(self._stage.telegram_bot),
            "looked": self._looks(),
        }

    def _looks(self) -> bool:
        """Tell whether the bot knows who is in the group: it has asked about the next one."""
        entries = self._stage.telegram.entries(since=self._read)
        self._read += len(entries)
        self._looked = self._looked or any(
            one["kind"] == "call"
            and one["method"] == "getChatMemberCount"
            and str(one["params"].get("chat_id")) == str(WATCH_TEAM)
            for one in entries
        )
        return self._looked

    async def kill(self) -> None:
        """End the bot with SIGKILL."""
        if self.state != "running":
            raise Unfit(f"do: the bot is {self.state}; wait, or start it")
        self.kills += 1
        await self._stage.stop_bot(signal.SIGKILL)

    def start(self) -> None:
        """Start the bot; `state` tells when it is ready."""
        if self.state != "dead":
            raise Unfit(f"do: the bot is {self.state} already; there is nothing to start")
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        self._why = ""
        try:
            await self._stage.start_bot()
        except Failed as failure:
            self._why = str(failure)

    def refuse(self, seconds: int) -> None:
        """Let Telegram answer 429 to whatever is sent, for so many seconds."""
        if not 1 <= seconds <= LONGEST:
            raise Unfit(f"seconds: must be from 1 to {LONGEST}; choose another")
        self._until = self._monotonic() + seconds
        if self._refusing is None or self._refusing.done():
            self._refusing = asyncio.create_task(self._refuse())

    async def _refuse(self) -> None:
        telegram = self._stage.telegram
        try:
            while (left := self._until - self._monotonic()) > 0:
                telegram.clear_faults()
                for method in ("sendMessage", "editMessageText"):
                    after = math.ceil(left)
                    telegram.fail(method, status=429, retry_after=after, times=_MANY)
                await asyncio.sleep(min(_TICK, left))
        finally:
            telegram.clear_faults()

    async def drop(self) -> None:
        """Break every connection that the bot holds to Slack."""
        for team in _TEAMS:
            await self._stage.slack.break_sockets(team)

    def hurry(self) -> None:
        """Let Ann write several messages at once."""
        for number, place in enumerate(_PLACES_OF_A_REPORT[:AT_ONCE], start=1):
            text = f"TLP:GREEN Report {number} of {AT_ONCE}: {place}"
            self._acts.say("institute", "institute-desk", text)

    def flood(self) -> None:
        """Let a hundred reports pour into the intake room."""
        self._acts.began()
        for number in range(FLOOD):
            place = _PLACES_OF_A_REPORT[number % len(_PLACES_OF_A_REPORT)]
            text = f"Queue {number:03d} at a school\nPlace: {place}"
            self._stage.telegram.say(INTAKE, BO, text)

    async def end(self) -> None:
        """Let go of whatever is under way."""
        for task in (self._starting, self._refusing):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
