"""`tocsin dead`: letters that go no further are listed, tried again, or let go."""

import json
import sys
from collections.abc import Sequence

import click

from bot.cli.ages import ago, fitted
from bot.cli.letters import Letter, letters, named
from bot.cli.opening import (
    PROBLEM,
    faults_leave_78,
    give_up,
    in_store,
    read_config,
    utc_now,
    with_config,
)
from bot.logs import one_line
from policies.audit import AuditKind
from storage.store import Store, Transaction


@click.group(short_help="Look after what goes no further by itself.")
@with_config
def dead() -> None:
    """Work on dead letters: deliveries and events that go no further by themselves."""


@dead.command("list")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON list.")
@with_config
@faults_leave_78
def listed(*, as_json: bool) -> None:
    """List dead letters, oldest first, and what can be done with each."""
    found = in_store(read_config(), lambda store: store.read(letters))
    now = utc_now()
    if as_json:
        click.echo(json.dumps([one.told(now) for one in found], ensure_ascii=True))
        return
    if not found:
        click.echo("there are no dead letters")
        return
    letter = "letter" if len(found) == 1 else "letters"
    click.echo(f"{len(found)} dead {letter}, the oldest {ago(found[0].since, now)}\n")
    for one in found:
        click.echo(fitted(_line(one)))
    click.echo()
    if any("retry" in one.can for one in found):
        click.echo(
            "A delivery can be tried again (`tocsin dead retry ID`) once its cause is mended,"
        )
        click.echo("or let go (`tocsin dead drop ID`); what stands in the room stays there.")
    if any(one.kind == "event" for one in found):
        click.echo("Of an event nothing was kept but this: it can only be let go.")


@dead.command(short_help="Try letters again; each is decided again.")
@click.argument("ids", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Try every delivery again that is listed.")
@with_config
@faults_leave_78
def retry(ids: tuple[str, ...], *, every: bool) -> None:
    """Put deliveries that are dead, or held by an error, back into their lanes, by their IDS.

    Each is decided again before it is sent.
    """
    if bool(ids) == every:
        raise click.UsageError("name the ids of letters, or give --all")

    async def act(tx: Transaction) -> tuple[list[Letter], list[str]]:
        found = await letters(tx)
        given = [one.id for one in found if "retry" in one.can] if every else ids
        chosen, wrong = named(given, found)
        for one in chosen:
            if "retry" in one.can:
                tx.deliveries.retry(one.id)
            else:
                wrong.append(f"{one.id}: is an event, of which nothing was kept; drop it")
        # One whose place is wanted anew meanwhile is not put back beside it.
        left = {one.id for one in await letters(tx)}
        wrong += [
            f"{one.id}: its message is on its way there already; drop it"
            for one in chosen
            if "retry" in one.can and one.id in left
        ]
        back = [one for one in chosen if one.id not in left]
        for one in back:
            _audit(tx, "dead retry", one)
        return back, wrong

    back, wrong = in_store(read_config(), lambda store: store.write(act))
    _tell("back in its lane", back, wrong)


@dead.command(short_help="Let letters go: they are listed no more.")
@click.argument("ids", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask before letting go.")
@with_config
@faults_leave_78
def drop(ids: tuple[str, ...], *, yes: bool) -> None:
    """Let dead letters go, by their IDS: they are neither listed nor tried again.

    The audit keeps that they were dropped. A copy that stands in a room stays there, and a later
    edit of the message goes there as any other.
    """

    async def work(store: Store) -> tuple[list[Letter], list[str]]:
        chosen, wrong = named(ids, await store.read(letters))
        if chosen and not yes:
            _agree(chosen)
        sure = [one.id for one in chosen]

        async def act(tx: Transaction) -> tuple[list[Letter], list[str]]:
            gone, changed = named(sure, await letters(tx))
            for one in gone:
                _drop(tx, one)
            return gone, changed

        gone, changed = await store.write(act)
        return gone, wrong + changed

    _tell("dropped", *in_store(read_config(), work))


def _drop(tx: Transaction, letter: Letter) -> None:
    if letter.kind == "event":
        tx.dead.drop(letter.id)
    else:
        tx.deliveries.settle(letter.id, status="stopped", error="dropped")
    _audit(tx, "dead drop", letter)


def _audit(tx: Transaction, command: str, letter: Letter) -> None:
    tx.audit.add(
        AuditKind.COMMAND,
        organisation=None,
        command=command,
        item=letter.id,
        letter=letter.kind,
        place=letter.place,
        error=letter.error,
    )


def _agree(chosen: Sequence[Letter]) -> None:
    """Ask before letters are let go; leaves with 1 where nobody says yes."""
    for one in chosen:
        click.echo(fitted(_line(one)))
    if not sys.stdin.isatty() or not click.confirm("Let these go for good?", default=False):
        give_up(["nothing was dropped; repeat with --yes to let them go"], PROBLEM)


def _line(letter: Letter) -> str:
    return f"{letter.state}  {letter.words(utc_now())}"


def _tell(what: str, done: Sequence[Letter], wrong: Sequence[str]) -> None:
    for one in done:
        click.echo(f"{what}: {one.id}")
    if wrong:
        give_up([one_line(line) for line in wrong], PROBLEM)
