"""Files and phones that may be taken: none is ever sent there, and a lock takes what is there."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.community import veiling
from bot.matters import Loaded
from bot.sandbox.slack.methods import direct
from handlers.incoming import Room
from tests.bot.files.carrying import PDF, carried
from tests.bot.whole.town import ANN, BO, DESK, EVA, WATCH, Town, bridge, channel

SENT = ("sendDocument", "sendPhoto", "sendMediaGroup", "sendVideo", "sendAudio", "sendVoice")
PEOPLE = f"""
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[organisation]]
id = "watch"
name = "Ballot Watch"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "main:{ANN}"
[[person]]
id = "bo"
organisation = "watch"
name = "Bo"
telegram = {BO}
roles = ["partner", "steward"]
[[person]]
id = "eva"
organisation = "watch"
name = "Eva"
telegram = {EVA}
"""
ROOMS = (
    channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)
AT_RISK = PEOPLE + "risk = true\n" + ROOMS


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    town = Town(tmp_path, template, AT_RISK)
    town.doors = ("slack.main", "telegram.main")
    await town.rise()
    yield town
    await town.set()


def send(town: Town, line: str) -> None:
    """Have Ann write a line to us in private, with a file."""
    world = town.slack.world
    room = direct(world, world.workspaces["T0MAIN"], ANN).id
    town.slack.upload(room, ANN, [{"name": "witness.pdf", "content": PDF}], line)


def to_eva(town: Town, *methods: str) -> list[dict[str, Any]]:
    """Return what Telegram was asked for about Eva's chat."""
    calls = town.calls("telegram", *methods)
    return [one["params"] for one in calls if str(one["params"].get("chat_id")) == str(EVA)]


def chat(town: Town) -> list[dict[str, Any]]:
    return town.telegram.messages(EVA, bot=town.bots[0])


async def test_to_somebody_at_risk_goes_the_line_and_never_a_file(town: Town) -> None:
    async with town.awake():
        send(town, "to @eva @bo TLP:RED who saw it")
        await carried(town)
        assert [one["text"] for one in to_eva(town, "sendMessage")] == ["1 new"]
        assert to_eva(town, *SENT) == []
        (other,) = town.calls("telegram", "sendDocument")
        assert str(other["params"]["chat_id"]) == str(BO)
        (number,) = [one["message_id"] for one in chat(town) if one.get("text") == "1 new"]
        town.telegram.press(EVA, EVA, number, button="Open", bot=town.bots[0])
        await town.until(lambda: to_eva(town, "editMessageText"), "the text")
        await carried(town)
        shown = to_eva(town, "editMessageText")[-1]["text"]
        assert "who saw it" in shown
        assert "[file not carried: witness.pdf, 10 KB (no file is sent into this chat)]" in shown
        assert to_eva(town, *SENT) == []


async def test_whatever_wing_would_send_one_there_nothing_is_sent(town: Town) -> None:
    async with town.awake() as app:
        for user, stays in ((EVA, False), (BO, True)):
            lane = f"notice:telegram.main:{user}"
            claim: Any = SimpleNamespace(place=f"files:{lane}", thing="files", message_id="m")
            given: Any = SimpleNamespace(wanted=None)
            loaded = Loaded(
                door="telegram.main",
                room=Room(channel=str(user)),
                person=str(user),
                matter=given,
                files=True,
            )
            found = await town.store.read(
                lambda tx, c=claim, one=loaded: veiling.over(tx, app.services, c, one)
            )
            assert found is not None
            assert (found.matter is given) is stays


async def test_once_she_is_at_risk_the_file_that_she_had_goes(town: Town) -> None:
    async with town.awake():
        await town.apply(PEOPLE + ROOMS)
        await town.until(
            lambda: not town.app.services.directory.person_by_id("eva").risk, "the directory"
        )
        send(town, "to @eva TLP:RED who saw it")
        await carried(town)
        (file,) = [one["message_id"] for one in chat(town) if "document" in one]
        await town.apply(AT_RISK)
        await town.until(lambda: all("document" not in one for one in chat(town)), "it to go")
        assert file in {int(one["message_id"]) for one in to_eva(town, "deleteMessage")}


async def test_a_lock_takes_the_file_with_everything_else(town: Town) -> None:
    async with town.awake():
        await town.apply(PEOPLE + ROOMS)
        await town.until(
            lambda: not town.app.services.directory.person_by_id("eva").risk, "the directory"
        )
        send(town, "to @eva TLP:RED who saw it")
        await carried(town)
        ours = {one["message_id"] for one in chat(town) if one["from"]["id"] in town.bots}
        (file,) = [one["message_id"] for one in chat(town) if "document" in one]
        town.telegram.say(WATCH, BO, "/lock eva")
        await town.until(
            lambda: not any(one["message_id"] in ours for one in chat(town)), "an empty chat"
        )
        deleted = {int(one["message_id"]) for one in to_eva(town, "deleteMessage")}
        assert file in deleted
        send(town, "to @eva TLP:RED another")
        await carried(town)
        assert len(to_eva(town, *SENT)) == 1
