"""`tocsin backup create`, `verify`, `drill` and `restore`."""

import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import click

from bot.cli.opening import (
    PROBLEM,
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
from bot.config import Config, ConfigFault
from bot.custody.backups import KEPT, broken_off, name_at, outdated
from policies.audit import AuditKind
from storage import backups
from storage.backups import BackupFault, BackupForeign, Restoration
from storage.keys import KeyFault, deployment_at, prove
from storage.store import SealFault, StoreFault, Transaction

P = ParamSpec("P")
T = TypeVar("T")
_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_UNTOLD: Final = """Nothing was cut off and nothing has decayed. Without the words of the recovery
sheet nobody can tell whether it was changed on purpose or opens: tocsin backup drill."""
_SINCE: Final = """Nothing is known here of what was done after that instant. Before `tocsin run`:
apply the directory (docs/backup.md says what else is lost, and what may come twice)."""


def _backup_faults_leave_1(command: Callable[P, T]) -> Callable[P, T]:
    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except BackupFault as fault:
            give_up([f"{fault}; {fault.remedy}"], PROBLEM)

    return guarded


@click.group(short_help="Make backups, prove them, bring them back.")
@with_config
def backup() -> None:
    """Make backups, sealed to the recovery key, prove them, and bring them back."""
    for one in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_DFL:
            # As with Ctrl-C: a copy of the database that is half made is taken away.
            signal.signal(one, lambda *_: signal.raise_signal(signal.SIGINT))


@backup.command(short_help="Write a backup, to a file or into a folder.")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="In a folder: keep so many at most.")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(min=1),
    help=f"In a folder: remove those older than so many days (default: {KEPT.days}).",
)
@with_config
@faults_leave_78
@_backup_faults_leave_1
def create(target: Path, keep: int | None, days: int | None) -> None:
    """Write a backup to the file TARGET, or into the folder TARGET under the time's name."""
    in_folder = target.is_dir()
    if not in_folder and (keep or days):
        raise click.UsageError("--keep and --older-than are for a folder")
    file = target / name_at(utc_now()) if in_folder else target
    saved = in_store(read_config(), lambda store: backups.create(store, file))
    click.echo(
        f"made     {file} ({saved.manifest.rows} rows, {saved.size} bytes, "
        f"as it was at {_utc(saved.manifest.taken)}; opens with recovery key "
        f"{saved.manifest.recovery})"
    )
    if in_folder:
        kept = KEPT if days is None else timedelta(days=days)
        now = utc_now()
        old_ones = outdated(target, saved.deployment, now, kept=kept, most=keep)
        for old in (*old_ones, *broken_off(target, now)):
            _remove(old)
            click.echo(f"removed  {old}")


@backup.command(short_help="Check that a backup is whole; changes nothing.")
@click.argument("file", type=_FILE)
@with_sheet
@with_config
@faults_leave_78
@_backup_faults_leave_1
def verify(file: Path, sheet: Path | None) -> None:
    """Check a backup: without --sheet its framing, with it everything that is in it."""
    outline = backups.look(file)
    _refuse_foreign(file, outline.head)
    click.echo(f"whole    {file} ({outline.chunks} chunks, {outline.size} bytes)")
    if sheet is None:
        click.echo(_UNTOLD)
        return
    done = run_async(backups.drill(file, asked_for(sheet), clock=utc_now))
    _tell(done)


@backup.command(short_help="Prove that a backup can be brought back.")
@click.argument("file", type=_FILE)
@with_sheet
@with_config
@faults_leave_78
@_backup_faults_leave_1
def drill(file: Path, sheet: Path | None) -> None:
    """Bring a backup back into a private folder, verify all of it, and throw it away."""
    _refuse_foreign(file, backups.head_of(file))
    words = asked_for(sheet)
    begun = time.monotonic()
    done = run_async(backups.drill(file, words, clock=utc_now))
    _tell(done)
    click.echo(f"It took {time.monotonic() - begun:.1f} seconds; nothing is left of it.")
    _remember(done)


@backup.command()
@click.argument("file", type=_FILE)
@click.option(
    "--to",
    "target",
    default=None,
    help="A database address, or the path of an SQLite file (default: [storage] url).",
)
@click.option(
    "--stopped",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    default=None,
    help="When the bot stopped, in UTC: what was said later is sent without the mark (repeat).",
)
@with_sheet
@with_config
@faults_leave_78
@_backup_faults_leave_1
def restore(file: Path, target: str | None, stopped: datetime | None, sheet: Path | None) -> None:
    """Make a database of a backup; never over another."""
    config = read_config() if target is None else None
    url = config.database_url() if config is not None else _address(target or "")
    password = None if config is None else config.database_password()
    words = asked_for(sheet)
    done = run_async(
        backups.restore(
            file,
            url,
            words,
            clock=utc_now,
            password=password,
            stopped=None if stopped is None else stopped.replace(tzinfo=UTC),
        )
    )
    click.echo(f"restored {done.database}")
    _tell(done)
    click.echo(f"in doubt {done.doubted} deliveries, which may have been sent since")
    click.echo(_SINCE)
    if config is not None and not _opens(config):
        click.echo("The key of the settings does not open it: tocsin keys recover.")


def _address(target: str) -> str:
    return target if "://" in target else f"sqlite:///{Path(target).absolute()}"


def _tell(done: Restoration) -> None:
    manifest = done.manifest
    click.echo(
        f"intact   {manifest.rows} rows, {manifest.entries} audit entries, head {manifest.head}"
    )
    click.echo(f"taken    {_utc(manifest.taken)}, recovery key {manifest.recovery}")


def _refuse_foreign(file: Path, head: backups.Head) -> None:
    """Raise BackupForeign where the settings' database is of another deployment."""
    try:
        config = read_config()
        known = run_async(deployment_at(config.database_url(), password=config.database_password()))
    except (ConfigFault, StoreFault, SealFault):
        return  # on another machine, or after a loss, there is nothing to compare with
    if known is not None and not head.is_of(known):
        raise BackupForeign(
            f"{file}: is of another deployment than the database of the settings",
            "name a backup of this one, or the other's settings with --config",
        )


def _remember(done: Restoration) -> None:
    """Note the drill in the database of the settings, if it can be opened."""

    async def act(tx: Transaction) -> None:
        tx.backups.note("drill")
        tx.audit.add(
            AuditKind.DRILL,
            organisation=None,
            taken=done.manifest.taken.isoformat(),
            entries=done.manifest.entries,
        )

    try:
        config = read_config()
        if config.keys.provider == "passphrase" and config.keys.passphrase_file is None:
            if not sys.stdin.isatty():
                click.echo("It is not noted in the database: that would need the passphrase.")
                return
            click.echo("To note it in the database, which opens with your passphrase:")
        in_store(config, lambda store: store.write(act))
    except (KeyboardInterrupt, EOFError, click.Abort):
        click.echo("\nIt is not noted in the database.")
    except (ConfigFault, KeyFault, StoreFault, SealFault) as fault:
        click.echo(f"It is not noted in the database: {fault}")


def _opens(config: Config) -> bool:
    if config.keys.provider == "passphrase" and config.keys.passphrase_file is None:
        return True  # it is asked at the start
    url, password = config.database_url(), config.database_password()
    try:
        run_async(prove(url, provider_of(config), password=password))
    except (ConfigFault, KeyFault, StoreFault, SealFault):
        return False
    return True


def _remove(old: Path) -> None:
    try:
        old.unlink()
    except OSError as error:
        give_up([f"{old}: {error.strerror}; it is older than is kept, remove it"], PROBLEM)


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
