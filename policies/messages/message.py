"""A message as the house trusts it: who said what where, with a reading on every part."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from policies.labels import Label
from policies.messages.files import File
from policies.readings import Reading
from policies.text import Text

ELSEWHERE: Final = "?"
"""No room's id: a conversation that the directory does not know, and that stays shut."""


class PartKind(StrEnum):
    """Where a part of a message comes from."""

    OWN = "own"
    QUOTE = "quote"
    FORWARD = "forward"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a message with its own reading (docs/labels.md, "Parts").

    `member` is the number of the post it stands in, where that is not the message's own: an album
    is many posts and one message. `source` is whose words they are where they are not the author's,
    a name that nobody checked; `origin` the room that they were taken from, `ELSEWHERE` for one
    that shares with nobody here.
    """

    kind: PartKind
    text: Text
    reading: Reading
    member: str = field(default="", repr=False)
    source: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a message, as far as the directory knows.

    `person` and `organisation` are directory ids; `name` is the profile's own, for an author whom
    the directory does not know; `tag` is four hexadecimal digits of a keyed id; `address` is the
    platform's user id, to which a notice may be sent ("" when nobody can be written to).
    """

    person: str | None = None
    organisation: str | None = None
    name: str = field(default="", repr=False)
    tag: str = ""
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A permission of the source on one message: whom it names, who gave it and when (UTC).

    `to` holds ids of organisations and people, and tags; without `until` it ends with the message.
    """

    to: tuple[str, ...]
    by: str
    given: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sooner:
    """When the copy of one person vanishes (UTC), or with "" for one those in rooms."""

    person: str
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message from a place the directory knows.

    `label` is the label that binds it: its own, its root's or its room's default; None while none
    does. `number` is "channel:number" in the platform's ids. `written` is UTC. `reply_to` and
    `root` are ids of messages; `answers_unknown` says that it answers something never kept.
    `given` is the label that its source gave it afterwards, by a button or a command: it holds
    while the text has none of its own. `shared` says that somebody asked for it to be shared.

    `named` are the people to whom its source addressed it, one by one; `passed` those colleagues to
    whom somebody who got it passed it on; `leave` the permissions of its source; `turned` the ways
    to people that took nothing, where another of theirs was taken; `ends` is when the last of the
    copies vanish, `sooner` those that vanish before it. `resembles` is a stricter message that it
    is like, until its author has `vouched` that it is none of that.
    """

    id: str
    place: str
    organisation: str
    author: Author
    number: str = field(repr=False)
    written: datetime
    sequence: int = 0
    parts: tuple[Part, ...]
    reading: Reading
    label: Label | None
    root: str | None = None
    reply_to: str | None = None
    revision: int = 1
    withdrawn: bool = False
    edited: bool = False
    answers_unknown: bool = False
    given: Label | None = None
    shared: bool = False
    files: tuple[File, ...] = ()
    named: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()
    turned: tuple[str, ...] = ()
    ends: datetime | None = None
    sooner: tuple[Sooner, ...] = ()
    resembles: str = ""
    vouched: bool = False
