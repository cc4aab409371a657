"""The stage of the tour: two stand-ins, two files in a folder of their own, the bot as a child."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from bot.demo import cast
from bot.demo.scene import DIRECTORY, INSTITUTE_TEAM
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn

_UNLIMITED: Final = {
    "TOCSIN_RATES__TELEGRAM_PER_SECOND": "0",
    "TOCSIN_RATES__TELEGRAM_PER_CHAT_PER_SECOND": "0",
    "TOCSIN_RATES__TELEGRAM_PER_GROUP_PER_MINUTE": "0",
    "TOCSIN_RATES__SLACK_PER_CHANNEL_PER_SECOND": "0",
}


_CONFIG: Final = ("--config", "tocsin.toml")
# One process for several commands: most of a command's time is loading the program.
_IN_TURN: Final = f"""import sys
from bot.cli.main import main
for line in sys.argv[1:]:
    main([*line.split(), *{_CONFIG}], standalone_mode=False)
"""
# However the demo ends, its end of the pipe closes, and the bot ends too.
_RUN: Final = f"""import os, signal, threading
from bot.cli.main import main
def watch():
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
main(["run", *{_CONFIG}])
"""
_PATIENCE: Final = 60.0


class Failed(Exception):
    """A step did not show what it should; says what was missing."""


class Stage:
    """Everything the tour plays on; enter it, and it is all gone when you leave.

    `settings` stands at the end of the bot's settings. `before_run` is called with the folder when
    the files are made and the bot is about to start.
    """

    def __init__(
        self,
        directory: str = DIRECTORY,
        before_run: Callable[[Path], None] = lambda _folder: None,
        settings: str = "",
    ) -> None:
        self._settings = settings
        self._directory = directory
        self._before_run = before_run
        self.slack = SlackStandIn()
        self.telegram = TelegramStandIn()
        self.folder = Path()
        self._bot: asyncio.subprocess.Process | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        """Start the stand-ins, write the two files, make key and database."""
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
        try:
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

    async def _spawn(
        self, *words: str, errors: int | BinaryIO, extra: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        # A prefix of its own: Ctrl-C reaches the tour alone, which then ends the bot in order.
        return await asyncio.create_subprocess_exec(
            sys.executable, *words,
            cwd=self.folder,
            env={**inherited, **(extra or {}), "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )  # fmt: skip

    async def _commands(self, *lines: str) -> None:
        """Run commands of `tocsin` one after the other; raises Failed."""
        process = await self._spawn("-c", _IN_TURN, *lines, errors=asyncio.subprocess.PIPE)
        try:
            _, error = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode != 0:
            raise Failed(f"{' and '.join(lines)} ended with {process.returncode}: "
                         f"{error.decode(errors='replace').strip()[-400:]}")  # fmt: skip

    async def start_bot(self, *, unlimited: bool = False) -> None:
        """Start `tocsin run` and wait until it is ready; raises Failed."""
        self._port = _free_port()
        extra = {"TOCSIN_WEB__LISTEN": f"127.0.0.1:{self._port}"}
        if unlimited:
            extra |= _UNLIMITED
        # A file takes whatever the bot logs, however long it runs; a pipe would fill.
        with self._log.open("wb") as log:
            self._bot = await self._spawn("-c", _RUN, errors=log, extra=extra)
        await self.until(self._is_ready, _PATIENCE, "the bot to be ready")

    @property
    def _log(self) -> Path:
        return self.folder / "bot.log"

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "tocsin.db"

    @property
    def bot_runs(self) -> bool:
        """Whether the bot's process is alive."""
        return self._bot is not None and self._bot.returncode is None

    async def _is_ready(self) -> bool:
        if not self.bot_runs:
            raise Failed(self._last_words())
        return await asyncio.to_thread(_answers, f"http://127.0.0.1:{self._port}/readyz")

    def _last_words(self) -> str:
        if self._bot is None:
            return "the bot does not run"
        said = self._log.read_text(encoding="utf-8", errors="replace").strip()
        return f"the bot ended with {self._bot.returncode}: {said[-400:]}"

    async def stop_bot(self, number: signal.Signals) -> None:
        """Send the bot a signal and wait for its end."""
        bot, self._bot = self._bot, None
        if bot is None or bot.returncode is not None:
            return
        bot.send_signal(number)
        try:
            await asyncio.wait_for(bot.wait(), 8)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                bot.kill()
            await bot.wait()

    async def until(self, holds: Callable[[], Any], seconds: float, what: str) -> None:
        """Wait until something holds; raises Failed where it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = holds()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            await asyncio.sleep(0.03)
        raise Failed(f"waited {seconds:.0f} s in vain for {what}")

    def count(self, sql: str) -> int:
        """Return one number of the database, opened read-only."""
        with contextlib.closing(
            sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)
        ) as database:
            row = database.execute(sql).fetchone()
        return int(row[0])

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
