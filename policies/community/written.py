"""The directory as the text of a file, in the form that is read."""

import json
from datetime import date
from typing import Any, Final

from policies.community.directory import Directory
from policies.community.rows import DAYS, to_rows

_HEAD: Final = "# Tocsin's directory. Apply it with: tocsin directory apply FILE\n"


def written(directory: Directory) -> str:
    """Return TOML that parses to the same directory."""
    return "\n".join((_HEAD, *tables(directory)))


def tables(directory: Directory) -> list[str]:
    """Return the tables of that TOML."""
    parts = []
    for kind, _, body in to_rows(directory):
        lines = [f"[[{kind}]]"]
        days = DAYS.get(kind, ())
        lines += [
            f"{key} = {date.fromisoformat(value) if key in days else _value(value)}"
            for key, value in body.items()
        ]
        parts.append("\n".join(lines) + "\n")
    return parts


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    # JSON's escapes are a part of TOML's basic strings; only DEL needs one more.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
