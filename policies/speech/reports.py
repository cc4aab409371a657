"""What stands on the board of reports, on the card of one, and on their buttons."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from policies.alerts.alert import Verdict
from policies.alerts.interference import Interference
from policies.intake.board import Board, Line
from policies.intake.report import Status
from policies.labels import Label
from policies.speech.words import Words, hour
from policies.text import Text
from policies.turning import in_line

_BETWEEN: Final = " · "
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MINUTES: Final = 60
_FEW: Final = 5


class ReportWords:
    """The words of reports themselves; a board holds no text of any."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # The board.

    def board(self, board: Board, now: datetime, *, drill: str) -> Text:
        """Return the board of a room; `now` is UTC, `drill` the mark of what is practised."""
        gettext = self._words.gettext
        head = self._head(board, now)
        lines = [f"{drill}{_BETWEEN}{head}" if board.exercise else head]
        if board.waiting:
            lines += ["", gettext("Nobody has:")]
            lines += [self._row(one, now, drill) for one in board.oldest]
            if board.between > 0:
                lines.append(
                    self._words.ngettext("… %(count)d more …", "… %(count)d more …", board.between)
                    % {"count": board.between}
                )
            lines += [self._row(one, now, drill) for one in board.newest]
        if board.taken:
            lines += ["", gettext("In work:")]
            lines += [self._row(one, now, drill) for one in board.in_work]
            if board.more > 0:
                lines.append(gettext("and %(count)d more") % {"count": board.more})
        return Text.of("\n".join(lines))

    def _head(self, board: Board, now: datetime) -> str:
        gettext = self._words.gettext
        if not board.waiting and not board.taken:
            head = gettext("Reports: none is open (%(time)s)") % {"time": hour(now)}
        elif not board.waiting:
            head = gettext("Reports: %(count)d in work, nobody waits (%(time)s)") % {
                "count": board.taken,
                "time": hour(now),
            }
        else:
            head = gettext(
                "Reports: %(waiting)d that nobody has, the oldest for %(age)s; %(taken)d in work "
                "(%(time)s)"
            ) % {
                "waiting": board.waiting,
                "age": self._age(board.age),
                "taken": board.taken,
                "time": hour(now),
            }
        label = board.label
        return head if label is None else f"{label.value}{_BETWEEN}{head}"

    def brief(self, board: Board) -> list[str]:
        """Return the board in a few lines that change only where a report does."""
        gettext = self._words.gettext
        head = gettext("Reports: %(waiting)d that nobody has; %(taken)d in work")
        shown = [*board.oldest[:_FEW], *board.in_work[-_FEW:]]
        rows = [
            _BETWEEN.join(
                piece
                for piece in (f"R-{one.number}", one.place, self.verdict(one.verdict), one.owner)
                if piece
            )
            for one in shown
        ]
        return [head % {"waiting": board.waiting, "taken": board.taken}, *rows]

    def _row(self, line: Line, now: datetime, drill: str) -> str:
        pieces = [drill if line.exercise else "", f"R-{line.number}", line.place]
        # What nobody has is new: only what was asked, and what somebody has, says more.
        pieces.append("" if line.status is Status.NEW else self.status(line.status))
        pieces += [self.verdict(line.verdict), self._age(now - line.made), line.owner]
        return _BETWEEN.join(one for one in pieces if one)

    def _age(self, span: timedelta) -> str:
        """Return how long ago something was, short: minutes, hours, days."""
        gettext = self._words.gettext
        minutes = max(0, int(span.total_seconds()) // _MINUTES)
        if span < _HOUR:
            return gettext("%(count)d min") % {"count": minutes}
        if span < 2 * _DAY:
            return gettext("%(count)d h") % {"count": minutes // _MINUTES}
        return gettext("%(count)d d") % {"count": span.days}

    def status(self, status: Status) -> str:
        """Return how far a report has come, in one word."""
        gettext = self._words.gettext
        return {
            Status.NEW: gettext("new"),
            Status.CLAIMED: gettext("claimed"),
            Status.ASKED: gettext("asked"),
            Status.MERGED: gettext("merged"),
            Status.PROMOTED: gettext("promoted"),
            Status.CLOSED: gettext("closed"),
        }[status]

    def verdict(self, verdict: Verdict) -> str:
        """Return whether it is so, as far as anybody said."""
        gettext = self._words.gettext
        return {
            Verdict.UNVERIFIED: gettext("UNVERIFIED"),
            Verdict.CHECKING: gettext("UNVERIFIED, being checked"),
            Verdict.CONFIRMED: gettext("confirmed"),
            Verdict.FALSE: gettext("FALSE"),
            Verdict.CANNOT_TELL: gettext("UNVERIFIED, cannot be told"),
        }[verdict]

    def next(self) -> str:
        """Return what stands on the button that gives the oldest that nobody has."""
        return self._words.gettext("Next")

    def claim(self) -> str:
        """Return what stands on the button that takes one."""
        return self._words.gettext("Claim")

    def same(self) -> str:
        """Return what stands on the button that says that it is the same as another."""
        return self._words.gettext("Same as …")

    def ask(self) -> str:
        """Return what stands on the button that asks its reporter."""
        return self._words.gettext("Ask …")

    def promote(self) -> str:
        """Return what stands on the button that makes an alert of it."""
        return self._words.gettext("Promote")

    def close(self) -> str:
        """Return what stands on the button that closes it."""
        return self._words.gettext("Close …")

    def confirm(self) -> str:
        """Return what stands on the button of another organisation that knows that it is so."""
        return self._words.gettext("Confirm")

    def false(self) -> str:
        """Return what stands on the button of another organisation that knows that it is not."""
        return self._words.gettext("False")

    def checking(self) -> str:
        """Return what stands on the button of whoever looks into it."""
        return self._words.gettext("Checking")

    # The card of one report.

    def head(self, number: int, label: Label, status: Status, verdict: Verdict) -> str:
        """Return the line above a report; its label stands directly before it."""
        state = self.status(status)
        return _BETWEEN.join((label.value, f"R-{number}", state, self.verdict(verdict)))

    def facts(self, facts: Iterable[tuple[str, str]]) -> list[str]:
        """Return what else is known of a report, by the fields of the form, a line each."""
        gettext = self._words.gettext
        named = {
            "place": gettext("Place"),
            "language": gettext("Language"),
            "links": gettext("Links"),
            "first_seen": gettext("First seen"),
            "reach": gettext("Reach"),
            "kinds": gettext("Kinds"),
            "from": gettext("From"),
            "files": gettext("Files, in its room"),
        }
        return [f"{named[name]}: {in_line(value)}" for name, value in facts if value]

    def kinds(self, kinds: Sequence[Interference]) -> str:
        """Return kinds of interference."""
        gettext = self._words.gettext
        named = {
            Interference.INFORMATION: gettext("information manipulation"),
            Interference.CYBER: gettext("cyber operations"),
            Interference.FINANCE: gettext("malign finance"),
            Interference.SUBVERSION: gettext("civil society subversion"),
            Interference.ECONOMIC: gettext("economic coercion"),
            Interference.VIOLENCE: gettext("physical violence"),
        }
        return ", ".join(named[one] for one in kinds)

    def had(self, name: str, since: datetime) -> str:
        """Return who has a report, and since when (UTC)."""
        return self._words.gettext("%(name)s has it since %(time)s.") % {
            "name": name,
            "time": hour(since),
        }

    def verified(self, verdict: Verdict, by: str, source: str, at: datetime) -> str:
        """Return who found whether it is so, from what ("" where nothing is named), when (UTC)."""
        values = {
            "verdict": self.verdict(verdict),
            "by": by,
            "time": hour(at),
            "source": in_line(source),
        }
        if source:
            return self._words.gettext("%(verdict)s: %(by)s, %(time)s, from: %(source)s") % values
        return self._words.gettext("%(verdict)s: %(by)s, %(time)s") % values

    def same_as(self, number: int) -> str:
        """Return the line of what is the same as another."""
        return self._words.gettext("The same as R-%(number)d.") % {"number": number}

    def others(self, numbers: Sequence[int]) -> str:
        """Return the line of those that are the same as this one."""
        shown = ", ".join(f"R-{one}" for one in numbers)
        return self._words.gettext("The same: %(numbers)s.") % {"numbers": shown}

    def became(self, alert: int) -> str:
        """Return the line of what was made an alert."""
        return self._words.gettext("It is alert A-%(number)d now.") % {"number": alert}

    def withdrawn(self) -> str:
        """Return what stands for the text of a report whose message was deleted."""
        return self._words.gettext("(Its author has withdrawn the text.)")

    def question(self, text: str) -> str:
        """Return the line of a question in the card of a report."""
        return self._words.gettext("Asked: %(text)s") % {"text": in_line(text)}

    def answered(self, text: str) -> str:
        """Return the line of what the reporter answered."""
        return self._words.gettext("Answered: %(text)s") % {"text": in_line(text)}

    def added(self, text: str) -> str:
        """Return the line of what was written below the message."""
        return self._words.gettext("Added: %(text)s") % {"text": in_line(text)}

    def closed_because(self, why: str) -> str:
        """Return the line of why it was closed."""
        return self._words.gettext("Closed: %(why)s") % {"why": in_line(why)}

    def somebody_of(self, organisation: str) -> str:
        """Return what stands for a person who is not named."""
        return self._words.gettext("somebody of %(organisation)s") % {"organisation": organisation}

    def somebody(self) -> str:
        """Return what stands for somebody whom the directory does not know."""
        return self._words.gettext("somebody unknown")
