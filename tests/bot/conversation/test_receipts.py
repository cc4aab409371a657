"""Authors see on their own message that it is taken, and that it is everywhere; nothing more."""

from typing import Any

from tests.bot.whole.town import ANN, BO, DESK, ORGANISATIONS, TEAM, WATCH, bridge, channel

THREE = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + channel("team", TEAM, "institute", members=9)
    + bridge("all", "desk", "group", "team")
)
PUBLIC = THREE.replace(
    channel("team", TEAM, "institute", members=9),
    channel("team", TEAM, "institute", members=9, public=True).replace("True", "true"),
)


def marks(town: Any, number: int) -> list[str]:
    mine = town.telegram.reactions(WATCH, number).get(town.bots[0], [])
    return [one["emoji"] for one in mine]


async def test_a_message_that_is_everywhere_bears_our_mark_on_both_platforms(build: Any) -> None:
    town = await build(THREE)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN from here")
        number = town.telegram.say(WATCH, BO, "TLP:GREEN from there")
        await town.quiet()
        assert town.slack.reactions(DESK, ts) == {"white_check_mark": ["U0BOTMAIN"]}
        # There is no ✅ among the emoji that Telegram gives to bots.
        assert marks(town, number) == ["👍"]


async def test_what_waits_for_one_room_is_taken_and_then_everywhere(build: Any) -> None:
    town = await build(THREE)
    async with town.awake():
        town.telegram.fail("sendMessage", status=429, retry_after=2)
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.until(lambda: "eyes" in town.slack.reactions(DESK, ts), "the first mark")
        await town.until_tried_again(2)
        await town.until(lambda: town.texts(WATCH), "the room that had to wait")
        await town.quiet()
        assert town.slack.reactions(DESK, ts) == {"white_check_mark": ["U0BOTMAIN"]}


async def test_what_is_held_stays_or_is_denied_somewhere_bears_no_mark_of_everywhere(
    build: Any,
) -> None:
    town = await build(PUBLIC)
    async with town.awake():
        red = town.slack.say(DESK, ANN, "TLP:RED it stays")
        doubtful = town.slack.say(DESK, ANN, "TLP:AMBRE which")
        partly = town.slack.say(DESK, ANN, "TLP:GREEN not for the public room")
        await town.until(lambda: town.slack.reactions(DESK, partly), "the mark of the last")
        assert town.slack.reactions(DESK, red) == {}
        assert town.slack.reactions(DESK, doubtful) == {}
        assert town.slack.reactions(DESK, partly) == {"eyes": ["U0BOTMAIN"]}
    assert town.texts(TEAM) == []


async def test_a_mark_that_is_refused_is_not_tried_again_and_changes_nothing(build: Any) -> None:
    town = await build()
    async with town.awake():
        for _ in range(5):
            town.slack.fail("reactions.add", error="missing_scope")
        town.slack.say(DESK, ANN, "TLP:GREEN one")
        town.slack.say(DESK, ANN, "TLP:GREEN two")
        await town.quiet()
        assert [text.partition("\n")[2] for text in town.texts(WATCH)] == ["one", "two"]
        dead = await town.store.read(lambda tx: tx.deliveries.listed("dead"))
        assert dead == []
    assert len(town.calls("slack", "reactions.add")) <= 4


async def test_a_withdrawn_message_loses_our_mark(build: Any) -> None:
    town = await build()
    async with town.awake():
        number = town.telegram.say(WATCH, BO, "TLP:GREEN too early")
        await town.quiet()
        assert marks(town, number) == ["👍"]
        town.telegram.say(WATCH, BO, "/delete", reply_to=number)
        await town.quiet()
        assert town.texts(DESK) == []
        assert marks(town, number) == []


async def test_our_own_mark_is_nobodys_reaction(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        town.telegram.say(WATCH, BO, "TLP:GREEN and here")
        await town.quiet()
        await town.app._reactions.tell()
        await town.quiet()
    assert not any("Reactions" in text for text in (*town.texts(WATCH), *town.texts(DESK)))
