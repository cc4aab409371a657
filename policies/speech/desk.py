"""What shows the whole of it: the queue, who is on duty, whether we hear and are heard."""

from collections.abc import Sequence
from datetime import datetime

from policies.speech.words import Words, hour, instant, said
from policies.text import Text


class DeskWords:
    """The words of pinned status cards, of homes and of outages."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def title(self, label: str) -> str:
        """Return what stands over a status: the strictest label of what is below, if any is."""
        return " · ".join(one for one in (label, self._words.gettext("Alert desk")) if one)

    def looked(self, when: datetime | None) -> str:
        """Return when we last looked at all that falls due: the heartbeat."""
        if when is None:
            return self._words.gettext("not looked at yet")
        return self._words.gettext("looked at %(time)s") % {"time": f"{when:%H:%M:%S} UTC"}

    def counts(self, opened: int, unowned: int, overdue: int, *, whole: bool) -> str:
        """Return how many are open, nobody's, and overdue; without `whole` there may be more."""
        if not opened and whole:
            return self._words.gettext("No alert is open.")
        line = self._words.gettext(
            "Open: %(open)d · unowned: %(unowned)d · overdue: %(overdue)d"
        ) % {"open": opened, "unowned": unowned, "overdue": overdue}
        if whole:
            return line
        return self._words.gettext("%(line)s · still reading: there may be more") % {"line": line}

    def severities(self, counts: Sequence[tuple[str, int]]) -> str:
        """Return how many there are of each severity, the worst first."""
        return " · ".join(f"{name}: {count}" for name, count in counts)

    def oldest(self, number: str, severity: str, since: datetime) -> str:
        """Return which has been open for longest."""
        return self._words.gettext("Oldest: %(number)s, %(severity)s, since %(since)s") % {
            "number": number,
            "severity": severity,
            "since": instant(since),
        }

    def drills(self, opened: int) -> str:
        """Return how many alerts of exercises are open."""
        return self._words.ngettext(
            "EXERCISE, NOT REAL: %(count)d open", "EXERCISE, NOT REAL: %(count)d open", opened
        ) % {"count": opened}

    def on_duty(self, organisation: str, names: Sequence[str]) -> str:
        """Return who is on duty in an organisation."""
        values = {"organisation": organisation, "names": ", ".join(names)}
        if not names:
            return self._words.gettext("On duty, %(organisation)s: nobody") % values
        return self._words.gettext("On duty, %(organisation)s: %(names)s") % values

    def delivery(self, doors: Sequence[str]) -> str:
        """Return how we are connected, platform by platform."""
        return self._words.gettext("Delivery: %(doors)s") % {"doors": "; ".join(doors)}

    def connected(self, platform: str) -> str:
        """Return that a platform takes what we send."""
        return self._words.gettext("%(platform)s connected") % {"platform": platform}

    def starting(self, platform: str) -> str:
        """Return that we have not been connected to a platform since we started."""
        return self._words.gettext("%(platform)s not connected yet") % {"platform": platform}

    def down(self, platform: str, since: datetime | None) -> str:
        """Return that a platform is out of reach."""
        if since is None:
            return self._words.gettext("%(platform)s out of reach") % {"platform": platform}
        return self._words.gettext("%(platform)s out of reach since %(time)s") % {
            "platform": platform,
            "time": hour(since),
        }

    def parked(self, rooms: int) -> str:
        """Return how many rooms of the reader's wait because a platform asks for it."""
        return self._words.ngettext(
            "%(count)d room of yours waits: its platform asks for patience",
            "%(count)d rooms of yours wait: their platform asks for patience",
            rooms,
        ) % {"count": rooms}

    def lost(self, platform: str, since: datetime) -> Text:
        """Return what is told on the other platform when one is down."""
        return said(
            self._words.gettext(
                "%(platform)s has been out of reach since %(since)s. Nothing is lost: what is to "
                "go there waits. Alerts go to those who can be reached here, by their chains."
            ),
            platform=platform,
            since=since,
        )

    def back(self, platform: str, since: datetime, until: datetime) -> Text:
        """Return what is told there once it is back."""
        return said(
            self._words.gettext(
                "%(platform)s is within reach again. It was not between %(since)s and %(until)s; "
                "what waited is on its way."
            ),
            platform=platform,
            since=since,
            until=until,
        )

    def platform(self, platform: str, account: str = "") -> str:
        """Return a platform's name, with the account where there are several."""
        name = {"slack": "Slack", "telegram": "Telegram"}.get(platform, platform)
        return f"{name} ({account})" if account else name

    # The home of one person.

    def yours(self, count: int) -> str:
        """Return how many open alerts wait for the reader or her organisation."""
        return self._words.ngettext(
            "%(count)d is yours, or waits for your organisation:",
            "%(count)d are yours, or wait for your organisation:",
            count,
        ) % {"count": count}

    def others(self) -> str:
        """Return what stands above the open alerts that do not wait for the reader."""
        return self._words.gettext("Open besides:")

    def line(self, number: str, told: Sequence[str]) -> str:
        """Return one line of the queue."""
        return " · ".join((number, *told))

    def overdue(self) -> str:
        """Return the mark of what has waited too long."""
        return self._words.gettext("overdue")

    def more(self, count: int) -> str:
        """Return how many are not shown."""
        return self._words.ngettext(
            "and %(count)d more: type list", "and %(count)d more: type list", count
        ) % {"count": count}
