"""The directory as the database holds it, kept in memory and replaced as a whole."""

import contextlib
import dataclasses
from typing import Final

import structlog

from bot.languages.catalogues import Languages
from bot.messages.relay import MOVED, relocated
from bot.services import Services
from policies.community.directory import Directory
from policies.community.rows import from_rows
from storage.backups import Restored
from storage.store import Store, StoreFault, Transaction

REMOVED: Final = "removed"
"""The kind of directory row that says what was taken away by command: a kind and an id."""

_log = structlog.get_logger("directory")


async def read_directory(tx: Transaction) -> Directory:
    """Return the directory with every move of a room applied."""
    rows = await tx.directory.load()
    gone = {row.id for row in rows if row.kind == REMOVED}
    directory = from_rows(
        [
            (row.kind, row.id, row.body)
            for row in rows
            if row.kind not in (MOVED, REMOVED) and f"{row.kind} {row.id}" not in gone
        ]
    )
    moves = {row.id: row.body for row in rows if row.kind == MOVED}
    if not moves:
        return directory
    places = tuple(
        dataclasses.replace(place, address=str(moves[place.id]["to"]))
        if place.id in moves and moves[place.id]["from"] == place.address
        else place
        for place in directory.places
    )
    return dataclasses.replace(directory, places=places)


class Remembered:
    """Holds `services` and keeps its directory as new as the database."""

    def __init__(self, store: Store, services: Services, version: int) -> None:
        self._store = store
        self.services = services
        self._version = version

    @classmethod
    async def of(cls, store: Store) -> "Remembered":
        """Return the directory of this database."""

        async def query(tx: Transaction) -> tuple[int, Directory, Restored | None]:
            restored = await tx.backups.restored()
            return await tx.directory.version(), await read_directory(tx), restored

        version, directory, restored = await store.read(query)
        services = Services(directory=directory, restored=restored, phrases=Languages.shipped().of)
        return cls(store, services, version)

    @property
    def version(self) -> int:
        """The version of the directory that `services` holds."""
        return self._version

    async def refresh(self) -> None:
        """Take up a newer directory, if there is one; an unreadable database changes nothing."""
        with contextlib.suppress(StoreFault):
            await self.reread()

    async def reread(self) -> None:
        """Take up a newer directory, if there is one; raises StoreFault."""

        async def query(tx: Transaction) -> tuple[int, Directory] | None:
            version = await tx.directory.version()
            return None if version <= self._version else (version, await read_directory(tx))

        self.services.stale = False
        found = await self._store.read(query)
        # Another look may have begun later and ended earlier: what it took up stands.
        if found is not None and found[0] > self._version:
            self._version, self.services.directory = found
            _log.info("directory taken up", version=self._version)

    async def relocate(self, place: str, to: str) -> None:
        """Remember that the platform gave a room a new id."""
        here = self.services.directory.place_by_id(place)
        if here is None or here.address == to:
            return
        await self._store.write(lambda tx: relocated(tx, here, to))
        await self.refresh()
