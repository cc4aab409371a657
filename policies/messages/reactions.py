"""Who has put which emoji under a message."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What one account has put under a message, in one room.

    `place`, `person` and `organisation` are ids of the directory, None and "" where it knows none;
    `name` and `tag` stand for an account that it does not know, as in `Author`. Without any `emoji`
    everything was taken back. `at` (UTC) is when it changed last.
    """

    place: str
    account: str = field(repr=False)
    person: str | None = None
    organisation: str = ""
    name: str = field(default="", repr=False)
    tag: str = ""
    emoji: tuple[str, ...] = ()
    at: datetime
