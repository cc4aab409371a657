"""Where a message may be: its destinations, and the decision for each."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

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
from policies.sharing.permissions import Grant, grants_of, resolved

Permitted: TypeAlias = Literal["", "own", "standing"]
"""By which permission something may be somewhere: the message's own, or a standing one."""
GOES: Final = frozenset({Outcome.ALLOW, Outcome.REDACT})
_FROM_BEST: Final = (Outcome.ALLOW, Outcome.REDACT, Outcome.HOLD, Outcome.DENY)
_MOST_FILES: Final = (FileMode.STORED, FileMode.RELAYED, FileMode.NONE)
FROZEN: Final = Decision(
    outcome=Outcome.HOLD, rule=1, why="an organisation has stopped all that is its own"
)
NO_WAY: Final = Decision(outcome=Outcome.DENY, rule=9, why="no bridge leads there")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What is the same for every message from one room to another over one bridge."""

    bridge: Bridge
    audience: Audience
    addressed: frozenset[str]
    named: frozenset[str] = frozenset()


def destinations(directory: Directory, place: str) -> tuple[Place, ...]:
    """Return the rooms that are bridged with a room, in the directory's order."""
    reached = {name for bridge in directory.bridges_of(place) for name in bridge.channels}
    return tuple(one for one in directory.places if one.id in reached and one.id != place)


def decide_message(
    directory: Directory,
    message: Message,
    to: Place,
    *,
    now: datetime,
    previous: Message | None,
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
                now=now,
                previous=previous,
            )
            for way in _ways(directory, source, to)
        ]
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED
    decisions = [decide(case) for case in cases]
    found = min(decisions, key=lambda one: _FROM_BEST.index(one.outcome), default=NO_WAY)
    concerned = {message.organisation, *source.organisations, *to.organisations}
    goes = found.outcome in (Outcome.ALLOW, Outcome.REDACT)
    return FROZEN if goes and directory.stopped(concerned) else found


def files_between(directory: Directory, place: str, to: str) -> FileMode:
    """Return what is done with files from one room to another.

    Where several bridges lead there, the one that lets most through decides.
    """
    modes = [one.files for one in directory.bridges_of(place) if to in one.channels]
    return min(modes, key=_MOST_FILES.index, default=FileMode.NONE)


def files_in_private(directory: Directory, place: str) -> FileMode:
    """Return what is done with files from a room to one person: what its most careful bridge does.

    What was written to us in private is passed on, and kept nowhere.
    """
    modes = [one.files for one in directory.bridges_of(place)]
    return max(modes, key=_MOST_FILES.index, default=FileMode.RELAYED)


def binds_more(message: Message, previous: Message) -> bool:
    """Tell whether whatever was made of a message has to follow it: it is stricter, or taken back.

    So it is, perhaps, where its restrictions are others.
    """
    if message.withdrawn is not previous.withdrawn:
        return True
    if message.reading.restrictions != previous.reading.restrictions:
        return True
    label, before = message.label, previous.label
    return label is not None and (before is None or stricter_than(label, before))


def loosens(message: Message, previous: Message) -> bool:
    """Tell whether an edit loosens or removes a label or a restriction, whoever would get it."""
    if previous.label is None:
        return False
    looser = message.label is not None and stricter_than(previous.label, message.label)
    return looser or _removed(message, previous) or _freed(message, previous)


def _freed(message: Message, previous: Message) -> bool:
    """Tell whether whom it excluded, or that nobody is named, holds no longer."""
    if message.reading.kind is not Kind.LABEL:
        return False
    now, before = message.reading.restrictions, previous.reading.restrictions
    return (before.chatham and not now.chatham) or not set(before.not_to) <= set(now.not_to)


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
                named=_closed_between(directory, source, to),
            )
            for bridge in directory.bridges_of(source.id)
            if to.id in bridge.channels
        )
    return found  # type: ignore[return-value] # what stands under "way" was put there above


def _closed_between(directory: Directory, source: Place, to: Place) -> frozenset[str]:
    """Return whom a text that is posted in a closed room addresses by name in another.

    Those whom the stewards of both rooms named when they closed them; nobody where one is open.
    """
    here, there = directory.presence(source.id), directory.presence(to.id)
    if here is None or there is None or not here.named or not there.gate:
        return frozenset()
    return there.named


def permitted_by(directory: Directory, message: Message, to: Place, now: datetime) -> Permitted:
    """Return by which permission a message may be in a room, "" where it needs none."""
    if not message.leave and not grants_by(directory, message.organisation):
        return ""
    none = replace(message, leave=())
    alone = directory if not directory.permissions else _without_permissions(directory)
    if decide_message(alone, none, to, now=now, previous=None).outcome in GOES:
        return ""
    own = decide_message(alone, message, to, now=now, previous=None)
    return "own" if own.outcome in GOES else "standing"


def ran_out(directory: Directory, message: Message, to: Place, now: datetime) -> bool:
    """Tell whether a message might be in a room but for a permission of its own that is over."""
    ends = [one.until for one in message.leave if one.until is not None and one.until <= now]
    if not ends:
        return False
    then = max(ends) - timedelta(microseconds=1)
    return decide_message(directory, message, to, now=then, previous=None).outcome in GOES


def _without_permissions(directory: Directory) -> Directory:
    key = ("without permissions",)
    found = directory.derived.get(key)
    if found is None:
        found = directory.derived[key] = replace(directory, permissions=())
    return found  # type: ignore[return-value] # what stands under the key was put there above


def resembles(message: Message) -> bool:
    """Tell whether a message waits because it is like a stricter one (the tripwire)."""
    return message.resembles != "" and not message.vouched


def permissions_of(
    directory: Directory, message: Message, sources: frozenset[str], now: datetime
) -> tuple[Grant, ...]:
    """Return what the source's organisation lets others have: standing, and of this message."""
    if len(sources) != 1:
        return ()
    standing = grants_by(directory, message.organisation)
    return (*standing, *grants_of(directory, message, now)) if message.leave else standing


def grants_by(directory: Directory, source: str) -> tuple[Grant, ...]:
    """Return what an organisation lets others have, by its standing permissions."""
    key = ("grants", source, "")
    found = directory.derived.get(key)
    if found is None:
        found = directory.derived[key] = tuple(
            Grant(organisations=resolved(directory, one.to), label=one.label, until=one.until)
            for one in directory.permissions
            if one.by == source
        )
    return found  # type: ignore[return-value] # what stands under "grants" was put there above


def sources_of(message: Message, source: Place | None) -> frozenset[str]:
    """Return every organisation that the author may speak for.

    Somebody unknown in a room of several may belong to any of them: the walls of all hold, and the
    permission of one alone does not.
    """
    if message.author.person is not None or source is None:
        return frozenset({message.organisation})
    return frozenset({message.organisation, *source.organisations})


def walls_of(directory: Directory, sources: frozenset[str]) -> frozenset[str]:
    """Return the ids and tags to which what these organisations originate never goes."""
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
    now: datetime,
    previous: Message | None,
) -> Case:
    reading = message.reading
    sources = sources_of(message, source)
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
        named=way.named,
        permissions=permissions_of(directory, message, sources, now),
        walls=walls_of(directory, sources),
        conflict_opt_in=way.bridge.conflicts,
        audience=way.audience,
        alike=resembles(message),
        platform=platform,
        today=now.date(),
    )


def _removed(message: Message, previous: Message | None) -> bool:
    if previous is None or previous.reading.kind is not Kind.LABEL:
        return False
    return message.reading.kind is Kind.NONE
