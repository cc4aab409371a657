"""The figures of a period for one person: what goes in, in which words, under which label."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.alerts import filing
from bot.services import Services
from handlers.documents.report import Bar, Cell, Chart, Report, Table
from policies import names
from policies.alerts.alert import Alert
from policies.alerts.figures import Figures, Row, figures
from policies.alerts.knowing import knows, reading
from policies.alerts.overdue import PATIENCE
from policies.alerts.sharing import for_person
from policies.community.people import Person
from policies.labels import Label, strictest
from policies.phrases import ENGLISH, Phrases
from policies.readings import Restrictions, together
from storage.store import Transaction

MOST: Final = 1_000
"""Alerts that one report opens at most."""
USUAL: Final = timedelta(days=30)
LONGEST: Final = timedelta(days=400)
_DAY: Final = timedelta(days=1)
_SPANS: Final = frozenset({"middle", "longest", "open_for"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Figures with what went into them: the strictest label, and every restriction.

    `since` is where they begin if there were too many.
    """

    figures: Figures
    label: Label
    restrictions: Restrictions
    since: datetime | None

    @property
    def empty(self) -> bool:
        """Whether nothing was raised."""
        return not self.figures.real and not self.figures.exercises


def span_of(words: tuple[str, ...], now: datetime) -> tuple[datetime, datetime] | None:
    """Return the period that two days name, first and last, whole days in UTC; None for none."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not words:
        return today - USUAL + _DAY, today + _DAY
    try:
        first, *rest = (datetime.strptime(one, "%Y-%m-%d").replace(tzinfo=UTC) for one in words)
    except ValueError:
        return None
    if len(rest) > 1:
        return None
    last = rest[0] if rest else max(first, today)
    if last < first or first > now or last - first > LONGEST:
        return None
    return first, last + _DAY


async def of_person(
    tx: Transaction, services: Services, person: Person, start: datetime, end: datetime
) -> Period:
    """Count what somebody may know now of what was raised in a period.

    What is RED goes into no digest and no file (tlp.md section 4).
    """
    directory = services.directory
    found: list[Alert] = []
    labels: list[Label] = []
    restrictions: list[Restrictions] = []
    filed = await tx.docket.latest(filing.KIND, Alert, most=MOST + 1)
    for one in filed[:MOST]:
        alert = one.value
        when = alert.raised or alert.made
        if not start <= when < end or not filing.may_see(tx, services, one, person):
            continue
        summary = for_person(directory, alert, person, "", tx.now).portion == "summary"
        label = alert.summary_label if summary and alert.summary_label else alert.label
        if label is not Label.RED:
            found.append(alert)
            labels.append(label)
            restrictions.append(alert.restrictions)
    reader = reading(directory, person)
    told = figures(
        found,
        person.organisation,
        lambda name: knows(directory, reader, name),
        start=start,
        end=end,
        now=tx.now,
    )
    oldest = filed[MOST - 1].value.made if len(filed) > MOST else None
    return Period(
        figures=told,
        label=strictest(*labels) if labels else Label.CLEAR,
        restrictions=together(restrictions),
        since=oldest if oldest is not None and oldest > start else None,
    )


def lines(services: Services, phrases: Phrases, period: Period) -> list[str]:
    """Return the figures as they are read."""
    told, words = period.figures, phrases.figures
    marking = " ".join((period.label.value, *period.restrictions.words()))
    found = [f"{marking} · {words.period(told.start, told.end)}"]
    if period.since is not None:
        found.append(words.cut_off(period.since))
    found += _told(services, phrases, told.real, told.organisation)
    if told.exercises:
        found += ["", words.exercises()]
        found += _told(services, phrases, told.exercises, told.organisation)
    return found


def _told(
    services: Services, phrases: Phrases, rows: tuple[Row, ...], organisation: str
) -> Iterator[str]:
    words = phrases.figures
    whose = services.directory.shown_organisation(organisation)
    for row in rows:
        yield words.alerts(phrases.alert_cards.severity(row.severity), row.alerts, row.missed)
        answered = words.answered(whose, row.acknowledged, row.asked, row.late)
        if row.acknowledged:
            answered = f"{answered}; {words.times(row.middle, row.longest)}"
        yield f"  {answered}"
        if row.resolved:
            yield f"  {words.closed(row.resolved, row.open_for)}"
        yield f"  {words.others(row.others)}"


def report(services: Services, phrases: Phrases, period: Period) -> Report:
    """Return the figures as they are written into files."""
    told, words = period.figures, phrases.figures
    shown = services.directory.shown_organisation(told.organisation)
    whose = names.cleaned(shown)
    title = f"{whose}: {words.period(told.start, told.end)}"
    tables = [_table(phrases, "real", title, told.real)] if told.real else []
    if told.exercises:
        drills = f"{words.exercises()} · {title}"
        tables.append(_table(phrases, "exercise", drills, told.exercises))
    return Report(
        label=period.label,
        restrictions=period.restrictions.words(),
        title=title,
        language=words.language(),
        tables=tuple(tables),
        chart=_chart(phrases, told, title, _drawn(services, told.organisation)),
        notes=() if period.since is None else (words.cut_off(period.since),),
    )


def _table(phrases: Phrases, kind: str, title: str, rows: tuple[Row, ...]) -> Table:
    columns = phrases.figures.columns()
    return Table(
        kind=kind,
        title=title,
        columns=tuple(columns.values()),
        rows=tuple(tuple(_cells(phrases, row).values()) for row in rows),
        shown=tuple(_shown(phrases, row) for row in rows),
        units=tuple(phrases.figures.seconds() if one in _SPANS else "" for one in columns),
    )


def _cells(phrases: Phrases, row: Row) -> dict[str, Cell]:
    """Return a row as a machine reads it; times are whole seconds."""
    return {
        "severity": row.severity.value,
        "alerts": row.alerts,
        "missed": row.missed,
        "asked": row.asked,
        "acknowledged": row.acknowledged,
        "late": row.late,
        "middle": _seconds(row.middle),
        "longest": _seconds(row.longest),
        "resolved": row.resolved,
        "open_for": _seconds(row.open_for),
        "others": _others(phrases, row),
    }


def _shown(phrases: Phrases, row: Row) -> tuple[str, ...]:
    spans = {"middle": row.middle, "longest": row.longest, "open_for": row.open_for}
    shown = {name: phrases.figures.span(span) for name, span in spans.items()}
    shown["severity"] = phrases.alert_cards.severity(row.severity)
    return tuple(
        shown.get(name, "" if cell is None else str(cell))
        for name, cell in _cells(phrases, row).items()
    )


def _others(phrases: Phrases, row: Row) -> str:
    words = phrases.figures
    if row.others is None:
        return words.too_few()
    return ", ".join(words.pace(pace, count) for pace, count in row.others.items())


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _drawn(services: Services, organisation: str) -> str:
    """Return the name of an organisation in letters that can be drawn.

    Accents are left out. What has other letters is named by its id, but where it chose a name to be
    shown by: then by what stands beside the picture alone.
    """
    one = services.directory.organisation(organisation)
    shown = names.cleaned(services.directory.shown_organisation(organisation))
    apart = unicodedata.normalize("NFKD", shown)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    if plain.isascii():
        return plain
    hidden = one is None or bool(one.shown_as)
    return ENGLISH.figures.named_beside() if hidden else organisation


def _chart(phrases: Phrases, told: Figures, title: str, whose: str) -> Chart | None:
    """Return the chart of the real ones, or, where there are none, of the exercises'.

    What is drawn is English: the font that comes with the program has no other letters.
    """
    rows = [one for one in told.real or told.exercises if one.middle is not None]
    if not rows:
        return None
    drawn, words = ENGLISH.figures, phrases.figures
    said = [
        words.bar(phrases.alert_cards.severity(one.severity), one.middle, one.longest)
        for one in rows
    ]
    return Chart(
        whose=whose,
        span=drawn.period(told.start, told.end),
        title=drawn.picture(),
        mark="" if told.real else drawn.exercises(),
        bars=tuple(
            Bar(
                name=one.severity.value,
                middle=one.middle.total_seconds() if one.middle else 0.0,
                longest=one.longest.total_seconds() if one.longest else 0.0,
                late=PATIENCE[one.severity].total_seconds(),
                told=drawn.drawn(one.middle, one.longest, PATIENCE[one.severity]),
            )
            for one in rows
        ),
        described=f"{title}. {words.described('; '.join(said))}",
    )
