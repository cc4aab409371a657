"""A reaction is told in the other rooms by name, in one line that is edited in place."""

from typing import Any

from bot.messages.reactions import Reactions
from tests.bot.whole.town import (
    ANN,
    BO,
    CY,
    DESK,
    EVA,
    ORGANISATIONS,
    TEAM,
    WATCH,
    Town,
    bridge,
    channel,
)

THREE = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("group", WATCH, "watch")
    + channel("team", TEAM, "institute", members=9)
    + bridge("all", "desk", "group", "team")
)


async def told(town: Town) -> None:
    """Have the rooms told now, and wait until that is done."""
    await town.quiet()
    await town.app._reactions.tell()
    await town.quiet()


def lines(text: str) -> list[str]:
    return [one for one in text.split("\n") if one.startswith("Reactions: ")]


async def test_a_reaction_to_a_copy_is_told_by_name_where_the_message_was_written_and_elsewhere(
    build: Any,
) -> None:
    town = await build(THREE)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.quiet()
        (copy,) = town.posts(WATCH)
        town.telegram.react(WATCH, BO, copy["message_id"], ["👍"])
        await told(town)
        (below,) = town.posts(DESK)
        assert below["text"] == 'Reactions: 👍 "L." (Partner 14)'
        assert below["thread_ts"] == ts
        (other,) = town.posts(TEAM)
        assert lines(other["text"]) == ['Reactions: 👍 "L." (Partner 14)']
        # On the copy itself everybody sees it; a line would say it twice.
        assert lines(town.texts(WATCH)[0]) == []


async def test_five_people_are_five_names_in_one_line_and_nobody_is_told_twice(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.quiet()
        town.slack.react(DESK, ANN, ts, "tada")
        town.slack.react(DESK, CY, ts, "tada")
        town.slack.react(DESK, CY, ts, "thumbsup")
        await told(town)
        (copy,) = town.texts(WATCH)
        # Cy is in no directory: what he is called nobody has checked.
        assert lines(copy) == [
            'Reactions: 🎉 "Ann" (Ballot Institute), "Cy" (unverified), 👍 "Cy" (unverified)'
        ]
        town.slack.unreact(DESK, ANN, ts, "tada")
        town.slack.unreact(DESK, CY, ts, "thumbsup")
        await told(town)
        assert lines(town.texts(WATCH)[0]) == ['Reactions: 🎉 "Cy" (unverified)']
        town.slack.unreact(DESK, CY, ts, "tada")
        await told(town)
        assert lines(town.texts(WATCH)[0]) == []
    sent = [one["params"]["text"] for one in town.calls("telegram", "sendMessage")]
    assert len([text for text in sent if "polls open" in text]) == 1


async def test_a_thousand_reactions_are_one_edit_of_each_copy(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.quiet()
        for at in range(500):
            town.slack.react(DESK, ANN, ts, f"custom_{at % 20}")
            town.slack.unreact(DESK, ANN, ts, f"custom_{at % 20}")
        town.slack.react(DESK, ANN, ts, "eyes")
        await town.until(lambda: any("👀" in one for one in town.texts(WATCH)), "the last of them")
        await town.quiet()
    assert lines(town.texts(WATCH)[0]) == ['Reactions: 👀 "Ann" (Ballot Institute)']
    assert len(town.calls("telegram", "editMessageText")) <= 6


async def test_under_the_chatham_house_rule_they_are_counted_and_nobody_is_named(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN TLP:EX:CHR what was said")
        await town.quiet()
        town.slack.react(DESK, ANN, ts, "thumbsup")
        town.slack.react(DESK, CY, ts, "thumbsup")
        await told(town)
        (copy,) = town.texts(WATCH)
    assert lines(copy) == ["Reactions: 👍 2"]
    assert "Ann" not in copy


async def test_a_reaction_is_not_told_where_its_authors_answer_might_not_be(build: Any) -> None:
    walled = THREE + '[[wall]]\norganisation = "watch"\nnot_to = ["institute"]\n'
    town = await build(walled)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.quiet()
        (copy,) = town.posts(WATCH)
        town.telegram.react(WATCH, BO, copy["message_id"], ["👍"])
        town.slack.react(DESK, ANN, ts, "eyes")
        await told(town)
        assert town.posts(DESK) == []
        assert "👍" not in town.texts(TEAM)[0]
        assert lines(town.texts(WATCH)[0]) == ['Reactions: 👀 "Ann" (Ballot Institute)']


async def test_a_reaction_to_what_stayed_in_its_room_is_kept_nowhere(build: Any) -> None:
    town = await build()
    async with town.awake():
        red = town.slack.say(DESK, ANN, "TLP:RED not for you")
        number = town.telegram.say(WATCH, BO, "lunch?")
        await town.quiet()
        town.slack.react(DESK, CY, red, "eyes")
        town.telegram.react(WATCH, EVA, number, ["👍"])
        await told(town)
        stale = await town.store.read(lambda tx: tx.reactions.stale(10))
    assert stale == []
    assert town.texts(WATCH) == []


async def test_an_edit_keeps_the_line_and_a_withdrawal_takes_it_away_everywhere(
    build: Any,
) -> None:
    town = await build(THREE)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN before")
        await town.quiet()
        town.telegram.react(WATCH, BO, town.posts(WATCH)[0]["message_id"], ["🔥"])
        await told(town)
        town.slack.edit(DESK, ts, "TLP:GREEN after")
        await town.quiet()
        (other,) = town.texts(TEAM)
        assert "after" in other
        assert len(lines(other)) == 1
        town.slack.delete(DESK, ts)
        await town.quiet()
        assert (town.texts(TEAM), town.texts(WATCH), town.texts(DESK)) == ([], [], [])


async def test_a_reaction_while_a_copy_is_on_its_way_is_told_once_it_is_there(build: Any) -> None:
    town = await build()
    async with town.awake():
        # It stands there, and the bot does not know yet.
        town.telegram.fail("sendMessage", slow=1)
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        await town.until(lambda: town.texts(WATCH), "the copy")
        town.slack.react(DESK, ANN, ts, "eyes")
        await town.until(lambda: not town.slack.pending("T0MAIN"), "the reaction to be taken")
        await town.app._reactions.tell()
        await town.quiet()
        assert lines(town.texts(WATCH)[0]) == ['Reactions: 👀 "Ann" (Ballot Institute)']


async def test_a_reaction_after_a_restart_is_told_as_any_other(build: Any) -> None:
    town = await build()
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN polls open")
        town.slack.react(DESK, ANN, ts, "eyes")
        await town.quiet()
    async with town.awake(apply=False):
        await told(town)
        assert lines(town.texts(WATCH)[0]) == ['Reactions: 👀 "Ann" (Ballot Institute)']
        town.slack.react(DESK, ANN, ts, "tada")
        await told(town)
        assert lines(town.texts(WATCH)[0]) == [
            'Reactions: 👀 "Ann" (Ballot Institute), 🎉 "Ann" (Ballot Institute)'
        ]


async def test_telling_with_nothing_new_writes_nothing(build: Any) -> None:
    town = await build()
    async with town.awake() as app:
        await Reactions(town.store, app.services, app.courier.wake).tell()
        await town.quiet()
    assert town.calls("telegram", "editMessageText") == []


async def test_a_reaction_to_any_part_of_a_split_message_is_one_to_the_message_and_changes_one_part(
    build: Any,
) -> None:
    town = await build(THREE)
    async with town.awake():
        ts = town.slack.say(DESK, ANN, "TLP:GREEN " + "a sentence of many. " * 350)
        await town.quiet()
        parts = town.posts(WATCH)
        assert len(parts) > 1
        for part in parts:
            town.telegram.react(WATCH, BO, part["message_id"], ["👍"])
        town.slack.react(DESK, ANN, ts, "tada")
        await told(town)
        (below,) = town.posts(DESK)
        assert below["text"] == 'Reactions: 👍 "L." (Partner 14)'
        *others, last = town.texts(WATCH)
        assert lines(last) == ['Reactions: 🎉 "Ann" (Ballot Institute)']
        assert not any(map(lines, others))
        # One edit, or a second one of the same part where the program looked in between.
        edited = town.calls("telegram", "editMessageText")
        last_part = str(parts[-1]["message_id"])
        assert {str(one["params"]["message_id"]) for one in edited} == {last_part}
