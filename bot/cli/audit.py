"""`tocsin audit verify`: 0 intact, 1 tampered, 3 cannot tell."""

from typing import Final, NoReturn

import click

from bot.cli.opening import DONE, PROBLEM, in_store, read_config, with_config
from bot.config import ConfigFault
from storage.keys import KeyFault
from storage.store import SealFault, Store, StoreFault, TablesChanged, Verdict

CANNOT_TELL: Final = 3


@click.group()
@with_config
def audit() -> None:
    """Look after the audit trail."""


@audit.command(short_help="Check the audit and every sealed row.")
@with_config
def verify() -> None:
    """Check every entry, the head, the rows that entries tell of, and all that is sealed."""
    try:
        verdict = in_store(read_config(), _verify)
    except ConfigFault as fault:
        _cannot_tell("; ".join(fault.lines))
    except (KeyFault, StoreFault) as fault:
        _cannot_tell(f"{fault}; {fault.remedy}")
    except TablesChanged as fault:
        click.echo(f"tampered: the database has not the tables that were made: {fault}")
        raise SystemExit(PROBLEM) from None
    except SealFault as fault:
        _cannot_tell(str(fault))
    if verdict.state == "tampered":
        click.echo(f"tampered: {verdict.why}")
        raise SystemExit(PROBLEM)
    click.echo(f"intact: {verdict.entries} entries, head {verdict.head}")
    raise SystemExit(DONE)


async def _verify(store: Store) -> Verdict:
    return await store.read(lambda tx: tx.verify())


def _cannot_tell(why: str) -> NoReturn:
    click.echo(f"tocsin: cannot tell: {why}", err=True)
    raise SystemExit(CANNOT_TELL)
