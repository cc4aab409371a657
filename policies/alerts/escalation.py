"""How an alert moves on where nobody answers: the chain that is frozen, and what comes next in it.

Who is on duty is not asked here: a chain names duties, and they are resolved when it is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from policies.alerts.alert import Alert
from policies.alerts.chain import Chain, Step
from policies.alerts.severity import Severity
from policies.alerts.sharing import organisations_of
from policies.community.contacts import Escalation, target_named
from policies.community.directory import Directory
from policies.community.places import PlaceKind

MINUTE: Final = 60
PACE: Final = {
    Severity.LOW: 60 * MINUTE,
    Severity.MEDIUM: 15 * MINUTE,
    Severity.HIGH: 5 * MINUTE,
    Severity.CRITICAL: 2 * MINUTE,
}
"""Seconds between two steps where nothing else is said."""
PATIENCE: Final = {
    Severity.LOW: 24 * 60 * MINUTE,
    Severity.MEDIUM: 4 * 60 * MINUTE,
    Severity.HIGH: 60 * MINUTE,
    Severity.CRITICAL: 30 * MINUTE,
}
"""Seconds that an acknowledgement may stay without progress, where nothing else is said (C13)."""
AGAIN: Final = {
    Severity.LOW: 0,
    Severity.MEDIUM: 0,
    Severity.HIGH: 60 * MINUTE,
    Severity.CRITICAL: 15 * MINUTE,
}
"""Seconds after which the fallback is paged again while an alert stands unanswered."""
URGENT: Final = frozenset({Severity.HIGH, Severity.CRITICAL})
_REPEATS: Final = 2
"""How often people are paged again who alone were named."""


def chain_of(directory: Directory, alert: Alert, organisation: str) -> Chain:
    """Return whom an alert goes to at an organisation, in which order: what is frozen into it.

    By the policy for that organisation and severity, else that for every organisation, else by what
    is usual: its contacts, or its rooms, then who is on duty, then its stewards.
    """
    severity = alert.severity
    policy = _policy(directory, organisation, severity)
    named = _named(directory, alert, organisation)
    if named and not _addressed(directory, alert, organisation):
        # Whoever alone is meant, is told alone.
        steps = [Step(whom=named, repeat=_REPEATS, every=PACE[severity])]
    else:
        steps = list(
            _usual(directory, alert, organisation)
            if policy is None
            else _steps(directory, alert, organisation, policy)
        )
        if named and steps:
            whom = dict.fromkeys((*named, *steps[0].whom))
            steps[0] = replace(steps[0], whom=tuple(whom))
    fallback = ("origin",) if policy is None or not policy.fallback else policy.fallback
    timeout = None if policy is None else policy.ack_timeout
    return Chain(
        name="" if policy is None else policy.id,
        steps=tuple(steps),
        fallback=tuple(
            dict.fromkeys(
                found
                for target in fallback
                for found in _elsewhere(directory, alert, target, frozenset())
            )
        ),
        then=PACE[severity],
        again=AGAIN[severity],
        patience=PATIENCE[severity] if timeout is None else timeout * MINUTE,
    )


def _policy(directory: Directory, organisation: str, severity: Severity) -> Escalation | None:
    fitting = [one for one in directory.escalations if not one.severity or severity in one.severity]
    own = [one for one in fitting if organisation in one.organisations]
    every = [one for one in fitting if not one.organisations]
    return next(iter((*own, *every)), None)


def _named(directory: Directory, alert: Alert, organisation: str) -> tuple[str, ...]:
    people = (directory.person_by_id(name) for name in alert.audience.people)
    return tuple(
        f"person:{one.id}" for one in people if one is not None and one.organisation == organisation
    )


def _addressed(directory: Directory, alert: Alert, organisation: str) -> bool:
    """Tell whether an organisation is addressed besides those of its people who are."""
    others = replace(alert, audience=replace(alert.audience, people=()))
    return organisation in organisations_of(directory, others)


def _usual(directory: Directory, alert: Alert, organisation: str) -> Iterator[Step]:
    pace = PACE[alert.severity]
    contacts = tuple(_contacts(directory, alert, organisation))
    yield from contacts
    rooms = _rooms(directory, alert, organisation)
    if not contacts and alert.severity in URGENT:
        yield Step(whom=(*rooms, "duty"))
    elif not contacts:
        yield Step(whom=rooms)
        yield Step(whom=("duty",), after=pace)
    else:
        yield Step(whom=("duty",), after=pace)
    yield Step(whom=("stewards",), after=pace)


def _steps(
    directory: Directory, alert: Alert, organisation: str, policy: Escalation
) -> Iterator[Step]:
    """Return the steps of a policy; each of an organisation's own contacts becomes one."""
    for stage in policy.steps:
        after = stage.after * MINUTE
        whom: list[str] = []
        contacts: tuple[Step, ...] = ()
        for target in stage.whom:
            if target == "rooms":
                whom += _rooms(directory, alert, organisation)
            elif target == "contacts":
                contacts = tuple(_contacts(directory, alert, organisation))
                whom += () if contacts else _rooms(directory, alert, organisation)
                whom += contacts[0].whom if contacts else ()
            else:
                whom += _elsewhere(directory, alert, target, frozenset({organisation}))
        yield Step(
            whom=tuple(dict.fromkeys(whom)),
            after=after,
            repeat=stage.repeat,
            every=stage.every * MINUTE,
        )
        yield from contacts[1:]


def _contacts(directory: Directory, alert: Alert, organisation: str) -> Iterator[Step]:
    found = directory.organisation(organisation)
    seen = frozenset({organisation})
    first = True
    for one in () if found is None else found.contacts:
        if one.severity and alert.severity not in one.severity:
            continue
        wait = PACE[alert.severity] if one.after is None else one.after * MINUTE
        whom = (each for target in one.to for each in _elsewhere(directory, alert, target, seen))
        yield Step(whom=tuple(dict.fromkeys(whom)), after=0 if first else wait)
        first = False


def _elsewhere(
    directory: Directory, alert: Alert, target: str, seen: frozenset[str]
) -> Iterator[str]:
    """Return a target; another organisation stands for its own contacts, or who is on duty there.

    The seen ones are not asked again: what leads back would never end.
    """
    if target == "origin":
        yield f"duty:{alert.origin}"
        return
    name = target_named(target, "organisation")
    if not name:
        yield target
        return
    other = directory.organisation(name)
    if other is None or name in seen:
        return
    for one in other.contacts:
        if not one.severity or alert.severity in one.severity:
            for inner in one.to:
                said = f"{inner}:{name}" if inner in ("duty", "stewards") else inner
                yield from _elsewhere(directory, alert, said, seen | {name})
            return
    yield f"duty:{name}"


def _rooms(directory: Directory, alert: Alert, organisation: str) -> tuple[str, ...]:
    """Return an organisation's rooms, those of its duty where it has such; a drill's are apart."""
    rooms = [
        one
        for one in directory.places
        if organisation in one.organisations and one.exercise is bool(alert.exercise)
    ]
    duty = [one for one in rooms if one.kind is PlaceKind.DUTY]
    return tuple(f"channel:{one.id}" for one in duty or rooms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is done of a chain: the step (its number of steps: the fallback), the round, and whom.

    `wait` is how many seconds after the turn before it.
    """

    step: int
    round: int
    whom: tuple[str, ...]
    wait: int


def turn(chain: Chain, step: int, round_: int) -> Turn | None:
    """Return one turn of a chain, None behind its fallback."""
    if step < len(chain.steps):
        one = chain.steps[step]
        return Turn(step=step, round=round_, whom=one.whom, wait=one.every if round_ else one.after)
    if step == len(chain.steps) and round_ == 0:
        return Turn(step=step, round=0, whom=chain.fallback, wait=chain.then)
    return None


def following(chain: Chain, step: int, round_: int, *, onward: bool = False) -> Turn | None:
    """Return the turn behind another, None behind the fallback; `onward` leaves out repeats."""
    if step < len(chain.steps) and round_ < chain.steps[step].repeat and not onward:
        return turn(chain, step, round_ + 1)
    return turn(chain, step + 1, 0)
