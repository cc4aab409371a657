"""The menu that a platform shows beside the line that one types: what this person may do.

A stranger's is empty, and so is that of somebody at risk. It is a convenience: one that cannot be
set changes nothing else, and is tried again when the directory changes or its person writes.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

import structlog

from bot import lanes
from bot.services import Services
from handlers.door import Door, DoorError, Later
from policies.access import may
from policies.commands import Where
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.verbs.table import TABLE

Menu: TypeAlias = tuple[tuple[str, str], ...]
"""Verbs, each with what it does."""
_TOGETHER: Final = 20
"""So many are set in one look: what people are told goes first."""
_STRANGER: Final = ""

_log = structlog.get_logger("menus")


class Menus:
    """Keeps every menu as the directory has it."""

    def __init__(self, services: Services, doors: Mapping[str, Door]) -> None:
        self._services = services
        self._doors = {name: door for name, door in doors.items() if door.platform == "telegram"}
        self._seen: Directory | None = None
        self._of: Directory | None = None
        self._wants: dict[tuple[str, str], Menu] = {}
        self._shown: dict[tuple[str, str], Menu] = {}

    async def look(self) -> None:
        """Set the menus that are not as they should be, a few at a time."""
        if self._services.directory is self._seen and not self._services.wrote:
            return
        for one in self._services.wrote:
            self._shown.pop(one, None)
        self._services.wrote.clear()
        directory = self._services.directory
        if directory is not self._of:
            self._of, self._wants = directory, self._wanted(directory)
        wanted = self._wants
        stale = [one for one, menu in wanted.items() if self._shown.get(one) != menu]
        for door, user in stale[:_TOGETHER]:
            try:
                await self._doors[door].menu(user, wanted[door, user])
            except Later as later:
                _log.info("a menu waits", door=door, code=later.code)
                return
            except DoorError as error:
                _log.info("a menu was not set", door=door, code=error.code)
            self._shown[door, user] = wanted[door, user]
        if len(stale) <= _TOGETHER:
            self._seen = directory

    def _wanted(self, directory: Directory) -> dict[tuple[str, str], Menu]:
        """Return every menu; whoever had one and is nobody any more has an empty one."""
        wanted: dict[tuple[str, str], Menu] = dict.fromkeys(self._shown, ())
        for door in self._doors:
            wanted[door, _STRANGER] = ()
            for person in directory.people:
                if person.telegram is not None:
                    user = str(person.telegram)
                    wanted[door, user] = self._menu(directory, door, person)
        return wanted

    def _menu(self, directory: Directory, door: str, person: Person) -> Menu:
        user = str(person.telegram)
        known = directory.person("telegram", door, "", user)
        if known is None or at_risk(directory, person):
            return ()
        words = self._services.phrases(lanes.private(door, user)).words
        return tuple(
            (one.name, one.summary(words))
            for one in TABLE
            if one.listed
            and one.where in (Where.PRIVATE, Where.ANYWHERE)
            and may(one.who, person, seats=one.seats)
        )
