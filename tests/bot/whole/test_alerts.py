"""One alert over both platforms' own protocols: raised in Slack, answered on a phone."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.bot.whole.town import ANN, BO, DESK, WATCH, Town

FIRST = "T0MAIN"
LINE = "new high TLP:AMBER everybody: Polling station 4 is closed."
Build = Callable[..., Awaitable[Town]]


def card(town: Town, room: object) -> str:
    """Return the card of the alert in a room; "" while there is none."""
    found = [one for one in town.texts(room) if " · A-1" in one and "Owner:" in one]
    assert len(found) <= 1, "one card, whatever becomes of it"
    return found[0] if found else ""


def number(town: Town, room: object) -> str:
    """Return the platform's number of that card."""
    (found,) = [
        one.get("ts") or one["message_id"]
        for one in town.posts(room)
        if "Owner:" in one.get("text", "")
    ]
    return str(found)


def send(town: Town) -> None:
    for one in reversed(town.slack.direct(FIRST, ANN)):
        try:
            town.slack.press(f"D{ANN[1:]}", ANN, one["ts"], "Send")
        except ValueError:
            continue
        return
    pytest.fail(f"no preview: {town.told(ANN)}")


async def test_what_is_raised_in_slack_is_acknowledged_on_telegram_and_shown_in_both(
    build: Build,
) -> None:
    town = await build()
    async with town.awake():
        town.slack.command(DESK, ANN, LINE)
        await town.quiet()
        send(town)
        await town.quiet()
        town.ahead += timedelta(seconds=11)
        await town.until(lambda: card(town, WATCH) and card(town, DESK), "the cards")
        assert "0 of 2 organisations acknowledged" in card(town, DESK)
        pressed = town.telegram.press(WATCH, BO, int(number(town, WATCH)), button="Acknowledge")
        await town.until(lambda: "1 of 2" in card(town, DESK), "the answer in Slack")
        await town.until(lambda: "1 of 2" in card(town, WATCH), "the answer in the group")
        bot = town.bots[0]
        await town.until(lambda: town.telegram.answer_of(pressed, bot=bot), "an answered press")
        town.slack.press(DESK, ANN, number(town, DESK), "Own")
        await town.until(lambda: "Owner: Ann " in card(town, WATCH), "whose it is, in the group")
        town.slack.command(DESK, ANN, "update 1 The police is there.")
        await town.until(
            lambda: any("Update\nThe police is there." in one for one in town.texts(WATCH)),
            "a message that rings",
        )
        assert card(town, WATCH)
