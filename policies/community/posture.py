"""A posture: agreements made beforehand for a span of time, signed together, ending by themselves.

posture declare E-1 18:00 to E+1 12:00
default desk TLP:AMBER
permit watch to radio, country:KE TLP:AMBER
approvers stan, wes
deputies nia
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from policies.community.directory import Directory
from policies.community.places import Mode, Place
from policies.labels import Label, stricter_than
from policies.times.elections import OnDay, OnPolls, resolved
from policies.times.moments import Moment, at_instant
from policies.times.refusals import Refusal
from policies.times.whens import read_when

LONGEST: Final = timedelta(days=31)
MOST_TERMS: Final = 20
Time: TypeAlias = Moment | OnDay | OnPolls
State: TypeAlias = Literal["asked", "signed", "in force", "over", "void"]
Wrong: TypeAlias = Literal[
    "form",
    "time",
    "order",
    "long",
    "nothing",
    "many",
    "room",
    "label",
    "organisation",
    "person",
    "alone",
]
_TO: Final = re.compile(r"(?i)\s+to\s+")
_BETWEEN: Final = re.compile(r"[,\s]+")
_UNSAID: Final = frozenset({Label.CLEAR, Label.RED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What a room does with unlabelled text: it takes this label."""

    room: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What an organisation lets others have."""

    by: str
    to: tuple[str, ...]
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What was changed, as it was before and after (JSON of its row), and who had made it so.

    `before` is "" for what there was not.
    """

    kind: str
    name: str
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """What is agreed on, from when to when, and how it stands.

    `organisations` are those whose stewards sign; `until` is when it ends as the elections stood
    last. `agreement` is the affair in which they sign; `undo` is put back in the opposite order.
    """

    by: str
    organisation: str
    organisations: tuple[str, ...]
    begins: Time
    ends: Time
    until: datetime
    defaults: tuple[Default, ...] = ()
    permits: tuple[Permit, ...] = ()
    approvers: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    state: State = "asked"
    agreement: str = ""
    undo: tuple[Undo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Why a posture cannot be declared; `word` is what was typed there, cut short."""

    why: Wrong
    word: str = field(default="", repr=False)


def instant_of(time: Time, directory: Directory) -> datetime | None:
    """Return the instant (UTC) of a time as the elections stand now; None where there is none."""
    moment = time if isinstance(time, Moment) else resolved(time, directory.elections)
    return None if isinstance(moment, Refusal) else moment.instant


def read_posture(
    said: str, directory: Directory, *, by: str, organisation: str, now: datetime
) -> Posture | Unfit:
    """Return the posture that somebody of an organisation declares, or what is wrong with it."""
    first, *rest = [line.strip() for line in re.split(r"[\n;]", said) if line.strip()] or [""]
    span = _span(first, directory, now)
    if isinstance(span, Unfit):
        return span
    begins, ends, until = span
    if not rest:
        return Unfit(why="nothing")
    if len(rest) > MOST_TERMS:
        return Unfit(why="many")
    posture = Posture(
        by=by, organisation=organisation, organisations=(), begins=begins, ends=ends, until=until
    )
    for line in rest:
        word, _, left = line.partition(" ")
        term = _TERMS.get(word.lower().removesuffix(":"))
        if term is None:
            return Unfit(why="form", word=line[:40])
        found = term(posture, left.strip(), directory)
        if isinstance(found, Unfit):
            return found
        posture = found
    concerned = _concerned(posture, directory)
    if posture.approvers and len(concerned) == 1:
        # Else one organisation would say for all the others who the second person is.
        return Unfit(why="alone")
    return replace(posture, organisations=concerned)


def _span(first: str, directory: Directory, now: datetime) -> tuple[Time, Time, datetime] | Unfit:
    parts = _TO.split(first)
    if len(parts) != 2:  # noqa: PLR2004 - from when, to when
        return Unfit(why="form", word=first[:40])
    times: list[Time] = []
    for said in parts:
        if said.lower() == "now" and not times:
            times.append(at_instant(now, "UTC"))
            continue
        found = read_when(said, now, "UTC", directory.elections)
        if not isinstance(found, Moment | OnDay | OnPolls):
            return Unfit(why="time", word=said[:40])
        times.append(found)
    start, end = (instant_of(one, directory) for one in times)
    if start is None or end is None:
        return Unfit(why="time", word=first[:40])
    if end <= start:
        return Unfit(why="order")
    if end - start > LONGEST:
        return Unfit(why="long")
    return times[0], times[1], end


def _default(posture: Posture, said: str, directory: Directory) -> Posture | Unfit:
    words = said.split()
    place = directory.place_by_id(words[0].lower()) if len(words) == 2 else None  # noqa: PLR2004 - a room and a label
    if place is None or not place.organisations:
        return Unfit(why="room", word=said[:40])
    label = _label(words[1])
    if label is None or not fits(directory, place, label):
        return Unfit(why="label", word=words[1][:40])
    return replace(posture, defaults=(*posture.defaults, Default(room=place.id, label=label)))


def fits(directory: Directory, place: Place, label: Label) -> bool:
    """Tell whether a room may have a default: none looser than the ceiling of its bridges."""
    return not any(stricter_than(one.ceiling, label) for one in directory.bridges_of(place.id))


def _permit(posture: Posture, said: str, directory: Directory) -> Posture | Unfit:
    by, _, rest = said.partition(" ")
    if directory.organisation(by.lower()) is None:
        return Unfit(why="organisation", word=by[:40])
    words = [one for one in _BETWEEN.split(rest) if one]
    label = _label(words[-1]) if words else None
    if label is None:
        return Unfit(why="label", word=words[-1][:40] if words else "")
    if words[0].lower() != "to" or len(words) < 3:  # noqa: PLR2004 - to, whom, label
        return Unfit(why="form", word=said[:40])
    names = tuple(dict.fromkeys(one.lstrip("@") for one in words[1:-1]))
    unknown = next((one for one in names if not directory.known(one)), None)
    if unknown is not None:
        return Unfit(why="organisation", word=unknown[:40])
    permit = Permit(by=by.lower(), to=names, label=label)
    return replace(posture, permits=(*posture.permits, permit))


def _people(said: str, directory: Directory) -> tuple[str, ...] | Unfit:
    names = [one.lstrip("@").lower() for one in _BETWEEN.split(said) if one]
    for name in names:
        found = directory.person_by_id(name)
        if found is None or found.seat:
            return Unfit(why="person", word=name[:40])
    return tuple(dict.fromkeys(names)) or Unfit(why="person")


def _approvers(posture: Posture, said: str, directory: Directory) -> Posture | Unfit:
    found = _people(said, directory)
    if isinstance(found, Unfit):
        return found
    return replace(posture, approvers=tuple(dict.fromkeys((*posture.approvers, *found))))


def _deputies(posture: Posture, said: str, directory: Directory) -> Posture | Unfit:
    found = _people(said, directory)
    if isinstance(found, Unfit):
        return found
    return replace(posture, deputies=tuple(dict.fromkeys((*posture.deputies, *found))))


_TERMS: Final[dict[str, Callable[[Posture, str, Directory], Posture | Unfit]]] = {
    "default": _default,
    "permit": _permit,
    "approvers": _approvers,
    "approver": _approvers,
    "deputies": _deputies,
    "deputy": _deputies,
}


def _label(word: str) -> Label | None:
    written = word.upper()
    label = Label(written) if written in tuple(Label) else None
    return None if label in _UNSAID else label


def _concerned(posture: Posture, directory: Directory) -> tuple[str, ...]:
    """Return whose stewards sign: of the rooms, of those who permit, of whoever is named."""
    found = {posture.organisation: True}
    for one in posture.defaults:
        place = directory.place_by_id(one.room)
        found |= dict.fromkeys(() if place is None else place.organisations, True)
    found |= dict.fromkeys((one.by for one in posture.permits), True)
    for name in (*posture.approvers, *posture.deputies):
        person = directory.person_by_id(name)
        found |= dict.fromkeys(() if person is None else (person.organisation,), True)
    return tuple(found)


def mode_of(label: Label) -> dict[str, object]:
    """Return the keys of a room's row that give it a default."""
    return {"mode": Mode.DESK.value, "default": label.value}
