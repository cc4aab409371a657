"""The sentence around an attempt at a label: does it ask, or is it a list of tags?"""

import re
from collections.abc import Sequence
from typing import Final

from policies.attempts import Attempt

_END: Final = re.compile(r"[.!?\n]")
_HESITATION: Final = re.compile(
    r"(?i)\?|\b(?:maybe|perhaps|probably|confirm|unsure|not sure|should (?:this|it|we)|i think|"
    r"i guess|or not)\b"
)
_LONGEST_DOUBT: Final = 12
_LONGEST: Final = 300
_LOOSE_TAG: Final = re.compile(r"tlp:(?:green|clear|white)")
_AMONG_TAGS: Final = re.compile(
    r"(?i)\btags?[\"']?[ \t]{0,3}[:=]|[a-z][\w-]{0,40}:[a-z][\w-]{0,40}=\""
)


def hesitates(own: str, several: Sequence[Attempt], *, endless: bool) -> bool:
    """Tell whether a sentence around one of the attempts, in their order, asks or hesitates.

    `endless` is the answer where a sentence goes on for longer than is looked at.
    """
    sure = 0
    """Where the stretch ends in which nobody hesitates."""
    over = False
    """Whether a sentence ends there."""
    for one in several:
        if one.end <= sure and over:
            continue
        if one.start < sure:
            before = max(0, sure - _LONGEST_DOUBT)
        else:
            first = max(sure, one.start - _LONGEST)
            before = max((m.end() for m in _END.finditer(own, first, one.start)), default=first)
        ended = _END.search(own, max(one.end, sure), one.end + _LONGEST)
        over = ended is not None or one.end + _LONGEST >= len(own)
        sure = one.end + _LONGEST if ended is None else ended.end()
        if _HESITATION.search(own, before, sure) is not None or (endless and not over):
            return True
    return False


def is_a_machine_tag(own: str, one: Attempt) -> bool:
    """Tell whether an attempt is a GREEN or CLEAR tag among tags, which is no label.

    A stricter tag counts: a text pasted without its header may be meant so.
    """
    if one.label is None or _LOOSE_TAG.fullmatch(own, one.start, one.end) is None:
        return False
    first = max(0, one.start - _LONGEST)
    line = max(own.rfind("\n", first, one.start) + 1, first)
    last = own.find("\n", one.end, one.end + _LONGEST)
    last = one.end + _LONGEST if last < 0 else last
    return _AMONG_TAGS.search(own, line, last) is not None
