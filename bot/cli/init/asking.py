"""The conversation's voice: steps that say how far it is, and four ways to ask."""

import shutil
import textwrap
from typing import Final

import click

STEPS: Final = 4
_WIDTH: Final = 92
"""A longer line reads badly on any terminal; on a narrower one it ends where that does."""
_INDENT: Final = "  "


def step(number: int, title: str) -> None:
    """Say which step begins, and how many there are."""
    click.echo(f"\n{number} of {STEPS} · {title}")


def say(text: str, *, mark: str = "") -> None:
    """Say a paragraph; `mark` stands before its first line, the others begin below its text."""
    first = _INDENT + mark
    click.echo(
        textwrap.fill(
            text,
            min(_WIDTH, shutil.get_terminal_size().columns),
            initial_indent=first,
            subsequent_indent=" " * len(first),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def numbered(lines: tuple[str, ...], first: int = 1) -> None:
    """Say what is to be done, one thing after the other."""
    for number, line in enumerate(lines, first):
        say(line, mark=f"{number}  ")


def ask(question: str) -> str:
    """Return what is typed, "" where nothing is."""
    typed: str = click.prompt(f"{_INDENT}{question}", default="", show_default=False)
    return typed.strip()


def ask_hidden(question: str) -> str:
    """Return what is typed without being shown, to the last space; "" where nothing is."""
    typed: str = click.prompt(
        f"{_INDENT}{question}", default="", show_default=False, hide_input=True
    )
    return typed


def choose(question: str, answers: tuple[str, ...]) -> str:
    """Return one of the answers; Enter takes the first."""
    chosen: str = click.prompt(
        f"{_INDENT}{question}", type=click.Choice(answers), default=answers[0]
    )
    return chosen


def agreed(question: str, *, otherwise: bool) -> bool:
    """Return whether a question is answered with yes; Enter gives `otherwise`."""
    return click.confirm(f"{_INDENT}{question}", default=otherwise)
