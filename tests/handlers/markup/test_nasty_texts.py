"""What people type arrives as they typed it on the other platform, and calls nobody there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack import markup as slack
from handlers.telegram import entities
from handlers.telegram import markup as telegram
from policies.text import Link, Mention, Pre, Quote, Run, Style, Text

NASTY = [
    "Bob <b",
    "a < b & c_d*",
    "<!channel> <@U1> <https://evil|https://bank>",
    "@here",
    "&lt;!here&gt;",
    "&amp;lt;",
    "*b* _i_ ~s~ `c` ```p``` > q",
    ":smile: [a](https://b.example)",
    "<b>x</b> <a href='https://evil.example'>y</a>",
    "👨‍👩‍👧‍👦 🇺🇦 e\u0301 \U0001d54f",
    "שלום <!here>",
    "@@bob_x",
]


def told(entity):
    """Return an entity as Telegram would tell it to a bot."""
    return entity.to_dict()


def typed_in_slack(plain):
    """Return a message as Slack sends what somebody typed: blocks, and the escaped text."""
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": plain}]}
    return [{"type": "rich_text", "elements": [section]}], escaped


@pytest.mark.parametrize("plain", NASTY)
@pytest.mark.parametrize("blocks", [True, False], ids=["blocks", "text alone"])
def test_from_slack_to_telegram_it_stays_literal(plain, blocks):
    given_blocks, text = typed_in_slack(plain)
    read = slack.read(given_blocks if blocks else [], text)
    assert read.plain == plain
    assert all(run.thing is None and not run.styles for run in read.runs)
    shown, made = telegram.write(read)
    assert shown == plain
    assert {one.type for one in made} <= {"code"}


@pytest.mark.parametrize("plain", NASTY)
def test_from_telegram_to_slack_it_stays_literal(plain):
    read = entities.read(plain, [])
    (block,), fallback = slack.write(read)
    assert block["elements"] == [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": plain}]}
    ]
    assert slack.read([], fallback).plain == plain
    assert "<" not in fallback


def test_calls_of_slack_are_words_on_telegram():
    text = "<!channel> <!here|here> <@U1> <@U2|bob_x> <#C1|desk> <!subteam^S1|@team>"
    read = slack.read([], text)
    assert {run.thing.of for run in read.runs if isinstance(run.thing, Mention)} == {
        "everyone", "person", "room", "group",
    }  # fmt: skip
    shown, made = telegram.write(read)
    assert "U1" not in shown
    calls = [one for one in shown.split() if one.startswith("@")]
    assert len(calls) == len([one for one in made if one.type == "code"])
    (block,), fallback = slack.write(read)
    assert {one["type"] for one in block["elements"][0]["elements"]} == {"text"}
    assert "<" not in fallback


@pytest.mark.parametrize(
    ("shown", "url", "host"),
    [
        ("https://bank.example", "https://evil.example/x", "evil.example"),
        ("bank", "https://evil.example/x", "evil.example"),
        ("bank.example", "https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example", "https://bаnk.example", "xn--bnk-6cd.example"),
        ("bank.example", "https://evil.example/?x=://bank.example", "evil.example"),
        ("bank.example", "mailto:a@evil.example?x=://bank.example", "a@evil.example"),
    ],
)
def test_a_masked_link_shows_its_real_host_on_both_sides(shown, url, host):
    text = Text((Run(text=shown, thing=Link(url=url)),))
    assert host in telegram.write(text)[0]
    (block,), fallback = slack.write(text)
    assert host in block["elements"][0]["elements"][0]["text"]
    assert host in fallback


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "slack://open", "https:evil.example", "https://a\\@b.example"]
)
def test_what_may_not_be_a_link_is_none_and_hides_nothing(url):
    text = Text((Run(text="bank", thing=Link(url=url)),))
    plain, made = telegram.write(text)
    assert not made
    (block,), _ = slack.write(text)
    assert {one["type"] for one in block["elements"][0]["elements"]} == {"text"}
    assert url in plain


BOTH = [Style.BOLD, Style.ITALIC, Style.UNDERLINE, Style.STRIKE]
WORD = st.sampled_from(["a", "bc d", "👍", "🇺🇦", "e\u0301", "א", "<@ U1>", "*x*", "Ж & <"])
INLINE = st.builds(
    Run,
    text=WORD,
    styles=st.frozensets(st.sampled_from(BOTH)) | st.just(frozenset({Style.CODE})),
)
LINES = st.lists(INLINE, min_size=1, max_size=4)


def looks(text):
    """Return each character with its looks, white space aside."""
    return [
        (one, run.styles, type(run.block)) for run in text.runs for one in run.text
        if not one.isspace()
    ]  # fmt: skip


@st.composite
def documents(draw):
    """Return lines of plain text, quotations and code, each on lines of its own."""
    runs = []
    last = None
    for kind in draw(st.lists(st.sampled_from([None, Quote(), Pre()]), min_size=1, max_size=4)):
        if kind is not None and kind == last:
            continue
        if runs:
            runs.append(Run(text="\n"))
        last = kind
        for one in draw(LINES):
            plain = isinstance(kind, Pre)
            runs.append(Run(text=one.text, block=kind, styles=frozenset() if plain else one.styles))
    return Text(tuple(runs))


@given(documents())
def test_text_and_looks_survive_each_platform_and_both_in_turn(text):
    (blocks, fallback), (plain, made) = slack.write(text), telegram.write(text)
    from_slack = slack.read(blocks, fallback)
    from_telegram = entities.read(plain, [told(one) for one in made])
    assert from_slack.plain == text.plain == from_telegram.plain
    assert looks(from_slack) == looks(text) == looks(from_telegram)
    again, spans = telegram.write(from_slack)
    assert looks(entities.read(again, [told(one) for one in spans])) == looks(text)


@pytest.mark.parametrize(
    "broken",
    [
        None, 7, [], {"type": "bold"}, {"type": "bold", "offset": "0", "length": 1},
        {"type": "bold", "offset": -5, "length": 99}, {"type": "bold", "offset": 1, "length": 1},
        {"type": "text_link", "offset": 0, "length": 2}, {"type": 5, "offset": 0, "length": 2},
        {"type": "pre", "offset": 0, "length": 2, "language": 5},
        {"type": "text_mention", "offset": 0, "length": 2, "user": 5},
        {"type": "bold", "offset": 10**9, "length": 10**9},
        {"type": "new", "offset": 0, "length": 1},
    ],
)  # fmt: skip
def test_a_broken_entity_costs_no_character(broken):
    assert entities.read("👍 a", [broken]).plain == "👍 a"


@pytest.mark.parametrize(
    "broken",
    [
        None, 7, "x", {}, {"type": "rich_text"}, {"type": "rich_text", "elements": 5},
        {"type": "rich_text", "elements": [None, {"type": "rich_text_section"}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text"}, {"type": "text", "text": 5}, {"type": "link", "url": 5}, 5]}]},
        {"type": "section", "text": 5}, {"type": 5},
    ],
)  # fmt: skip
def test_broken_blocks_leave_the_text_to_speak(broken):
    assert slack.read([broken], "TLP:GREEN a").plain == "TLP:GREEN a"
