"""Election calendars in iCalendar form (RFC 5545) as elections: all of a file, or what is wrong.

An event is an election: UID gives its id, SUMMARY its name, DTSTART and DTEND its days and, where
they are times, when the polls open and close, CATEGORIES places such as "country:KE". An event that
is cancelled is left out; one that recurs is refused, for no election does. Definitions of zones are
not believed: TZID must name one of the IANA database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from policies.times.elections import Election
from policies.times.folds import BadCalendar, Broken, ContentLine, Reason, content_lines
from policies.times.moments import MINUTES_A_DAY
from policies.times.zones import is_zone, zone

MOST_EVENTS: Final = 500
_DEEPEST: Final = 4
_LONGEST_NAME: Final = 200
_LONGEST_ID: Final = 64
_LONGEST_ELECTION: Final = timedelta(days=59)
_DATE: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})[0-9]{2}(Z?)")
_DURATION: Final = re.compile(
    r"\+?P(?:([0-9]{1,2})W|(?:([0-9]{1,2})D)?(?:T(?:([0-9]{1,2})H)?(?:([0-9]{1,2})M)?)?)"
)
_PLACE: Final = re.compile(r"country:[A-Z]{2}")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ODD: Final = re.compile(r"[^a-z0-9._-]+")
_ESCAPE: Final = re.compile(r"\\(.)")
_COMMA: Final = re.compile(r"(?<!\\),")
_RECURRING: Final = frozenset({"RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"})
_ONCE: Final = frozenset({"UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "STATUS"})


@dataclass(slots=True, kw_only=True)
class _Event:
    line: int
    found: dict[str, ContentLine] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """A DTSTART or DTEND: a day, and the minute of it where it is a time."""

    day: date
    minute: int | None
    zone: str


def read_calendar(data: bytes, default: str) -> tuple[Election, ...] | BadCalendar:
    """Return the elections of a file, by `default` (an IANA name) where it names no zone."""
    try:
        found = _elections(_events(content_lines(data)), default)
    except Broken as broken:
        return broken.fault
    return found or BadCalendar(line=0, reason=Reason.NO_EVENT, about="VEVENT")


def _elections(events: Iterable[_Event], default: str) -> tuple[Election, ...]:
    found: dict[str, Election] = {}
    for event in events:
        status = event.found.get("STATUS")
        if status is not None and status.value.upper() == "CANCELLED":
            continue
        one = _election(event, default)
        if one.id in found:
            raise Broken(event.line, Reason.SAME_EVENT, "UID")
        found[one.id] = one
    return tuple(found.values())


def _events(lines: Iterable[ContentLine]) -> list[_Event]:
    events: list[_Event] = []
    inside: list[str] = []
    line = 0
    for one in lines:
        line = one.line
        if not inside and (line != 1 or not _begins(one, "VCALENDAR")):
            raise Broken(line, Reason.NOT_A_CALENDAR)
        if one.name == "BEGIN":
            _enter(one, inside, events)
        elif one.name == "END":
            if one.value.upper() != inside.pop():
                raise Broken(line, Reason.NESTING, "END")
        elif inside == ["VCALENDAR", "VEVENT"]:
            _keep(events[-1], one)
        elif inside == ["VCALENDAR"] and one.name == "VERSION" and one.value.strip() != "2.0":
            raise Broken(line, Reason.NOT_A_CALENDAR, "VERSION")
    if inside or not line:
        raise Broken(line, Reason.NESTING if line else Reason.NOT_A_CALENDAR)
    return events


def _begins(one: ContentLine, kind: str) -> bool:
    return one.name == "BEGIN" and one.value.upper() == kind


def _enter(one: ContentLine, inside: list[str], events: list[_Event]) -> None:
    if len(inside) >= _DEEPEST or (inside and _begins(one, "VCALENDAR")):
        raise Broken(one.line, Reason.NESTING, "BEGIN")
    if _begins(one, "VEVENT"):
        if inside != ["VCALENDAR"]:
            raise Broken(one.line, Reason.NESTING, "VEVENT")
        if len(events) >= MOST_EVENTS:
            raise Broken(one.line, Reason.TOO_MANY_EVENTS, "VEVENT")
        events.append(_Event(line=one.line))
    inside.append(one.value.upper())


def _keep(event: _Event, one: ContentLine) -> None:
    if one.name in _RECURRING:
        raise Broken(one.line, Reason.RECURS, one.name)
    if one.name == "CATEGORIES":
        for place in _COMMA.split(one.value):
            text = _unescaped(place).strip()
            if _PLACE.fullmatch(text) and text not in event.places:
                event.places.append(text)
    elif one.name in _ONCE:
        if one.name in event.found:
            raise Broken(one.line, Reason.TWICE, one.name)
        event.found[one.name] = one


def _election(event: _Event, default: str) -> Election:
    starts = _edge(_needed(event, "DTSTART"), default)
    last, closes = _end(event, starts, default)
    if not timedelta(0) <= last - starts.day <= _LONGEST_ELECTION:
        raise Broken(event.line, Reason.ORDER, "DTEND")
    opens = starts.minute if closes is not None else None
    if opens is not None and closes is not None and opens >= closes:
        raise Broken(event.line, Reason.ORDER, "DTEND")
    return Election(
        id=_identifier(_needed(event, "UID")),
        name=_name(_needed(event, "SUMMARY")),
        zone=starts.zone,
        day=starts.day.isoformat(),
        last="" if last == starts.day else last.isoformat(),
        polls_open=opens,
        polls_close=closes if opens is not None else None,
        places=tuple(event.places),
    )


def _needed(event: _Event, name: str) -> ContentLine:
    found = event.found.get(name)
    if found is None:
        raise Broken(event.line, Reason.MISSING, name)
    return found


def _edge(one: ContentLine, default: str) -> _Edge:
    where = one.parameters.get("TZID", "").removeprefix("/") or default
    if not is_zone(where):
        raise Broken(one.line, Reason.ZONE, one.name)
    try:
        if one.parameters.get("VALUE", "").upper() == "DATE":
            return _Edge(day=_day(_matched(one, _DATE)), minute=None, zone=where)
        match = _matched(one, _TIME)
        wall = datetime.combine(_day(match), datetime.min.time()).replace(
            hour=int(match[4]), minute=int(match[5])
        )
        if match[6]:
            wall = wall.replace(tzinfo=UTC).astimezone(zone(where)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Broken(one.line, Reason.TIME, one.name) from None
    return _Edge(day=wall.date(), minute=wall.hour * 60 + wall.minute, zone=where)


def _matched(one: ContentLine, shape: re.Pattern[str]) -> re.Match[str]:
    match = shape.fullmatch(one.value)
    if match is None:
        raise Broken(one.line, Reason.TIME, one.name)
    return match


def _day(match: re.Match[str]) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _end(event: _Event, starts: _Edge, default: str) -> tuple[date, int | None]:
    """Return the last day and the minute at which the polls close; DTEND is not a part of it."""
    written, lasts = event.found.get("DTEND"), event.found.get("DURATION")
    if written is None and lasts is None:
        return starts.day, None
    if written is not None and lasts is not None:
        raise Broken(lasts.line, Reason.TWICE, "DURATION")
    try:
        if lasts is not None:
            return _after(lasts, starts)
        if written is None:
            return starts.day, None
        ends = _edge(written, default)
        if ends.zone != starts.zone or (ends.minute is None) != (starts.minute is None):
            raise Broken(written.line, Reason.TIME, "DTEND")
        return _closing(datetime.combine(ends.day, datetime.min.time()), ends.minute)
    except OverflowError:
        raise Broken(event.line, Reason.TIME, "DTEND") from None


def _after(lasts: ContentLine, starts: _Edge) -> tuple[date, int | None]:
    match = _DURATION.fullmatch(lasts.value)
    if match is None or not any(match.groups()):
        raise Broken(lasts.line, Reason.TIME, "DURATION")
    weeks, days, hours, minutes = (int(one or 0) for one in match.groups())
    if starts.minute is None and (hours or minutes):
        raise Broken(lasts.line, Reason.TIME, "DURATION")
    ends = datetime.combine(starts.day, datetime.min.time()) + timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes + (starts.minute or 0)
    )
    if starts.minute is None:
        return _closing(ends, None)
    midnight = ends.replace(hour=0, minute=0)
    return _closing(midnight, round((ends - midnight) / timedelta(minutes=1)))


def _closing(day: datetime, minute: int | None) -> tuple[date, int | None]:
    """The end of an event at midnight is that of the day before, as is the end of whole days."""
    if minute:
        return day.date(), minute
    return day.date() - timedelta(days=1), None if minute is None else MINUTES_A_DAY


def _identifier(one: ContentLine) -> str:
    """Return the part of a UID before its "@", in the letters of the directory."""
    name = _ODD.sub("-", _unescaped(one.value).partition("@")[0].lower()).strip("-._")
    if len(name) > _LONGEST_ID or not _ID.fullmatch(name):
        raise Broken(one.line, Reason.IDENTIFIER, "UID")
    return name


def _name(one: ContentLine) -> str:
    name = " ".join(_unescaped(one.value).split())
    if not name or len(name) > _LONGEST_NAME:
        raise Broken(one.line, Reason.NAME, "SUMMARY")
    return name


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda one: "\n" if one[1] in "nN" else one[1], text)
