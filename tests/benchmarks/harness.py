"""What the figures are taken with: the stand-ins in this process, a bot in a child process."""

import asyncio
import contextlib
import json
import os
import re
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.slack.limits import Limits as SlackLimits
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.limits import Limits as TelegramLimits
from bot.sandbox.telegram.server import TelegramStandIn

ROOT = Path(__file__).resolve().parents[2]
TEAM, ANN, BO = "T0BENCH", "U0ANN", 1001
NUMBER = re.compile(r"bench-(\d+)")
DATABASE = ""
"""The address of a bot's database, where it is no file in its folder."""
WARM = 1_000_000
"""Numbers from here on are messages that warm a bot up."""


@dataclass
class Run:
    """One bot under test with its stand-ins, ready."""

    slack: SlackStandIn
    telegram: TelegramStandIn
    process: asyncio.subprocess.Process
    rooms: list[str]
    groups: list[int]
    ready: float

    def cpu(self) -> float:
        """Return the CPU seconds that the bot has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """Return the bot's peak memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def arrived(self, to: str) -> dict[int, float]:
        """Return when each numbered message reached a platform (monotonic seconds)."""
        if to == "telegram":
            entries, method = self.telegram.journal.entries, "sendMessage"
        else:
            entries, method = self.slack.journal.entries, "chat.postMessage"
        found: dict[int, float] = {}
        for entry in entries:
            if entry["kind"] == "call" and entry["method"] == method:
                number = NUMBER.search(str(entry["params"].get("text", "")))
                if number is not None:
                    found.setdefault(int(number[1]), entry["mono"])
        return found

    def say(self, to: str, lane: int, number: int) -> float:
        """Let a person write one numbered message; returns when (monotonic seconds)."""
        text = f"TLP:GREEN bench-{number} polling hours are wrong in the north"
        now = time.monotonic()
        if to == "telegram":
            self.slack.say(self.rooms[lane], ANN, text)
        else:
            self.telegram.say(self.groups[lane], BO, text)
        return now


@contextlib.asynccontextmanager
async def bot(kind: str, bridges: int, delay_ms: float = 0) -> AsyncIterator[Run]:
    """Start a bot ("tocsin" or "floor") over so many bridges, without limits on either side."""
    slack = SlackStandIn(limits=SlackLimits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0))
    telegram = TelegramStandIn(
        limits=TelegramLimits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
    )
    await slack.start()
    await telegram.start()
    rooms = [f"C0BENCH{at}" for at in range(bridges)]
    groups = [-1001000000001 - at for at in range(bridges)]
    slack.add_workspace(TEAM, "xoxb-bench", "xapp-bench")
    slack.add_user(TEAM, ANN, "Ann")
    me = telegram.add_bot("555:benchbenchbench", "bench_bot")
    telegram.add_user(BO, "Bo")
    for room, group in zip(rooms, groups, strict=True):
        slack.add_channel(TEAM, room, members=[ANN])
        telegram.add_chat(group, "g", members=[BO, me], admins=[me])
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        began = time.monotonic()
        starter = _tocsin if kind == "tocsin" else _floor
        process, began = await starter(
            folder, slack, telegram, list(zip(rooms, groups, strict=True))
        )
        ready = time.monotonic() - began
        run = Run(slack, telegram, process, rooms, groups, ready)
        try:
            await _warmed(run)
            slack.delay(delay_ms)
            telegram.delay(delay_ms)
            yield run
        finally:
            process.terminate()
            await process.wait()
            await slack.stop()
            await telegram.stop()


async def _warmed(run: Run) -> None:
    """Let one message cross every bridge each way, and the socket be older than two seconds.

    In its first two seconds a socket may still tell events out of order, so that each waits 50 ms
    (handlers/slack/sockets.py); that is not what is measured here.
    """
    until = time.monotonic() + 2.2
    for to, base in (("telegram", WARM), ("slack", WARM + WARM)):
        for lane in range(len(run.rooms)):
            run.say(to, lane, base + lane)
    while min(len(run.arrived("telegram")), len(run.arrived("slack"))) < len(run.rooms):
        await asyncio.sleep(0.05)
    await asyncio.sleep(max(0.0, until - time.monotonic()))


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    database = {"TOCSIN_STORAGE__URL": DATABASE} if DATABASE else {}
    return {**kept, **database, "PYTHONPATH": str(ROOT)}


async def _python(*words: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, env=_environment(),
        stdout=asyncio.subprocess.DEVNULL, stderr=(folder / "log").open("a"),
    )  # fmt: skip


async def _tocsin(folder: Path, slack: Any, telegram: Any, pairs: list[tuple[str, int]]) -> Any:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "tocsin.toml").write_text(
        f'[keys]\nprovider = "file"\npath = "tocsin.key"\n[slack.main]\nbot_token = "xoxb-bench"\n'
        f'app_token = "xapp-bench"\napi_url = "{slack.api_url}"\n[telegram.main]\n'
        f'token = "555:benchbenchbench"\napi_url = "{telegram.api_url}"\n[rates]\n'
        "telegram_per_second = 0\ntelegram_per_chat_per_second = 0\n"
        "telegram_per_group_per_minute = 0\nslack_per_channel_per_second = 0\n"
        f'[web]\nlisten = "127.0.0.1:{port}"\n'
    )
    lines = [
        '[[organisation]]\nid = "a"\nname = "A"\n[[organisation]]\nid = "b"\nname = "B"\n'
        f'[[person]]\nid = "ann"\norganisation = "a"\nname = "Ann"\nslack = "{ANN}"\n'
        f'[[person]]\nid = "bo"\norganisation = "b"\nname = "Bo"\ntelegram = {BO}\n'
    ]
    for at, (room, group) in enumerate(pairs):
        lines.append(
            f'[[channel]]\nid = "s{at}"\nplatform = "slack"\naddress = "{room}"\n'
            f'organisation = "a"\nmembers = 3\n[[channel]]\nid = "t{at}"\nplatform = "telegram"\n'
            f'address = {group}\norganisation = "b"\nmembers = 3\n'
            f'[[bridge]]\nid = "b{at}"\nchannels = ["s{at}", "t{at}"]\n'
        )
    (folder / "directory.toml").write_text("".join(lines))
    for words in (("init", "--non-interactive"), ("directory", "apply", "directory.toml")):
        done = await _python("-m", "bot.cli.main", *words, folder=folder)
        assert await done.wait() == 0
    began = time.monotonic()
    process = await _python("-m", "bot.cli.main", "run", folder=folder)
    while not await asyncio.to_thread(_answers, f"http://127.0.0.1:{port}/readyz"):
        await asyncio.sleep(0.01)
    return process, began


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except OSError:
        return False
    return True


async def _floor(folder: Path, slack: Any, telegram: Any, pairs: list[tuple[str, int]]) -> Any:
    ready = folder / "ready"
    settings = {
        "slack": slack.api_url, "telegram": telegram.api_url, "pairs": pairs, "ready": str(ready),
        "bot_token": "xoxb-bench", "app_token": "xapp-bench", "token": "555:benchbenchbench",
    }  # fmt: skip
    (folder / "floor.json").write_text(json.dumps(settings))
    began = time.monotonic()
    process = await _python(
        str(ROOT / "tests/benchmarks/floor.py"), str(folder / "floor.json"), folder=folder
    )
    while not ready.exists():
        await asyncio.sleep(0.01)
    return process, began


async def all_arrived(run: Run, to: str, count: int, seconds: float) -> dict[int, float]:
    """Wait until so many numbered messages have arrived, or the time is over."""
    end = time.monotonic() + seconds
    while True:
        found = {number: at for number, at in run.arrived(to).items() if number < WARM}
        if len(found) >= count or time.monotonic() > end:
            return found
        await asyncio.sleep(0.1)
