"""Sending, editing, deleting: the bare python-telegram-bot against the stand-in."""

from typing import Any

import aiohttp
import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox.telegram.server import TelegramStandIn

BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, OTHER, FORUM, SMALL, CHANNEL = (
    -1001000000001,
    -1001000000002,
    -1001000000003,
    -4001,
    -1001000000009,
)


async def test_who_the_bot_is(bot: telegram.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (BOT, "tocsin_bot", True)
    assert me.can_read_all_group_messages is False


async def test_a_message_stands_in_its_chat_with_its_entities(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    entities = [
        MessageEntity("bold", 3, 2),
        MessageEntity("text_link", 6, 4, url="https://example.org"),
        MessageEntity("pre", 11, 1, language="python"),
    ]
    sent = await bot.send_message(GROUP, "😀 go here x", entities=entities, protect_content=True)
    assert (sent.message_id, sent.text, sent.chat.title) == (1, "😀 go here x", "Watch")
    assert sent.parse_entities() == dict(zip(sent.entities, ["go", "here", "x"], strict=True))
    assert sent.entities[1].url == "https://example.org/"
    assert sent.has_protected_content
    assert [m["text"] for m in stand_in.messages(GROUP)] == ["😀 go here x"]


async def test_two_groups_count_their_messages_by_themselves(bot: telegram.Bot) -> None:
    one, two = await bot.send_message(GROUP, "a"), await bot.send_message(OTHER, "b")
    assert one.message_id == two.message_id == 1


@pytest.mark.parametrize("length", [4095, 4096])
async def test_4096_units_pass(length: int, bot: telegram.Bot) -> None:
    assert len((await bot.send_message(GROUP, "x" * length)).text or "") == length
    await bot.send_message(GROUP, "😀" * 2048)


async def test_the_ends_are_trimmed_and_entities_move_along(bot: telegram.Bot) -> None:
    sent = await bot.send_message(GROUP, " \n a bold \n ", entities=[MessageEntity("bold", 4, 7)])
    assert sent.text == "a bold"
    assert [(e.offset, e.length) for e in sent.entities] == [(2, 4)]


async def test_of_more_than_100_entities_the_rest_is_ignored(bot: telegram.Bot) -> None:
    many = [MessageEntity("bold", 2 * i, 1) for i in range(120)]
    assert len((await bot.send_message(GROUP, "ab" * 120, entities=many)).entities) == 100


async def test_code_holds_no_other_style_and_empty_entities_vanish(bot: telegram.Bot) -> None:
    given = [
        MessageEntity("bold", 0, 9),
        MessageEntity("code", 3, 3),
        MessageEntity("italic", 4, 0),
        MessageEntity("mention", 0, 3),
    ]
    sent = await bot.send_message(GROUP, "abcdefghi", entities=given)
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 0, 3),
        ("code", 3, 3),
        ("bold", 6, 3),
    ]


async def test_the_platform_finds_mentions_commands_links_and_tags_itself(
    bot: telegram.Bot,
) -> None:
    sent = await bot.send_message(
        GROUP, "😀 /go@tocsin_bot @ann_user #tag https://a.example/x a@b.org"
    )
    kinds = ["bot_command", "mention", "hashtag", "url", "email"]
    assert [e.type for e in sent.entities] == kinds
    assert next(iter(sent.parse_entities().values())) == "/go@tocsin_bot"


async def test_html_is_read(bot: telegram.Bot) -> None:
    sent = await bot.send_message(
        GROUP, '<b>a &lt; b</b> <a href="https://e.org/">c</a>', parse_mode="HTML"
    )
    assert sent.text == "a < b c"
    assert [e.type for e in sent.entities] == ["bold", "text_link"]


async def test_replies_quotes_and_topics(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    number = stand_in.say(GROUP, ANN, "the question")
    sent = await bot.send_message(
        GROUP, "yes", reply_parameters=ReplyParameters(number, quote="question")
    )
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "the question"
    assert sent.quote
    assert (sent.quote.text, sent.quote.position) == ("question", 4)
    loose = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(GROUP, "x", reply_parameters=loose)).reply_to_message is None
    with pytest.raises(BadRequest, match=r"(?i)QUOTE_TEXT_INVALID"):
        await bot.send_message(GROUP, "x", reply_parameters=ReplyParameters(number, quote="no"))
    topic = stand_in.add_topic(FORUM, "Rumours", ANN)
    sent = await bot.send_message(FORUM, "in it", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    assert (await bot.send_message(FORUM, "General")).message_thread_id is None
    stand_in.close_topic(FORUM, topic)
    assert await bot.send_message(FORUM, "as administrator", message_thread_id=topic)
    stand_in.set_status(FORUM, BOT, "member", by=ANN)
    with pytest.raises(BadRequest, match=r"(?i)TOPIC_CLOSED"):
        await bot.send_message(FORUM, "late", message_thread_id=topic)


async def test_an_edit_changes_it_and_the_same_again_is_not_modified(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "a")
    edited = await bot.edit_message_text("b", GROUP, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.edit_date is not None) == ("b", True)
    with pytest.raises(
        BadRequest, match=r"(?i)message is not modified: specified new message content"
    ):
        await bot.edit_message_text("b", GROUP, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("c", GROUP, stand_in.say(GROUP, ANN, "mine"))


async def test_what_may_be_deleted(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    old, young = await bot.send_message(GROUP, "a"), None
    stand_in.advance(48 * 3600)
    young = await bot.send_message(GROUP, "b")
    hers = stand_in.say(GROUP, ANN, "c")
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted for everyone"):
        await bot.delete_message(GROUP, old.message_id)
    await bot.delete_message(GROUP, young.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(GROUP, young.message_id)
    stand_in.set_status(GROUP, BOT, "member", by=ANN)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(GROUP, hers)
    stand_in.set_status(GROUP, BOT, "administrator", by=ANN)
    assert await bot.delete_messages(GROUP, [hers, 12345])
    assert [m["message_id"] for m in stand_in.messages(GROUP) if "text" in m] == [old.message_id]


async def test_a_bot_cannot_begin_a_private_talk(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    with pytest.raises(Forbidden, match=r"(?i)bot can't initiate conversation with a user"):
        await bot.send_message(ANN, "hello")
    stand_in.press_start(ANN)
    assert (await bot.send_message(ANN, "hello")).chat.first_name == "Ann"
    stand_in.block(ANN)
    change = (await bot.get_updates(timeout=0))[-1].my_chat_member
    assert change
    assert (change.chat.id, change.new_chat_member.status) == (ANN, "kicked")
    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await bot.send_message(ANN, "hello")


async def test_a_bot_that_is_out_of_the_room_is_forbidden(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.set_status(GROUP, BOT, "kicked", by=ANN)
    with pytest.raises(Forbidden, match=r"(?i)bot was kicked from the supergroup chat"):
        await bot.send_message(GROUP, "x")
    stand_in.set_status(SMALL, BOT, "left", by=ANN)
    with pytest.raises(Forbidden, match=r"(?i)bot is not a member of the group chat"):
        await bot.send_message(SMALL, "x")
    stand_in.set_status(OTHER, BOT, "restricted", by=ANN)
    with pytest.raises(
        BadRequest, match=r"(?i)not enough rights to send text messages to the chat"
    ):
        await bot.send_message(OTHER, "x")


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    await bot.send_message(SMALL, "before")
    new = stand_in.migrate(SMALL, ANN)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(SMALL, "after")
    assert caught.value.new_chat_id == new
    assert (await bot.send_message(new, "after")).chat.type == "supergroup"
    told = [u.message for u in await bot.get_updates(timeout=0) if u.message]
    assert [(m.chat.id, m.migrate_to_chat_id, m.migrate_from_chat_id) for m in told] == [
        (SMALL, new, None),
        (new, None, SMALL),
    ]


async def test_a_button_is_pressed_and_answered_once(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y" * 64)]])
    sent = await bot.send_message(GROUP, "?", reply_markup=keyboard)
    stand_in.press(GROUP, ANN, sent.message_id, "y" * 64)
    query = (await bot.get_updates(timeout=0))[-1].callback_query
    assert query
    assert query.data == "y" * 64
    assert await bot.answer_callback_query(query.id)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(query.id)


async def test_the_asking_methods(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    assert (await bot.get_chat(FORUM)).is_forum
    assert (await bot.get_chat_member(GROUP, BEN)).status == "member"
    assert (await bot.get_chat_member(GROUP, EVE)).status == "left"
    assert await bot.get_chat_member_count(GROUP) == 3
    assert [a.user.id for a in await bot.get_chat_administrators(GROUP)] == [BOT]
    await bot.set_my_commands([("delete", "withdraw the message")])
    assert [c.command for c in await bot.get_my_commands()] == ["delete"]
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert await bot.send_chat_action(GROUP, "typing")


async def test_pins_and_reactions(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    sent = await bot.send_message(GROUP, "x")
    assert await bot.pin_chat_message(GROUP, sent.message_id)
    assert stand_in.messages(GROUP)[-1]["pinned_message"]["text"] == "x"
    assert await bot.set_message_reaction(GROUP, sent.message_id, "👍")
    with pytest.raises(BadRequest, match=r"(?i)REACTION_INVALID"):
        await bot.set_message_reaction(GROUP, sent.message_id, "🦆")
    with pytest.raises(BadRequest, match=r"(?i)REACTIONS_TOO_MANY"):
        await bot.set_message_reaction(GROUP, sent.message_id, ["👍", "🔥"])


async def test_a_channel_speaks_for_itself(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    sent = await bot.send_message(CHANNEL, "news")
    assert sent.from_user is None
    assert sent.sender_chat
    assert sent.sender_chat.id == CHANNEL
    await bot.edit_message_text("more news", CHANNEL, sent.message_id)
    stand_in.set_status(CHANNEL, BOT, "member", by=ANN)
    with pytest.raises(BadRequest, match=r"(?i)need administrator rights in the channel chat"):
        await bot.send_message(CHANNEL, "x")


async def test_parameters_may_come_in_every_documented_way(
    stand_in: TelegramStandIn, web: Any
) -> None:
    url = f"{stand_in.api_url}/bot7000:AAHfakefakefakefakefakefakefakefake/SENDmessage"
    params = {"chat_id": str(GROUP), "text": "ä b&c"}
    form = aiohttp.FormData(params)
    form._is_multipart = True
    for how in ({"params": params}, {"data": params}, {"json": params}, {"data": form}):
        async with web.post(url, **how) as answer:
            assert (await answer.json())["result"]["text"] == "ä b&c"
    async with web.get(url, params=params) as answer:
        assert answer.status == 200
