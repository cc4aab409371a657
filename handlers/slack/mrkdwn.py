"""Slack's `text` where a message has no blocks: its entities and `<…>` are decoded, nothing else.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from typing import Final

from policies.hosts import linkable
from policies.text import Link, Mention, Run, Text, Thing, whole

_ANGLED: Final = re.compile(r"<([^<>\n]{1,3000})>")


def escaped(plain: str) -> str:
    """Return characters for a `text` field: literal, and notifying nobody."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(told: str) -> str:
    return told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def decoded(told: str) -> Text:
    """Return what a `text` says."""
    runs: list[Run] = []
    at = 0
    for found in _ANGLED.finditer(told):
        _add(runs, _unescaped(told[at : found.start()]), None)
        text, thing = _angled(found[1])
        _add(runs, text, thing)
        at = found.end()
    _add(runs, _unescaped(told[at:]), None)
    return Text(tuple(runs)).merged()


def _add(runs: list[Run], text: str, thing: Thing) -> None:
    if text:
        runs.append(Run(text=whole(text), thing=thing))


def _angled(inner: str) -> tuple[str, Thing]:
    target, _, label = inner.partition("|")
    label = _unescaped(label)
    if target.startswith("@"):
        return f"@{label or 'member'}", Mention(of="person", address=target[1:])
    if target.startswith("#"):
        return f"#{label or 'channel'}", Mention(of="room", address=target[1:])
    if target.startswith("!"):
        return _special(target[1:], label)
    url = _unescaped(target)
    if linkable(url):
        return label or url, Link(url=url)
    return _unescaped(f"<{inner}>"), None


def _special(command: str, label: str) -> tuple[str, Thing]:
    name, _, rest = command.partition("^")
    if name in ("here", "channel", "everyone"):
        return f"@{name}", Mention(of="everyone", address=name)
    if name == "subteam":
        return label or "@group", Mention(of="group", address=rest)
    return label or f"@{name}" if name != "date" else label or "a date", None
