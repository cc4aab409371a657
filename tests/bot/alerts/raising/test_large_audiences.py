"""An audience of a hundred or a thousand organisations: the first by name, the rest counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack import markup as slack
from handlers.telegram import markup as telegram
from policies.alerts.preview import Amount, Outlook, Way, ordered
from policies.phrases import ENGLISH
from policies.speech.audiences import AudienceWords
from policies.text import Text

WORDS: AudienceWords = ENGLISH.raising.audiences
WHY = "the room is paused: somebody is there whom nobody has judged"
TEXT = Way(kind="room", portion="text")
SUMMARY = Way(kind="room", portion="summary", why=WHY)
NOTHING = Way(kind="people", portion="nothing", count=2)
WAYS: dict[Amount, tuple[Way, ...]] = {
    "text": (TEXT,),
    "part": (TEXT, NOTHING),
    "summary": (SUMMARY,),
    "nothing": (NOTHING,),
}


def outlooks(count: int, name: str = "Ballot Watch of the North", **less: int) -> list[Outlook]:
    """Return so many organisations, of which some get less, spread among the others."""
    amounts: list[Amount] = ["text"] * count
    for at, amount in enumerate(one for one, many in less.items() for _ in range(many)):
        amounts[at * 7 % count] = amount  # type: ignore[call-overload] # the names are amounts
    return [
        Outlook(organisation=f"o{at}", name=f'"{name} {at}"', ways=WAYS[amount])
        for at, amount in enumerate(amounts)
    ]


def named(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line.startswith("- ")]


def fits(text: str) -> bool:
    """Tell whether a message of either platform takes it in one piece, in blocks that it takes."""
    whole = Text.of(text)
    units = len(text.encode("utf-16-le")) // 2
    return (
        telegram.LIMITS.measure(whole) <= telegram.LIMITS.size == 4_096
        and slack.LIMITS.measure(whole) <= slack.LIMITS.size
        and units < 4_096
    )


@pytest.mark.parametrize("count", [100, 1_000])
def test_those_who_get_less_are_named_first_and_the_rest_is_counted(count: int) -> None:
    listed = outlooks(count, nothing=3, summary=4, part=2)
    shown, whole = WORDS.goes_to(listed, beside=["x" * 400], whole="/audience A-1")
    lines = named(shown)
    assert not whole
    assert ["nothing" in line for line in lines[:3]] == [True] * 3
    assert ["the summary alone" in line for line in lines[3:7]] == [True] * 4
    assert ["2 people in turn: nothing" in line for line in lines[7:9]] == [True] * 2
    assert len(lines) == 9 + 8
    assert shown.splitlines()[-1] == (
        f"…and {count - 17} more: {count - 17} the text. All of them, one by one: /audience A-1"
    )
    assert fits("x" * 400 + shown)


@pytest.mark.parametrize("count", [100, 1_000])
def test_more_who_get_less_than_there_is_room_for_are_counted_by_what_they_get(count: int) -> None:
    many = count // 4
    listed = outlooks(count, nothing=many, summary=many)
    shown, _ = WORDS.goes_to(listed, beside=["x" * 2_000], whole="/tocsin audience A-1")
    lines, rest = named(shown), shown.splitlines()[-1]
    assert all("nothing" in line for line in lines)
    assert f"{count // 2} the text, {many} the summary alone, {many - len(lines)} nothing" in rest
    assert fits("x" * 2_000 + shown)


@pytest.mark.parametrize("beside", [0, 400, 1_500, 3_000])
@pytest.mark.parametrize("name", ["😀" * 40, "Київ " * 8, "A" * 40])
@pytest.mark.parametrize("count", [16, 100, 1_000])
def test_it_stays_in_one_message_of_either_platform(count: int, name: str, beside: int) -> None:
    listed = outlooks(count, name, summary=count // 3)
    shown, _ = WORDS.goes_to(listed, beside=["x" * beside], whole="/tocsin audience A-1")
    assert fits("x" * beside + shown)
    assert f"and {count - len(named(shown))} more" in shown


def test_a_few_are_all_named() -> None:
    shown, whole = WORDS.goes_to(outlooks(15, nothing=1), beside=(), whole="/audience A-1")
    assert whole
    assert len(named(shown)) == 15
    assert "nothing" in named(shown)[0]
    assert "more" not in shown


def test_of_many_who_were_named_in_one_organisation_those_first_whom_nothing_reaches() -> None:
    people = [
        Way(kind="person", id=f"p{at}", name=f"P{at}", portion="nothing" if at > 97 else "text")
        for at in range(100)
    ]
    one = Outlook(organisation="o", name="Watch", ways=tuple(people))
    shown, _ = WORDS.goes_to([one], beside=(), whole="/audience A-1")
    assert shown.index("P98 in person: nothing") < shown.index("P0 in person: the text")
    assert shown.endswith("; 94 more")


@pytest.mark.parametrize("count", [100, 1_000])
def test_the_pages_name_each_organisation_once_with_what_it_gets(count: int) -> None:
    listed = outlooks(count, nothing=count // 5, part=1)
    pages = WORDS.pages(listed)
    lines = [line for page in pages for line in page]
    assert len(lines) == len(set(lines)) == count
    assert all(any(f' {at}"' in line for line in lines) for at in (0, count // 2, count - 1))
    for at, page in enumerate(pages, start=1):
        assert fits(WORDS.page("A-1", listed, page, at, len(pages)).plain)
    first = WORDS.page("A-1", listed, pages[0], 1, len(pages)).plain.splitlines()[0]
    assert first == (
        f"A-1 would go to {count} organisations: {count - count // 5 - 1} the text, "
        f"1 the text, but not all who are there, {count // 5} nothing."
    )


@given(st.lists(st.sampled_from(sorted(WAYS)), max_size=60), st.integers(0, 3_000))
def test_whoever_is_not_named_is_counted_and_nobody_is_named_before_who_gets_less(
    amounts: list[Amount], beside: int
) -> None:
    listed = [
        Outlook(organisation=str(at), name=f"O{at}", ways=WAYS[amount])
        for at, amount in enumerate(amounts)
    ]
    shown, whole = WORDS.goes_to(listed, beside=["x" * beside], whole="/audience A-1")
    lines = named(shown)
    names = [line[2:].partition(":")[0] for line in lines]
    assert names == [one.name for one in ordered(listed)][: len(names)]
    assert whole == (len(names) == len(listed))
    if not whole:
        rest = shown.splitlines()[-1].partition(" more: ")[2]
        left = Counter(one.amount for one in ordered(listed)[len(names) :])
        assert f"and {left.total()} more" in shown
        assert rest.startswith(f"{left['text']} the text") == (left["text"] > 0)


def test_of_many_names_in_a_sentence_the_first_stand_there_and_the_rest_is_counted() -> None:
    names = [f"O{at}" for at in range(100)]
    assert WORDS.some(names[:8]) == ", ".join(names[:8])
    assert WORDS.some(names) == "O0, O1, O2, O3, O4, O5, O6 and 93 more"
    assert "and 93 more" in ENGLISH.raising.fewer(names)
