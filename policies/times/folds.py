"""The lines of an iCalendar file: bytes become content lines, within limits.

RFC 5545, section 3.1 (https://www.rfc-editor.org/rfc/rfc5545#section-3.1): lines end with CRLF, a
long one is folded into several, and each is NAME *(";" PARAMETER) ":" VALUE. Files with bare line
feeds are read too, for so many programs write them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 256 * 1024
MOST_LINES: Final = 20_000
_LONGEST_LINE: Final = 998
"""Bytes of a line as it stands in the file; writers keep to 75."""
_MOST_FOLDS: Final = 100
_MOST_PARAMETERS: Final = 10
_ACTING: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_VALUE: Final = r'(?:"[^"]*"|[^";:,]*)'
_PARAMETER: Final = re.compile(rf";([A-Za-z0-9-]{{1,64}})=({_VALUE}(?:,{_VALUE})*)")


class Reason(StrEnum):
    """Why a calendar was not taken."""

    TOO_LARGE = "too large"
    TOO_MANY_LINES = "too many lines"
    NOT_TEXT = "not text"
    CONTROL = "control character"
    LONG_LINE = "long line"
    MANY_FOLDS = "many folds"
    NOT_A_LINE = "not a line"
    NOT_A_CALENDAR = "not a calendar"
    NESTING = "nesting"
    TOO_MANY_EVENTS = "too many events"
    NO_EVENT = "no event"
    TWICE = "property twice"
    MISSING = "property missing"
    RECURS = "recurs"
    TIME = "time"
    ZONE = "zone"
    ORDER = "order"
    IDENTIFIER = "identifier"
    SAME_EVENT = "same event"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCalendar:
    """A calendar that was not taken: the line (from 1, 0 for the whole) and why, no content.

    `about` is the property or component of RFC 5545 that is concerned, "" for none.
    """

    line: int
    reason: Reason
    about: str = ""


class Broken(Exception):
    """A calendar cannot be read on; for inside this package."""

    def __init__(self, line: int, reason: Reason, about: str = "") -> None:
        super().__init__(reason)
        self.fault: Final = BadCalendar(line=line, reason=reason, about=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLine:
    """One property: its name in large letters, parameters, and the value as it is written."""

    line: int
    name: str
    parameters: Mapping[str, str] = field(repr=False)
    value: str = field(repr=False)


def content_lines(data: bytes) -> Iterator[ContentLine]:
    """Return the properties of a file in their order; raises Broken."""
    for line, text in _unfolded(data):
        yield _parsed(line, text)


def _unfolded(data: bytes) -> Iterator[tuple[int, str]]:
    if len(data) > MOST_BYTES:
        raise Broken(0, Reason.TOO_LARGE)
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) > MOST_LINES:
        raise Broken(0, Reason.TOO_MANY_LINES)
    started, parts = 0, list[bytes]()
    for at, ended in enumerate(lines, start=1):
        one = ended.removesuffix(b"\r")
        if len(one) > _LONGEST_LINE:
            raise Broken(at, Reason.LONG_LINE)
        if one[:1] in (b" ", b"\t"):
            if not parts:
                raise Broken(at, Reason.NOT_A_LINE)
            parts.append(one[1:])
            if len(parts) > _MOST_FOLDS:
                raise Broken(at, Reason.MANY_FOLDS)
            continue
        if parts:
            yield started, _text(started, parts)
        started, parts = at, [one] if one else []
    if parts:
        yield started, _text(started, parts)


def _text(line: int, parts: list[bytes]) -> str:
    """A fold may stand in the middle of a character, so that the whole is decoded."""
    try:
        text = b"".join(parts).decode()
    except UnicodeDecodeError:
        raise Broken(line, Reason.NOT_TEXT) from None
    if _ACTING.search(text):
        raise Broken(line, Reason.CONTROL)
    return text


def _parsed(line: int, text: str) -> ContentLine:
    name = _NAME.match(text)
    if name is None:
        raise Broken(line, Reason.NOT_A_LINE)
    at, parameters = name.end(), dict[str, str]()
    while text[at : at + 1] == ";":
        found = _PARAMETER.match(text, at)
        if found is None or len(parameters) >= _MOST_PARAMETERS:
            raise Broken(line, Reason.NOT_A_LINE)
        at = found.end()
        key = found[1].upper()
        if key in parameters:
            raise Broken(line, Reason.TWICE, key)
        parameters[key] = found[2].strip('"')
    if text[at : at + 1] != ":":
        raise Broken(line, Reason.NOT_A_LINE)
    return ContentLine(line=line, name=name[0].upper(), parameters=parameters, value=text[at + 1 :])
