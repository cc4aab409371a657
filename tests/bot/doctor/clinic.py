"""An installation in which everything is wrong at once, and the real doctor's word on it."""

import asyncio
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from urllib.request import urlopen

from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn
from tests.bot.forks import Forks

BEHIND = 120
"""Seconds by which this machine's clock is behind the platforms'."""
BOTS = {"quiet": 4401, "plain": 4402, "hooked": 4403, "gone": 4404}
QUIET, PLAIN, KICKED, SMALL, BIG = (
    -1001000000011, -1001000000012, -1001000000013, -4014, -1001000000014,
)  # fmt: skip
TEAMS = ("gone", "poor", "out")
SCOPES = ["chat:write", "channels:history", "channels:read", "groups:read", "users:read"]


@dataclass(frozen=True)
class Word:
    """What `tocsin doctor` printed: the lines, each with its remedy, and how it ended."""

    returncode: int
    told: dict[str, str]
    printed: str
    errors: str

    @classmethod
    def of(cls, done: "CompletedProcess[str]") -> "Word":
        found, last = {}, ""
        for line in done.stdout.splitlines():
            if re.match(r"\s+→ ", line):
                found[last] = line.strip().removeprefix("→ ")
            else:
                last = re.sub(r"\s\s+", "  ", line)
        return cls(done.returncode, found, done.stdout, done.stderr)

    def remedy(self, words: str) -> str:
        """Return the remedy of the one line that has these words."""
        (found,) = [line for line in self.told if words in line]
        return self.told[found]


def bot_token(name: str) -> str:
    return f"{BOTS[name]}:" + "AAmade-up-for-the-doctor-00000000"


def slack_token(name: str) -> str:
    return "xoxb-" + f"{name}-made-up"


def app_token(name: str) -> str:
    return "xapp-" + f"{name}-made-up"


def channel(name: str, platform: str, account: str, address: object) -> str:
    written = f'"{address}"' if isinstance(address, str) else address
    return (
        f'[[channel]]\nid = "{name}"\nplatform = "{platform}"\naccount = "{account}"\n'
        f'address = {written}\norganisation = "institute"\nmembers = 3\n'
    )


DIRECTORY = '[[organisation]]\nid = "institute"\nname = "Ballot Institute"\n' + "".join(
    [
        channel("desk", "slack", "gone", "C0DESK"),
        channel("room", "slack", "poor", "C0ROOM"),
        channel("lobby", "slack", "out", "C0LOBBY"),
        channel("attic", "slack", "out", "C0ATTIC"),
        channel("yard", "slack", "out", "C0YARD"),
        channel("cellar", "slack", "out", "G0CELLAR"),
        channel("quiet", "telegram", "quiet", QUIET),
        channel("plain", "telegram", "plain", PLAIN),
        channel("former", "telegram", "plain", KICKED),
        channel("small", "telegram", "plain", SMALL),
    ]
)


def settings(slack: str, telegram: str) -> str:
    text = '[storage]\nurl = "sqlite:///tocsin.db"\n[keys]\nprovider = "file"\n'
    for name in TEAMS:
        text += f'[slack.{name}]\nbot_token = "{slack_token(name)}"\n'
        text += f'app_token = "{app_token(name)}"\napi_url = "{slack}"\n'
    for name in BOTS:
        text += f'[telegram.{name}]\ntoken = "{bot_token(name)}"\napi_url = "{telegram}"\n'
    return text


def furnish_slack(slack: SlackStandIn) -> None:
    for name in TEAMS:
        scopes = SCOPES if name == "poor" else None
        slack.add_workspace(
            f"T0{name.upper()}", slack_token(name), app_token(name), name=name, scopes=scopes
        )
    slack.revoke("T0GONE")
    slack.add_channel("T0POOR", "C0ROOM")
    slack.add_channel("T0OUT", "C0LOBBY", bot=False)
    slack.add_channel("T0OUT", "C0ATTIC")
    slack.archive("C0ATTIC")
    slack.add_channel("T0OUT", "C0YARD")
    slack.share("C0YARD", "T0POOR")
    slack.add_channel("T0OUT", "G0CELLAR", private=True, bot=False)


def furnish_telegram(telegram: TelegramStandIn) -> None:
    for name in BOTS:
        telegram.add_bot(bot_token(name), f"{name}_bot", privacy=name == "quiet")
    telegram.add_user(1001, "Bo")
    telegram.add_chat(QUIET, "Quiet", members=[1001, BOTS["quiet"]])
    telegram.add_chat(PLAIN, "Plain", members=[1001, BOTS["plain"]])
    telegram.add_chat(KICKED, "Former", members=[1001, BOTS["plain"]])
    telegram.set_status(KICKED, BOTS["plain"], "kicked", by=1001)
    telegram.add_chat(
        SMALL, "Small", type="group", members=[1001, BOTS["plain"]], admins=[BOTS["plain"]]
    )
    telegram.migrate(SMALL, 1001, BIG)
    telegram.revoke(bot_token("gone"))


async def examined(folder: Path, logs: Path, forks: Forks, template: Path) -> Word:
    """Have everything be wrong, and ask the doctor, once."""
    for name in ("tocsin.key", "tocsin.db"):
        shutil.copy2(template / name, folder / name)
    (folder / "directory.toml").write_text(DIRECTORY, encoding="utf-8")
    slack = SlackStandIn(now=lambda: time.time() + BEHIND)
    telegram = TelegramStandIn(now=lambda: time.time() + BEHIND)
    await slack.start()
    await telegram.start()
    try:
        furnish_slack(slack)
        furnish_telegram(telegram)
        hook = f"{telegram.api_url}/bot{bot_token('hooked')}/setWebhook?url=https://a.example/b"
        await asyncio.to_thread(lambda: urlopen(hook, timeout=5).close())
        (folder / "tocsin.toml").write_text(settings(slack.api_url, telegram.api_url))
        words = ["directory", "apply", "--yes", "directory.toml"]
        done = await asyncio.to_thread(forks.start(words, folder, logs / "apply").wait)
        assert done.returncode == 0, done.stderr
        child = forks.start(
            ["doctor"], folder, logs / "doctor", first="tests.bot.doctor.haste:soon"
        )
        return Word.of(await asyncio.to_thread(child.wait))
    finally:
        await slack.stop()
        await telegram.stop()
