"""The socket that every door fits: verbs, limits as data, and the tree of what can go wrong.

    DoorError
    ├── Later            try again: after `after` seconds (429), or soon
    │   └── Lost         the connection broke; the platform may have done it
    ├── Refused          this thing will never be taken as it is
    │   ├── TooLong      cut it smaller and send again
    │   ├── Unfit        this file will not be carried, whoever is to get it
    │   ├── Missing      the message is no longer there (or already deleted)
    │   └── Unchanged    the message already reads so: a success
    ├── Closed           the room does not take anything from us (not in it, blocked, gone)
    │   └── Relocated    the room has a new id
    └── LockedOut        the door itself is not let in (token revoked)

Messages of these errors are the platform's error codes, never what people wrote nor a token.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, TypeAlias

from handlers.http import Route
from handlers.incoming import Catching, Inbox, Room
from handlers.rooms import Rooms
from policies.messages.files import Carries, Refusal
from policies.sharing.clearance import Cleared
from policies.text import Text


class Clock:
    """Time as a door sees it; tests hand in one of their own."""

    def now(self) -> float:
        """Return the Unix time in seconds."""
        return time.time()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""
        await asyncio.sleep(seconds)


_LONGEST_PAUSE: Final = 60.0
_CHANCE: Final = secrets.SystemRandom()


def pause(tries: int, asked_for: float | None) -> float:
    """Return the seconds before the next try to connect.

    As long as the platform asked for, else a second, doubled with every failed try up to a minute,
    less up to a quarter by chance so that doors do not all knock at once.
    """
    if asked_for is not None:
        return max(asked_for, 0.5)
    return min(_LONGEST_PAUSE, 2.0 ** min(tries, 6)) * _CHANCE.uniform(0.75, 1.0)


class DoorError(Exception):
    """Something went wrong at a door; `code` is the platform's own word for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Later(DoorError):
    """The platform asks us to come back after `after` seconds; None when it names no time."""

    def __init__(self, code: str, after: float | None = None) -> None:
        super().__init__(code)
        self.after = after


class Lost(Later):
    """No answer came: the platform may or may not have done what was asked."""


class Refused(DoorError):
    """The platform will never take this."""


class TooLong(Refused):
    """It is too large in one piece."""


class Unfit(Refused):
    """The file is not carried, for a reason of ours; it says nothing about the room."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.name.lower())
        self.reason = reason


class Missing(Refused):
    """The message to edit or delete is not there."""


class Unchanged(Refused):
    """The message already reads like this."""


class Closed(DoorError):
    """The room takes nothing from us."""


class Relocated(Closed):
    """The room has moved to the platform id `to`."""

    def __init__(self, code: str, to: str) -> None:
        super().__init__(code)
        self.to = to


class LockedOut(DoorError):
    """The platform does not let this door in."""


_UNREACHED: Final = frozenset(
    {"not_reached", "bad_address", "no_session", "timed_out", "connection_lost"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What came instead of an answer, as a fact: the code, and whether the platform was reached.

    `lasting` where the token itself is turned away, `passing` where asking more just now is of no
    use.
    """

    code: str
    reached: bool = True
    lasting: bool = False
    passing: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, error: DoorError) -> "Fault":
        """Return the fact that an error tells."""
        reached = error.code not in _UNREACHED
        return cls(
            code=error.code,
            reached=reached,
            lasting=isinstance(error, LockedOut),
            passing=isinstance(error, Later),
        )


_NO_FILES: Final = Carries(largest=0, fetched=0, grouped=1, caption=1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one message may hold: `measure` gives a text's size in the platform's own unit.

    `answers_root` is true where an answer names its thread's root rather than what it answers;
    `history` where what was posted can be looked for; `carries` what it takes of files. `clears` is
    true where in private we may delete what a person wrote to us. `home` is the size of what may
    stand in somebody's home, 0 where there is none.
    """

    size: int
    entities: int | None
    measure: Callable[[Text], int]
    entity_count: Callable[[Text], int]
    answers_root: bool = False
    history: bool = False
    clears: bool = False
    home: int = 0
    carries: Carries = _NO_FILES


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a message now stands: the room as the platform answered, and its number there.

    `others` are the numbers of the further messages that a group of files became.
    """

    room: Room
    number: str = field(repr=False)
    others: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A content on its way in: `size` is what the platform claims now, None for nothing."""

    pieces: AsyncIterator[bytes] = field(repr=False)
    size: int | None = None
    claimed: str = ""
    name: str = field(default="", repr=False)


Mark: TypeAlias = Literal["taken", "everywhere", "none"]
"""What an author sees on a message of their own: it is on its way, it is everywhere, nothing."""


def _uncounted(_seconds: float) -> None:
    """Do nothing: nobody counts."""


@dataclass(slots=True, kw_only=True)
class Health:
    """How a door is; `connected_once` stays true after the first connection since the start.

    `acknowledged` is told the seconds from an event's coming until its platform was told that it is
    kept; of what was read from a history, nothing.
    """

    state: Literal["starting", "connected", "down", "locked out"] = "starting"
    why: str = ""
    connected_once: bool = False
    catching_up: Catching = "waiting"
    acknowledged: Callable[[float], None] = _uncounted


class Door(Rooms, Protocol):
    """One workspace or bot."""

    name: str
    """"slack.main" or "telegram.main"."""
    platform: str
    limits: Limits
    health: Health

    def routes(self) -> Sequence[Route]:
        """Return what the listener is to hand to this door; nothing where nobody is to call."""

    async def run(self, inbox: Inbox) -> None:
        """Connect, catch up and receive until cancelled, keeping `health` true.

        Reconnects by itself and never raises for a platform's fault; a door that is locked out
        keeps trying, ever more slowly (up to 60 s between tries).
        """

    async def close(self) -> None:
        """Give back sockets and sessions."""

    async def post(self, room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        """Send a new message; `reply_to` is the number of what it answers in that room."""

    async def edit(self, room: Room, number: str, what: Cleared) -> None:
        """Replace what a message of ours says; raises Unchanged, Missing."""

    async def delete(self, room: Room, number: str, *, files: bool = False) -> None:
        """Delete a message of ours, with its files; raises Missing when it is already gone."""

    def fetch(self, handle: str) -> AbstractAsyncContextManager[Fetched]:
        """Return a file's content as it comes; raises DoorError, Unfit where it is not there.

        The platform's own host is asked and no other; a redirection is refused.
        """

    async def find(
        self, room: Room, key: str, around: float, reply_to: str | None = None
    ) -> Receipt | None:
        """Find the post of ours that carries `key`, near the Unix time `around` (seconds).

        `reply_to` is what the post was given: an answer is looked for in its thread too.
        None when it is certainly not there. Raises Lost where the platform cannot tell
        (Telegram never can), so that the caller sends again, marked as a repeat.
        """

    async def whisper(self, room: Room, user: str, what: Cleared) -> None:
        """Show `what` in the room to one person only, where the platform can; else do nothing."""

    async def react(self, room: Room, number: str, mark: Mark) -> None:
        """Put our mark under somebody's message in place of the former; raises DoorError."""

    async def pin(self, room: Room, number: str) -> None:
        """Pin a message of ours where it stands, telling nobody; raises DoorError."""

    async def menu(self, user: str, commands: Sequence[tuple[str, str]]) -> None:
        """Show one person, or "" for strangers, a menu of verbs, each with what it does."""

    def invitation(self, code: str) -> str:
        """Return the link that opens a private conversation and hands over a code; or ""."""

    def direct(self, user: str) -> Room:
        """Return the room in which this door writes to one person."""

    def home(self, user: str) -> Room | None:
        """Return the room that is one person's home; None where there are none (Telegram)."""

    def group(self, room: Room) -> bool:
        """Tell whether the room counts as a group for the platform's budgets."""

    def own(self, user: str) -> bool:
        """Tell whether this user id is the door's own bot."""
