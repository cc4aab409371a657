"""Reading a report: what was seen, and what stands in lines of its own ("Place: Kisumu")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from policies.alerts.interference import KINDS, Interference
from policies.fields import Fields
from policies.intake.report import LONGEST_FIELD, LONGEST_TEXT, MOST_LINKS
from policies.labels import Label, stricter_than
from policies.messages.message import Part, PartKind
from policies.readings import Kind
from policies.readings import read_text as read_label
from policies.text import Text
from policies.times.moments import at_day
from policies.times.windows import time_of_day
from policies.times.zones import zone_named

_LINE: Final = re.compile(
    r"(?i)^[ \t]*(place|where|language|first seen|seen|reach|kinds?|links?)[ \t]*:[ \t]*(\S.*?)\s*$"
)
_LINK: Final = re.compile(r"https?://[^\s<>\"']{1,500}", re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BETWEEN: Final = re.compile(r"[,;\s]+")
_OLDEST: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)
_NAMES: Final = {
    "where": "place",
    "seen": "first_seen",
    "first seen": "first_seen",
    "kind": "kinds",
    "link": "links",
}
_MOST_LINES: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was read: `text` without the lines that say the rest.

    `wrong` names what a field holds that cannot be taken ("first_seen", "kinds"), "" where nothing.
    """

    text: str = field(repr=False)
    place: str = field(default="", repr=False)
    language: str = field(default="", repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    first_seen: datetime | None = None
    reach: str = field(default="", repr=False)
    interference: tuple[Interference, ...] = ()
    wrong: str = ""


def read_text(text: str, now: datetime) -> Seen:
    """Return what a message reports; a line that cannot be read stays in the text as it is."""
    kept: list[str] = []
    held: dict[str, str] = {}
    for line in text.split("\n", _MOST_LINES):
        found = _LINE.match(line)
        name = "" if found is None else found[1].lower()
        name = _NAMES.get(name, name)
        if found is None or name in held or _with(Seen(text=""), name, found[2], now).wrong:
            kept.append(line)
        else:
            held[name] = found[2]
    whole = "\n".join(kept).strip() or text.strip()
    seen = Seen(text=_cut(whole, LONGEST_TEXT), links=_links(whole))
    for name, said in held.items():
        seen = _with(seen, name, said, now)
    return seen


def read_fields(fields: Fields, now: datetime) -> Seen:
    """Return what a form reports; `wrong` names the field that cannot be taken."""
    held = {name: " ".join(said) if name == "kinds" else said[0] for name, said in fields if said}
    text = held.get("seen", "").strip()
    seen = Seen(text=_cut(text, LONGEST_TEXT), links=_links(text))
    for name in ("place", "language", "links", "first_seen", "reach", "kinds"):
        if held.get(name, "").strip():
            seen = _with(seen, name, held[name].strip(), now)
    return seen


def _with(seen: Seen, name: str, said: str, now: datetime) -> Seen:
    match name:
        case "place":
            return replace(seen, place=_flat(said))
        case "language":
            return replace(seen, language=_flat(said))
        case "reach":
            return replace(seen, reach=_flat(said))
        case "links":
            links = tuple(dict.fromkeys((*seen.links, *_links(said))))[:MOST_LINKS]
            return replace(seen, links=links, wrong=seen.wrong or ("" if links else "links"))
        case "first_seen":
            when = read_past(said, now)
            wrong = seen.wrong or ("first_seen" if when is None else "")
            return replace(seen, first_seen=when, wrong=wrong)
    kinds = [KINDS.get(one) for one in _BETWEEN.split(said.lower().strip()) if one]
    if not kinds or None in kinds:
        return replace(seen, wrong=seen.wrong or "kinds")
    meant = tuple(one for one in Interference if one in kinds)
    return replace(seen, interference=meant)


def read_past(said: str, now: datetime) -> datetime | None:
    """Return the instant (UTC) that "2026-12-01 18:00 Kyiv" or "18:00 Kyiv" means; None for others.

    Without a day it is the last time that it was so late; without a zone UTC. Not what is to come,
    and nothing more than a year ago: nothing is guessed.
    """
    words = said.split()
    day = words.pop(0) if words and _DATE.fullmatch(words[0]) else ""
    minutes = time_of_day(words.pop(0)) if words else None
    where = zone_named(" ".join(words)) if words else "UTC"
    if not isinstance(minutes, int) or not isinstance(where, str):
        return None
    try:
        if day:
            found = at_day(date.fromisoformat(day), minutes, where).instant
        else:
            today = now.astimezone(UTC).date()
            every = (at_day(today + at * _DAY, minutes, where).instant for at in (1, 0, -1))
            found = next(one for one in every if one <= now)
    except (ValueError, OverflowError, StopIteration):
        return None
    return found if now - _OLDEST <= found <= now else None


def _links(text: str) -> tuple[str, ...]:
    found = (one.rstrip(".,;:!?)»”") for one in _LINK.findall(text))
    return tuple(dict.fromkeys(found))[:MOST_LINKS]


def _flat(said: str) -> str:
    return _cut(" ".join(said.split()), LONGEST_FIELD)


def _cut(said: str, longest: int) -> str:
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"


def fits(text: str, label: Label | None) -> bool:
    """Tell whether words may stand beside something of a label: none of theirs is stricter.

    What cannot be read for certain may not.
    """
    reading = read_label(Text.of(text))
    if reading.kind in (Kind.SUSPICIOUS, Kind.CONFLICT) and not reading.mere_mention:
        return False
    return label is not None and not any(stricter_than(one, label) for one in reading.mentioned)


def words_of(parts: Iterable[Part]) -> str:
    """Return the words of a message without its label, and what was forwarded or quoted in it."""
    told: list[str] = []
    for part in parts:
        if part.kind is PartKind.ATTACHMENT:
            continue
        text = part.text.without(part.reading.cut) if part.reading.cut else part.text
        told.append(text.plain.strip())
    return "\n".join(one for one in told if one)
