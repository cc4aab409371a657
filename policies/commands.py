"""The one grammar of all surfaces: a verb and its words, declared once for each verb.

Slack: `/tocsin <verb> …`, shortcuts and buttons. Telegram: `/<verb> …` and buttons. Help,
Telegram's menu and Slack's manifest are made from the declarations.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from policies.access import Who
from policies.speech.words import Words

LEADS: Final = {"slack": "/tocsin ", "telegram": "/"}
"""What stands before a verb, by platform."""
_LONGEST_VERB: Final = 32
_VERB: Final = re.compile(r"/?(?P<verb>[A-Za-z][A-Za-z0-9_-]{0,31})(?:@\w{1,32})?(?=\s|$)")


Unopened: TypeAlias = Literal["nothing", "alone", "anything"]
"""What of a command a phone at risk may type whose PIN was not given: the verb alone, or all."""


class Where(StrEnum):
    """Where a command may be typed."""

    ANYWHERE = "anywhere"
    PRIVATE = "private"
    ROOM = "room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One verb.

    `usage` is how it is typed, the same in every language; `summary` says in a language what it
    does. `seats` lets an account that several people use call it. `listed` is false for what only
    buttons and links type; `shortcut` names it in the menu behind a Slack message (24 characters);
    `daily` puts it on the short list that `help` shows first. `unopened` is what of it is done for
    somebody at risk who has a PIN and did not give it: only what reveals and changes nothing, or
    what locks.
    """

    name: str
    who: Who
    usage: str
    summary: Callable[[Words], str]
    where: Where = Where.ANYWHERE
    seats: bool = False
    listed: bool = True
    shortcut: str = ""
    daily: bool = False
    aliases: tuple[str, ...] = ()
    unopened: Unopened = "nothing"

    def needs_pin(self, line: "Line") -> bool:
        """Tell whether a line of this verb is done only once a PIN was given, where one is set."""
        return self.unopened == "nothing" or (self.unopened == "alone" and bool(line.rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was typed: a verb in small letters, the words behind it, and all that stands there."""

    verb: str
    words: tuple[str, ...] = field(default=(), repr=False)
    rest: str = field(default="", repr=False)


def parse(typed: str) -> Line:
    """Return what a line says; a line that begins with no verb has its first word as one, cut."""
    stripped = typed.strip()
    found = _VERB.match(stripped)
    if found is None:
        # A digit answers, with or without what begins a command.
        first, _, rest = stripped.removeprefix("/").partition(" ")
        return Line(verb=first[:_LONGEST_VERB], words=tuple(rest.split()), rest=rest.strip())
    rest = stripped[found.end() :].strip()
    return Line(verb=found["verb"].lower(), words=tuple(rest.split()), rest=rest)
