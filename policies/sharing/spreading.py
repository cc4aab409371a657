"""Where a message may be: its destinations, and the decision for each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from policies.community.directory import Directory
from policies.community.places import Bridge, Mode, Place
from policies.labels import stricter_than
from policies.messages.files import FileMode
from policies.messages.message import Message
from policies.readings import Kind
from policies.sharing.audiences import Audience, audience_of
from policies.sharing.case import Case
from policies.sharing.deciding import UNDECIDED, decide
from policies.sharing.decision import Action, Decision, Outcome
from policies.sharing.permissions import Grant

_FROM_BEST: Final = (Outcome.ALLOW, Outcome.REDACT, Outcome.HOLD, Outcome.DENY)
_MOST_FILES: Final = (FileMode.STORED, FileMode.RELAYED, FileMode.NONE)
NO_WAY: Final = Decision(outcome=Outcome.DENY, rule=9, why="no bridge leads there")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What is the same for every message from one room to another over one bridge."""

    bridge: Bridge
    audience: Audience
    addressed: frozenset[str]


def destinations(directory: Directory, place: str) -> tuple[Place, ...]:
    """Return the rooms that are bridged with a room, in the directory's order."""
    reached = {name for bridge in directory.bridges_of(place) for name in bridge.channels}
    return tuple(one for one in directory.places if one.id in reached and one.id != place)


def decide_message(
    directory: Directory, message: Message, to: Place, *, now: datetime, previous: Message | None
) -> Decision:
    """Return the decision for a message and a room as they are now.

    Where several bridges lead there, the one that lets most through decides. `previous` is the
    message before an edit. What goes wrong on the way is a hold (rule 1).
    """
    try:
        source = directory.place_by_id(message.place)
        if source is None:
            return NO_WAY
        cases = [
            _case(
                directory,
                message,
                source,
                way,
                platform=to.platform,
                today=now.date(),
                previous=previous,
            )
            for way in _ways(directory, source, to)
        ]
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED
    decisions = [decide(case) for case in cases]
    return min(decisions, key=lambda one: _FROM_BEST.index(one.outcome), default=NO_WAY)


def files_between(directory: Directory, place: str, to: str) -> FileMode:
    """Return what is done with files from one room to another.

    Where several bridges lead there, the one that lets most through decides.
    """
    modes = [one.files for one in directory.bridges_of(place) if to in one.channels]
    return min(modes, key=_MOST_FILES.index, default=FileMode.NONE)


def loosens(message: Message, previous: Message) -> bool:
    """Tell whether an edit loosens or removes a label, whether or not a room is there to get it."""
    if previous.label is None:
        return False
    looser = message.label is not None and stricter_than(previous.label, message.label)
    return looser or _removed(message, previous)


def _ways(directory: Directory, source: Place, to: Place) -> tuple[_Way, ...]:
    key = ("way", source.id, to.id)
    found = directory.derived.get(key)
    if found is None:
        audience = audience_of(directory, to)
        found = directory.derived[key] = tuple(
            _Way(
                bridge=bridge,
                audience=audience,
                addressed=frozenset((*bridge.agreed, *source.organisations)),
            )
            for bridge in directory.bridges_of(source.id)
            if to.id in bridge.channels
        )
    return found  # type: ignore[return-value] # what stands under "way" was put there above


def _grants(directory: Directory, source: str) -> tuple[Grant, ...]:
    key = ("grants", source, "")
    found = directory.derived.get(key)
    if found is None:
        found = directory.derived[key] = tuple(
            Grant(organisations=_resolved(directory, one.to), label=one.label, until=one.until)
            for one in directory.permissions
            if one.by == source
        )
    return found  # type: ignore[return-value] # what stands under "grants" was put there above


def _resolved(directory: Directory, names: tuple[str, ...]) -> frozenset[str]:
    wanted = set(names)
    return frozenset(
        one.id for one in directory.organisations if one.id in wanted or wanted & set(one.tags)
    )


def _sources(message: Message, source: Place) -> frozenset[str]:
    """Return every organisation that the author may speak for.

    Somebody unknown in a room of several may belong to any of them: the walls of all hold, and the
    permission of one alone does not.
    """
    if message.author.person is not None:
        return frozenset({message.organisation})
    return frozenset({message.organisation, *source.organisations})


def _walls(directory: Directory, sources: frozenset[str]) -> frozenset[str]:
    key = ("walls", *sorted(sources))
    found = directory.derived.get(key)
    if found is None:
        found = directory.derived[key] = frozenset(
            name for wall in directory.walls if wall.organisation in sources for name in wall.not_to
        )
    return found  # type: ignore[return-value] # what stands under "walls" was put there above


def _case(
    directory: Directory,
    message: Message,
    source: Place,
    way: _Way,
    *,
    platform: str,
    today: date,
    previous: Message | None,
) -> Case:
    reading = message.reading
    sources = _sources(message, source)
    return Case(
        action=Action.REPLY if message.root is not None else Action.RELAY,
        reading=reading.kind,
        mere_mention=reading.mere_mention,
        label=message.label,
        restrictions=reading.restrictions,
        previous=None if previous is None else previous.label,
        label_removed=_removed(message, previous),
        source=message.organisation,
        author_known=message.author.person is not None,
        answers=message.root is not None,
        mode=Mode.STRICT if message.shared and source.mode is Mode.SHARE else source.mode,
        exercise=source.exercise,
        ceiling=way.bridge.ceiling,
        addressed=way.addressed,
        permissions=_grants(directory, message.organisation) if len(sources) == 1 else (),
        walls=_walls(directory, sources),
        conflict_opt_in=way.bridge.conflicts,
        audience=way.audience,
        platform=platform,
        today=today,
    )


def _removed(message: Message, previous: Message | None) -> bool:
    if previous is None or previous.reading.kind is not Kind.LABEL:
        return False
    return message.reading.kind is Kind.NONE
