"""The words of the recovery sheet: typed line by line, or read from a file."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from storage.keys import (
    SHEET_LINES,
    KeyFault,
    RecoveryProvider,
    check_sheet_line,
    provider_of_sheet,
)


def with_sheet(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--sheet`."""
    return click.option(
        "--sheet",
        type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
        default=None,
        help="A file with the sheet (- reads standard input); else its lines are asked for.",
    )(command)


def asked_for(sheet: Path | None) -> RecoveryProvider:
    """Return what the words open; raises KeyFault, which names the line that is wrong."""
    if sheet is not None and str(sheet) != "-":
        try:
            return provider_of_sheet(sheet.read_text(encoding="utf-8").splitlines())
        except OSError as error:
            raise KeyFault(f"{sheet}: {error.strerror}", "name a file that can be read") from None
        except UnicodeDecodeError:
            raise KeyFault(f"{sheet}: is no text", "name the recovery sheet") from None
    if sheet is None and sys.stdin.isatty():
        return provider_of_sheet(_typed())
    return provider_of_sheet(sys.stdin.read().splitlines())


def _typed() -> Iterator[str]:
    """Ask for each line until it can be right."""
    click.echo(f"The {SHEET_LINES} lines of the recovery sheet, without their numbers:", err=True)
    for number in range(1, SHEET_LINES + 1):
        while True:
            text = click.prompt(f"line {number}", err=True)
            try:
                check_sheet_line(number, text.removeprefix(f"{number} "))
            except KeyFault as fault:
                click.echo(f"{fault}; {fault.remedy}", err=True)
                continue
            yield f"{number}  {text.removeprefix(f'{number} ')}"
            break
