"""A reading visits each character a bounded number of times, whatever is written, 1 MB included."""

import pytest

from tests.policies.labels import quadratic
from tests.policies.labels.counting import Counted, Visits, counted, visits_of

A_MILLION = 1_000_000
MOST = 60
"""Visits for each character: no shape needs more, at any length."""
SLACK = 1.05
"""How much more than four times the visits four times the length may take."""
SHAPES = {
    "a run of T": "T",
    "a run of TLP:": "TLP:",
    "labels on one line": "TLP:GREEN ",
    "labels on lines": "TLP:GREEN\n",
    "quote lines": "> x\n",
    "labels in quote lines": "> TLP:GREEN x\n",
    "labels in one sentence": "this is TLP:GREEN ",
    "questioned labels": "TLP:GREEN?",
    "nested decoration": "TLP:GREEN [(*{",
    "spaces behind TLP": "TLP" + " " * 97,
    "unseen characters": "TLP:" + "\u200b" * 96,
    "lead-ins": "URGENT: TLP ",
    "restrictions": "TLP:AMBER not to a,a,a,a,a,a,a,a,a,a,a,a ",
    "escapes": "TLP%3A",
    "entities": "TLP&#58;&#38;",
    "split letters": "T.L.P. R.E.D. ",
    "machine tags": 'tlp:green,a:b="c",',
    "look-alikes": "\u0422LP:GR\u0415EN ",
    "URLs": "https://x.org/TLP:RED ",
    "broken STRICT": "TLP:AMBER STRICT+ ",
    "bare STRICT": "AMBER + STRICT ",
}
HEADED = {
    "endless spaces behind TLP": ("TLP", " "),
    "endless list of names": ("TLP:AMBER not to a", ",a"),
    "endless decoration": ("TLP:GREEN ", "[(*"),
    "endless lead-in": ("", "URGENT: "),
    "endless line behind a label": ("TLP:GREEN ", "x"),
    "label far below": ("\n", " "),
    "endless entity": ("TLP&#58", "8"),
    "endless URL": ("TLP:GREEN https://x.org/", "x"),
    "endless unseen": ("TL", "\u200b"),
    "endless override": ("\u202e", "REDPL"),
    "endless quote mark": ("TLP:GREEN\n", ">"),
    "endless colon": ("TLP", ":"),
}


def of(shape: tuple[str, str], size: int) -> str:
    head, run = shape
    return head + run * ((size - len(head)) // len(run)) + " TLP:GREEN"


EVERY = {name: ("", run) for name, run in SHAPES.items()} | HEADED


@pytest.mark.parametrize("name", EVERY)
def test_four_times_the_text_takes_four_times_the_visits(name):
    once = visits_of(of(EVERY[name], 2_000))
    four_times = visits_of(of(EVERY[name], 8_000))
    assert four_times.all <= 4 * once.all * SLACK
    assert four_times.characters <= MOST * 8_000


A_MILLION_OF = ("a run of T", "endless list of names", "label far below")
"""Of the others `make proofs` counts a million."""


@pytest.mark.parametrize("name", A_MILLION_OF)
def test_a_million_characters_are_visited_no_more_often_each(name):
    text = of(EVERY[name], A_MILLION)
    visits = visits_of(text, lines=False)
    assert len(text) <= visits.characters <= MOST * len(text)


def visits_by(reader, size: int) -> Visits:
    with counted(quadratic, lines=True) as visits:
        reader(Counted("TLP:GREEN " * (size // 10), visits))
    return visits


@pytest.mark.parametrize(
    "reader",
    [quadratic.by_slices, quadratic.by_matches, quadratic.by_finding, quadratic.by_loops],
)
def test_a_quadratic_reader_is_caught(reader):
    once, four_times = visits_by(reader, 2_000), visits_by(reader, 8_000)
    assert four_times.all > 3 * (4 * once.all * SLACK)


def test_a_search_that_cannot_be_counted_is_refused():
    with pytest.raises(AssertionError, match="cannot be counted"):
        visits_by(quadratic.by_a_search_without_bound, 100)


def test_what_is_counted_is_what_the_reader_reads():
    assert visits_of("TLP:GREEN").characters >= len("TLP:GREEN")
    assert visits_of("T" * 1_000, lines=False).characters >= 1_000
    assert visits_of("\u0422" * 1_000, lines=False).characters >= 2_000
