"""What there is instead of what a step waited for in vain."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Final, Protocol

from bot.demo.scene import ROOM_NAMES
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn

_MOST: Final = 3
_LETTERS: Final = 160
_OF_NOTE: Final = frozenset({"warning", "error", "critical"})


class Stage(Protocol):
    """What is looked at: the stand-ins, the bot, its log and its database."""

    slack: SlackStandIn
    telegram: TelegramStandIn

    @property
    def bot_runs(self) -> bool:
        """Whether the bot's process is alive."""

    @property
    def log(self) -> Path:
        """What the bot logs."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return rows of the database."""

    def direct(self, user: str) -> str:
        """Return the app's Slack conversation with somebody."""


def instead(stage: Stage, at: str | int) -> str:
    """Return it in sentences: what stands in that room, if it is one, and how the bot is."""
    told = []
    if at:
        lines = [_line(one) for one in _standing(stage, at)[-_MOST:]]
        name = ROOM_NAMES.get(at, "the private chat")
        told.append(f"In {name} stands: {' | '.join(lines) or 'nothing'}.")
    with contextlib.suppress(sqlite3.Error):
        states = stage.rows("SELECT status, count(*) FROM deliveries GROUP BY status")
        words = ", ".join(f"{count} {status}" for status, count in states)
        told.append(f"Deliveries: {words or 'none'}.")
    logged = list(dict.fromkeys(_logged(stage)))[-_MOST:]
    runs = "runs" if stage.bot_runs else "does not run"
    told.append(f"The bot {runs}; of note it logged: {', '.join(logged) or 'nothing'}.")
    return " ".join(told)


def _standing(stage: Stage, at: str | int) -> list[dict[str, Any]]:
    """Return the messages in a room, or in somebody's private chat with us."""
    if isinstance(at, int):
        return stage.telegram.messages(at)
    return stage.slack.messages(stage.direct(at) if at.startswith("U") else at)


def _line(one: dict[str, Any]) -> str:
    words = str(one.get("text") or one.get("caption") or "no words")
    return words.replace("\n", " ⏎ ")[:_LETTERS]


def _logged(stage: Stage) -> list[str]:
    """Return what the bot's log says of warnings and errors; it holds nothing of people's."""
    found = []
    with contextlib.suppress(OSError):
        for line in stage.log.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict) and entry.get("level") in _OF_NOTE:
                    code = entry.get("code")
                    found.append(f"{entry.get('event')}{f' ({code})' if code else ''}")
    return found
