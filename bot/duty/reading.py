"""Rotas and elections as stewards type them, read into what the directory keeps.

A rota: "people ana ben at 06:00 mon 18:00 zone Kyiv from 2026-12-01 hours 18:00-06:00", and behind
"below" those who are on duty where these are not. An election: "2027-08-10 to 2027-08-12 zone
Nairobi polls 06:00-17:00 places country:KE name Kenya votes".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final

from policies.community.tables import ID, TAG, is_name
from policies.duty.rota import Handover, Layer, Rota
from policies.times.elections import Election
from policies.times.recurring import day_of_week
from policies.times.refusals import Refusal
from policies.times.windows import read_window, time_of_day
from policies.times.zones import zone_named

_OF_A_ROTA: Final = ("people", "at", "zone", "from", "hours")
_OF_AN_ELECTION: Final = ("to", "zone", "polls", "places")
_BELOW: Final = "below"
_NAME: Final = re.compile(r"(?:^|\s)name\s+(.+)$", re.DOTALL | re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):
    """A line cannot be read for certain.

    With a refusal where a time or a zone is the reason, and the word that names nobody who may be;
    `of` is the field of a form that holds what is wrong.
    """

    def __init__(self, refusal: Refusal | None = None, *, nobody: str = "", of: str = "") -> None:
        super().__init__()
        self.refusal = refusal
        self.nobody = nobody
        self.of = of


def read_rota(before: Rota, words: Sequence[str], person: Callable[[str], str | None]) -> Rota:
    """Return a rota with what the words say in the place of what it had; raises Unreadable.

    `person` returns the id of whom a word means, None for nobody whom the caller may name.
    """
    first, *below = _parts(words)
    told = _told(first, _OF_A_ROTA)
    layers = [_layer(before.layers[0], told, person)]
    layers += [_layer(_NOBODY, _told(one, _OF_A_ROTA), person) for one in below]
    if not below:
        layers += before.layers[1:]
    after = replace(before, layers=tuple(layers))
    if "zone" in told:
        after = replace(after, zone=_zone(told["zone"]))
    if "from" in told:
        after = replace(after, start=_day(told["from"]))
    return after


_NOBODY: Final = Layer(people=(), handovers=())


def no_rota(name: str, organisation: str, zone: str, start: date) -> Rota:
    """Return a rota that says nothing yet."""
    return Rota(
        id=name, organisation=organisation, zone=zone, start=start.isoformat(), layers=(_NOBODY,)
    )


def _parts(words: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word.lower() == _BELOW:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _told(words: Iterable[str], keys: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the words behind each key."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for word in words:
        key = word.lower()
        if key in keys and key not in found:
            here = found[key] = []
        elif here is None or key in keys:
            raise Unreadable
        else:
            here.append(word)
    # Without people it can be read: what is wrong with it then is that nobody takes turns.
    if any(not values for key, values in found.items() if key != "people"):
        raise Unreadable
    return found


def _layer(
    before: Layer, told: Mapping[str, list[str]], person: Callable[[str], str | None]
) -> Layer:
    layer = before
    if "people" in told:
        layer = replace(layer, people=tuple(_people(told["people"], person)))
    if "at" in told:
        layer = replace(layer, handovers=tuple(_handovers(told["at"])))
    if "hours" in told:
        layer = replace(layer, hours=_hours(told["hours"]))
    return layer


def _people(words: Sequence[str], person: Callable[[str], str | None]) -> Iterable[str]:
    for word in words:
        found = person(word.strip(","))
        if found is None:
            raise Unreadable(nobody=word)
        yield found


def _handovers(words: Sequence[str]) -> Iterable[Handover]:
    day: int | None = None
    for word in words:
        named = day_of_week(word.lower().strip(","))
        if named is not None and day is None:
            day = named
            continue
        at = time_of_day(word.strip(","))
        if isinstance(at, Refusal):
            raise Unreadable(at)
        yield Handover(at=at, day=day)
        day = None
    if day is not None:
        raise Unreadable


def _hours(words: Sequence[str]) -> tuple[int, int] | None:
    if [one.lower() for one in words] == ["all"]:
        return None
    window = read_window("".join(words), "UTC")
    if isinstance(window, Refusal):
        raise Unreadable(window)
    return window.start, window.end


def _zone(words: Sequence[str]) -> str:
    found = zone_named(" ".join(words))
    if isinstance(found, Refusal):
        raise Unreadable(found)
    return found


def _day(words: Sequence[str]) -> str:
    try:
        (word,) = words
        if _DATE.fullmatch(word):
            return date.fromisoformat(word).isoformat()
    except ValueError:
        pass
    raise Unreadable


def read_election(name: str, rest: str, before: Election | None) -> Election:
    """Return an election that a line tells, or changes where there was one; raises Unreadable."""
    named = _NAME.search(rest)
    title = " ".join(named[1].split()) if named else ""
    words = (rest[: named.start()] if named else rest).split()
    days: dict[str, str] = {}
    if words and words[0].lower() not in _OF_AN_ELECTION:
        days["day"] = _day(words[:1])
        days["last"] = ""
        words = words[1:]
    told = _told(words, _OF_AN_ELECTION)
    if "to" in told:
        days["last"] = _day(told["to"])
    polls = _polls(told["polls"]) if "polls" in told else None
    places = tuple(dict.fromkeys(told.get("places", ())))
    if any(not TAG.fullmatch(one) for one in places) or (title and not is_name(title)):
        raise Unreadable
    if before is None and not ({"day"} <= days.keys() and "zone" in told and title):
        raise Unreadable
    try:
        one = before or Election(id=name, name=title, zone=_zone(told["zone"]), day=days["day"])
        return replace(
            one,
            **days,
            name=title or one.name,
            zone=_zone(told["zone"]) if "zone" in told else one.zone,
            polls_open=one.polls_open if polls is None else polls[0],
            polls_close=one.polls_close if polls is None else polls[1],
            places=places or one.places,
        )
    except ValueError:
        raise Unreadable from None


def _polls(words: Sequence[str]) -> tuple[int, int]:
    window = read_window("".join(words), "UTC")
    if isinstance(window, Refusal):
        raise Unreadable(window)
    return window.start, window.end


_ANY_DAY: Final = Election(id="any", name="Any", zone="UTC", day="2000-01-01")
_BETWEEN: Final = re.compile(r"[,;\s]+")


def read_form(held: Mapping[str, str]) -> Election | None:
    """Return the election that a form tells by its fields, read as a line is.

    None as long as something that must be answered is not. Raises Unreadable with the field.
    """
    with _in("id"):
        name = held.get("id", "").lower()
        if name and not ID.fullmatch(name):
            raise Unreadable
    with _in("name"):
        title = " ".join(held.get("name", "").split())
        if title and not is_name(title):
            raise Unreadable
    with _in("day"):
        day = _day(held["day"].split()) if held.get("day") else ""
    with _in("zone"):
        zone = _zone(held["zone"].split()) if held.get("zone") else ""
    with _in("last"):
        last = _day(held["last"].split()) if held.get("last") else ""
    with _in("polls"):
        polls = _polls(held["polls"].split()) if held.get("polls") else (None, None)
        if None not in polls:
            # They open before they close, on one day, whichever it is.
            replace(_ANY_DAY, polls_open=polls[0], polls_close=polls[1])
    with _in("places"):
        places = tuple(dict.fromkeys(_BETWEEN.sub(" ", held.get("places", "")).split()))
        if any(not TAG.fullmatch(one) for one in places):
            raise Unreadable
    if not (name and title and day and zone):
        return None
    with _in("last"):
        return Election(
            id=name,
            name=title,
            zone=zone,
            day=day,
            last=last,
            polls_open=polls[0],
            polls_close=polls[1],
            places=places,
        )


@contextmanager
def _in(name: str) -> Iterator[None]:
    """Say of whatever cannot be read there that it stands in this field."""
    try:
        yield
    except Unreadable as fault:
        raise Unreadable(fault.refusal, of=name) from None
    except ValueError:
        raise Unreadable(of=name) from None
