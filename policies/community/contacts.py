"""Whom an organisation is reached by, and how an alert moves on where nobody answers: as data.

Both stand in the directory file and are changed by command; a time there is written "5m" or "1h".
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from policies.community.tables import ID, Table
from policies.times.durations import MINUTE, read_duration, written_duration
from policies.times.refusals import Refusal

SEVERITIES: Final = ("low", "medium", "high", "critical")
"""As `policies.alerts.severity` has them."""
MOST_STEPS: Final = 20
MOST_TARGETS: Final = 50
MOST_REPEATS: Final = 20
LONGEST_WAIT: Final = timedelta(days=1)
_FIVE: Final = 5
_NAMED: Final = re.compile(r"(person|channel|rota|organisation):(.+)", re.DOTALL)
_OWN: Final = frozenset({"duty", "stewards"})
_STEPS: Final = _OWN | {"contacts", "rooms"}
_LAST: Final = frozenset({"origin"})
NO_TARGETS: Final = "must be a list such as"
"""What is said of targets that are none."""
_FORM: Final = NO_TARGETS + ' ["channel:desk", "person:ann", {}]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One step of an organisation's own contacts: `to` is reached `after` so many minutes.

    `severity` says for which alerts, () for every one; `after` None is the severity's own pace.
    """

    to: tuple[str, ...]
    severity: tuple[str, ...] = ()
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a policy: `after` minutes behind the one before it, `repeat` times again.

    `every` is the time between two repeats, in minutes.
    """

    whom: tuple[str, ...]
    after: int = 0
    repeat: int = 0
    every: int = _FIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A policy for alerts of these severities, or all, to these organisations, or all.

    `fallback` is who is told where nobody in its steps answered, () for whoever is on duty where
    the alert originates. `ack_timeout` is how many minutes an acknowledgement may stay without
    progress, None for the severity's own.
    """

    id: str
    organisations: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    steps: tuple[Stage, ...] = ()
    fallback: tuple[str, ...] = ()
    ack_timeout: int | None = None


def target_named(target: str, kind: str) -> str:
    """Return the id in a target of a kind ("person:ann"), "" for a target of another."""
    found, _, name = target.partition(":")
    return name if found == kind else ""


def read_contacts(table: Table) -> tuple[Contact, ...]:
    """Return an organisation's contacts."""
    found = []
    for one in table.inner("contacts"):
        contact = Contact(
            to=_targets(one, "to", _OWN, required=True),
            severity=_severity(one),
            after=_minutes(one, "after", least=0),
        )
        one.finish()
        found.append(contact)
    if len(found) > MOST_STEPS:
        table.fault("contacts", f"has more than {MOST_STEPS} steps; take some away")
    return tuple(found)


def read_escalation(table: Table) -> Escalation:
    """Return a policy."""
    steps = []
    for one in table.inner("steps"):
        repeat = one.number("repeat") or 0
        if repeat > MOST_REPEATS:
            one.fault("repeat", f"must be {MOST_REPEATS} or less; correct it")
        every = _minutes(one, "every", least=1)
        stage = Stage(
            whom=_targets(one, "whom", _STEPS, required=True),
            after=_minutes(one, "after", least=0) or 0,
            repeat=repeat,
            every=_FIVE if every is None else every,
        )
        one.finish()
        steps.append(stage)
    found = Escalation(
        id=table.identifier(),
        organisations=table.ids("organisations"),
        severity=_severity(table),
        steps=tuple(steps),
        fallback=_targets(table, "fallback", _LAST, required=False),
        ack_timeout=_minutes(table, "ack_timeout", least=1),
    )
    if not steps:
        table.fault("steps", "is missing or empty; say whom an alert goes to first")
    elif steps[0].after:
        table.fault("steps", "makes the first step wait; take its after away")
    if len(steps) > MOST_STEPS:
        table.fault("steps", f"has more than {MOST_STEPS} steps; take some away")
    return found


def contacts_body(contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Return contacts as the file has them."""
    return [
        _lean(to=list(one.to), severity=list(one.severity), after=_written(one.after))
        for one in contacts
    ]


def escalation_body(one: Escalation) -> dict[str, Any]:
    """Return a policy as the file has it."""
    steps = [
        _lean(
            whom=list(stage.whom),
            after=_written(stage.after or None),
            repeat=stage.repeat or None,
            every=None if stage.every == _FIVE else _written(stage.every),
        )
        for stage in one.steps
    ]
    return _lean(
        id=one.id,
        organisations=list(one.organisations),
        severity=list(one.severity),
        steps=steps,
        fallback=list(one.fallback),
        ack_timeout=_written(one.ack_timeout),
    )


def contacts_without(body: dict[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Return an organisation's table with contacts that lead to none of these targets."""
    if "contacts" not in body:
        return body
    left = _left(body["contacts"], "to", gone)
    return _lean(**{**body, "contacts": left})


def escalation_without(
    body: dict[str, Any], gone: Collection[str], names: Collection[str]
) -> dict[str, Any] | None:
    """Return a policy's table without these targets and organisations, None where none is left.

    One that was for organisations which are gone is for nobody, and not for everybody.
    """
    steps = _left(body["steps"], "whom", gone)
    whose = [one for one in body.get("organisations", ()) if one not in names]
    if not steps or (not whose and body.get("organisations")):
        return None
    steps[0].pop("after", None)
    fallback = [one for one in body.get("fallback", ()) if one not in gone]
    return _lean(**{**body, "organisations": whose, "steps": steps, "fallback": fallback})


def _left(steps: Sequence[dict[str, Any]], key: str, gone: Collection[str]) -> list[dict[str, Any]]:
    kept = ({**one, key: [each for each in one[key] if each not in gone]} for one in steps)
    return [one for one in kept if one[key]]


def _lean(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, [])}


def _written(minutes: int | None) -> str | None:
    return None if minutes is None else written_duration(minutes * MINUTE)


def _severity(table: Table) -> tuple[str, ...]:
    def one(word: str) -> str:
        if word not in SEVERITIES:
            raise ValueError
        return word

    return table.choices("severity", one, (), ", ".join(SEVERITIES))


def _minutes(table: Table, key: str, *, least: int) -> int | None:
    def read(value: Any) -> int:
        found = (
            read_duration(value, least=least * MINUTE, most=LONGEST_WAIT)
            if isinstance(value, str)
            else None
        )
        if found is None or isinstance(found, Refusal):
            longest = written_duration(LONGEST_WAIT)
            raise ValueError(f'must be a time such as "5m" or "1h", from {least}m to {longest}')
        return round(found / MINUTE)

    return table.read(key, None, read)


def _targets(table: Table, key: str, words: frozenset[str], *, required: bool) -> tuple[str, ...]:
    reason = _FORM.format(", ".join(f'"{one}"' for one in sorted(words)))

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(_is_target(one, words) for one in value):
            raise ValueError(reason)
        if required and not value:
            raise ValueError("is empty; name somebody")
        if len(set(value)) != len(value):
            raise ValueError("names something twice")
        if len(value) > MOST_TARGETS:
            raise ValueError(f"names more than {MOST_TARGETS}")
        return tuple(value)

    reading: Callable[[Any], tuple[str, ...]] = read
    return table.read(key, (), reading, required=required)


def _is_target(value: Any, words: frozenset[str]) -> bool:
    if not isinstance(value, str):
        return False
    found = _NAMED.fullmatch(value)
    return value in words if found is None else ID.fullmatch(found[2]) is not None
