"""Whatever is written keeps the platforms' published rules, judged without the writers' help.

https://core.telegram.org/bots/api#formatting-options and
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.slack import markup as slack
from handlers.telegram import markup as telegram
from policies.parts import cut
from policies.text import Emoji, Item, Link, Mention, Pre, Quote, Run, Style, Text
from tests.any_character import ANY_CHARACTER

WORDS = st.sampled_from(
    ["a", "b c", " ", "\n", "@bob_x", "@", "bob_x", "👍", "👨‍👩‍👧", "🇺🇦", "e\u0301", "א", "\u202e",
     "Bob <b", "a < b & c_d*", "<!channel> <@U1> <https://evil|https://bank>", "@here", "\r\n",
     "https://bank.example", "\ufffd", "&lt;", "x" * 60, "\x00", "\u200b"]
)  # fmt: skip
PLAIN = st.lists(WORDS, max_size=4).map("".join) | st.text(ANY_CHARACTER, max_size=8)
THINGS = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from(
        ["https://evil.example/a", "https://medium.example/@bob_x/post", "http://b.example",
         "javascript:alert(1)", "mailto:a@b.example", "https://bank.example@evil.example"]
    ).map(lambda url: Link(url=url)),
    st.just(Mention(of="everyone", address="here")),
    st.just(Mention(of="person", address="U1")),
    st.just(Emoji(name="wave")),
)  # fmt: skip
BLOCKS = st.one_of(
    st.none(),
    st.none(),
    st.just(Quote()),
    st.builds(Pre, language=st.sampled_from(["", "python"])),
    st.builds(Item, ordered=st.booleans(), indent=st.integers(0, 3), number=st.integers(1, 4)),
)
RUNS = st.builds(
    Run, text=PLAIN, styles=st.frozensets(st.sampled_from(Style)), block=BLOCKS, thing=THINGS
)
TEXTS = st.lists(RUNS, max_size=7).map(lambda runs: Text(tuple(runs)))

SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
KNOWN = SPLITTABLE | {"code", "pre", "blockquote", "text_link"}
# The server's own search for names (tdlib, MessageEntity.cpp, match_mentions), outside of entities.
NAME = re.compile(r"(?<!\w)@[a-zA-Z0-9_]{2,32}(?!\w)")


def utf16(plain):
    return plain.encode("utf-16-le", "surrogatepass")


def halves(plain):
    """Return the UTF-16 offsets that lie inside a surrogate pair."""
    found, at = set(), 0
    for one in plain:
        if one > "\uffff":
            found.add(at + 1)
        at += 2 if one > "\uffff" else 1
    return found


def judge_telegram(plain, entities):
    size = len(utf16(plain)) // 2
    split = halves(plain)
    assert len(entities) <= 100
    spans = []
    for one in entities:
        start, end = one.offset, one.offset + one.length
        assert one.type in KNOWN
        assert 0 <= start < end <= size
        assert not {start, end} & split
        assert utf16(plain)[2 * start : 2 * end].decode("utf-16-le").strip(), "an empty entity"
        assert (one.type == "text_link") == (one.url is not None)
        spans.append((start, end, one.type))
    for at, (start, end, kind) in enumerate(spans):
        for other, (first, last, inner) in enumerate(spans):
            if at == other or last <= start or end <= first:
                continue
            inside = start <= first and last <= end
            assert inside or (first <= start and end <= last), "two entities cross"
            if inside and (start, end) == (first, last) and inner == "blockquote":
                continue  # of two of one size the quotation holds the other
            if inside:
                assert kind not in ("code", "pre"), "something stands inside code"
                assert {kind, inner} != {"blockquote"}, "a quotation in a quotation"
                assert not (kind in SPLITTABLE and inner in ("code", "pre"))
    return spans


@given(TEXTS)
def test_telegram_would_take_every_text_and_call_nobody(text):
    plain, entities = telegram.write(text)
    spans = judge_telegram(plain, entities)
    shown = plain.translate({ord(one): None for one in "\r\u202a\u202b\u202c\u202d\u202e"})
    assert shown == plain, "the server would take something out, and bring something together"
    for found in NAME.finditer(plain):
        first = len(utf16(plain[: found.start()])) // 2
        assert any(
            kind in ("code", "pre") and start <= first < end for start, end, kind in spans
        ), f"{found[0]} would be called"


SLACK_ELEMENTS = {
    "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted",
}  # fmt: skip
SLACK_STYLES = {"bold", "italic", "strike", "code", "underline"}


def judge_inline(elements):
    assert elements
    for one in elements:
        assert one["type"] in ("text", "link"), "what would notify somebody, or is not known"
        assert one.keys() <= {"type", "text", "url", "style"}
        assert isinstance(one["text"], str)
        assert one["text"]
        if one["type"] == "link":
            assert one["url"].startswith(("https://", "http://", "mailto:", "tel:"))
        assert one.get("style", {"bold": True}).keys() <= SLACK_STYLES
        assert all(value is True for value in one.get("style", {"bold": True}).values())


def judge_slack(blocks, fallback):
    (block,) = blocks
    assert block["type"] == "rich_text"
    assert block["elements"]
    for element in block["elements"]:
        assert element["type"] in SLACK_ELEMENTS
        if element["type"] == "rich_text_list":
            assert element["style"] in ("bullet", "ordered")
            assert element.keys() <= {"type", "style", "indent", "offset", "elements"}
            assert element["elements"]
            for item in element["elements"]:
                assert item["type"] == "rich_text_section"
                judge_inline(item["elements"])
        else:
            assert element.keys() == {"type", "elements"}
            judge_inline(element["elements"])
    bare = re.sub(r"&(?:amp|lt|gt);", "", fallback)
    assert not set("<>&") & set(bare), "the fallback would be read as markup"


@given(TEXTS)
def test_slack_would_take_every_text_and_call_nobody(text):
    judge_slack(*slack.write(text))


LINK = Link(url="https://evil.example/a")


@example(Text((Run(text="0", thing=LINK), Run(text="0", block=Quote(), thing=LINK))))
@given(TEXTS)
def test_a_link_shows_where_it_leads_or_is_none(text):
    plain, entities = telegram.write(text)
    for one in entities:
        if one.type == "text_link":
            start, end = 2 * one.offset, 2 * (one.offset + one.length)
            assert real(one.url) in utf16(plain)[start:end].decode("utf-16-le")
    blocks, _ = slack.write(text)
    elements = [one for element in blocks[0]["elements"] for one in element["elements"]]
    inline = [deep for one in elements for deep in one.get("elements", [one])]
    links = {}
    for at, one in enumerate(inline):
        if one["type"] == "link":
            # Neighbours with one address are one link to the eye.
            before = inline[at - 1] if at else {}
            same = before.get("url") == one["url"]
            links.setdefault(one["url"], []).append([])
            if same:
                links[one["url"]].pop()
            links[one["url"]][-1].append(one["text"])
    for url, shown in links.items():
        assert all(real(url) in "".join(words) for words in shown)


def real(url):
    return re.sub(r"^\w+:(//)?(?:[^/@]*@)?", "", url).split("/")[0] if "//" in url else url[7:]


@given(TEXTS, st.sampled_from([slack.LIMITS, telegram.LIMITS]))
def test_every_part_of_a_cut_text_fits_and_nothing_but_white_space_is_lost(text, limits):
    parts = cut(text, size=120, measure=limits.measure, entities=5,
                entity_count=limits.entity_count)  # fmt: skip
    whole = "".join("".join(part.plain for part in parts).split())
    assert whole == "".join(text.plain.split())
    if limits is telegram.LIMITS:
        for part in parts:
            plain, entities = telegram.write(part)
            assert len(utf16(plain)) // 2 <= limits.measure(part)
            judge_telegram(plain, entities)


@pytest.mark.parametrize("module", [slack, telegram])
def test_a_text_of_nothing_is_still_taken(module):
    made = module.write(Text())
    assert made
    if module is slack:
        judge_slack(*made)
