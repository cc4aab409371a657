"""Telegram's markup: offsets are UTF-16, nothing crosses, and nobody is called."""

import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.telegram.composing import settled
from bot.sandbox.telegram.entities import parse
from handlers.telegram.entities import read, units
from handlers.telegram.markup import LIMITS, write
from policies.parts import cut
from policies.text import Date, Emoji, Item, Link, Mention, Pre, Quote, Run, Style, Text
from tests.any_character import ANY_CHARACTER
from tests.handlers.markup.rules import telegram_takes
from tests.in_full import DEAR
from tests.policies.text.any_text import FAMILY, NASTY, plains, texts

SEEN = json.loads(Path(__file__).with_name("telegram_messages.json").read_text(encoding="utf-8"))
CODE = frozenset({Style.CODE})
BLANK = "\u2800\u3164"
"""Letters and signs that show nothing: of these alone Telegram makes no message."""


def entity(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length, **more}


def sent(message):
    plain, made = write(message)
    entities = [one.to_dict() for one in made]
    telegram_takes(plain, entities)
    if any(unicodedata.category(one)[0] not in "ZC" and one not in BLANK for one in plain):
        shown = settled(plain, parse(json.dumps(entities)), ())
        kinds = {one["type"] for one in shown.get("entities", [])}
        assert not kinds & {"mention", "text_mention"}
    return plain, entities


@pytest.mark.parametrize("name", SEEN)
def test_messages_of_real_clients_are_read(name):
    message = SEEN[name]
    found = read(message["text"], message["entities"])
    assert found.plain == message["text"]
    told = [
        [run.text, sorted(run.styles), type(run.block).__name__, type(run.thing).__name__]
        for run in found.runs
    ]
    assert told == message["seen"]


def test_offsets_count_utf_16_units():
    text = f"{FAMILY} 𝒳 bold"
    at = units(f"{FAMILY} 𝒳 ")
    found = read(text, [entity("bold", at, 4)])
    assert [(run.text, set(run.styles)) for run in found.runs] == [
        (f"{FAMILY} 𝒳 ", set()),
        ("bold", {Style.BOLD}),
    ]
    plain, (made,) = sent(found)
    assert (plain, made) == (text, entity("bold", at, 4))


@pytest.mark.parametrize(
    ("given_", "thing"),
    [
        (entity("text_link", 0, 4, url="https://a.example"), Link(url="https://a.example")),
        (entity("text_mention", 0, 4, user={"id": 7}), Mention(of="person", address="7")),
        (entity("custom_emoji", 0, 4, custom_emoji_id="55"), Emoji(name="55")),
        (
            entity("date_time", 0, 4, unix_time=1793686320, date_time_format="wDT"),
            Date(instant=datetime(2026, 11, 3, 6, 12, tzinfo=UTC), pattern="wDT"),
        ),
        (entity("date_time", 0, 4, unix_time=10**30), None),
        (entity("hashtag", 0, 4), None),
        (entity("bot_command", 0, 4), None),
        (entity("phone_number", 0, 4), None),
        (entity("of_the_future", 0, 4), None),
        (entity("url", 0, 4), None),
        (entity("text_link", 0, 4), None),
    ],
)
def test_every_type_is_read(given_, thing):
    (run,) = read("text", [given_]).runs
    assert run.thing == thing


def test_an_address_in_several_styles_is_one_address():
    found = read("https://a.example", [entity("url", 0, 17), entity("bold", 8, 9)])
    assert {run.thing for run in found.runs} == {Link(url="https://a.example")}
    assert len(found.runs) == 2


@pytest.mark.parametrize(
    "odd",
    [
        entity("bold", -5, 7), entity("bold", 3, 10**12), entity("bold", 10**12, 5),
        entity("bold", 0, 0), entity("bold", 0, -1), entity("bold", 1, 1), entity("bold", "0", 1),
        {"type": "bold"}, {}, None, 7, "bold", entity(None, 0, 1), entity(["x"], 0, 2),
        entity("text_link", 0, 2, url=5), entity("text_mention", 0, 2, user=5),
        entity("pre", 0, 2, language=5), entity("date_time", 0, 2, unix_time="x"),
    ],
)  # fmt: skip
def test_malformed_entities_are_clipped_or_left_out_and_never_raise(odd):
    found = read("👍ab\ud83d", [odd, entity("italic", 2, 1)])
    assert found.plain == "👍ab\ufffd"
    assert any(Style.ITALIC in run.styles for run in found.runs)


@given(st.text(ANY_CHARACTER, max_size=12), st.lists(st.fixed_dictionaries({
    "type": st.sampled_from(["bold", "code", "pre", "blockquote", "url", "mention", "text_link"]),
    "offset": st.integers(-2, 14), "length": st.integers(-2, 14),
    "url": st.just("https://a.example"),
}), max_size=6))  # fmt: skip
def test_any_entities_are_read_and_what_was_read_can_be_written(plain, entities):
    found = read(plain, entities)
    assert found.plain == Text.of(plain).plain
    sent(found)


def test_many_entities_over_one_another_are_read_in_one_pass():
    many = [entity("bold", at % 50, 100_000) for at in range(20_000)]
    assert len(read("x" * 100_000, many).runs) <= 3


@pytest.mark.parametrize("plain", NASTY)
def test_what_looks_like_markup_leaves_literally_and_calls_nobody(plain):
    shown, entities = sent(Text.of(plain))
    assert {one["type"] for one in entities} <= {"code"}
    if "\u202e" not in plain and "\x00" not in plain and "\r" not in plain:
        assert shown == plain


@pytest.mark.parametrize(
    ("plain", "called"),
    [
        ("@here", ["@here"]),
        ("see @ivan_petrov, please", ["@ivan_petrov"]),
        ("a@b.example", []),
        ("@@twice", ["@twice"]),
        ("@1st", ["@1st"]),
        ("é@name", ["@name"]),
        ("@na\u0333me", ["@name"]),
        ("@\u202ename", ["@name"]),
        ("@ name", []),
    ],
)
def test_a_name_that_would_be_called_stands_in_code(plain, called):
    shown, entities = sent(Text.of(plain))
    data = shown.encode("utf-16-le")
    assert [
        data[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in entities
    ] == called


def test_a_name_over_two_runs_is_not_called_either():
    bold = frozenset({Style.BOLD})
    plain, entities = sent(Text((Run(text="hi @iv"), Run(text="an you", styles=bold))))
    assert plain == "hi @ivan you"
    assert entities == [entity("code", 3, 5), entity("bold", 9, 3)]


def test_a_masked_link_shows_its_real_host():
    link = Link(url="https://evil.example/x")
    plain, entities = sent(Text((Run(text="https://bank.example", thing=link),)))
    assert plain == "https://bank.example (evil.example)"
    assert entities == [entity("text_link", 0, 35, url="https://evil.example/x")]


@pytest.mark.parametrize(
    "url",
    ["mailto:a@b.example", "tel:+380441234567", "https://localhost/x",
     "https://me@a.example/", "https://a.example:99999/", "http://[::1]/"],
)  # fmt: skip
def test_what_telegram_refuses_as_a_link_shows_its_address(url):
    plain, entities = sent(Text((Run(text="here", thing=Link(url=url)),)))
    assert plain == f"here ({url})"
    assert not [one for one in entities if one["type"] == "text_link"]


def test_a_look_alike_that_telegram_refuses_shows_its_host_in_plain_letters_too():
    plain, entities = sent(Text((Run(text="here", thing=Link(url="https://bücher.example/")),)))
    assert plain == "here (https://bücher.example/, xn--bcher-kva.example)"
    assert not entities


def test_a_link_that_names_somebody_shows_its_address_and_calls_nobody():
    link = Link(url="https://t.me/ivan")
    plain, entities = sent(Text((Run(text="@ivan", thing=link),)))
    assert plain == "@ivan (https://t.me/ivan)"
    assert entities == [entity("code", 0, 5)]


def test_lists_become_lines_with_bullets_and_numbers():
    message = Text((
        Run(text="one", block=Item(number=1)), Run(text="\n"),
        Run(text="two", block=Item(number=2)), Run(text=" more", block=Item(number=2)),
        Run(text="\n"), Run(text="three", block=Item(ordered=True, indent=1, number=3)),
    ))  # fmt: skip
    assert sent(message)[0] == "• one\n• two more\n  3. three"


def test_nothing_stands_in_code_and_quotations_hold_the_rest():
    styles = frozenset({Style.BOLD, Style.ITALIC})
    message = Text((
        Run(text="a", styles=styles, block=Quote()),
        Run(text="b", styles=styles | CODE, block=Quote()),
        Run(text="c", styles=frozenset({Style.ITALIC}), block=Quote()),
        Run(text="\n"), Run(text="  x = 1\n", styles=styles, block=Pre(language="python")),
    ))  # fmt: skip
    plain, entities = sent(message)
    assert plain == "abc\n  x = 1"
    assert entities == [
        entity("blockquote", 0, 3),
        entity("bold", 0, 1),
        entity("italic", 0, 1),
        entity("code", 1, 1),
        entity("italic", 2, 1),
        entity("pre", 6, 5, language="python"),
    ]


def test_crossing_styles_are_cut_so_that_one_holds_the_other():
    bold, italic = Style.BOLD, Style.ITALIC
    message = Text((
        Run(text="ab", styles=frozenset({bold})), Run(text="cd", styles=frozenset({bold, italic})),
        Run(text="ef", styles=frozenset({italic})),
    ))  # fmt: skip
    assert sent(message)[1] == [
        entity("bold", 0, 4),
        entity("italic", 2, 2),
        entity("italic", 4, 2),
    ]


def test_code_that_fills_its_quotation_stands_within_it():
    message = Text((
        Run(text="ab", styles=CODE, block=Quote()), Run(text=" ", block=Quote()), Run(text="cd"),
    ))  # fmt: skip
    assert [one["type"] for one in sent(message)[1]] == ["blockquote", "code"]


def test_a_ring_above_is_kept_where_it_can_be():
    assert sent(Text.of("A\u030angstro\u0308m"))[0] == "\u00c5ngstro\u0308m"


@example(Text.of("@\u202eabcde"))
@given(texts)
def test_whatever_is_written_telegram_takes(message):
    plain, entities = sent(message)
    assert units(plain) <= LIMITS.measure(message)
    assert len(entities) <= LIMITS.entity_count(message)


GONE = str.maketrans("@", "o", "\u030a\u0333\u033f")


def _line(plain):
    """Return what Telegram leaves as it is: one line, visible, that names nobody."""
    kept = "".join(one if one.isprintable() else " " for one in plain.translate(GONE))
    return " ".join(kept.split()) or "x"


lines = plains.map(_line)
inline = st.lists(
    st.tuples(
        lines, st.frozensets(st.sampled_from(sorted(set(Style) - {Style.CODE})))
        | st.just(CODE)
    ), min_size=1, max_size=3,
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from((None, Quote(), Pre(language="c"))), inline), max_size=4))
def test_a_document_comes_back_as_it_left(paragraphs):
    runs = []
    for block, pieces in paragraphs:
        runs += [Run(text="\n")] if runs else []
        plain = isinstance(block, Pre)
        runs += [Run(text=t, styles=frozenset() if plain else s, block=block) for t, s in pieces]
    message = Text(tuple(runs)).merged()
    again = read(*sent(message))
    assert again.plain == message.plain
    assert [
        (one, run.styles, run.block) for run in again.runs for one in run.text if one != " "
    ] == [(one, run.styles, run.block) for run in message.runs for one in run.text if one != " "]


@DEAR
@given(texts, st.integers(1, 12))
def test_parts_are_within_what_telegram_takes(message, times):
    long = Text.join([message, Text.of(" filling ")] * times * 12)
    parts = cut(
        long, size=LIMITS.size, measure=LIMITS.measure,
        entities=LIMITS.entities, entity_count=LIMITS.entity_count,
    )  # fmt: skip
    for part in parts:
        sent(part)


def test_two_hundred_names_are_sent_in_parts_that_call_nobody():
    message = Text.of(" ".join(f"@person{number}" for number in range(250)))
    parts = cut(
        message, size=LIMITS.size, measure=LIMITS.measure,
        entities=LIMITS.entities, entity_count=LIMITS.entity_count,
    )  # fmt: skip
    assert len(parts) == 3
    assert all(len(sent(part)[1]) <= 100 for part in parts)
