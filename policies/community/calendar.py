"""Elections and rotas in the directory: their tables in the file, and the bodies of their rows.

```toml
[[election]]
id = "ke2027"
name = "Kenya: general election"
zone = "Africa/Nairobi"
day = 2027-08-10
polls = "06:00-17:00"
places = ["country:KE"]

[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-12-01
handovers = ["06:00", "mon 18:00"]
people = ["ana", "ben"]
hours = "18:00-06:00"
layers = [{ people = ["cat"], handovers = ["06:00"] }]
```
"""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Final, TypeVar

from policies.community.tables import ID, Table
from policies.duty.rota import Handover, Layer, Rota
from policies.duty.soundness import unsound
from policies.times.elections import Election
from policies.times.moments import MINUTES_A_DAY, clock
from policies.times.recurring import day_of_week
from policies.times.refusals import Refusal
from policies.times.windows import time_of_day
from policies.times.zones import is_zone, zone_named

T = TypeVar("T")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"([0-9]{1,2}:[0-9]{2})-([0-9]{1,2}:[0-9]{2})")
_NOWHERE: Final = "UTC"
_UNKNOWN: Final = date(1970, 1, 1)
"""Stand where a table is refused anyway."""
_MIDNIGHT: Final = "24:00"
_OF_A_LAYER: Final = ("people", "handovers", "hours")


def read_election(table: Table) -> Election:
    """Return an election."""
    name, zone = table.text("name", required=True), read_zone(table)
    day, last = _needed_day(table, "day"), table.day("last")
    polls: tuple[int, int] | None = table.read("polls", None, _polls)
    places = table.tags("places")
    try:
        return Election(
            id=table.identifier(),
            name=name,
            zone=zone,
            day=day.isoformat(),
            last="" if last is None or last == day else last.isoformat(),
            polls_open=None if polls is None else polls[0],
            polls_close=None if polls is None else polls[1],
            places=places,
        )
    except (ValueError, OverflowError) as error:
        key, _, reason = str(error).partition(": ")
        table.fault(key, f"{reason}; correct it")
        return Election(id="", name=name, zone=zone, day=_UNKNOWN.isoformat())


def read_rota(table: Table) -> Rota:
    """Return a rota: its own keys are those of its first layer."""
    return Rota(
        id=table.identifier(),
        organisation=table.identifier("organisation"),
        zone=read_zone(table),
        start=_needed_day(table, "start").isoformat(),
        layers=(_layer(table), *map(_finished_layer, table.inner("layers"))),
    )


def read_zone(table: Table) -> str:
    """Return the zone that a table needs, by its name of the IANA database."""
    return table.read("zone", _NOWHERE, _zone, required=True)


def _finished_layer(table: Table) -> Layer:
    layer = _layer(table)
    table.finish()
    return layer


def _layer(table: Table) -> Layer:
    return Layer(
        people=table.read("people", (), _people, required=True),
        handovers=table.read("handovers", (), _handovers, required=True),
        hours=table.read("hours", None, _hours),
    )


def _needed_day(table: Table, key: str) -> date:
    day = table.day(key)
    if day is None and not table.has(key):
        table.fault(key, "is missing; add it")
    return day or _UNKNOWN


def _zone(value: Any) -> str:
    if isinstance(value, str) and is_zone(value):
        return value
    near = zone_named(value) if isinstance(value, str) else None
    names = near.choices if isinstance(near, Refusal) else (near,) if near else ()
    meant = f", perhaps {' or '.join(names)}" if names else ""
    raise ValueError(f'must be the name of a zone such as "Europe/Kyiv"{meant}')


def _people(value: Any) -> tuple[str, ...]:
    """People may take several turns of a round, so that names may come twice."""
    return _list(value, _person)


def _person(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError("must name people by their ids")
    return value


def _handovers(value: Any) -> tuple[Handover, ...]:
    return _list(value, _handover)


def _handover(value: Any) -> Handover:
    words = value.split() if isinstance(value, str) else []
    day = day_of_week(words[0].lower()) if len(words) > 1 else None
    at = time_of_day(words[-1]) if words else None
    named = len(words) == 1 or (len(words) == 2 and day is not None)  # noqa: PLR2004 - "mon 06:00"
    if not named or not isinstance(at, int):
        raise ValueError('must be a list of times such as "06:00" or "mon 09:00"')
    return Handover(at=at, day=day)


def _list(value: Any, one: Callable[[Any], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise TypeError("must be a list")
    return tuple(one(each) for each in value)


def _hours(value: Any) -> tuple[int, int]:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    edges = (time_of_day(found[1]), time_of_day(found[2])) if found else (None, None)
    if not isinstance(edges[0], int) or not isinstance(edges[1], int) or edges[0] == edges[1]:
        raise ValueError('must be two times of day such as "18:00-06:00"')
    return edges[0], edges[1]


def _polls(value: Any) -> tuple[int, int]:
    """The polls may close with the day."""
    if isinstance(value, str) and value.endswith(f"-{_MIDNIGHT}"):
        opening = time_of_day(value.removesuffix(f"-{_MIDNIGHT}"))
        if isinstance(opening, int):
            return opening, MINUTES_A_DAY
    edges = _hours(value)
    if edges[0] > edges[1]:
        raise ValueError("must open before they close, on one day")
    return edges


def election_body(one: Election) -> dict[str, Any]:
    """Return what a row holds of an election, without what is default."""
    body: dict[str, Any] = {"id": one.id, "name": one.name, "zone": one.zone, "day": one.day}
    if one.last:
        body["last"] = one.last
    if one.polls_open is not None and one.polls_close is not None:
        body["polls"] = f"{clock(one.polls_open)}-{clock(one.polls_close)}"
    if one.places:
        body["places"] = list(one.places)
    return body


def rota_body(one: Rota) -> dict[str, Any]:
    """Return what a row holds of a rota, without what is default."""
    first, *others = one.layers
    body = {"id": one.id, "organisation": one.organisation, "zone": one.zone, "start": one.start}
    layers = {"layers": [_layer_body(other) for other in others]} if others else {}
    return {**body, **_layer_body(first), **layers}


def rota_without(body: dict[str, Any], names: Collection[str]) -> dict[str, Any] | None:
    """Return a rota's row without these people, None where an hour of it is left to nobody."""
    if body["organisation"] in names:
        return None
    parts = [{key: body[key] for key in _OF_A_LAYER if key in body}, *body.get("layers", ())]
    kept = [{**one, "people": [who for who in one["people"] if who not in names]} for one in parts]
    left = [one for one in kept if one["people"]]
    if left == parts:
        return body
    layers = tuple(
        Layer(
            people=tuple(one["people"]),
            handovers=_handovers(one["handovers"]),
            hours=_hours(one["hours"]) if "hours" in one else None,
        )
        for one in left
    )
    rota = Rota(id=body["id"], organisation=body["organisation"], zone=body["zone"],
                start=body["start"], layers=layers)  # fmt: skip
    people = {who for one in left for who in one["people"]}
    return None if unsound(rota, people) else rota_body(rota)


def _layer_body(layer: Layer) -> dict[str, Any]:
    hours = {} if layer.hours is None else {"hours": "-".join(map(clock, layer.hours))}
    return {
        "people": list(layer.people),
        "handovers": [handover_written(one) for one in layer.handovers],
        **hours,
    }


def handover_written(one: Handover) -> str:
    """Return a handover in the form that is read: "06:00" or "mon 09:00"."""
    return clock(one.at) if one.day is None else f"{_DAYS[one.day]} {clock(one.at)}"
