"""Slack's markup: what people type arrives as they saw it, and leaves as mere characters."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack.blocks import check
from handlers.slack.markup import LIMITS, read, write
from handlers.slack.mrkdwn import decoded
from policies.parts import cut
from policies.text import Date, Emoji, Item, Link, Mention, Pre, Quote, Run, Style, Text
from tests.any_character import ANY_CHARACTER
from tests.handlers.markup.rules import slack_takes
from tests.in_full import DEAR
from tests.policies.text.any_text import NASTY, inked, plains, texts

SEEN = json.loads(Path(__file__).with_name("slack_messages.json").read_text(encoding="utf-8"))
BOLD = frozenset({Style.BOLD})


def section(*elements):
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def text(plain, **style):
    return {"type": "text", "text": plain} | ({"style": style} if style else {})


def sent(message):
    blocks, fallback = write(message)
    slack_takes(blocks, fallback)
    assert check(blocks) == blocks
    return blocks, fallback


@pytest.mark.parametrize("name", SEEN)
def test_messages_of_slacks_own_composer_read_as_people_saw_them(name):
    message = SEEN[name]
    found = read(message["blocks"], message["text"])
    assert found.plain == message["seen"]


@pytest.mark.parametrize("name", SEEN)
def test_messages_of_slacks_own_composer_come_back_the_same(name):
    found = read(SEEN[name]["blocks"], "")
    again = read(sent(found)[0], "")
    assert again.plain.replace(" (a.example)", "") == found.plain


def test_styles_lists_quotes_and_code_are_read():
    found = read(SEEN["everything"]["blocks"], "")
    runs = {run.text: run for run in found.runs}
    assert runs["bold"].styles == BOLD
    assert runs["both"].styles == {Style.BOLD, Style.ITALIC}
    assert runs["inner"].block == Item(ordered=True, indent=1, number=4)
    assert runs["x = 1"].block == Pre()
    assert runs["they said"].block == Quote()
    assert runs["the report"].thing == Link(url="https://a.example/r")
    assert runs["👋🏽"].thing == Emoji(name="wave")
    assert runs["@member"].thing == Mention(of="person", address="U0LEAD")
    assert runs["@here"].thing == Mention(of="everyone", address="here")
    assert found.quoted() == ((found.plain.index("they said"), found.plain.index("they said") + 9),)


def test_people_are_named_where_their_names_are_given():
    block = section({"type": "user", "user_id": "U1"}, text(" "), {"type": "user", "user_id": "U2"})
    names = {"U1": "Lead", "U2": None}.get
    assert read([block], "", names).plain == "@Lead @member"
    assert read([], "<@U1> <@U2> <@U2|ana>", names).plain == "@Lead @member @ana"


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ({"type": "emoji", "name": "x", "unicode": "1f468-200d-1f4bb"}, "👨‍💻"),
        ({"type": "emoji", "name": "party"}, ":party:"),
        ({"type": "emoji", "name": "x", "unicode": "d83d"}, "\ufffd"),
        ({"type": "emoji", "name": "x", "unicode": "zz-ffffffff"}, ":x:"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@group"),
        ({"type": "channel", "channel_id": "C1"}, "#channel"),
        ({"type": "broadcast", "range": "channel"}, "@channel"),
        ({"type": "color", "value": "#FF2B2B"}, "#FF2B2B"),
        (
            {"type": "date", "timestamp": 1793686320, "format": "{date}", "fallback": "3 Nov"},
            "3 Nov",
        ),
        ({"type": "date", "timestamp": 1793686320, "format": "{date}"}, "2026-11-03 06:12 UTC"),
        ({"type": "date", "timestamp": 10**30, "format": "{date}"}, "a date"),
        ({"type": "citation", "title": "A paper"}, "A paper"),
        ({"type": "canvas", "canvas_id": "F1"}, "[canvas]"),
        ({"type": "text", "text": 7}, ""),
        ({"type": ["odd"], "text": "still shown"}, "still shown"),
        ({}, ""),
    ],
)
def test_every_element_shows_something_readable(element, shown):
    assert read([section(element)], "").plain == shown


def test_a_date_keeps_its_instant():
    block = section({"type": "date", "timestamp": 1793686320, "format": "{date}"})
    (run,) = read([block], "").runs
    assert run.thing == Date(instant=datetime(2026, 11, 3, 6, 12, tzinfo=UTC), pattern="{date}")


def test_a_list_within_a_quotation_is_quoted():
    listed = {
        "type": "rich_text_list", "style": "bullet", "border": 1,
        "elements": [{"type": "rich_text_section", "elements": [text("TLP:RED")]}],
    }  # fmt: skip
    found = read([{"type": "rich_text", "elements": [listed]}], "")
    assert found.plain == "• TLP:RED"
    assert found.quoted() == ((0, 9),)


def test_text_in_blocks_of_any_kind_is_read_so_that_no_label_hides_there():
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "A &amp; B"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "TLP:RED <@U1>"}]},
        {"type": "section", "fields": [{"type": "plain_text", "text": "left"}]},
        {"type": "markdown", "text": "**raw**"},
        {"type": "image", "image_url": "x", "alt_text": "a map"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}, section(text("rich"))]]},
    ]
    shown = "A & B\nTLP:RED @member\nleft\n**raw**\na map\ncell\nrich"
    assert read(blocks, "not this").plain == shown


@pytest.mark.parametrize(
    "blocks",
    [
        [], [None], ["x"], [{}], [{"type": "rich_text"}], [{"type": "rich_text", "elements": 5}],
        [{"type": "rich_text", "elements": [None, {"type": "rich_text_list", "elements": [1]}]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{}]}]}],
        [{"type": "divider"}], [section({"type": "text", "text": "  \n"})],
    ],
)  # fmt: skip
def test_where_blocks_say_nothing_the_text_is_read(blocks):
    assert read(blocks, "a &lt; b").plain == "a < b"


@pytest.mark.parametrize(
    ("told", "shown", "thing"),
    [
        ("&amp;lt; &lt;b&gt;", "&lt; <b>", None),
        ("*bold* _it_ ~x~ `c`", "*bold* _it_ ~x~ `c`", None),
        ("<@U1>", "@member", Mention(of="person", address="U1")),
        ("<@U1|ana>", "@ana", Mention(of="person", address="U1")),
        ("<#C1|desk>", "#desk", Mention(of="room", address="C1")),
        ("<#C1>", "#channel", Mention(of="room", address="C1")),
        ("<!here>", "@here", Mention(of="everyone", address="here")),
        ("<!channel|channel>", "@channel", Mention(of="everyone", address="channel")),
        ("<!subteam^S1|@duty>", "@duty", Mention(of="group", address="S1")),
        ("<!subteam^S1>", "@group", Mention(of="group", address="S1")),
        (
            "<!date^1793686320^{date} at {time}|3 Nov>",
            "3 Nov",
            Date(instant=datetime(2026, 11, 3, 6, 12, tzinfo=UTC), pattern="{date} at {time}"),
        ),
        ("<!date^never^x|soon>", "soon", None),
        ("<!unknown>", "<!unknown>", None),
        ("<!unknown|shown>", "shown", None),
        ("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2",
         Link(url="https://a.example/?x=1&y=2")),
        ("<https://a.example|the &lt;report&gt;>", "the <report>", Link(url="https://a.example")),
        ("<mailto:a@b.example|a@b.example>", "a@b.example", Link(url="mailto:a@b.example")),
        ("<javascript:alert(1)|x>", "<javascript:alert(1)|x>", None),
        ("a < b > c", "a < b > c", None),
        ("<>", "<>", None),
        ("<@>", "<@>", None),
    ],
)  # fmt: skip
def test_text_without_blocks_is_decoded_and_nothing_else(told, shown, thing):
    found = decoded(told)
    assert found.plain == shown
    assert found.runs[0].thing == thing


@pytest.mark.parametrize("plain", NASTY)
def test_what_looks_like_markup_leaves_literally(plain):
    blocks, fallback = sent(Text.of(plain))
    (element,) = blocks[0]["elements"]
    assert element["elements"] == [{"type": "text", "text": plain}]
    assert decoded(fallback).plain == plain


@pytest.mark.parametrize("plain", NASTY)
def test_what_somebody_typed_in_slack_comes_back_from_its_escaped_text(plain):
    assert decoded(sent(Text.of(plain))[1]) == Text.of(plain)


def test_a_mention_leaves_as_characters():
    everyone = Mention(of="everyone", address="here")
    blocks, fallback = sent(Text((Run(text="@here", thing=everyone), Run(text=" <!here>"))))
    assert json.dumps(blocks).count('"broadcast"') == 0
    assert fallback == "@here &lt;!here&gt;"


def test_a_masked_link_shows_its_real_host():
    link = Link(url="https://evil.example/x")
    blocks, fallback = sent(Text((Run(text="https://bank.example", thing=link),)))
    (element,) = blocks[0]["elements"][0]["elements"]
    assert element == {
        "type": "link",
        "url": "https://evil.example/x",
        "text": "https://bank.example (evil.example)",
    }
    assert fallback == "https://bank.example (evil.example)"


def test_other_schemes_leave_as_characters():
    blocks, _ = sent(Text((Run(text="x", thing=Link(url="javascript:alert(1)")),)))
    assert blocks[0]["elements"][0]["elements"] == [text("x (javascript:alert(1))")]


def test_items_become_lists_with_their_indent_and_number():
    one, two = Item(ordered=True, number=3), Item(ordered=True, number=4)
    inner = Item(indent=1)
    message = Text((
        Run(text="Do:\n"), Run(text="a", block=one), Run(text="\n"), Run(text="b", block=two),
        Run(text="\n"), Run(text="c", block=inner),
    ))  # fmt: skip
    blocks, fallback = sent(message)
    _, first, second = blocks[0]["elements"]
    assert (first["style"], first["offset"], first["indent"]) == ("ordered", 2, 0)
    assert [item["elements"][0]["text"] for item in first["elements"]] == ["a", "b"]
    assert (second["style"], second["indent"]) == ("bullet", 1)
    assert fallback == "Do:\n3. a\n4. b\n  • c"


def test_an_empty_text_is_still_a_message_that_slack_takes():
    sent(Text())
    sent(Text((Run(text=""), Run(text="\n", block=Quote()))))


@given(texts)
def test_whatever_is_written_slack_takes_and_nothing_is_lost(message):
    blocks, fallback = sent(message)
    shown = inked(read(blocks, "").plain)
    # Behind links stands what they hide, so all that was there is found in order.
    rest = iter(shown)
    links = any(isinstance(run.thing, Link) for run in message.runs)
    assert links or shown == inked(message.plain)
    assert links or all(one in rest for one in inked(message.plain))
    assert "&" not in fallback.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


lines = plains.map(lambda plain: Text.of(plain.replace("\n", " ").strip()).plain).filter(bool)
inline = st.lists(
    st.tuples(lines, st.frozensets(st.sampled_from(sorted(set(Style) - {Style.SPOILER})))),
    min_size=1,
    max_size=3,
)


def _block(kind, pieces, number):
    block = {
        "plain": None, "quote": Quote(), "pre": Pre(),
        "bullet": Item(number=number), "ordered": Item(ordered=True, number=number, indent=1),
    }[kind]  # fmt: skip
    return [
        Run(text=plain, styles=frozenset() if kind == "pre" else styles, block=block)
        for plain, styles in pieces
    ]


kinds = st.sampled_from(("plain", "quote", "pre", "bullet", "ordered"))


@given(st.lists(st.tuples(kinds, inline), max_size=5))
def test_a_document_comes_back_as_it_left(paragraphs):
    runs = []
    for number, (kind, pieces) in enumerate(paragraphs, start=1):
        runs += [Run(text="\n")] if runs else []
        runs += _block(kind, pieces, number)
    message = Text(tuple(runs)).merged()
    again = read(sent(message)[0], "")
    assert again.plain == message.plain
    assert [(one, run.styles) for run in again.runs for one in run.text if not one.isspace()] == [
        (one, run.styles) for run in message.runs for one in run.text if not one.isspace()
    ]
    assert again.quoted() == message.quoted()


@DEAR
@given(texts, st.integers(1, 20))
def test_parts_are_within_what_slack_takes(message, times):
    long = Text.join([message] * times * 10)
    for part in cut(long, size=LIMITS.size, measure=LIMITS.measure):
        blocks, fallback = sent(part)
        assert len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) <= 11_340
        assert len(fallback) <= 40_000


@pytest.mark.parametrize("shape", ["a", "&", "<", "👍", "word ", "я"])
def test_a_full_part_is_within_both_limits(shape):
    parts = cut(Text.of(shape * 40_000), size=LIMITS.size, measure=LIMITS.measure)
    assert len(parts) > 1
    for part in parts:
        sent(part)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(ANY_CHARACTER, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "text", "elements", "style", "indent", "offset", "url", "unicode",
                         "timestamp", "border", "language"]), inner, max_size=4), max_leaves=15,
))  # fmt: skip
def test_no_block_however_odd_stops_the_reading(odd):
    for kind in ("rich_text", "section", None):
        read([{"type": kind, "elements": [odd], "text": odd}], "x").plain.encode()
