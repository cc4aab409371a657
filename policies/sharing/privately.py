"""Whether one person may have a message in private."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Mode
from policies.community.risk import at_risk
from policies.labels import Label
from policies.messages.message import Message
from policies.sharing.audiences import audience_of_one
from policies.sharing.case import Case
from policies.sharing.deciding import UNDECIDED, decide
from policies.sharing.decision import Action, Decision, Outcome
from policies.sharing.permissions import Grant, in_force
from policies.sharing.spreading import FROZEN, GOES, permissions_of, resembles, sources_of, walls_of

_NO_EXERCISE: Final = Decision(
    outcome=Outcome.DENY, rule=2, why="nobody at risk is disturbed for an exercise"
)


def decide_person(
    directory: Directory, message: Message, person: Person, platform: str, *, now: datetime
) -> Decision:
    """Return the decision for a message and one person in private, as they are now.

    No bridge leads there: only those come so far whom the source named or permits, or to whom a
    colleague passed it on. What goes wrong on the way is a hold (rule 1).
    """
    try:
        if _spared(directory, message, person):
            return _NO_EXERCISE
        found = decide(_private_case(directory, message, person, platform, now))
        stopped = directory.stopped({message.organisation, person.organisation})
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED
    return FROZEN if stopped and found.outcome in GOES else found


def _spared(directory: Directory, message: Message, person: Person) -> bool:
    """Tell whether it is only practised, and the person is at risk."""
    source = directory.place_by_id(message.place)
    return source is not None and source.exercise and at_risk(directory, person)


def _private_case(
    directory: Directory, message: Message, person: Person, platform: str, now: datetime
) -> Case:
    source = directory.place_by_id(message.place)
    sources = sources_of(message, source)
    bridges = () if source is None else directory.bridges_of(source.id)
    addressed = {message.organisation, *(one for bridge in bridges for one in bridge.agreed)}
    mine = {person.id, *person.tags}
    covered = any(mine & set(one.to) for one in message.leave if in_force(one, now))
    personal = Grant(organisations=frozenset({person.organisation}), label=Label.AMBER_STRICT)
    permissions = permissions_of(directory, message, sources, now)
    return Case(
        action=Action.PERSON,
        reading=message.reading.kind,
        mere_mention=message.reading.mere_mention,
        label=message.label,
        restrictions=message.reading.restrictions,
        source=message.organisation,
        author_known=message.author.person is not None,
        answers=message.root is not None,
        mode=Mode.SHARE if source is None else source.mode,
        exercise=source is not None and source.exercise,
        ceiling=Label.RED,
        addressed=frozenset(addressed),
        named=frozenset(message.named),
        private=True,
        permissions=(*permissions, personal) if covered else permissions,
        walls=walls_of(directory, sources),
        alike=resembles(message),
        audience=replace(
            audience_of_one(directory, person), exercise=source is not None and source.exercise
        ),
        platform=platform,
        today=now.date(),
    )
