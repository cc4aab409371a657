"""The tables: plain numbers and random ids above, everything people said or are below a seal.

Times in columns are whole minutes since 1970 (UTC), except on rows that wait. `week` counts weeks
since 1970 and names the week after whose end a record's key is shredded; 0 is never.
"""

from datetime import datetime
from typing import Final

from storage.tables.columns import metadata
from storage.tables.community import affairs, directory, members
from storage.tables.conversation import blobs, files, fingerprints, messages, reactions, records
from storage.tables.desk import agenda, docket, sheets
from storage.tables.keys import data_keys, numbers, organisation_keys, slots
from storage.tables.traffic import copies, cursors, dead, deliveries, marks, notices, received
from storage.tables.trail import audit, heads

__all__ = [
    "NEVER",
    "SEALED_FORM",
    "affairs",
    "agenda",
    "audit",
    "blobs",
    "copies",
    "cursors",
    "data_keys",
    "dead",
    "deliveries",
    "directory",
    "docket",
    "files",
    "fingerprints",
    "heads",
    "marks",
    "members",
    "messages",
    "metadata",
    "minute_after",
    "minute_of",
    "notices",
    "numbers",
    "organisation_keys",
    "reactions",
    "received",
    "records",
    "sheets",
    "slots",
    "week_of",
]

SEALED_FORM: Final = 1
"""The version of what is inside sealed records and of what they are bound to."""
NEVER: Final = 0
_WEEK: Final = 604_800
_MINUTE: Final = 60


def week_of(instant: datetime) -> int:
    """Return the week in which an instant lies."""
    return int(instant.timestamp()) // _WEEK


def minute_of(instant: datetime) -> int:
    """Return the minute in which an instant lies."""
    return int(instant.timestamp()) // _MINUTE


def minute_after(week: int) -> int:
    """Return the first minute after a week."""
    return (week + 1) * _WEEK // _MINUTE
