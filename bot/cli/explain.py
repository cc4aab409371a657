"""`tocsin explain`: who would get a text, and by which rule; sends nothing, keeps nothing."""

import sys
from datetime import UTC, datetime
from typing import Any, Final

import click

from bot.cli.lines import BadLine, answer_lines, fields, text_of
from bot.cli.opening import PROBLEM, faults_leave_78, give_up, in_store, read_config, with_config
from bot.community.remembered import read_directory
from policies.community.directory import Directory
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import read
from policies.sharing.binding import binding
from policies.sharing.decision import Decision
from policies.sharing.spreading import decide_message, destinations
from policies.text import Text

_NOBODY: Final = ""


@click.command(short_help="Say who would get a text, and by which rule.")
@click.argument("channel", required=False)
@click.argument("text", required=False)
@click.option("--author", default=None, help="A person's id in the directory.")
@click.option("--json", "as_json", is_flag=True, help="Read JSON lines, answer JSON lines.")
@with_config
@faults_leave_78
def explain(channel: str | None, text: str | None, author: str | None, *, as_json: bool) -> None:
    """Say who would get TEXT if it were posted in CHANNEL (an id of the directory)."""
    directory = in_store(read_config(), lambda store: store.read(read_directory))
    now = datetime.now(UTC)
    if as_json:
        answer_lines(lambda line: answer(directory, line, now))
        return
    if channel is None:
        raise click.UsageError("name a channel, or give --json and lines")
    given = sys.stdin.read() if text is None else text
    try:
        said = explained(directory, channel, author, given, now)
    except BadLine as error:
        give_up([str(error)], PROBLEM)
    click.echo(f"{said['reading']}: {said['label'] or '—'}")
    width = max((len(one["channel"]) for one in said["destinations"]), default=0)
    for one in said["destinations"]:
        click.echo(
            f"  {one['channel']:<{width}}  {one['outcome']:<6}  rule {one['rule']:>2}  {one['why']}"
        )
    if not said["destinations"]:
        click.echo("  no bridge leads from here")


def answer(directory: Directory, line: str, now: datetime) -> dict[str, Any]:
    """Return the answer to one line; raises BadLine."""
    given = fields(line, ("channel", "author", "text"))
    channel, author = given.get("channel"), given.get("author")
    if not isinstance(channel, str):
        raise BadLine("channel: is missing or no string; give the id of a channel")
    if author is not None and not isinstance(author, str):
        raise BadLine("author: is no string; give the id of a person, or null")
    return explained(directory, channel, author, text_of(given), now)


def explained(
    directory: Directory, channel: str, author: str | None, text: str, now: datetime
) -> dict[str, Any]:
    """Return the reading and the decision for every destination, in the directory's order."""
    place = directory.place_by_id(channel)
    if place is None:
        raise BadLine("channel: is not in the directory; give the id of a channel that is")
    person = None if author is None else directory.person_by_id(author)
    if author is not None and person is None:
        raise BadLine("author: is not in the directory; give the id of a person, or null")
    reading = read(text, known=directory.known)
    home = place.organisations[0] if place.organisations else _NOBODY
    message = Message(
        id="",
        place=place.id,
        organisation=home if person is None else person.organisation,
        author=Author() if person is None else Author(person=person.id),
        number="",
        written=now,
        parts=(Part(kind=PartKind.OWN, text=Text.of(text), reading=reading),),
        reading=reading,
        label=binding(reading, place, None),
    )
    found = [
        (to.id, decide_message(directory, message, to, now=now, previous=None))
        for to in destinations(directory, place.id)
    ]
    return {
        "reading": reading.kind.value,
        "label": None if message.label is None else message.label.value,
        "destinations": [_told(to, decision) for to, decision in found],
    }


def _told(to: str, decision: Decision) -> dict[str, Any]:
    handling = decision.handling
    return {
        "channel": to,
        "outcome": decision.outcome.value,
        "rule": decision.rule,
        "why": decision.why,
        "handling": {
            "preview": handling.preview,
            "protect": handling.protect,
            "delete_after": handling.delete_after,
        },
    }
