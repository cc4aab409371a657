"""JSON lines in, JSON lines out: each line is answered at once, and one bad line spoils none."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from bot.cli.opening import PROBLEM


class BadLine(Exception):
    """A line cannot be used; its words name the field, the reason and the remedy."""


def fields(line: str, allowed: tuple[str, ...]) -> dict[str, Any]:
    """Return a line's object; raises BadLine for anything else and for unknown fields."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("the line is not JSON; write one object on each line") from None
    if not isinstance(given, dict):
        raise BadLine("the line is not an object; write {…} on each line")
    for name in given:
        if name not in allowed:
            raise BadLine(f"{name[:40]}: is no field; fields are {', '.join(allowed)}")
    return given


def text_of(given: dict[str, Any]) -> str:
    """Return the field "text"; raises BadLine."""
    text = given.get("text")
    if not isinstance(text, str):
        reason = "is missing" if text is None else "is not a string"
        raise BadLine(f"text: {reason}; give the message as a string")
    return text


def answer_lines(answer: Callable[[str], dict[str, Any]]) -> None:
    """Answer every line of standard input; ends with exit code 1 if one was bad."""
    bad = False
    for raw in sys.stdin.buffer:
        try:
            line = raw.decode("utf-8")
            if not line.strip():
                continue
            said = answer(line)
        except UnicodeDecodeError:
            said, bad = {"error": "the line is not UTF-8; save it as UTF-8"}, True
        except BadLine as error:
            said, bad = {"error": str(error)}, True
        # Half a surrogate pair, which JSON can hold, has no UTF-8: it is written as an escape.
        click.echo(json.dumps(said, ensure_ascii=True))
        sys.stdout.flush()
    if bad:
        raise SystemExit(PROBLEM)
