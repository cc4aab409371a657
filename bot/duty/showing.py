"""Who is on duty, shown: to whoever asks, and to who comes on duty."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import replies
from bot.duty import handing, oncall
from bot.duty.oncall import rota_named
from bot.duty.whose import called, may_serve, shown, theirs, zone_for
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.sharing import for_person
from policies.alerts.states import NEVER_RAISED, OVER
from policies.buttons import Button, Rows
from policies.community.directory import Directory
from policies.community.people import Person
from policies.duty.rota import Rota
from policies.text import Text
from policies.times.durations import written_duration
from policies.times.moments import Moment
from policies.times.refusals import Fault, Refusal, refused
from policies.times.whens import next_runs, read_when
from storage.store import Due, Filed, Notice, Transaction

CARD: Final = "duty"
"""The kind of the card to whoever comes on duty by a rota."""
_ALERT: Final = "alert"
_MOST: Final = 15
_OFFERED: Final = timedelta(hours=2)
_MOST_OFFERED: Final = 3
_SEARCHED: Final = 500


async def oncall_(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show who is on duty by the caller's rotas, now or at a time."""
    phrases, words = replies.phrases(services, call), list(call.line.words)
    rotas = theirs(services.directory, call.person)
    zone, instant = zone_for(services.directory, call.person, *rotas[:1]), tx.now
    when = remark = ""
    if words:
        found = _at(services.directory, call.line.rest, zone, tx.now)
        if isinstance(found, Refusal):
            return Answer(text=phrases.times.refused(found))
        instant, when = found.instant, phrases.times.moment(found)
        remark = phrases.times.remark(found)
    if not rotas:
        names = [
            services.directory.shown_person(one.id, to=call.organisation)
            for one in oncall.by_role(services.directory, call.organisation)
        ]
        return Answer(text=phrases.duty.all_of(names) if names else phrases.duty.no_rota())
    lane = lanes.private(call.door, call.sender.user)
    lines = [phrases.duty.head(when)]
    for rota in rotas:
        lines.append(await _line(tx, services, lane, rota, instant, zone, reader=call.person))
        handed = None if when else await handing.standing(tx, services, rota)
        # It bears no label: it is said to one's own, and a rota may be of several organisations.
        to = None if handed is None else services.directory.person_by_id(handed.to)
        own = to is not None and to.organisation == call.organisation
        if handed is not None and own and may_serve(rota, call.person):
            by = called(services, lane, services.directory.person_by_id(handed.by), call.person)
            lines.append(phrases.duty.handed_on(by, shown(services, lane, handed.at, zone)))
            lines.append(handed.summary)
    lines += [remark] if remark else []
    offered = () if when else await _offered(tx, services, call, rotas)
    return Answer(text=Text.of("\n".join(lines)), buttons=offered)


async def _offered(tx: Transaction, services: Services, call: Call, rotas: Sequence[Rota]) -> Rows:
    """Return the buttons by which whoever asks may take what another has now."""
    words = replies.phrases(services, call).duty
    found = []
    for rota in rotas:
        person = await oncall.on_rota(tx, services, rota, tx.now)
        mine = person is not None and call.person is not None and person.id == call.person.id
        if may_serve(rota, call.person) and not mine:
            line = f"take {written_duration(_OFFERED)} {rota.id}"
            found.append((Button(label=words.take(rota.name), line=line),))
    return tuple(found[:_MOST_OFFERED])


def _at(directory: Directory, rest: str, zone: str, now: datetime) -> Moment | Refusal:
    word, _, line = rest.partition(" ")
    found = read_when(line if word.lower() == "at" else rest, now, zone, directory.elections)
    if isinstance(found, Refusal):
        return found
    runs = next_runs(found, now, 1, directory.elections)
    return runs[0] if runs else refused(Fault.EMPTY)


async def _line(
    tx: Transaction,
    services: Services,
    lane: str,
    rota: Rota,
    instant: datetime,
    zone: str,
    *,
    reader: Person | None,
) -> str:
    words = services.phrases(lane).duty
    person = await oncall.on_rota(tx, services, rota, instant)
    shift = await oncall.shift_of(tx, services, rota, instant)
    name = called(services, lane, person, reader)
    for _ in range(_MOST):
        # What the same person has behind it is all one to whoever asks.
        behind = await oncall.shift_of(tx, services, rota, shift.ends)
        if behind.person != shift.person:
            break
        shift = behind
    line = words.line(rota.name, name, shown(services, lane, shift.ends, zone))
    follows = await oncall.on_rota(tx, services, rota, shift.ends)
    return words.then(line, called(services, lane, follows, reader))


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what its reader is told about her duty, as it is now."""
    directory = services.directory
    rota = rota_named(directory, notice.about[0])
    platform = services.doors.get(notice.door, "")
    reader = directory.person(platform, notice.door, "", notice.user)
    if rota is None or reader is None:
        return None
    lane = lanes.private(notice.door, notice.user)
    words, zone = services.phrases(lane).duty, zone_for(directory, reader, rota)
    person = await oncall.on_rota(tx, services, rota, tx.now)
    shift = await oncall.shift_of(tx, services, rota, tx.now)
    until = shown(services, lane, shift.ends, zone)
    if person is None or person.id != reader.id:
        name = called(services, lane, person, reader)
        return Card(text=words.anothers(rota.name, name, until))
    lines = [words.yours(rota.name, until)]
    handed = await handing.standing(tx, services, rota)
    if handed is not None and handed.to == reader.id:
        by = called(services, lane, directory.person_by_id(handed.by), reader)
        lines += [words.handed_on(by, shown(services, lane, handed.at, zone)), handed.summary]
    alerts = await open_alerts(tx, services, reader, platform)
    lines.append(words.open_alerts(len(alerts)))
    phrases = services.phrases(lane)
    for one in alerts[:_MOST]:
        number = phrases.raising.number(one.number, exercise=bool(one.value.exercise))
        lines.append(f"{number} · {phrases.alert_cards.severity(one.value.severity)}")
    if len(alerts) > _MOST:
        lines.append(words.and_more(len(alerts) - _MOST))
    hand_on = Button(label=words.hand_on(), line="handoff")
    return Card(text=Text.of("\n".join(lines)), buttons=((hand_on,),))


async def open_alerts(
    tx: Transaction, services: Services, person: Person, platform: str
) -> list[Filed[Alert]]:
    """Return the open alerts that are somebody's organisation's to look after, the worst first."""
    return [
        one
        for one in await tx.docket.opened(_ALERT, Alert, most=_SEARCHED)
        if one.value.state not in NEVER_RAISED | OVER
        and for_person(services.directory, one.value, person, platform, tx.now).goes
    ]


async def tell(tx: Transaction, services: Services, rota: Rota, *people: Person) -> set[str]:
    """Tell people how it stands with their duty by a rota; returns the lanes that have work."""
    woken: set[str] = set()
    for person in people:
        way = reaching.way(services, person)
        if way is not None:
            key, about = (rota.id,), (rota.id,)
            woken |= set(
                await cards.show(
                    tx, CARD, door=way[0], user=way[1], key=key, about=about, anew=True
                )
            )
    return woken


async def shift_ended(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Tell who comes on duty by a rota, if that is another, and have the next end fall due.

    After a time away only who is on duty now is told.
    """
    rota = rota_named(services.directory, due.subject[0])
    if rota is None:
        return ()
    before = await oncall.shift_of(tx, services, rota, due.due - datetime.resolution)
    person = await oncall.on_rota(tx, services, rota, tx.now)
    await oncall.planned(tx, rota, await oncall.overrides(tx, services, rota.id))
    if person is None or person.id == before.person:
        return ()
    return await tell(tx, services, rota, person)
