"""What stands on the card of an alert, and on what rings for it."""

from datetime import datetime, timedelta
from typing import Final

from policies.alerts.alert import Reason, Verdict
from policies.alerts.needs import Count
from policies.alerts.severity import Severity
from policies.speech.alert_deeds import deed
from policies.speech.words import Words
from policies.times.durations import written_duration
from policies.times.zones import city_of, zone
from policies.turning import in_line

_UTC: Final = "UTC"
_MINUTE: Final = 60
_HOUR: Final = 3_600
_DAY: Final = 86_400


class AlertCardWords:
    """The words of cards; times are shown in the reader's zone, which is named beside them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def time(self, when: datetime, place: str, *, now: datetime) -> str:
        """Return an instant on the clock of a zone, with its day where that is not today's there.

        "14:05 Kyiv", "2026-11-27 06:00 UTC".
        """
        there = when.astimezone(zone(place))
        city = city_of(place)
        today = there.date() == now.astimezone(zone(place)).date()
        return f"{there:%H:%M} {city}" if today else f"{there:%Y-%m-%d %H:%M} {city}"

    def severity(self, severity: Severity) -> str:
        """Return how bad it is, in one word."""
        gettext = self._words.gettext
        return {
            Severity.LOW: gettext("low"),
            Severity.MEDIUM: gettext("medium"),
            Severity.HIGH: gettext("high"),
            Severity.CRITICAL: gettext("CRITICAL"),
        }[severity]

    def drill(self) -> str:
        """Return the mark of an exercise."""
        return self._words.gettext("EXERCISE, NOT REAL")

    def verdict(self, verdict: Verdict) -> str:
        """Return the mark of what nobody has confirmed; "" for what was."""
        gettext = self._words.gettext
        return {
            Verdict.UNVERIFIED: gettext("UNVERIFIED"),
            Verdict.CHECKING: gettext("UNVERIFIED, being checked"),
            Verdict.CONFIRMED: "",
            Verdict.FALSE: gettext("FALSE: it was found not to be so"),
            Verdict.CANNOT_TELL: gettext("UNVERIFIED, and nobody can tell"),
        }[verdict]

    def confirmed(self, who: str) -> str:
        """Return who has confirmed it, "" where no name is shown."""
        if not who:
            return self._words.gettext("Confirmed")
        return self._words.gettext("Confirmed by %(who)s") % {"who": who}

    def alone(self, approval: str) -> str:
        """Return the mark of what one person alone has raised, "" where two have, or one may."""
        gettext = self._words.gettext
        return {
            "asked": gettext("Not confirmed by a second person yet"),
            "refused": gettext("A second person has refused to confirm it"),
            "expired": gettext("Not confirmed by a second person"),
            "broken glass": gettext("Raised by one person alone, for danger to life"),
            "unvouched": gettext(
                "Whoever raised or changed it was locked out since: it may not be their word"
            ),
        }.get(approval, "")

    def instead(self) -> str:
        """Return why somebody has it who was not to be asked: the chain ended, or went nowhere."""
        return self._words.gettext(
            "You have it because not everybody who is asked could be reached, or has answered"
        )

    def around(self, platform: str) -> str:
        """Return why somebody has it here: the platform by which it was to come was down."""
        return self._words.gettext(
            "You have it here because %(platform)s was out of reach as it was to come there"
        ) % {"platform": platform}

    def came(self, source: str, time: str, age: timedelta) -> str:
        """Return from whom it is and since when; `source` is "" where nobody is named."""
        seconds = age.total_seconds()
        values = {"who": source, "time": time, "age": self.span(age)}
        if seconds < _MINUTE:
            if source:
                return self._words.gettext("From %(who)s, %(time)s") % values
            return self._words.gettext("Raised %(time)s") % values
        if source:
            return self._words.gettext("From %(who)s, %(time)s, %(age)s old") % values
        return self._words.gettext("Raised %(time)s, %(age)s old") % values

    def span(self, span: timedelta) -> str:
        """Return how long something takes, in the largest unit that fits."""
        seconds = max(0, int(span.total_seconds()))
        if seconds < _HOUR:
            return self._words.gettext("%(count)d min") % {"count": seconds // _MINUTE}
        if seconds < _DAY:
            return self._words.gettext("%(count)d h") % {"count": seconds // _HOUR}
        count = seconds // _DAY
        return self._words.ngettext("%(count)d day", "%(count)d days", count) % {"count": count}

    def late(self, planned: str, minutes: int) -> str:
        """Return that a run of a schedule came after the time for which it was planned."""
        return self._words.gettext("Sent %(late)s late: it was planned for %(planned)s") % {
            "late": written_duration(timedelta(minutes=minutes)),
            "planned": planned,
        }

    def ended(self, state: str, reason: Reason | None, time: str) -> str:
        """Return that it is over, why, and since when."""
        gettext = self._words.gettext
        values = {"time": time, "reason": "" if reason is None else self.reason(reason)}
        sentences = {
            "resolved": gettext("RESOLVED %(time)s: %(reason)s"),
            "cancelled": gettext("CANCELLED %(time)s: please act no further on it"),
            "missed": gettext("MISSED: its time was over before it could be sent"),
            "snoozed": gettext("Put off until %(time)s"),
            "unanswered": gettext("UNANSWERED: everybody was asked, and nobody has taken it"),
        }
        sentence = sentences.get(state, "")
        return sentence % values if "%" in sentence else sentence

    def same_as(self, number: str) -> str:
        """Return which alert goes on in the place of a duplicate."""
        return self._words.gettext("The same as %(number)s, which goes on") % {"number": number}

    def reason(self, reason: Reason) -> str:
        """Return why it was resolved."""
        gettext = self._words.gettext
        return {
            Reason.HANDLED: gettext("handled"),
            Reason.FALSE_ALARM: gettext("false alarm"),
            Reason.DUPLICATE: gettext("duplicate"),
            Reason.NO_ACTION: gettext("no action needed"),
        }[reason]

    def summary(self, label: str) -> str:
        """Return what stands above the summary for whoever may not have the text."""
        return self._words.gettext("Summary (the full text is %(label)s and not for here):") % {
            "label": label
        }

    def asked(self, what: str) -> str:
        """Return what is asked."""
        return self._words.gettext("Please: %(what)s") % {"what": in_line(what)}

    def until(self, time: str) -> str:
        """Return until when it is valid."""
        return self._words.gettext("Valid until %(time)s") % {"time": time}

    def own(self, who: str, time: str) -> str:
        """Return who has it in hand."""
        if not time:
            return self._words.gettext("Owner: %(who)s") % {"who": who}
        return self._words.gettext("Owner: %(who)s %(time)s") % {"who": who, "time": time}

    def nobody(self) -> str:
        """Return that nobody has it in hand."""
        return self._words.gettext("Owner: nobody yet")

    def counted(self, count: Count) -> str:
        """Return how the organisations stand of which the reader may know."""
        pieces = [
            self._words.ngettext(
                "%(done)d of %(of)d organisation acknowledged",
                "%(done)d of %(of)d organisations acknowledged",
                count.of,
            )
            % {"done": count.acknowledged, "of": count.of}
        ]
        if count.declined:
            pieces.append(self._words.gettext("%(count)d declined") % {"count": count.declined})
        if count.unreachable:
            pieces.append(
                self._words.gettext("%(count)d unreachable") % {"count": count.unreachable}
            )
        if count.gone:
            pieces.append(self._words.gettext("%(count)d gone") % {"count": count.gone})
        return ", ".join(pieces)

    def following(self, time: str) -> str:
        """Return when the next step is taken for the reader's organisation."""
        return self._words.gettext("Next step: %(time)s") % {"time": time}

    def done(self, what: str, time: str, who: str, note: str) -> str:
        """Return one line of what was done; `who` is "" where nobody is named."""
        pieces = [f"{time} {deed(self._words, what)}"]
        if who:
            pieces.append(who)
        line = ", ".join(pieces)
        return f"{line}: {in_line(note)}" if note else line

    # What rings.

    def falls_to(self, times: int) -> str:
        """Return what rings at those who have it because nobody else has answered."""
        return self._words.ngettext(
            "Nobody who was asked has answered: please see to it (told %(times)d time).",
            "Nobody who was asked has answered: please see to it (told %(times)d times).",
            times,
        ) % {"times": times}

    def waits(self, times: int) -> str:
        """Return what rings once more where nobody has answered."""
        return self._words.ngettext(
            "This alert waits for an answer from your organisation (asked %(times)d time).",
            "This alert waits for an answer from your organisation (asked %(times)d times).",
            times,
        ) % {"times": times}

    def news(self, word: str, *, severity: str = "") -> str:
        """Return what rings where something has become of it, before what was said."""
        gettext = self._words.gettext
        return {
            "updated": gettext("Update"),
            "corrected": gettext("Correction: the text of this alert has changed"),
            "cancelled": gettext("Cancelled: please act no further on this alert"),
            "false": gettext("Found false: what this alert says is not so"),
            "severity": gettext("Its severity is now %(severity)s") % {"severity": severity},
            "reopened": gettext("Opened again: it needs an answer once more"),
            "confirmed": gettext("Confirmed"),
        }.get(word, word)

    def repeat(self) -> str:
        """Return the mark of what may stand there already."""
        return self._words.gettext("(repeat)")

    # What stands on buttons.

    def buttons(self) -> dict[str, str]:
        """Return what stands on the buttons, by the verb that each types."""
        gettext = self._words.gettext
        return {
            "ack": gettext("Acknowledge"),
            "decline": gettext("Decline"),
            "own": gettext("Own"),
            "escalate": gettext("Escalate"),
            "resolve": gettext("Resolve"),
            "more": gettext("More"),
            "less": gettext("Less"),
            "unack": gettext("Take back my acknowledgement"),
            "note": gettext("Note"),
            "update": gettext("Update"),
            "snooze": gettext("Snooze 30 min"),
            "status": gettext("Status"),
            "reopen": gettext("Open again"),
            "calm": gettext("1 All calm"),
            "trouble": gettext("2 Need help"),
        }
