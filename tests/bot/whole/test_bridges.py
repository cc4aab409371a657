"""Bridges of every kind: within one platform, several in a room, in a ring, and rooms that move."""

from typing import Any

from tests.bot.whole.town import (
    ANN,
    BO,
    DEE,
    DESK,
    EVA,
    FAR,
    NORTH,
    ONE_BRIDGE,
    ORGANISATIONS,
    SOUTH,
    TEAM,
    WATCH,
    bridge,
    channel,
)

NO_DEE = ORGANISATIONS.partition('[[person]]\nid = "dee"')[0] + (
    '[[person]]\nid = "bo"' + ORGANISATIONS.partition('[[person]]\nid = "bo"')[2]
)
DESK_ROOM = channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
TEAM_ROOM = channel("team", TEAM, "institute")
GROUP = channel("group", WATCH, "watch")
NORTHERN = channel("north", NORTH, "watch")


async def test_two_slack_workspaces_are_bridged_like_any_other_pair(build: Any) -> None:
    town = await build(
        ORGANISATIONS
        + DESK_ROOM
        + channel("far", FAR, "watch", account="far")
        + bridge("both", "desk", "far"),
        ("slack.main", "slack.far"),
    )
    async with town.awake():
        root = town.slack.say(DESK, ANN, "TLP:AMBER over to you")
        await town.quiet()
        (there,) = town.posts(FAR)
        town.slack.say(FAR, DEE, "received", thread_ts=there["ts"])
        town.slack.edit(DESK, root, "TLP:AMBER over to you, edited")
        await town.quiet()
        (here,) = town.posts(DESK)
        assert here["text"] == 'TLP:AMBER · Partner 14 · "Dee"\nreceived'
        assert here["thread_ts"] == root
        assert town.texts(FAR) == ['TLP:AMBER · Ballot Institute · "Ann"\nover to you, edited']
        assert town.telegram.journal.of("call") == []


async def test_two_telegram_bots_are_bridged_and_numbers_never_mix(build: Any) -> None:
    town = await build(
        NO_DEE.replace('slack = "main:U0ANN"\n', "")
        + GROUP
        + channel("south", SOUTH, "institute", account="far")
        + bridge("both", "group", "south"),
        ("telegram.main", "telegram.far"),
    )
    async with town.awake():
        one = town.telegram.say(WATCH, BO, "TLP:GREEN from the watch")
        two = town.telegram.say(SOUTH, EVA, "TLP:GREEN from the south")
        await town.quiet()
        assert one == two
        assert len(town.posts(WATCH)) == len(town.posts(SOUTH)) == 1
        town.telegram.edit(WATCH, one, "TLP:GREEN edited in the watch")
        await town.quiet()
        assert town.texts(SOUTH) == ['TLP:GREEN · Partner 14 · "L."\nedited in the watch']
        assert town.texts(WATCH)[0].endswith("\nfrom the south")
        town.telegram.say(SOUTH, EVA, "/delete", reply_to=two)
        await town.quiet()
        assert [text for text in town.texts(WATCH) if "from the south" in text] == []
        assert town.texts(SOUTH)[0].endswith("edited in the watch")
        # Each room is written to by the bot that stands before it.
        by = {(call["bot"], str(call["params"]["chat_id"]))
              for call in town.calls("telegram", "sendMessage")}  # fmt: skip
        assert (town.bots[0], str(WATCH)) in by
        assert (town.bots[1], str(SOUTH)) in by
        assert (town.bots[0], str(SOUTH)) not in by
        assert town.slack.journal.of("call") == []


async def test_same_numbers_in_two_groups_of_one_bridge_keep_apart(build: Any) -> None:
    town = await build(
        ORGANISATIONS + DESK_ROOM + GROUP + NORTHERN + bridge("three", "desk", "group", "north")
    )
    async with town.awake():
        one = town.telegram.say(WATCH, BO, "TLP:GREEN from the watch")
        two = town.telegram.say(NORTH, BO, "TLP:GREEN from the north")
        assert one == two
        await town.quiet()
        town.telegram.edit(NORTH, two, "TLP:GREEN edited in the north")
        town.telegram.say(WATCH, BO, "/delete", reply_to=one)
        await town.quiet()
    assert [text.partition("\n")[2] for text in town.texts(DESK)] == ["edited in the north"]
    assert [text.partition("\n")[2] for text in town.texts(WATCH)] == ["edited in the north"]
    assert [one for one in town.texts(NORTH) if "from the watch" in one] == []


async def test_several_bridges_of_a_room_and_a_ring_deliver_once_everywhere(build: Any) -> None:
    # A to B and back, and A to C to B: every room of the ring is reached by its own bridge once.
    town = await build(
        ORGANISATIONS
        + DESK_ROOM
        + TEAM_ROOM
        + GROUP
        + bridge("ab", "desk", "group")
        + bridge("ba", "group", "desk")
        + bridge("ac", "desk", "team")
        + bridge("cb", "team", "group")
    )
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN once everywhere")
        await town.quiet()
        assert len(town.texts(WATCH)) == len(town.texts(TEAM)) == 1
        town.telegram.say(WATCH, BO, "TLP:GREEN and back")
        await town.quiet()
        assert len(town.texts(DESK)) == 1
        assert len(town.texts(TEAM)) == 2
        assert len(town.texts(WATCH)) == 1
    async with town.awake(apply=False):
        # The history shows our own posts again; they are known by what they carry.
        await town.quiet()
        assert [len(town.texts(room)) for room in (DESK, TEAM, WATCH)] == [1, 2, 1]


async def test_own_posts_are_known_without_metadata_too(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.telegram.say(WATCH, BO, "TLP:GREEN from the group")
        await town.quiet()
        (post,) = town.posts(DESK)
    room = town.slack.world.channel(DESK)[1]
    for message in room.messages.values():
        # As after a reinstallation of the app: another bot, and nothing to be read in it.
        if message.get("bot_id"):
            message.pop("metadata", None)
            message |= {"bot_id": "B0OTHER", "user": "U0OTHER", "app_id": "A0OTHER"}
            message["text"] = "TLP:GREEN disguised"
            message["blocks"] = []
    town.slack.add_user("T0MAIN", "U0OTHER", "Other", bot=True)
    async with town.awake(apply=False):
        await town.quiet()
    assert town.texts(WATCH) == []
    assert [one["ts"] for one in town.posts(DESK)] == [post["ts"]]


async def test_another_bridge_in_the_room_starts_no_ring(build: Any) -> None:
    town = await build(
        ORGANISATIONS
        + DESK_ROOM
        + channel("group", WATCH, "watch", mode="desk", default="TLP:GREEN")
        + bridge("elections", "desk", "group")
    )
    other = town.telegram.add_bot("330201543:AAanother-bridge-0000", "other_bot", privacy=False)
    town.telegram.set_status(WATCH, other, "administrator", by=BO)
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN the start")
        town.slack.say(DESK, ANN, "TLP:GREEN TLP:EX:CHR without names")
        await town.quiet()
        # What the other bridge would do: carry what we post on, under its own name.
        for text in town.texts(WATCH):
            town.telegram.say(WATCH, other, text)
            town.telegram.say(WATCH, other, f"<tocsin> {text}")
        await town.quiet()
        assert town.texts(DESK) == []


async def test_topics_stay_topics_and_a_missing_one_is_no_general(build: Any) -> None:
    town = await build()
    forum = town.telegram.add_chat(
        -1001000000009, "Forum", members=[BO, *town.bots], admins=list(town.bots), forum=True
    )
    topic = town.telegram.add_topic(forum, "Elections", BO)
    other = town.telegram.add_topic(forum, "Coffee", BO)
    directory = (
        ORGANISATIONS
        + DESK_ROOM
        + channel("topic", forum, "watch", topic=topic)
        + bridge("elections", "desk", "topic")
    )
    async with town.awake():
        await town.apply(directory)
        await town.until(lambda: town.app.services.directory.place_by_id("topic"), "the directory")
        root = town.slack.say(DESK, ANN, "TLP:GREEN into the topic")
        town.telegram.say(forum, BO, "TLP:GREEN from the topic", topic=topic)
        town.telegram.say(forum, BO, "TLP:GREEN from the coffee", topic=other)
        town.telegram.say(forum, BO, "TLP:GREEN from the general topic")
        await town.quiet()
        assert [one["message_thread_id"] for one in town.posts(forum)] == [topic]
        assert town.texts(DESK) == ['TLP:GREEN · Partner 14 · "L."\nfrom the topic']
        town.slack.edit(DESK, root, "TLP:GREEN edited in the topic")
        await town.quiet()
        assert town.texts(forum) == ['TLP:GREEN · Ballot Institute · "Ann"\nedited in the topic']
        del town.telegram.world.chats[forum].topics[topic]
        town.slack.say(DESK, ANN, "TLP:GREEN for a topic that is gone")
        await town.until(
            lambda: [c for c in town.calls("telegram", "sendMessage") if c["status"] == 400],
            "the refusal",
        )
        assert [one["message_thread_id"] for one in town.posts(forum)] == [topic]


async def test_a_group_that_moves_keeps_its_bridge_its_copies_and_its_threads(
    build: Any,
) -> None:
    town = await build()
    basic = town.telegram.add_chat(
        -4001, "Group", type="group", members=[BO, *town.bots], admins=list(town.bots)
    )
    directory = (
        ORGANISATIONS
        + DESK_ROOM
        + channel("basic", basic, "watch")
        + bridge("elections", "desk", "basic")
    )
    async with town.awake():
        await town.apply(directory)
        await town.until(lambda: town.app.services.directory.place_by_id("basic"), "the directory")
        town.telegram.say(basic, BO, "TLP:GREEN before the move")
        town.slack.say(DESK, ANN, "TLP:GREEN to the group")
        await town.quiet()
        there = town.telegram.migrate(basic, BO)
        town.slack.say(DESK, ANN, "TLP:GREEN after the move")
        after = town.telegram.say(there, BO, "TLP:GREEN from the new room")
        await town.quiet()
        assert [text.partition("\n")[2] for text in town.texts(there)] == ["after the move"]
        bodies = [text.partition("\n")[2] for text in town.texts(DESK)]
        assert bodies == ["before the move", "from the new room"]
        town.telegram.edit(there, after, "TLP:GREEN from the new room, edited")
        await town.quiet()
        bodies = [text.partition("\n")[2] for text in town.texts(DESK)]
        assert bodies == ["before the move", "from the new room, edited"]


async def test_a_partial_failure_is_tried_again_only_where_it_failed(build: Any) -> None:
    town = await build(
        ORGANISATIONS + DESK_ROOM + TEAM_ROOM + GROUP + bridge("all", "desk", "team", "group")
    )
    async with town.awake():
        town.telegram.fail("sendMessage", status=429, retry_after=1)
        town.slack.say(DESK, ANN, "TLP:GREEN to both")
        await town.until_tried_again(1)
        await town.until(lambda: town.texts(WATCH), "the message after the wait")
        await town.quiet()
    posts = [c for c in town.calls("slack", "chat.postMessage")
             if c["params"].get("channel") == TEAM]  # fmt: skip
    assert len(posts) == 1
    assert town.texts(WATCH) == town.texts(TEAM)
    assert "(repeat)" not in town.texts(WATCH)[0]


async def test_a_directory_that_denies_withdraws_and_one_without_the_bridge_keeps(
    build: Any,
) -> None:
    town = await build()
    wall = '[[wall]]\norganisation = "institute"\nnot_to = ["watch"]\n'
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:AMBER said to the watch")
        town.telegram.say(WATCH, BO, "TLP:AMBER said to the desk")
        await town.quiet()
        await town.apply(ONE_BRIDGE.partition("[[bridge]]")[0])
        await town.until(lambda: not town.app.services.directory.bridges, "the directory")
        await town.quiet()
        assert len(town.texts(WATCH)) == len(town.texts(DESK)) == 1
        await town.apply(ONE_BRIDGE + wall)
        await town.until(lambda: not town.texts(WATCH), "the withdrawal")
        await town.quiet()
        assert len(town.texts(DESK)) == 1
