"""A link disguises nothing: what is linked, and which host a reader is shown."""

import pytest

from policies.hosts import disclosed, host, linkable, masks
from policies.text import Link, Run, Style, Text

BOLD = frozenset({Style.BOLD})


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example", "http://a.example:8080/x?y#z", "HTTPS://A.example/",
        "mailto:a@b.example", "tel:+380441234567", "https://bank@evil.example/",
        "https://bücher.example/", "http://[::1]/",
    ],
)  # fmt: skip
def test_what_may_be_linked(url):
    assert linkable(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "bank.example", "javascript:alert(1)", "data:text/html,x", "slack://open", "tg://x",
        "https:", "https://", "https:evil.example", "https:///evil.example",
        "https:\\\\evil.example", "https://evil.example\\@bank.example/", "https://a b.example",
        "https://evil.example/\u202egpj.exe", "https://ev\u200bil.example", "https://a\n.example",
        "https://bank%2eexample.evil.example", "https://[evil", "mailto:", "ftp://a.example/x",
        "https://" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_stays_mere_characters(url):
    assert not linkable(url)


@pytest.mark.parametrize(
    ("url", "real"),
    [
        ("https://Bank.Example/x", "bank.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example:1@evil.example:443/", "evil.example"),
        ("https://bаnk.example/", "xn--bnk-6cd.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://faß.example/", "xn--fa-hia.example"),
        ("https://ｅｖｉｌ．example/", "evil.example"),
        ("https://evil。example/", "evil.example"),
        ("mailto:a@b.example", "a@b.example"),
        ("tel:+380441234567", "+380441234567"),
    ],
)
def test_the_real_host_is_shown_in_plain_letters(url, real):
    assert linkable(url)
    assert host(url) == real


@pytest.mark.parametrize(
    ("shown", "url", "hidden"),
    [
        ("https://bank.example", "https://bank.example/", False),
        ("bank.example", "https://bank.example/", False),
        ("bank.example/x", "https://bank.example/x", False),
        ("BANK.example", "https://bank.example/login", False),
        ("a@b.example", "mailto:a@b.example", False),
        ("the bank", "https://bank.example/", True),
        ("https://bank.example", "https://evil.example/", True),
        ("https://bаnk.example/", "https://bаnk.example/", True),
        ("https://bank.example@evil.example/", "https://bank.example@evil.example/", True),
        ("bank.example.", "https://bank.example/", True),
        ("", "https://bank.example/", True),
    ],
)
def test_a_link_that_shows_something_else_is_masked(shown, url, hidden):
    assert masks(shown, url) is hidden


def told(*runs, stays=True):
    text = disclosed(Text(runs), lambda _run, _shown: stays)
    return text.plain, [run.thing is not None for run in text.runs]


def test_a_masked_link_shows_its_real_host_once_however_it_is_styled():
    link = Link(url="https://evil.example/x")
    runs = (Run(text="https://", thing=link, styles=BOLD), Run(text="bank ", thing=link))
    assert told(*runs) == ("https://bank (evil.example) ", [True, True])


def test_what_cannot_be_a_link_shows_its_whole_address():
    run = Run(text="click", thing=Link(url="javascript:alert(1)"))
    assert told(run) == ("click (javascript:alert(1))", [False])
    shown = Run(text="click", thing=Link(url="https://a.example/\u202egpj"))
    assert told(shown) == ("click (https://a.example/\ufffdgpj)", [False])
    web = Run(text="click", thing=Link(url="https://a.example/x"))
    assert told(web, stays=False) == ("click (https://a.example/x)", [False])


def test_a_masked_link_turns_no_direction():
    run = Run(text="\u202eelpmaxe.knab\u202c", thing=Link(url="https://evil.example/"))
    assert told(run) == ("elpmaxe.knab (evil.example)", [True])


def test_two_links_side_by_side_are_two():
    one, other = Link(url="https://a.example/"), Link(url="https://b.example/")
    assert told(Run(text="x", thing=one), Run(text="y", thing=other)) == (
        "x (a.example)y (b.example)",
        [True, True],
    )
