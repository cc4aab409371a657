"""Opening what a command works on: the settings, the key, the database; and the exit codes."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final, NoReturn, ParamSpec, TypeVar

import click

from bot import clock
from bot.community.directory import DirectoryFault
from bot.config import Config, ConfigFault, load, locate
from storage.keys import KeyFault, Provider, provider_for
from storage.store import SealFault, Store, StoreFault

P = ParamSpec("P")
T = TypeVar("T")

DONE: Final = 0
PROBLEM: Final = 1
USAGE: Final = 2
CONFIGURATION: Final = 78
"""sysexits.h EX_CONFIG: a configuration, directory, key or database is not as it must be."""


def give_up(lines: list[str], code: int = CONFIGURATION) -> NoReturn:
    """Say what is wrong on standard error and leave with `code`."""
    for line in lines:
        click.echo(f"tocsin: {line}", err=True)
    raise SystemExit(code)


def with_config(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command `--config`, which may stand before or after the command's name."""

    def remember(context: click.Context, _param: click.Parameter, value: Path | None) -> None:
        if value is not None:
            context.find_root().obj = value

    return click.option(
        "--config",
        "-c",
        type=click.Path(path_type=Path, dir_okay=False),
        expose_value=False,
        callback=remember,
        help="The settings (default: TOCSIN_CONFIG, else ./tocsin.toml).",
    )(command)


def config_path() -> Path:
    """Return where this command's settings are."""
    return locate(click.get_current_context().find_root().obj)


def faults_leave_78(command: Callable[P, T]) -> Callable[P, T]:
    """End a command with 78 and clear lines when what it needs is not as it must be."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except (ConfigFault, DirectoryFault) as fault:
            give_up(fault.lines)
        except (KeyFault, StoreFault) as fault:
            remedy = getattr(fault, "remedy", "")
            give_up([f"{fault}; {remedy}" if remedy else str(fault)])
        except SealFault as fault:
            give_up([f"{fault}; look at it with `tocsin audit verify`, and bring back a backup"])

    return guarded


def read_config() -> Config:
    """Return the settings; raises ConfigFault."""
    return load(config_path())


def provider_of(config: Config) -> Provider:
    """Return what wraps the root key, as the settings name it; raises KeyFault, ConfigFault."""
    keys = config.keys
    if keys.provider == "file":
        return provider_for("file", path=config.beside(keys.path), passphrase=None)
    return provider_for("passphrase", path=None, passphrase=lambda: _passphrase(config))


def _passphrase(config: Config) -> str:
    path = config.keys.passphrase_file
    if path is None:
        if not sys.stdin.isatty():
            raise ConfigFault(
                [
                    f"{config.file}: [keys] passphrase_file: is missing and there is no terminal "
                    "to ask on; name a file that holds the passphrase"
                ]
            )
        return getpass.getpass("Passphrase: ")
    try:
        text = config.beside(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ConfigFault(
            [f"{config.file}: [keys] passphrase_file: {path}: {reason}; mend it"]
        ) from None
    if not text:
        raise ConfigFault([f"{config.file}: [keys] passphrase_file: {path} is empty; fill it"])
    return text


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return clock.now()


async def open_store(config: Config) -> Store:
    """Open the database of these settings, migrating an older one; never creates one."""
    return await Store.open(
        config.database_url(),
        provider_of(config),
        clock=utc_now,
        password=config.database_password(),
    )


def in_store(config: Config, work: Callable[[Store], Awaitable[T]]) -> T:
    """Run `work` on the database of these settings and close it again."""

    async def run() -> T:
        store = await open_store(config)
        try:
            return await work(store)
        finally:
            await store.close()

    return run_async(run())


def run_async(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end."""
    return asyncio.run(coroutine)
