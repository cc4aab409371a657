"""The rest of talk: reactions, polls, shared things, service messages, quotes, topics, channels."""

import json
from typing import Any

import pytest
import telegram
from telegram import ReactionTypeCustomEmoji, ReactionTypeEmoji
from telegram.error import BadRequest

from bot.sandbox.telegram.contents import SERVICE, SHARED
from bot.sandbox.telegram.server import TelegramStandIn
from tests.sandbox.telegram.conftest import client_of

BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, OTHER, FORUM, CHANNEL = (
    -1001000000001,
    -1001000000002,
    -1001000000003,
    -1001000000009,
)
KINDS = ["message", "edited_message", "channel_post", "message_reaction", "message_reaction_count"]


async def updates(bot: telegram.Bot, kinds: list[str] | None = None) -> list[telegram.Update]:
    """Return what was told since the last time."""
    found = await bot.get_updates(timeout=0, allowed_updates=kinds or KINDS)
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1, timeout=0)
    return list(found)


async def last(bot: telegram.Bot) -> telegram.Message:
    message = (await updates(bot))[-1].effective_message
    assert isinstance(message, telegram.Message)
    return message


async def test_reactions_are_told_to_an_administrator_that_asked(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    await updates(bot)
    number = stand_in.say(GROUP, ANN, "x")
    stand_in.react(GROUP, BEN, number, ["❤️"])
    stand_in.react(GROUP, BEN, number, [{"type": "custom_emoji", "custom_emoji_id": "5"}])
    stand_in.react(GROUP, ANN, number, ["👍"], anonymous=True)
    one, two, three = [u.message_reaction for u in await updates(bot) if u.message_reaction]
    assert one.user
    assert (one.user.id, one.new_reaction) == (BEN, (ReactionTypeEmoji("❤"),))
    assert (two.old_reaction, two.new_reaction) == (
        (ReactionTypeEmoji("❤"),),
        (ReactionTypeCustomEmoji("5"),),
    )
    assert three.user is None
    assert three.actor_chat
    assert three.actor_chat.id == GROUP
    stand_in.demote(GROUP, BOT, by=ANN)
    stand_in.react(GROUP, BEN, number, [])
    assert [u for u in await updates(bot) if u.message_reaction] == []


async def test_in_a_channel_only_the_numbers_of_reactions_are_told(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    await updates(bot)
    stand_in.add(CHANNEL, BEN, by=ANN)
    number = stand_in.say(CHANNEL, ANN, "news")
    stand_in.react(CHANNEL, ANN, number, ["👍"])
    stand_in.react(CHANNEL, BEN, number, ["👍", "🔥"])
    told = [u.message_reaction_count for u in await updates(bot) if u.message_reaction_count]
    assert [(r.type.emoji, r.total_count) for r in told[-1].reactions] == [("👍", 2), ("🔥", 1)]


async def test_a_bot_reacts_as_the_chat_allows(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    await updates(bot)
    number = stand_in.say(GROUP, ANN, "x")
    await bot.set_message_reaction(GROUP, number, "👀")
    assert stand_in.reactions(GROUP, number) == {BOT: [{"type": "emoji", "emoji": "👀"}]}
    assert [u for u in await updates(bot) if u.message_reaction] == []
    with pytest.raises(BadRequest, match=r"(?i)REACTION_INVALID"):
        await bot.set_message_reaction(GROUP, number, "✅")
    with pytest.raises(BadRequest, match=r"(?i)REACTION_INVALID"):
        await bot.set_message_reaction(GROUP, number, ReactionTypeCustomEmoji("5"))
    stand_in.react(GROUP, BEN, number, [{"type": "custom_emoji", "custom_emoji_id": "5"}])
    await bot.set_message_reaction(GROUP, number, ReactionTypeCustomEmoji("5"))
    await bot.set_message_reaction(GROUP, number, [])
    assert list(stand_in.reactions(GROUP, number)) == [BEN]
    stand_in.allow_reactions(GROUP, ["👍"])
    with pytest.raises(BadRequest, match=r"(?i)REACTION_INVALID"):
        await bot.set_message_reaction(GROUP, number, "👀")
    assert (await bot.get_chat(GROUP)).available_reactions == (ReactionTypeEmoji("👍"),)
    with pytest.raises(ValueError, match="no such reaction"):
        stand_in.react(GROUP, BEN, number, ["🔥"])


@pytest.mark.parametrize(
    ("reaction", "words"),
    [
        ({}, "expected an Array of ReactionType"),
        ([5], "can't parse ReactionType: expected an Object"),
        ([{"type": "paid"}], "can't parse ReactionType: invalid reaction type specified"),
        ([{"type": "emoji"}], "can't parse ReactionType: Can't find field \"emoji\""),
    ],
)
async def test_reactions_that_cannot_be_read(
    reaction: Any, words: str, raw: Any, stand_in: TelegramStandIn
) -> None:
    number = stand_in.say(GROUP, ANN, "x")
    body = {"chat_id": GROUP, "message_id": number, "reaction": reaction}
    status, answer = await raw("setMessageReaction", body)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_a_poll_is_asked_voted_on_and_ended(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    kinds = ["message", "poll", "poll_answer"]
    await updates(bot, kinds)
    number = stand_in.ask(
        GROUP, ANN, "How many?", ["one", "two"], correct=1, explanation="two it was"
    )
    stand_in.vote(GROUP, BEN, number, [1])
    stand_in.vote(GROUP, ANN, number, [0])
    stand_in.vote(GROUP, ANN, number, [])
    with pytest.raises(ValueError, match="one answer"):
        stand_in.vote(GROUP, ANN, number, [0, 1])
    stand_in.end_poll(GROUP, number)
    with pytest.raises(ValueError, match="over"):
        stand_in.vote(GROUP, ANN, number, [0])
    asked, ended = await updates(bot, kinds)
    assert asked.message
    assert asked.message.poll
    assert (asked.message.poll.type, asked.message.poll.question) == ("quiz", "How many?")
    assert "correct_option_ids" not in asked.message.poll.to_dict()
    assert ended.poll
    assert ended.poll.is_closed
    assert [o.voter_count for o in ended.poll.options] == [0, 1]
    assert ended.poll.explanation == "two it was"


@pytest.mark.parametrize("kind", SHARED)
async def test_everything_that_people_share_is_read_by_the_library(
    kind: str, stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    body = json.dumps(SHARED[kind])
    stand_in.share(GROUP, ANN, kind)
    assert getattr(await last(bot), kind)
    assert json.dumps(SHARED[kind]) == body


@pytest.mark.parametrize("kind", SERVICE)
async def test_every_service_message_is_read_by_the_library(
    kind: str, stand_in: TelegramStandIn, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    stand_in.happen(GROUP, ANN, kind)
    message = await last(bot)
    assert getattr(message, kind) is not None
    assert message.text is None


async def test_a_live_location_moves_by_edits(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    number = stand_in.share(GROUP, ANN, "location", {"live_period": 900})
    stand_in.move(GROUP, number, 1.5, 2.5)
    stand_in.stop_moving(GROUP, number)
    with pytest.raises(ValueError, match="no live location"):
        stand_in.move(GROUP, number, 1, 2)
    edits = [u.edited_message for u in await updates(bot) if u.edited_message]
    places = [m.location for m in edits if m.location]
    assert [place.latitude for place in places] == [1.5, 1.5]
    assert ["live_period" in place.to_dict() for place in places] == [True, False]


async def test_a_ticked_checklist_names_who_did_it(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    number = stand_in.share(GROUP, ANN, "checklist")
    stand_in.tick(GROUP, BEN, number, [2])
    done = (await last(bot)).checklist_tasks_done
    assert done
    assert done.marked_as_done_task_ids == (2,)
    assert done.checklist_message
    assert done.checklist_message.checklist
    first, second = done.checklist_message.checklist.tasks
    assert first.completed_by_user is None
    assert second.completed_by_user
    assert second.completed_by_user.id == BEN


async def test_a_forward_names_its_origin_in_each_of_four_ways(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.hide_in_forwards(BEN)
    numbers = [
        (GROUP, stand_in.say(GROUP, ANN, "mine")),
        (GROUP, stand_in.say(GROUP, BEN, "hidden")),
        (GROUP, stand_in.say(GROUP, ANN, "ours", anonymous=True)),
        (CHANNEL, stand_in.say(CHANNEL, ANN, "news", extra={"author_signature": "A."})),
    ]
    await updates(bot)
    for chat, number in numbers:
        stand_in.forward(chat, number, ANN, OTHER)
    user, hidden, chat_, channel = [
        m.forward_origin for u in await updates(bot) if (m := u.message)
    ]
    assert isinstance(user, telegram.MessageOriginUser)
    assert user.sender_user.id == ANN
    assert isinstance(hidden, telegram.MessageOriginHiddenUser)
    assert hidden.sender_user_name == "Ben"
    assert isinstance(chat_, telegram.MessageOriginChat)
    assert chat_.sender_chat.id == GROUP
    assert isinstance(channel, telegram.MessageOriginChannel)
    assert (channel.chat.id, channel.message_id, channel.author_signature) == (
        CHANNEL,
        numbers[3][1],
        "A.",
    )


async def test_an_answer_to_another_chat_shows_what_it_quotes_and_no_more(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    number = stand_in.say(OTHER, BEN, "a long story of yesterday")
    await updates(bot)
    stand_in.answer_elsewhere(GROUP, ANN, "no", OTHER, number, quote="yesterday")
    message = await last(bot)
    assert message.external_reply
    assert isinstance(message.external_reply.origin, telegram.MessageOriginUser)
    assert message.external_reply.message_id == number
    assert message.quote
    assert (message.quote.text, message.quote.position) == ("yesterday", 16)
    assert message.reply_to_message is None


async def test_a_channels_post_appears_in_its_group_and_follows_edits(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.link_channel(CHANNEL, GROUP)
    number = stand_in.say(CHANNEL, ANN, "news")
    sent = await bot.send_message(CHANNEL, "from the bot")
    await bot.edit_message_text("from the bot again", CHANNEL, sent.message_id)
    stand_in.edit(CHANNEL, number, "news, mended")
    told = [u.message or u.edited_message for u in await updates(bot)]
    copies = [m for m in told if m and m.chat.id == GROUP]
    assert [m.text for m in copies] == [
        "news",
        "from the bot",
        "from the bot again",
        "news, mended",
    ]
    for copy in copies:
        assert copy.is_automatic_forward
        assert copy.sender_chat
        assert copy.sender_chat.id == CHANNEL
        assert copy.from_user
        assert copy.from_user.id == 777000
    assert isinstance(copies[0].forward_origin, telegram.MessageOriginChannel)
    assert copies[0].forward_origin.message_id == number


async def test_answers_make_threads_that_are_no_topics(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    one = stand_in.say(GROUP, ANN, "one")
    two = stand_in.say(GROUP, BEN, "two", reply_to=one)
    stand_in.say(GROUP, ANN, "three", reply_to=two)
    message = await last(bot)
    assert (message.message_thread_id, message.is_topic_message) == (one, None)


async def test_a_bot_tends_the_topics_of_a_forum(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    topic = await bot.create_forum_topic(FORUM, " Rumours ")
    number = topic.message_thread_id
    assert await bot.send_message(FORUM, "in it", message_thread_id=number)
    await bot.edit_forum_topic(FORUM, number, name="Facts")
    await bot.close_forum_topic(FORUM, number)
    with pytest.raises(BadRequest, match=r"(?i)TOPIC_NOT_MODIFIED"):
        await bot.close_forum_topic(FORUM, number)
    with pytest.raises(ValueError, match="closed"):
        stand_in.say(FORUM, ANN, "late", topic=number)
    await bot.reopen_forum_topic(FORUM, number)
    stand_in.say(FORUM, ANN, "again", topic=number)
    kinds = [next(k for k in m if k.startswith("forum_")) for m in _service(stand_in, FORUM)]
    assert kinds == [
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
    ]
    await bot.delete_forum_topic(FORUM, number)
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(FORUM, "where?", message_thread_id=number)
    with pytest.raises(BadRequest, match=r"(?i)TOPIC_ID_INVALID"):
        await bot.close_forum_topic(FORUM, number)
    with pytest.raises(BadRequest, match=r"(?i)the chat is not a forum"):
        await bot.create_forum_topic(GROUP, "x")
    stand_in.promote(FORUM, BOT, by=ANN, rights=[])
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to create a topic"):
        await bot.create_forum_topic(FORUM, "x")


def _service(stand_in: TelegramStandIn, chat: int) -> list[dict[str, Any]]:
    return [m for m in stand_in.messages(chat) if any(k.startswith("forum_") for k in m)]


async def test_people_tend_topics_and_a_closed_general_is_for_administrators(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    topic = stand_in.add_topic(FORUM, "Rumours", ANN)
    stand_in.rename_topic(FORUM, topic, "Facts", ANN)
    stand_in.close_topic(FORUM, topic, ANN)
    stand_in.reopen_topic(FORUM, topic, ANN)
    stand_in.delete_topic(FORUM, topic)
    told = [u.message for u in await updates(bot)]
    assert [bool(m and m.forum_topic_edited) for m in told] == [False, True, False, False]
    stand_in.close_topic(FORUM, 1)
    await bot.send_message(FORUM, "as administrator")
    stand_in.demote(FORUM, BOT, by=ANN)
    with pytest.raises(BadRequest, match=r"(?i)TOPIC_CLOSED"):
        await bot.send_message(FORUM, "x")


async def test_pins_are_taken_away_again(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    one, two = [(await bot.send_message(GROUP, text)).message_id for text in ("one", "two")]
    await bot.pin_chat_message(GROUP, one)
    stand_in.pin(GROUP, ANN, two)
    pinned = (await bot.get_chat(GROUP)).pinned_message
    assert isinstance(pinned, telegram.Message)
    assert pinned.text == "two"
    await bot.unpin_chat_message(GROUP)
    pinned = (await bot.get_chat(GROUP)).pinned_message
    assert isinstance(pinned, telegram.Message)
    assert pinned.text == "one"
    await bot.delete_message(GROUP, one)
    assert (await bot.get_chat(GROUP)).pinned_message is None
    with pytest.raises(BadRequest, match=r"(?i)message to unpin not found"):
        await bot.unpin_chat_message(GROUP)
    await bot.unpin_all_chat_messages(GROUP)


async def test_a_bot_forwards_and_copies_what_is_not_protected(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    number = stand_in.send_file(GROUP, ANN, "document", b"x", caption="old")
    forwarded = await bot.forward_message(OTHER, GROUP, number)
    assert forwarded.forward_origin
    copy = await bot.copy_message(OTHER, GROUP, number, caption="new")
    shown = stand_in.messages(OTHER)[-1]
    assert (shown["message_id"], shown["caption"]) == (copy.message_id, "new")
    assert "forward_origin" not in shown
    stand_in.protect(GROUP)
    stand_in.say(GROUP, ANN, "x")
    assert (await last(bot)).has_protected_content
    with pytest.raises(BadRequest, match=r"(?i)message can't be forwarded"):
        await bot.forward_message(OTHER, GROUP, number)
    with pytest.raises(BadRequest, match=r"(?i)message can't be copied"):
        await bot.copy_message(OTHER, GROUP, number)


@pytest.mark.parametrize(
    ("writer", "reader", "admin", "heard"),
    [
        (False, False, True, []),
        (True, False, True, ["/go@tocsin_bot"]),
        (False, True, False, ["/go@tocsin_bot"]),
        (False, True, True, ["plain", "hey @tocsin_bot", "/go@tocsin_bot"]),
    ],
)
async def test_bots_hear_each_other_only_in_the_mode_for_it(
    writer: bool,  # noqa: FBT001
    reader: bool,  # noqa: FBT001
    admin: bool,  # noqa: FBT001
    heard: list[str],
    stand_in: TelegramStandIn,
    bot: telegram.Bot,
) -> None:
    stand_in.add_bot("8000:BBB", "second_bot")
    stand_in.add(GROUP, 8000, by=ANN)
    if not admin:
        stand_in.demote(GROUP, BOT, by=ANN)
    stand_in.set_bot_to_bot(8000, hears=writer)
    stand_in.set_bot_to_bot(BOT, hears=reader)
    await updates(bot)
    async with client_of(stand_in, "8000:BBB") as second:
        for text in ("plain", "hey @tocsin_bot", "/go@tocsin_bot"):
            await second.send_message(GROUP, text)
    assert [m.text for u in await updates(bot) if (m := u.message)] == heard
