"""Where bots hear each other, nothing of ours goes round in circles."""

from typing import Any

from tests.bot.whole.town import ANN, BO, DESK, ORGANISATIONS, WATCH, bridge, channel

TWICE = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch", mode="desk", default="TLP:GREEN")
    + channel("again", WATCH, "watch", mode="desk", default="TLP:GREEN", account="far")
    + bridge("one", "desk", "group")
    + bridge("two", "desk", "again")
)


async def test_two_bots_of_ours_in_one_group_that_hear_each_other_say_everything_once(
    build: Any,
) -> None:
    town = await build(TWICE)
    for bot in town.bots:
        town.telegram.set_bot_to_bot(bot)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.quiet()
        # One for each of the two rooms that the directory makes of the group, and none comes back.
        said = [text for text in town.texts(WATCH) if "polls open" in text]
        assert len(said) == 2
        assert not any("polls open" in text for text in town.texts(DESK))
        town.slack.react(DESK, ANN, ts, "tada")
        number = next(one for one in town.posts(WATCH) if "polls open" in one["text"])
        town.telegram.react(WATCH, BO, number["message_id"], ["👍"])
        await town.quiet()
        await town.app._reactions.tell()
        await town.quiet()
    below = [text for text in town.texts(DESK) if "Reactions" in text]
    assert below == ['Reactions: 👍 "L." (Partner 14)']
    assert len([text for text in town.texts(WATCH) if "polls open" in text]) == 2


async def test_what_one_bot_of_ours_says_in_a_room_is_nothing_to_another(build: Any) -> None:
    town = await build(TWICE)
    for bot in town.bots:
        town.telegram.set_bot_to_bot(bot)
    async with town.awake():
        town.telegram.say(WATCH, BO, "TLP:GREEN from the group")
        await town.quiet()
        copy = next(one for one in town.posts(DESK) if "from the group" in one["text"])
        town.slack.react(DESK, ANN, copy["ts"], "tada")
        await town.quiet()
        await town.app._reactions.tell()
        await town.quiet()
        below = [text for text in town.texts(WATCH) if text.startswith("Reactions")]
        assert below == ['Reactions: 🎉 "Ann" (Ballot Institute)']
        carried = [text for text in town.texts(DESK) if "Reactions" in text]
        assert [text for text in carried if "from the group" not in text] == []
