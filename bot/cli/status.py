"""`tocsin status`: what waits, is held or is dead, since when and why; never what was said.

Rooms are named by their ids in the directory, and nobody is named.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from bot.cli.ages import SHOWN, ago, fitted, person_door, seconds, utc, where
from bot.cli.answering import Answered, ask
from bot.cli.letters import Letter, events, of_delivery
from bot.cli.opening import faults_leave_78, in_store, read_config, with_config
from bot.messages.parking import PARKED_FROM
from storage.store import Held, Lane, ListedDelivery, Parked, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the database holds at one instant, each kind with its oldest first."""

    now: datetime
    lanes: Sequence[Lane]
    parked: Sequence[Parked]
    messages: Sequence[Held]
    edits: Sequence[ListedDelivery]
    deliveries: Sequence[ListedDelivery]
    dead: Sequence[Letter]
    set_aside: Sequence[ListedDelivery]


@click.command(short_help="Say what waits, is held or dead; how the doors are.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@with_config
@faults_leave_78
def status(*, as_json: bool) -> None:
    """Say what waits, what is parked, held or dead, and how the doors are.

    It is a report: it leaves with 0 whatever it found.
    """
    config = read_config()
    found = in_store(config, find)
    answered = ask(config.web.listen)
    if as_json:
        click.echo(json.dumps(_told(found, answered), ensure_ascii=True))
        return
    for line in lines(found, answered):
        click.echo(line)


async def find(store: Store) -> Found:
    """Return what waits and what stands still."""

    async def query(tx: Transaction) -> Found:
        dead = [of_delivery(one, "dead") for one in await tx.deliveries.listed("dead")]
        dead += await events(tx)
        return Found(
            now=tx.now,
            lanes=await tx.backlog.lanes(),
            parked=await tx.deliveries.parked(PARKED_FROM),
            messages=await tx.messages.held(),
            edits=await tx.deliveries.edits(),
            deliveries=await tx.deliveries.listed("held"),
            dead=sorted(dead, key=lambda one: (one.since, one.id)),
            set_aside=await tx.deliveries.listed("quarantined"),
        )

    return await store.read(query)


def lines(found: Found, answered: Answered) -> list[str]:
    """Return the report for people."""
    now = found.now
    said = [f"status   at {utc(now)}", *_totals(found)]
    said += _run(answered)
    said += [_lane(one, now) for one in found.lanes]
    said += [
        f"parked   {where(one.place)}: until {utc(one.until)}, {one.error}" for one in found.parked
    ]
    said += [
        f"held     {one.id[:SHOWN]}  from {where(one.place)}, rule {one.rule}, "
        f"{ago(one.minute, now)}"
        for one in found.messages
    ]
    said += [
        f"edit     {one.message[:SHOWN]}  in {where(one.place)}, rule {one.rule}, "
        f"{ago(one.minute, now)}"
        for one in found.edits
    ]
    said += [
        f"held     {one.id[:SHOWN]}  to {where(one.place)}, rule {one.rule}, "
        f"{ago(one.minute, now)}" + (f", {one.error}" if one.error else "")
        for one in found.deliveries
    ]
    said += [f"dead     {one.words(now)}" for one in found.dead]
    said += [
        f"set aside {one.id[:SHOWN]}, edited in the database; see `tocsin audit verify`"
        for one in found.set_aside
    ]
    return [fitted(line) for line in said]


def _totals(found: Found) -> list[str]:
    """Return the totals of what there is, on as few lines as they need."""
    waiting = sum(one.count for one in found.lanes)
    held = len(found.messages) + len(found.deliveries)
    said = []
    if waiting:
        oldest = ago(found.lanes[0].since, found.now)
        said.append(f"{waiting} in {_counted(len(found.lanes), 'lane')}, the oldest {oldest}")
    if found.parked:
        said.append(f"{_counted(len({one.place for one in found.parked}), 'lane')} parked")
    if held:
        said.append(f"{held} held")
    if found.edits:
        said.append(f"{_counted(len(found.edits), 'edit')} waiting")
    if found.dead:
        said.append(f"{len(found.dead)} dead")
    if found.set_aside:
        said.append(f"{len(found.set_aside)} set aside")
    if not said:
        return ["nothing waits, nothing is held, nothing is dead"]
    return [f"total    {'; '.join(said)}"]


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _run(answered: Answered) -> list[str]:
    at = answered.address
    if answered.fault:
        return [f"run      {answered.fault} on {at}"]
    said = [
        f"run      {answered.status} on {at}: database {answered.database}, "
        f"courier {answered.courier}",
        f"agenda   {answered.agenda}",
    ]
    for door in answered.doors:
        parked = f", {_counted(door.parked, 'lane')} parked" if door.parked else ""
        why = f", {door.why}" if door.why else ""
        said.append(f"door     {door.name}: {door.state}{why}{parked}")
    return said


def _lane(lane: Lane, now: datetime) -> str:
    error = f", last told {lane.error}" if lane.error else ""
    return f"waiting  {where(lane.place)}: {lane.count}, the oldest {ago(lane.since, now)}{error}"


def _told(found: Found, answered: Answered) -> dict[str, Any]:
    now = found.now
    return {
        "at": now.isoformat(),
        "run": _told_run(answered),
        "totals": {
            "waiting": sum(one.count for one in found.lanes),
            "oldest_waiting_seconds": seconds(found.lanes[0].since, now) if found.lanes else None,
            "lanes": len(found.lanes),
            "parked": len({one.place for one in found.parked}),
            "held": len(found.messages) + len(found.deliveries),
            "edits": len(found.edits),
            "dead": len(found.dead),
            "set_aside": len(found.set_aside),
        },
        "lanes": [
            {
                **_place(one.place),
                "count": one.count,
                "since": one.since.isoformat(),
                "age_seconds": seconds(one.since, now),
                "error": one.error or None,
                "due": None if one.due is None else one.due.isoformat(),
            }
            for one in found.lanes
        ],
        "parked": [
            {**_place(one.place), "until": one.until.isoformat(), "error": one.error}
            for one in found.parked
        ],
        "held": {
            "messages": [
                {"id": one.id, "from": one.place, "rule": one.rule, **_since(one.minute, now)}
                for one in found.messages
            ],
            "deliveries": list(_told_deliveries(found.deliveries, now)),
            "edits": list(_told_deliveries(found.edits, now)),
        },
        "dead": [one.told(now) for one in found.dead],
        "set_aside": [one.id for one in found.set_aside],
    }


def _told_run(answered: Answered) -> dict[str, Any]:
    if answered.fault:
        return {"answers": False, "address": answered.address, "fault": answered.fault}
    return {
        "answers": True,
        "address": answered.address,
        "status": answered.status,
        "database": answered.database,
        "courier": answered.courier,
        "agenda": answered.agenda,
        "doors": [
            {"name": one.name, "state": one.state, "why": one.why or None, "parked": one.parked}
            for one in answered.doors
        ],
    }


def _told_deliveries(listed: Iterable[ListedDelivery], now: datetime) -> Iterable[dict[str, Any]]:
    for one in listed:
        yield {
            "id": one.id,
            "message": one.message,
            **_place(one.place),
            "rule": one.rule,
            "error": one.error or None,
            **_since(one.minute, now),
        }


def _place(lane: str) -> dict[str, str | None]:
    door = person_door(lane)
    return {"place": lane if door is None else None, "door": door}


def _since(minute: datetime, now: datetime) -> dict[str, Any]:
    return {"since": minute.isoformat(), "age_seconds": seconds(minute, now)}
