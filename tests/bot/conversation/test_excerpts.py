"""What is shared, forwarded or quoted from elsewhere obeys its own label and its own room."""

from typing import Any

from tests.bot.whole.town import (
    ANN,
    BO,
    DESK,
    NORTH,
    ONE_BRIDGE,
    STRICT,
    TEAM,
    WATCH,
    bridge,
    channel,
)

STAYS = "[a shared message that stays in its own room]"
WIDE = ONE_BRIDGE + channel("team", TEAM, "institute", members=9) + bridge("more", "team", "group")
NORTHERN = ONE_BRIDGE + channel("north", NORTH, "watch") + bridge("northern", "north", "desk")


async def test_a_message_shared_from_a_room_that_shares_with_nobody_stays_there(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        secret = town.slack.say(TEAM, ANN, "the heron is the source")
        town.slack.share_message(DESK, ANN, TEAM, secret, "TLP:GREEN look at this")
        await town.quiet()
    (copy,) = town.texts(WATCH)
    assert "heron" not in copy
    assert copy.partition("\n")[2] == f"look at this\n{STAYS}"


async def test_a_message_shared_from_a_room_that_shares_with_the_other_is_carried_with_its_source(
    build: Any,
) -> None:
    town = await build(WIDE)
    async with town.awake():
        there = town.slack.say(TEAM, ANN, "TLP:GREEN the hall is full")
        town.slack.share_message(DESK, ANN, TEAM, there, "TLP:GREEN look at this")
        await town.quiet()
    shared = next(text for text in town.texts(WATCH) if "look at this" in text)
    assert '[forwarded from "Ann" (unverified)]' in shared
    assert "the hall is full" in shared


async def test_a_shared_message_is_bound_as_it_was_where_it_stood(build: Any) -> None:
    town = await build(WIDE)
    async with town.awake():
        there = town.slack.say(TEAM, ANN, "TLP:AMBER the hall is full")
        red = town.slack.say(TEAM, ANN, "TLP:RED the heron is the source")
        await town.quiet()
        town.slack.share_message(DESK, ANN, TEAM, there, "TLP:GREEN first")
        town.slack.share_message(DESK, ANN, TEAM, red, "TLP:GREEN second")
        await town.quiet()
    first = next(text for text in town.texts(WATCH) if "first" in text)
    assert first.startswith("TLP:AMBER · ")
    assert not any("second" in text or "heron" in text for text in town.texts(WATCH))


async def test_what_a_link_to_another_channel_shows_is_not_carried_then_or_later(
    build: Any,
) -> None:
    town = await build(WIDE)
    async with town.awake():
        there = town.slack.say(TEAM, ANN, "the heron is the source")
        ts = town.slack.say(
            DESK,
            ANN,
            "TLP:GREEN see above",
            extra={"attachments": [town.slack.quoted(TEAM, there)]},
        )
        await town.quiet()
        town.slack.unfurl_message(DESK, ts, TEAM, there)
        town.slack.edit(DESK, ts, "TLP:GREEN see far above")
        await town.quiet()
    (copy,) = [text for text in town.texts(WATCH) if "see" in text]
    assert copy.partition("\n")[2] == "see far above"


async def test_the_words_of_a_quote_from_another_group_are_bound_by_what_binds_the_whole(
    build: Any,
) -> None:
    town = await build(NORTHERN)
    async with town.awake():
        red = town.telegram.say(NORTH, BO, "TLP:RED the heron is the source")
        amber = town.telegram.say(NORTH, BO, "TLP:AMBER an egret is there")
        await town.quiet()
        town.telegram.answer_elsewhere(WATCH, BO, "TLP:GREEN one", NORTH, red, quote="the heron")
        town.telegram.answer_elsewhere(WATCH, BO, "TLP:GREEN two", NORTH, amber, quote="an egret")
        await town.quiet()
    assert not any("heron" in text for text in town.texts(DESK))
    two = next(text for text in town.texts(DESK) if "\ntwo" in text)
    assert two.startswith("TLP:AMBER · ")
    assert "an egret" in two


async def test_a_forward_names_its_source_as_nobody_checked_it_and_nobody_under_the_rule(
    build: Any,
) -> None:
    town = await build()
    origin = {"type": "hidden_user", "sender_user_name": 'TLP:CLEAR "Lead"', "date": 1}
    async with town.awake():
        town.telegram.say(WATCH, BO, "TLP:GREEN polls open", forward=origin)
        town.telegram.say(WATCH, BO, "TLP:GREEN TLP:EX:CHR what was said", forward=origin)
        await town.quiet()
    named, bare = town.texts(DESK)
    assert named.startswith("TLP:GREEN · ")
    assert "[forwarded from \"T.LP:CLEAR 'Lead'\" (unverified)]" in named
    assert "forwarded from" not in bare
    assert "Lead" not in bare


async def test_a_post_that_a_linked_channel_passes_on_crosses_once(build: Any) -> None:
    linked = channel("north", NORTH, "watch")
    directory = ONE_BRIDGE + linked + bridge("posts", "north", "desk")
    town = await build(directory)
    async with town.awake():
        number = town.telegram.say(NORTH, BO, "TLP:GREEN polls open")
        chat = {"id": NORTH, "type": "channel", "title": "News"}
        town.telegram.say(
            WATCH,
            BO,
            "TLP:GREEN polls open",
            forward={"type": "channel", "chat": chat, "message_id": number, "date": 1},
            sender_chat=NORTH,
            extra={"is_automatic_forward": True},
        )
        await town.quiet()
    assert [text.partition("\n")[2] for text in town.texts(DESK)] == ["polls open"]


async def test_an_action_a_huddle_and_joining_say_what_they_say_or_nothing(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN waves", extra={"subtype": "me_message"})
        for subtype in ("huddle_thread", "channel_join", "channel_topic", "pinned_item"):
            town.slack.say(DESK, ANN, f"TLP:GREEN {subtype}", extra={"subtype": subtype})
        await town.quiet()
    assert [text.partition("\n")[2] for text in town.texts(WATCH)] == ["waves"]
    assert town.posts(STRICT) == []


async def test_a_poll_crosses_as_a_line_with_its_own_label_and_rings_nobody(build: Any) -> None:
    town = await build()
    async with town.awake():
        poll = {"question": "TLP:GREEN which hall?", "options": [{"text": "North"}]}
        town.telegram.say(WATCH, BO, extra={"poll": poll})
        town.telegram.happen(WATCH, BO, "video_chat_started")
        await town.quiet()
    (copy,) = town.texts(DESK)
    assert copy.startswith("TLP:GREEN · ")
    assert copy.partition("\n")[2].startswith("which hall?\n")
    assert copy.endswith("[poll; it is answered where it was asked]")
