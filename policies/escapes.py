"""Attempts at a label that show only when escapes are undone, or when a line is read backwards."""

import html
import re
from typing import Final
from urllib.parse import unquote

from policies.attempts import attempts
from policies.disguises import Folded, fold

_ESCAPED: Final = re.compile(r"%[0-9A-Fa-f]{2}|&[#\w]{1,10};|\\(?:u00|x)[0-9A-Fa-f]{2}")
_HEXADECIMAL: Final = re.compile(r"\\(?:u00|x)([0-9A-Fa-f]{2})")
_TIMES: Final = 2
"""How often escapes are undone: `%253A` is an escaped `%3A`."""
_OVERRIDE: Final = "\N{RIGHT-TO-LEFT OVERRIDE}"
_BACKWARDS: Final = re.compile(r"(?i)(?:der|rebma|neerg|raelc|etihw|tcirts)[\W_]{0,3}plt")


def hides_an_attempt(plain: str, text: str) -> bool:
    """Tell whether there is more, or something else, to be seen once the disguise is off.

    `plain` is the folded text without URLs, `text` the original.
    """
    if not text.isascii() and _OVERRIDE in text and _BACKWARDS.search(plain):
        return True
    if _ESCAPED.search(plain) is None:
        return False
    seen = _written(plain)
    for _ in range(_TIMES):
        plain = unquote(html.unescape(plain), errors="replace")
        plain = _HEXADECIMAL.sub(lambda found: chr(int(found[1], 16)), plain)
        plain = fold(plain).plain
        if _written(plain) != seen:
            return True
    return False


def _written(plain: str) -> list[tuple[str, bool]]:
    found = attempts(Folded(plain, plain), filename=False)
    return [(plain[one.start : one.end], one.label is None) for one in found]
