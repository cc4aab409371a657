"""The tear line in a correction: above it what is right in the text, below it in the summary."""

import re
from typing import Final

from policies.alerts.alert import LONGEST_TEXT, Alert
from policies.readings import UNRESTRICTED, Kind, read
from policies.text import Text

_LINE: Final = re.compile(r"(?im)^[ \t]*summary[ \t]*:[ \t]*")


def torn(words: str) -> tuple[str, str | None]:
    """Return what stands above a line that begins with "summary:", and behind it; None for none."""
    found = _LINE.search(words)
    if found is None:
        return words, None
    return words[: found.start()].rstrip(), words[found.end() :].strip()


def summarised(alert: Alert, words: str) -> str | None:
    """Return a summary that takes the place of an alert's; None where it bears another label.

    Its label is that which the summary has, and may be left out; nothing looser or stricter is
    taken, for that would change who has it.
    """
    found = read(words)
    if found.kind is Kind.NONE:
        return words if words and len(words) <= LONGEST_TEXT else None
    if found.kind is not Kind.LABEL or found.restrictions != UNRESTRICTED:
        return None
    text = Text.of(words).without(found.cut).plain.strip()
    fits = found.label is alert.summary_label and 0 < len(text) <= LONGEST_TEXT
    return text if fits else None
