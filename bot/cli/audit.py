"""`tocsin audit verify`: 0 intact, 1 tampered, 3 cannot tell; `tocsin audit check`: 0 or 1."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from bot.cli.opening import DONE, PROBLEM, in_store, read_config, with_config
from bot.config import ConfigFault
from bot.custody import verifier
from storage.keys import KeyFault
from storage.store import SealFault, Store, StoreFault, TablesChanged, Verdict

CANNOT_TELL: Final = 3
_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


@click.group()
@with_config
def audit() -> None:
    """Look after the audit trail."""


@audit.command(short_help="Check a proof and its originals, without the database.")
@click.argument("proof", type=_FILE)
@click.argument("originals", type=_FILE, nargs=-1, required=True)
def check(proof: Path, originals: tuple[Path, ...]) -> None:
    """Check that PROOF tells of these ORIGINALS (or the archives that they came in).

    Needs neither settings, key nor database. Compare the head with one that was noted elsewhere.
    """
    try:
        proved = verifier.check(proof, originals)
    except verifier.Unproved as fault:
        click.echo(f"not intact: {fault}")
        raise SystemExit(PROBLEM) from None
    sealed = datetime.fromtimestamp(max(proved.minutes) * 60, UTC)
    click.echo(
        f"intact: message {proved.message}, sealed by {sealed:%Y-%m-%d %H:%M} UTC; "
        f"head {proved.last} {proved.head}"
    )
    for digest in proved.missing:
        click.echo(f"  not handed in: the original with the SHA-256 {digest}")
    raise SystemExit(DONE)


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
