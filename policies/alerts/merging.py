"""Merging one alert into another (C15): nobody gets by it what was not for them."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from policies.alerts.alert import Alert, Answered
from policies.alerts.needs import satisfied
from policies.alerts.states import LIVE, Act, Illegal, after
from policies.labels import strictest
from policies.readings import together

Clash: TypeAlias = Literal["itself", "exercise", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmergeable:
    """Why two alerts stay two."""

    why: Clash


def merged(into: Alert, other: Alert) -> Alert | Unmergeable:
    """Return an alert as it is once another has been merged into it.

    Its text and its audience stay its own. The stricter label and every restriction hold; who has
    acknowledged the other has acknowledged this one where it is asked here too. The other's reports
    and elections, which bear no text, come along.
    """
    if into.exercise != other.exercise:
        return Unmergeable(why="exercise")
    if into.state not in LIVE:
        return Unmergeable(why="over")
    standings = []
    for one in into.standings:
        theirs = other.standing(one.organisation)
        carried = (
            theirs is not None
            and theirs.answered is Answered.ACKNOWLEDGED
            and one.answered is not Answered.ACKNOWLEDGED
        )
        if carried and theirs is not None:
            answer = replace(one, answered=Answered.ACKNOWLEDGED, by=theirs.by, at=theirs.at)
            standings.append(answer)
        else:
            standings.append(one)
    label = strictest(into.label, other.label)
    summary = into.summary_label
    found = replace(
        into,
        label=label,
        summary_label=None if summary is None else strictest(summary, other.label),
        restrictions=together((into.restrictions, other.restrictions)),
        standings=tuple(standings),
        sources=tuple(dict.fromkeys((*into.sources, *other.sources))),
        reports=tuple(dict.fromkeys((*into.reports, *other.reports))),
        elections=tuple(dict.fromkeys((*into.elections, *other.elections))),
    )
    if satisfied(found) and not satisfied(into):
        state = after(found.state, Act.SATISFY)
        if not isinstance(state, Illegal):
            found = replace(found, state=state)
    return found
