"""The source stays in control, over the real doors: receipts, recalls, RED to people by name."""

from datetime import timedelta
from typing import Any

from tests.bot.whole.town import ANN, BO, DESK, EVA, ONE_BRIDGE, WATCH, Town

HERON = "heron-4711 moved to Nakuru"
EVAS = f'[[person]]\nid = "eva"\norganisation = "watch"\nname = "Eva"\ntelegram = {EVA}\n'


def told(town: Town, user: object) -> list[dict[str, Any]]:
    """Return the posts of the bot in the private conversation with a person."""
    if isinstance(user, str):
        return [one for one in town.slack.direct("T0MAIN", user) if one.get("bot_id")]
    found = town.telegram.messages(int(str(user)), bot=town.bots[0])
    return [one for one in found if one["from"]["id"] in town.bots]


def texts(town: Town, user: object) -> list[str]:
    return [str(one["text"]) for one in told(town, user)]


async def test_from_the_menu_of_a_slack_message_it_is_withdrawn_everywhere(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, f"TLP:AMBER {HERON}")
        await town.until(lambda: town.posts(WATCH), "the copy")
        town.slack.shortcut(DESK, ANN, ts, "receipt")
        await town.until(lambda: any("delivered." in one for one in texts(town, ANN)), "a receipt")
        town.slack.shortcut(DESK, ANN, ts, "recall")
        await town.until(lambda: not town.posts(WATCH), "the copy to go")
        await town.until(
            lambda: any("Partner 14: deleted." in one for one in texts(town, ANN)), "the report"
        )
        await town.quiet()
    assert sum("is withdrawn. What" in one for one in texts(town, ANN)) == 1


async def test_by_a_reply_on_telegram_a_label_is_tightened_and_a_button_withdraws(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        number = town.telegram.say(WATCH, BO, f"TLP:GREEN {HERON}")
        await town.until(lambda: town.posts(DESK), "the copy")
        town.telegram.say(WATCH, BO, "/label TLP:AMBER", reply_to=number)
        await town.until(lambda: town.texts(DESK)[0].startswith("TLP:AMBER"), "the label")
        town.telegram.say(WATCH, BO, "/receipt", reply_to=number)
        await town.until(
            lambda: any("Withdraw everywhere" in str(one) for one in told(town, BO)), "a receipt"
        )
        post = next(one for one in told(town, BO) if "Withdraw everywhere" in str(one))
        town.telegram.press(
            BO, BO, post["message_id"], button="Withdraw everywhere", bot=town.bots[0]
        )
        await town.until(lambda: not town.posts(DESK), "the copy to go")
        await town.quiet()


async def test_what_telegram_deletes_no_more_is_overwritten_and_told_so(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, f"TLP:AMBER {HERON}")
        await town.until(lambda: town.posts(WATCH), "the copy")
        await town.quiet()
        town.telegram.advance(48 * 3600)
        town.slack.shortcut(DESK, ANN, ts, "recall")
        await town.until(
            lambda: any("Partner 14: too old to be deleted" in one for one in texts(town, ANN)),
            "the report",
        )
        await town.quiet()
    (left,) = town.texts(WATCH)
    assert HERON not in left


async def test_red_reaches_the_named_protected_and_alone_and_is_deleted_again(build: Any) -> None:
    town = await build(ONE_BRIDGE + EVAS)
    async with town.awake():
        town.slack.command(DESK, ANN, f"to @bo for 30m TLP:RED {HERON}")
        await town.until(lambda: any(HERON in one for one in texts(town, BO)), "the copy")
        await town.until(
            lambda: any("L.: delivered." in one for one in texts(town, ANN)), "receipt"
        )
        (sent,) = [one for one in town.calls("telegram", "sendMessage") if HERON in str(one)]
        assert "protect_content" in str(sent)
        assert town.texts(DESK) == town.texts(WATCH) == texts(town, EVA) == []
        town.ahead += timedelta(minutes=31)
        await town.until(lambda: not any(HERON in one for one in texts(town, BO)), "the deletion")
        await town.quiet()
    assert not any(HERON in one for one in texts(town, ANN))


async def test_red_goes_the_other_way_too(build: Any) -> None:
    town = await build(ONE_BRIDGE + EVAS)
    async with town.awake():
        town.telegram.say(BO, BO, f"/to @ann {HERON}", bot=town.bots[0])
        await town.until(lambda: any(HERON in one for one in texts(town, ANN)), "the copy")
        await town.until(
            lambda: any("Ann: delivered." in one for one in texts(town, BO)), "receipt"
        )
        await town.quiet()
    assert town.texts(DESK) == town.texts(WATCH) == []
