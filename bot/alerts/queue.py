"""The queue: what is open, counted and listed for whoever asks, of what they may know alone.

What an alert says is opened where it is shown. What counts of it is kept in memory by its version,
in groups of which the same rooms and people may know; so ten thousand cost little more than ten,
and what somebody may not know is in no number that they see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeAlias, cast

import structlog

from bot.alerts.filing import KIND
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.queue import Group, Line, Totals, deciding, in_order, line_of, totals
from policies.alerts.sharing import Given, for_person, for_place
from policies.community.people import Person
from policies.community.places import Place
from policies.sharing.decision import Decision, Outcome
from storage.store import Filed, SealFault, Store, Transaction

_log = structlog.get_logger("queue")
_AT_ONCE: Final = 200
"""Alerts that one view opens at most: what writes waits for it."""
_IN_PEACE: Final = 1_000
"""The same for whoever only reads: nobody waits for that."""
_DRAWER: Final = 128
"""So many numbers are looked at together: what has changed is found without looking at all."""
_NAME: Final = "queue"
Viewer: TypeAlias = Place | Person
_LOCKED: Final = Given(
    portion="nothing", decision=Decision(outcome=Outcome.DENY, rule=12, why="locked out")
)
_OWN: Final = Given(
    portion="text", decision=Decision(outcome=Outcome.ALLOW, rule=18, why="its author")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of everything that is open; `whole` once nothing of it is left to be read.

    It is nobody's to see: `view` says what of it is whose. `members` has the group of each line,
    `groups` what stands in it, by the alert that decides; `stamps` are those of the drawers that
    were read.
    """

    stamps: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    members: Mapping[str, Alert] = field(default_factory=dict)
    groups: Mapping[Alert, Group] = field(default_factory=dict)
    whole: bool = False


NOTHING: Final = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What one viewer may know of what is open, real and of exercises apart.

    Where it is not `whole`, the rest is still being read after a start: there may be more.
    """

    totals: Totals
    exercises: Totals
    whole: bool
    groups: tuple[tuple[Group, Given], ...] = field(default=(), repr=False)
    everything: Known = field(default=NOTHING, repr=False)

    def given(self, line: Line) -> Given:
        """Return what of the alert of a line may be shown; raises LookupError for no line of it."""
        alert = self.everything.members[line.id]
        return next(given for one, given in self.groups if one.alert is alert)

    def lines(self) -> Iterator[Line]:
        """Give every line, real ones first, the worst first, then by number."""
        yield from in_order(one for one, _ in self.groups if not one.alert.exercise)
        yield from in_order(one for one, _ in self.groups if one.alert.exercise)


async def seen(tx: Transaction, services: Services, viewer: Viewer, *, platform: str = "") -> Queue:
    """Return the queue as a room, or a person on a platform, may know it now."""
    return view(await known(tx, services), services, viewer, tx.now, platform=platform)


def view(
    everything: Known, services: Services, viewer: Viewer, now: datetime, *, platform: str = ""
) -> Queue:
    """Return the same of what was read before in this transaction: for many viewers at once."""
    groups = []
    for one in everything.groups.values():
        given = _given(services, one.alert, viewer, platform, now)
        # A reminder asks nobody for anything.
        if given.goes and one.alert.purpose != "reminder":
            groups.append((one, given))
    real = [one for one, _ in groups if not one.alert.exercise]
    drills = [one for one, _ in groups if one.alert.exercise]
    return Queue(
        totals=totals(real, now),
        exercises=totals(drills, now),
        whole=everything.whole,
        groups=tuple(groups),
        everything=everything,
    )


async def page(
    tx: Transaction, lines: Iterator[Line], *, most: int
) -> list[tuple[Line, Filed[Alert]]]:
    """Open the next lines of a queue, at most so many; what is gone meanwhile is left out."""
    found: list[tuple[Line, Filed[Alert]]] = []
    for line in lines:
        if len(found) == most:
            break
        try:
            filed = await tx.docket.by_id(line.id, Alert)
        except SealFault:
            continue
        if filed is not None:
            found.append((line, filed))
    return found


class Reading:
    """Reads what is open a little at a time, so that no view has to; `look` is called on and on."""

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services

    async def look(self) -> None:
        """Read on until nothing is left; raises StoreFault."""
        while True:
            found = await self._store.read(
                lambda tx: _read(tx, _remembered(self._services), _IN_PEACE)
            )
            self._services.derived[_NAME] = found
            if found.whole:
                return


def _remembered(services: Services) -> Known:
    return cast("Known", services.derived.get(_NAME, NOTHING))


async def known(tx: Transaction, services: Services) -> Known:
    """Return what is open in this transaction; it is remembered once that is durable."""
    before = _remembered(services)
    found = await _read(tx, before, _AT_ONCE)
    if found is not before:
        tx.afterwards(lambda: services.derived.update({_NAME: found}))
    return found


async def _read(tx: Transaction, before: Known, most: int) -> Known:
    """Read on where something has changed, until so many were opened; newest first."""
    stamps = await tx.docket.stamps(KIND, size=_DRAWER)
    drawers = {*stamps, *before.stamps}
    changed = {one for one in drawers if stamps.get(one) != before.stamps.get(one)}
    if before.whole and not changed:
        return before
    read: set[int] = set()
    stay = {item: one for item, one in before.lines.items() if one.number // _DRAWER not in changed}
    members = {item: before.members[item] for item in stay}
    alike = {alert: alert for alert in before.groups}
    opened = 0
    for drawer in sorted(changed, reverse=True):
        if opened >= most:
            break
        read.add(drawer)
        fresh: set[str] = set()
        for item, version in await tx.docket.marks(KIND, drawer, size=_DRAWER):
            line = before.lines.get(item)
            if line is not None and line.version == version:
                stay[item], members[item] = line, before.members[item]
            else:
                fresh.add(item)
        opened += len(fresh)
        found = await tx.docket.of_drawer(KIND, drawer, Alert, size=_DRAWER, items=fresh)
        for item, filed in found.items():
            if filed is None:
                # The audit tells of it; the rest is shown all the same.
                _log.error("an alert cannot be opened; it stands in no queue")
                continue
            stay[item] = line_of(item, filed.number, filed.version, filed.value)
            group = deciding(filed.value)
            members[item] = alike.setdefault(group, group)
    known_now = {one: stamp for one, stamp in stamps.items() if one in read or one not in changed}
    return Known(
        stamps=known_now,
        lines=stay,
        members=members,
        groups=_grouped(before, stay, members),
        whole=len(read) == len(changed),
    )


def _grouped(
    before: Known, lines: Mapping[str, Line], members: Mapping[str, Alert]
) -> Mapping[Alert, Group]:
    """Return the groups; those of which nothing has changed are taken over as they are."""
    # Alike means the same object here: to look ten thousand up by what they hold takes longer.
    gone = [
        one for item, one in before.members.items() if lines.get(item) is not before.lines[item]
    ]
    come = [one for item, one in members.items() if before.lines.get(item) is not lines[item]]
    changed = {id(one): one for one in (*gone, *come)}
    found: dict[int, list[Line]] = {key: [] for key in changed}
    for item, one in members.items():
        if id(one) in found:
            found[id(one)].append(lines[item])
    groups = {alert: one for alert, one in before.groups.items() if id(one.alert) not in changed}
    return groups | {
        alert: Group.of(alert, found[key]) for key, alert in changed.items() if found[key]
    }


def _given(services: Services, alert: Alert, viewer: Viewer, platform: str, now: datetime) -> Given:
    """Return what a viewer may have of the alerts of a group, remembered until tomorrow."""
    directory = services.directory
    kind = "room" if isinstance(viewer, Place) else f"person {platform}"
    key, today = (_NAME, kind, viewer.id), now.date()
    day, found = cast("tuple[date, dict[Alert, Given]]", directory.derived.get(key) or (None, {}))
    if day != today:
        found = {}
        directory.derived[key] = (today, found)
    given = found.get(alert)
    if given is None:
        given = found[alert] = _judged(services, alert, viewer, platform, now)
    return given


def _judged(
    services: Services, alert: Alert, viewer: Viewer, platform: str, now: datetime
) -> Given:
    directory = services.directory
    if isinstance(viewer, Place):
        return for_place(directory, alert, viewer, now)
    if viewer.id in directory.locked:
        return _LOCKED
    given = for_person(directory, alert, viewer, platform, now)
    if not given.goes and viewer.id == alert.author:
        return _OWN
    return given
