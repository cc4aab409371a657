"""What an act may use besides its transaction: the clock, chance, who is who, and words."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from bot import clock
from handlers.door import Health
from handlers.incoming import Said
from policies.community.directory import Directory
from policies.phrases import ENGLISH, Phrases
from policies.sharing.decision import Outcome
from storage.backups import Restored

Watch: TypeAlias = Callable[[str], AbstractContextManager[None]]
"""Around one call to a platform of a kind: how long it took and what came of it."""
Settled: TypeAlias = Literal["done", "held", "stopped", "dead"]
FileEnd: TypeAlias = Literal["stored", "relayed", "refused"]
"""Kept sealed, passed on to one room without being kept, or not carried."""


class Tally(Protocol):
    """Counts what has become durable; it learns neither what it was nor whose."""

    def decided(self, outcome: Outcome) -> None:
        """Count a decision about a message and one of its destinations."""

    def taken(self, door: str) -> None:
        """Count a message that came by a door, new, edited or withdrawn, and was decided."""

    def settled(self, outcome: Settled) -> None:
        """Count a delivery that has come to its end."""

    def file(self, outcome: FileEnd, size: int) -> None:
        """Count a file of so many bytes; of one that is refused they are not known."""


class Uncounted:
    """The tally of whoever counts nothing."""

    def decided(self, outcome: Outcome) -> None:
        """Do nothing."""

    def taken(self, door: str) -> None:
        """Do nothing."""

    def settled(self, outcome: Settled) -> None:
        """Do nothing."""

    def file(self, outcome: FileEnd, size: int) -> None:
        """Do nothing."""


def unwatched(_kind: str) -> AbstractContextManager[None]:
    """Watch nothing."""
    return nullcontext()


def _in_english(_lane: str) -> Phrases:
    return ENGLISH


def _never() -> datetime | None:
    return None


def _no_link(_door: str, _code: str) -> str:
    return ""


@dataclass(slots=True, kw_only=True)
class Services:
    """Handed to every act; `directory` is replaced as a whole when it changes.

    `restored` tells of the backup that the database was made of, None if of none. `jitter` returns
    a factor from 0.5 up to 1.0; `phrases` what we say in the language of whoever reads at the end
    of a lane; `tally` counts. `albums` are posts of which nobody knows yet whether they are shared,
    by place and album: they are kept nowhere else.
    """

    directory: Directory
    restored: Restored | None = None
    now: Callable[[], datetime] = field(default=clock.now)
    phrases: Callable[[str], Phrases] = _in_english
    languages: tuple[str, ...] = ("en",)
    """The codes of the languages in which we can say it."""
    asks_after: timedelta = timedelta(seconds=20)
    """How long after the last message of a burst its author is asked about what waits."""
    doors: Mapping[str, str] = field(default_factory=dict)
    """The platform of every door, by the door's name."""
    invitation: Callable[[str, str], str] = _no_link
    """The link that opens a private conversation through a door and hands over a code; or ""."""
    wrote: set[tuple[str, str]] = field(default_factory=set, repr=False)
    """Who, by which door, has just pressed Start: what could not be shown to them before can be."""
    changes: int = 0
    """How often acts have changed the directory in the database since the start."""
    taken_up: int = 0
    """How many of those changes `directory` has."""
    reopened: set[str] = field(default_factory=set)
    """Rooms that may have again what they could not: looked at once more after that is durable."""
    tally: Tally = field(default_factory=Uncounted)
    albums: dict[tuple[str, str], list[Said]] = field(default_factory=dict, repr=False)
    healths: Mapping[str, Health] = field(default_factory=dict)
    """How each door is, by its name; the doors keep it true."""
    looked: Callable[[], datetime | None] = _never
    """When all that falls due was last looked at to the end."""
    derived: dict[str, object] = field(default_factory=dict, repr=False)
    """What wings have worked out from what is durable, each under its name; it ends with us."""
    jitter: Callable[[], float] = field(
        default=lambda: 0.5 + secrets.SystemRandom().random() / 2,
    )

    @property
    def stale(self) -> bool:
        """Whether an act has changed the directory and `directory` does not have it yet."""
        return self.changes != self.taken_up

    def shut(self, door: str) -> bool:
        """Tell whether a platform is out of reach by a door, or has shut us out."""
        health = self.healths.get(door)
        return health is not None and health.state in ("down", "locked out")
