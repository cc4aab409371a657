"""Rooms and the bridges between them."""

from dataclasses import dataclass, field
from enum import StrEnum

from policies.labels import Label
from policies.messages.files import FileMode


class Mode(StrEnum):
    """What a room does with unlabelled text (docs/labels.md, "Rooms")."""

    SHARE = "share"
    DESK = "desk"
    STRICT = "strict"


class PlaceKind(StrEnum):
    """What a room is for: talk, what comes in to be looked at, or those who look at it."""

    ROOM = "room"
    INTAKE = "intake"
    DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One room: a channel, and where the platform has them a topic in it.

    `members` is how many its steward vouches for; None while that is unknown. In a room of kind
    `intake` every message is a report, under `default` where it has no label of its own; in one of
    kind `duty` the board of reports stands, and alerts go there first.
    """

    id: str
    platform: str
    account: str
    address: str = field(repr=False)
    topic: str | None = None
    organisations: tuple[str, ...] = ()
    public: bool = False
    exercise: bool = False
    members: int | None = None
    mode: Mode = Mode.SHARE
    default: Label | None = None
    kind: PlaceKind = PlaceKind.ROOM

    @property
    def door(self) -> str:
        """The name of the door it is behind, such as "slack.main"."""
        return f"{self.platform}.{self.account}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """Rooms that share what is posted in any of them, up to a ceiling.

    `agreed` are the organisations whose stewards accepted it: what is posted is addressed to them.
    `mentions` lets whoever is mentioned on one side be called on the other, where they wish it.
    `conflicts` lets a text with several labels go at once as the strictest of them.
    `paused` are those that have stopped it: while there is one, nothing goes through. `files` says
    whether files are kept sealed on the way, passed on unkept, or only named.
    """

    id: str
    channels: tuple[str, ...]
    ceiling: Label = Label.GREEN
    agreed: tuple[str, ...] = ()
    mentions: bool = False
    conflicts: bool = False
    paused: tuple[str, ...] = ()
    files: FileMode = FileMode.STORED
