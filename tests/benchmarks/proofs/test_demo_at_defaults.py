"""The demo at its defaults meets no limit of its stand-ins, at its own pace: `make proofs`.

The suite shows it in a turned clock: tests/bot/whole/test_default_rates.py.
"""

from bot.demo.scene import ANN, BO, DESK, TEAM_ROOM, WATCH_DESK, WATCH_TEAM
from bot.demo.stage import Stage


async def test_the_program_between_both_stand_ins_meets_no_limit() -> None:
    pairs = ((DESK, WATCH_DESK), (TEAM_ROOM, WATCH_TEAM))
    async with Stage() as stage:
        await stage.start_bot()
        for number in range(6):
            for room, group in pairs:
                ts = stage.slack.say(room, ANN, f"TLP:GREEN from slack {number}.")
                told = stage.telegram.say(group, BO, f"TLP:GREEN from telegram {number}.")
                if number % 3 == 0:
                    stage.slack.edit(room, ts, f"TLP:GREEN from slack {number}. Corrected")
                    stage.telegram.edit(group, told, f"TLP:GREEN from telegram {number}. Corrected")

        def all_there() -> bool:
            return all(
                any(f"from {origin} {number}." in one["text"] for one in standing)
                for room, group in pairs
                for origin, standing in (
                    ("slack", stage.in_telegram(group)),
                    ("telegram", stage.in_slack(room)),
                )
                for number in range(6)
            )

        await stage.until(all_there, "every message on the other side")
        assert stage.slack.refused() == {}
        answers = [one["status"] for one in stage.telegram.entries(kind="call")]
        assert 429 not in answers
