"""What Telegram and Slack themselves are asked for when a phone may be taken, and once it is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.slack.methods import direct
from policies.phrases import ENGLISH
from tests.bot.whole.town import ANN, BO, DESK, EVA, WATCH, Town, bridge, channel

PEOPLE = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
shown_as = "Partner 14"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "main:{ANN}"
risk = true
[[person]]
id = "bo"
organisation = "watch"
name = "Bo of Ballot Watch"
shown_as = "L."
telegram = {BO}
roles = ["partner", "steward"]
[[person]]
id = "eva"
organisation = "watch"
name = "Eva of Ballot Watch"
shown_as = "E."
telegram = {EVA}
risk = true
"""
DIRECTORY = (
    PEOPLE
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)
HELP = "What you may do here"


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    town = Town(tmp_path, template, DIRECTORY)
    town.doors = ("slack.main", "telegram.main")
    await town.rise()
    yield town
    await town.set()


def asked(town: Town, *methods: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what Telegram was asked for about Eva's chat, without the numbers of messages."""
    calls = town.calls("telegram", *methods)
    return [
        (one["method"], one["params"]) for one in calls if str(one["params"]["chat_id"]) == str(EVA)
    ]


def menus(town: Town) -> list[dict[str, Any]]:
    """Return what was asked for about Eva's menu."""
    calls = town.calls("telegram", "setMyCommands", "deleteMyCommands")
    return [one["params"] for one in calls if str(EVA) in str(one["params"].get("scope"))]


async def until(town: Town, holds: Any, what: str) -> None:
    """Wait, as long as it takes on a machine that has much else to do."""
    await town.until(holds, what)


def chat(town: Town) -> list[dict[str, Any]]:
    return town.telegram.messages(EVA, bot=town.bots[0])


async def test_a_phone_at_risk_and_then_taken(town: Town) -> None:
    say = town.telegram.say
    async with town.awake():
        town.telegram.press_start(EVA, bot=town.bots[0])
        asks = say(EVA, EVA, "/help", bot=town.bots[0])
        plain = say(EVA, EVA, "station 7 has no ballots", bot=town.bots[0])
        await until(town, lambda: len(asked(town, "sendMessage")) == 3, "the lines")
        await until(town, lambda: len(asked(town, "deleteMessage")) >= 3, "the deletions")
        gone = {int(fields["message_id"]) for _, fields in asked(town, "deleteMessage")}
        assert {asks, plain} <= gone
        for _, fields in asked(town, "sendMessage"):
            assert (fields["text"], str(fields["protect_content"]).lower()) == ("1 new", "true")
        number = next(one["message_id"] for one in chat(town) if one.get("text") == "1 new")
        town.telegram.press(EVA, EVA, number, button="Open", bot=town.bots[0])
        await until(town, lambda: asked(town, "editMessageText"), "the text")
        _, edit = asked(town, "editMessageText")[-1]
        assert int(edit["message_id"]) == number
        assert len(edit["text"]) > len("1 new")
        town.ahead += timedelta(minutes=4)
        await until(town, lambda: len(asked(town, "editMessageText")) == 2, "the line again")
        assert asked(town, "editMessageText")[-1][1]["text"] == "1 new"
        await until(town, lambda: menus(town), "her menu")
        assert all(one.get("commands") in (None, [], "[]") for one in menus(town))
        say(WATCH, BO, "/lock eva")
        await until(town, lambda: town.calls("telegram", "unbanChatMember"), "her removal")
        await until(town, lambda: not chat(town), "an empty chat")
        for method in ("banChatMember", "unbanChatMember"):
            (call,) = town.calls("telegram", method)
            assert (int(call["params"]["chat_id"]), int(call["params"]["user_id"])) == (WATCH, EVA)
        since = len(asked(town, "sendMessage"))
        for line in ("/help", "open up", "/start 7QXR2M4K"):
            say(EVA, EVA, line, bot=town.bots[0])
        stranger = ENGLISH.answers.stranger().plain
        await until(town, lambda: len(asked(town, "sendMessage")) == since + 3, "three answers")
        texts = [fields["text"] for _, fields in asked(town, "sendMessage")[since:]]
        assert sorted(texts) == sorted([stranger, stranger, ENGLISH.joining.no_such_code().plain])
        await town.quiet()


async def test_in_slack_the_line_and_its_edit_and_what_she_wrote_is_not_ours_to_delete(
    town: Town,
) -> None:
    async with town.awake():
        room = direct(town.slack.world, town.slack.world.workspaces["T0MAIN"], ANN).id
        town.slack.say(room, ANN, "help")
        await until(town, lambda: town.calls("slack", "chat.postMessage"), "the line")
        await town.quiet()
        (post,) = town.calls("slack", "chat.postMessage")
        assert "1 new" in str(post)
        assert HELP not in str(post)
        ours = [one for one in town.slack.messages(room) if one.get("bot_id")]
        town.slack.press(room, ANN, str(ours[0]["ts"]), "Open")
        await until(town, lambda: town.calls("slack", "chat.update"), "the text")
        assert HELP in str(town.calls("slack", "chat.update"))
        await town.quiet()
    assert town.calls("slack", "chat.delete") == []
    assert any(one.get("text") == "help" for one in town.slack.messages(room))
