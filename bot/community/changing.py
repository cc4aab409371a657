"""Changing the directory by command: a row at a time, and never to something unsound.

Rows of the file that are changed here stand as changed, whatever the file says later; what is taken
away here is remembered as taken away.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.community.remembered import REMOVED, made
from bot.services import Services
from policies.audit import AuditKind
from policies.community.directory import Directory
from storage.store import Row, Transaction

COMMAND: Final = "command"


class Unsound(ValueError):
    """The directory would not be sound; the text says which table and key, why, and the remedy."""


async def put(
    tx: Transaction,
    services: Services,
    kind: str,
    name: str,
    body: dict[str, Any],
    *,
    origin: str = COMMAND,
) -> Directory:
    """Add a row, or put it in the place of the one with its kind and id; returns the directory.

    `body` has the keys of the directory file's table; `origin` is another's where its row is put
    back. Raises Unsound, and then nothing was changed.
    """
    row = Row(kind=kind, id=name, origin=origin, body=body)
    rows = [one for one in await tx.directory.load() if not _is(one, REMOVED, f"{kind} {name}")]
    others = [one for one in rows if not _is(one, kind, name)]
    directory = await _sound(tx, [*others, row])
    await tx.directory.remove(REMOVED, f"{kind} {name}")
    await tx.directory.put(row)
    await _note(tx, services, kind)
    return directory


async def remove(tx: Transaction, services: Services, kind: str, name: str) -> Directory:
    """Take a row away, also one that came from a file; returns the directory.

    Raises Unsound where others name it, and then nothing was changed.
    """
    rows = [one for one in await tx.directory.load() if not _is(one, kind, name)]
    directory = await _sound(tx, rows)
    await tx.directory.remove(kind, name)
    gone = Row(kind=REMOVED, id=f"{kind} {name}", origin=COMMAND, body={})
    await tx.directory.put(gone)
    await _note(tx, services, kind)
    return directory


async def take_back(tx: Transaction, services: Services, kind: str, name: str) -> None:
    """Take away a row that a command had added, and leave no sign of it."""
    rows = [one for one in await tx.directory.load() if not _is(one, kind, name)]
    await _sound(tx, rows)
    await tx.directory.remove(kind, name)
    await _note(tx, services, kind)


async def put_all(
    tx: Transaction, services: Services, kind: str, bodies: Mapping[str, dict[str, Any]]
) -> Directory:
    """Add rows of a kind by their ids, or put them in the places of those, all or none.

    Returns the directory. Raises Unsound, and then nothing was changed.
    """
    rows = [Row(kind=kind, id=name, origin=COMMAND, body=body) for name, body in bodies.items()]
    gone = {(kind, name) for name in bodies} | {(REMOVED, f"{kind} {name}") for name in bodies}
    others = [one for one in await tx.directory.load() if (one.kind, one.id) not in gone]
    directory = await _sound(tx, [*others, *rows])
    for row in rows:
        await tx.directory.remove(REMOVED, f"{kind} {row.id}")
        await tx.directory.put(row)
    await _note(tx, services, kind)
    return directory


def _is(row: Row, kind: str, name: str) -> bool:
    return (row.kind, row.id) == (kind, name)


async def _sound(tx: Transaction, rows: Sequence[Row]) -> Directory:
    try:
        return made(rows, await tx.members.load())
    except ValueError as error:
        raise Unsound(str(error)) from None


async def _note(tx: Transaction, services: Services, kind: str) -> None:
    tx.audit.add(
        AuditKind.DIRECTORY, organisation=None, version=await tx.directory.version(), what=kind
    )

    def changed() -> None:
        services.changes += 1

    tx.afterwards(changed)
