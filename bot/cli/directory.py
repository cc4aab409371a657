"""`tocsin directory apply`, `tocsin directory export` and `tocsin directory calendar`."""

import sys
from pathlib import Path

import click

from bot.cli.opening import (
    PROBLEM,
    USAGE,
    faults_leave_78,
    give_up,
    in_store,
    read_config,
    with_config,
)
from bot.community.directory import load_text, write_text
from bot.community.preferences import forget_the_gone
from bot.community.remembered import read_directory
from policies.audit import AuditKind
from policies.community.difference import difference
from policies.community.directory import Directory
from policies.community.rows import to_rows
from policies.community.written import tables
from policies.phrases import ENGLISH
from policies.times.folds import BadCalendar
from policies.times.ics import read_calendar
from policies.times.zones import is_zone
from storage.store import Row, Store, Transaction

FILE = "file"


@click.group()
@with_config
def directory() -> None:
    """Say who is who: organisations, people, rooms and bridges."""


@directory.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Show the difference and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before removing what the file leaves out.")
@with_config
@faults_leave_78
def apply(file: Path, *, dry_run: bool, yes: bool) -> None:
    """Make the directory say what FILE says (- reads standard input)."""
    config = read_config()
    accounts = {str(platform): names for platform, names in config.accounts().items()}
    given = load_text(_text(file), str(file), accounts)

    async def work(store: Store) -> None:
        async def query(tx: Transaction) -> Directory:
            return await read_directory(tx)

        before = await store.read(query)
        lines = difference(before, given)
        for line in lines:
            click.echo(line)
        if dry_run or not lines:
            click.echo("nothing changed" if not lines else "nothing was changed (--dry-run)")
            return
        if any(line.startswith("-") for line in lines) and not yes and not _agreed(file):
            give_up(["nothing was changed; repeat with --yes to remove what is missing"], PROBLEM)
        rows = [Row(kind=k, id=i, origin=FILE, body=body) for k, i, body in to_rows(given)]

        async def act(tx: Transaction) -> None:
            await tx.directory.replace_file(rows)
            await forget_the_gone(tx)
            # What is said in a room while it is not listed stays there, if it is listed again too.
            for door, room in rooms(before) - rooms(given):
                await tx.cursors.forget_room(door, room)
            tx.audit.add(AuditKind.DIRECTORY, organisation=None, changes=len(lines))

        await store.write(act)
        click.echo(f"applied: {len(lines)} changes")

    in_store(config, work)


@directory.command()
@with_config
@faults_leave_78
def export() -> None:
    """Write the directory in the form that `apply` reads."""

    async def work(store: Store) -> Directory:
        return await store.read(read_directory)

    click.echo(write_text(in_store(read_config(), work)), nl=False)


@directory.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--zone", default="UTC", help="The zone of what names none, such as Europe/Kyiv.")
def calendar(file: Path, *, zone: str) -> None:
    """Print an iCalendar FILE as elections of a directory file."""
    if not is_zone(zone):
        give_up([f"--zone: {zone} is not the name of a zone; write it as Europe/Kyiv"], USAGE)
    found = read_calendar(_bytes(file), zone)
    if isinstance(found, BadCalendar):
        give_up([f"{file}: {ENGLISH.times.bad_calendar(found).plain}"])
    click.echo("\n".join(tables(Directory(elections=found))), nl=False)


def rooms(listed: Directory) -> set[tuple[str, str]]:
    """Return door and platform id of every room."""
    return {(place.door, place.address) for place in listed.places}


def _text(file: Path) -> str:
    try:
        return _bytes(file).decode("utf-8")
    except UnicodeDecodeError:
        give_up([f"{file}: is not UTF-8 text; save it as UTF-8"])


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        give_up([f"{file}: {error.strerror}; name a file that can be read"])


def _agreed(file: Path) -> bool:
    if str(file) == "-" or not sys.stdin.isatty():
        return False
    return click.confirm("Remove what stands with a minus?", default=False)
