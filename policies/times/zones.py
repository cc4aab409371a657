"""Zones by the names of the IANA database, or by the city that such a name ends with.

https://data.iana.org/time-zones/theory.html: names are Area/Location. Abbreviations such as EST
mean several zones, and Etc/GMT+3 lies west of Greenwich: neither is taken.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from policies.times.refusals import Fault, Refusal, refused

_ALIKE: Final = 3
"""So many names are offered for one that is unknown."""
_NEAR: Final = 0.7
_NO_PLACE: Final = re.compile(
    r"(?:Etc|SystemV|posix|right)/.*|.*[0-9].*|[A-Z]{3}|Factory|localtime|posixrules|W-SU"
)
_NO_CITY: Final = ("US/", "Canada/")
"""Their last parts are such as "Eastern", which is no city."""
_ABBREVIATION: Final = re.compile(r"[A-Z]{2,5}(?:[0-9][A-Z]{0,4})?|(?:UTC|GMT)[+-][0-9:]{1,5}")
_SHORT: Final = frozenset(
    (
        "bst", "cat", "cdt", "cest", "cet", "cst", "eat", "edt", "eest", "eet", "est",
        "gst", "hst", "ist", "jst", "mdt", "msk", "mst", "pdt", "pst", "sast", "wat", "wet",
    )
)  # fmt: skip
"""Those that people write in small letters too."""
_UTC: Final = "UTC"
_EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
_STEP: Final = timedelta(days=10)
_STEPS: Final = 600


@cache
def _places() -> dict[str, str]:
    """Return the names of zones, by themselves in small letters."""
    names = {one.lower(): one for one in available_timezones() if not _NO_PLACE.fullmatch(one)}
    return {**names, _UTC.lower(): _UTC}


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """Return the names that end with a city, by that city in small letters."""
    found: dict[str, list[str]] = {}
    for name in sorted(one for one in _places().values() if not one.startswith(_NO_CITY)):
        found.setdefault(name.rpartition("/")[2].lower(), []).append(name)
    return {city: _told_apart(names) for city, names in found.items()}


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return one name of each kind of clock among these: the shortest, of Europe first."""
    clocks: dict[tuple[timedelta | None, ...], str] = {}
    if len(names) == 1:
        return tuple(names)
    for name in sorted(names, key=lambda one: (not one.startswith("Europe/"), "/" not in one, one)):
        clocks.setdefault(_clock(name), name)
    return tuple(clocks.values())


def _clock(name: str) -> tuple[timedelta | None, ...]:
    zone = ZoneInfo(name)
    return tuple((_EARLIEST + at * _STEP).astimezone(zone).utcoffset() for at in range(_STEPS))


def how_many() -> int:
    """Return how many names of zones this machine knows."""
    return len(_places())


def is_zone(name: str) -> bool:
    """Tell whether a text is the name of a zone, exactly as the database spells it."""
    return _places().get(name.lower()) == name


def city_of(name: str) -> str:
    """Return the city that the name of a zone ends with, as people write it."""
    return name.rpartition("/")[2].replace("_", " ")


def zone_named(text: str) -> str | Refusal:
    """Return the IANA name of the zone that a text names.

    "Europe/Kyiv", "Kyiv", "New York" and "UTC" name one, in large or small letters.
    """
    wanted = "_".join(text.split()).lower()
    whole = _places().get(wanted)
    if whole is not None:
        return whole
    found = _cities().get(wanted, ())
    if len(found) == 1:
        return found[0]
    if found:
        return refused(Fault.AMBIGUOUS_ZONE, text, choices=found)
    if text.lower() in _SHORT or _ABBREVIATION.fullmatch(text):
        return refused(Fault.ABBREVIATED_ZONE, text)
    return refused(Fault.UNKNOWN_ZONE, text, choices=_near(wanted))


def _near(wanted: str) -> tuple[str, ...]:
    city = wanted.rpartition("/")[2]
    near = get_close_matches(city[:64], _cities(), n=_ALIKE, cutoff=_NEAR)
    return tuple(_cities()[one][0] for one in near)


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of a name that `is_zone`; raises ValueError for others."""
    if not is_zone(name):
        raise ValueError("is not the name of a zone")
    return ZoneInfo(name)
