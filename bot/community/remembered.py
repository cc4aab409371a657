"""The directory as the database holds it, kept in memory and replaced as a whole."""

import contextlib
import dataclasses
from collections.abc import Sequence
from typing import Final

import structlog

from bot import lanes
from bot.languages.catalogues import Languages
from bot.messages.relay import MOVED, relocated
from bot.services import Services
from policies.community.directory import Directory
from policies.community.preferences import preference_of
from policies.community.presence import Presence
from policies.community.risk import owners
from policies.community.rows import from_rows
from storage.backups import Restored
from storage.store import Row, Store, StoreFault, Transaction

FROZEN: Final = "frozen"
"""The kind of directory row that says which organisation, or all, has stopped what is its own."""
VOTE: Final = "vote"
"""The kind of directory row that says that one organisation wants all to stop, or to go on."""
LOCKED: Final = "locked"
"""The kind of directory row that says that a person is locked out."""
REMOVED: Final = "removed"
"""The kind of directory row that says what was taken away by command: a kind and an id."""

PREFERENCE: Final = "preference"
"""The kind of directory row that says what a person chose."""

APPROVER: Final = "approver"
"""The kind of directory row that says that a person is of the pool of second persons."""

_OURS: Final = (MOVED, REMOVED, FROZEN, VOTE, LOCKED, PREFERENCE, APPROVER)
"""Kinds of rows that no file has."""

_log = structlog.get_logger("directory")


async def read_directory(tx: Transaction) -> Directory:
    """Return the directory with every move of a room applied, and who is in the rooms."""
    return made(await tx.directory.load(), await tx.members.load())


def made(rows: Sequence[Row], presences: tuple[Presence, ...]) -> Directory:
    """Return the directory that rows of the database make; raises ValueError for unsound ones."""
    gone = {row.id for row in rows if row.kind == REMOVED}
    directory = from_rows(
        [
            (row.kind, row.id, row.body)
            for row in rows
            if row.kind not in _OURS and f"{row.kind} {row.id}" not in gone
        ]
    )
    frozen = frozenset(row.id for row in rows if row.kind == FROZEN)
    locked = frozenset(row.id for row in rows if row.kind == LOCKED)
    directory = dataclasses.replace(
        directory,
        frozen=frozen,
        locked=locked,
        approvers=frozenset(row.id for row in rows if row.kind == APPROVER),
        presences=presences,
        preferences=tuple(
            preference_of(row.id, row.body) for row in rows if row.kind == PREFERENCE
        ),
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

    def __init__(self, store: Store, services: Services, version: tuple[int, int]) -> None:
        self._store = store
        self.services = services
        self._version = version

    @classmethod
    async def of(cls, store: Store) -> "Remembered":
        """Return the directory of this database."""

        async def query(tx: Transaction) -> tuple[tuple[int, int], Directory, Restored | None]:
            restored = await tx.backups.restored()
            return await _version(tx), await read_directory(tx), restored

        version, directory, restored = await store.read(query)
        services = Services(directory=directory, restored=restored)
        languages = Languages.shipped(chosen=lambda lane: _language(services, lane))
        services.phrases, services.languages = languages.of, languages.codes
        return cls(store, services, version)

    @property
    def version(self) -> int:
        """The version of what `services` holds, which rises where something may be denied now.

        Who came and went counts only where it lowered a room.
        """
        lowered = sum(one.lowered for one in self.services.directory.presences)
        return self._version[0] + lowered

    async def refresh(self) -> None:
        """Take up a newer directory, if there is one; an unreadable database changes nothing."""
        with contextlib.suppress(StoreFault):
            await self.reread()

    async def reread(self) -> None:
        """Take up a newer directory, if there is one; raises StoreFault.

        What an act changes while it is read is in force already, and is not undone by what was read
        before: it is read again.
        """

        async def query(tx: Transaction) -> tuple[tuple[int, int], Directory] | None:
            version = await _version(tx)
            return None if _older(version, self._version) else (version, await read_directory(tx))

        while True:
            changes = self.services.changes
            found = await self._store.read(query)
            if changes == self.services.changes:
                break
        self.services.taken_up = changes
        # Another look may have begun later and ended earlier: what it took up stands.
        if found is not None and not _older(found[0], self._version):
            known = self._version[0]
            self._version, self.services.directory = found
            if self._version[0] > known:
                _log.info("directory taken up", version=self._version[0])

    async def relocate(self, place: str, to: str) -> None:
        """Remember that the platform gave a room a new id."""
        here = self.services.directory.place_by_id(place)
        if here is None or here.address == to:
            return
        await self._store.write(lambda tx: relocated(tx, here, to))
        await self.refresh()


def _language(services: Services, lane: str) -> str:
    """Return the code of the language that whoever reads at the end of a lane chose, "" for none.

    A room reads English.
    """
    found = lanes.person_of(lane) or lanes.home_of(lane)
    if found is None:
        return ""
    door, user = found
    theirs = owners(services.directory, services.doors.get(door, ""), user)
    # A locked account is read by anybody: they are told as a stranger is.
    chosen = {
        ""
        if one.id in services.directory.locked
        else services.directory.preference(one.id).language
        for one in theirs
    }
    return chosen.pop() if len(chosen) == 1 else ""


async def _version(tx: Transaction) -> tuple[int, int]:
    """Return the versions of the directory and of who is in the rooms; both only rise."""
    return await tx.directory.version(), await tx.members.version()


def _older(version: tuple[int, int], than: tuple[int, int]) -> bool:
    """Tell whether nothing is newer; both rise together with the state that they are read from."""
    return version[0] <= than[0] and version[1] <= than[1]
