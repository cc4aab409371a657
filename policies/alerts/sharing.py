"""Whether a room or a person may have an alert, or its summary, now (C12)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, TypeAlias

from policies.alerts.alert import Alert
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.labels import Label
from policies.readings import Kind, Restrictions
from policies.sharing.audiences import Audience, audience_of, audience_of_one
from policies.sharing.case import Case
from policies.sharing.deciding import UNDECIDED, decide
from policies.sharing.decision import Action, Decision, Outcome
from policies.sharing.permissions import resolved
from policies.sharing.spreading import FROZEN, GOES, grants_by, walls_of

Portion: TypeAlias = Literal["text", "summary", "nothing"]
_ADDRESSED: Final = ("alerts addressed",)
_MOST_KNOWN: Final = 256
NOT_ADDRESSED: Final = Decision(
    outcome=Outcome.DENY, rule=9, why="the alert is not for this organisation"
)
NOT_ENROLLED: Final = Decision(
    outcome=Outcome.DENY, rule=2, why="it is only practised, and not there"
)
EXCLUDED: Final = Decision(
    outcome=Outcome.DENY, rule=11, why="a restriction or a wall excludes somebody there"
)
NO_EXERCISE: Final = Decision(
    outcome=Outcome.DENY, rule=2, why="nobody at risk is disturbed for an exercise"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What of an alert may stand somewhere, and the decision for it."""

    portion: Portion
    decision: Decision

    @property
    def goes(self) -> bool:
        """Whether anything of it may."""
        return self.portion != "nothing"


def organisations_of(directory: Directory, alert: Alert) -> tuple[str, ...]:
    """Return whose an alert is to be, in the directory's order; walls and "not to" are left out.

    The origin is among them only where the audience names it or means everybody.
    """
    # Asked for each recipient of an alert, and the same for all of them.
    known: dict[str, tuple[str, ...]] = directory.derived.setdefault(_ADDRESSED, {})  # type: ignore[assignment] # what stands there is put there here
    key = repr((alert.origin, alert.exercise, alert.audience, alert.restrictions.not_to))
    found = known.get(key)
    if found is None:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        found = known[key] = _organisations_of(directory, alert)
    return found


def _organisations_of(directory: Directory, alert: Alert) -> tuple[str, ...]:
    meant = alert.audience
    wanted = set(resolved(directory, (*meant.organisations, *meant.tags)))
    for bridge in directory.bridges:
        if bridge.id in meant.bridges:
            wanted |= set(bridge.agreed)
            wanted |= {
                one
                for name in bridge.channels
                if (place := directory.place_by_id(name)) is not None
                for one in place.organisations
            }
    people = (directory.person_by_id(name) for name in meant.people)
    wanted |= {one.organisation for one in people if one is not None}
    left_out = {*meant.not_to, *alert.restrictions.not_to, *_walls(directory, alert)}
    practising = _enrolled(directory, alert)
    return tuple(
        one.id
        for one in directory.organisations
        if (meant.everybody or one.id in wanted)
        and left_out.isdisjoint({one.id, *one.tags})
        and (practising is None or one.id in practising)
    )


def _enrolled(directory: Directory, alert: Alert) -> frozenset[str] | None:
    """Return whose people take part in the exercise that an alert belongs to; None: it is real."""
    if not alert.exercise:
        return None
    exercise = directory.exercise(alert.exercise)
    if exercise is None:
        return frozenset()
    people = (directory.person_by_id(one) for one in exercise.people)
    theirs = (one.organisation for one in people if one is not None)
    return frozenset((*exercise.organisations, *theirs))


def for_place(directory: Directory, alert: Alert, place: Place, now: datetime) -> Given:
    """Return what of an alert may stand in a room now; what goes wrong on the way is a hold."""
    try:
        exercise = directory.exercise(alert.exercise)
        if alert.exercise and (exercise is None or place.id not in exercise.channels):
            return Given(portion="nothing", decision=NOT_ENROLLED)
        audience = audience_of(directory, place)
        return _best(directory, alert, audience, place.platform, now, private=False)
    except Exception:  # noqa: BLE001 - rule 1
        return Given(portion="nothing", decision=UNDECIDED)


def for_person(
    directory: Directory, alert: Alert, person: Person, platform: str, now: datetime
) -> Given:
    """Return what of an alert one person may have in private now."""
    try:
        if alert.exercise and at_risk(directory, person):
            return Given(portion="nothing", decision=NO_EXERCISE)
        exercise = directory.exercise(alert.exercise)
        if alert.exercise and (exercise is None or not exercise.enrols(person)):
            return Given(portion="nothing", decision=NOT_ENROLLED)
        audience = replace(audience_of_one(directory, person), exercise=bool(alert.exercise))
        return _best(directory, alert, audience, platform, now, private=True)
    except Exception:  # noqa: BLE001 - rule 1
        return Given(portion="nothing", decision=UNDECIDED)


def _best(
    directory: Directory,
    alert: Alert,
    audience: Audience,
    platform: str,
    now: datetime,
    *,
    private: bool,
) -> Given:
    """Return the whole text where it may be there, else the summary, else why neither may."""
    text = _decided(directory, alert, alert.label, audience, platform, now, private=private)
    if text.outcome in GOES:
        return Given(portion="text", decision=text)
    if alert.summary and alert.summary_label is not None:
        summary = _decided(
            directory, alert, alert.summary_label, audience, platform, now, private=private
        )
        if summary.outcome in GOES:
            return Given(portion="summary", decision=summary)
    return Given(portion="nothing", decision=text)


def _decided(
    directory: Directory,
    alert: Alert,
    label: Label,
    audience: Audience,
    platform: str,
    now: datetime,
    *,
    private: bool,
) -> Decision:
    addressed = frozenset((*organisations_of(directory, alert), alert.origin))
    if not addressed.issuperset(audience.organisations):
        theirs = frozenset(audience.organisations) & addressed
        if not theirs or label is not Label.CLEAR:
            return NOT_ADDRESSED
    left_out = Restrictions(
        not_to=(*alert.restrictions.not_to, *alert.audience.not_to),
        chatham=alert.restrictions.chatham,
    )
    walls = _walls(directory, alert)
    if not audience.names.isdisjoint({*left_out.not_to, *walls}):
        # Whoever is left out stays so, also where the same alert names them (RED, rule 8).
        return EXCLUDED
    found = decide(
        Case(
            action=Action.PERSON if private else Action.RELAY,
            reading=Kind.LABEL,
            label=label,
            restrictions=left_out,
            source=alert.origin,
            author_known=directory.person_by_id(alert.author) is not None,
            exercise=bool(alert.exercise),
            ceiling=Label.RED,
            addressed=addressed,
            named=frozenset(alert.audience.people),
            private=private,
            permissions=grants_by(directory, alert.origin),
            walls=walls,
            audience=audience,
            platform=platform,
            today=now.date(),
        )
    )
    stopped = directory.stopped({alert.origin, *audience.organisations})
    return FROZEN if stopped and found.outcome in GOES else found


def _walls(directory: Directory, alert: Alert) -> frozenset[str]:
    return walls_of(directory, frozenset({alert.origin}))
