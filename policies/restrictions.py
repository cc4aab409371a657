"""The restrictions that a source writes directly behind a label."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from policies.disguises import Folded

Known = Callable[[str], bool]

_BETWEEN: Final = re.compile(r"(?:[^\w\n>]|_){0,8}")
_BEGINS: Final = re.compile(r"(?i)not[ \t]{1,4}to(?!\w)[ \t]{0,4}:?[ \t]{0,4}")
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,62}\w)?(?::[A-Za-z0-9](?:[\w.-]{0,62}\w)?)?")
_NEXT: Final = re.compile(
    r"[ \t]{0,4}(?:[,;&/]|(?i:\b(?:and|or|nor)\b))[ \t]{0,4}(?i:(?:and|or|nor)[ \t]{1,4})?"
)
_BESIDE: Final = re.compile(
    r"[^\w\n:.·\u2013\u2014(]{1,8}|[ \t]{0,4}\n[ \t]{0,4}[,;&+|/][ \t]{0,4}"
)
_CHATHAM: Final = re.compile(r"(?i)tlp:ex:chr(?!\w)")
_CHATHAM_IN_DISORDER: Final = re.compile(
    r"(?i)tlp[ \t]{0,4}:[ \t]{0,4}ex|ex[ \t]{0,4}:[ \t]{0,4}chr|chatham[ \t-]{0,4}house"
)
_NEARLY: Final = re.compile(
    r"(?i)(?:(?:but[ \t]{1,4})?not[ \t]{1,4}(?:for|with)|but[ \t]{1,4}not|except(?:[ \t]{1,4}for)?|"
    r"excluding|without|no)[ \t]{1,4}"
)
"""Words that mean a restriction and are none: before a known name they are not passed over."""
_NEXT_LINE: Final = re.compile(r"[^\w\n]{0,8}\n[^\w\n]{0,4}")
_MOST_NAMES: Final = 50


class Following(NamedTuple):
    """The restrictions directly behind a label; `unknown` says that one is not understood."""

    end: int
    not_to: tuple[str, ...] = ()
    chatham: bool = False
    unknown: bool = False


def restrictions_after(folded: Folded, own: str, at: int, known: Known) -> Following:
    """Read the restrictions that stand directly behind a label, on its line.

    `own` is the folded text, perhaps with parts blanked out. What is disguised is not understood.
    """
    start = at
    not_to: list[str] = []
    chatham = unknown = False
    while True:
        between = _BETWEEN.match(own, at)
        place = at if between is None else between.end()
        if place == at:
            break
        rule = _CHATHAM.match(own, place)
        if rule is not None:
            chatham, at = True, rule.end()
            continue
        begins = _BEGINS.match(own, place)
        if begins is None:
            unknown = unknown or _is_nearly_one(own, place, known)
            break
        names, at, understood = _names(own, begins.end(), known)
        not_to += names
        unknown = unknown or not understood
    if at > start:
        unknown = unknown or not folded.honest(start, at)
        if not_to and not unknown:
            unknown = _runs_on(own, at, known)
    unknown = unknown or _on_the_next_line(own, at, known)
    return Following(at, tuple(dict.fromkeys(not_to)), chatham, unknown)


def begins_a_restriction(own: str, at: int) -> bool:
    """Tell whether something that looks like a restriction stands directly behind a label."""
    between = _BETWEEN.match(own, at)
    place = at if between is None else between.end()
    return _BEGINS.match(own, place) is not None


def _names(own: str, at: int, known: Known) -> tuple[list[str], int, bool]:
    names: list[str] = []
    for _ in range(_MOST_NAMES):
        found = _NAME.match(own, at)
        name = None if found is None else _defined(found[0], known)
        if found is None or name is None:
            return names, at, False
        names.append(name)
        at = found.end()
        following = _NEXT.match(own, at)
        if following is None:
            return names, at, True
        at = following.end()
    return names, at, False


def _defined(name: str, known: Known) -> str | None:
    return next((one for one in (name, name.lower()) if known(one)), None)


def _runs_on(own: str, at: int, known: Known) -> bool:
    """Tell whether a list of names goes on without a comma: whoever wrote that may mean both."""
    beside = _BESIDE.match(own, at)
    if beside is None:
        return False
    name = _NAME.match(own, beside.end())
    return name is not None and _defined(name[0], known) is not None


def _is_nearly_one(own: str, at: int, known: Known) -> bool:
    """Tell whether somebody means a restriction here and does not write one."""
    if _CHATHAM_IN_DISORDER.match(own, at):
        return True
    begins = _NEARLY.match(own, at)
    name = None if begins is None else _NAME.match(own, begins.end())
    return name is not None and _defined(name[0], known) is not None


def _on_the_next_line(own: str, at: int, known: Known) -> bool:
    """Tell whether the line below begins with a restriction that came too late to be read."""
    below = _NEXT_LINE.match(own, at)
    begins = below and _BEGINS.match(own, below.end())
    if not begins:
        return False
    name = _NAME.match(own, begins.end())
    return name is not None and _defined(name[0], known) is not None
