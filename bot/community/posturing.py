"""A posture takes effect and ends: what it changes is remembered, and put back exactly.

What somebody has changed meanwhile stays as that person wants it; only the rest is put back.
"""

import json
from dataclasses import replace
from typing import Any, Final

from bot.community import agreements, changing
from bot.community.changing import Unsound
from bot.community.remembered import APPROVER, read_directory
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Role
from policies.community.posture import Posture, Undo, fits, mode_of
from storage.store import Row, Transaction

_CHANNEL: Final = "channel"
_PERSON: Final = "person"
_PERMISSION: Final = "permission"
_OF_A_MODE: Final = ("mode", "default")


async def upheld(tx: Transaction, posture: Posture) -> bool:
    """Tell whether every organisation has signed by somebody who answers for it still."""
    found = await agreements.found(tx, posture.agreement)
    if found is None or found.state != "done":
        return False
    directory = await read_directory(tx)
    return set(agreements.upheld(directory, found)) >= set(posture.organisations)


async def begin(tx: Transaction, services: Services, posture: Posture) -> Posture | None:
    """Let a posture take effect; None, and nothing is changed, where something of it cannot be."""
    directory = await read_directory(tx)
    if not _sound(directory, posture):
        return None
    undo: list[Undo] = []
    for one in posture.defaults:
        row = await _row(tx, _CHANNEL, one.room)
        if row is not None:
            body = {**row.body, **mode_of(one.label)}
            undo.append(await _put(tx, services, _CHANNEL, one.room, body, row))
    for name in posture.deputies:
        row = await _row(tx, _PERSON, name)
        person = directory.person_by_id(name)
        if row is not None and person is not None and Role.DEPUTY not in person.roles:
            roles = [role.value for role in Role if role in (*person.roles, Role.DEPUTY)]
            undo.append(await _put(tx, services, _PERSON, name, {**row.body, "roles": roles}, row))
    last = posture.until.date().isoformat()
    for permit in posture.permits:
        body = {"by": permit.by, "to": list(permit.to), "label": permit.label.value, "until": last}
        undo.append(await _put(tx, services, _PERMISSION, tx.new_id()[:8], body, None))
    fresh = [one for one in posture.approvers if one not in directory.approvers]
    undo += [await _put(tx, services, APPROVER, name, {}, None) for name in fresh]
    return replace(posture, state="in force", undo=tuple(undo))


def _sound(directory: Directory, posture: Posture) -> bool:
    """Tell whether everything that a posture names is there still, and may be so."""
    for one in posture.defaults:
        place = directory.place_by_id(one.room)
        if place is None or not fits(directory, place, one.label):
            return False
        if not set(place.organisations) <= set(posture.organisations):
            return False
    people = [directory.person_by_id(one) for one in (*posture.approvers, *posture.deputies)]
    if any(one is None or one.organisation not in posture.organisations for one in people):
        return False
    names = (name for permit in posture.permits for name in (permit.by, *permit.to))
    return all(directory.known(name) for name in names)


async def _put(
    tx: Transaction,
    services: Services,
    kind: str,
    name: str,
    body: dict[str, Any],
    before: Row | None,
) -> Undo:
    await changing.put(tx, services, kind, name, body)
    return Undo(
        kind=kind,
        name=name,
        before="" if before is None else _written(before.body),
        after=_written(body),
        origin="" if before is None else before.origin,
    )


async def end(tx: Transaction, services: Services, posture: Posture) -> Posture:
    """Put back what a posture changed; returns it as it is then."""
    for one in reversed(posture.undo):
        row = await _row(tx, one.kind, one.name)
        if row is None:
            continue
        if not one.before:
            if _written(row.body) == one.after:
                await changing.take_back(tx, services, one.kind, one.name)
            continue
        before: dict[str, Any] = json.loads(one.before)
        if _written(row.body) == one.after:
            origin = one.origin
            await changing.put(tx, services, one.kind, one.name, before, origin=origin)
            continue
        body = _without(one, dict(row.body), before)
        if body is not None:
            try:
                await changing.put(tx, services, one.kind, one.name, body)
            except Unsound:
                # Whoever changed it since wants it otherwise.
                continue
    return replace(posture, state="over", undo=())


def _without(one: Undo, body: dict[str, Any], before: dict[str, Any]) -> dict[str, Any] | None:
    """Return a row that others changed meanwhile, without what the posture did; None for as it is.

    A mode or a role that is not as the posture left it was changed by somebody, and stands.
    """
    after: dict[str, Any] = json.loads(one.after)
    if one.kind == _CHANNEL:
        if any(body.get(key) != after.get(key) for key in _OF_A_MODE):
            return None
        left = {key: value for key, value in body.items() if key not in _OF_A_MODE}
        return {**left, **{key: before[key] for key in _OF_A_MODE if key in before}}
    roles = [role for role in body.get("roles", ()) if role != Role.DEPUTY.value]
    if Role.DEPUTY.value not in body.get("roles", ()):
        return None
    return {**body, "roles": roles}


async def _row(tx: Transaction, kind: str, name: str) -> Row | None:
    rows = await tx.directory.load()
    return next((one for one in rows if (one.kind, one.id) == (kind, name)), None)


def _written(body: dict[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, ensure_ascii=False)
