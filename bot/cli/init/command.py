"""`tocsin init`: four questions on a terminal; without one, or when told so, none."""

import os
import sys
from pathlib import Path
from typing import Final

import click

from bot.cli.init import accounts, asking, files, opener, settings
from bot.cli.init.example import EXAMPLE
from bot.cli.init.house import House
from bot.cli.init.sheet import take_leave_of
from bot.cli.opening import PROBLEM, faults_leave_78, run_async, with_config
from bot.config import DEFAULT_NAME, load
from storage.store import Store, StoreFault

_FILE: Final = "sqlite:///"
_SERVER: Final = "postgresql://"
_GREETING: Final = (
    "Tocsin carries messages between Slack and Telegram rooms of partners.",
    "Four steps; Enter skips one or takes what stands in brackets. Ctrl-C stops,",
    "and `tocsin init` goes on where it stopped.",
)


@click.command(short_help="Make what is missing, and connect the accounts.")
@click.option(
    "--dir",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where settings, key and database are made (default: here).",
)
@click.option("--non-interactive", is_flag=True, help="Ask nothing; take the defaults.")
@click.option("--database", metavar="URL", help="Where the database is (default: a file here).")
@click.option("--slack-api", metavar="URL", help="Another address of Slack's (GovSlack).")
@click.option("--telegram-api", metavar="URL", help="A Bot API server of your own.")
@with_config
@faults_leave_78
def init(
    folder: Path | None,
    *,
    non_interactive: bool,
    database: str | None,
    slack_api: str | None,
    telegram_api: str | None,
) -> None:
    """Make settings, key, recovery sheet and database, as far as they are missing."""
    path = _settings_path(folder)
    if database is not None and not database.startswith((_FILE, _SERVER)):
        raise click.UsageError(f"--database: begins with {_FILE} or {_SERVER}")
    if database is not None and os.path.lexists(path):
        raise click.UsageError(f"--database: {path} is there and says it in [storage] url")
    files.make_folder(path.parent)
    url = database or settings.SQLITE
    try:
        if sys.stdin.isatty() and not non_interactive:
            _converse(path, url, slack_api, telegram_api)
        else:
            _make(path, settings.FILE_KEY, *settings.without_password(url))
            House(config=load(path)).make()
            click.echo("next     fill in the accounts, then: tocsin directory apply directory.toml")
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. What was made is whole; `tocsin init` goes on from there.", err=True)
        raise SystemExit(PROBLEM) from None


def _settings_path(folder: Path | None) -> Path:
    given: Path | None = click.get_current_context().find_root().obj
    if folder is not None and given is not None:
        raise click.UsageError("give --dir or --config, not both")
    if folder is not None:
        return folder / DEFAULT_NAME
    return given or Path(os.environ.get("TOCSIN_CONFIG") or DEFAULT_NAME)


def _make(path: Path, keys: str, url: str, password: str) -> None:
    """Make settings, as far as they are missing, and the file for a password before them."""
    if os.path.lexists(path):
        files.told("kept", path)
        return
    if password:
        files.make(path.parent / settings.PASSWORD_FILE, f"{password}\n")
        files.told("made", path.parent / settings.PASSWORD_FILE)
    files.make(path, settings.settings(keys, url=url, password=bool(password)))
    files.told("made", path)


def _converse(path: Path, database: str, slack_api: str | None, telegram_api: str | None) -> None:
    click.echo("\n".join(_GREETING))
    house = _founded(path, database)
    asking.step(2, "Slack")
    if house.config.slack:
        files.told("kept", path, ", ".join(f"[slack.{name}]" for name in house.config.slack))
    else:
        accounts.connect_slack(house.config, slack_api)
    asking.step(3, "Telegram")
    if house.config.telegram:
        files.told("kept", path, ", ".join(f"[telegram.{name}]" for name in house.config.telegram))
    else:
        accounts.connect_telegram(house.config, telegram_api)
    asking.step(4, "The recovery sheet")
    if os.path.lexists(house.sheet):
        take_leave_of(house.sheet)
    else:
        asking.say("It is not here. If yours is lost, `tocsin keys recovery` makes new words.")
    _say_what_is_next(path)


def _founded(path: Path, database: str) -> House:
    """Return the house of some settings, with its key and its database."""
    asking.step(1, "What opens the database")
    passphrase: list[str] = []
    if os.path.lexists(path):
        files.told("kept", path)
    else:
        keys = opener.choose()
        url, password = settings.without_password(database)
        if url.startswith(_SERVER):
            password = _let_in(url, password)
        if keys == settings.ASKED_KEY:
            # Nothing is made before it is known.
            passphrase.append(opener.new_passphrase())
        _make(path, keys, url, password)
    house = House(
        config=load(path),
        passphrase=lambda: passphrase[0] if passphrase else opener.new_passphrase(),
    )
    example = path.parent / "directory.toml"
    if house.make() and not os.path.lexists(example):
        files.make(example, EXAMPLE)
        files.told("made", example, "an example to fill in")
    return house


def _let_in(url: str, password: str) -> str:
    """Return the password with which a database server lets us in, "" where it asks for none."""
    while True:
        try:
            run_async(Store.made(url, password=password or None))
        except StoreFault as fault:
            remedy = getattr(fault, "remedy", "")
            asking.say(f"{fault}{f'; {remedy}' if remedy else ''}.", mark="!  ")
        else:
            return password
        password = asking.ask_hidden("Password of the database (hidden; Enter: without)")


def _say_what_is_next(path: Path) -> None:
    config = load(path)
    click.echo("\nNext")
    folder = path.resolve().parent
    todo = [f"cd {folder}"] if folder != Path.cwd() else []
    if not config.slack or not config.telegram:
        todo.append("tocsin init                             # for the account that was left out")
    todo += [
        "nano directory.toml                     # who is who; any editor will do",
        "tocsin directory apply directory.toml   # afterwards the file is better gone",
        "tocsin doctor                           # says what is still missing",
        "tocsin run",
    ]
    click.echo("\n".join(f"  {one}" for one in todo))
