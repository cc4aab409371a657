"""What of a text is quoted: lines that begin with `>`, and the platforms' quote blocks."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from policies.disguises import Folded
from policies.text import Span

_QUOTED: Final = re.compile(r"(?m)^[^\S\n]*+>[^\n]*+")
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
