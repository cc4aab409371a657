"""Changing the directory by command: a row at a time, and never to something unsound.

Rows of the file that are changed here stand as changed, whatever the file says later; what is taken
away here is remembered as taken away.
"""

from typing import Any, Final

from bot.community.remembered import REMOVED, read_directory
from bot.services import Services
from policies.audit import AuditKind
from policies.community.directory import Directory
from storage.store import Row, Transaction

COMMAND: Final = "command"


class Unsound(ValueError):
    """The directory would not be sound; the text says which table and key, why, and the remedy."""


async def put(
    tx: Transaction, services: Services, kind: str, name: str, body: dict[str, Any]
) -> Directory:
    """Add a row, or put it in the place of the one with its kind and id; returns the directory.

    `body` has the keys of the directory file's table. Raises Unsound, and then nothing is kept: let
    it end the act, or check before.
    """
    await tx.directory.remove(REMOVED, f"{kind} {name}")
    await tx.directory.put(Row(kind=kind, id=name, origin=COMMAND, body=body))
    return await _changed(tx, services, kind)


async def remove(tx: Transaction, services: Services, kind: str, name: str) -> Directory:
    """Take a row away, also one that came from a file; returns the directory. Raises Unsound."""
    await tx.directory.remove(kind, name)
    gone = Row(kind=REMOVED, id=f"{kind} {name}", origin=COMMAND, body={})
    await tx.directory.put(gone)
    return await _changed(tx, services, kind)


async def _changed(tx: Transaction, services: Services, kind: str) -> Directory:
    try:
        directory = await read_directory(tx)
    except ValueError as error:
        raise Unsound(str(error)) from None
    tx.audit.add(
        AuditKind.DIRECTORY, organisation=None, version=await tx.directory.version(), what=kind
    )

    def stale() -> None:
        services.stale = True

    tx.afterwards(stale)
    return directory
