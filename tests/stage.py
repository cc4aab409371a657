"""The stage for the real program: a folder with its two files, both stand-ins, `tocsin` itself."""

import asyncio
import contextlib
import json
import re
import shutil
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn
from tests.bot.forks import Child, Forks, shared

BOT = "xoxb-" + "1111-made-up"
APP = "xapp-" + "1-made-up"
TOKEN = "110201543:" + "AAmade-up-for-tests-only-000000000"
SIGNING = "5" + "1gning-made-up-for-tests"
SHOWN = "shown-made-up-for-tests_00"
TEAM, ANN, CY = "T0INSTITUTE", "U0ANN", "U0CY"
BO = 1001
DESK, TEAM_ROOM = "C0DESK", "C0TEAM"
WATCH, STRICT = -1001000000001, -1001000000002
DIRECTORY = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "{ANN}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
telegram = {BO}
[[channel]]
id = "desk"
platform = "slack"
address = "{DESK}"
organisation = "institute"
members = 5
mode = "desk"
default = "TLP:GREEN"
[[channel]]
id = "team"
platform = "slack"
address = "{TEAM_ROOM}"
organisation = "institute"
members = 5
[[channel]]
id = "group"
platform = "telegram"
address = {WATCH}
organisation = "watch"
members = 3
[[channel]]
id = "strict"
platform = "telegram"
address = {STRICT}
organisation = "watch"
members = 3
mode = "strict"
[[bridge]]
id = "elections"
channels = ["desk", "group", "team"]
ceiling = "TLP:AMBER"
agreed = ["institute", "watch"]
[[bridge]]
id = "strict"
channels = ["strict", "team"]
agreed = ["institute", "watch"]
"""


def settings(
    slack: str,
    telegram: str,
    port: int,
    secrets: tuple[str, str, str] = (BOT, APP, TOKEN),
    *,
    called: bool = False,
) -> str:
    """Return a `tocsin.toml` for the two stand-ins; `called` where they call the program."""
    bot, app, token = secrets
    slack_mode = f'mode = "http"\nsigning_secret = "{SIGNING}"\n' if called else ""
    telegram_mode = f'mode = "webhook"\nwebhook_secret = "{SHOWN}"\n' if called else ""
    public = f'public_url = "http://127.0.0.1:{port}"\n' if called else ""
    return f"""[storage]
url = "sqlite:///tocsin.db"
[keys]
provider = "file"
path = "tocsin.key"
[slack.main]
bot_token = "{bot}"
app_token = "{app}"
api_url = "{slack}"
{slack_mode}[telegram.main]
token = "{token}"
api_url = "{telegram}"
{telegram_mode}[rates]
telegram_per_second = 0
telegram_per_chat_per_second = 0
telegram_per_group_per_minute = 0
slack_per_channel_per_second = 0
[asking]
after_seconds = 0
[web]
listen = "127.0.0.1:{port}"
{public}"""


class Stage:
    """One folder, one pair of stand-ins, and the program."""

    DIRECTORY = DIRECTORY
    DESK, TEAM_ROOM, WATCH, STRICT = DESK, TEAM_ROOM, WATCH, STRICT
    TEAM, ANN, CY, BO = TEAM, ANN, CY, BO
    SECRETS = (BOT, APP, TOKEN)
    TOKEN = TOKEN
    called = False
    """Whether the platforms call the program."""

    def __init__(self, folder: Path, logs: Path, forks: Forks, template: Path) -> None:
        self.folder = folder
        self.database = folder / "tocsin.db"
        self.key = folder / "tocsin.key"
        self.config = folder / "tocsin.toml"
        self.port = free_port()
        self.slack = SlackStandIn()
        self.telegram = TelegramStandIn()
        self.logs = logs
        self._forks = forks
        self._template = template
        self._count = 0
        self.write()

    def were_there(self, *users: int | str) -> None:
        """Have these been in the rooms before the bot came; the directory vouches for them."""
        telegram = [one for one in users if isinstance(one, int)]
        slack = [one for one in users if isinstance(one, str)]
        for group in (WATCH, STRICT):
            people = [BO, self.bot, *telegram]
            self.telegram.add_chat(group, "Watch", members=people, admins=[self.bot])
        for room in (DESK, TEAM_ROOM):
            self.slack.add_channel(TEAM, room, members=[ANN, CY, *slack])
        text = self.DIRECTORY
        for known, more in ((3, telegram), (5, slack)):
            text = re.sub(rf"(?m)^members = {known}$", f"members = {known + len(more)}", text)
        (self.folder / "were_there.toml").write_text(text, encoding="utf-8")
        done = self.tocsin("directory", "apply", "were_there.toml", "--yes")
        assert done.returncode == 0, done.stderr

    def write(self, **changed: str) -> None:
        """Write the two files as they should be; made of the stand-ins' addresses once started."""
        text = settings(
            changed.get("slack", self.slack.api_url),
            changed.get("telegram", self.telegram.api_url),
            self.port,
            self.SECRETS,
            called=self.called,
        )
        self.config.write_text(text, encoding="utf-8")
        (self.folder / "directory.toml").write_text(self.DIRECTORY, encoding="utf-8")

    @property
    def origin(self) -> str:
        """Return where the program listens."""
        return f"http://127.0.0.1:{self.port}"

    def made(self) -> None:
        """Have key, database and directory, as `init` and `apply` left them once."""
        for name in ("tocsin.key", "tocsin.db"):
            shutil.copy2(self._template / name, self.folder / name)

    def tocsin(
        self, *words: str, given: str = "", first: str = "", **variables: str
    ) -> "CompletedProcess[str]":
        """Run the program in the folder, `given` on its standard input; return how it ended."""
        return self.start(*words, given=given, first=first, **variables).wait()

    def start(self, *words: str, given: str = "", first: str = "", **variables: str) -> Child:
        """Start the program and do not wait for it; `first` is called in its process before."""
        self._count += 1
        log = self.logs / f"{self._count}"
        words_ = [str(one) for one in words]
        return self._forks.start(words_, self.folder, log, given, first, **variables)

    async def raise_curtain(self) -> None:
        """Start both stand-ins with people and rooms, without limits, and write the files."""
        self.slack.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
        self.telegram.set_limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
        await self.slack.start()
        await self.telegram.start()
        self.slack.add_workspace(
            TEAM,
            BOT,
            APP,
            name="Ballot Institute",
            request_url=f"{self.origin}/slack/main/events" if self.called else "",
            signing_secret=SIGNING,
        )
        self.telegram.set_local(local=self.called)
        for user, name in ((ANN, "Ann"), (CY, "Cy")):
            self.slack.add_user(TEAM, user, name)
        for room in (DESK, TEAM_ROOM):
            self.slack.add_channel(TEAM, room, members=[ANN, CY])
        self.bot = self.telegram.add_bot(TOKEN, "tocsin_bot", privacy=False)
        self.telegram.add_user(BO, "Bo")
        self.telegram.started_long_ago(BO)
        for group in (WATCH, STRICT):
            self.telegram.add_chat(group, "Watch", members=[BO, self.bot], admins=[self.bot])
        self.write()

    async def drop_curtain(self) -> None:
        await self.slack.stop()
        await self.telegram.stop()

    @contextlib.asynccontextmanager
    async def running(
        self, *, ready: bool = True, first: str = "", **variables: str
    ) -> AsyncIterator[Child]:
        """Have `tocsin run` going, ready unless told otherwise; SIGTERM at the end."""
        child = self.start("run", first=first, **variables)
        try:
            if ready:
                await self.until(lambda: self._ready(child), "the bot to be ready")
            yield child
        finally:
            child.send(signal.SIGTERM)
            code = (await asyncio.to_thread(child.wait)).returncode
        assert code == 0, child.errors

    async def _ready(self, child: Child) -> bool:
        assert child.poll() is None, child.errors
        return (await self.ask("/readyz"))[0] == 200

    async def ask(self, path: str) -> tuple[int, Any]:
        """Return status and body of one of the program's addresses; 0 when nobody listens."""

        def read(answer: Any) -> Any:
            text = answer.read()
            return json.loads(text) if text.startswith(b"{") else text

        def get() -> tuple[int, Any]:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            try:
                with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=3) as answer:
                    return answer.status, read(answer)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, read(error)
            except OSError:
                return 0, None

        return await asyncio.to_thread(get)

    async def until(self, holds: Callable[[], Any], what: str, seconds: float = 60) -> None:
        """Return once something holds; fails after so many seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            answer = holds()
            if await answer if asyncio.iscoroutine(answer) else answer:
                return
            if loop.time() > end:
                pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
            await asyncio.sleep(0.01)

    async def until_status(self, words: str, what: str, times: int = 1) -> None:
        """Return once `tocsin status` shows some words so often.

        It is asked beside the stand-ins: while it runs they go on answering the bot.
        """

        async def shown() -> bool:
            done = await asyncio.to_thread(self.tocsin, "status")
            return done.stdout.count(words) >= times

        await self.until(shown, what)

    def in_slack(self, room: str = "") -> list[str]:
        """Return what the bot has posted in a Slack channel, the desk if none is named."""
        return [one["text"] for one in self.slack.messages(room or self.DESK) if one.get("bot_id")]

    def in_telegram(self, room: int = 0) -> list[str]:
        """Return what the bot has posted in a Telegram group, the watch's if none is named."""
        found = self.telegram.messages(room or self.WATCH)
        return [one.get("text", "") for one in found if one.get("from", {}).get("is_bot")]

    def bytes(self) -> bytes:
        """Return everything in the database's files."""
        return b"".join(one.read_bytes() for one in sorted(self.folder.glob("tocsin.db*")))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with shared() as forks:
        yield forks


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> Path:
    """Key and database, made once by the program itself, with the directory applied."""
    folder = tmp_path_factory.mktemp("made-once")
    nowhere = "http://127.0.0.1:9"
    (folder / "tocsin.toml").write_text(settings(f"{nowhere}/api/", nowhere, 8686))
    (folder / "directory.toml").write_text(DIRECTORY)
    for words in (["init"], ["directory", "apply", "directory.toml"]):
        done = forks.start(words, folder, folder / words[0]).wait()
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def bare(tmp_path: Path, forks: Forks, template: Path) -> Stage:
    """The stage without a database, and without an audience."""
    (tmp_path / "house").mkdir()
    (tmp_path / "logs").mkdir()
    return Stage(tmp_path / "house", tmp_path / "logs", forks, template)


@pytest.fixture
def made(bare: Stage) -> Stage:
    """The stage with key, database and directory."""
    bare.made()
    return bare


@pytest.fixture
async def stage(made: Stage) -> AsyncIterator[Stage]:
    """Everything, with both stand-ins up."""
    await made.raise_curtain()
    yield made
    await made.drop_curtain()


@pytest.fixture
async def called(made: Stage) -> AsyncIterator[Stage]:
    """Everything, with both stand-ins up and calling the program."""
    made.called = True
    await made.raise_curtain()
    yield made
    await made.drop_curtain()
