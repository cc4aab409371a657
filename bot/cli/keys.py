"""`tocsin keys recovery`, `recover` and `check`: what opens the database when the key is lost."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from bot.cli.init import files
from bot.cli.init.sheet import sheet as sheet_of
from bot.cli.opening import (
    faults_leave_78,
    give_up,
    in_store,
    provider_of,
    read_config,
    run_async,
    utc_now,
    with_config,
)
from bot.cli.words import asked_for, with_sheet
from bot.config import Config
from storage.keys import (
    Provider,
    RecoveryProvider,
    make_key_file,
    make_recovery,
    prove,
    provider_for,
    provider_of_sheet,
)
from storage.store import DatabaseUncertain, Store

_REPLACED: Final = """The old sheet opens this database no more; backups made before still need it.
Whoever has seen its words and a copy of the database or of a backup has the root key: no new sheet
takes that back."""
_RECOVERED: Final = """The new key opens the database; the old one does not any more.
Whoever has the old key and an older copy of the database still reads that copy."""


@click.group()
@with_config
def keys() -> None:
    """Look after what opens the database."""


@keys.command(short_help="Make a new recovery sheet; the old one is void.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    default=None,
    help="Where the sheet goes (default: recovery-sheet-NAME.txt beside the settings; -: here).",
)
@with_config
@faults_leave_78
def recovery(out: Path | None) -> None:
    """Make a new recovery key for this database, and its sheet; needs the key of the settings."""
    config = read_config()
    made = make_recovery()
    file = out or config.file.parent / f"recovery-sheet-{made.name}.txt"
    keys = config.keys
    text = sheet_of(
        made,
        when=utc_now(),
        settings=config.file.resolve(),
        database=config.database_url().removeprefix("sqlite:///"),
        key=f"the file {keys.path}" if keys.provider == "file" else "the passphrase",
    )

    async def work(store: Store) -> bool:
        before = await store.read(lambda tx: tx.slots.recovery())
        # First the paper, then the database: its words are never nowhere.
        if str(file) == "-":
            _shown(text)
        else:
            files.make(file, text)
        with _removed_where_undone(None if str(file) == "-" else file):
            await store.set_recovery(made)
        return before is not None

    replaced = in_store(config, work)
    if str(file) != "-":
        files.told("made", file, "print it, then remove it")
    run_async(_proved(config, provider_of_sheet(made.lines)))
    click.echo(f"Recovery key {made.name} opens the database from now on.")
    if replaced:
        click.echo(_REPLACED)


@keys.command(short_help="Prove that the recovery words open the database.")
@with_sheet
@with_config
@faults_leave_78
def check(sheet: Path | None) -> None:
    """Prove that the recovery sheet's words open this database; changes nothing."""
    config = read_config()
    root = run_async(_proved(config, asked_for(sheet)))
    click.echo(f"The words open the database: root key {root}.")


@keys.command(short_help="Make a new key with the recovery words.")
@with_sheet
@with_config
@faults_leave_78
def recover(sheet: Path | None) -> None:
    """Make a new key for this database with the recovery sheet's words; the old opens it no more.

    The new key is what the settings name: a key file, which must not be there, or a passphrase.
    """
    config = read_config()
    path = config.beside(config.keys.path)
    if config.keys.provider == "file" and os.path.lexists(path):
        give_up([f"{path}: is already there; if it does not open the database, move it away"])
    run_async(_recover(config, asked_for(sheet)))
    click.echo(_RECOVERED)


def _shown(text: str) -> None:
    try:
        click.echo(text)
        sys.stdout.flush()
    except OSError as error:
        give_up([f"standard output: {error.strerror}; nothing was changed, name a file: --out"])


async def _recover(config: Config, words: RecoveryProvider) -> None:
    store = await Store.open(
        config.database_url(), words, clock=utc_now, password=config.database_password()
    )
    try:
        made = _made(config)
        with _removed_where_undone(made):
            await store.set_main(_provider(config))
    finally:
        await store.close()
    if made is not None:
        files.told("made", made)


def _made(config: Config) -> Path | None:
    """Make the key file, or the passphrase's; None where nothing is to be made."""
    if config.keys.provider == "file":
        path = config.beside(config.keys.path)
        make_key_file(path)
        return path
    if config.keys.passphrase_file is None:
        return None
    path = config.beside(config.keys.passphrase_file)
    if os.path.lexists(path):
        return None  # the new passphrase stands there already
    files.make(path, secrets.token_urlsafe(32) + "\n")
    return path


def _provider(config: Config) -> Provider:
    keys = config.keys
    if keys.provider == "file" or keys.passphrase_file is not None or not sys.stdin.isatty():
        return provider_of(config)
    typed = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return provider_for("passphrase", path=None, passphrase=lambda: typed)


@contextmanager
def _removed_where_undone(made: Path | None) -> Iterator[None]:
    """Remove what was made for a change of the database that certainly did not happen."""
    try:
        yield
    except DatabaseUncertain:
        raise
    except Exception:
        if made is not None:
            made.unlink()
        raise


async def _proved(config: Config, provider: Provider) -> str:
    return await prove(config.database_url(), provider, password=config.database_password())
