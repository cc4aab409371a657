"""The second person: when one is needed, who may be it, and what their word is bound to (C10)."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from policies.alerts.alert import Alert
from policies.alerts.mending import mends
from policies.alerts.severity import Severity
from policies.alerts.sharing import for_person, organisations_of
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.community.risk import at_risk

HOLDS: Final = timedelta(minutes=15)
"""How long a second person is waited for."""
SECONDS: Final = frozenset({Role.DUTY, Role.STEWARD, Role.DEPUTY})
"""The roles of those who may be the second person."""
NARROW: Final = "narrow"
"""The name of the chain of those who have it before a second person approved."""
WAITS: Final = frozenset({"asked", "broken glass"})
"""A second person's word counts still: for everybody, or for everybody else."""
_UNSURE: Final = frozenset({"asked", "refused", "expired", "unvouched"})
_FEW: Final = 3
"""Of so many organisations "all" says no more than their names do."""


def needed(alert: Alert, directory: Directory) -> bool:
    """Tell whether an alert needs a second person before it goes to everybody it is for.

    A critical one for the whole community does, however that is named; an exercise does not.
    """
    if alert.severity is not Severity.CRITICAL or alert.exercise:
        return False
    if alert.audience.everybody:
        return True
    meant = set(organisations_of(directory, alert)) | {alert.origin}
    # All whom "everybody" would mean: those behind a wall, or left out, are not.
    whole = replace(alert, audience=replace(alert.audience, everybody=True))
    every = {*organisations_of(directory, whole), alert.origin}
    return len(directory.organisations) > _FEW and meant >= every


def rings_as(alert: Alert, organisation: str) -> Severity:
    """Return as how bad an alert rings at an organisation.

    What became critical for everybody after it had gone out is not so there until two say it.
    """
    standing = alert.standing(organisation)
    if standing is None or standing.named or standing.chain.name == NARROW:
        return alert.severity
    unsure = alert.severity is Severity.CRITICAL and alert.approval in _UNSURE
    return Severity.HIGH if unsure else alert.severity


def named_directly(alert: Alert) -> frozenset[str]:
    """Return the organisations that have it at once: those named, where not all of them are."""
    return frozenset(alert.audience.organisations if alert.audience.everybody else ())


def seconds(directory: Directory, alert: Alert, now: datetime) -> Iterator[Person]:
    """Return who may be the second person: on duty or a steward, elsewhere, and who may read it.

    Where a posture names the pool, only those of it, unless that leaves nobody.
    """
    found = list(_able(directory, alert, now))
    yield from [one for one in found if one.id in directory.approvers] or found


def could(directory: Directory, alert: Alert, person: Person, now: datetime) -> bool:
    """Tell whether somebody may be the second person but for a posture that names others."""
    return person in _able(directory, alert, now)


def _able(directory: Directory, alert: Alert, now: datetime) -> Iterator[Person]:
    author = directory.person_by_id(alert.author)
    theirs = {alert.origin, "" if author is None else author.organisation}
    for one in directory.people:
        if one.organisation in theirs or one.seat or one.id in directory.locked:
            continue
        named = one.id in directory.approvers
        if at_risk(directory, one) or (SECONDS.isdisjoint(one.roles) and not named):
            continue
        if for_person(directory, alert, one, "", now).goes:
            yield one


def bound(alert: Alert) -> str:
    """Return eight digits for what an approval is bound to: another text has others."""
    parts = (
        alert.label.value,
        repr(alert.restrictions),
        repr(alert.audience),
        alert.severity.value,
        alert.text,
        alert.summary,
        "" if alert.summary_label is None else alert.summary_label.value,
        alert.asked,
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:8]


def holds(before: Alert, after: Alert, asked: datetime | None, now: datetime) -> bool:
    """Tell whether an approval of `before` is one of `after` too.

    It is while label, audience and figures stay as they were, and what differs is a typing error
    that was mended within 60 seconds of its being asked for.
    """
    same = (
        before.label is after.label
        and before.restrictions == after.restrictions
        and before.audience == after.audience
        and before.severity is after.severity
        and before.summary_label is after.summary_label
    )
    pairs = (
        (before.text, after.text),
        (before.summary, after.summary),
        (before.asked, after.asked),
    )
    return same and all(one == other or mends(one, other, asked, now) for one, other in pairs)
