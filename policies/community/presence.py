"""What is known of the people in a room, from what its platform told and what a steward attested.

Values alone: each function returns what is known after something happened. A platform names some of
the people (Slack all of them, Telegram those who came while the bot was there) and counts them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, TypeAlias

MOST_NAMED: Final = 2_000
"""People of one room that are kept by name; more are only counted."""
MOST_ERRANDS: Final = 100


class Standing(StrEnum):
    """What an account is to its room, where the directory does not link it to a person."""

    COUNTED = "counted"
    VOUCHED = "vouched"
    OUTSIDER = "outsider"
    GUEST = "guest"


class Pause(StrEnum):
    """Why sharing into a room is paused until a steward or deputy has looked."""

    OUTSIDER = "outsider"
    COUNT = "count"
    SHARED = "shared"
    PUBLIC = "public"
    DEMOTED = "demoted"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One account in a room, by the platform's ids; `guest` is what the platform says of it.

    `standing` counts only while the directory links the account to nobody.
    """

    user: str = field(repr=False)
    team: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    bot: bool = False
    guest: bool = False
    standing: Standing = Standing.COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to be done at the platform for a room: to somebody by the platform's id."""

    what: Literal["approve", "decline", "remove"]
    user: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Who attested how many there are, and when; the directory's ids."""

    number: int
    by: str
    organisation: str
    at: datetime


Linked: TypeAlias = frozenset[str]
"""The accounts, by the platform's user id, that the directory links to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What is known of one room of the directory.

    `count` is how many the platform says there are, without this bot; `explained` how many of them
    are accounted for, None while nobody attested any. `lowered` counts how often the audience was
    lowered. `seen` is when the platform was last asked. `named` are the people (the directory's
    ids) of a closed room; `guests` how many are guests whom the platform does not name. `removing`
    says that it opens by itself once those outside are gone.
    """

    place: str
    members: tuple[Member, ...] = field(default=(), repr=False)
    count: int | None = None
    explained: int | None = None
    attested: Attested | None = None
    public: bool = False
    shared: bool = False
    watched: bool | None = None
    gate: bool = False
    named: frozenset[str] = frozenset()
    pause: Pause | None = None
    since: datetime | None = None
    lowered: int = 0
    seen: datetime | None = None
    errands: tuple[Errand, ...] = field(default=(), repr=False)
    removing: bool = False
    guests: int = 0

    def member(self, user: str) -> Member | None:
        """Return an account that is known to be there."""
        return next((one for one in self.members if one.user == user), None)

    def of(self, *standings: Standing) -> tuple[Member, ...]:
        """Return the accounts of these standings, whoever they are linked to."""
        return tuple(one for one in self.members if one.standing in standings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The people of a room by what they are; `known` says whether these are all there are."""

    linked: int
    vouched: int
    outsiders: int
    known: bool


_OUTSIDE: Final = frozenset({Standing.OUTSIDER, Standing.GUEST})


def reckon(presence: Presence, linked: Linked, attested: int | None) -> Reckoning:
    """Return how many people of a room are what; `attested` is the directory's own number.

    Whoever was named and is not linked counts as the steward said; the rest of the platform's count
    is vouched for as far as the attested number goes, and beyond it they are outsiders.
    """
    explained = presence.explained if presence.explained is not None else attested
    known_linked = sum(one.user in linked for one in presence.members)
    others = [one for one in presence.members if one.user not in linked]
    outside = sum(one.standing in _OUTSIDE for one in others)
    vouched = sum(one.standing is Standing.VOUCHED for one in others)
    room = max(0, (explained or 0) - known_linked - vouched)
    if presence.count is None:
        rest = len(others) - outside - vouched
        return Reckoning(
            linked=known_linked,
            vouched=vouched + (room if explained is not None else 0),
            outsiders=outside + (max(0, rest - room) if explained is not None else 0),
            known=explained is not None,
        )
    rest = max(0, presence.count - known_linked - vouched - outside)
    if explained is None:
        return Reckoning(linked=known_linked, vouched=vouched, outsiders=outside, known=rest == 0)
    return Reckoning(
        linked=known_linked,
        vouched=vouched + min(rest, room),
        outsiders=outside + max(0, rest - room),
        known=True,
    )


def came(
    presence: Presence, who: Member, linked: Linked, *, counted: bool, attested: int | None = None
) -> Presence:
    """Return what is known once somebody came in; who is there already changes nothing.

    Somebody linked is accounted for; whoever else is an outsider, counted at the beginning or not.
    `counted` says that the platform counted before he came; `attested` is the directory's number.
    """
    inside, there = who.user in linked, presence.member(who.user)
    if there is not None and (inside or there.standing is not Standing.COUNTED):
        return presence
    explained = presence.explained if presence.explained is not None else attested
    standing = Standing.COUNTED if inside else Standing.OUTSIDER
    count = presence.count
    if counted and count is not None and there is None:
        count += 1
    others = tuple(one for one in presence.members if one is not there)
    members = (*others, replace(there or who, standing=standing))
    return replace(
        presence,
        members=_bounded(members, linked),
        count=count,
        explained=explained + 1 if inside and explained is not None and counted else explained,
    )


def left(presence: Presence, user: str, linked: Linked, attested: int | None = None) -> Presence:
    """Return what is known once somebody went out: nobody takes his place unseen."""
    member = presence.member(user)
    outside = member is not None and member.standing in _OUTSIDE and user not in linked
    explained = presence.explained if presence.explained is not None else attested
    count = None if presence.count is None else max(0, presence.count - 1)
    if explained is not None and not outside:
        explained = max(0, explained - 1)
    return replace(
        presence,
        members=tuple(one for one in presence.members if one.user != user),
        count=count,
        explained=explained,
        errands=tuple(one for one in presence.errands if one.user != user),
    )


def counted(
    presence: Presence,
    found: Sequence[Member],
    count: int | None,
    linked: Linked,
    *,
    asked_for: frozenset[str] | None,
    at: datetime,
) -> Presence:
    """Return what is known once the platform was asked.

    `found` are those whom it named: all there are, or, with `asked_for`, those among these. At the
    first time those whom nobody links are counted; later each new one among all is an outsider.
    """
    first = presence.seen is None
    before = {one.user: one for one in presence.members}
    now = {one.user: one for one in found}
    fresh_linked = [user for user in now if user not in before and user in linked]
    members = []
    for user, one in now.items():
        old = before.get(user)
        if old is not None:
            members.append(replace(one, standing=old.standing, name=one.name or old.name))
        else:
            stranger = asked_for is None and not first and user not in linked
            members.append(
                replace(one, standing=Standing.OUTSIDER if stranger else Standing.COUNTED)
            )
    if asked_for is not None:
        # Of whom it was not asked, nothing new is known.
        members += [
            one for user, one in before.items() if user not in now and user not in asked_for
        ]
    explained = presence.explained
    if explained is not None and not first:
        grown = max(0, (count or 0) - (presence.count or 0)) if count is not None else 0
        explained += min(len(fresh_linked), grown)
    if explained is not None and count is not None:
        # Whoever vouched for more than there are vouched for nobody who is still to come.
        explained = min(explained, count)
    return replace(
        presence,
        members=_bounded(tuple(members), linked),
        count=count,
        explained=explained,
        seen=at,
    )


def paused(presence: Presence, why: Pause, at: datetime) -> Presence:
    """Return what is known of a room into which sharing is paused; it ends a closed room."""
    if presence.pause is not None:
        return replace(presence, pause=presence.pause, named=frozenset())
    return replace(presence, pause=why, since=at, lowered=presence.lowered + 1, named=frozenset())


def opened(presence: Presence) -> Presence:
    """Return what is known of a room into which sharing goes on."""
    return replace(presence, pause=None, since=None)


def vouched(presence: Presence, attested: Attested, linked: Linked) -> Presence:
    """Return what is known once a steward attested that so many are there and whose they are.

    Everyone who is named and not linked is vouched for from now on; outsiders are none any more.
    """
    members = tuple(
        one if one.user in linked else replace(one, standing=Standing.VOUCHED)
        for one in presence.members
    )
    return replace(
        presence, members=members, explained=attested.number, attested=attested, guests=0
    )


def hosted(presence: Presence, linked: Linked, attested: int | None) -> Presence:
    """Return what is known once the outsiders of a room are its guests."""
    outsiders = reckon(presence, linked, attested).outsiders
    members = tuple(
        replace(one, standing=Standing.GUEST) if one.standing is Standing.OUTSIDER else one
        for one in presence.members
    )
    named = sum(one.standing in _OUTSIDE and one.user not in linked for one in members)
    return replace(presence, members=members, guests=max(0, outsiders - named))


def asked(presence: Presence, *errands: Errand) -> Presence:
    """Return the room with more to be done; each person has one errand, and few wait at all."""
    users = {one.user for one in errands}
    kept = [one for one in presence.errands if one.user not in users]
    return replace(presence, errands=(*kept, *errands)[-MOST_ERRANDS:])


def _bounded(members: tuple[Member, ...], linked: Linked) -> tuple[Member, ...]:
    """Return the members that are kept: those outside first, for they lower the room."""
    if len(members) <= MOST_NAMED:
        return members
    ranked = sorted(members, key=lambda one: (one.standing not in _OUTSIDE, one.user not in linked))
    return tuple(ranked[:MOST_NAMED])
