"""Raised, changed and resolved with modals in Slack, seen and answered in the home."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.bot.whole.town import ANN, DESK, WATCH, Town

FIRST = "T0MAIN"
FORM = {
    "What happened": "Polling station 4 is closed.",
    "Severity": "High",
    "Label": "TLP:AMBER",
    "For whom": "everybody",
    "Kinds of interference": ["Physical violence"],
}
Build = Callable[..., Awaitable[Town]]


def modal(town: Town) -> dict[str, Any]:
    """Return the modal that Ann has before her; {} for none."""
    return town.slack.modal(FIRST, ANN) or {}


def home(town: Town) -> str:
    """Return what stands in Ann's home, with its buttons."""
    return str((town.slack.home(FIRST, ANN) or {}).get("blocks", ""))


async def send(town: Town, values: dict[str, Any]) -> None:
    """Send the open modal off and wait until it is taken and everything has gone its way."""
    town.slack.submit(FIRST, ANN, values)
    await town.until(lambda: not modal(town), "the modal to close")
    await town.quiet()


def press(town: Town, button: str) -> None:
    """Press a button below what was last told to Ann in private."""
    for one in reversed(town.slack.direct(FIRST, ANN)):
        try:
            town.slack.press(f"D{ANN[1:]}", ANN, one["ts"], button)
        except ValueError:
            continue
        return
    pytest.fail(f"no button {button}: {town.told(ANN)}")


async def test_an_alert_goes_its_whole_way_by_modals_and_the_home(
    build: Build,
) -> None:
    town = await build()
    async with town.awake():
        town.slack.command(DESK, ANN, "new")
        await town.until(lambda: modal(town), "the form")
        town.slack.submit(FIRST, ANN, FORM | {"For whom": "to nobody"})
        await town.until(lambda: modal(town).get("errors"), "what is wrong with it")
        assert '"nobody" is no organisation' in modal(town)["errors"]["audience"]
        assert modal(town)["state"]["values"]["text"]["text"]["value"] == FORM["What happened"]
        await send(town, {"For whom": "everybody"})
        assert "Polling station 4 is closed." in town.told(ANN)[-1]
        press(town, "Change…")
        await town.until(lambda: modal(town), "the form with the draft in it")
        held = modal(town)["state"]["values"]
        assert held["text"]["text"]["value"] == FORM["What happened"]
        assert held["label"]["label"]["selected_option"]["value"] == "TLP:AMBER"
        await send(town, {"What happened": "Polling station 5 is closed."})
        assert town.texts(WATCH) == []
        press(town, "Send")
        await town.quiet()
        town.ahead += timedelta(seconds=11)
        await town.until(lambda: town.posts(WATCH), "the alert in the group")
        assert "Polling station 5 is closed." in town.texts(WATCH)[-1]
        town.slack.open_home(FIRST, ANN)
        await town.until(lambda: "Polling station 5" in home(town), "the queue in the home")
        town.slack.press_in(FIRST, ANN, "Acknowledge A-1")
        # A home that was shown anew just now is left in peace for half a minute.
        town.ahead += timedelta(seconds=60)
        await town.until(lambda: "Acknowledge" not in home(town), "the home to show the answer")
        town.slack.command(DESK, ANN, "resolve 1")
        await town.until(lambda: modal(town), "the form that asks why")
        await send(town, {"Reason": "Handled", "Note": "Opened again at noon."})
        town.ahead += timedelta(seconds=60)
        await town.until(lambda: "Polling station" not in home(town), "an empty queue")
        assert "RESOLVED" in town.texts(WATCH)[-1]
        town.slack.command(DESK, ANN, "decline 1")
        await town.until(
            lambda: (
                any("A-1 was resolved by" in one["text"] for one in town.slack.ephemeral(DESK))
                or any("A-1 was resolved by" in one for one in town.told(ANN))
            ),
            "to be told that it is over",
        )
        assert not modal(town)
        assert not any("fail" in one["text"] for one in town.slack.ephemeral(DESK))
