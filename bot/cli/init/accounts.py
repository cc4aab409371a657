"""Slack and Telegram: what to click where, and each token tried as soon as it is typed."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from bot.cli.init import asking, files, settings
from bot.cli.opening import run_async
from bot.config import Config
from bot.doctor.accounts import examine_slack, examine_telegram
from bot.doctor.finding import Finding

_SLACK: Final = "slack.main"
_TELEGRAM: Final = "telegram.main"
_SLACK_API: Final = "https://slack.com/api/"
_TELEGRAM_API: Final = "https://api.telegram.org"
_MANIFEST: Final = (
    "`tocsin manifest`, in another terminal, prints the app.",
    "https://api.slack.com/apps: Create New App, From a manifest; choose the workspace, paste what "
    "was printed, Create.",
    "Install App, Install to the workspace, Allow. Copy the Bot User OAuth Token.",
)
_APP_TOKEN: Final = (
    "Basic Information, App-Level Tokens, Generate Token and Scopes: add connections:write, "
    "Generate. Copy the token.",
    "Later, in each channel that is bridged: /invite @Tocsin",
)
_BOT_FATHER: Final = (
    "Write /newbot to @BotFather in Telegram, and give the bot a name. The answer holds its token.",
    "Later, in each group: add the bot and make it an administrator, so that it hears what is "
    "said.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Secret:
    """A token: its key in the settings, the file that keeps it, how it is asked for and looks."""

    key: str
    file: str
    question: str
    shape: re.Pattern[str]
    looks: str


_BOT: Final = _Secret(
    key="bot_token",
    file="slack-bot-token",
    question="Bot token (hidden; Enter skips Slack)",
    shape=re.compile(r"xoxb-[\w-]+", re.ASCII),
    looks="the bot token begins with xoxb-",
)
_APP: Final = _Secret(
    key="app_token",
    file="slack-app-token",
    question="App token (hidden; Enter skips Slack)",
    shape=re.compile(r"xapp-[\w-]+", re.ASCII),
    looks="the app token begins with xapp-",
)
_TOKEN: Final = _Secret(
    key="token",
    file="telegram-token",
    question="Token (hidden; Enter skips Telegram)",
    shape=re.compile(r"\d+:[\w-]+", re.ASCII),
    looks="a token is a number, a colon and letters, such as 1234:AAH…",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a platform says of a token: whether it takes it, whose it is, what is to be mended."""

    taken: bool
    who: str
    findings: Iterable[Finding]


def connect_slack(config: Config, api_url: str | None) -> None:
    """Ask for a workspace's two tokens and keep them, once Slack takes both."""
    folder = config.file.resolve().parent
    url = api_url or _SLACK_API
    asking.numbered(_MANIFEST)
    known: set[Finding] = set()

    def of_bot(token: str) -> _Answer:
        found = run_async(examine_slack(_SLACK, bot_token=token, api_url=url))
        known.clear()
        known.update(found.findings)
        who = f"That is the app in the workspace {found.who}."
        return _Answer(taken=bool(found.who), who=who, findings=found.findings)

    bot = _obtained(_BOT, folder, "Slack", of_bot)
    if bot is None:
        return
    asking.numbered(_APP_TOKEN, first=len(_MANIFEST) + 1)

    def of_app(token: str) -> _Answer:
        found = run_async(examine_slack(_SLACK, bot_token=bot, app_token=token, api_url=url))
        new = [one for one in found.findings if one not in known]
        return _Answer(taken=not new, who="It opens a socket.", findings=new)

    app = _obtained(_APP, folder, "Slack", of_app)
    if app is not None:
        _keep(config, _SLACK, {_BOT: bot, _APP: app}, api_url)


def connect_telegram(config: Config, api_url: str | None) -> None:
    """Ask for a bot's token and keep it, once Telegram takes it."""
    url = api_url or _TELEGRAM_API
    asking.numbered(_BOT_FATHER)

    def of_bot(token: str) -> _Answer:
        found = run_async(examine_telegram(_TELEGRAM, token=token, api_url=url))
        return _Answer(
            taken=bool(found.who), who=f"That is the bot {found.who}.", findings=found.findings
        )

    token = _obtained(_TOKEN, config.file.resolve().parent, "Telegram", of_bot)
    if token is not None:
        _keep(config, _TELEGRAM, {_TOKEN: token}, api_url)


def _obtained(
    secret: _Secret, folder: Path, platform: str, check: Callable[[str], _Answer]
) -> str | None:
    """Return a token that its platform takes; None where there is none for now."""
    kept = folder / secret.file
    if os.path.lexists(kept):
        return _taken_up(kept, platform, check)
    while typed := asking.ask_hidden(secret.question).strip():
        if not secret.shape.fullmatch(typed):
            asking.say(f"That is not it: {secret.looks}.")
        elif _told(_asked(platform, check, typed)):
            return typed
        else:
            asking.say("Mend it and type the token again, or go on without it by Enter.")
    asking.say(f"{platform} is left out for now; `tocsin init` asks again.")
    return None


def _taken_up(kept: Path, platform: str, check: Callable[[str], _Answer]) -> str | None:
    """Return the token of a file that an earlier conversation left."""
    asking.say(f"{files.near(kept)} is there already; its token is taken.")
    try:
        token = kept.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if token and _told(_asked(platform, check, token)):
        return token
    asking.say(f"Remove {files.near(kept)} to give another; {platform} is left out for now.")
    return None


def _asked(platform: str, check: Callable[[str], _Answer], token: str) -> _Answer:
    asking.say(f"Asking {platform} …")
    return check(token)


def _told(answer: _Answer) -> bool:
    """Say what a platform answered; returns whether it takes the token."""
    for one in answer.findings:
        asking.say(f"{one.line};", mark="!  ")
        asking.say(f"{one.remedy}.", mark="   ")
    if answer.taken:
        asking.say(answer.who)
    return answer.taken


def _keep(config: Config, table: str, tokens: dict[_Secret, str], api_url: str | None) -> None:
    folder = config.file.resolve().parent
    for secret, token in tokens.items():
        path = folder / secret.file
        if not os.path.lexists(path):
            files.make(path, f"{token}\n")
            files.told("made", path)
    written = settings.account(table, {one.key: one.file for one in tokens}, api_url)
    if files.append(config.file, written):
        files.told("added", config.file, f"[{table}]")
    else:
        asking.say(f"{config.file} could not be written; add these lines to it yourself:")
        click.echo("\n".join(f"     {line}" for line in written.splitlines()))
