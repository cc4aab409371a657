"""Duty in the real program over both stand-ins: a calendar from a phone, a rota seen from Slack."""

from typing import Any

from bot.sandbox.slack.methods import direct
from tests.bot.rooms.conftest import PARTNERS
from tests.bot.whole.conftest import build, way_in
from tests.bot.whole.town import ANN, BO, CY, DESK, WATCH, bridge, channel
from tests.policies.times.calendars import EVENT, calendar

__all__ = ["build", "way_in"]
ONE = (
    PARTNERS
    + channel("desk", DESK, "institute")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)
DOORS = ("slack.main", "telegram.main")


async def test_a_calendar_comes_from_a_group_and_a_shift_is_swapped_in_slack(build: Any) -> None:
    town = await build(ONE, DOORS)
    async with town.awake():
        town.telegram.send_file(
            WATCH, BO, "document", calendar(EVENT), caption="/election import",
            name="elections.ics", mime="text/calendar",
        )  # fmt: skip
        await town.until(lambda: any("Kept:" in one for one in town.told(BO)), "the calendar")
        assert town.told(BO)[-1].startswith("Kept:\nke2027: General election, Kenya, 2027-08-10")
        assert town.posts(DESK) == [], "a line to us is relayed to nobody"
        town.slack.command(DESK, CY, "election list")
        await town.until(lambda: any("ke2027" in one for one in town.told(CY)), "the list")
        town.slack.command(DESK, ANN, "rota add day people ann cy at 06:00 18:00 zone Kyiv")
        await town.until(lambda: any("day is kept" in one for one in town.told(ANN)), "the rota")
        town.slack.command(DESK, ANN, f"swap <@{CY}|cy>")
        await town.until(lambda: any("asks you to swap" in one for one in town.told(CY)), "offer")
        post = next(one for one in town.slack.direct("T0MAIN", CY) if "swap" in one["text"])
        world = town.slack.world
        room = direct(world, world.workspaces["T0MAIN"], CY).id
        town.slack.press(room, CY, post["ts"], "Swap")
        for user in (ANN, CY):
            await town.until(
                lambda user=user: any("Swapped in day" in one for one in town.told(user)), "both"
            )
