"""What is told of times: how soon alerts were acknowledged and resolved."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from policies.alerts.figures import FEWEST, Pace
from policies.speech.words import Words, instant
from policies.text import Text

_MINUTE = 60
_HOUR = 3_600


class FigureWords:
    """The words of histories and figures."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def span(self, span: timedelta | None) -> str:
        """Return a time as minutes and seconds, or hours and minutes; "-" for none."""
        if span is None:
            return "-"
        seconds = int(span.total_seconds())
        if seconds < _HOUR:
            return self._words.gettext("%(minutes)d min %(seconds)02d s") % {
                "minutes": seconds // _MINUTE,
                "seconds": seconds % _MINUTE,
            }
        return self._words.gettext("%(hours)d h %(minutes)02d min") % {
            "hours": seconds // _HOUR,
            "minutes": seconds % _HOUR // _MINUTE,
        }

    # The history of one alert.

    def own(self, organisation: str, told: str) -> str:
        """Return how soon one's own organisation acknowledged."""
        return self._words.gettext("%(organisation)s: %(told)s") % {
            "organisation": organisation,
            "told": told,
        }

    def acknowledged(self, span: timedelta) -> str:
        """Return that it acknowledged after so long."""
        return self._words.gettext("acknowledged after %(span)s") % {"span": self.span(span)}

    def unacknowledged(self) -> str:
        """Return that it has not acknowledged."""
        return self._words.gettext("not acknowledged")

    def others(self, counts: Mapping[Pace, int] | None) -> str:
        """Return how soon the others acknowledged, in classes and by no name."""
        if counts is None:
            return self._words.gettext(
                "Other organisations: fewer than %(fewest)d, so each sees its own time alone"
            ) % {"fewest": FEWEST}
        told = [self.pace(pace, count) for pace, count in counts.items()]
        return self._words.gettext("Other organisations: %(told)s") % {"told": ", ".join(told)}

    def pace(self, pace: Pace, count: int) -> str:
        """Return how many there are in a class."""
        gettext = self._words.gettext
        sentence = {
            Pace.FIVE_MINUTES: gettext("%(count)d within 5 minutes"),
            Pace.QUARTER: gettext("%(count)d within 15 minutes"),
            Pace.HOUR: gettext("%(count)d within an hour"),
            Pace.LATER: gettext("%(count)d later"),
            Pace.NOT: gettext("%(count)d not yet"),
        }[pace]
        return sentence % {"count": count}

    def resolved(self, span: timedelta) -> str:
        """Return how long it was open."""
        return self._words.gettext("Resolved after %(span)s") % {"span": self.span(span)}

    def late(self) -> str:
        """Return the mark of what came later than it should."""
        return self._words.gettext("late")

    # The figures of a period.

    def period(self, start: datetime, end: datetime) -> str:
        """Return which period it is; both are UTC."""
        return self._words.gettext("Alerts from %(start)s to %(end)s") % {
            "start": instant(start),
            "end": instant(end),
        }

    def wrong_period(self) -> Text:
        """Return the answer to a period that is none."""
        return Text.of(
            self._words.gettext(
                "Please type the first day and the last, such as: figures 2026-11-01 2026-11-26. "
                "Without days it is the last 30. Alerts are kept for 90 days after their end."
            )
        )

    def empty(self, start: datetime, end: datetime) -> Text:
        """Return the answer where nothing was raised that the reader may know of."""
        return Text.of(
            self._words.gettext(
                "From %(start)s to %(end)s no alert was raised that is yours to see."
            )
            % {"start": instant(start), "end": instant(end)}
        )

    def cut_off(self, since: datetime) -> str:
        """Return that there are too many: only those since then are counted."""
        return self._words.gettext("Too many for one report: only those since %(since)s") % {
            "since": instant(since)
        }

    def exercises(self) -> str:
        """Return what stands over the figures of exercises."""
        return self._words.gettext("EXERCISE, NOT REAL")

    def alerts(self, severity: str, alerts: int, missed: int) -> str:
        """Return how many alerts of a severity there were."""
        line = self._words.ngettext(
            "%(severity)s: %(count)d alert", "%(severity)s: %(count)d alerts", alerts
        ) % {"severity": severity, "count": alerts}
        if not missed:
            return line
        return self._words.gettext("%(line)s, %(missed)d missed") % {
            "line": line,
            "missed": missed,
        }

    def answered(self, organisation: str, acknowledged: int, asked: int, late: int) -> str:
        """Return how many of them one's own organisation acknowledged."""
        values = {"organisation": organisation, "done": acknowledged, "of": asked, "late": late}
        if not asked:
            return self._words.gettext("%(organisation)s: was asked by none") % values
        return (
            self._words.gettext(
                "%(organisation)s: acknowledged %(done)d of %(of)d, %(late)d of them late"
            )
            % values
        )

    def times(self, middle: timedelta | None, longest: timedelta | None) -> str:
        """Return its middle and longest times."""
        return self._words.gettext("half of them within %(middle)s, all within %(longest)s") % {
            "middle": self.span(middle),
            "longest": self.span(longest),
        }

    def closed(self, resolved: int, open_for: timedelta | None) -> str:
        """Return how many were resolved, and after how long."""
        return self._words.gettext("resolved: %(count)d, half of them within %(span)s") % {
            "count": resolved,
            "span": self.span(open_for),
        }

    def on_their_way(self) -> Text:
        """Return the answer to whoever asks again before the files are there."""
        return Text.of(
            self._words.gettext("Your figures are on their way. Ask again once they are there.")
        )

    def no_file(self) -> Text:
        """Return what stands there instead of a file that could not be sent."""
        return Text.of(self._words.gettext("A file of these figures could not be sent."))

    def language(self) -> str:
        """Return the code of the language, for pages that are read aloud."""
        # Translators: the code of your language, such as uk (BCP 47).
        return self._words.gettext("en")

    def drawn(self, middle: timedelta | None, longest: timedelta | None, late: timedelta) -> str:
        """Return what stands below a bar of the picture."""
        return self._words.gettext("middle %(middle)s, longest %(longest)s; late from %(late)s") % {
            "middle": self.span(middle),
            "longest": self.span(longest),
            "late": self.span(late),
        }

    def columns(self) -> dict[str, str]:
        """Return what stands over the columns of a table, by the column."""
        gettext = self._words.gettext
        return {
            "severity": gettext("severity"),
            "alerts": gettext("alerts"),
            "missed": gettext("missed"),
            "asked": gettext("asked of us"),
            "acknowledged": gettext("acknowledged by us"),
            "late": gettext("late"),
            "middle": gettext("our middle time to acknowledge"),
            "longest": gettext("our longest time to acknowledge"),
            "resolved": gettext("resolved"),
            "open_for": gettext("middle time to resolve"),
            "others": gettext("other organisations"),
        }

    def seconds(self) -> str:
        """Return the unit of times in a table that a machine reads."""
        return self._words.gettext("seconds")

    def picture(self) -> str:
        """Return what the picture is called."""
        return self._words.gettext("Time to acknowledge, by severity; late begins at the red line")

    def named_beside(self) -> str:
        """Return what stands in the picture for a name that cannot be drawn in it."""
        return self._words.gettext("The organisation that is named beside this picture")

    def described(self, rows: str) -> str:
        """Return what the picture shows, for whoever does not see it."""
        return self._words.gettext(
            "The picture shows our middle and longest times to acknowledge, by severity: %(rows)s"
        ) % {"rows": rows}

    def bar(self, severity: str, middle: timedelta | None, longest: timedelta | None) -> str:
        """Return one bar of the picture in words."""
        return self._words.gettext("%(severity)s, middle %(middle)s, longest %(longest)s") % {
            "severity": severity,
            "middle": self.span(middle),
            "longest": self.span(longest),
        }

    def too_few(self) -> str:
        """Return what stands in a table where there are too few others."""
        return self._words.gettext("fewer than %(fewest)d") % {"fewest": FEWEST}
