"""Where an attempt at a label stands, what follows it, and what a copy leaves out with it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from policies.attempts import Attempt

_FURTHEST: Final = 400
"""Characters within which a header's label begins."""
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
_MARKING: Final = (
    r"(?:(?:u|c|s|ts|unclassified|confidential|secret|restricted)(?://[a-z ]{1,20}+){0,3}+//)"
)
_HEADER: Final = re.compile(
    rf"(?i){_DECORATION}*+(?:{_BANNER}(?!\w){_DECORATION}*+)?(?:{_LEAD_IN}(?!\w){_DECORATION}*+)?"
    rf"(?:{_BANNER}(?!\w){_DECORATION}*+)?{_MARKING}?"
)
_LINE: Final = re.compile(rf"(?i){_DECORATION}*+")
_REST_OF_LINE: Final = re.compile(r"(?i)(?:[\s\[\](){}*_~`#\"'|!=.,;:-]|:[a-z0-9_+'-]{1,40}+:)*+")
_BETWEEN: Final = re.compile(r"[ \t,;|*_~`)\]}\"'([{.·-]{0,8}")
_NOT_TO: Final = re.compile(r"(?i)not[ \t]{1,4}to[ \t]{1,4}")
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,62}\w)?(?::[A-Za-z0-9](?:[\w.-]{0,62}\w)?)?")
_NEXT_NAME: Final = re.compile(
    r"[ \t]{0,4}(?:[,;&/]|\b(?:and|or)\b)[ \t]{0,4}(?:(?:and|or)[ \t]{1,4})?"
)
_CHATHAM: Final = re.compile(r"(?i)tlp[ \t]{0,4}:[ \t]{0,4}ex[ \t]{0,4}:[ \t]{0,4}chr(?!\w)")
_MOST_NAMES: Final = 50
_PAIRS: Final = {"(": ")", "[": "]", "{": "}"} | {one: one for one in "*_~`\"'|"}
_LEFT_EMPTY: Final = re.compile(r"[ \t]*(?:[:|·,;.–—-]{1,3}(?=\s|$))?[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The restrictions directly behind a label; `unknown` says that one is not understood."""

    end: int
    not_to: tuple[str, ...] = ()
    chatham: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An attempt in its place: in front of the text, alone on a line, or inside a sentence."""

    attempt: Attempt
    header: bool
    alone: bool
    end: int
    not_to: tuple[str, ...] = ()
    chatham: bool = False
    unknown: bool = False


def stands(own: str, attempt: Attempt, *, filename: bool, known: Callable[[str], bool]) -> Found:
    """Return where an attempt stands in one's own text, with the restrictions behind it."""
    if attempt.label is None:
        return Found(attempt=attempt, header=False, alone=False, end=attempt.end)
    header = filename or _in_front(own, attempt.start)
    following = Following(end=attempt.end)
    line_start = own.rfind("\n", max(0, attempt.start - _FURTHEST), attempt.start) + 1
    begins = _LINE.fullmatch(_seen(own[line_start : attempt.start])) is not None
    if (header or begins) and not filename:
        following = restrictions_after(own, attempt.end, known)
    line_end = own.find("\n", following.end)
    rest = own[following.end : len(own) if line_end < 0 else line_end]
    alone = begins and len(rest) < _FURTHEST and _REST_OF_LINE.fullmatch(_seen(rest)) is not None
    return Found(
        attempt=attempt,
        header=header,
        alone=alone,
        end=following.end,
        not_to=following.not_to,
        chatham=following.chatham,
        unknown=following.unknown and (header or alone),
    )


def _in_front(own: str, start: int) -> bool:
    if start > _FURTHEST and own[: start - _FURTHEST].strip():
        return False
    return _HEADER.fullmatch(_seen(own[max(0, start - _FURTHEST) : start])) is not None


def _seen(some: str) -> str:
    """Return the text without emoji and other signs that are decoration in every script."""
    if some.isascii():
        return some
    return "".join(
        one
        for one in some
        if one.isascii()
        or unicodedata.category(one) not in ("So", "Sk", "Pd", "Pi", "Pf", "Po", "Zs")
    )


def restrictions_after(own: str, at: int, known: Callable[[str], bool]) -> Following:
    """Read the restrictions that stand directly behind a label, on its line."""
    not_to: list[str] = []
    chatham = False
    unknown = False
    while True:
        between = _BETWEEN.match(own, at)
        place = at if between is None else between.end()
        rule = _CHATHAM.match(own, place)
        if rule is not None:
            chatham, at = True, rule.end()
            continue
        refused = _NOT_TO.match(own, place)
        if refused is None or place == at:
            break
        names, at, understood = _names(own, refused.end(), known)
        not_to += names
        unknown = unknown or not understood
    kept = tuple(dict.fromkeys(not_to))
    return Following(end=at, not_to=kept, chatham=chatham, unknown=unknown)


def _names(own: str, at: int, known: Callable[[str], bool]) -> tuple[list[str], int, bool]:
    names: list[str] = []
    for _ in range(_MOST_NAMES):
        found = _NAME.match(own, at)
        name = None if found is None else _defined(found[0], known)
        if found is None or name is None:
            return names, at, False
        names.append(name)
        at = found.end()
        following = _NEXT_NAME.match(own, at)
        if following is None:
            return names, at, True
        at = following.end()
    return names, at, False


def _defined(name: str, known: Callable[[str], bool]) -> str | None:
    return next((one for one in (name, name.lower()) if known(one)), None)


def span_to_cut(own: str, found: Found) -> tuple[int, int]:
    """Return what a copy leaves out: the label, its restrictions, and what would be left empty."""
    start, end = found.attempt.start, found.end
    while start > 0 and end < len(own) and _PAIRS.get(own[start - 1]) == own[end]:
        start, end = start - 1, end + 1
    left_empty = _LEFT_EMPTY.match(own, end)
    end = end if left_empty is None else left_empty.end()
    line = own.rfind("\n", 0, start) + 1
    if not own[line:start].strip(" \t#"):
        start = line
        if end < len(own) and own[end] == "\n":
            end += 1
    return start, end
