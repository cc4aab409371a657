"""The App Home: published whole, within its limits, and what is pressed and opened there."""

from typing import Any

import pytest

from handlers.door import LockedOut, Lost, Refused
from handlers.incoming import Typed, Unread
from handlers.slack import hearing, modals
from handlers.slack.homes import SIZE
from handlers.slack.markup import measured
from policies.buttons import Button
from policies.forms import FORMS
from policies.parts import cut
from policies.sharing.clearance import Cleared, Outgoing, clear
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from policies.verbs.table import BY_NAME
from tests.handlers.slack.scene import ANN, BEN, TEAM, Scene

SOME = next(iter(BY_NAME.values()))


def told(text: str, *rows: tuple[Button, ...]) -> Cleared:
    decision = Decision(outcome=Outcome.ALLOW, rule=18, why="a card")
    return clear(Outgoing(key="key-1", text=Text.of(text), buttons=rows), decision)


def texts(scene: Scene, user: str = ANN) -> list[str]:
    """Return what the blocks of text in a home say."""
    home = scene.slack.home(TEAM, user) or {"blocks": []}
    return [
        "".join(
            element.get("text", "")
            for section in block["elements"]
            for element in section["elements"]
        )
        for block in home["blocks"]
        if block["type"] == "rich_text"
    ]


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `home` and every form's verb be one, whoever declares them."""
    known = {**dict.fromkeys(["home", *FORMS], SOME), **BY_NAME}
    monkeypatch.setattr(modals, "BY_NAME", known)
    monkeypatch.setattr(hearing, "BY_NAME", known)


async def test_a_home_shows_text_and_buttons_to_its_reader(scene: Scene) -> None:
    room = scene.door.home(ANN)
    row = (Button(label="Next", line="next", style="primary"), Button(label="New", line="new"))
    receipt = await scene.door.post(room, told("3 open\n2 unowned", row))
    assert (receipt.room, texts(scene)) == (room, ["3 open\n2 unowned"])
    home = scene.slack.home(TEAM, ANN)
    assert home is not None
    actions = home["blocks"][-1]["elements"]
    assert [(one["text"]["text"], one["value"], one.get("style")) for one in actions] == [
        ("Next", "next", "primary"),
        ("New", "new", None),
    ]
    assert scene.slack.home(TEAM, BEN) is None


async def test_a_home_is_replaced_and_emptied(scene: Scene) -> None:
    room = scene.door.home(ANN)
    receipt = await scene.door.post(room, told("3 open"))
    await scene.door.edit(receipt.room, receipt.number, told("2 open"))
    assert texts(scene) == ["2 open"]
    await scene.door.delete(receipt.room, receipt.number)
    assert texts(scene) == []
    home = scene.slack.home(TEAM, ANN)
    assert home is not None
    assert "open" not in str(home)


async def test_as_much_as_the_limit_says_fits_a_home(scene: Scene) -> None:
    limits = scene.door.limits
    assert limits.home == SIZE
    text = Text.of("Alert 17 is open & nobody owns it.\n" * 2_000)
    first = cut(text, size=SIZE, measure=measured, entities=None, entity_count=limits.entity_count)[
        0
    ]
    rows = [tuple(Button(label=f"Button {n}", line=f"next {n}") for n in range(5))] * 5
    decision = Decision(outcome=Outcome.ALLOW, rule=18, why="a card")
    whole = clear(Outgoing(key="k", text=first, buttons=tuple(rows)), decision)
    await scene.door.post(scene.door.home(ANN), whole)
    assert "".join(texts(scene)).replace("\n", "") == first.plain.replace("\n", "")


async def test_too_many_rows_leave_a_home_within_its_hundred_blocks(scene: Scene) -> None:
    rows = [(Button(label=f"Button {n}", line=f"next {n}"),) for n in range(150)]
    await scene.door.post(scene.door.home(ANN), told("Much", *rows))
    home = scene.slack.home(TEAM, ANN)
    assert home is not None
    assert len(home["blocks"]) == 100
    assert texts(scene) == ["Much"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 200, "error": "not_enabled"}, Refused),
        ({"status": 200, "error": "invalid_arguments"}, Refused),
        ({"status": 200, "error": "view_too_large"}, Refused),
        ({"status": 200, "error": "token_revoked"}, LockedOut),
        ({"status": 500}, Lost),
        ({"drop": "after"}, Lost),
    ],
)
async def test_what_goes_wrong_with_a_home_is_told_in_the_tree_of_doors(
    scene: Scene, fault: dict[str, Any], expected: type[Exception]
) -> None:
    scene.slack.fail("views.publish", **fault)
    with pytest.raises(expected):
        await scene.door.post(scene.door.home(ANN), told("3 open"))


async def test_a_button_pressed_in_a_home_is_of_that_home_and_private(scene: Scene) -> None:
    room = scene.door.home(ANN)
    receipt = await scene.door.post(room, told("3 open", (Button(label="Next", line="next"),)))
    scene.slack.press_in(TEAM, ANN, "Next")
    await scene.until(scene.typed)
    (typed,) = scene.typed()
    assert (typed.line, typed.pressed, typed.private) == ("next", True, True)
    assert (typed.room.channel, typed.number) == (receipt.room.channel, receipt.number)


@pytest.mark.usefixtures("declared")
async def test_a_button_in_a_home_opens_its_form_which_stays_of_that_home(scene: Scene) -> None:
    room = scene.door.home(ANN)
    await scene.door.post(room, told("3 open", (Button(label="New", line="new"),)))
    scene.slack.press_in(TEAM, ANN, "New")
    await scene.until(scene.seen)
    values = {"text": "x", "severity": "low", "label": "TLP:CLEAR", "audience": "everybody"}
    typed = await scene.sent(values)
    assert (typed.line, typed.pressed, typed.private) == ("new", True, True)
    assert (typed.room.channel, typed.number) == (ANN, "home")


@pytest.mark.usefixtures("declared")
async def test_whoever_opens_the_home_asks_for_it(either: Scene) -> None:
    either.slack.open_home(TEAM, ANN)
    await either.until(either.typed)
    (typed,) = either.typed()
    assert (typed.line, typed.private, typed.pressed) == ("/home", True, False)
    assert typed.opened
    assert (typed.sender.user, typed.sender.team, typed.room.channel) == (ANN, TEAM, ANN)


@pytest.mark.usefixtures("declared")
async def test_whoever_opens_another_tab_asks_for_nothing(scene: Scene) -> None:
    scene.slack.open_home(TEAM, ANN, "messages")
    await scene.until(lambda: scene.inbox.of(Unread))
    assert scene.typed() == []
    assert scene.inbox.of(Unread)[0].error is None


async def test_while_nobody_declares_a_home_it_is_not_heard(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "BY_NAME", {})
    scene.slack.open_home(TEAM, ANN)
    await scene.until(lambda: scene.inbox.of(Unread))
    assert scene.inbox.of(Typed) == []


@pytest.mark.usefixtures("declared")
async def test_a_home_that_was_opened_by_nobody_is_kept_as_what_could_not_be_read(
    scene: Scene,
) -> None:
    scene.slack.emit(TEAM, {"type": "app_home_opened", "tab": "home", "user": 7})
    await scene.until(lambda: scene.inbox.of(Unread))
    assert scene.inbox.of(Unread)[0].error
    assert scene.typed() == []
