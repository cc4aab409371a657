"""The settings themselves: faults in them, secrets that others can read, addresses, accounts."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.config import Config, ConfigFault
from bot.doctor import addresses, files
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine
from bot.settings import Secrets, SlackAccount, Storage, TelegramAccount

SETTINGS = "settings"
_KINDS: dict[str, type[Secrets]] = {"slack": SlackAccount, "telegram": TelegramAccount}


def faulty(fault: ConfigFault, subject: str = SETTINGS) -> list[Finding]:
    """Return the findings for settings that cannot be used, a line and its remedy each."""
    found = []
    for one in fault.lines:
        line, _, remedy = one.rpartition("; ")
        found.append(
            Finding(subject=subject, line=line or one, remedy=remedy if line else "mend it")
        )
    return found


def judge(config: Config, machine: Machine) -> list[Finding]:
    """Return what needs doing in settings that can be read."""
    return [
        *_accounts(config),
        *addresses.judge(dict(_addresses(config))),
        *files.secrets(list(_secret_files(config)), machine),
    ]


def _accounts(config: Config) -> Iterator[Finding]:
    if not config.slack and not config.telegram:
        yield Finding(
            subject=SETTINGS,
            line=f"{config.file} names no account: nothing is bridged",
            remedy="add a [slack.<name>] or a [telegram.<name>] table; `tocsin init` asks for them",
        )


def _addresses(config: Config) -> Iterator[tuple[str, str]]:
    for name, one in config.slack.items():
        yield f"[slack.{name}] api_url", one.api_url
    for name, bot in config.telegram.items():
        yield f"[telegram.{name}] api_url", bot.api_url
    if config.web.public_url is not None:
        yield "[web] public_url", config.web.public_url


def _secret_files(config: Config) -> Iterator[tuple[Path, str]]:
    """Return every file that holds a secret, with what to call it."""
    if _holds_secrets(config.file):
        yield config.file, "the settings hold secrets:"
    tables: list[tuple[str, Secrets]] = [("storage", config.storage)]
    tables += [(f"slack.{name}", one) for name, one in config.slack.items()]
    tables += [(f"telegram.{name}", one) for name, one in config.telegram.items()]
    for table, one in tables:
        for secret in type(one).secrets():
            path: Path | None = getattr(one, f"{secret}_file")
            if path is not None:
                yield config.beside(path), f"[{table}] {secret}_file:"


def _holds_secrets(file: Path) -> bool:
    try:
        given: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return _given(given.get("storage"), Storage) or any(
        _given(table, kind)
        for section, kind in _KINDS.items()
        if isinstance(given.get(section), dict)
        for table in given[section].values()
    )


def _given(table: object, kind: type[Secrets]) -> bool:
    return isinstance(table, dict) and any(table.get(name) for name in kind.secrets())
