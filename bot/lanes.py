"""Lanes: where a delivery goes, a room of the directory or one person in private."""

from datetime import datetime
from typing import Final

from policies.community.directory import Directory

_PRIVATE: Final = "notice"
_FILES: Final = "files"
_HOME: Final = "home"
_MICROSECONDS: Final = 1_000_000


def moment(instant: datetime) -> int:
    """Return where in a lane stands what was said at an instant: its Unix time in microseconds."""
    return int(instant.timestamp() * _MICROSECONDS)


def private(door: str, user: str) -> str:
    """Return the lane to one person in private, through a door."""
    return f"{_PRIVATE}:{door}:{user}"


def home(door: str, user: str) -> str:
    """Return the lane to what stands in one person's home, through a door."""
    return f"{_HOME}:{door}:{user}"


def home_of(lane: str) -> tuple[str, str] | None:
    """Return the door and the platform's user id of a home's lane; None for any other."""
    return _of(_HOME, lane)


def alone(door: str, user: str) -> tuple[str, ...]:
    """Return the lanes to what one person alone sees, through a door: what is said, and the home.

    Files go beside what is said.
    """
    return private(door, user), home(door, user)


def person_of(lane: str) -> tuple[str, str] | None:
    """Return the door and the platform's user id of a private lane; None for a room's.

    Of the lane for files to a person too.
    """
    return _of(_PRIVATE, room_of(lane))


def _of(kind: str, lane: str) -> tuple[str, str] | None:
    begin, _, rest = lane.partition(":")
    door, _, user = rest.rpartition(":")
    return (door, user) if begin == kind and door and user else None


def files(place: str) -> str:
    """Return the lane on which files go to a room or a person, beside what is said there."""
    return f"{_FILES}:{place}"


def room_of(lane: str) -> str:
    """Return the id of the place to which a lane leads; of a private lane, the lane itself."""
    kind, _, rest = lane.partition(":")
    return rest if kind == _FILES and rest else lane


def door_of(directory: Directory, lane: str) -> str | None:
    """Return the door that a lane goes through, to a room or to a person; None for no such room."""
    place = directory.place_by_id(room_of(lane))
    if place is not None:
        return place.door
    found = person_of(lane) or home_of(lane)
    return None if found is None else found[0]
