"""Taking a duty, and handing it on."""

from datetime import datetime, timedelta
from typing import Final

from bot import lanes, reaching
from bot.calls import Answer, Asks, Call
from bot.community import replies
from bot.duty import handing, oncall
from bot.duty.planning import ask
from bot.duty.showing import open_alerts, tell
from bot.duty.whose import chosen, may_serve, shown, theirs, whom, zone_for
from bot.services import Services
from policies.community.people import Person
from policies.duty.rota import Override, Rota
from policies.times.durations import is_duration, read_duration
from policies.times.refusals import Refusal
from storage.store import Transaction

_SHORTEST: Final = timedelta(minutes=5)
_LONGEST: Final = timedelta(days=7)
_MOST_OFFERED: Final = 10
"""People whom a button names; others are typed."""


async def take(tx: Transaction, services: Services, call: Call) -> Answer:
    """Put the caller on duty from now on, for so long."""
    phrases = replies.phrases(services, call)
    spans = [one for one in call.line.words if is_duration(one)]
    # Where none is one, the first word was meant for it.
    meant = spans or call.line.words[:1]
    if not meant:
        return replies.usage(services, call, "take 2h [rota]")
    lasts = read_duration(meant, least=_SHORTEST, most=_LONGEST)
    if isinstance(lasts, Refusal):
        return Answer(text=phrases.times.refused(lasts))
    rota = chosen(services, call, call.line.words[len(spans) :])
    if isinstance(rota, Answer):
        return rota
    me = call.person
    if me is None or call.line.words[: len(spans)] != tuple(spans):
        return replies.refused(services, call)
    if not may_serve(rota, me):
        return Answer(text=phrases.duty.not_of_the_rota(rota.name), refused=True)
    before = await oncall.on_rota(tx, services, rota, tx.now)
    ends = tx.now + lasts
    await oncall.overridden(
        tx, rota, Override(rota=rota.id, starts=tx.now, ends=ends, person=me.id)
    )
    relieved = [] if before is None or before.id == me.id else [before]
    woken = await tell(tx, services, rota, *relieved)
    ask(tx)  # it may cover what nobody did
    until = _until(services, call, rota, ends)
    return Answer(text=phrases.duty.taken(rota.name, until), woken=woken)


async def handoff(tx: Transaction, services: Services, call: Call) -> Answer:
    """Put somebody else on duty for the rest of the caller's shift, with words of the caller's."""
    found = await handed(tx, services, call)
    if isinstance(found, Answer):
        return found
    rota, other, summary = found
    phrases = replies.phrases(services, call)
    name = services.directory.shown_person(other.id, to=call.organisation)
    ends = (await oncall.shift_of(tx, services, rota, tx.now)).ends
    await oncall.overridden(
        tx, rota, Override(rota=rota.id, starts=tx.now, ends=ends, person=other.id)
    )
    former, _ = await handing.latest(tx, rota)
    by = "" if call.person is None else call.person.id
    handing.keep(
        tx,
        former,
        handing.Handoff(rota=rota.id, by=by, to=other.id, at=tx.now, until=ends, summary=summary),
    )
    woken = await tell(tx, services, rota, other)
    way = reaching.way(services, other) or ("", "")
    alerts = await open_alerts(tx, services, other, services.doors.get(way[0], ""))
    until = _until(services, call, rota, ends)
    return Answer(text=phrases.duty.given(rota.name, name, until, len(alerts)), woken=woken)


async def check(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form that hands a shift on, and hand on nothing."""
    found = await handed(tx, services, call)
    return found if isinstance(found, Answer) else None


async def handed(
    tx: Transaction, services: Services, call: Call
) -> tuple[Rota, Person, str] | Answer:
    """Return of which rota the shift is, to whom it goes, and with which words."""
    phrases = replies.phrases(services, call)
    word, _, summary = call.line.rest.partition(" ")
    if call.fields:
        # The form holds both apart: a name in it may be of several words.
        word, summary = (" ".join(call.held(name)) for name in ("whom", "summary"))
    summary = summary.strip()
    me = call.person
    if me is None or not theirs(services.directory, me):
        return Answer(text=phrases.duty.no_rota_to_hand_on(), wrong="")
    rota = await _mine_now(tx, services, me)
    if rota is None:
        return Answer(text=phrases.duty.not_on_duty(), wrong="")
    able = _able(services, call, rota)
    if not able:
        return Answer(text=phrases.duty.nobody_to_hand_on_to(rota.name), wrong="")
    other = whom(services, call, word, rota) if word else None
    # What is handed on is said to one's own: it bears no label and crosses to nobody else.
    if word and (other is None or other not in able):
        return Answer(text=phrases.duty.not_one_of_you(), refused=True, wrong="whom")
    if not summary or other is None:
        held = (("whom", (word,)), ("summary", (summary,))) if word else ()
        people = tuple(one.id for one in able[:_MOST_OFFERED])
        return Answer(asks=Asks(command="handoff", line="handoff", held=held, people=people))
    if len(summary) > handing.LONGEST:
        return Answer(text=phrases.duty.too_long(handing.LONGEST), wrong="summary")
    if reaching.way(services, other) is None:
        name = services.directory.shown_person(other.id, to=call.organisation)
        return Answer(text=phrases.duty.unreachable(name), wrong="whom")
    return rota, other, summary


def _able(services: Services, call: Call, rota: Rota) -> list[Person]:
    """Return the others of the caller's organisation to whom a shift may be handed on."""
    directory = services.directory
    return [
        one
        for one in directory.people
        if one.organisation == call.organisation
        and one is not call.person
        and one.id not in directory.locked
        and may_serve(rota, one)
    ]


async def _mine_now(tx: Transaction, services: Services, person: Person) -> Rota | None:
    """Return the first rota by which somebody is on duty now."""
    for rota in theirs(services.directory, person):
        on_duty = await oncall.on_rota(tx, services, rota, tx.now)
        if on_duty is not None and on_duty.id == person.id:
            return rota
    return None


def _until(services: Services, call: Call, rota: Rota, ends: datetime) -> str:
    zone = zone_for(services.directory, call.person, rota)
    return shown(services, lanes.private(call.door, call.sender.user), ends, zone)
