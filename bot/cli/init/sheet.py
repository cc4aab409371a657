"""The recovery sheet: written once, checked against the paper, and then removed."""

import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from bot.cli.init import asking
from bot.cli.init.files import told
from bot.cli.opening import give_up
from storage.keys import KeyFault, RecoveryKey, check_sheet_line

_SHEET: Final = """Tocsin: recovery sheet

Made {when}. Keep this on paper, away from the machine, with somebody you trust.

Settings       {settings}
Database       {database}
Key            {key}
Recovery key   {name}

{words}

These words open the database and every backup of it, without the key. Print this sheet or write
it down, then remove the file: whoever has the words and the database or a backup has everything.
The lines are typed as they stand; O is 0, I and L are 1.
"""
_LINE: Final = re.compile(r"(?m)^ {3}(\d)  ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})$")
_MEANT: Final = str.maketrans("OIL", "011", "- ")


def sheet(
    recovery: RecoveryKey, *, when: datetime, settings: Path, database: Path | str, key: str
) -> str:
    """Return the sheet for a recovery key."""
    return _SHEET.format(
        when=f"{when:%Y-%m-%d}",
        settings=settings,
        database=database,
        key=key,
        name=recovery.name,
        words="\n".join(f"   {one}" for one in recovery.lines),
    )


def take_leave_of(path: Path) -> None:
    """See that the words stand on paper, then offer to remove the file."""
    lines = _lines_in(path)
    if not lines:
        asking.say(f"{path} holds no words; `tocsin keys recovery` makes them.")
        return
    asking.say(
        "These seven lines open the database and every backup of it when the key is lost. Write "
        f"them down by hand, or print {path}; keep the paper away from this machine."
    )
    shown = "".join(f"     {number}  {line}\n" for number, line in lines.items())
    click.echo(f"\n{shown}")
    if not _on_paper(lines):
        asking.say(f"{path} stays. Run `tocsin init` again once it is on paper.")
        return
    if asking.agreed("That is right. Remove the file now?", otherwise=True):
        try:
            path.unlink()
        except OSError as error:
            give_up([f"{path}: {error.strerror}; remove it yourself"])
        told("removed", path)
    else:
        asking.say("Remove it soon: whoever has it and the database has everything.")


def _on_paper(lines: dict[int, str]) -> bool:
    """Return whether one of the lines was typed from the paper; Enter skips."""
    number = secrets.choice(list(lines))
    while typed := asking.ask(f"Line {number}, read from your paper (Enter skips)"):
        if _bare(typed.removeprefix(f"{number}  ")) == _bare(lines[number]):
            return True
        try:
            check_sheet_line(number, typed)
        except KeyFault as fault:
            asking.say(f"{fault}; {fault.remedy}.")
        else:
            asking.say(f"That is line {number} of another sheet; compare the paper.")
    return False


def _lines_in(path: Path) -> dict[int, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {int(found[1]): found[2] for found in _LINE.finditer(text)}


def _bare(line: str) -> str:
    return line.upper().translate(_MEANT)
