"""The same over both stand-ins: commands typed, buttons pressed, messages pinned, menus shown."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.community.trials import PATIENCE
from bot.sandbox.slack.methods import direct
from tests.bot.whole.town import ANN, BO, EVA, NORTH, ORGANISATIONS, STRICT, Town

STEWARDS = (
    ORGANISATIONS.replace('name = "Ann"\n', 'name = "Ann"\nroles = ["steward"]\n').replace(
        f"telegram = {BO}\n", f'telegram = {BO}\nroles = ["steward"]\n'
    )
    + f'[[person]]\nid = "eva"\norganisation = "watch"\nname = "Eva"\nrisk = true\n'
    f"telegram = {EVA}\n"
)


@pytest.fixture
async def square(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    """A town in which nothing is linked yet."""
    town = Town(tmp_path, template, STEWARDS)
    town.doors = ("slack.main", "slack.far", "telegram.main")
    await town.rise()
    yield town
    await town.set()


def _code(texts: list[str]) -> str:
    return next(found[0] for one in texts if (found := re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", one)))


def _cards(town: Town, user: str | int) -> list[dict[str, Any]]:
    """Return the cards in private below which somebody can accept."""
    if isinstance(user, str):
        posts = town.slack.direct("T0MAIN", user)
    else:
        posts = town.telegram.messages(user, bot=town.bots[0])
    return [one for one in posts if "Accept" in str(one.get("blocks") or one.get("reply_markup"))]


async def _accepts(town: Town, user: str | int) -> None:
    """Press Accept on the card of a person, once it is there."""
    await town.until(lambda: _cards(town, user), "a card")
    post = _cards(town, user)[-1]
    if isinstance(user, str):
        world = town.slack.world
        room = direct(world, world.workspaces["T0MAIN"], user).id
        town.slack.press(room, user, post["ts"], "Accept")
    else:
        bot = town.bots[0]
        town.telegram.press(user, user, post["message_id"], button="Accept", bot=bot)


async def _linked(town: Town, *, begin_in_slack: bool) -> None:
    if begin_in_slack:
        town.slack.command(STRICT, ANN, "link")
        await town.until(lambda: "The code" in str(town.told(ANN)), "a code in private")
        town.telegram.say(NORTH, BO, f"/link {_code(town.told(ANN))} TLP:AMBER")
    else:
        town.telegram.say(NORTH, BO, "/link")
        await town.until(lambda: "The code" in str(town.told(BO)), "a code in private")
        town.slack.command(STRICT, ANN, f"link {_code(town.told(BO))} TLP:AMBER")
    await _accepts(town, ANN)
    await _accepts(town, BO)


@pytest.mark.parametrize("begin_in_slack", [True, False])
async def test_rooms_are_linked_from_either_side(square: Town, *, begin_in_slack: bool) -> None:
    async with square.awake():
        await _linked(square, begin_in_slack=begin_in_slack)
        await square.until(
            lambda: all(
                any("This room shares with others." in one for one in square.texts(room))
                for room in (STRICT, NORTH)
            ),
            "the announcement in both rooms",
        )
        await square.quiet()
        for room in (STRICT, NORTH):
            (announced,) = filter(None, square.texts(room))
            assert "up to TLP:AMBER" in announced
        assert [one["params"]["channel"] for one in square.calls("slack", "pins.add")] == [STRICT]
        (pin,) = square.calls("telegram", "pinChatMessage")
        assert int(pin["params"]["chat_id"]) == NORTH
        square.slack.say(STRICT, ANN, "TLP:GREEN across")
        await square.until(lambda: "across" in str(square.texts(NORTH)), "what was said to cross")


async def test_a_room_in_which_the_bot_is_not_is_named_with_the_remedy(square: Town) -> None:
    square.slack.add_channel("T0MAIN", "C0ALONE", members=[ANN], bot=False)
    async with square.awake():
        square.slack.command("C0ALONE", ANN, "link")
        await square.until(lambda: "The code" in str(square.told(ANN)), "a code in private")
        square.telegram.say(NORTH, BO, f"/link {_code(square.told(ANN))}")
        await _accepts(square, ANN)
        await _accepts(square, BO)
        await square.until(lambda: square.texts(NORTH), "the test message in the group")
        square.ahead += PATIENCE
        missed = "did not reach Ballot Institute (Slack)"
        await square.until(
            lambda: all(missed in str(square.told(user)) for user in (ANN, BO)),
            "both to be told which side it was",
        )
        await square.quiet()
        assert square.texts(NORTH) == []
        assert square.app.services.directory.places == ()


async def test_menus_are_each_persons_own_and_empty_for_strangers_and_people_at_risk(
    square: Town,
) -> None:
    bot = square.bots[0]
    async with square.awake():
        await square.until(lambda: square.telegram.menu(BO, BO, bot=bot), "the steward's menu")
        verbs = {one["command"] for one in square.telegram.menu(BO, BO, bot=bot)}
        assert {"help", "invite", "whoami"} <= verbs
        assert "start" not in verbs
        assert square.telegram.menu(EVA, EVA, bot=bot) == []
        square.telegram.add_user(3001, "Somebody")
        square.telegram.press_start(3001, bot=bot)
        await square.quiet()
        assert square.telegram.menu(3001, 3001, bot=bot) == []


async def test_a_deep_link_carries_its_picture_and_makes_a_member(square: Town) -> None:
    bot = square.bots[0]
    async with square.awake():
        square.telegram.say(BO, BO, "/invite Ida", bot=bot)
        await square.until(lambda: square.calls("telegram", "sendPhoto"), "the picture")
        found = re.search(r"https://t\.me/tocsin0_bot\?start=(\w+)", str(square.told(BO)))
        square.telegram.add_user(3001, "Ida")
        square.telegram.press_start(3001, bot=bot, parameter=found[1])
        await square.until(lambda: square.telegram.menu(3001, 3001, bot=bot), "her own menu")
        (photo,) = square.calls("telegram", "sendPhoto")
        assert int(photo["params"]["chat_id"]) == BO
        assert square.app.services.directory.person_by_id("ida").telegram == 3001


async def test_in_slack_an_invitation_is_a_button_or_a_line_in_private(square: Town) -> None:
    square.slack.add_user("T0MAIN", "U0IDA", "Ida")
    square.slack.add_user("T0MAIN", "U0UMA", "Uma")
    world = square.slack.world

    def private(user: str) -> str:
        return str(direct(world, world.workspaces["T0MAIN"], user).id)

    async with square.awake():
        square.slack.say(private(ANN), ANN, "invite Ida <@U0IDA>")
        await square.until(lambda: square.slack.direct("T0MAIN", "U0IDA"), "the invitation")
        (card,) = square.slack.direct("T0MAIN", "U0IDA")
        square.slack.press(private("U0IDA"), "U0IDA", card["ts"], "Join")
        await square.until(lambda: "Welcome" in str(square.told("U0IDA")), "her welcome")
        square.slack.say(private(ANN), ANN, "invite Uma as duty")
        await square.until(lambda: "accept " in str(square.told(ANN)), "the code")
        found = re.search(r"accept ([2-9A-Z]{26})", str(square.told(ANN)))
        square.slack.say(private("U0UMA"), "U0UMA", f"accept {found[1]}")
        await square.until(lambda: "Welcome" in str(square.told("U0UMA")), "her welcome too")
        await square.quiet()
        directory = square.app.services.directory
        assert directory.person_by_id("ida").slack == (("main", "U0IDA"),)
        assert directory.person_by_id("uma").slack == (("main", "U0UMA"),)
        await square.quiet()
        assert len(square.told("U0IDA")) == 1
