"""A thing that is to leave: what its wing says should stand at a place, and what stands there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from handlers.door import Limits, Mark
from handlers.incoming import Room
from policies.buttons import Rows
from policies.messages.files import Carried, Refusal
from policies.sharing.decision import Decision
from policies.text import Text
from storage.store import Claim, Copy, Transaction

_REVISIONS: Final = 100_000
"""More than any message has."""
_TOLD_APART: Final = 20_000
"""After so many the numbers come again: what stands is older than that."""
FILES_FROM: Final = 1_000
"""Parts of a copy from here on are files; those below it are its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One post of a copy: words, or files with a caption.

    `others` are the parts of the further messages that a group becomes. `silent` has a caption that
    is not brought up to date. `without` gives the words that stand there instead of files that do
    not go; `singles` are the same files one by one.
    """

    part: int
    text: Text
    carried: tuple[Carried, ...] = ()
    others: tuple[int, ...] = ()
    silent: bool = False
    without: Callable[[Refusal], Text] | None = None
    singles: tuple["Piece", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What should stand at a place: no parts where nothing may.

    `tombstone` replaces a copy that the platform does not let us delete; `buttons` stand below the
    last part. `files` stand behind the parts, or alone on a lane of their own. `pin` asks that the
    first part be pinned where it stands.
    """

    # `told` counts how often the line below the last part has changed; `mark` is the number of
    # somebody's message and what we put under it.
    decision: Decision
    parts: tuple[Text, ...]
    buttons: Rows = ()
    revision: int
    told: int = 0
    mark: tuple[str, Mark] | None = None
    reply_to: str | None = None
    tombstone: Text
    whisper: tuple[Room, str] | None = None
    files: tuple[Piece, ...] = ()
    pin: bool = False

    def revision_of(self, part: int) -> int:
        """Return the revision that a part bears: the last one bears how often it was told too."""
        last = part == len(self.parts) - 1
        return self.revision + (self.told % _TOLD_APART * _REVISIONS if last else 0)


class Matter(Protocol):
    """A thing that was loaded for one place."""

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return what should stand at the place, decided now.

        `standing` is how many parts stand there already; `repeat` marks the one after them.
        """

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Bring the thing's own record in line once its delivery is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What becomes of a thing on its way, told to whoever has to know: a call changes rows alone.

    `settled` is told that it stands there, or that it was not sent once more where it may stand;
    `failed`, each time, the platform's word where a room or a person takes nothing from us. `again`
    is put before what may stand there already; None keeps that from being sent once more.
    """

    settled: Callable[[Transaction, bool], Awaitable[None]]
    failed: Callable[[Transaction, str], Awaitable[None]]
    again: Text | None = None


class Wing(Protocol):
    """What loads things of one kind."""

    async def load(self, tx: Transaction, claim: Claim) -> "Loaded | None":
        """Return the thing and where it goes; None where it no longer is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A thing with the door and the room it goes through, or the person it goes to in private.

    `otherwise` is another way to the same reader, for when that room is closed to us. `place` is
    where the copies stand, where that is not the lane's own name, `thing` what they are copies of,
    where that is not what the delivery names; `files` says that those parts of them are meant that
    are files, and not the others, None that all are. What is `safe` may be done twice: nobody looks
    whether it was. `home` says that it is to stand in the person's home, which shows nothing else.
    `track` is told what becomes of it.
    """

    door: str
    room: Room
    matter: Matter
    person: str = field(default="", repr=False)
    otherwise: "Loaded | None" = None
    place: str = ""
    thing: str = ""
    files: bool | None = False
    safe: bool = False
    track: Track | None = None
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A claimed delivery with what was loaded for it and the copies that stand there.

    `tombstones` are the copies that cannot be deleted; those in `resting` have become tombstones.
    `named` are the parts whose files do not go, with the reasons; `singly` go one by one.
    """

    claim: Claim
    loaded: Loaded
    room: Room
    copies: tuple[Copy, ...]
    limits: Limits
    tombstones: frozenset[str] = frozenset()
    resting: frozenset[str] = frozenset()
    looked: bool = False
    named: Mapping[int, Refusal] = field(default_factory=dict)
    singly: frozenset[int] = frozenset()

    @property
    def door(self) -> str:
        """The name of the door it goes through."""
        return self.loaded.door

    @property
    def turns(self) -> bool:
        """Whether another account of its reader may get it: for certain nothing of it stands."""
        to_person = self.loaded.person != "" and self.claim.thing == "message"
        return to_person and not self.copies and not self.claim.repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What an earlier try may have posted: by its key, from the Unix time `since` (seconds) on.

    `withdrawing` says that nothing is to stand there now.
    """

    room: Room
    key: str
    since: float
    reply_to: str | None
    withdrawing: bool
