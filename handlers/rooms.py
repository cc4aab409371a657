"""What a door can ask and do about who is in a room."""

from collections.abc import Collection
from typing import Protocol

from handlers.incoming import Census, Room


class Rooms(Protocol):
    """The verbs of a door that are about the people in a room; each raises DoorError."""

    async def census(self, room: Room, known: Collection[str]) -> Census:
        """Return who is in a room by its platform, now.

        `known` are the platform's user ids that are asked about where it names nobody by itself.
        """

    async def remove(self, room: Room, user: str) -> None:
        """Take somebody out of a room; who is not there any more counts as taken out."""

    async def admit(self, room: Room, user: str, *, allowed: bool) -> None:
        """Let somebody in who asked for it, or turn him away."""
