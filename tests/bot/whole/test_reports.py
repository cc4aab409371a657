"""Reports come in by Slack and are looked at in Telegram: one board, and nothing else is said."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from policies.intake.report import Report, Status
from tests.bot.whole.town import ANN, BO, DESK, ORGANISATIONS, TEAM, WATCH, Town, channel

Build = Callable[..., Awaitable[Town]]
ROOMS = (
    ORGANISATIONS.replace('shown_as = "L."', 'shown_as = "L."\nroles = ["duty"]')
    + channel("desk", DESK, "institute")
    + channel("tips", TEAM, "institute", kind="intake", default="TLP:GREEN")
    + channel("duty", WATCH, "watch", kind="duty")
)


def board(town: Town) -> dict[str, Any]:
    """Return the board in the duty group; {} before it stands there."""
    found = [one for one in town.posts(WATCH) if "Reports: " in str(one.get("text", ""))]
    assert len(found) <= 1
    return found[0] if found else {}


async def report(town: Town, number: int) -> Report | None:
    found = await town.store.read(lambda tx: tx.docket.numbered("report", number, Report))
    return None if found is None else found.value


async def test_a_report_of_slack_is_marked_there_and_taken_from_the_board_in_telegram(
    build: Build,
) -> None:
    town = await build(ROOMS)
    async with town.awake():
        ts = town.slack.say(TEAM, ANN, "Ballots are missing.\nPlace: Kisumu")
        await town.until(lambda: "R-1 · Kisumu" in str(board(town).get("text")), "the board")
        await town.until(lambda: "white_check_mark" in town.slack.reactions(TEAM, ts), "the mark")
        assert "Ballots" not in board(town)["text"]
        assert town.posts(TEAM) == []
        assert town.told(ANN) == []

        talk = town.slack.say(DESK, ANN, "They pour in at the north door.")
        town.slack.shortcut(DESK, ANN, talk, "report")
        await town.until(lambda: town.slack.modal("T0MAIN", ANN), "the form")
        said = {"What was seen": "TLP:GREEN They pour in at the north door.", "Place": "Mombasa"}
        town.slack.submit("T0MAIN", ANN, said)
        await town.until(lambda: "R-2" in str(town.told(ANN)), "the answer")
        town.ahead += timedelta(seconds=7)
        await town.until(lambda: "R-2 · Mombasa" in board(town)["text"], "the second on it")

        town.telegram.press(WATCH, BO, board(town)["message_id"], button="Next")
        await town.until(lambda: "Ballots are missing." in str(town.told(BO)), "the oldest")
        town.ahead += timedelta(seconds=7)
        await town.until(lambda: "R-1 · Kisumu · claimed" in board(town)["text"], "its new owner")
        await town.quiet()
        found = await report(town, 1)
        assert found is not None
        assert (found.status, found.owner) == (Status.CLAIMED, "bo")
        found = await report(town, 2)
        assert found is not None
        assert found.text == "They pour in at the north door."
        assert town.calls("telegram", "pinChatMessage")
        posts = [one for one in town.calls("telegram", "sendMessage")
                 if int(one["params"]["chat_id"]) == WATCH]  # fmt: skip
        assert sum("Reports: " in one["params"]["text"] for one in posts) == 1
        loud = [one["params"] for one in posts if not one["params"].get("disable_notification")]
        assert loud == [], "a phone rang"
