"""What an audit entry may tell of: a closed list."""

from enum import StrEnum


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
    COMMAND = "command"
    KEYS = "keys"
    FORGOTTEN = "forgotten"
    GAP = "gap"
    BACKUP = "backup"
    DRILL = "drill"
    RESTORED = "restored"
