"""What an audit entry may tell of: a closed list."""

from enum import StrEnum
from typing import Final

_LETTERS: Final = {"alert": "A", "report": "R", "series": "S", "posture": "P"}
"""What stands before the number of a numbered thing, by its kind in the docket."""


def numbered(kind: str, number: int) -> str:
    """Return how an entry names a thing of the docket: "A-17"."""
    return f"{_LETTERS.get(kind, kind)}-{number}"


class AuditKind(StrEnum):
    """The kinds of audit entries; the value is what the database holds."""

    STARTED = "started"
    STOPPED = "stopped"
    DECIDED = "decided"
    HELD = "held"
    STORED = "stored"
    EDITED = "edited"
    RELABELLED = "relabelled"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"
    QUARANTINED = "quarantined"
    REFUSED = "refused"
    MOVED = "moved"
    DIRECTORY = "directory"
    MEMBERSHIP = "membership"
    FROZEN = "frozen"
    COMMAND = "command"
    KEYS = "keys"
    FORGOTTEN = "forgotten"
    GAP = "gap"
    BACKUP = "backup"
    DRILL = "drill"
    RESTORED = "restored"
    PERMISSION = "permission"
    PASSED = "passed"
    RECALLED = "recalled"
    RECORD = "record"
    ALIKE = "alike"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    MATTER = "matter"
    ORIGINAL = "original"
    EVIDENCE = "evidence"
    GLASS = "glass"
    DUE = "due"
    RUN = "run"
    APPROVAL = "approval"
