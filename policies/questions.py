"""What is asked of whoever raises an alert or makes a report: the fields that forms share."""

from typing import Final

from policies.alerts.severity import Severity
from policies.fields import LONGEST_PARAGRAPH, Field, Option, Saying
from policies.labels import Label


def paragraph(
    name: str, label: Saying, *, optional: bool = False, longest: int = LONGEST_PARAGRAPH
) -> Field:
    """Return a field of several lines, at most as long as any platform takes."""
    return Field(name=name, kind="paragraph", label=label, optional=optional, longest=longest)


SEVERITY: Final = Field(
    name="severity",
    kind="choice",
    label=lambda words: words.gettext("Severity"),
    options=(
        Option(value=Severity.LOW, words=lambda words: words.gettext("Low")),
        Option(value=Severity.MEDIUM, words=lambda words: words.gettext("Medium")),
        Option(value=Severity.HIGH, words=lambda words: words.gettext("High")),
        Option(value=Severity.CRITICAL, words=lambda words: words.gettext("Critical")),
    ),
)


def _written(label: Label) -> Option:
    # A label is never translated.
    return Option(value=label.value, words=lambda _words: label.value)


LABELS: Final = tuple(_written(label) for label in Label)
KINDS: Final = Field(
    name="kinds",
    kind="choices",
    label=lambda words: words.gettext("Kinds of interference"),
    optional=True,
    options=(
        Option(
            value="information",
            words=lambda words: words.gettext("Information manipulation"),
        ),
        Option(value="cyber", words=lambda words: words.gettext("Cyber operations")),
        Option(value="finance", words=lambda words: words.gettext("Malign finance")),
        Option(
            value="subversion",
            words=lambda words: words.gettext("Civil society subversion"),
        ),
        Option(value="coercion", words=lambda words: words.gettext("Economic coercion")),
        Option(value="violence", words=lambda words: words.gettext("Physical violence")),
    ),
)
ELECTION: Final = (
    Field(
        name="id",
        kind="line",
        label=lambda words: words.gettext("Short name"),
        longest=64,
        hint=lambda words: words.gettext('What people type, such as "ke2027".'),
    ),
    Field(
        name="name",
        kind="line",
        label=lambda words: words.gettext("Name of the election"),
        hint=lambda words: words.gettext('Such as "Kenya votes".'),
    ),
    Field(
        name="day",
        kind="line",
        label=lambda words: words.gettext("First day"),
        longest=20,
        hint=lambda words: words.gettext('Such as "2027-08-10".'),
    ),
    Field(
        name="zone",
        kind="line",
        label=lambda words: words.gettext("Zone"),
        hint=lambda words: words.gettext('A city by whose clock it is, such as "Nairobi".'),
    ),
    Field(
        name="last",
        kind="line",
        label=lambda words: words.gettext("Last day"),
        optional=True,
        longest=20,
        hint=lambda words: words.gettext("Where it lasts several days."),
    ),
    Field(
        name="polls",
        kind="line",
        label=lambda words: words.gettext("Polls"),
        optional=True,
        longest=40,
        hint=lambda words: words.gettext('When they open and close, such as "06:00-17:00".'),
    ),
    Field(
        name="places",
        kind="line",
        label=lambda words: words.gettext("Places"),
        optional=True,
        longest=500,
        hint=lambda words: words.gettext('Tags such as "country:KE", with commas between them.'),
    ),
)
ALERT: Final = (
    paragraph("text", lambda words: words.gettext("What happened")),
    SEVERITY,
    Field(
        name="label",
        kind="choice",
        label=lambda words: words.gettext("Label"),
        options=LABELS,
    ),
    Field(
        name="audience",
        kind="line",
        label=lambda words: words.gettext("For whom"),
        longest=500,
        hint=lambda words: words.gettext(
            'Such as "everybody", "to country:KE" or "not to sector:government".'
        ),
    ),
    Field(
        name="asked",
        kind="line",
        label=lambda words: words.gettext("What is asked of them"),
        optional=True,
        longest=300,
    ),
    Field(
        name="needs",
        kind="line",
        label=lambda words: words.gettext("How many organisations must answer"),
        optional=True,
        longest=20,
        hint=lambda words: words.gettext('"any", "every", or a number.'),
    ),
    Field(
        name="until",
        kind="moment",
        label=lambda words: words.gettext("Valid until"),
        optional=True,
        hint=lambda words: words.gettext('Such as "2026-12-01 18:00 Kyiv" or "in 6h".'),
    ),
    KINDS,
    Field(
        name="places",
        kind="line",
        label=lambda words: words.gettext("Places"),
        optional=True,
        longest=500,
    ),
    Field(
        name="elections",
        kind="line",
        label=lambda words: words.gettext("Elections"),
        optional=True,
        longest=500,
    ),
    paragraph(
        "summary",
        lambda words: words.gettext("Summary for those who may not have all of it"),
        optional=True,
    ),
    Field(
        name="summary_label",
        kind="choice",
        label=lambda words: words.gettext("Label of the summary"),
        options=LABELS,
        optional=True,
    ),
)
