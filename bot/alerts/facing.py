"""What the card of an alert says: its label and marks, its text, who did what, what comes next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from bot.alerts.readers import View
from policies.alerts.alert import Alert, Entry, Standing, Verdict
from policies.alerts.knowing import known
from policies.alerts.needs import count
from policies.alerts.states import OVER, State
from policies.labels import SIGNS
from policies.speech.alert_cards import AlertCardWords
from policies.text import Run, Style, Text
from storage.store import Filed

SHORT: Final = 300
"""Characters that a short card shows at most."""
_LEAST: Final = 60
"""So many of the text are shown at least."""
_SHOWN: Final = 200
"""So many of what somebody said who needs help."""
_BETWEEN: Final = " · "
_LINES: Final = 4
"""The last of what was done that a card shows."""
_OWNED: Final = frozenset({"owned", "assigned"})
_THERE: Final = frozenset({"unreachable", "gone", "returned", "detoured"})
_OF_ONE: Final = _THERE | frozenset(
    {"seen", "acknowledged", "unacknowledged", "declined", "late", "trouble"}
)
"""What one organisation did or met: others see it in a count, and not by name (C18)."""
_BY_THE_CLOCK: Final = frozenset({"escalated", "asked", "lapsed", "lost"})
"""The same, where nobody did it."""
_SAID: Final = frozenset({"noted", "updated", "severity", "cancelled", "resolved", "refused"})
_QUIET: Final = frozenset({"raised", "seen", "skipped", "exhausted", "missed", "late"})


class Face:
    """The words of a card for one view of it; `others` are alerts that its reader may see too.

    It came `around` a platform by which it was to come, and which was down.
    """

    def __init__(
        self,
        view: View,
        number: int,
        entries: Sequence[Entry],
        *,
        now: datetime,
        following: datetime | None = None,
        instead: bool = False,
        others: frozenset[str] = frozenset(),
        around: str = "",
    ) -> None:
        self._view = view
        self._alert = view.alert
        self._number = number
        self._entries = entries
        self._now = now
        self._following = following
        self._instead = instead
        self._others = others
        self._around = around

    @cached_property
    def _known(self) -> tuple[Standing, ...]:
        return known(self._view.directory, self._view.reader, self._alert)

    @property
    def _words(self) -> AlertCardWords:
        return self._view.phrases.alert_cards

    def head(self) -> str:
        """Return the line that stands above everything: label, severity, number."""
        alert, view = self._alert, self._view
        summary = view.given.portion == "summary" and alert.summary_label is not None
        label = alert.summary_label if summary and alert.summary_label else alert.label
        restrictions = " ".join(alert.restrictions.words())
        pieces = [
            f"{SIGNS[label]} {label.value}" + (f" {restrictions}" if restrictions else ""),
            self._words.severity(alert.severity),
            f"A-{self._number}",
        ]
        if alert.exercise:
            pieces.insert(0, self._words.drill())
        return _BETWEEN.join(pieces)

    def marks(self) -> list[str]:
        """Return what has to be known before the text is read."""
        alert, words = self._alert, self._words
        marks = []
        if alert.state in OVER or alert.state is State.UNANSWERED:
            marks.append(self._ended())
        if f"A-{alert.duplicate_of}" in self._others:
            marks.append(words.same_as(f"A-{alert.duplicate_of}"))
        if alert.state is State.SNOOZED and alert.snoozed is not None:
            marks.append(words.ended(alert.state.value, None, self.time(alert.snoozed)))
        verdict = alert.verification.verdict
        if not alert.claims:
            pass
        elif verdict is Verdict.CONFIRMED:
            marks.append(words.confirmed(self._view.organisation(alert.verification.organisation)))
        else:
            marks.append(words.verdict(verdict))
        marks.append("" if alert.state in OVER else words.alone(alert.approval))
        if self._instead and alert.state not in OVER:
            marks.append(words.instead())
        if self._around and alert.state not in OVER:
            marks.append(words.around(self._view.phrases.desk.platform(self._around)))
        return [one for one in marks if one]

    def _ended(self) -> str:
        alert = self._alert
        if alert.state is State.UNANSWERED and count(self._known).acknowledged:
            return self._view.phrases.alert_changes.not_all()
        time = "" if alert.ended is None else self.time(alert.ended)
        return self._words.ended(alert.state.value, alert.reason, time)

    def text(self) -> str:
        """Return the text, or the summary for whoever may not have it."""
        alert = self._alert
        return alert.summary if self._view.given.portion == "summary" else alert.text

    def short(self) -> Text:
        """Return the little that a phone shows first: what it is, what to do, some of the text."""
        alert = self._alert
        lines = [*self.marks(), *self._late(), *self._in_trouble()]
        if alert.asked and self._view.given.portion == "text":
            lines.append(self._words.asked(alert.asked))
        answers = count(self._known)
        if (answers.acknowledged or answers.declined) and alert.purpose != "reminder":
            lines.append(self._words.counted(answers))
        head = self.head()
        taken = len(head) + sum(len(line) + 1 for line in lines) + 1
        lines.append(_cut(self.text(), max(_LEAST, SHORT - taken)))
        return _titled(head, lines)

    def _late(self) -> list[str]:
        """Return by how much a run of a schedule came after its time (C5)."""
        # Beside an organisation it tells of a step that one was late to be asked by.
        late = (
            (one.at, int(one.to))
            for one in self._entries
            if one.what == "late" and not one.organisation
        )
        return [
            self._words.late(self.time(at - timedelta(minutes=by)), by) for at, by in late if by
        ]

    def ringing(self, lines: Sequence[str]) -> Text:
        """Return what rings: which alert, its marks, and why it rings."""
        return _titled(self.head(), [*self.marks(), *lines])

    @property
    def fits(self) -> bool:
        """Whether the whole card is no longer than a short one may be."""
        return len(self.whole().plain) <= SHORT

    def whole(self) -> Text:
        """Return everything that the reader may have."""
        return self._whole

    @cached_property
    def _whole(self) -> Text:
        alert, words, view = self._alert, self._words, self._view
        lines = [*self.marks()]
        if alert.raised is not None:
            source = view.organisation(alert.origin)
            age = self._now - alert.raised
            lines.append(words.came(source, self.time(alert.raised), age))
        lines += self._late()
        if view.given.portion == "summary":
            lines += ["", words.summary(alert.label.value), alert.summary, ""]
        else:
            lines += ["", alert.text]
            lines += [words.asked(alert.asked)] if alert.asked else []
            lines.append("")
        if alert.until is not None and alert.state not in OVER:
            lines.append(words.until(self.time(alert.until)))
        lines += self.standing()
        return _titled(self.head(), lines)

    def standing(self) -> list[str]:
        """Return how it stands: whose it is, who has answered, what was done, what comes next."""
        alert, words = self._alert, self._words
        lines = []
        if alert.owner:
            lines.append(self._own())
        elif alert.state not in OVER and alert.purpose != "reminder":
            lines.append(words.nobody())
        if self._known and alert.purpose != "reminder":
            lines.append(words.counted(count(self._known)))
        lines += self._in_trouble()
        lines += self.done()
        if self._following is not None and alert.state not in OVER:
            lines.append(words.following(self.time(self._following)))
        return lines

    def _in_trouble(self) -> list[str]:
        """Return how many need help, and to whoever asked, who they are and what they said."""
        found = [one for one in self._known if one.trouble]
        if not found:
            return []
        asker = self._view.reader.organisations == {self._alert.origin}
        shown = [self._in_need(one) for one in found] if asker else []
        words = self._view.phrases.scheduling
        return [words.needs_help(len(found), (one for one in shown if one))]

    def _in_need(self, standing: Standing) -> str:
        name = self._view.organisation(standing.organisation)
        whole = self._view.given.portion == "text"
        said = _cut(standing.note, _SHOWN) if whole and standing.note else ""
        return f"{name} ({said})" if name and said else name

    def _own(self) -> str:
        taken = [one for one in self._entries if one.what in _OWNED and one.to == self._alert.owner]
        time = self.time(taken[-1].at) if taken else ""
        who = self._view.person(self._alert.owner) or self._view.phrases.risk.somebody()
        return self._words.own(who, time)

    def seen(self) -> list[str]:
        """Return how many organisations have seen it and not answered, as far as is known."""
        found = count(self._known).seen
        words = self._view.phrases.alert_receipts
        return [words.seen(found)] if found and self._alert.state not in OVER else []

    def done(self) -> list[str]:
        """Return the last of what was done, as far as the reader may know of it."""
        shown = [one for one in self._entries if one.what not in _QUIET and self._may_know(one)]
        return [self._line(one) for one in shown[-_LINES:]]

    def _may_know(self, entry: Entry) -> bool:
        own = self._view.reader.organisations == {entry.organisation}
        if entry.what in _OF_ONE or (entry.what in _BY_THE_CLOCK and not entry.by):
            return own
        return self._view.knows(entry.organisation)

    def _line(self, entry: Entry) -> str:
        said = entry.what in _SAID and self._view.given.portion == "text"
        own = self._view.reader.organisations == {entry.organisation}
        # What a corrected text said before is shown to nobody here.
        # Nor, beside a summary, what was written under the label of the text.
        whole = self._view.given.portion != "summary" and entry.what != "corrected"
        note = entry.note if whole and (said or own) else ""
        if entry.what == "merged":
            note = entry.to if entry.to in self._others else ""
        who = self._view.person(entry.by) if entry.by else ""
        to = self._view.person(entry.to) if entry.to != entry.by else ""
        people = " → ".join(one for one in (who, to) if one)
        return self._words.done(entry.what, self.time(entry.at), people, note)

    def time(self, when: datetime) -> str:
        """Return an instant on the reader's clock."""
        return self._words.time(when, self._view.zone, now=self._now)


def listed(filed: Filed[Alert], seen: View) -> str:
    """Return the line of an alert in a list, with the beginning of what the reader may have."""
    alert, words = filed.value, seen.phrases.alert_cards
    whole = seen.given.portion == "text" or not seen.given.goes
    label = alert.label if whole or alert.summary_label is None else alert.summary_label
    pieces = [
        f"A-{filed.number}",
        f"{SIGNS[label]} {label.value}",
        words.severity(alert.severity),
        alert.state.value,
    ]
    if alert.exercise:
        pieces.insert(0, words.drill())
    if alert.owner:
        pieces.append(words.own(seen.person(alert.owner) or seen.phrases.risk.somebody(), ""))
    pieces.append(_cut(alert.text if whole else alert.summary, _LEAST))
    return _BETWEEN.join(pieces)


def _titled(head: str, lines: Sequence[str]) -> Text:
    body = "\n".join(_without_gaps(lines))
    title = Text((Run(text=head, styles=frozenset({Style.BOLD})),))
    return title + Text.of("\n" + body if body else "")


def _without_gaps(lines: Sequence[str]) -> list[str]:
    """Return the lines without what says nothing, and no empty one twice or at the ends."""
    found: list[str] = []
    for at, line in enumerate(lines):
        gap = line == "" and 0 < at < len(lines) - 1
        if line or (gap and found and found[-1]):
            found.append(line)
    return found


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    kept = flat[: most - 1]
    at = kept.rfind(" ")
    return (kept[:at] if at > most // 2 else kept).rstrip() + "…"
