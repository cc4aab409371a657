"""The stage of the tour: two stand-ins, two files in a folder of their own, the bot as a child."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

from bot.demo import cast
from bot.demo.instead import instead
from bot.demo.processes import Begun, Process, Processes
from bot.demo.scene import DIRECTORY, INSTITUTE_TEAM
from bot.demo.turning import Turning
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn

_UNLIMITED: Final = {
    "TOCSIN_RATES__TELEGRAM_PER_SECOND": "0",
    "TOCSIN_RATES__TELEGRAM_PER_CHAT_PER_SECOND": "0",
    "TOCSIN_RATES__TELEGRAM_PER_GROUP_PER_MINUTE": "0",
    "TOCSIN_RATES__SLACK_PER_CHANNEL_PER_SECOND": "0",
}


_PATIENCE: Final = 60.0
"""Seconds: what takes a tenth of one here may take long where much else runs."""
_START: Final = 180.0
_ENDS_WITHIN: Final = 8.0
_TICK: Final = 0.02


class Failed(Exception):
    """A step did not show what it should; says what was missing."""


class Stage:
    """Everything the tour plays on; enter it, and it is all gone when you leave.

    `settings` stands at the end of the bot's settings. `before_run` is called with the folder when
    the files are made and the bot is about to start. `processes` start the bot. `patience` is how
    many seconds anything is waited for.
    """

    def __init__(
        self,
        directory: str = DIRECTORY,
        before_run: Callable[[Path], None] = lambda _folder: None,
        settings: str = "",
        processes: Processes | None = None,
        patience: float = _PATIENCE,
    ) -> None:
        self.patience = patience
        self._processes = processes or Begun()
        self._settings = settings
        self._directory = directory
        self._before_run = before_run
        self.slack = SlackStandIn()
        self.telegram = TelegramStandIn()
        self.folder = Path()
        self._bot: Process | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        """Start the stand-ins, write the two files, make key and database."""
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
        self._turning = Turning(self.folder)
        try:
            for name in ("slack", "telegram"):
                (self.folder / name).mkdir()
            self.slack.world.shelf.folder = self.folder / "slack"
            self.telegram.desk.vault.folder = self.folder / "telegram"
            await self.slack.start()
            await self.telegram.start()
            self._people()
            self._write_files()
            await self._commands("init --non-interactive", "directory apply directory.toml --yes")
            self._before_run(self.folder)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Leave no process, port or folder."""
        await self.stop_bot(signal.SIGTERM)
        await self._processes.close()
        await self.slack.stop()
        await self.telegram.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _people(self) -> None:
        self._tokens = {
            name: (f"xoxb-{secrets.token_hex(12)}", f"xapp-{secrets.token_hex(12)}")
            for name in ("institute", "observers")
        }
        cast.in_slack(self.slack, self._tokens)
        self._telegram_token = f"1234567:{secrets.token_hex(17)}"
        self.telegram_bot = cast.in_telegram(self.telegram, self._telegram_token)

    def _write_files(self) -> None:
        workspaces = "".join(
            f'[slack.{name}]\nbot_token = "{bot}"\napp_token = "{app}"\n'
            f'api_url = "{self.slack.api_url}"\n'
            for name, (bot, app) in self._tokens.items()
        )
        settings = (
            '[storage]\nurl = "sqlite:///tocsin.db"\n'
            '[keys]\nprovider = "file"\npath = "tocsin.key"\n'
            f"{workspaces}"
            f'[telegram.main]\ntoken = "{self._telegram_token}"\n'
            f'api_url = "{self.telegram.api_url}"\n'
            "[asking]\nafter_seconds = 1\n"
            f'[web]\nlisten = "127.0.0.1:0"\n{self._settings}'
        )
        (self.folder / "tocsin.toml").write_text(settings, encoding="utf-8")
        (self.folder / "directory.toml").write_text(self._directory, encoding="utf-8")

    async def _process(self, *lines: str, extra: Mapping[str, str] | None = None) -> Process:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        variables = {**inherited, **(extra or {})}
        try:
            return await self._processes.start(lines, self.folder, self.log, variables)
        except OSError as error:
            raise Failed(f"the bot cannot be started: {error}") from None

    async def _commands(self, *lines: str) -> None:
        """Run commands of `tocsin` one after the other; raises Failed."""
        process = await self._process(*lines)
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.send(signal.SIGKILL)
            await process.wait()
            raise
        if code != 0:
            said = self.log.read_text(encoding="utf-8", errors="replace").strip()
            raise Failed(f"{' and '.join(lines)} ended with {code}: {said[-400:]}")

    async def start_bot(self, *, unlimited: bool = False) -> None:
        """Start `tocsin run` and wait until it is ready; raises Failed."""
        self._port = _free_port()
        extra = {"TOCSIN_WEB__LISTEN": f"127.0.0.1:{self._port}"}
        if unlimited:
            extra |= _UNLIMITED
        self._bot = await self._process("run", extra=extra)
        await self.until(self._is_ready, "the bot to be ready", seconds=_START)

    @property
    def log(self) -> Path:
        """What the bot logs: nothing of what people wrote."""
        return self.folder / "bot.log"

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "tocsin.db"

    @property
    def bot_runs(self) -> bool:
        """Whether the bot's process is alive."""
        return self._bot is not None and self._bot.code is None

    async def _is_ready(self) -> bool:
        return await asyncio.to_thread(_answers, f"http://127.0.0.1:{self._port}/readyz")

    def _last_words(self) -> str:
        if self._bot is None:
            return "the bot does not run"
        said = self.log.read_text(encoding="utf-8", errors="replace").strip()
        return f"the bot ended with {self._bot.code}: {said[-400:]}"

    async def stop_bot(self, number: signal.Signals) -> None:
        """Send the bot a signal and wait for its end."""
        bot, self._bot = self._bot, None
        if bot is None or bot.code is not None:
            return
        bot.send(number)
        try:
            await asyncio.wait_for(bot.wait(), _ENDS_WITHIN)
        except TimeoutError:
            bot.send(signal.SIGKILL)
            await bot.wait()

    async def until(
        self,
        holds: Callable[[], Any],
        what: str,
        *,
        at: str | int = "",
        seconds: float | None = None,
    ) -> None:
        """Wait until something holds; raises Failed where it does not in time, or the bot ended.

        `at` is the room where it would show: what stands there instead is told.
        """
        seconds = self.patience if seconds is None else seconds
        end = time.monotonic() + seconds
        while True:
            answer = holds()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            if self._bot is not None and self._bot.code is not None:
                raise Failed(f"{self._last_words()}; in vain was waited for {what}")
            if time.monotonic() >= end:
                raise Failed(f"waited {seconds:.0f} s in vain for {what}. {instead(self, at)}")
            await asyncio.sleep(_TICK)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return rows of the database, opened read-only."""
        with contextlib.closing(
            sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)
        ) as database:
            return database.execute(sql).fetchall()

    def count(self, sql: str) -> int:
        """Return one number of the database."""
        return int(self.rows(sql)[0][0])

    def turn(self, forward: timedelta) -> None:
        """Turn the bot's clock forward; the platforms' stays as it is."""
        self._turning.turn(forward)

    def ahead(self) -> timedelta:
        """Return by how much the bot's clock is turned forward."""
        return self._turning.ahead()

    def now(self) -> datetime:
        """Return this instant by the bot's clock, in UTC."""
        return datetime.now(UTC) + self.ahead()

    def holds_nowhere(self, words: str) -> bool:
        """Tell whether no file of the bot holds these words."""
        marker = words.encode()
        return not any(
            marker in path.read_bytes() for path in self.folder.glob("tocsin.db*") if path.is_file()
        )

    def direct(self, user: str) -> str:
        """Return the app's conversation with somebody of the institute."""
        world = self.slack.world
        return direct(world, world.workspaces[INSTITUTE_TEAM], user).id

    def in_slack(self, room: str) -> list[dict[str, Any]]:
        """Return what the bot has posted in a Slack channel."""
        return [one for one in self.slack.messages(room) if one.get("bot_id")]

    def in_telegram(self, room: int) -> list[dict[str, Any]]:
        """Return what the bot has posted in a Telegram group, or in a private chat."""
        return [one for one in self.telegram.messages(room) if one.get("from", {}).get("is_bot")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    """Tell whether an address on this machine answers 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False
