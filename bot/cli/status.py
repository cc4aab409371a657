"""`tocsin status`: what waits, is held or is dead; names of rooms, never what was said."""

from collections import Counter
from datetime import datetime

import click

from bot.cli.opening import faults_leave_78, in_store, read_config, with_config
from bot.messages.parking import PARKED_FROM
from storage.store import Store, Transaction


@click.command()
@with_config
@faults_leave_78
def status() -> None:
    """List lanes that wait or are parked, held messages, edits that wait and dead letters."""
    for line in in_store(read_config(), _lines):
        click.echo(line)


async def _lines(store: Store) -> list[str]:
    async def query(tx: Transaction) -> list[str]:
        waiting = Counter(one.place for one in await tx.deliveries.listed("waiting"))
        claimed = Counter(one.place for one in await tx.deliveries.listed("claimed"))
        lines = [
            f"waiting  {place}: {count}" for place, count in sorted((waiting + claimed).items())
        ]
        lines += [
            f"parked   {one.place}: until {_utc(one.until)}, {one.error}"
            for one in await tx.deliveries.parked(PARKED_FROM)
        ]
        lines += [
            f"held     {one.id}  from {one.place}, rule {one.rule}, {_utc(one.minute)}"
            for one in await tx.messages.held()
        ]
        lines += [
            f"edit     {one.message}  in {one.place}, rule {one.rule}, since {_utc(one.minute)}"
            for one in await tx.deliveries.edits()
        ]
        for state in ("held", "dead"):
            lines += [
                f"{state:<8} {one.id}  to {one.place}, "
                f"{one.error or f'rule {one.rule}'}, {_utc(one.minute)}"
                for one in await tx.deliveries.listed(state)
            ]
        lines += [
            f"set aside {one.id}, edited in the database; see `tocsin audit verify`"
            for one in await tx.deliveries.listed("quarantined")
        ]
        lines += [
            f"dead     {one.id}  {one.kind} from {one.door}, {one.error}, {_utc(one.minute)}"
            for one in await tx.dead.listed()
        ]
        return lines or ["nothing waits, nothing is held, nothing is dead"]

    return await store.read(query)


def _utc(minute: datetime) -> str:
    return f"{minute:%Y-%m-%d %H:%M} UTC"
