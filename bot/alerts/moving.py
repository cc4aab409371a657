"""`escalate`, `snooze` and `still`: an alert goes on at once, is put off, or stays where it is."""

from collections.abc import Sequence

from bot.alerts import escalating, lapsing, paging, snoozing
from bot.alerts.asked import Asked, asked
from bot.alerts.filing import keep
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.alert import Answered, Standing
from policies.alerts.rights import Deed, may
from policies.alerts.states import Act, Illegal
from policies.alerts.waiting import pages
from policies.times.durations import read_duration, written_duration
from policies.times.refusals import Refusal
from storage.store import Transaction


async def escalate(tx: Transaction, services: Services, call: Call) -> Answer:
    """Page the next in line now: at the caller's organisation, or at all where it is its own."""
    found = await asked(tx, services, call, deed=Deed.NOTE, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    words = found.phrases.escalation
    ahead = [
        one for one in _theirs(found) if pages(found.alert, one) and one.step < len(one.chain.steps)
    ]
    if not ahead:
        return Answer(text=words.nobody_next(found.number))
    filed = await keep(tx, found.filed, found.alert, found.entry("escalated", note=found.said))
    woken: list[str] = []
    for one in ahead:
        filed, more = await escalating.advance(tx, services, filed, one.organisation)
        woken += more
    woken += await paging.refresh(tx, services, filed)
    return Answer(text=words.moved(found.number), woken=woken)


def _theirs(found: Asked) -> Sequence[Standing]:
    """Return the parts of an alert that a caller may move on."""
    if found.person.organisation == found.alert.origin:
        return found.alert.standings
    own = found.alert.standing(found.person.organisation)
    return () if own is None else (own,)


async def snooze(tx: Transaction, services: Services, call: Call) -> Answer:
    """Put an alert off: for its origin and its owner, since it is put off for everybody."""
    found = await asked(tx, services, call, deed=Deed.NOTE, act=Act.SNOOZE, field="span")
    if isinstance(found, Answer):
        return found
    owns = found.person.id == found.alert.owner
    if not owns and not may(Deed.CHANGE, found.alert, found.person):
        return Answer(text=found.words.not_yours(found.number, Deed.TELL), refused=True)
    if not found.said:
        return found.lacks()
    words, most = found.phrases.escalation, snoozing.LONGEST[found.alert.severity]
    lasts = read_duration(found.said, most=most)
    if isinstance(lasts, Refusal):
        told = words.how_long(found.number, written_duration(most))
        return Answer(text=told, wrong="span")
    until = tx.now + lasts
    by, whose = found.person.id, found.person.organisation
    done = await snoozing.put_off(tx, services, found.filed, until, by, whose)
    if isinstance(done, Illegal):
        return Answer(text=found.words.cannot(found.number, done.state))
    return Answer(text=words.put_off(found.number, found.time(until)), woken=done[1])


async def still(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that an organisation is at what it acknowledged: it is not asked again for a while."""
    found = await asked(tx, services, call, deed=Deed.ANSWER, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    standing = found.alert.standing(found.person.organisation)
    if standing is None or standing.answered is not Answered.ACKNOWLEDGED:
        return Answer(text=found.words.not_acknowledged(found.number))
    filed = await keep(tx, found.filed, found.alert, found.entry("progress"))
    await escalating.answered(tx, filed, found.person.organisation)
    await lapsing.closed(tx, services, filed, found.person.organisation, standing.by)
    return Answer(text=found.phrases.escalation.noted(found.number))
