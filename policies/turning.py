"""What people wrote, without what turns, hides or breaks its lines, to stand among our words.

Joiners inside words and emoji, and the isolates that we put around names ourselves, are left alone.
"""

import re
from typing import Final

from policies.text import Text, like

_LINES: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GAPS: Final = re.compile("[\t\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066\u2067]")
_ODD: Final = re.compile(f"{_LINES.pattern}|{_GAPS.pattern}")


def straight(said: str) -> str:
    """Return a text of several lines that reads in one direction; tabs become spaces."""
    return _GAPS.sub(lambda one: " " if one[0] == "\t" else "", _LINES.sub("\n", said))


def straightened(text: Text) -> Text:
    """Return a text whose every line reads in one direction, with its looks."""
    if not _ODD.search(text.plain):
        return text
    return Text(tuple(like(run, straight(run.text)) for run in text.runs))


def in_line(said: str) -> str:
    """Return what somebody wrote in one line of ours: no line of it can pass for one of ours."""
    return " ".join(straight(said).split())
