"""When: the small strict grammar of times as people write them, and what they mean as data.

Once: "2026-12-01 18:00 Kyiv", "18:00" (the next), "today 18:00", "tomorrow 18:00", "in 2h 15m".
Recurring: "every …" (policies.times.recurring). Relative to an election: "E-1 20:00", "E 06:00",
"polls open -2h", "polls close +30m", with its id before it where several are to come: "KE2027 E-1
20:00". A zone stands behind the time; without one it is the writer's, and for what is told from an
election the election's. Nothing is guessed: "03/04" is two days, "6pm" is not of this grammar, and
what lies in the past is said to.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

from policies.times.durations import MINUTE, is_duration, read_duration
from policies.times.elections import (
    MOST_DAYS,
    Election,
    OnDay,
    OnPolls,
    Polls,
    found_election,
    resolved,
)
from policies.times.moments import Moment, at_day, at_instant
from policies.times.recurring import read_every
from policies.times.refusals import Fault, Refusal, refused
from policies.times.series import Series
from policies.times.words import TimeWords
from policies.times.zones import city_of, zone

When: TypeAlias = Moment | Series | OnDay | OnPolls
LONGEST: Final = 120
"""Characters of a line that tells a time and nothing else."""
FARTHEST: Final = timedelta(days=5 * 366)
"""Nothing is planned for later."""
_FARTHEST_IN: Final = timedelta(days=366)
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY: Final = re.compile(r"e(?:([+-][0-9]{1,4}))?")
_DAY_ALIKE: Final = re.compile(r"e[^a-z]+.*")
_OFFSET: Final = re.compile(r"([+-])([0-9].*)")
_SINGLE: Final = timedelta(days=1)


def read_when(
    text: str, now: datetime, default: str, elections: Sequence[Election] = ()
) -> When | Refusal:
    """Return what a whole line means, `now` being the instant and `default` the writer's zone."""
    if len(text) > LONGEST:
        return Refusal(fault=Fault.TOO_LONG, limit=LONGEST)
    return _read(TimeWords(text, more=False), now, default, elections)


def leading_when(
    text: str, now: datetime, default: str, elections: Sequence[Election] = ()
) -> tuple[When | Refusal, str]:
    """Return what the beginning of a line means, and the text behind it as it was written.

    A word behind the time is taken for its zone only where it is written large, names one, and is
    not as likely the subject of what follows: "Kyiv", not "Poland".
    """
    words = TimeWords(text, more=True)
    found = _read(words, now, default, elections)
    return found, "" if isinstance(found, Refusal) else words.rest


def next_runs(
    when: When, after: datetime, count: int, elections: Sequence[Election] = ()
) -> tuple[Moment, ...]:
    """Return the next moments, after an instant, at which something falls due.

    There is one at most but of a series, and none of what is told from an unknown election.
    """
    if isinstance(when, Series):
        return when.runs(after, count)
    one = when if isinstance(when, Moment) else resolved(when, elections)
    if isinstance(one, Refusal) or one.instant <= after:
        return ()
    return (one,)[:count]


def _read(
    words: TimeWords, now: datetime, default: str, elections: Sequence[Election]
) -> When | Refusal:
    if words.done:
        return refused(Fault.EMPTY)
    try:
        if _relative(words.peek()):
            return _from_election(words, "", now, elections)
        if _relative(words.peek(1)) and words.peek() not in ("every", "in"):
            return _from_election(words, words.take(), now, elections)
        if words.accept("every"):
            return read_every(words, now, default)
        return _near_enough(_once(words, now, default), now)
    except OverflowError:
        return refused(Fault.NO_SUCH_DAY)


def _relative(word: str) -> bool:
    return word == "polls" or _DAY.fullmatch(word) is not None


def _near_enough(found: Moment | Refusal, now: datetime) -> Moment | Refusal:
    if isinstance(found, Refusal):
        return found
    if found.instant <= now:
        return Refusal(fault=Fault.PAST, word=city_of(found.zone), when=found.wall)
    if found.instant - now > FARTHEST:
        return Refusal(fault=Fault.TOO_FAR, limit=round(FARTHEST / MINUTE))
    return found


def _once(words: TimeWords, now: datetime, default: str) -> Moment | Refusal:
    word = words.peek()
    if words.accept("in"):
        lasts = words.duration(most=_FARTHEST_IN)
        if isinstance(lasts, Refusal):
            return lasts
        return words.finished() or at_instant(now.replace(microsecond=0) + lasts, default)
    if words.accept("today", "tomorrow"):
        return _on(words, None, now, default, later=word == "tomorrow")
    if _DATE.fullmatch(word):
        return _dated(words, now, default)
    if word[:1].isdigit() and ("/" in word or "." in word or "-" in word):
        return words.unknown()
    if word[:1].isdigit():
        return _next(words, now, default)
    if _DAY_ALIKE.fullmatch(word):
        return refused(Fault.UNKNOWN_WORD, words.shown())
    return words.unknown()


def _dated(words: TimeWords, now: datetime, default: str) -> Moment | Refusal:
    shown = words.take()
    try:
        day = date.fromisoformat(shown)
    except ValueError:
        return refused(Fault.NO_SUCH_DAY, shown)
    return _on(words, day, now, default)


def _on(
    words: TimeWords, day: date | None, now: datetime, default: str, *, later: bool = False
) -> Moment | Refusal:
    """Return the moment of the time that comes, on a day; None is today or the day after it."""
    told = _time_and_zone(words, default)
    if isinstance(told, Refusal):
        return told
    at, where = told
    if day is None:
        day = now.astimezone(zone(where)).date() + later * _SINGLE
    return at_day(day, at, where)


def _next(words: TimeWords, now: datetime, default: str) -> Moment | Refusal:
    told = _time_and_zone(words, default)
    if isinstance(told, Refusal):
        return told
    at, where = told
    today = now.astimezone(zone(where)).date()
    first = at_day(today, at, where)
    return first if first.instant > now else at_day(today + _SINGLE, at, where)


def _time_and_zone(words: TimeWords, default: str) -> tuple[int, str] | Refusal:
    at = words.time()
    if isinstance(at, Refusal):
        return at
    where = words.zone(default)
    if isinstance(where, Refusal):
        return where
    return words.finished() or (at, where)


def _from_election(
    words: TimeWords, name: str, now: datetime, elections: Sequence[Election]
) -> OnDay | OnPolls | Refusal:
    election = found_election(name, elections, now)
    if isinstance(election, Refusal):
        return election
    polls = words.peek() == "polls"
    found = _polls(words, election.id) if polls else _day(words, election)
    if isinstance(found, Refusal):
        return found
    moment = resolved(found, (election,))
    if isinstance(moment, Refusal):
        return moment
    near = _near_enough(moment, now.astimezone(UTC))
    return near if isinstance(near, Refusal) else found


def _day(words: TimeWords, election: Election) -> OnDay | Refusal:
    shown = words.shown()
    match = _DAY.fullmatch(words.take())
    days = int(match[1]) if match and match[1] else 0
    if abs(days) > MOST_DAYS:
        return refused(Fault.NO_SUCH_DAY, shown)
    told = _time_and_zone(words, election.zone)
    if isinstance(told, Refusal):
        return told
    at, where = told
    return OnDay(
        election=election.id, days=days, at=at, zone="" if where == election.zone else where
    )


def _polls(words: TimeWords, election: str) -> OnPolls | Refusal:
    words.take()
    edges = {"open": Polls.OPEN, "close": Polls.CLOSE}
    edge = edges.get(words.peek())
    if edge is None:
        return words.unknown()
    words.take()
    found = OnPolls(election=election, edge=edge)
    signed = _OFFSET.fullmatch(words.peek())
    if signed is None:
        return words.finished() or found
    words.take()
    parts = [signed[2]]
    while is_duration(words.peek()):
        parts.append(words.take())
    lasts = read_duration(parts, most=timedelta(days=MOST_DAYS))
    if isinstance(lasts, Refusal):
        return lasts
    minutes = round(lasts / MINUTE) * (-1 if signed[1] == "-" else 1)
    return words.finished() or replace(found, minutes=minutes)
