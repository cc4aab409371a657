"""The whole program in this process: real doors, real stand-ins, one database, a clock to turn.

Two Slack workspaces and two Telegram bots; a town opens only the doors that it is asked for.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest

import bot.app
from bot.app import App
from bot.community.directory import load_text
from bot.community.remembered import Remembered
from bot.config import load
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn
from bot.scheduler import Scheduler
from policies.community.rows import to_rows
from storage.keys import provider_for
from storage.statements import Read
from storage.store import Row, Store, Transaction
from tests.bot.expected import twice
from tests.stage import free_port

ANN, CY, DEE = "U0ANN", "U0CY", "U0DEE"
BO, EVA = 1001, 1002
_UNDER_WAY: Final = Read(
    """SELECT count(*) FROM deliveries WHERE status = 'claimed'
    OR (status = 'waiting' AND (due <= :soon OR error <> ''))""",
    int,
)
_UNTRIED: Final = Read(
    """SELECT count(*) FROM deliveries WHERE status = 'claimed'
    OR (status = 'waiting' AND due <= :soon AND error = '')""",
    int,
)
_FAILED: Final = Read(
    "SELECT count(*) FROM deliveries WHERE status = 'waiting' AND error <> ''", int
)
PATIENCE: Final = 60.0
"""Seconds until what is waited for is missing: what takes one here takes long beside much else."""
_UNHURRIED: Final = {"rooms", "retention", "errands"}
DESK, TEAM, STRICT, FAR = "C0DESK", "C0TEAM", "C0STRICT", "C0FAR"
WATCH, NORTH, SOUTH = -1001000000001, -1001000000002, -1001000000003
_ROOMS: Final = (DESK, TEAM, STRICT, FAR, WATCH, NORTH, SOUTH)
TOKENS: Final = ("110201543:AAmade-up-for-tests-0000000000000", "220201543:AAmade-up-too-00000000")
ORGANISATIONS: Final = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "main:{ANN}"
[[person]]
id = "dee"
organisation = "watch"
name = "Dee"
slack = "far:{DEE}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo of Ballot Watch"
shown_as = "L."
telegram = {BO}
"""


def channel(name: str, address: object, organisation: str, **more: object) -> str:
    """Return the table of a room; `account` is "main" unless said."""
    slack = not str(address).startswith("-")
    values = {"account": "main", "members": 5} | more
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return "\n".join(
        [
            "[[channel]]",
            f'id = "{name}"',
            f'platform = "{"slack" if slack else "telegram"}"',
            f"address = {_toml(address)}",
            f'organisation = "{organisation}"',
            *lines,
            "",
        ]
    )


def bridge(name: str, *channels: str, ceiling: str = "TLP:AMBER+STRICT") -> str:
    """Return the table of an agreed bridge."""
    listed = ", ".join(f'"{one}"' for one in channels)
    return (
        f'[[bridge]]\nid = "{name}"\nchannels = [{listed}]\nceiling = "{ceiling}"\n'
        'agreed = ["institute", "watch"]\n'
    )


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


ONE_BRIDGE: Final = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)


class Town:
    """Everything; `async with town.awake():` runs the program."""

    def __init__(self, folder: Path, template: Path, directory: str = ONE_BRIDGE) -> None:
        self.folder = folder
        self.doors = ("slack.main", "slack.far", "telegram.main", "telegram.far")
        self.ahead = timedelta()
        self.rates = (0, 0, 0, 0)
        self.pace = 5.0
        """How much sooner than after its own seconds an act of the scheduler is done again."""
        self.over_http = False
        """Whether the platforms call the program, rather than the other way round."""
        self._port = 0
        self._directory = directory
        for name in ("tocsin.key", "tocsin.db"):
            shutil.copy2(template / name, folder / name)
        self.slack = SlackStandIn()
        self.telegram = TelegramStandIn()
        self.bots: list[int] = []

    def now(self) -> datetime:
        """Return the program's time."""
        return datetime.fromtimestamp(time.time(), UTC) + self.ahead

    async def rise(self) -> None:
        """Start both stand-ins with people and rooms, without limits."""
        self.slack.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
        self.telegram.set_limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
        await self.slack.start()
        await self.telegram.start()
        self.telegram.set_local(local=self.over_http)
        self._port = free_port() if self.over_http else 0
        for name, team in (("main", "T0MAIN"), ("far", "T0FAR")):
            called = f"http://127.0.0.1:{self._port}/slack/{name}/events"
            self.slack.add_workspace(
                team,
                f"xoxb-{name}-made-up",
                f"xapp-{name}-made-up",
                bot_user=f"U0BOT{name.upper()}",
                bot_id=f"B0BOT{name.upper()}",
                request_url=called if self.over_http else "",
                signing_secret=f"signed-{name}-made-up",
            )
        for user, name in ((ANN, "Ann"), (CY, "Cy")):
            self.slack.add_user("T0MAIN", user, name)
        self.slack.add_user("T0FAR", DEE, "Dee")
        for room in (DESK, TEAM, STRICT):
            self.slack.add_channel("T0MAIN", room, members=[ANN, CY])
        self.slack.add_channel("T0FAR", FAR, members=[DEE])
        for at, token in enumerate(TOKENS):
            self.bots.append(self.telegram.add_bot(token, f"tocsin{at}_bot", privacy=False))
        for user, name in ((BO, "Bo"), (EVA, "Eva")):
            self.telegram.add_user(user, name)
            self.telegram.started_long_ago(user, bot=self.bots[0])
        for group in (WATCH, NORTH, SOUTH):
            self.telegram.add_chat(
                group, "Watch", members=[BO, EVA, *self.bots], admins=list(self.bots)
            )

    async def set(self) -> None:
        """Stop both stand-ins; where they call, the program has opened and fetched nothing."""
        if self.over_http:
            assert not self.calls("slack", "apps.connections.open")
            assert all(one["offset"] is None for one in self.telegram.journal.of("served"))
        await self.slack.stop()
        await self.telegram.stop()

    def _settings(self) -> Path:
        text = '[storage]\nurl = "sqlite:///tocsin.db"\n'
        text += '[keys]\nprovider = "file"\npath = "tocsin.key"\n'
        for at, name in enumerate(("main", "far")):
            if f"slack.{name}" in self.doors:
                text += f'[slack.{name}]\nbot_token = "xoxb-{name}-made-up"\n'
                text += f'app_token = "xapp-{name}-made-up"\napi_url = "{self.slack.api_url}"\n'
                secret = f'mode = "http"\nsigning_secret = "signed-{name}-made-up"\n'
                text += secret * self.over_http
            if f"telegram.{name}" in self.doors:
                text += f'[telegram.{name}]\ntoken = "{TOKENS[at]}"\n'
                text += f'api_url = "{self.telegram.api_url}"\n'
                text += f'mode = "webhook"\nwebhook_secret = "shown-{name}"\n' * self.over_http
        names = ("telegram_per_second", "telegram_per_chat_per_second",
                 "telegram_per_group_per_minute", "slack_per_channel_per_second")  # fmt: skip
        rates = zip(names, self.rates, strict=True)
        text += "[asking]\nafter_seconds = 0.3\n"
        text += "[rates]\n" + "".join(f"{name} = {rate}\n" for name, rate in rates)
        path = self.folder / "tocsin.toml"
        text += f'[web]\nlisten = "127.0.0.1:{self._port}"\n'
        text += f'public_url = "http://127.0.0.1:{self._port}"\n' * self.over_http
        path.write_text(text, encoding="utf-8")
        return path

    async def apply(self, directory: str) -> None:
        """Apply a directory file to the database, as the command does."""
        self._directory = directory
        names = ["main", "far"] if "far" in directory else ["main"]
        accounts = dict.fromkeys(("slack", "telegram"), names)
        rows = to_rows(load_text(directory, "directory.toml", accounts))

        async def act(tx: Transaction) -> None:
            await tx.directory.replace_file(
                [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
            )

        await self.store.write(act)

    def _scheduler(self, acts: Mapping[str, tuple[float, Any]]) -> Scheduler:
        """Return the program's scheduler, in which seconds pass sooner."""
        paces = {name: 1.0 if name in _UNHURRIED else self.pace for name in acts}
        return Scheduler({name: (each / paces[name], act) for name, (each, act) in acts.items()})

    @contextlib.asynccontextmanager
    async def awake(self, *, apply: bool = True) -> AsyncIterator[App]:
        """Have the program run, ready; ends it in order."""
        config = load(self._settings())
        provider = provider_for("file", path=self.folder / "tocsin.key", passphrase=None)
        url = config.database_url()
        self.store = await Store.open(url, provider, clock=self.now)
        if apply:
            await self.apply(self._directory)
        remembered = await Remembered.of(self.store)
        remembered.services.now = self.now
        self.app = App(config, self.store, remembered)
        with mock.patch.object(bot.app, "Scheduler", self._scheduler):
            running = asyncio.create_task(self.app.run())
            try:
                await self.until(lambda: self._ready() or running.done(), "the program to be ready")
                yield self.app
                assert self.unexpected() == []
            finally:
                self.app._stop.set()
                try:
                    await running
                finally:
                    await self.store.close()

    def _ready(self) -> bool:
        healths = [door.health for door in self.app.doors.values()]
        return all(one.connected_once and one.catching_up == "done" for one in healths)

    async def until(
        self, holds: Callable[[], Any], what: str, seconds: float = PATIENCE, *, every: float = 0.02
    ) -> None:
        """Return once something holds, looking every so many seconds; fails in the end."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not holds():
            if loop.time() > end:
                pytest.fail(f"waited {seconds:.0f} s in vain for {what}; {self.seen()}")
            await asyncio.sleep(every)

    async def until_tried_again(self, seconds: float) -> None:
        """Turn the clock by so many seconds once something that failed waits for its next try."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not await self.store.read(lambda tx: tx.work.first(_FAILED)):
            if loop.time() > end:
                pytest.fail(f"nothing failed; {self.seen()}")
            await asyncio.sleep(0.01)
        self.ahead += timedelta(seconds=seconds)

    async def quiet(self, *, refused: bool = True) -> None:
        """Return once nothing is on its way: all events are taken and every lane is empty.

        `refused` says that what failed and is tried again is on its way too.
        """
        query = _UNDER_WAY if refused else _UNTRIED

        async def busy() -> bool:
            pending = sum(self.telegram.pending(bot) for bot in self._polled())
            pending += sum(self.slack.pending(team) for team in self._teams())
            if pending or self.app.courier._lanes:
                return True
            # A card that waits for minutes is nothing that is on its way.
            under_way = await self.store.read(
                lambda tx: tx.work.first(query, soon=tx.now.timestamp() + 5)
            )
            if under_way:
                # It is begun now, not with the courier's next tick.
                self.app.courier.wake(await self.store.read(lambda tx: tx.deliveries.lanes()))
            return bool(under_way)

        loop = asyncio.get_running_loop()
        end, calm = loop.time() + PATIENCE, 0
        while calm < 4:
            calm = 0 if await busy() else calm + 1
            if loop.time() > end:
                pytest.fail(f"it never became quiet; {self.seen()}")
            await asyncio.sleep(0.01)

    def _polled(self) -> list[int]:
        return [bot for bot, name in zip(self.bots, ("main", "far"), strict=True)
                if f"telegram.{name}" in self.doors]  # fmt: skip

    def _teams(self) -> list[str]:
        return [f"T0{name.upper()}" for name in ("main", "far") if f"slack.{name}" in self.doors]

    def posts(self, room: object) -> list[dict[str, Any]]:
        """Return what our bots have posted in a room, oldest first."""
        if isinstance(room, str):
            return [one for one in self.slack.messages(room) if one.get("bot_id")]
        found = self.telegram.messages(int(str(room)))
        return [one for one in found if one.get("from", {}).get("id") in self.bots]

    def texts(self, room: object) -> list[str]:
        """Return the texts of those posts, as the platform shows them."""
        return [str(one.get("text", "")) for one in self.posts(room)]

    def told(self, user: object) -> list[str]:
        """Return what stands in the private conversation with a person."""
        if isinstance(user, str):
            found = self.slack.direct("T0FAR" if user == DEE else "T0MAIN", user)
        else:
            found = self.telegram.messages(int(str(user)), bot=self.bots[0])
        texts = [str(one.get("text") or one.get("caption") or "") for one in found]
        return [one for one in texts if one and one != "/start"]

    def unexpected(self) -> list[str]:
        """Return what came twice, or to somebody who has said nothing and whom nobody knows."""
        found: list[str] = []
        rooms = [
            one for one in _ROOMS if one in self.slack.world.by_channel or isinstance(one, int)
        ]
        for room in rooms:
            found += twice(str(room), self.texts(room), self.texts(room))
        for user in (ANN, CY, DEE, BO, EVA):
            found += twice(f"D{user}", self.told(user), self.told(user))
        said = {one.get("user") for room in rooms if isinstance(room, str)
                for one in self.slack.messages(room)}  # fmt: skip
        said |= {one["from"]["id"] for room in rooms if isinstance(room, int)
                 for one in self.telegram.messages(room) if "from" in one}  # fmt: skip
        strangers = [
            one for one in (CY, EVA) if one not in said and str(one) not in self._directory
        ]
        found += [f"to {user}: {text!r}" for user in strangers for text in self.told(user)]
        return found

    def seen(self) -> str:
        """Return what stands everywhere, for a test that fails."""
        return "; ".join(f"{room}: {self.texts(room)}" for room in _ROOMS if self.posts(room))

    def calls(self, platform: str, *methods: str) -> list[dict[str, Any]]:
        """Return the calls that a stand-in got, by method."""
        journal = self.slack.journal if platform == "slack" else self.telegram.journal
        return [one for one in journal.of("call") if one["method"] in methods]
