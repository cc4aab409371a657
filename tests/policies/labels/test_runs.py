"""A text of runs as the platforms deliver it: mentions, quote blocks, styles, links, emoji."""

import pytest

from policies.labels import Label
from policies.readings import Kind, read, read_text
from policies.text import Emoji, Link, Mention, Pre, Quote, Run, Style, Text

PERSON = Mention(of="person", address="U1")


def of(*runs):
    return Text(tuple(Run(text=one) if isinstance(one, str) else one for one in runs))


@pytest.mark.parametrize(
    "name",
    ["@ana", "@Ana Maria", "Ana Maria", "@Ána-María O'Neill (Watch)", "@" + "x" * 70, "#room 1"],
)
def test_whoever_is_mentioned_in_front_decorates_the_label(name):
    text = of(Run(text=name, thing=PERSON), " TLP:GREEN polls")
    reading = read_text(text)
    assert (reading.kind, reading.label, reading.warnings) == (Kind.LABEL, Label.GREEN, ())
    assert text.without(reading.cut).plain == f"{name} polls"


def test_a_name_that_is_only_typed_is_a_sentence():
    assert read_text(of("Ana Maria TLP:GREEN polls")).kind is Kind.SUSPICIOUS


@pytest.mark.parametrize("name", ["TLP:RED", "@TLP:RED", "T\u200bLP:R\u0415D", "@ana\nTLP:RED"])
def test_a_mention_that_shows_a_label_is_read(name):
    reading = read_text(of("TLP:GREEN polls ", Run(text=name, thing=PERSON)))
    assert reading.kind in (Kind.CONFLICT, Kind.SUSPICIOUS)
    assert read_text(of(Run(text=name, thing=PERSON), " polls")).kind is not Kind.NONE


@pytest.mark.parametrize(
    "runs",
    [
        ("TLP:GREEN ", Run(text="(I think)", thing=PERSON), " polls"),
        ("TLP:GREEN", Run(text="?", thing=PERSON), " polls"),
        (Run(text="T", thing=PERSON), "LP:GR EEN polls"),
        (Run(text="TL", thing=PERSON), " P:RED polls"),
        ("TLP:AMBER", Run(text="plus STRICT", thing=PERSON), " polls"),
        (Run(text="@ana", thing=PERSON), " says it is TLP:GREEN"),
    ],
)
def test_no_mention_takes_a_doubt_away(runs):
    assert read_text(of(*runs)).kind is Kind.SUSPICIOUS


@pytest.mark.parametrize(
    "looks",
    [
        {"styles": frozenset({Style.STRIKE})},
        {"styles": frozenset({Style.CODE})},
        {"styles": frozenset({Style.SPOILER})},
        {"block": Pre()},
        {"thing": Link(url="https://example.org/")},
    ],
)
def test_however_it_looks_a_second_label_is_a_conflict(looks):
    reading = read_text(of("TLP:GREEN polls\n", Run(text="TLP:RED", **looks)))
    assert reading.kind is Kind.CONFLICT


def test_a_label_in_runs_of_different_looks_is_one_label():
    bold = frozenset({Style.BOLD})
    reading = read_text(
        of(Run(text="TLP:", styles=bold), "AMBER", Run(text="+STRICT", styles=bold), " x")
    )
    assert reading.label is Label.AMBER_STRICT


def test_where_a_link_leads_is_not_read():
    link = Run(text="the report", thing=Link(url="https://example.org/TLP:RED"))
    assert read_text(of("TLP:GREEN ", link)).label is Label.GREEN
    assert read_text(of("see ", link)).kind is Kind.NONE


def test_emoji_decorate_and_are_no_labels():
    siren = Run(text="🚨", thing=Emoji(name="rotating_light"))
    custom = Run(text=":our_bell:", thing=Emoji(name="our_bell"))
    green = Run(text="🟢", thing=Emoji(name="large_green_circle"))
    assert read_text(of(siren, custom, " TLP:AMBER polls")).label is Label.AMBER
    assert read_text(of(green, " polls")).kind is Kind.NONE


def test_a_quote_block_is_not_ones_own_header():
    quote = Run(text="TLP:CLEAR polls close at 8\n", block=Quote())
    assert read_text(of(quote, "our answer")).kind is Kind.SUSPICIOUS
    answered = read_text(of(quote, "TLP:AMBER our answer"))
    assert (answered.kind, answered.label) == (Kind.LABEL, Label.AMBER)
    assert (
        of(quote, "TLP:AMBER our answer").without(answered.cut).plain == f"{quote.text}our answer"
    )


def test_a_text_of_one_run_reads_as_its_characters():
    for plain in ("TLP:GREEN polls", "polls", "TLP:GREEN?", "> TLP:RED x\ny"):
        assert read_text(Text.of(plain)) == read(plain)
