"""The settings that `init` writes."""

import json
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

FILE_KEY: Final = """provider = "file"
path = "tocsin.key"                  # as good as the database: keep it on another disk"""
ASKED_KEY: Final = (
    """provider = "passphrase"              # asked at every start, or: passphrase_file = "…\""""
)
SQLITE: Final = "sqlite:///tocsin.db"
PASSWORD_FILE: Final = "database-password"  # noqa: S105 - a file's name

_SETTINGS: Final = """# Tocsin's settings. Any key also as TOCSIN_<SECTION>__<NAME>__<KEY>.
# Paths are relative to this file. Every secret also as <key>_file = "path".

[storage]
{storage}

[keys]
{keys}

# [slack.main]                       # one table for each workspace
# bot_token_file = "slack-bot-token"   # xoxb-…
# app_token_file = "slack-app-token"   # xapp-…

# [telegram.main]                    # one table for each bot
# token_file = "telegram-token"        # from @BotFather

[rates]                              # 0 switches a budget off
telegram_per_second = 30
telegram_per_chat_per_second = 1
telegram_per_group_per_minute = 20
slack_per_channel_per_second = 1

[web]
listen = "127.0.0.1:8686"
"""


def settings(keys: str, *, url: str = SQLITE, password: bool = False) -> str:
    """Return a file of settings: what opens the database, where it is, whether it asks for one.

    The password itself stands in a file beside it.
    """
    storage = f"url = {_quoted(url)}"
    if password:
        storage += f"\npassword_file = {_quoted(PASSWORD_FILE)}"
    return _SETTINGS.format(storage=storage, keys=keys)


def without_password(url: str) -> tuple[str, str]:
    """Return a database's address without its password, and the password, "" where none is."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, ""
    user, _, _ = parts.netloc.rpartition("@")[0].partition(":")
    bare = parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}")
    return urlunsplit(bare), unquote(parts.password)


def account(table: str, files: dict[str, str], api_url: str | None) -> str:
    """Return the table of an account: the file for each of its secrets, and another address."""
    lines = [f"[{table}]"]
    lines += [f"{key}_file = {_quoted(name)}" for key, name in files.items()]
    if api_url is not None:
        lines.append(f"api_url = {_quoted(api_url)}")
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """Return a TOML string: JSON's, which TOML reads the same (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(value)
