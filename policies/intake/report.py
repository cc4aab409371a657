"""A report: what somebody saw or was told, taken in to be looked at; it rings no phone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from policies.alerts.alert import UNVERIFIED, Verification
from policies.alerts.interference import Interference
from policies.labels import Label
from policies.readings import UNRESTRICTED, Restrictions

LONGEST_TEXT: Final = 3_000
"""Characters; a longer message is cut, and stands whole where it was written."""
LONGEST_FIELD: Final = 120
"""Characters of its place, language and reach."""
MOST_LINKS: Final = 10
MOST_SAME: Final = 200
"""So many reports are remembered as the same as another."""


class Status(StrEnum):
    """How far a report has come."""

    NEW = "new"
    CLAIMED = "claimed"
    ASKED = "asked"
    MERGED = "merged"
    PROMOTED = "promoted"
    CLOSED = "closed"


WAITING: Final = 1
IN_WORK: Final = 0
"""The ranks in the docket: what nobody has stands first."""
OPEN: Final = frozenset({Status.NEW, Status.CLAIMED, Status.ASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was taken in, and what became of it; its number the docket knows.

    `origin` is the organisation whose information it is, `room` the room's id in the directory in
    which it was said, "" for what was told in private. `reporter` is a person's id, "" for somebody
    whom the directory does not know; `door` and `user` are the way back, `number` the message
    ("channel:number"). `label` is None while it cannot be read for certain: then nobody has it;
    `floor` is the strictest that it had before. `owner` is the person who looks at it, `since` when
    it came to stand as it does; `same_as` the number of the report that it is the same as, `others`
    those that are the same as this one; `alert` the number of the alert that it became. `files`
    counts what came with it and is kept in its room alone.
    """

    text: str = field(repr=False)
    label: Label | None
    floor: Label | None = None
    restrictions: Restrictions = UNRESTRICTED
    origin: str
    room: str = ""
    reporter: str = ""
    door: str = ""
    user: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    exercise: bool = False
    place: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    first_seen: datetime | None = None
    reach: str = field(default="", repr=False)
    interference: tuple[Interference, ...] = ()
    files: int = 0
    made: datetime
    status: Status = Status.NEW
    owner: str = ""
    since: datetime | None = None
    same_as: int = 0
    others: tuple[int, ...] = ()
    alert: int = 0
    why: str = field(default="", repr=False)
    verification: Verification = UNVERIFIED
    withdrawn: bool = False

    @property
    def rank(self) -> int:
        """Where it stands in the docket: what nobody has before what somebody has."""
        return WAITING if self.status is Status.NEW else IN_WORK
