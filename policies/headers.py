"""Where an attempt at a label stands, what follows it, and what a copy leaves out with it."""

import re
import unicodedata
from typing import Final, NamedTuple

from policies.attempts import Attempt
from policies.disguises import Folded
from policies.restrictions import Following, Known, begins_a_restriction, restrictions_after

_FURTHEST: Final = 240
"""Characters within which a header's label begins, and a line on which it stands alone ends."""
_DECORATION: Final = (
    r"(?:[\s\[\](){}*_~`#\"'|!=-]|:[a-z0-9_+'-]{1,40}+:|@[\w.-]{1,40}+[,:]?|<[@!#][^<>\n]{1,80}+>)"
)
_LEAD_IN: Final = (
    r"(?:(?:urgent|fyi|important|attention|attn|breaking|alert|warning|notice|note|update|flash|"
    r"priority|immediate|info|news|heads[ -]up|action required|for information|please note|"
    r"situation report|sitrep|report|summary)[ \t]{0,3}[:,!-]?|(?:re|fwd?|subject|aw|wg)[ \t]?:)"
)
_BANNER: Final = (
    r"(?:(?:this is an )?(?:exercise|drill|training)"
    r"(?:[\s*/_!-]{1,5}+(?:exercise|drill|training)){0,9}+(?:[ \t]{0,3}[:/]{1,2})?)"
)
_MARKING: Final = r"(?:(?:u|unclassified)(?://(?:fouo|cui|ouo))?//)"
"""A banner that claims more than "unclassified" is a doubt of its own."""
_HEADER: Final = re.compile(
    rf"(?i){_DECORATION}*+(?:{_BANNER}(?!\w){_DECORATION}*+)?(?:{_LEAD_IN}(?!\w){_DECORATION}*+)?"
    rf"(?:{_BANNER}(?!\w){_DECORATION}*+)?{_MARKING}?"
)
_LINE: Final = re.compile(rf"(?i){_DECORATION}*+")
_REST_OF_LINE: Final = re.compile(r"(?i)(?:[\s\[\](){}*_~`#\"'|!=.,;:?-]|:[a-z0-9_+'-]{1,40}+:)*+")
_NEITHER: Final = frozenset("?¿❌🚫❎✖✗✘⊘")
"""Signs that ask or deny, and so decorate nothing."""
_SIGNS: Final = frozenset({"So", "Sk", "Pd", "Pi", "Pf", "Ps", "Pe", "Po", "Zs"})
_OPENS: Final = dict(zip("([{“‘«‹„【「", ")]}”’»›“】」", strict=True))
_PAIRS: Final = frozenset({*_OPENS.items(), *((one, one) for one in "*_~`\"'|")} | {("„", "”")})
_LEFT_EMPTY: Final = re.compile(r"[ \t]*+(?:[:|·,;.–—-]{1,3}(?=\s|$))?[ \t]*+")


class Found(NamedTuple):
    """An attempt in its place: in front of the text, alone on a line, or inside a sentence."""

    attempt: Attempt
    header: bool
    alone: bool
    following: Following

    @property
    def placed(self) -> bool:
        """Whether it stands where a label belongs."""
        return self.header or self.alone

    @property
    def doubtful(self) -> bool:
        """Whether it, or what is written behind it, is not understood."""
        return self.attempt.label is None or self.following.unknown

    @property
    def end(self) -> int:
        """Where what belongs to the label ends."""
        return self.following.end


def stands(
    folded: Folded, own: str, attempt: Attempt, *, front: int, behind: int, known: Known
) -> Found:
    """Return where an attempt stands in one's own text, with the restrictions behind it.

    `own` is the folded text with what is quoted blanked out, `front` where its first word begins,
    `behind` where the attempt before this one ends, 0 for the first.
    """
    if attempt.label is None:
        return Found(attempt, header=False, alone=False, following=Following(attempt.end))
    header = behind == 0 and _is_in_front(own, front, attempt.start)
    if not header and not _begins_its_line(own, behind, attempt.start):
        # Inside a sentence a restriction is not read, and never dropped.
        unread = Following(attempt.end, unknown=begins_a_restriction(own, attempt.end))
        return Found(attempt, header=False, alone=False, following=unread)
    following = restrictions_after(folded, own, attempt.end, known)
    alone = not header and _ends_its_line(own, following.end)
    return Found(attempt, header=header, alone=alone, following=following)


def in_a_name(attempt: Attempt) -> Found:
    """Return an attempt in the name of a file, where every place is in front."""
    return Found(attempt, header=True, alone=False, following=Following(attempt.end))


def _is_in_front(own: str, front: int, start: int) -> bool:
    if start <= front:
        return True
    return start <= front + _FURTHEST and _HEADER.fullmatch(_seen(own[front:start])) is not None


def _begins_its_line(own: str, behind: int, start: int) -> bool:
    first = max(behind, start - _FURTHEST)
    line = own.rfind("\n", first, start) + 1
    if line == 0 and first > 0:
        return False
    return _LINE.fullmatch(_seen(own[line:start])) is not None


def _ends_its_line(own: str, end: int) -> bool:
    last = own.find("\n", end, end + _FURTHEST)
    if last < 0:
        last = len(own)
    return last - end <= _FURTHEST and _REST_OF_LINE.fullmatch(_seen(own[end:last])) is not None


def _seen(some: str) -> str:
    """Return the text without emoji and other signs that are decoration in every script."""
    if some.isascii():
        return some
    return "".join(
        one
        for one in some
        if one in _NEITHER or one.isascii() or unicodedata.category(one) not in _SIGNS
    )


def span_to_cut(own: str, found: Found) -> tuple[int, int]:
    """Return what a copy leaves out: the label, its restrictions, and what would be left empty."""
    start, end = found.attempt.start, found.end
    if own[start - 2 : start] == "//" and own[end : end + 1] in (")", "]", ""):
        start -= 2
    unclosed: list[str] = []
    for one in own[found.attempt.end : end]:
        if unclosed and (unclosed[-1], one) in _PAIRS:
            unclosed.pop()
        elif start > 0 and (own[start - 1], one) in _PAIRS:
            start -= 1
        elif one in _OPENS or one in '*~`"':
            unclosed.append(one)
    while unclosed and end < len(own) and (unclosed[-1], own[end]) in _PAIRS:
        unclosed.pop()
        end += 1
    while start > 0 and end < len(own) and (own[start - 1], own[end]) in _PAIRS:
        start, end = start - 1, end + 1
    left_empty = _LEFT_EMPTY.match(own, end)
    end = end if left_empty is None else left_empty.end()
    line = own.rfind("\n", 0, start) + 1
    if not own[line:start].strip(" \t#"):
        start = line
        if end < len(own) and own[end] == "\n":
            end += 1
    return start, end
