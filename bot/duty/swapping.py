"""Swapping shifts: one offers, the other accepts, and each has the other's."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot import cards, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import replies
from bot.duty import oncall
from bot.duty.oncall import rota_named
from bot.duty.whose import called, chosen, in_turn, shown, theirs, whom, zone_for
from bot.services import Services
from policies.buttons import Button
from policies.community.people import Person
from policies.duty.rota import BETWEEN, Rota, Shift, of_the_rota, shifts, swapped
from policies.text import Text
from storage.store import Due, Notice, Transaction

CARD: Final = "swap"
_KIND: Final = "swap"
OVER: Final = "swap-over"
"""The kind of the due end of an offer that nobody has answered: (affair,)."""
_AHEAD: Final = timedelta(days=60)
_WAITS: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Two shifts of a rota that two people may swap; `mine` is that of who offers."""

    rota: str
    by: str
    to: str
    mine: Shift
    theirs: Shift
    ends: datetime
    state: Literal["waiting", "swapped", "declined", "lapsed", "unanswered"] = "waiting"


async def swap(tx: Transaction, services: Services, call: Call) -> Answer:
    """Offer somebody the caller's next shift for that person's, or answer such an offer."""
    words = call.line.words
    if len(words) == 2 and words[0] in ("yes", "no") and call.card:  # noqa: PLR2004 - yes ID
        return await _answered(tx, services, call, words[1], yes=words[0] == "yes")
    if not words or call.person is None:
        return replies.usage(services, call, "swap @who [rota]")
    said = replies.phrases(services, call).duty
    rota = chosen(services, call, words[1:]) if words[1:] else _common(services, call, words[0])
    if isinstance(rota, Answer):
        return rota
    other = whom(services, call, words[0], rota)
    if other is None:
        return Answer(text=said.not_one_of_you(), refused=True)
    lane = lanes.private(call.door, call.sender.user)
    name = called(services, lane, other, call.person)
    way = reaching.way(services, other)
    if way is None:
        return Answer(text=said.unreachable(name))
    mine = await _next(tx, services, rota, call.person)
    yours = await _next(tx, services, rota, other)
    if mine is None or yours is None:
        return Answer(text=said.no_shift("" if mine is None else name))
    offer = Offer(
        rota=rota.id,
        by=call.person.id,
        to=other.id,
        mine=mine,
        theirs=yours,
        ends=min(tx.now + _WAITS, mine.ends, yours.ends),
    )
    affair = tx.new_id()
    tx.affairs.put(_KIND, affair, offer, ends=offer.ends + _WAITS)
    tx.agenda.put(Due(kind=OVER, subject=(affair,), due=offer.ends))
    tx.audit.concern(f"rota {rota.id}")
    woken = await cards.show(
        tx, CARD, door=way[0], user=way[1], key=(affair,), about=(affair, other.id)
    )
    until = shown(services, lane, offer.ends, zone_for(services.directory, call.person, rota))
    return Answer(text=said.asked(name, until), woken=woken)


def _common(services: Services, call: Call, word: str) -> Rota | Answer:
    """Return the only rota in which both take turns, else the only one of the caller's."""
    mine = [
        one
        for one in theirs(services.directory, call.person)
        if call.person is not None
        and in_turn(one, call.person)
        and (other := whom(services, call, word, one)) is not None
        and in_turn(one, other)
    ]
    return mine[0] if len(mine) == 1 else chosen(services, call, ())


async def _next(tx: Transaction, services: Services, rota: Rota, person: Person) -> Shift | None:
    """Return somebody's shift by a rota that runs now or comes next."""
    standing = await oncall.overrides(tx, services, rota.id)
    coming = shifts(rota, standing, tx.now, tx.now + _AHEAD)
    theirs_ = (one for one in coming if one.person == person.id)
    return next((one for one in theirs_ if of_the_rota(rota, standing, one)), None)


async def _answered(
    tx: Transaction, services: Services, call: Call, affair: str, *, yes: bool
) -> Answer:
    offer = await tx.affairs.get(_KIND, affair, Offer)
    if offer is None or call.person is None or call.person.id != offer.to:
        return replies.stale(services, call)
    tx.audit.concern(f"rota {offer.rota}")
    if offer.state != "waiting" or tx.now >= offer.ends:
        return replies.stale(services, call)
    rota = rota_named(services.directory, offer.rota)
    if not yes:
        offer = replace(offer, state="declined")
    elif rota is None or not await _stands(tx, services, rota, offer):
        offer = replace(offer, state="lapsed")
    else:
        offer = replace(offer, state="swapped")
        await oncall.overridden(tx, rota, *swapped(rota, offer.mine, offer.theirs))
    await tx.agenda.drop(OVER, affair)
    return Answer(woken=await _told(tx, services, affair, offer))


async def over(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """End an offer that nobody has answered, and tell both."""
    affair = due.subject[0]
    offer = await tx.affairs.get(_KIND, affair, Offer)
    if offer is None or offer.state != "waiting":
        return ()
    tx.audit.concern(f"rota {offer.rota}")
    return await _told(tx, services, affair, replace(offer, state="unanswered"))


async def _told(tx: Transaction, services: Services, affair: str, offer: Offer) -> set[str]:
    """Keep an offer as it is now, and show it to both."""
    tx.affairs.put(_KIND, affair, offer, ends=tx.now + _WAITS)
    woken: set[str] = set()
    for one in (offer.to, offer.by):
        person = services.directory.person_by_id(one)
        way = None if person is None else reaching.way(services, person)
        if way is not None:
            woken |= set(
                await cards.show(
                    tx, CARD, door=way[0], user=way[1], key=(affair,), about=(affair, one)
                )
            )
    return woken


async def _stands(tx: Transaction, services: Services, rota: Rota, offer: Offer) -> bool:
    """Tell whether both shifts are still theirs, from now on or from their starts to their ends."""
    standing = await oncall.overrides(tx, services, rota.id)
    for one in (offer.mine, offer.theirs):
        starts = max(one.starts, tx.now)
        if starts >= one.ends:
            return False
        if any(each.person != one.person for each in shifts(rota, standing, starts, one.ends)):
            return False
    return True


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write an offer for who is asked, or what became of it for both."""
    affair, reader = notice.about
    offer = await tx.affairs.get(_KIND, affair, Offer)
    person = services.directory.person_by_id(reader)
    rota = None if offer is None else rota_named(services.directory, offer.rota)
    if offer is None or person is None:
        return None
    lane = lanes.private(notice.door, notice.user)
    words, directory = services.phrases(lane).duty, services.directory
    asked = person.id == offer.to
    other = directory.person_by_id(offer.by if asked else offer.to)
    name = called(services, lane, other, person)
    zone = zone_for(directory, person, rota)
    mine, theirs_ = (
        words.shift(shown(services, lane, one.starts, zone), shown(services, lane, one.ends, zone))
        for one in (offer.mine, offer.theirs)
    )
    which = rota.name if rota is not None else offer.rota.rpartition(BETWEEN)[2]
    text: Text
    match offer.state:
        case "waiting" if tx.now < offer.ends:
            yes = Button(label=words.yes(), line=f"swap yes {affair}", style="primary")
            no = Button(label=words.no(), line=f"swap no {affair}")
            until = shown(services, lane, offer.ends, zone)
            told = words.offer(name, which, mine, theirs_, until)
            return Card(text=told, buttons=((yes, no),))
        case "swapped":
            yours, others = (mine, theirs_) if asked else (theirs_, mine)
            text = words.swapped(which, yours, name, others)
        case "declined":
            text = words.declined("" if asked else name, which)
        case "waiting" | "unanswered":
            text = words.unanswered("" if asked else name, which)
        case _:
            text = words.lapsed(which)
    return Card(text=text)
