"""What of a text is not its author's own words: quotations, and the names of who is mentioned."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from policies.attempts import TRACE
from policies.disguises import Folded, fold
from policies.text import Mention, Run, Span, Text

_QUOTED: Final = re.compile(r"(?m)^[^\S\n]*+>[^\n]*+")
_LONGEST_NAME: Final = 40
_SEEN: Final = re.compile(r"[^\n]")


def quoted_places(folded: Folded, blocks: Sequence[Span]) -> list[Span]:
    """Return what is quoted, as places in the folded text, in order and apart."""
    plain = folded.plain
    spans = [found.span() for found in _QUOTED.finditer(plain)] if ">" in plain else []
    if not blocks:
        return spans
    for start, end in blocks:
        if folded.at is None:
            spans.append((start, end))
        else:
            spans.append((bisect_left(folded.at, start), bisect_left(folded.at, end)))
    apart: list[Span] = []
    for start, end in sorted(spans):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def without_quotes(plain: str, quoted: Sequence[Span]) -> str:
    """Return the text with what is quoted blanked out, line by line."""
    pieces: list[str] = []
    at = 0
    for start, end in quoted:
        pieces += (plain[at:start], _SEEN.sub(" ", plain[start:end]))
        at = end
    return "".join((*pieces, plain[at:]))


def with_plain_mentions(text: Text) -> str | None:
    """Return a text's characters with each mention in front as `@` and letters, in as many.

    So a name of several words is a mention like any other. None where nobody is mentioned in front
    of what may be a label. A mention that may be one itself is left as it is: some programs let
    people write there what they like.
    """
    pieces: list[str] = []
    behind = False
    changed = False
    for run in text.runs:
        behind = behind or TRACE.search(fold(run.text).plain) is not None
        called = not behind and isinstance(run.thing, Mention) and "\n" not in run.text
        changed = changed or called
        pieces.append(_named_plainly(run) if called else run.text)
    return "".join(pieces) if changed else None


def _named_plainly(run: Run) -> str:
    size = len(run.text)
    return f"@{'a' * min(size - 1, _LONGEST_NAME)}".rjust(size) if run.text else ""
