"""What people do on the page without words, and what the page shows of it; no browser, no bot."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.demo.page.acts import Acts, Unfit
from bot.demo.page.hands import SHORTCUTS, Hands
from bot.demo.page.pictures import Pictures
from bot.demo.page.rooms import Rooms
from bot.demo.picture import metadata, sample
from bot.demo.scene import BO, DESK, INSTITUTE_TEAM, WATCH_DESK
from bot.demo.stage import Stage
from tests.demo.test_page_parts import NOW, SCENE

SLACK, GROUP = ("institute", "institute-desk"), ("phone", "watch-desk")
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "tocsin.0.0"}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    made._people()
    yield made
    await made.slack.stop()


@pytest.fixture
def acts(stage: Stage) -> Acts:
    return Acts(stage, SCENE, lambda: NOW)


@pytest.fixture
def hands(stage: Stage, acts: Acts) -> Hands:
    return Hands(stage, acts)


def shown(stage: Stage, room: str) -> list[dict[str, Any]]:
    found = Rooms(stage, Pictures(stage)).all(0)
    json.dumps(found)
    return found[room]


def outside(stage: Stage, room: str) -> list[str]:
    there = Rooms(stage, Pictures(stage)).members()[room]
    return [one["name"] for one in there if one["outside"]]


def test_the_picture_says_where_when_and_by_what_it_was_taken() -> None:
    found = metadata(sample())
    assert found.words == (
        "GPS 0.3031° S, 36.0800° E · camera Fairphone 5 · taken 2026:11:26 07:42:10"
    )


def test_of_a_picture_that_breaks_off_nothing_is_read_and_nothing_breaks() -> None:
    whole = sample()
    for end in range(300):
        found = metadata(whole[:end])
        assert found is None or not found.place or found == metadata(whole)
    assert metadata(b"GIF89a") is None


@pytest.mark.parametrize(("pane", "view"), [SLACK, GROUP])
async def test_a_file_is_handed_over_and_shown_with_what_it_says(
    stage: Stage, acts: Acts, hands: Hands, pane: str, view: str
) -> None:
    hands.attach(pane, view, "here.jpg", "TLP:GREEN Look", b"")
    (line,) = shown(stage, view)
    (file,) = line["files"]
    assert line["text"] == "TLP:GREEN Look"
    assert (file["name"], file["size"], file["place"]) == ("here.jpg", len(sample()), True)
    assert "0.3031° S" in file["says"]
    assert acts.last.judged.label == "TLP:GREEN"
    pictures = Pictures(stage)
    assert pictures.look(file["id"]) is None
    Rooms(stage, pictures).all(0)
    assert pictures.look(file["id"]) == (sample(), "image/jpeg")


async def test_only_pictures_are_given_to_look_at(stage: Stage, hands: Hands) -> None:
    hands.attach(*SLACK, "page.html", "", b"<script>1</script>")
    pictures = Pictures(stage)
    (file,) = Rooms(stage, pictures).all(0)["institute-desk"][0]["files"]
    assert (file["picture"], file["says"]) == (False, "")
    assert pictures.look(file["id"]) is None


@pytest.mark.parametrize(("pane", "view"), [SLACK, GROUP])
async def test_a_second_reaction_of_the_same_kind_takes_it_back(
    stage: Stage, acts: Acts, hands: Hands, pane: str, view: str
) -> None:
    acts.say(pane, view, "TLP:GREEN One")
    number = acts.last.number
    hands.react(pane, view, number, "👍")
    (line,) = shown(stage, view)
    assert line["reactions"] == [{"emoji": "👍", "by": line["by"]}]
    hands.react(pane, view, number, "👍")
    assert shown(stage, view)[0]["reactions"] == []


async def test_a_button_of_a_card_is_pressed_and_the_app_is_told(
    stage: Stage, acts: Acts, hands: Hands
) -> None:
    blocks = [{"type": "actions", "block_id": "b", "elements": [BUTTON]}]
    channel = stage.slack.world.channel(DESK)
    workspace = stage.slack.world.workspaces[INSTITUTE_TEAM]
    card = {"user": workspace.bot_user, "bot_id": workspace.bot_id, "text": "?", "blocks": blocks}
    number = stage.slack.world.put(*channel, card)
    (line,) = shown(stage, "institute-desk")
    assert line["buttons"] == [[{"text": "Go", "press": "tocsin.0.0"}]]
    hands.press(*SLACK, number, "tocsin.0.0")
    assert [one["button"] for one in stage.slack.entries(kind="pressed")] == ["tocsin.0.0"]
    with pytest.raises(Unfit, match="no button"):
        hands.press(*SLACK, number, "tocsin.9.9")


@pytest.mark.parametrize(
    ("pane", "view", "who", "name"),
    [
        (*SLACK, "guest", "Gil"),
        (*SLACK, "foreigner", "Hal"),
        ("observers", "observers-field", "guest", "Gil"),
        (*GROUP, "stranger", "Max"),
    ],
)
async def test_who_comes_in_is_shown_as_nobodys_and_goes_again(
    stage: Stage, hands: Hands, pane: str, view: str, who: str, name: str
) -> None:
    hands.admit(pane, view, who)
    assert outside(stage, view) == [name]
    with pytest.raises(Unfit, match="already"):
        hands.admit(pane, view, who)
    hands.dismiss(pane, view)
    assert outside(stage, view) == []


async def test_commands_are_no_messages(stage: Stage, acts: Acts) -> None:
    acts.say(*SLACK, "/tocsin help")
    assert [one["text"] for one in stage.slack.entries(kind="commanded")] == ["help"]
    acts.say(*GROUP, "/help")
    assert acts.last is None
    assert acts.turn == 2


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda hands, _: hands.react(*GROUP, "1", "🦆"), "none of those"),
        (lambda hands, _: hands.react(*GROUP, "1", "👍"), "no such message"),
        (lambda hands, _: hands.react(*GROUP, "one", "👍"), "does not take it"),
        (lambda hands, _: hands.choose(*GROUP, "1", "recall"), "none of Slack's menu"),
        (lambda hands, _: hands.choose(*SLACK, "1", "explode"), "none of Slack's menu"),
        (lambda hands, _: hands.choose(*SLACK, "1", next(iter(SHORTCUTS))), "no such message"),
        (lambda hands, _: hands.admit("phone", "private", "stranger"), "private chat"),
        (lambda hands, _: hands.admit(*SLACK, "stranger"), "other platform"),
        (lambda hands, _: hands.admit(*GROUP, "guest"), "other platform"),
        (lambda hands, _: hands.press(*GROUP, "1", "x"), "no message 1 stands"),
        (lambda _, acts: acts.say(*SLACK, "/remind me"), "begin with /tocsin"),
    ],
)
async def test_what_no_client_offers_is_refused_with_a_reason(
    hands: Hands, acts: Acts, act: Any, words: str
) -> None:
    with pytest.raises(Unfit, match=words):
        act(hands, acts)
    assert acts.turn == 0


async def test_what_a_platform_says_of_comings_and_of_single_people_is_shown(
    stage: Stage, acts: Acts, hands: Hands
) -> None:
    hands.admit(*GROUP, "stranger")
    assert [one["text"] for one in shown(stage, "watch-desk")] == ["Max joined the group."]
    stage.slack.world.whisper(
        stage.slack.world.channel(DESK)[1], "U0ANN", {"text": "For you", "username": "tocsin"}
    )
    (line,) = shown(stage, "institute-desk")
    assert (line["text"], line["whisper"]) == ("For you", "ann")
    assert stage.telegram.member(WATCH_DESK, BO)["status"] == "member"
