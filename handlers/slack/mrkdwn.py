"""Slack's `text` where a message has no blocks: its entities and `<…>` are decoded, nothing else.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from policies import phrases
from policies.hosts import linkable
from policies.text import Date, Link, Mention, Run, Text, Thing, whole

Names: TypeAlias = Callable[[str], str | None]
"""Gives the name to show for a user's id, None where it is not to be shown or not known."""

_ANGLED: Final = re.compile(r"<([^<>\n]{1,3000})>")
_EVERYONE: Final = ("here", "channel", "everyone")


def nobody(user: str) -> None:
    """Know no name of anybody."""
    del user


def escaped(plain: str) -> str:
    """Return characters for a `text` field: literal, and notifying nobody."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(told: str) -> str:
    """Return the characters that an escaped text shows."""
    return told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def decoded(told: str, names: Names = nobody) -> Text:
    """Return what a `text` says."""
    runs: list[Run] = []
    at = 0
    for found in _ANGLED.finditer(told):
        text, thing = _angled(found[1], names)
        if text:
            runs += (_run(unescaped(told[at : found.start()])), _run(text, thing))
            at = found.end()
    runs.append(_run(unescaped(told[at:])))
    return Text(tuple(runs)).merged()


def _run(text: str, thing: Thing = None) -> Run:
    return Run(text=whole(text), thing=thing)


def called(user: str, names: Names, label: str = "") -> str:
    """Return what a mention of a person shows."""
    return f"@{(names(user) or label or phrases.MEMBER).removeprefix('@')}"


def instant(seconds: object) -> datetime | None:
    """Return a Unix time as UTC, None where it is none or lies beyond the calendar."""
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def shown_date(fallback: str, when: datetime | None) -> str:
    """Return what a date shows: the sender's own words, else the instant."""
    return fallback or (phrases.SOME_DATE if when is None else phrases.instant(when))


def _angled(inner: str, names: Names) -> tuple[str, Thing]:
    """Return what stands for `<inner>`; "" where it stays the characters it is."""
    target, _, label = inner.partition("|")
    label = unescaped(label)
    address = target[1:]
    if target.startswith("@") and address:
        return called(address, names, label), Mention(of="person", address=address)
    if target.startswith("#") and address:
        return f"#{label.removeprefix('#') or phrases.CHANNEL}", Mention(of="room", address=address)
    if target.startswith("!"):
        return _special(address, label)
    url = unescaped(target)
    if linkable(url):
        return label or url, Link(url=url)
    return "", None


def _special(command: str, label: str) -> tuple[str, Thing]:
    name, _, rest = command.partition("^")
    if name in _EVERYONE:
        return f"@{name}", Mention(of="everyone", address=name)
    if name == "subteam":
        return f"@{label.removeprefix('@') or phrases.GROUP}", Mention(of="group", address=rest)
    if name == "date":
        seconds, _, pattern = rest.partition("^")
        when = instant(seconds)
        thing = None if when is None else Date(instant=when, pattern=pattern)
        return shown_date(label, when), thing
    return label, None
