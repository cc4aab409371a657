"""Texts of every kind, for the laws of text, of parts and of both platforms' markup."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from policies.text import Date, Emoji, Item, Link, Mention, Pre, Quote, Run, Style, Text
from tests.any_character import ANY_CHARACTER

FAMILY = "👨‍👩‍👧‍👦"
NASTY = (
    "Bob <b",
    "a < b & c_d*",
    "<!channel> <@U1> <https://evil|https://bank>",
    "@here",
    "@channel @everyone",
    "&lt;!here&gt; &amp;amp;",
    "*bold* _it_ ~no~ `code` ```pre``` > quote",
    "[bank](https://evil.example) <a href='x'>y</a>",
    "/start@TheBot #tag $USD",
    f"{FAMILY} 👍🏽 🏴‍☠️",
    "🇺🇦🇺🇸🇰🇪",
    "e\u0301 n\u0303 \u0915\u094d\u0937\u093f",
    "𝒳𝒴𝒵 𐍈",
    "שלום עולם",
    "\u202eevil\u202c \u2066x\u2069",
    "@ivan_petrov, see @Ana",
    "x\r\ny",
    "tab\there\x00\x07",
)
WORDS = (
    *NASTY, "a", " ", "  ", "\n", "\n\n", "@", "Name", "name_1", "é", "\u0301", "\u200d", "👍",
    "🇺", "word ", "https://bank.example/x", "TLP:RED", "\ufffd", "-", "1. ", "• ",
)  # fmt: skip
URLS = (
    "https://evil.example/path?a=1&b=2",
    "http://xn--bnk-7cd.example",
    "https://bank@evil.example/",
    "https://bаnk.example/login",
    "https://localhost/x",
    "https://10.0.0.1:8080/",
    "mailto:a@b.example",
    "tel:+380441234567",
    "javascript:alert(1)",
    "https:\\\\evil.example",
    "https://",
    "slack://open",
    "https://evil.example/\u202egpj.exe",
    "not a url",
)

ANY = st.text(ANY_CHARACTER, max_size=12)
plains = st.lists(st.sampled_from(WORDS), max_size=6).map("".join) | ANY
styles = st.frozensets(st.sampled_from(Style), max_size=4)
blocks = st.one_of(
    st.none(),
    st.none(),
    st.just(Quote()),
    st.sampled_from(("", "python")).map(lambda name: Pre(language=name)),
    st.builds(
        Item, ordered=st.booleans(), indent=st.integers(0, 3), number=st.integers(1, 12)
    ),
)  # fmt: skip
things = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from(URLS).map(lambda url: Link(url=url)),
    st.just(Mention(of="person", address="U1")),
    st.just(Emoji(name="wave")),
    st.just(Date(instant=datetime(2026, 11, 3, 6, 12, tzinfo=UTC))),
)


def whole(plain):
    return Text.of(plain).plain


runs = st.builds(Run, text=plains.map(whole), styles=styles, block=blocks, thing=things)
texts = st.lists(runs, max_size=8).map(lambda made: Text(tuple(made)))


def looks(text):
    """Return for every character what it looks like, white space aside (it has no looks)."""
    return [
        (one, run.styles, type(run.block), run.thing)
        for run in text.runs
        for one in run.text
        if not one.isspace()
    ]


def inked(plain):
    """Return the characters but the white space."""
    return "".join(plain.split())
