"""What a new directory changes, line by line, for a person to read before it happens."""

from policies.community.directory import Directory
from policies.community.rows import to_rows


def difference(before: Directory, after: Directory) -> list[str]:
    """Return `- removed`, `+ added` and `~ changed` lines; a changed one names its keys."""
    old = {(kind, name): body for kind, name, body in to_rows(before)}
    new = {(kind, name): body for kind, name, body in to_rows(after)}
    lines = [f"- {kind} {name}" for kind, name in old if (kind, name) not in new]
    for (kind, name), body in new.items():
        earlier = old.get((kind, name))
        if earlier is None:
            lines.append(f"+ {kind} {name}")
        elif earlier != body:
            keys = sorted(
                key for key in earlier.keys() | body.keys() if earlier.get(key) != body.get(key)
            )
            lines.append(f"~ {kind} {name}: {', '.join(keys)}")
    if not lines and list(old) != list(new):
        lines.append("~ the order of the tables")
    return lines
