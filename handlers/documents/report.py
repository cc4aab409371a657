"""What a report holds before it is a file: its marking, tables, and a chart as numbers."""

from dataclasses import dataclass, field
from typing import TypeAlias

from policies.labels import Label

Cell: TypeAlias = str | int | None
"""A number is a number in every form; None is an empty cell."""


class Unmarked(Exception):
    """What was written does not bear the marking everywhere; names the form and the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows below columns; `kind` tells them apart from those of another table ("real", "exercise").

    `shown` are the same rows as a person reads them; `units` are those of numbers in `rows`, "" for
    what has none.
    """

    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    shown: tuple[tuple[str, ...], ...] = field(repr=False)
    units: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns as they stand over the rows, with their units."""
        units = self.units or ("",) * len(self.columns)
        return tuple(
            f"{column} ({unit})" if unit else column
            for column, unit in zip(self.columns, units, strict=True)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart: its middle and longest value in seconds, and where late begins.

    `told` is what stands beside it. Everything in a picture is plain ASCII: its font has no more.
    """

    name: str
    middle: float
    longest: float
    late: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars below a title; `described` says the same to whoever does not see it.

    `whose` it is and of which `span` of time stands over it, for a picture travels alone; `mark`
    stands there in large letters, as on an exercise.
    """

    whose: str
    span: str
    title: str
    mark: str
    bars: tuple[Bar, ...]
    described: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report; `restrictions` go with the label wherever it stands, `language` is its code."""

    label: Label
    restrictions: tuple[str, ...]
    title: str
    language: str
    tables: tuple[Table, ...]
    chart: Chart | None
    notes: tuple[str, ...] = ()

    @property
    def marking(self) -> str:
        """The label with its restrictions, as it stands everywhere."""
        return " ".join((self.label.value, *self.restrictions))

    def name(self, stem: str, ending: str) -> str:
        """Return the name of a file of it: the label comes first."""
        return f"{self.label.value.replace(':', '-')}-{stem}.{ending}"
