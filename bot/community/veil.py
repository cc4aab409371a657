"""The veil over what is in the chat of somebody at risk: what is shown of a thing, until when.

It is shut until a tap or a PIN, open for minutes, and after a day what it was over is gone.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from bot import lanes
from policies.buttons import Button, Rows
from policies.community.people import Person
from policies.speech.risk import RiskWords
from storage.store import Store, Transaction

STAYS: Final = timedelta(hours=23)
"""After so long nothing of ours stands in the chat: after 48 hours a bot could not delete it."""
OPEN_FOR: Final = timedelta(minutes=3)
ASKS_FOR: Final = timedelta(minutes=2)
MOST_WRONG: Final = 5
"""Wrong PINs, then whoever gives them is locked out."""
EVERY: Final = 2.0
"""Seconds between two looks at what has been open long enough."""
_VEIL: Final = "veil"
_PING: Final = "ping"
_OPENING: Final = "opening"
_KEPT: Final = timedelta(days=30)
_BEFORE_NEWS: Final = 1
"""The priority of what somebody asked to see or to hide: before what is new."""

State: TypeAlias = Literal["shut", "asking", "open", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """One thing in somebody's chat, on a lane, of a kind of things.

    `turns` counts the changes; `typed` are the digits that were pressed so far, `left` the tries
    that are left after a wrong PIN. `revision` is the thing's own when it was last shown.
    """

    lane: str
    thing: str
    kind: str
    since: datetime
    state: State = "shut"
    until: datetime | None = None
    turns: int = 1
    page: int = 0
    typed: str = field(default="", repr=False)
    left: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """The line that somebody chose."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Until when a conversation is open: for so long its owner is at the phone."""

    until: datetime


async def ping_of(tx: Transaction, words: RiskWords, person: Person | None) -> str:
    """Return the line that somebody's phone shows."""
    found = None if person is None else await tx.affairs.find(_PING, (person.id,), Ping)
    return words.ping() if found is None else found[1].text


async def choose_ping(tx: Transaction, person: Person, text: str) -> None:
    """Have somebody's phone show this line from now on."""
    found = await tx.affairs.find(_PING, (person.id,), Ping)
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(_PING, affair, Ping(text=text), ends=None, key=(person.id,))


async def opened(tx: Transaction, lane: str) -> None:
    """Note that something was opened in a conversation, as its owner can."""
    found = await tx.affairs.find(_OPENING, (lane,), Opening)
    affair = tx.new_id() if found is None else found[0]
    until = tx.now + OPEN_FOR
    tx.affairs.put(_OPENING, affair, Opening(until=until), ends=until, key=(lane,), loose=True)


async def closed(tx: Transaction, lane: str) -> None:
    """Note that its owner leaves the phone."""
    found = await tx.affairs.find(_OPENING, (lane,), Opening)
    if found is not None:
        tx.affairs.remove(found[0], loose=True)


async def is_open(tx: Transaction, lane: str) -> bool:
    """Tell whether something was opened in a conversation, and its minutes are not over."""
    found = await tx.affairs.find(_OPENING, (lane,), Opening)
    return found is not None and tx.now < found[1].until


async def over_thing(tx: Transaction, lane: str, thing: str) -> tuple[str, Veil] | None:
    """Return the veil over a thing in a chat, with its id; None where there is none."""
    return await tx.affairs.find(_VEIL, (lane, thing), Veil)


async def hidden(tx: Transaction, lane: str, thing: str) -> bool:
    """Tell whether a thing shows nothing now, so that a button of its own means nothing."""
    found = await over_thing(tx, lane, thing)
    return found is not None and found[1].state != "open"


def keep(tx: Transaction, affair: str, veil: Veil) -> None:
    """Keep a veil as it is now."""
    tx.affairs.put(
        _VEIL, affair, veil, ends=veil.since + _KEPT, key=(veil.lane, veil.thing), loose=True
    )


async def turn(tx: Transaction, affair: str, veil: Veil) -> str:
    """Keep a changed veil and have its thing written anew; returns the lane that has work."""
    keep(tx, affair, replace(veil, turns=veil.turns + 1))
    await tx.deliveries.want(
        veil.thing,
        veil.lane,
        veil.lane,
        priority=_BEFORE_NEWS,
        written=lanes.moment(tx.now),
        sequence=tx.turn(),
        thing=veil.kind,
    )
    return veil.lane


async def look(store: Store, wake: Callable[[Collection[str]], Awaitable[None] | None]) -> None:
    """Shut what has been open long enough and take away what stood for a day."""
    if await store.read(_due):
        wake(await store.write(ring))


async def ring(tx: Transaction) -> Collection[str]:
    """Do so in a transaction; returns the lanes that have work."""
    woken = set()
    for affair, veil in await _due(tx):
        if _over(tx, veil):
            woken.add(await turn(tx, affair, replace(veil, state="gone", typed="")))
        else:
            woken.add(await turn(tx, affair, shut(veil)))
    return woken


async def _due(tx: Transaction) -> list[tuple[str, Veil]]:
    return [
        (affair, veil)
        for affair, veil in await tx.affairs.listed(_VEIL, Veil)
        if veil.state != "gone"
        and (_over(tx, veil) or (veil.until is not None and tx.now >= veil.until))
    ]


def _over(tx: Transaction, veil: Veil) -> bool:
    return tx.now >= veil.since + STAYS


def shut(veil: Veil) -> Veil:
    """Return the veil shut, and nothing of what was pressed."""
    return replace(veil, state="shut", until=None, typed="", page=0, left=0)


def pad(words: RiskWords) -> Rows:
    """Return the keys of a PIN pad: no digit is ever written, none stands in a text."""
    clear, done = words.keys()
    digits = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"))
    rows = [tuple(Button(label=one, line=f"key {one}") for one in row) for row in digits]
    last = (
        Button(label=clear, line="key clear"),
        Button(label="0", line="key 0"),
        Button(label=done, line="key ok"),
    )
    return (*rows, last)
