"""Whom an alert would go to as things are now, organisation by organisation: what a preview shows.

A reach is what one room, one person who was named, or the people of a chain there would get.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from policies.alerts.sharing import Portion

Kind: TypeAlias = Literal["room", "person", "people"]
Amount: TypeAlias = Literal["nothing", "summary", "part", "text"]
"""The most that comes to an organisation; "part" where some there get less than the text."""
_FIRST: Final[tuple[Amount, ...]] = ("nothing", "summary", "part", "text")
_MORE: Final[dict[Portion, int]] = {"nothing": 0, "summary": 1, "text": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way into an organisation: a room, a person who was named, or people in turn.

    `id` is the room's or the person's, "" for people in turn, of whom there are `count`. `why` says
    by the table of rules what stands against what it does not get. `first` is what is paged at
    once.
    """

    kind: Kind
    id: str = ""
    name: str = field(default="", repr=False)
    count: int = 1
    portion: Portion
    why: str = ""
    first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One organisation by the name that others see, and the ways into it.

    `refused` says that it is left out by a restriction or a wall, although it was meant.
    """

    organisation: str
    name: str = field(repr=False)
    ways: tuple[Way, ...] = ()
    refused: bool = False

    @property
    def reached(self) -> bool:
        """Whether anything goes there."""
        return any(_MORE[one.portion] for one in self.ways)

    @property
    def amount(self) -> Amount:
        """The most that comes there, and whether it comes by every way."""
        if not self.reached:
            return "nothing"
        portions = {one.portion for one in self.ways}
        if "text" not in portions:
            return "summary"
        return "text" if portions == {"text"} else "part"


def ordered(outlooks: Iterable[Outlook]) -> list[Outlook]:
    """Return them with those first who get nothing, then those who get less than others."""
    return sorted(outlooks, key=lambda one: _FIRST.index(one.amount))


def by_portion(ways: Iterable[Way]) -> list[Way]:
    """Return ways into an organisation with those first by which nothing comes, then less."""
    return sorted(ways, key=lambda one: _MORE[one.portion])


def seen(outlooks: Iterable[Outlook]) -> tuple[str, ...]:
    """Return what a preview has shown, as it is remembered: who gets how much, without names."""
    found: dict[str, int] = {}
    for one in outlooks:
        for way in one.ways:
            key = f"{one.organisation} {way.kind} {way.id}".strip()
            found[key] = max(found.get(key, 0), _MORE[way.portion])
    return tuple(f"{much} {key}" for key, much in found.items() if much)


def wider(now: Iterable[str], before: Iterable[str]) -> bool:
    """Tell whether somebody would get more than a preview has shown, or gets anything anew."""
    shown = _amounts(before)
    return any(much > shown.get(key, 0) for key, much in _amounts(now).items())


def lost(now: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    """Return the organisations of which a preview has shown more than goes there now."""
    goes = _amounts(now)
    fewer = (key for key, much in _amounts(before).items() if goes.get(key, 0) < much)
    return tuple(dict.fromkeys(key.partition(" ")[0] for key in fewer))


def _amounts(lines: Iterable[str]) -> dict[str, int]:
    return {key: int(much) for much, _, key in (line.partition(" ") for line in lines)}
