"""Whether a source's organisation lets somebody have more than the label alone does."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.labels import Label, stricter_than
from policies.messages.message import Leave, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A recorded permission of the source's organisation, with those whom it names resolved.

    It covers its label and what is looser, through the day `until` (UTC).
    """

    organisations: frozenset[str]
    label: Label
    until: date | None = None


def covered(organisation: str, label: Label, grants: Iterable[Grant], today: date) -> bool:
    """Tell whether a permission lets an organisation have a text with this label today."""
    return any(
        organisation in grant.organisations
        and not stricter_than(label, grant.label)
        and (grant.until is None or today <= grant.until)
        for grant in grants
    )


_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOUR: Final = re.compile(r"(\d{1,2}):(\d{2})")
_SPAN: Final = re.compile(r"(\d{1,4})(m|h|d)")
_SECONDS: Final = {"m": 60, "h": 3_600, "d": 86_400}
_MOST_TAGGED: Final = 200
_FURTHEST: Final = timedelta(days=732)


class Unreadable(ValueError):
    """A time that cannot be read for certain; nothing is guessed."""


def until(words: Sequence[str], now: datetime) -> datetime:
    """Return the instant that the words behind "until" name, in UTC.

    `2026-12-01` (through that day), `2026-12-01 23:00 UTC`, `23:00 UTC` (the next time that it is
    that late). Raises Unreadable for anything else, for the past, and beyond two years.
    """
    left = list(words)
    if left and left[-1].upper() == "UTC":
        left.pop()
        if not left or not _HOUR.fullmatch(left[-1]):
            raise Unreadable
    elif any(_HOUR.fullmatch(one) for one in left):
        raise Unreadable  # an hour without its zone is somebody's, and nobody knows whose
    day = _DAY.fullmatch(left[0]) if left else None
    hour = _HOUR.fullmatch(left[-1]) if left else None
    if len(left) != (day is not None) + (hour is not None) or not left:
        raise Unreadable
    found = _instant(day, hour, now)
    if not now < found <= now + _FURTHEST:
        raise Unreadable
    return found


def _instant(day: re.Match[str] | None, hour: re.Match[str] | None, now: datetime) -> datetime:
    try:
        date_ = now.date() if day is None else date(*(int(one) for one in day.groups()))
        at = time() if hour is None else time(int(hour[1]), int(hour[2]))
    except ValueError:
        raise Unreadable from None
    found = datetime.combine(date_, at, UTC)
    if hour is None:
        return found + timedelta(days=1)
    return found + timedelta(days=1) if day is None and found <= now else found


def span(word: str, *, longest: timedelta) -> timedelta:
    """Return a span such as `90m`, `2h` or `1d`; raises Unreadable, also for one too long."""
    found = _SPAN.fullmatch(word.lower())
    if found is None:
        raise Unreadable
    length = timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    if not timedelta() < length <= longest:
        raise Unreadable
    return length


def resolved(directory: Directory, names: Iterable[str]) -> frozenset[str]:
    """Return the organisations that ids and tags mean; people are none."""
    wanted = set(names)
    return frozenset(
        one.id for one in directory.organisations if one.id in wanted or wanted & set(one.tags)
    )


def grants_of(directory: Directory, message: Message, now: datetime) -> tuple[Grant, ...]:
    """Return what the source's own permissions on a message let organisations have now."""
    if message.label is None or message.label is Label.RED:
        return ()
    return tuple(
        Grant(organisations=resolved(directory, one.to), label=message.label)
        for one in message.leave
        if in_force(one, now)
    )


def in_force(leave: Leave, now: datetime) -> bool:
    """Tell whether a permission holds at an instant."""
    return leave.until is None or now < leave.until


def recipients(directory: Directory, message: Message, now: datetime) -> tuple[Person, ...]:
    """Return the people who may get a message one by one, by name, each once; never a seat."""
    names = [*message.named, *message.passed]
    names += [name for one in message.leave if in_force(one, now) for name in one.to]
    found = (directory.person_by_id(name) for name in names)
    everyone = [one for one in found if one is not None and not one.seat]
    everyone += tagged(directory, message, now)
    return tuple({one.id: one for one in everyone}.values())


def tagged(directory: Directory, message: Message, now: datetime) -> tuple[Person, ...]:
    """Return the people whom a permission means by a tag of their own, in private.

    Whose organisation may have it in its rooms reads it there: the source's, one that the
    permission names or means by its tag, one that the source addresses anyway. Whoever is at risk
    takes no text that nobody addressed to them by name.
    """
    leaves = [one for one in message.leave if in_force(one, now)]
    names = {name for one in leaves for name in one.to}
    if not names or message.label is None:
        return ()
    label = message.label
    rooms = {message.organisation, *resolved(directory, names)}
    for bridge in directory.bridges_of(message.place):
        if not stricter_than(label, bridge.ceiling):
            rooms |= {*bridge.agreed}
    found = (
        one
        for one in directory.people
        if not names.isdisjoint(one.tags)
        and one.organisation not in rooms
        and not one.seat
        and not at_risk(directory, one)
    )
    return tuple(itertools.islice(found, _MOST_TAGGED))
