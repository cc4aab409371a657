"""`tocsin dead retry`: dead letters are sent again once their cause is mended."""

import click

from bot.cli.opening import PROBLEM, faults_leave_78, give_up, in_store, read_config, with_config
from policies.audit import AuditKind
from storage.store import Store, Transaction


@click.group()
@with_config
def dead() -> None:
    """Work on dead letters (listed by `tocsin status`)."""


@dead.command()
@click.argument("ids", nargs=-1, required=True)
@with_config
@faults_leave_78
def retry(ids: tuple[str, ...]) -> None:
    """Put deliveries that are dead, or held by an error, back into their lanes, by their ids."""

    async def work(store: Store) -> list[str]:
        async def act(tx: Transaction) -> list[str]:
            known = {one.id for one in await tx.deliveries.listed("dead")}
            # What an error held (rule 1) waits for its mending too; it is decided again.
            known |= {one.id for one in await tx.deliveries.listed("held") if one.rule == 1}
            for one in known.intersection(ids):
                tx.deliveries.retry(one)
                tx.audit.add(AuditKind.COMMAND, organisation=None, command="dead retry", item=one)
            return sorted(set(ids) - known)

        return await store.write(act)

    unknown = in_store(read_config(), work)
    if unknown:
        give_up(
            [
                f"{one}: is neither dead nor held by an error; see `tocsin status`"
                for one in unknown
            ],
            PROBLEM,
        )
