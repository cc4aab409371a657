"""`tocsin label`: how a text's label is read; sends nothing, keeps nothing."""

import sys
from typing import Any, Final

import click

from bot.cli.lines import BadLine, answer_lines, fields, text_of
from bot.cli.opening import config_path, faults_leave_78, in_store, read_config, with_config
from bot.community.remembered import read_directory
from policies.readings import Kind, Reading, Where, read
from policies.restrictions import Known
from storage.store import DatabaseMissing

_NOT_ASKED: Final = "the directory was not asked who is behind `not to`; `tocsin explain` does"


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Read JSON lines, answer JSON lines.")
@with_config
@faults_leave_78
def label(text: str | None, *, as_json: bool) -> None:
    """Say how the label of TEXT (or of standard input) is read."""
    known = _known()
    if as_json:
        answer_lines(lambda line: answer(line, known))
        return
    given = sys.stdin.read() if text is None else text
    reading = read(given, known=known)
    click.echo(f"{reading.kind.value}: {reading.label or '—'}")
    for restriction in reading.restrictions.words():
        click.echo(f"  restriction  {restriction}")
    for warning in reading.warnings:
        click.echo(f"  warning      {warning}")
    if known is None and reading.kind is Kind.SUSPICIOUS and "not to" in given.lower():
        click.echo(f"  note         {_NOT_ASKED}")


def answer(line: str, known: Known | None) -> dict[str, Any]:
    """Return the answer to one line; raises BadLine."""
    given = fields(line, ("text", "where"))
    text = text_of(given)
    try:
        where = Where(given.get("where", "text"))
    except ValueError:
        raise BadLine("where: must be text, caption or filename; correct it") from None
    return told(read(text, where=where, known=known))


def told(reading: Reading) -> dict[str, Any]:
    """Return a reading as the command answers it."""
    return {
        "reading": reading.kind.value,
        "label": None if reading.label is None else reading.label.value,
        "restrictions": list(reading.restrictions.words()),
        "warnings": list(reading.warnings),
    }


def _known() -> Known | None:
    """Return who is known where settings are at hand; None where there are none to ask."""
    if not config_path().exists():
        return None
    config = read_config()
    if config.keys.provider == "passphrase" and config.keys.passphrase_file is None:
        return None
    try:
        return in_store(config, lambda store: store.read(read_directory)).known
    except DatabaseMissing:
        return None
