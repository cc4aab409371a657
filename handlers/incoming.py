"""What comes in at a door, trusted by nobody. Texts stay out of `repr`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from policies.fields import Fields
from policies.messages.files import FileKind
from policies.messages.message import PartKind
from policies.readings import Where
from policies.speech.words import Words
from policies.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where something was said: the platform's id of the channel, and of the topic in it."""

    channel: str = field(repr=False)
    topic: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who said it, by the platform's id; names are only names. `team` is a Slack workspace, or "".

    `verified` is false for webhooks, anonymous admins, channels and everything without a user.
    """

    user: str = field(default="", repr=False)
    team: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    bot: bool = False
    verified: bool = True
    guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The message of another conversation that a part was taken from, by the platform's ids.

    `inside` says that only those in that conversation, of the same workspace, could read it.
    """

    channel: str = field(repr=False)
    number: str = field(default="", repr=False)
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPart:
    """One part of what was said; what is no text of the sender's own may have more.

    A `source`, a name that nobody checked; an `origin`, where a platform tells whence it is taken.
    """

    kind: PartKind = PartKind.OWN
    where: Where = Where.TEXT
    text: Text
    source: str = field(default="", repr=False)
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFile:
    """A file that came with what was said; nothing of it is more than a claim. `size` is in bytes.

    `handle` is what the door fetches it by, "" where it cannot: it is kept `elsewhere`, or shown by
    its name alone; `unique` stays the same in every edit.
    """

    handle: str = field(repr=False)
    unique: str = field(default="", repr=False)
    kind: FileKind
    name: str = field(default="", repr=False)
    claimed: str = ""
    size: int | None = None
    elsewhere: bool = False

    def words(self) -> SaidPart:
        """Return its name as a part of what was said: it may bear a label."""
        return SaidPart(kind=PartKind.ATTACHMENT, where=Where.FILENAME, text=Text.of(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as the platform told it, new or edited.

    `event` is the id that a redelivery repeats; `number` the message's id in its room; `written`
    is UTC; `sequence` orders messages of one room written in the same microsecond; `reply_to` is
    the number of what it answers (in Slack the thread's root); `ours` is the delivery key found in
    a post of our own; posts of one `album` are one message. `automatic` is a channel's post that
    the platform itself passed on into the group that belongs to the channel.
    """

    event: str = field(repr=False)
    room: Room
    number: str = field(repr=False)
    written: datetime
    sequence: int = 0
    sender: Sender
    parts: tuple[SaidPart, ...]
    reply_to: str | None = field(default=None, repr=False)
    edited: bool = False
    caught_up: bool = False
    ours: str | None = None
    automatic: bool = False
    files: tuple[SaidFile, ...] = ()
    album: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """A message that was deleted on its platform."""

    event: str = field(repr=False)
    room: Room
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line that somebody typed, such as `/delete` as a reply, or that a button typed.

    `number` is the message's own id, "" where there is none (Slack's slash commands); of a button
    that was `pressed` it is the id of the message under which the button stands. `query` is what
    the platform wants answered after it is durable (Telegram's callback id), "" where nothing.
    `about` is the message that a `share`, `new` or `report`, or in private a `to`, is about, as the
    platform hands it over: it is told with no other line, and kept by nobody unless it is sent.
    `files` came with the line, which is then their caption; posts of one `album` belong together.
    `fields` is what a form holds; where a home was `opened`, nobody is answered in words.
    """

    event: str = field(repr=False)
    room: Room
    number: str = field(repr=False)
    written: datetime
    sender: Sender
    line: str = field(repr=False)
    reply_to: str | None = field(default=None, repr=False)
    private: bool = False
    pressed: bool = False
    query: str = field(default="", repr=False)
    about: Said | None = field(default=None, repr=False)
    files: tuple[SaidFile, ...] = ()
    album: str = field(default="", repr=False)
    fields: Fields = field(default=(), repr=False)
    opened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """What somebody put under a message, or took back, at the instant `at` (UTC).

    `emoji` are characters, or `:name:` for those without one; "set" says that they are all of that
    `account` now, else they are added to the others or removed. The room has no topic.
    """

    event: str = field(repr=False)
    room: Room
    number: str = field(repr=False)
    at: datetime
    sender: Sender
    account: str = field(repr=False)
    change: Literal["set", "add", "remove"]
    emoji: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A room whose platform id changed (Telegram: a group became a supergroup)."""

    event: str = field(repr=False)
    room: Room
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """People who came into a room; `asking` says that they only asked to be let in."""

    event: str = field(repr=False)
    room: Room
    people: tuple[Sender, ...]
    asking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody who went out of a room."""

    event: str = field(repr=False)
    room: Room
    sender: Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged:
    """What became of a room: shared with another workspace, given another id, or of us in it."""

    event: str = field(repr=False)
    room: Room
    what: Literal["shared", "renumbered", "demoted", "promoted", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Who is in a room by its platform, now: `count` and `people` are without this door's bot.

    `complete` says that `people` are all, else they are those among whom it was `asked`; `watched`
    that the platform tells us who comes and goes.
    """

    count: int
    people: tuple[Sender, ...] = field(repr=False)
    complete: bool
    asked: frozenset[str] = field(default=frozenset(), repr=False)
    public: bool = False
    shared: bool = False
    watched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something of a span of time (UTC) that cannot be read any more.

    In one channel, None for every room of the door. `what`: "everything" that was said; what was
    said "meanwhile", while the door was away at some time in the span; or only what became of
    "older" messages, written before the instant `before`: answers, edits, deletions.
    """

    event: str = field(repr=False)
    since: datetime
    until: datetime
    channel: str | None = field(default=None, repr=False)
    what: Literal["everything", "meanwhile", "older"] = "everything"
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An event of which nothing is kept but that it came: of no interest, or malformed.

    `error` says what was wrong with a malformed one, without any of its content; None otherwise.
    """

    event: str = field(repr=False)
    kind: str
    error: str | None = None


Incoming: TypeAlias = (
    Said | Deleted | Typed | Reacted | Moved | Joined | Left | RoomChanged | Missed | Unread
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a door has read: `name` is "updates" (Telegram) or a channel's id (Slack).

    A Slack channel has two more, with its id: "floor:", where it stood when it was first seen, and
    "heard:", until when nothing was missed in it.
    """

    name: str = field(repr=False)
    value: str = field(repr=False)


class Inbox(Protocol):
    """Where a door puts what came in."""

    async def receive(
        self, door: str, events: Sequence[Incoming], cursor: Cursor | None = None
    ) -> None:
        """Return once every event and the cursor are durable, or raise if they are not.

        Events of one call are taken in order. A redelivered one is recognised and not taken twice.
        """

    async def cursors(self, door: str) -> dict[str, str]:
        """Return how far the door has read, by the cursor's name."""

    async def threads(self, door: str, channel: str, since: datetime) -> list[str]:
        """Return the numbers of the messages of `channel` relayed since then, oldest first."""

    def rooms(self, door: str) -> frozenset[str]:
        """Return the channels that the directory knows behind this door, as they are now."""

    def words(self, door: str, user: str) -> Words:
        """Return the words of the language in which a person reads what comes through this door."""

    async def begun(self, door: str, typed: Typed) -> Fields | None:
        """Return what the form of a line holds to begin with; None where it is asked for none."""

    async def wrong(self, door: str, typed: Typed) -> tuple[str, str] | None:
        """Return which field of a form is wrong ("": the form as a whole), and why; None: none."""


Catching: TypeAlias = Literal["waiting", "running", "done", "failed"]
