"""What people do reaches the bots that may see it, as the platform shows it."""

import pytest
import telegram

from bot.sandbox.telegram.server import TelegramStandIn
from tests.sandbox.telegram.conftest import client_of

BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, FORUM, CHANNEL = -1001000000001, -1001000000003, -1001000000009


async def messages(bot: telegram.Bot) -> list[telegram.Message]:
    updates = await bot.get_updates(timeout=0)
    found = [update.effective_message for update in updates]
    return [m for m in found if isinstance(m, telegram.Message)]


async def last(bot: telegram.Bot) -> telegram.Message:
    return (await messages(bot))[-1]


async def test_a_styled_message_a_reply_with_a_quote_and_an_edit(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    number = stand_in.say(GROUP, ANN, "so bold", [{"type": "bold", "offset": 3, "length": 4}])
    stand_in.say(GROUP, BEN, "well", reply_to=number, quote="bold")
    stand_in.edit(GROUP, number, "not so bold")
    first, second, third = await bot.get_updates(timeout=0)
    assert first.message
    assert first.message.parse_entities()
    assert second.message
    assert second.message.reply_to_message
    assert second.message.reply_to_message.text == "so bold"
    assert second.message.quote
    assert second.message.quote.position == 3
    assert third.edited_message
    assert third.edited_message.edit_date
    assert (third.edited_message.message_id, third.edited_message.text) == (number, "not so bold")


async def test_nobody_hears_of_a_deletion(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    number = stand_in.say(GROUP, ANN, "gone soon")
    assert await bot.get_updates(timeout=0)
    stand_in.delete(GROUP, number)
    assert len(await bot.get_updates(timeout=0)) == 1
    assert stand_in.messages(GROUP) == []


async def test_captions_documents_and_forwards(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.say(
        GROUP, ANN, "a picture", [{"type": "italic", "offset": 0, "length": 1}], photo=True
    )
    message = await last(bot)
    assert message.photo
    assert message.caption == "a picture"
    assert [e.type for e in message.caption_entities] == ["italic"]
    stand_in.say(GROUP, ANN, document="TLP-RED.pdf")
    document = (await last(bot)).document
    assert document
    assert document.file_name == "TLP-RED.pdf"
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "X"}
    stand_in.say(GROUP, ANN, "told", forward=origin)
    assert (await last(bot)).forward_origin


async def test_topics_and_the_message_that_opened_them(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    topic = stand_in.add_topic(FORUM, "Rumours", ANN)
    assert (await last(bot)).forum_topic_created
    stand_in.say(FORUM, ANN, "in it", topic=topic)
    message = await last(bot)
    assert (message.message_thread_id, message.is_topic_message) == (topic, True)
    assert message.reply_to_message
    assert message.reply_to_message.forum_topic_created
    stand_in.say(FORUM, ANN, "in General", topic=1)
    message = await last(bot)
    assert (message.message_thread_id, message.reply_to_message) == (None, None)


async def test_anonymous_administrators_and_channels_stand_behind_a_chat(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.say(GROUP, ANN, "who am I", anonymous=True)
    message = await last(bot)
    assert message.from_user
    assert message.from_user.username == "GroupAnonymousBot"
    assert message.sender_chat
    assert message.sender_chat.id == GROUP
    stand_in.say(GROUP, ANN, "the channel", sender_chat=CHANNEL)
    message = await last(bot)
    assert message.sender_chat
    assert message.sender_chat.id == CHANNEL
    stand_in.say(CHANNEL, ANN, "news")
    assert (await bot.get_updates(timeout=0))[-1].channel_post


async def test_service_messages(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    stand_in.set_status(GROUP, EVE, "member", by=ANN)
    assert [u.id for u in (await last(bot)).new_chat_members] == [EVE]
    number = stand_in.say(GROUP, EVE, "pin me")
    stand_in.pin(GROUP, ANN, number)
    pinned = (await last(bot)).pinned_message
    assert isinstance(pinned, telegram.Message)
    assert pinned.text == "pin me"
    stand_in.set_status(GROUP, EVE, "left", by=EVE)
    assert (await last(bot)).left_chat_member
    stand_in.set_status(GROUP, BOT, "kicked", by=ANN)
    change = (await bot.get_updates(timeout=0))[-1].my_chat_member
    assert change
    assert change.new_chat_member.status == "kicked"


async def test_privacy_mode_shows_only_what_is_meant_for_the_bot(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.set_status(GROUP, BOT, "member", by=ANN)
    sent = await bot.send_message(GROUP, "I am here")
    stand_in.say(GROUP, ANN, "among ourselves")
    stand_in.say(GROUP, ANN, "/delete@other_bot")
    meant = ["/delete", "/delete@tocsin_bot", "hey @tocsin_bot"]
    for text in meant:
        stand_in.say(GROUP, ANN, text)
    stand_in.say(GROUP, ANN, "an answer", reply_to=sent.message_id)
    assert [m.text for m in await messages(bot) if m.text] == [*meant, "an answer"]
    stand_in.set_privacy(BOT, privacy=False)
    stand_in.say(GROUP, ANN, "heard")
    assert (await last(bot)).text == "heard"


async def test_a_bot_hears_neither_itself_nor_another_bot(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    token = "8000:BBB"
    stand_in.add_bot(token, "second_bot", privacy=False)
    stand_in.set_status(GROUP, 8000, "administrator", by=ANN)
    async with client_of(stand_in, token) as second:
        before = len(await messages(bot))
        await second.send_message(GROUP, "from a bot")
        await bot.send_message(GROUP, "from the other")
        assert len(await messages(bot)) == before
        stand_in.say(GROUP, ANN, "for both")
        assert (await last(bot)).text == (await last(second)).text == "for both"


async def test_dates_are_whole_seconds_of_the_platforms_clock(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.say(GROUP, ANN, "then", at=1_700_000_000)
    stand_in.say(GROUP, ANN, "now")
    then, now = (m["date"] for m in stand_in.messages(GROUP))
    assert then == 1_700_000_000
    assert isinstance(now, int)


@pytest.mark.parametrize("text", ["x" * 4097, ""])
async def test_people_cannot_say_what_a_client_would_not_send(
    text: str, stand_in: TelegramStandIn
) -> None:
    with pytest.raises(Exception, match=r"message is too long|nothing to say"):
        stand_in.say(GROUP, ANN, text)
