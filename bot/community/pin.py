"""What somebody at risk does with what came: opens it, gives a PIN, hides it, chooses a line."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Literal, TypeAlias

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import locking, veil
from bot.community.veil import Veil
from bot.services import Services
from policies.community import risk
from policies.community.people import Person
from policies.speech.risk import RiskWords
from policies.text import Text
from storage.store import Notice, Transaction

PAD: Final = "pin pad"
"""The card on which a PIN is chosen."""
_CHOOSING: Final = "choosing a pin"
_SHORTEST: Final = 4
_LONGEST: Final = 10
_LONGEST_PING: Final = 40
_KEPT: Final = timedelta(days=1)

Which: TypeAlias = Literal["right", "duress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """How far somebody is with choosing a PIN; nothing of it is kept once it is set."""

    second: bool
    step: str = "first"
    typed: str = field(default="", repr=False)
    first: str = field(default="", repr=False)


async def open_(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show what came, or ask for the PIN; turn the page of what is open."""
    found = await veil.over_thing(tx, _lane(call), call.card)
    if found is None or call.person is None:
        return _stale(services, call)
    affair, one = found
    if one.state == "open":
        return Answer(woken=[await veil.turn(tx, affair, replace(one, page=one.page + 1))])
    if await tx.pins.has(call.person.id):
        until = tx.now + veil.ASKS_FOR
        asking = replace(one, state="asking", until=until, typed="", left=0)
        return Answer(woken=[await veil.turn(tx, affair, asking)])
    return Answer(woken=[await _opened(tx, affair, one)])


async def hide(tx: Transaction, services: Services, call: Call) -> Answer:
    """Hide at once what is open."""
    found = await veil.over_thing(tx, _lane(call), call.card)
    if found is None:
        return _stale(services, call)
    affair, one = found
    await veil.closed(tx, one.lane)
    return Answer(woken=[await veil.turn(tx, affair, veil.shut(one))])


async def key(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take a key of a PIN pad: over what came, or where a PIN is chosen."""
    found = await veil.over_thing(tx, _lane(call), call.card)
    pressed = call.line.words[0] if len(call.line.words) == 1 else ""
    known = pressed in ("ok", "clear") or (len(pressed) == 1 and pressed.isdecimal())
    if found is None or call.person is None or not known:
        return _stale(services, call)
    affair, one = found
    if one.state == "open":
        return await _choose(tx, services, call, call.person, pressed)
    if one.state != "asking":
        return _stale(services, call)
    if pressed != "ok":
        veil.keep(tx, affair, replace(one, typed=_longer(one.typed, pressed)))
        return Answer()
    return await _judged(tx, services, call.person, affair, one)


async def set_pin(tx: Transaction, services: Services, call: Call) -> Answer:
    """Begin to choose a PIN, or take both away."""
    words, me = _words(services, call), call.person
    if me is None or not risk.at_risk(services.directory, me):
        return Answer(text=words.only_at_risk())
    if call.line.words == ("off",):
        return await _begin(tx, call, me, Choosing(second=False, step="off"))
    second = call.line.words == ("second",)
    if call.line.words and not second:
        phrases = services.phrases(_lane(call))
        return Answer(text=phrases.answers.usage("pin [second|off]"))
    if second and not await tx.pins.has(me.id):
        return Answer(text=words.pin_first())
    return await _begin(tx, call, me, Choosing(second=second))


async def ping(tx: Transaction, services: Services, call: Call) -> Answer:
    """Choose the line that a phone shows."""
    words, me = _words(services, call), call.person
    if me is None or not risk.at_risk(services.directory, me):
        return Answer(text=words.only_at_risk())
    text = call.line.rest.strip().strip('"').strip()
    if not 0 < len(text) <= _LONGEST_PING or not text.isprintable():
        return Answer(text=words.ping_unfit())
    await veil.choose_ping(tx, me, text)
    return Answer(text=words.ping_is(text))


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the pad on which a PIN is chosen."""
    found = await tx.affairs.find(_CHOOSING, notice.about, Choosing)
    if found is None:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).risk
    choosing = found[1]
    if choosing.step == "set":
        return Card(text=words.pin_set(second=choosing.second))
    if choosing.step == "gone":
        return Card(text=words.pin_off())
    return Card(text=_asks(words, choosing), buttons=veil.pad(words))


def _asks(words: RiskWords, choosing: Choosing) -> Text:
    if choosing.step == "again":
        return words.pin_again()
    if choosing.step == "off":
        return words.pin_again()
    chosen = words.choose_pin(second=choosing.second)
    return words.pin_unfit() + Text.of("\n") + chosen if choosing.step == "unfit" else chosen


async def _opened(tx: Transaction, affair: str, one: Veil) -> str:
    until = tx.now + veil.OPEN_FOR
    await veil.opened(tx, one.lane)
    opened = replace(one, state="open", until=until, typed="", page=0, left=0)
    return await veil.turn(tx, affair, opened)


async def _judged(
    tx: Transaction, services: Services, me: Person, affair: str, one: Veil
) -> Answer:
    verdict, wrong = await tx.pins.try_out(me.id, one.typed)
    if verdict == "right":
        return Answer(woken=[await _opened(tx, affair, one)])
    if verdict == "duress" or wrong >= veil.MOST_WRONG:
        veil.keep(tx, affair, veil.shut(one))
        empty = one.thing if verdict == "duress" else ""
        return Answer(woken=await locking.lock_out(tx, services, me, by=[me.id], empty=empty))
    again = replace(one, typed="", left=veil.MOST_WRONG - wrong)
    return Answer(woken=[await veil.turn(tx, affair, again)])


async def _begin(tx: Transaction, call: Call, me: Person, choosing: Choosing) -> Answer:
    await _keep(tx, me, choosing)
    return Answer(
        woken=await cards.show(
            tx,
            PAD,
            door=call.door,
            user=call.sender.user,
            key=(me.id, choosing.step),
            about=(me.id,),
            anew=True,
        )
    )


async def _choose(
    tx: Transaction, services: Services, call: Call, me: Person, pressed: str
) -> Answer:
    """Take a key of the pad on which a PIN is chosen."""
    notice = await tx.notices.by_id(call.card)
    found = await tx.affairs.find(_CHOOSING, (me.id,), Choosing)
    if notice is None or notice.kind != PAD or found is None:
        return _stale(services, call)
    choosing = found[1]
    if choosing.step in ("set", "gone"):
        return _stale(services, call)
    if pressed != "ok":
        await _keep(tx, me, replace(choosing, typed=_longer(choosing.typed, pressed)))
        return Answer()
    await _keep(tx, me, await _step(tx, me, choosing))
    found_veil = await veil.over_thing(tx, _lane(call), call.card)
    return Answer(woken=[] if found_veil is None else [await veil.turn(tx, *found_veil)])


async def _step(tx: Transaction, me: Person, choosing: Choosing) -> Choosing:
    typed = choosing.typed
    if choosing.step == "off":
        verdict, _ = await tx.pins.try_out(me.id, typed)
        if verdict != "right":
            return replace(choosing, typed="")
        await tx.pins.remove(me.id)
        return Choosing(second=False, step="gone")
    if choosing.step != "again":
        fits = _SHORTEST <= len(typed) <= _LONGEST
        step, first = ("again", typed) if fits else ("unfit", "")
        return replace(choosing, step=step, typed="", first=first)
    which: Which = "duress" if choosing.second else "right"
    if typed == choosing.first and await tx.pins.put(me.id, which, typed, tx.new_id()):
        return Choosing(second=choosing.second, step="set")
    return replace(choosing, step="unfit", typed="", first="")


async def _keep(tx: Transaction, me: Person, choosing: Choosing) -> None:
    found = await tx.affairs.find(_CHOOSING, (me.id,), Choosing)
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(_CHOOSING, affair, choosing, ends=tx.now + _KEPT, key=(me.id,))


def _longer(typed: str, pressed: str) -> str:
    return "" if pressed == "clear" else (typed + pressed)[: _LONGEST + 1]


def _lane(call: Call) -> str:
    return lanes.private(call.door, call.sender.user)


def _words(services: Services, call: Call) -> RiskWords:
    return services.phrases(_lane(call)).risk


def _stale(services: Services, call: Call) -> Answer:
    return Answer(text=services.phrases(_lane(call)).answers.stale(), refused=True)
