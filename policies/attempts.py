"""Everything in a text that looks like an attempt at a label, sound or not.

Works on the folded text (policies/disguises) with one pass of few patterns, none of which looks
further than a fixed number of characters ahead, so each character is visited a bounded number of
times.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from policies.disguises import Folded
from policies.labels import Label

_COLOURS: Final = {
    "RED": Label.RED,
    "AMBER": Label.AMBER,
    "GREEN": Label.GREEN,
    "CLEAR": Label.CLEAR,
    "WHITE": Label.CLEAR,
}
_FOREIGN: Final = frozenset(
    """
    AMARILLO AMBAR AMBRA AMBRE BERNSTEIN BIANCO BLACK BLANC BLANCA BLANCO BLUE BRANCO BROWN
    CLAIR CLARO CZERWONY FOREIGN GELB GOLD GRAY GREAN GREY GROEN GRUEN GRUN GRÖN GRÜN JAUNE
    KIRMIZI KLAR ORANGE PINK PURPLE REDD ROJA ROJO ROOD ROSSO ROT ROUGE RÖD SILVER STRICT
    VERDE VERMELHO VERT VIOLET WEISS WEIß WIT YELLOW YEŞIL ZIELONY ÁMBAR ÂMBAR БІЛИЙ БЕЛЫЙ
    БУРШТИН БУРШТИНОВИЙ ЖЁЛТЫЙ ЖЕЛТЫЙ ЖОВТИЙ ЗЕЛЁНЫЙ ЗЕЛЕНИЙ ЗЕЛЕНЫЙ КРАСНЫЙ ЧЕРВОНИЙ ЯНТАРНЫЙ
    """.split()  # noqa: SIM905 - one word a line would fill two screens
)
"""Colours of other languages and none of the standard's; after TLP and a space they are a try."""

_BLANK: Final = " \t"
_TLP: Final = re.compile(r"(?i)t(?P<gap1>[\s._*/|\\-]{0,3})(?:l|1|\|)(?P<gap2>[\s._*/|\\-]{0,3})p")
_WORD: Final = re.compile(r"[^\W\d_]{1,24}")
_COLON: Final = re.compile(r"[ \t]{0,8}:[ \t]{0,8}")
_PLAIN: Final = re.compile(r"[-_]|[ \t]{1,8}")
_OTHER: Final = re.compile(r"[^\w]{1,6}")
_STRICT: Final = re.compile(
    r"(?P<sep>[ \t]{0,4}[+:][ \t]{0,4}|[-_]|[ \t]{1,4})(?P<word>[Ss][Tt][Rr][Ii][Cc][Tt])"
)
_CHATHAM: Final = re.compile(r"(?i)tlp[ \t]{0,4}:[ \t]{0,4}ex[ \t]{0,4}:[ \t]{0,4}chr(?!\w)")
_SPELLED: Final = re.compile(
    r"(?i)(?:r[\W_]{1,3}e[\W_]{1,3}d|a[\W_]{1,3}m[\W_]{1,3}b[\W_]{1,3}e[\W_]{1,3}r|"
    r"g[\W_]{1,3}r[\W_]{1,3}e[\W_]{1,3}e[\W_]{1,3}n|c[\W_]{1,3}l[\W_]{1,3}e[\W_]{1,3}a[\W_]{1,3}r)"
)
_URL: Final = re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>]{1,2048}|\bwww\.[^\s<>]{1,2048}")
_ESCAPED: Final = re.compile(r"%[0-9A-Fa-f]{2}|&[#\w]{1,10};|\\(?:u00|x)[0-9A-Fa-f]{2}")
_CLOSING: Final = ")]}\"'”’»›*_~`|"
_ENDING: Final = ".,;:!?…" + _CLOSING
_GLUE: Final = "+-_/\\&=%#@$^<"
_QUESTION: Final = re.compile(r"[)\]}\"'”’*_~` \t]{0,4}\(?\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt: from `start` up to `end` in the folded text.

    `label` is what it names, where its meaning is plain; None where it is broken. `seen` is what a
    broken one shows all the same. `spelt` says that it is written as the standard wants it,
    `questioned` that a question mark follows it, `chatham` that it is `TLP:EX:CHR`.
    """

    start: int
    end: int
    label: Label | None
    seen: Label | None = None
    spelt: bool = True
    questioned: bool = False
    chatham: bool = False


def without_addresses(plain: str) -> str:
    """Return the text with URLs blanked out: they are not read."""
    if "//" not in plain and "www." not in plain.lower():
        return plain
    return _URL.sub(lambda found: " " * len(found[0]), plain)


def escaped_attempts(plain: str) -> int:
    """Return how many more attempts there are once escapes such as `%3A` are undone."""
    if not _ESCAPED.search(plain):
        return 0
    undone = unquote(html.unescape(plain), errors="replace")
    undone = re.sub(r"\\(?:u00|x)([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), undone)
    return _count(undone) - _count(plain)


def _count(plain: str) -> int:
    folded = Folded(without_addresses(plain))
    return sum(1 for _ in attempts(folded, filename=False))


def attempts(folded: Folded, *, filename: bool) -> Iterator[Attempt]:
    """Return every attempt in the folded text, in order."""
    plain = folded.plain
    at = 0
    while (found := _TLP.search(plain, at)) is not None:
        made = _attempt(plain, found, filename=filename)
        if made is None:
            at = found.start() + 1
            continue
        if made.label is not None and not folded.honest(made.start, made.end):
            made = Attempt(start=made.start, end=made.end, label=None, seen=made.label)
        yield made
        at = max(made.end, found.start() + 1)


def _attempt(plain: str, found: re.Match[str], *, filename: bool) -> Attempt | None:
    start, end = found.span()
    tight = len(found[0]) == len("tlp") and found[0][1] in "lL"
    glued = start > 0 and (plain[start - 1].isalnum())
    chatham = _CHATHAM.match(plain, start) if tight and not glued else None
    if chatham is not None:
        return Attempt(start=start, end=chatham.end(), label=None, chatham=True)
    if tight and not glued:
        return _after_tlp(plain, start, end, filename=filename)
    return _crooked(plain, start, end, glued=glued, tight=tight)


def _crooked(plain: str, start: int, end: int, *, glued: bool, tight: bool) -> Attempt | None:
    """Return split, glued or look-alike spellings of TLP before a colour, as broken attempts."""
    between = _OTHER.match(plain, end)
    after = between.end() if between else end
    colour = _colour_at(plain, after)
    if colour is None:
        return None
    if between is None and not glued and not tight:
        return None
    if glued and between is not None and not set(between[0]) & set(":-_+"):
        return None
    return Attempt(start=start, end=colour, label=None)


def _colour_at(plain: str, at: int) -> int | None:
    """Return where a colour that stands at a place ends, letters apart or together."""
    word = _WORD.match(plain, at)
    if word is not None and word[0].upper() in _COLOURS:
        return word.end()
    spelled = _SPELLED.match(plain, at)
    return None if spelled is None else spelled.end()


def _after_tlp(plain: str, start: int, end: int, *, filename: bool) -> Attempt | None:
    colon = _COLON.match(plain, end)
    if colon is not None:
        return _named(plain, start, colon.end(), colon=True, filename=filename)
    separator = _PLAIN.match(plain, end)
    if separator is not None:
        return _named(
            plain, start, separator.end(), colon=False, filename=filename,
            blank=separator[0].isspace(),
        )  # fmt: skip
    return _oddly_separated(plain, start, end)


def _oddly_separated(plain: str, start: int, end: int) -> Attempt | None:
    """Return `TLPRED`, `TLP=RED`, `TLP/AMBER`, `TLPs` …: broken, where a colour follows."""
    other = _OTHER.match(plain, end)
    after = other.end() if other else end
    colour = _colour_at(plain, after)
    if colour is None:
        word = _WORD.match(plain, end)
        if word is not None and any(word[0].upper().startswith(name) for name in _COLOURS):
            return Attempt(start=start, end=word.end(), label=None)
        return None
    return Attempt(start=start, end=colour, label=None)


def _named(
    plain: str, start: int, at: int, *, colon: bool, filename: bool, blank: bool = False
) -> Attempt | None:
    """Return the attempt whose colour should stand at `at`."""
    word = _WORD.match(plain, at)
    label = None if word is None else _COLOURS.get(word[0].upper())
    if word is None or label is None:
        return _unknown(plain, start, at, word, blank=blank)
    end = word.end()
    spelt = plain[start:end] == f"TLP:{word[0]}" and word[0] in _COLOURS and word[0] != "WHITE"
    if label is Label.AMBER:
        strict = _STRICT.match(plain, end)
        if strict is not None and not _goes_on(plain, strict.end(), filename=filename):
            return _strict(plain, start, strict, colon=colon, colour=word[0])
        if strict is not None:
            return Attempt(start=start, end=strict.end(), label=None)
    if _goes_on(plain, end, filename=filename):
        return Attempt(start=start, end=end, label=None)
    if not colon and not word[0].isupper():
        return Attempt(start=start, end=end, label=None)
    open_ended = not colon and label in (Label.GREEN, Label.CLEAR)
    if open_ended and not _ends(plain, end, filename=filename):
        return Attempt(start=start, end=end, label=None)
    asked = _QUESTION.match(plain, end) is not None
    return Attempt(start=start, end=end, label=label, spelt=spelt, questioned=asked)


def _strict(plain: str, start: int, strict: re.Match[str], *, colon: bool, colour: str) -> Attempt:
    end = strict.end()
    blank = strict["sep"].isspace()
    capitals = strict["word"].isupper() and (colon or colour.isupper())
    if not capitals and (blank or not colon):
        return Attempt(start=start, end=end, label=None)
    asked = _QUESTION.match(plain, end) is not None
    spelt = plain[start:end] == Label.AMBER_STRICT.value
    return Attempt(start=start, end=end, label=Label.AMBER_STRICT, spelt=spelt, questioned=asked)


def _unknown(
    plain: str, start: int, at: int, word: re.Match[str] | None, *, blank: bool
) -> Attempt | None:
    """Return what stands behind a separator and is no colour: a try, unless TLP is just a word."""
    if not blank:
        return Attempt(start=start, end=at if word is None else word.end(), label=None)
    if word is not None:
        upper = word[0].upper()
        foreign = upper in _FOREIGN
        glued = any(upper.startswith(name) and upper != name for name in _COLOURS) and (
            word[0][:3].isupper()
        )
        if foreign or glued:
            return Attempt(start=start, end=word.end(), label=None)
    spelled = _SPELLED.match(plain, at)
    other = _OTHER.match(plain, at)
    behind = None if other is None else _colour_at(plain, other.end())
    if spelled is not None or behind is not None:
        return Attempt(start=start, end=behind or at + 1, label=None)
    return None


def _goes_on(plain: str, at: int, *, filename: bool) -> bool:
    """Tell whether a word is not over at `at`: something is glued to it."""
    if at >= len(plain):
        return False
    one = plain[at]
    if one.isalnum():
        return True
    after = plain[at + 1] if at + 1 < len(plain) else ""
    if filename:
        return one in "+/=%"
    if one == "+" or (one in " \t" and plain[at : at + 4].strip().startswith("+")):
        return True
    if one in _GLUE or one in ".:":
        return after.isalnum() and not (one == "/" and plain[at : at + 2] == "//")
    return False


def _ends(plain: str, at: int, *, filename: bool) -> bool:
    """Tell whether a line ends at `at`, or punctuation or closing decoration follows."""
    rest = plain[at : at + 9]
    if not rest.strip(_BLANK) or rest.lstrip(_BLANK).startswith("\n"):
        return True
    if filename:
        return rest[0] in "._- )]"
    return rest[0] in _ENDING
