"""The words of a line that tells a time, read one after the other."""

import re
from datetime import timedelta
from typing import Final

from policies.times.durations import is_duration, read_duration
from policies.times.refusals import Fault, Refusal, refused
from policies.times.windows import time_of_day
from policies.times.zones import zone_named

_WORD: Final = re.compile(r"\S+")
_DATED: Final = re.compile(r"[0-9]+[./-][0-9]+.*")
_ZONE_SHAPED: Final = re.compile(r"[A-Z][A-Za-z_]+/[A-Z][A-Za-z_/-]+")
_AREAS: Final = re.compile(
    r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+"
)
_WORDS: Final = frozenset(
    ("act", "canary", "center", "christmas", "north", "resolute", "south", "troll", "virgin")
)
"""Last parts of names that are words of English too."""
_LONGEST_ZONE: Final = 4
"""So many words at most: "Port of Spain"."""


class TimeWords:
    """What is left of a line; `more` tells whether a text may follow behind the time."""

    def __init__(self, text: str, *, more: bool) -> None:
        self._text = text
        self._found = list(_WORD.finditer(text))
        self._at = 0
        self._more = more

    @property
    def done(self) -> bool:
        """Whether every word was taken."""
        return self._at >= len(self._found)

    @property
    def rest(self) -> str:
        """The text behind what was taken, as it was written."""
        return "" if self.done else self._text[self._found[self._at].start() :]

    def peek(self, ahead: int = 0) -> str:
        """Return a word that comes, in small letters, "" behind the last."""
        at = self._at + ahead
        return self._found[at][0].lower() if at < len(self._found) else ""

    def shown(self) -> str:
        """Return the next word as it was written."""
        return "" if self.done else self._found[self._at][0]

    def take(self) -> str:
        """Return the next word in small letters and go on behind it."""
        word = self.peek()
        self._at += 1
        return word

    def accept(self, *words: str) -> bool:
        """Tell whether the next word is one of these, and go on behind it if so."""
        if not self.done and self.peek() in words:
            self._at += 1
            return True
        return False

    def unknown(self) -> Refusal:
        """Return the refusal of the next word: of a date, where it looks like one."""
        if self.done:
            return refused(Fault.NO_TIME)
        fault = Fault.DATE_FORM if _DATED.fullmatch(self.peek()) else Fault.UNKNOWN_WORD
        return refused(fault, self.shown())

    def time(self) -> int | Refusal:
        """Return the next word as a time of day, in minutes since midnight."""
        if self.done:
            return refused(Fault.NO_TIME)
        found = time_of_day(self.peek())
        if isinstance(found, Refusal):
            return refused(found.fault, self.shown())
        self._at += 1
        return found

    def duration(self, *, most: timedelta) -> timedelta | Refusal:
        """Return what the next words last together."""
        parts: list[str] = []
        while is_duration(self.peek()):
            parts.append(self.take())
        if not parts:
            return refused(Fault.DURATION_FORM, self.shown())
        return read_duration(parts, most=most)

    def zone(self, default: str) -> str | Refusal:
        """Return the zone that the rest names, `default` where it names none.

        Where a text may follow, only words that name a zone are taken for one.
        """
        if self.done:
            return default
        if not self._more:
            self._at, rest = len(self._found), self.rest
            return zone_named(rest)
        for count in range(min(_LONGEST_ZONE, len(self._found) - self._at), 0, -1):
            words = " ".join(one[0] for one in self._found[self._at : self._at + count])
            named = zone_named(words)
            if (
                isinstance(named, str)
                and words[0].isupper()
                and not _may_begin_a_text(words, named)
            ):
                self._at += count
                return named
        if _ZONE_SHAPED.fullmatch(self.shown()):
            return zone_named(self.shown())
        return default

    def finished(self) -> Refusal | None:
        """Return the refusal of a word that stands behind a time and has no meaning there."""
        return None if self._more or self.done else self.unknown()


def _may_begin_a_text(words: str, named: str) -> bool:
    """Tell whether what names a zone is as likely the subject of a sentence: "Poland votes"."""
    if "/" in words or named == "UTC":
        return False
    return not _AREAS.fullmatch(named) or words.lower() in _WORDS
