"""`tocsin init`: makes what is missing, and never writes over anything."""

import os
import secrets
import sys
from pathlib import Path
from typing import Final

import click

from bot.cli.opening import (
    faults_leave_78,
    give_up,
    provider_of,
    run_async,
    utc_now,
    with_config,
)
from bot.config import DEFAULT_NAME, Config, load
from storage.keys import RecoveryKey, make_key_file, make_recovery
from storage.store import Store

_FILE_KEY: Final = """provider = "file"
path = "tocsin.key"                  # as good as the database: keep it on another disk"""
_ASKED_KEY: Final = (
    """provider = "passphrase"              # asked at every start, or: passphrase_file = "…\""""
)

_SETTINGS: Final = """# Tocsin's settings. Any key also as TOCSIN_<SECTION>__<NAME>__<KEY>.
# Paths are relative to this file. Every secret also as <key>_file = "path".

[storage]
url = "sqlite:///tocsin.db"

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

_SHEET: Final = """Tocsin: recovery sheet

Made {when}. Keep this on paper, away from the machine, with somebody you trust.

Settings       {settings}
Database       {database}
Key            {key}
Recovery key   {name}

{words}

These words open the database and every backup of it, without the key. Print this sheet or write
it down, then remove the file: whoever has the words and the database or a backup has everything.
The lines are typed as they stand; O is 0, I and L are 1.
"""

_NO_WORDS: Final = "   (none yet: `tocsin keys recovery` makes them)"


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=None)
@click.option("--non-interactive", is_flag=True, help="Ask nothing; take the defaults.")
@with_config
@faults_leave_78
def init(folder: Path | None, *, non_interactive: bool) -> None:
    """Make settings, key, recovery sheet and database, as far as they are missing."""
    path = _settings_path(folder)
    _make_folder(path.parent)
    if os.path.lexists(path):
        click.echo(f"kept     {path}")
    else:
        asking = not non_interactive and sys.stdin.isatty()
        _write(path, _SETTINGS.format(keys=_ask_for_key() if asking else _FILE_KEY))
        click.echo(f"made     {path}")
    config = load(path)
    _make_key(config)
    _make_sheet(config, _make_database(config))
    click.echo("next     fill in the accounts, then: tocsin directory apply directory.toml")


def _settings_path(folder: Path | None) -> Path:
    given: Path | None = click.get_current_context().find_root().obj
    if folder is not None and given is not None:
        raise click.UsageError("give --dir or --config, not both")
    if folder is not None:
        return folder / DEFAULT_NAME
    return given or Path(os.environ.get("TOCSIN_CONFIG") or DEFAULT_NAME)


def _ask_for_key() -> str:
    click.echo("What opens the database?")
    click.echo("  1  a passphrase that you type at every start (a stolen disk tells nothing)")
    click.echo("  2  a key file (starts by itself; who has the disk and the file has everything)")
    choice = click.prompt("Choose", type=click.Choice(["1", "2"]), default="1")
    return _ASKED_KEY if choice == "1" else _FILE_KEY


def _make_key(config: Config) -> None:
    if config.keys.provider == "file":
        path = config.beside(config.keys.path)
        if os.path.lexists(path):
            click.echo(f"kept     {path}")
        elif _database_path(config).exists():
            give_up(
                [
                    f"{path}: the key is missing and the database is there; "
                    "bring the key back, a new one could not open it"
                ]
            )
        else:
            make_key_file(path)
            click.echo(f"made     {path}")
    elif config.keys.passphrase_file is not None:
        path = config.beside(config.keys.passphrase_file)
        if os.path.lexists(path):
            click.echo(f"kept     {path}")
        elif not _database_path(config).exists():
            _write(path, secrets.token_urlsafe(32) + "\n")
            click.echo(f"made     {path}")


def _make_database(config: Config) -> RecoveryKey | None:
    """Return the recovery key of a database that was made, None where none was made for it."""
    path = _database_path(config)
    if path.exists():
        click.echo(f"kept     {path}")
        return None
    # Words that no sheet would hold are not made: `tocsin keys recovery` makes them.
    recovery = None if os.path.lexists(_sheet_path(config)) else make_recovery()
    public = None if recovery is None else recovery.public

    async def create() -> None:
        provider = provider_of(config)
        store = await Store.create(config.database_url(), provider, clock=utc_now, recovery=public)
        await store.close()

    run_async(create())
    click.echo(f"made     {path}")
    return recovery


def _make_sheet(config: Config, recovery: RecoveryKey | None) -> None:
    path = _sheet_path(config)
    if os.path.lexists(path):
        click.echo(f"kept     {path}")
        return
    key = f"the file {config.keys.path}" if config.keys.provider == "file" else "the passphrase"
    text = _SHEET.format(
        when=f"{utc_now():%Y-%m-%d}",
        settings=config.file.resolve(),
        database=_database_path(config),
        key=key,
        name="none" if recovery is None else recovery.name,
        words=_NO_WORDS if recovery is None else "\n".join(f"   {one}" for one in recovery.lines),
    )
    _write(path, text)
    click.echo(f"made     {path}")


def _sheet_path(config: Config) -> Path:
    return config.file.parent / "recovery-sheet.txt"


def _database_path(config: Config) -> Path:
    return Path(config.database_url().removeprefix("sqlite:///"))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        give_up([f"{path}: {error.strerror}; name a folder that can be made"])


def _write(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        give_up([f"{path}: {error.strerror}; make its folder writable and try again"])
