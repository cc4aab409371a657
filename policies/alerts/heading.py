"""What stands in front of an alert's text: severity, label, whom it is for, until when it holds.

Only what is exactly one of the parts is taken away: whatever else there is stays in the text, so
that a label which cannot be read for certain is seen there and refused.
"""

import re
from datetime import datetime
from typing import Final

from policies.alerts.addressing import EVERYBODY, NOT_TO, TO, left_out, listed, together
from policies.alerts.audience import Audience
from policies.alerts.draft import Desk
from policies.alerts.faults import Fault, Wrong, wrong
from policies.alerts.particulars import instant
from policies.alerts.severity import Severity
from policies.times.whens import leading_when

_SEVERITY: Final = re.compile(r"(?i)(low|medium|high|critical)(?![\w-])")
_BEFORE_A_PART: Final = re.compile(
    r"(?i)[ \t]{1,8}(?:to|not[ \t]{1,4}to|everybody|everyone|until|tlp)(?!\w)|[ \t]*[,;:][ \t]*"
)
_LABEL: Final = re.compile(
    r"(?i)[\[(*_]{0,2}tlp:(?:red|amber\+strict|amber|green|clear|white)[\])*_]{0,2}"
    r"(?:[ \t]{1,4}tlp:ex:chr)?(?![\w+-]|:\S)"
)
_UNTIL: Final = re.compile(
    r"(?i)until[ \t]{1,4}(?=[0-9]|today\b|tomorrow\b|in[ \t]+[0-9]|e[+-]?[0-9]|polls\b"
    # What a colon ends is meant for a time, whatever it is.
    r"|[^\s:]{1,40}(?:[ \t]{1,4}[^\s:]{1,40}){0,3}:)"
)
_SKIPPED: Final = re.compile(r"[ \t]{0,8}[,;:]{0,2}[ \t]{0,8}")


class Heading:
    """The front of a text, read from left to right; `left` is the rest with its label."""

    def __init__(self, body: str, desk: Desk) -> None:
        line, _, self._rest = body.partition("\n")
        self._line = line
        self._desk = desk
        self._at = 0
        self._label = ""
        self._named: tuple[Audience, ...] = ()
        self._without: tuple[str, ...] = ()
        self.severity: Severity | None = None
        self.until: datetime | None = None

    @property
    def audience(self) -> Audience:
        """Whom the line names."""
        return together(self._named, self._without)

    @property
    def left(self) -> str:
        """The text with its label in front."""
        line = self._line[self._at :]
        rest = "\n".join(one for one in (line, self._rest) if one)
        return f"{self._label} {rest}" if self._label else rest

    def read(self) -> Wrong | None:
        """Take the parts away, one by one; returns what is wrong with one."""
        while True:
            start = self._at
            between = _SKIPPED.match(self._line, start) if start else None
            at = start if between is None else between.end()
            if self._took_severity(at) or self._took_label(at):
                continue
            fault = self._take_names(at) or self._take_until(at)
            if fault is not None:
                return fault
            if self._at == start:
                return None

    def _took_severity(self, at: int) -> bool:
        found = _SEVERITY.match(self._line, at) if self.severity is None else None
        if found is None or (at and not _BEFORE_A_PART.match(self._line, found.end())):
            return False
        self.severity = Severity(found[1].lower())
        self._at = found.end()
        return True

    def _took_label(self, at: int) -> bool:
        found = _LABEL.match(self._line, at) if not self._label else None
        if found is None:
            return False
        self._label = found[0]
        self._at = found.end()
        return True

    def _take_names(self, at: int) -> Wrong | None:
        excluded = NOT_TO.match(self._line, at)
        if excluded is not None:
            return self._leave_out(excluded.end())
        if self._named:
            return None
        everybody = EVERYBODY.match(self._line, at)
        to = TO.match(self._line, at)
        if everybody is None and to is None:
            return None
        found = listed(self._line, at if to is None else to.end(), self._desk.names)
        if isinstance(found, Wrong):
            return found
        self._named, self._at = found.named, found.end
        return None

    def _leave_out(self, at: int) -> Wrong | None:
        found = listed(self._line, at, self._desk.names)
        if isinstance(found, Wrong):
            return found
        ids = left_out(found.named)
        if ids is None:
            return wrong(Fault.UNKNOWN_NAME, self._line[at : found.end])
        self._without = tuple(dict.fromkeys((*self._without, *ids)))
        self._at = found.end
        return None

    def _take_until(self, at: int) -> Wrong | None:
        found = _UNTIL.match(self._line, at) if self.until is None else None
        if found is None:
            return None
        behind = self._line[found.end() :]
        desk = self._desk
        # A colon ends a time: "until 18:00 Kyiv: the text".
        told, _, rest = behind.partition(": ")
        when, left = leading_when(told, desk.now, desk.zone, desk.elections)
        until = instant(when, desk)
        if isinstance(until, Wrong):
            return until
        taken = len(told) - len(left)
        self.until = until
        self._at = found.end() + (taken if left or not rest else len(told))
        return None
