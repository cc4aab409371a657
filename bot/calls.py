"""A call: a line that somebody typed or pressed, with who and where; and what comes of it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.services import Services
from handlers.incoming import Room, Said, SaidFile, Sender
from policies.buttons import Rows
from policies.commands import Line
from policies.community.people import Person
from policies.community.places import Place
from policies.fields import Fields
from policies.text import Text
from storage.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What somebody asks for; whether he may was not asked yet, but for the command's own rule.

    `person` is None for whoever the directory does not know, `place` for a room that it does not
    list and for a private conversation. `number` is the id of the typed message, "" where it has
    none; `reply_to` of the message that it answers or is about. `card` is the id of the card whose
    button was pressed, "" for what was typed. `about` is what a `share` or a `to` is about, by its
    platform; `files` came with the line, in an `album` or alone; `fields` is what a form holds that
    was sent off with the line, () where none was.
    """

    door: str
    platform: str
    event: str = field(repr=False)
    room: Room
    number: str = field(repr=False)
    sender: Sender
    line: Line
    person: Person | None
    place: Place | None
    reply_to: str | None = field(default=None, repr=False)
    private: bool = False
    card: str = ""
    about: Said | None = field(default=None, repr=False)
    files: tuple[SaidFile, ...] = ()
    album: str = field(default="", repr=False)
    fields: Fields = field(default=(), repr=False)

    def held(self, name: str) -> tuple[str, ...]:
        """Return what a field of the form holds; () where it holds nothing, or there is none."""
        return dict(self.fields).get(name, ())

    @property
    def organisation(self) -> str:
        """The caller's organisation, "" for whoever the directory does not know."""
        return "" if self.person is None else self.person.organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """A form that a call lacks: of which command, and the line that it completes.

    What is `held` already is not asked for, and `beside` is handed on with it; what a field
    `begins` with stands there where all of it is seen at once. `people` are the ids of those who
    can be meant where somebody is to be named.
    """

    command: str
    line: str = field(repr=False)
    held: Fields = field(default=(), repr=False)
    beside: Fields = field(default=(), repr=False)
    begins: Fields = field(default=(), repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call comes to: what its caller is told, and the lanes that have work now.

    `refused` says that nothing was done because the caller may not: it is audited as such.
    `buttons` stand below the text, and `picture` is what a QR code beside it says. `asks` says that
    nothing was done yet, and what is to be asked for first. `wrong` says that nothing was done
    because of what a field of a form holds, by its name, or "" where no other words would do; the
    text says why, and stands where the form does. `then` is what is to be done next, as if it had
    been typed: a form that was filled in step by step. `so_far` is the same with what was answered
    up to now, of which is to be told at once what cannot be meant. Without a text nobody is told
    anything (a card that changes says it).
    """

    text: Text | None = None
    asks: Asks | None = None
    wrong: str | None = None
    buttons: Rows = ()
    then: Call | None = field(default=None, repr=False)
    so_far: Call | None = field(default=None, repr=False)
    picture: str = field(default="", repr=False)
    woken: Collection[str] = ()
    refused: bool = False


Verb: TypeAlias = Callable[[Transaction, Services, Call], Awaitable[Answer]]
"""The act of a command, in the transaction of its call."""
Check: TypeAlias = Callable[[Transaction, Services, Call], Awaitable[Answer | None]]
"""Says what a command's act would refuse of a form, and changes nothing; None where nothing is."""
