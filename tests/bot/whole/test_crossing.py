"""A message, its answers, its edits and its end, over the real doors."""

from typing import Any

from tests.bot.whole.town import ANN, BO, DESK, WATCH

RICH = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "TLP:GREEN The "},
                    {"type": "text", "text": "hours", "style": {"bold": True, "italic": True}},
                    {"type": "text", "text": " 👩‍👩‍👧 are "},
                    {"type": "text", "text": "wrong", "style": {"strike": True}},
                ],
            }
        ],
    }
]


async def test_text_and_styles_cross_and_the_label_is_cut(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN The *_hours_* 👩‍👩‍👧 are ~wrong~", RICH)
        town.telegram.say(
            WATCH,
            BO,
            "TLP:AMBER See the list",
            entities=[{"type": "bold", "offset": 14, "length": 8}],
        )
        await town.quiet()
    (there,) = town.posts(WATCH)
    assert there["text"] == 'TLP:GREEN · Ballot Institute · "Ann"\nThe hours 👩‍👩‍👧 are wrong'
    looks = {(one["type"], _covered(there["text"], one)) for one in there["entities"]}
    assert looks == {("bold", "hours"), ("italic", "hours"), ("strikethrough", "wrong")}
    (here,) = town.posts(DESK)
    assert here["text"] == 'TLP:AMBER · Partner 14 · "L."\nSee the list'
    (block,) = here["blocks"]
    runs = [one for part in block["elements"] for one in part["elements"]]
    assert [one["text"] for one in runs if one.get("style", {}).get("bold")] == ["the list"]


def _covered(text: str, entity: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    return units[start:end].decode("utf-16-le")


async def test_threads_become_replies_and_replies_threads(build: Any) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:AMBER Who has seen it?")
        await town.quiet()
        (copy,) = town.posts(WATCH)
        answer = town.telegram.say(WATCH, BO, "We have", reply_to=copy["message_id"])
        await town.quiet()
        town.slack.say(DESK, ANN, "Where?", thread_ts=root)
        town.telegram.say(WATCH, BO, "In the north", reply_to=answer)
        await town.quiet()
    first, second = town.posts(DESK)
    assert (first["thread_ts"], second["thread_ts"]) == (root, root)
    # What is unlabelled inherits, in a share room too; nothing else is said about it.
    assert first["text"] == 'TLP:AMBER · Partner 14 · "L."\nWe have'
    assert second["text"] == 'TLP:AMBER · Partner 14 · "L."\nIn the north'
    where = town.posts(WATCH)[-1]
    assert where["text"] == 'TLP:AMBER · Ballot Institute · "Ann"\nWhere?'
    assert where["reply_to_message"]["message_id"] == copy["message_id"]


async def test_a_labelled_answer_takes_the_stricter_of_both(build: Any) -> None:
    town = await build()
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:AMBER the question")
        other = town.slack.say(DESK, ANN, "TLP:GREEN another")
        await town.quiet()
        town.slack.say(DESK, ANN, "TLP:CLEAR looser", thread_ts=root)
        town.slack.say(DESK, ANN, "TLP:AMBER tighter", thread_ts=other)
        await town.quiet()
    found = town.texts(WATCH)
    assert 'TLP:AMBER · Ballot Institute · "Ann"\nlooser' in found
    assert 'TLP:AMBER · Ballot Institute · "Ann"\ntighter' in found


async def test_an_answer_to_something_unknown_is_sent_unthreaded_with_a_hint(build: Any) -> None:
    town = await build()
    async with town.awake():
        talk = town.telegram.say(WATCH, BO, "talk that stays here")
        await town.quiet()
        town.telegram.say(WATCH, BO, "TLP:GREEN an answer to it", reply_to=talk)
        town.telegram.say(WATCH, BO, "an unlabelled answer to it", reply_to=talk)
        await town.quiet()
    (copy,) = town.posts(DESK)
    header, _, body = copy["text"].partition("\n")
    assert "(answers an earlier message that is not here)" in header
    assert body == "an answer to it"
    assert "thread_ts" not in copy


async def test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too(build: Any) -> None:
    town = await build()
    async with town.awake():
        one = town.slack.say(DESK, ANN, "TLP:GREEN before the restart")
        two = town.slack.say(DESK, ANN, "TLP:GREEN to be deleted")
        three = town.telegram.say(WATCH, BO, "TLP:GREEN from the group")
        await town.quiet()
    async with town.awake(apply=False):
        town.slack.edit(DESK, one, "TLP:GREEN after the restart")
        town.slack.delete(DESK, two)
        town.telegram.edit(WATCH, three, "TLP:GREEN from the group, edited")
        await town.quiet()
        assert town.texts(WATCH) == ['TLP:GREEN · Ballot Institute · "Ann"\nafter the restart']
        assert town.texts(DESK) == ['TLP:GREEN · Partner 14 · "L."\nfrom the group, edited']
        town.telegram.say(WATCH, BO, "/delete", reply_to=three)
        await town.quiet()
        assert town.texts(DESK) == []


async def test_what_was_edited_and_deleted_while_we_were_away_is_caught_up(build: Any) -> None:
    town = await build()
    async with town.awake():
        one = town.slack.say(DESK, ANN, "TLP:GREEN one")
        two = town.slack.say(DESK, ANN, "TLP:GREEN two")
        await town.quiet()
    town.slack.edit(DESK, one, "TLP:GREEN one, edited")
    town.slack.delete(DESK, two)
    three = town.slack.say(DESK, ANN, "TLP:GREEN three")
    town.slack.edit(DESK, three, "TLP:GREEN three, edited")
    gone = town.slack.say(DESK, ANN, "TLP:GREEN said and deleted")
    town.slack.delete(DESK, gone)
    async with town.awake(apply=False):
        await town.quiet()
    bodies = [text.partition("\n")[2] for text in town.texts(WATCH)]
    assert bodies == ["one, edited", "three, edited"]


async def test_a_raised_label_withdraws_and_a_loosened_one_waits(build: Any) -> None:
    town = await build()
    async with town.awake():
        raised = town.slack.say(DESK, ANN, "TLP:GREEN one")
        loosened = town.slack.say(DESK, ANN, "TLP:AMBER two")
        await town.quiet()
        town.slack.edit(DESK, raised, "TLP:RED one")
        town.slack.edit(DESK, loosened, "TLP:GREEN two, looser")
        await town.quiet()
        # A second edit measures itself by the label before the first.
        town.slack.edit(DESK, loosened, "TLP:GREEN two, looser again")
        town.slack.edit(DESK, raised, "TLP:GREEN one again")
        await town.quiet()
    assert town.texts(WATCH) == ['TLP:AMBER · Ballot Institute · "Ann"\ntwo']
    told = town.told(ANN)
    # It had left the room before it was RED: that is said, not that it never did.
    taken_away = "This is RED now. It had been shared before; those copies are taken away"
    assert any(taken_away in one for one in told)
    # Each of the two edits is asked about once, however often it was made anew.
    assert sum(one.startswith("Your edit waits") for one in told) == 2


async def test_a_copy_that_is_too_old_to_delete_says_that_it_was_withdrawn(build: Any) -> None:
    town = await build()
    async with town.awake():
        one = town.slack.say(DESK, ANN, "TLP:AMBER to be withdrawn")
        await town.quiet()
        town.telegram.advance(49 * 3600)
        town.slack.delete(DESK, one)
        await town.quiet()
    assert town.texts(WATCH) == ["TLP:AMBER · withdrawn by its author"]
