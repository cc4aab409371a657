"""Everything in a text that looks like an attempt at a label, sound or not.

Works on the folded text (policies/disguises). Every pattern looks a fixed number of characters
ahead, and the search goes on behind what was found, so each character is visited a bounded number
of times (tests/policies/labels/test_visits.py counts).
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from policies.disguises import Folded
from policies.labels import Label

_COLOURS: Final = {
    "RED": Label.RED,
    "AMBER": Label.AMBER,
    "GREEN": Label.GREEN,
    "CLEAR": Label.CLEAR,
    "WHITE": Label.CLEAR,
}
_COLOUR: Final = "|".join(_COLOURS)
_FOREIGN: Final = frozenset(
    """
    AMARELLO AMARELO AMARILLO AMBAR AMBRA AMBRE BERNSTEIN BIANCO BLACK BLANC BLANCA BLANCO BLUE
    BRANCO BROWN CLAIR CLARO CZERWONY FOREIGN GELB GOLD GRAY GREAN GREY GROEN GRUEN GRUN GRÖN GRÜN
    JAUNE KIRMIZI KLAR ORANGE PINK PURPLE REDD ROJA ROJO ROOD ROSSO ROT ROUGE RÖD SILVER STRICT
    VERDE VERMELHO VERT VIOLET WEISS WEIß WIT YELLOW YEŞIL ZIELONY ÁMBAR ÂMBAR БІЛИЙ БЕЛЫЙ
    БУРШТИН БУРШТИНОВИЙ ЖЁЛТЫЙ ЖЕЛТЫЙ ЖОВТИЙ ЗЕЛЁНЫЙ ЗЕЛЕНИЙ ЗЕЛЕНЫЙ КРАСНЫЙ ЧЕРВОНИЙ ЯНТАРНЫЙ
    """.split()  # noqa: SIM905 - one word a line would fill two screens
)
"""Colours of other languages and none of the standard's; after TLP and a space they are a try."""

_GAP: Final = r"[\s._*/|\\-]{0,3}"
_LP: Final = rf"{_GAP}[lL1|]{_GAP}[pP]"
_MBER: Final = r"[mM][bB][eE][rR][ \t]{0,3}\+"
# Both begin every alternative with a plain letter: so the search skips what begins with none.
TRACE: Final = re.compile(
    rf"t{_LP}|T{_LP}|t[iI][pP]:|T[iI][pP]:|a{_MBER}|A{_MBER}|%[0-9A-Fa-f]{{2}}|&[#\w]|\\[uUxX]"
)
"""What every attempt at a label shows at least; a text without it needs no second look."""
_TLP: Final = re.compile(rf"t{_LP}|T{_LP}|T[Ii]P(?=:(?i:{_COLOUR}))")
_SOUND: Final = re.compile(
    rf"(?i)tlp(?P<sep>[ \t]{{0,8}}:[ \t]{{0,8}}|[-_]|[ \t]{{1,8}})(?P<colour>{_COLOUR})(?![^\W_])"
)
_WORD: Final = re.compile(r"[^\W\d_]{1,24}")
_COLON: Final = re.compile(r"[ \t]{0,8}:[ \t]{0,8}")
_PLAIN: Final = re.compile(r"[-_]|[ \t]{1,8}")
_OTHER: Final = re.compile(r"[^\w]{1,6}")
_VERSION: Final = re.compile(r"[ \t]?[vV]?[0-9](?:\.[0-9])?(?![0-9])")
_STRICT: Final = re.compile(
    r"(?P<sep>[ \t]{0,4}[+:][ \t]{0,4}|[-_]|[ \t]{1,4})(?P<word>[Ss][Tt][Rr][Ii][Cc][Tt])"
)
_STRICT_AFTER_ALL: Final = re.compile(
    r"(?i:[^\w\n]{0,6}(?:(?:plus|and|with)[ \t]{1,3}|\n[ \t]{0,4}\+[ \t]{0,3})?strict)"
    r"|[^\w\n]{0,4}\n[ \t]{0,4}STRICT(?!\w)"
    r"|[^\w\n]{1,3}(?:STR[IY]?[CK]{1,2}T?|STRCIT|STIRCT|SRICT|STRIT)(?!\w)"
)
"""A STRICT in disorder behind AMBER."""
_NO_SUCH_STRICT: Final = re.compile(r"[ \t]{1,4}STRICT(?!\w)")
_SAID: Final = re.compile(
    r"(?i:(?:level|status|marking|label|colou?r|rating|is)[ \t]{0,3}[:=-]?[ \t]{0,3}){1,3}"
    r"(?i:red|amber|(?-i:GREEN|CLEAR|WHITE))(?!\w)"
)
"""A colour that is said of TLP: "TLP level: AMBER"."""
_CHATHAM: Final = re.compile(r"(?i)tlp[ \t]{0,4}:[ \t]{0,4}ex[ \t]{0,4}:[ \t]{0,4}chr(?!\w)")
_SPELLED: Final = re.compile(
    r"(?i)(?:r[\W_]{1,3}e[\W_]{1,3}d|a[\W_]{1,3}m[\W_]{1,3}b[\W_]{1,3}e[\W_]{1,3}r|"
    r"g[\W_]{1,3}r[\W_]{1,3}e[\W_]{1,3}e[\W_]{1,3}n|c[\W_]{1,3}l[\W_]{1,3}e[\W_]{1,3}a[\W_]{1,3}r)"
)
_GOES_ON: Final = re.compile(
    r"[^\W_]|[ \t]{0,3}\+|[-_/\\&=%#@$^<.:'’][^\W_]"
    r"|(?:[ \t]{0,2}(?:-{1,2}>|=>|→|[/>&\\,;|])[ \t]{0,2}|[ \t]{1,2}(?:or|and|to)[ \t]{1,2})"
    rf"(?:{_COLOUR})(?!\w)"
)
"""Something glued to a colour, or another colour offered beside it: the word is not over."""
_GOES_ON_IN_A_NAME: Final = re.compile(r"[^\W_]|[+/=%]")
_ENDS: Final = re.compile(r"[ \t]*+(?:\n|\Z)|[.,;:!?…)\]}\"'”’»›*_~`|]")
_ENDS_IN_A_NAME: Final = re.compile(r"[ \t]*+(?:\n|\Z)|[._\- )\]]")
_DOUBT: Final = r"i think|i guess|i suppose|maybe|perhaps|probably|not sure|tbc|to be confirmed"
_QUESTION: Final = re.compile(
    r"(?i)(?:[^\w\n?]|_){0,8}(?:\(?\?|:(?:grey_)?question:|"
    rf"(?:right|ok|okay|correct|yes|no|or what|really|sure|agreed|{_DOUBT})[ \t]{{0,2}}\?|"
    rf"\((?:{_DOUBT})\b|(?:{_DOUBT})[.!…]{{0,3}}[ \t]{{0,4}}(?:\n|\Z))"
)


class Attempt(NamedTuple):
    """One attempt: from `start` up to `end` in the folded text.

    `label` is what it names, where its meaning is plain; None where it is broken. `seen` is what a
    broken one shows all the same. `spelt` says that it is written as the standard wants it, in
    capitals or not, `questioned` that a question or hesitation follows it, `chatham` that it is
    `TLP:EX:CHR`. A tuple, for one is made of every label: a frozen record takes five times as long.
    """

    start: int
    end: int
    label: Label | None
    seen: Label | None = None
    spelt: bool = True
    questioned: bool = False
    chatham: bool = False


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
            made = Attempt(made.start, made.end, None, seen=made.label)
        yield made
        at = max(made.end, found.start() + 1)


def _attempt(plain: str, found: re.Match[str], *, filename: bool) -> Attempt | None:
    start, end = found.span()
    tight = end - start == len("tlp") and plain[start + 1] in "lL"
    glued = start > 0 and plain[start - 1].isalnum()
    if not tight or glued:
        return _crooked(plain, start, end, glued=glued, tight=tight)
    sound = _SOUND.match(plain, start)
    if sound is not None:
        return _coloured(plain, sound, filename=filename)
    chatham = _CHATHAM.match(plain, start)
    if chatham is not None:
        return Attempt(start, chatham.end(), None, chatham=True)
    colon = _COLON.match(plain, end)
    separator = colon or _PLAIN.match(plain, end)
    if separator is None:
        return _oddly_separated(plain, start, end)
    blank = separator[0].isspace()
    return _unknown(plain, start, separator.end(), blank=blank)


def _coloured(plain: str, sound: re.Match[str], *, filename: bool) -> Attempt:
    """Return TLP, a plain separator and a colour: a label, unless what follows makes it none."""
    start, end = sound.span()
    colour = sound["colour"]
    colon = ":" in sound["sep"]
    label = _COLOURS[colour.upper()]
    goes_on = _GOES_ON_IN_A_NAME if filename else _GOES_ON
    spelt = sound["sep"] == ":" and colour.upper() != "WHITE"
    if label is Label.AMBER:
        strict = _STRICT.match(plain, end)
        if strict is not None:
            end = strict.end()
            plain_enough = colon or (colour + strict["word"]).isupper()
            if not plain_enough or goes_on.match(plain, end):
                return Attempt(start, end, None)
            label = Label.AMBER_STRICT
            spelt = spelt and strict["sep"] == "+"
        elif (disorder := _STRICT_AFTER_ALL.match(plain, end)) is not None:
            return Attempt(start, disorder.end(), None)
    elif _NO_SUCH_STRICT.match(plain, end):
        return Attempt(start, end, None)
    if goes_on.match(plain, end) or not (colon or colour.isupper()):
        return Attempt(start, end, None)
    if not colon and label in (Label.GREEN, Label.CLEAR):
        ends = _ENDS_IN_A_NAME if filename else _ENDS
        if not ends.match(plain, end):
            return Attempt(start, end, None)
    asked = _QUESTION.match(plain, end) is not None
    return Attempt(start, end, label, spelt=spelt, questioned=asked)


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
    return Attempt(start, colour, None)


def _colour_at(plain: str, at: int) -> int | None:
    """Return where a colour that stands at a place ends, letters apart or together."""
    word = _WORD.match(plain, at)
    if word is not None and word[0].upper() in _COLOURS:
        return word.end()
    spelled = _SPELLED.match(plain, at)
    return None if spelled is None else spelled.end()


def _oddly_separated(plain: str, start: int, end: int) -> Attempt | None:
    """Return `TLPRED`, `TLP=RED`, `TLP2:RED`, `TLPs` …: broken, where a colour follows."""
    version = _VERSION.match(plain, end)
    end = version.end() if version else end
    other = _OTHER.match(plain, end)
    colour = _colour_at(plain, other.end() if other else end)
    if colour is not None:
        return Attempt(start, colour, None)
    word = _WORD.match(plain, end)
    if word is not None and word[0].upper().startswith(tuple(_COLOURS)):
        return Attempt(start, word.end(), None)
    return None


def _unknown(plain: str, start: int, at: int, *, blank: bool) -> Attempt | None:
    """Return what stands behind a separator and is no colour: a try, unless TLP is just a word."""
    word = _WORD.match(plain, at)
    if not blank:
        return Attempt(start, at if word is None else word.end(), None)
    if word is not None:
        upper = word[0].upper()
        longer = upper.startswith(tuple(_COLOURS)) and word[0][:3].isupper()
        if upper in _FOREIGN or longer:
            return Attempt(start, word.end(), None)
    said = _SAID.match(plain, at)
    if said is not None:
        return Attempt(start, said.end(), None)
    spelled = _SPELLED.match(plain, at)
    other = _VERSION.match(plain, at) or _OTHER.match(plain, at)
    behind = None
    if other is not None:
        more = _OTHER.match(plain, other.end())
        behind = _colour_at(plain, more.end() if more else other.end())
    if spelled is not None or behind is not None:
        return Attempt(start, behind or at + 1, None)
    return None
