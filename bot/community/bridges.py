"""Stopping, resuming, lowering, raising and ending what leads from room to room."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.announcing import announce
from bot.calls import Answer, Call
from bot.community import agreements, replies
from bot.community.agreements import Agreement
from bot.community.changing import put, remove
from bot.community.remembered import read_directory
from bot.services import Services
from policies.community.directory import Directory
from policies.community.places import Bridge
from policies.community.rows import to_rows
from policies.labels import Label, canonical, stricter_than
from storage.store import Transaction

_PAUSE: Final = "pause"
_RESUME: Final = "resume"


async def unlink(tx: Transaction, services: Services, call: Call) -> Answer:
    """Stop a bridge at once, and ask the other organisations to end it."""
    joining = replies.phrases(services, call).joining
    bridge = _chosen(services, call, call.line.words)
    if isinstance(bridge, Answer):
        return bridge
    agreement = Agreement(
        subject="unlink",
        by=call.organisation,
        organisations=tuple(dict.fromkeys((*bridge.agreed, call.organisation))),
        accepted=(call.organisation,),
        persons=() if call.person is None else (call.person.id,),
        ends=tx.now + agreements.WAITS,
        bridge=bridge.id,
    )
    if not agreement.waiting:
        return Answer(text=joining.unlinked(bridge.id), woken=await _end(tx, services, bridge))
    woken = await _paused(tx, services, bridge, call.organisation)
    woken += await agreements.ask(tx, services, agreement, call.door)
    return Answer(text=joining.stopped(bridge.id), woken=woken)


async def pause_or_resume(tx: Transaction, services: Services, call: Call) -> Answer:
    """Stop or resume a bridge, as far as the caller's organisation is concerned."""
    joining = replies.phrases(services, call).joining
    what = call.line.words[0].lower() if call.line.words else ""
    if what not in (_PAUSE, _RESUME):
        return replies.usage(services, call, "bridge pause|resume [bridge]")
    bridge = _chosen(services, call, call.line.words[1:])
    if isinstance(bridge, Answer):
        return bridge
    if what == _PAUSE:
        woken = await _paused(tx, services, bridge, call.organisation)
        return Answer(text=joining.paused(bridge.id), woken=woken)
    left = tuple(one for one in bridge.paused if one != call.organisation)
    woken = await _rewrite(tx, services, replace(bridge, paused=left))
    others = ", ".join(services.directory.shown_organisation(one) for one in left)
    return Answer(text=joining.resumed(bridge.id, others), woken=woken)


async def ceiling(tx: Transaction, services: Services, call: Call) -> Answer:
    """Lower a bridge's ceiling at once, or ask all its organisations to raise it."""
    joining = replies.phrases(services, call).joining
    try:
        label = canonical(call.line.words[0].upper() if call.line.words else "")
    except ValueError:
        return replies.usage(services, call, "ceiling TLP:GREEN [bridge]")
    if label is Label.RED:
        return Answer(text=joining.no_red())
    bridge = _chosen(services, call, call.line.words[1:])
    if isinstance(bridge, Answer):
        return bridge
    if not stricter_than(label, bridge.ceiling):
        woken = await _rewrite(tx, services, replace(bridge, ceiling=label))
        return Answer(text=joining.lowered(bridge.id, label), woken=woken)
    agreement = Agreement(
        subject="raise",
        by=call.organisation,
        organisations=tuple(dict.fromkeys((*bridge.agreed, call.organisation))),
        accepted=(call.organisation,),
        persons=() if call.person is None else (call.person.id,),
        ends=tx.now + agreements.WAITS,
        bridge=bridge.id,
        ceiling=label,
        before=bridge.ceiling,
    )
    silent = agreements.unreachable(services, agreement.waiting)
    if silent or not agreement.waiting:
        names = (services.directory.shown_organisation(one) for one in silent)
        return Answer(text=joining.nobody_to_ask(names))
    woken = await agreements.ask(tx, services, agreement, call.door)
    return Answer(text=joining.asked(), woken=woken)


async def raised(
    tx: Transaction, services: Services, agreement_id: str, agreement: Agreement
) -> list[str]:
    """Give a bridge the ceiling that all have accepted, if it is the bridge that they meant."""
    bridge = _named(await read_directory(tx), agreement.bridge)
    meant = bridge is not None and set(bridge.agreed) <= set(agreement.organisations)
    if bridge is None or not meant or bridge.ceiling is not agreement.before:
        return await agreements.settle(tx, agreement_id, replace(agreement, state="void"))
    woken = await _rewrite(tx, services, replace(bridge, ceiling=agreement.ceiling))
    return woken + await agreements.settle(tx, agreement_id, replace(agreement, state="done"))


async def ended(
    tx: Transaction, services: Services, agreement_id: str, agreement: Agreement
) -> list[str]:
    """End a bridge; what stands in its rooms stays."""
    bridge = _named(await read_directory(tx), agreement.bridge)
    woken = [] if bridge is None else await _end(tx, services, bridge)
    state = replace(agreement, state="void" if bridge is None else "done")
    return woken + await agreements.settle(tx, agreement_id, state)


def _chosen(services: Services, call: Call, words: Sequence[str]) -> Bridge | Answer:
    """Return the bridge that is meant: named, or the only one of this room.

    It is one that the caller's organisation is part of, by agreement or by a room.
    """
    directory = services.directory
    theirs = [one for one in directory.bridges if _part(directory, one, call.organisation)]
    if words:
        named = [one for one in theirs if one.id == words[0]]
        return named[0] if len(words) == 1 and named else replies.refused(services, call)
    if call.place is not None:
        theirs = [one for one in theirs if call.place.id in one.channels]
    if not theirs:
        return replies.refused(services, call)
    if len(theirs) > 1:
        joining = replies.phrases(services, call).joining
        return Answer(text=joining.which_bridge(one.id for one in theirs))
    return theirs[0]


def _part(directory: Directory, bridge: Bridge, organisation: str) -> bool:
    if organisation in bridge.agreed:
        return True
    rooms = (directory.place_by_id(one) for one in bridge.channels)
    return any(room is not None and organisation in room.organisations for room in rooms)


def _named(directory: Directory, name: str) -> Bridge | None:
    return next((one for one in directory.bridges if one.id == name), None)


async def _paused(
    tx: Transaction, services: Services, bridge: Bridge, organisation: str
) -> list[str]:
    stopped = tuple(dict.fromkeys((*bridge.paused, organisation)))
    return await _rewrite(tx, services, replace(bridge, paused=stopped))


async def _rewrite(tx: Transaction, services: Services, bridge: Bridge) -> list[str]:
    ((_, _, body),) = to_rows(Directory(bridges=(bridge,)))
    directory = await put(tx, services, "bridge", bridge.id, body)
    return await _announced(tx, services, directory, bridge)


async def _end(tx: Transaction, services: Services, bridge: Bridge) -> list[str]:
    directory = await remove(tx, services, "bridge", bridge.id)
    return await _announced(tx, services, directory, bridge)


async def _announced(
    tx: Transaction, services: Services, directory: Directory, bridge: Bridge
) -> list[str]:
    woken = []
    for name in bridge.channels:
        place = directory.place_by_id(name)
        if place is not None:
            woken += await announce(tx, services, place)
    return woken
