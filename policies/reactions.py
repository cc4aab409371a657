"""The one line that tells in other rooms who has put which emoji under a message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from policies import names
from policies.phrases import Phrases
from policies.text import Run, Style, Text

MOST_EMOJI: Final = 12
"""Different emoji that one line tells; the others are left out."""
MOST_NAMES: Final = 8
"""People that are named at one emoji; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A reaction as one room may see it; without a `name` it is only counted.

    `organisation` is the name that others see, "" where none is known.
    """

    emoji: tuple[str, ...]
    name: str = field(default="", repr=False)
    organisation: str = field(default="", repr=False)
    tag: str = ""
    verified: bool = True
    named: bool = True


def line(shown: Sequence[Shown], phrases: Phrases) -> Text:
    """Return the line that tells them, in the order in which they are given; empty for none.

    Each emoji is told once, with those who put it there by name: a bot's own reaction would stand
    for all of them and name nobody.
    """
    by_emoji: dict[str, list[Shown]] = {}
    for one in shown:
        for emoji in one.emoji:
            by_emoji.setdefault(emoji, []).append(one)
    told = [_told(emoji, by_emoji[emoji], phrases) for emoji in list(by_emoji)[:MOST_EMOJI]]
    if not told:
        return Text()
    words = phrases.conversation.reactions(", ".join(told))
    return Text((Run(text=words, styles=frozenset({Style.ITALIC})),))


def counts(shown: Sequence[Shown], phrases: Phrases) -> Text:
    """Return the same line without any name, for where there is little room."""
    bare = [Shown(emoji=one.emoji, named=False) for one in shown]
    return line(bare, phrases)


def _told(emoji: str, by: Sequence[Shown], phrases: Phrases) -> str:
    mark = names.cleaned(emoji)
    named = [one for one in by if one.named]
    slots = [_slot(one, phrases) for one in named[:MOST_NAMES]]
    others = len(by) - len(slots)
    if not slots:
        return mark if others == 1 else f"{mark} {others}"
    if others:
        slots.append(f"+{others}")
    return f"{mark} {' + '.join(slots)}" if len(slots) == 1 else f"{mark} {', '.join(slots)}"


def _slot(one: Shown, phrases: Phrases) -> str:
    person = names.person(one.name, phrases, verified=one.verified, tag=one.tag)
    house = names.organisation(one.organisation) if one.organisation else ""
    return f"{person} ({house})" if house else person
