"""Which label binds a message, and how edits and answers travel through the directory."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.community.directory import load_text
from policies.community.places import Mode, Place
from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import read
from policies.sharing.binding import binding, remembered
from policies.sharing.spreading import decide_message
from policies.text import Text

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def said(text, *, label=None, root=None):
    reading = read(text)
    return Message(
        id="m",
        place="watch-group",
        organisation="watch",
        author=Author(person="watch-lead"),
        number="1:1",
        written=NOW,
        parts=(Part(kind=PartKind.OWN, text=Text.of(text), reading=reading),),
        reading=reading,
        label=label or reading.label,
        root=root,
    )


GREEN, AMBER, BARE = said("TLP:GREEN a"), said("TLP:AMBER a"), said("a")
ROOMS = {
    mode: Place(id="r", platform="slack", account="main", address="C1", mode=mode) for mode in Mode
}
DESK = replace(ROOMS[Mode.DESK], default=Label.GREEN)
MENTION, QUESTION = "the TLP:AMBER report is out.", "TLP:AMBER? please confirm"


@pytest.mark.parametrize(
    ("text", "place", "root", "label"),
    [
        ("TLP:GREEN a", ROOMS[Mode.SHARE], None, Label.GREEN),
        ("TLP:GREEN a", DESK, AMBER, Label.AMBER),
        ("TLP:AMBER a", DESK, GREEN, Label.AMBER),
        ("TLP:GREEN a", DESK, BARE, Label.GREEN),
        ("a", ROOMS[Mode.SHARE], None, None),
        ("a", ROOMS[Mode.STRICT], None, None),
        ("a", ROOMS[Mode.DESK], None, None),
        ("a", DESK, None, Label.GREEN),
        ("a", DESK, AMBER, Label.AMBER),
        ("a", DESK, BARE, None),
        ("a", ROOMS[Mode.SHARE], AMBER, Label.AMBER),
        (MENTION, DESK, None, Label.AMBER),
        ("the TLP:CLEAR report is out.", DESK, None, Label.GREEN),
        ("the TLP:CLEAR report is out.", DESK, AMBER, Label.AMBER),
        (MENTION, ROOMS[Mode.DESK], None, None),
        (MENTION, ROOMS[Mode.SHARE], None, None),
        (MENTION, ROOMS[Mode.STRICT], GREEN, None),
        (QUESTION, DESK, None, None),
        ("TLP:GREEN a\nTLP:RED", DESK, AMBER, None),
    ],
)
def test_a_message_is_bound_by_its_own_label_its_root_or_its_room(text, place, root, label):
    assert binding(read(text), place, root) is label


@pytest.fixture(scope="module")
def directory(issue):
    return load_text(issue, "directory.toml", None)


def rule(directory, message, previous=None, to="institute-desk"):
    room = directory.place_by_id(to)
    decided = decide_message(directory, message, room, now=NOW, previous=previous)
    return decided.outcome.value, decided.rule


@pytest.mark.parametrize(
    ("after", "previous", "expected"),
    [
        (GREEN, AMBER, ("hold", 4)),
        (said("TLP:CLEAR a"), AMBER, ("hold", 4)),
        (BARE, GREEN, ("hold", 4)),
        (AMBER, GREEN, ("allow", 18)),
        (said("TLP:GREEN b"), GREEN, ("allow", 18)),
        (GREEN, BARE, ("allow", 18)),
        (said("TLP:RED b"), GREEN, ("deny", 8)),
        (said("TLP:PURPLE b"), GREEN, ("hold", 6)),
    ],
)
def test_an_edit_that_loosens_waits_and_one_that_tightens_acts(
    directory, after, previous, expected
):
    assert rule(directory, after, previous) == expected


def test_an_unlabelled_answer_goes_as_its_root_does(directory):
    answer = said("yes", label=Label.AMBER, root="root")
    assert rule(directory, answer) == ("allow", 18)
    assert rule(directory, replace(answer, author=Author())) == ("hold", 16)


def test_a_place_that_no_bridge_joins_is_denied_by_rule_9(directory):
    elsewhere = replace(GREEN, place="nowhere")
    assert rule(directory, elsewhere) == ("deny", 9)


@pytest.mark.parametrize(
    "broken",
    [
        replace(GREEN, reading=None),
        replace(GREEN, author=None),
        replace(GREEN, label="TLP:CLEAR"),
        replace(GREEN, organisation=None),
    ],
)
def test_what_breaks_on_the_way_to_a_case_is_a_hold_by_rule_1(directory, broken):
    assert rule(directory, broken) == ("hold", 1)
    room = directory.place_by_id("institute-desk")
    assert decide_message(directory, GREEN, room, now=None, previous=None).rule == 1


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Is this TLP:RED?", None),
        ("TLP:GREEN and TLP:AMBER", None),
        ("as the TLP:RED report says", Label.RED),
        ("as the TLP:GREEN report says", Label.AMBER),
    ],
)
def test_an_answer_to_what_an_edit_made_doubtful_is_bound_by_the_strictest_or_by_nothing(
    text, bound
) -> None:
    doubtful = replace(said(text), label=Label.AMBER)
    assert binding(BARE.reading, ROOMS[Mode.SHARE], doubtful) is bound


@pytest.mark.parametrize(
    ("text", "label", "mode", "kept"),
    [
        ("TLP:GREEN a", Label.GREEN, Mode.SHARE, Label.GREEN),
        ("Is this TLP:RED?", None, Mode.DESK, Label.AMBER),
        ("TLP:GREEN and TLP:RED", None, Mode.SHARE, Label.AMBER),
        ("as the TLP:RED report says", None, Mode.SHARE, Label.AMBER),
        ("as the TLP:RED report says", None, Mode.DESK, Label.RED),
        ("a", None, Mode.SHARE, None),
    ],
)
def test_a_doubtful_edit_forgets_no_label(text, label, mode, kept) -> None:
    assert remembered(label, read(text), ROOMS[mode], Label.AMBER) is kept
