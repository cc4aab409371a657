"""Buttons: shown, pressed, answered, changed, and what a copy keeps of them."""

from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox.telegram.server import TelegramStandIn

BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, OTHER, CHANNEL = -1001000000001, -1001000000002, -1001000000009


def keys(*rows: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(t, callback_data=d)] for t, d in rows])


async def queries(bot: telegram.Bot) -> list[telegram.CallbackQuery]:
    updates = await bot.get_updates(timeout=0)
    found = [update.callback_query for update in updates]
    return [one for one in found if one is not None]


async def test_a_press_names_who_pressed_what_and_where(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y"), ("No", "n")))
    number = stand_in.press(GROUP, ANN, sent.message_id, button="No")
    (query,) = await queries(bot)
    assert (query.id, query.from_user.id, query.data) == (number, ANN, "n")
    assert isinstance(query.message, telegram.Message)
    assert (query.message.chat.id, query.message.text) == (GROUP, "?")
    assert query.message.reply_markup == sent.reply_markup


async def test_the_person_reads_the_answer_and_a_second_one_is_refused(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    number = stand_in.press(GROUP, ANN, sent.message_id, "y")
    assert stand_in.answer_of(number) is None
    with pytest.raises(BadRequest, match=r"(?i)MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(number, "x" * 201)
    await bot.answer_callback_query(number, "x" * 200, show_alert=True)
    assert stand_in.answer_of(number) == {"text": "x" * 200, "show_alert": True}
    with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired"):
        await bot.answer_callback_query(number)


async def test_an_answer_that_comes_too_late_is_refused(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    number = stand_in.press(GROUP, ANN, sent.message_id, "y")
    stand_in.advance(31)
    with pytest.raises(BadRequest, match=r"(?i)query ID is invalid"):
        await bot.answer_callback_query(number)


async def test_a_press_that_nobody_fetches_is_forgotten_long_before_a_message(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    stand_in.press(GROUP, ANN, sent.message_id, "y")
    stand_in.say(GROUP, ANN, "still here")
    stand_in.advance(151)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message
    assert update.message.text == "still here"


async def test_only_what_stands_under_a_message_can_be_pressed_unless_the_client_lies(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    with pytest.raises(ValueError, match="no such button"):
        stand_in.press(GROUP, ANN, sent.message_id, "forged")
    with pytest.raises(ValueError, match="is not in"):
        stand_in.press(GROUP, EVE, sent.message_id, "y")
    with pytest.raises(ValueError, match="no bot wrote that"):
        stand_in.press(GROUP, ANN, stand_in.say(GROUP, ANN, "mine"), "y", forged=True)
    stand_in.press(GROUP, ANN, sent.message_id, "forged", forged=True)
    assert [one.data for one in await queries(bot)] == ["forged"]


async def test_a_deleted_or_old_message_is_inaccessible(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    one, two = [
        await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y"))) for _ in range(2)
    ]
    await bot.delete_message(GROUP, one.message_id)
    with pytest.raises(ValueError, match="no message"):
        stand_in.press(GROUP, ANN, one.message_id, "y")
    stand_in.press(GROUP, ANN, one.message_id, "y", forged=True)
    stand_in.advance(48 * 3600 + 1)
    stand_in.press(GROUP, ANN, two.message_id, "y")
    assert stand_in.pending(BOT) == 1
    (query,) = await queries(bot)
    assert query.message
    assert not query.message.is_accessible
    assert (query.message.chat.id, query.message.message_id) == (GROUP, two.message_id)
    stand_in.press(GROUP, ANN, one.message_id, "y", forged=True)
    query = (await queries(bot))[-1]
    assert query.message
    assert not query.message.is_accessible
    assert query.message.message_id == one.message_id


async def test_a_forwarded_copy_loses_the_buttons_that_ask_the_bot_and_keeps_addresses(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    link = [InlineKeyboardButton("Page", url="https://example.org/")]
    asks = [InlineKeyboardButton("Yes", callback_data="y")]
    both = await bot.send_message(GROUP, "a", reply_markup=InlineKeyboardMarkup([link, asks]))
    only = await bot.send_message(GROUP, "b", reply_markup=InlineKeyboardMarkup([link]))
    copies = [stand_in.forward(GROUP, m.message_id, ANN, OTHER) for m in (both, only)]
    shown = {m["message_id"]: m for m in stand_in.messages(OTHER)}
    assert "reply_markup" not in shown[copies[0]]
    assert shown[copies[1]]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Page"
    assert shown[copies[0]]["forward_origin"]["sender_user"]["id"] == BOT
    with pytest.raises(ValueError, match="no bot wrote that"):
        stand_in.press(OTHER, ANN, copies[0], "y", forged=True)


async def test_buttons_are_changed_and_taken_away_without_the_text(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    other = keys(("No", "n"))
    await bot.edit_message_reply_markup(GROUP, sent.message_id, reply_markup=other)
    stand_in.press(GROUP, ANN, sent.message_id, "n")
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_reply_markup(GROUP, sent.message_id, reply_markup=other)
    await bot.edit_message_reply_markup(GROUP, sent.message_id)
    (shown,) = stand_in.messages(GROUP)
    assert (shown["text"], "reply_markup" in shown) == ("?", False)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_reply_markup(
            GROUP, stand_in.say(GROUP, ANN, "x"), reply_markup=other
        )


async def test_an_edit_of_the_text_without_buttons_takes_them_away(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "?", reply_markup=keys(("Yes", "y")))
    await bot.edit_message_text("done", GROUP, sent.message_id)
    with pytest.raises(ValueError, match="no such button"):
        stand_in.press(GROUP, ANN, sent.message_id, "y")


async def test_buttons_under_a_channels_post_belong_to_the_bot_that_wrote_it(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(CHANNEL, "?", reply_markup=keys(("Yes", "y")))
    stand_in.press(CHANNEL, ANN, sent.message_id, "y")
    assert [one.data for one in await queries(bot)] == ["y"]


@pytest.mark.parametrize("payload", ["a" * 64, "A-z_9", ""])
async def test_a_deep_link_starts_the_bot_with_its_payload(
    payload: str, stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.press_start(ANN, parameter=payload)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message
    assert update.message.text == f"/start {payload}".strip()
    assert update.message.entities[0].type == "bot_command"


@pytest.mark.parametrize("payload", ["a" * 65, "a b", "ä", "a="])
def test_no_link_carries_any_other_payload(payload: str, stand_in: TelegramStandIn) -> None:
    with pytest.raises(ValueError, match="payload"):
        stand_in.press_start(ANN, parameter=payload)
    with pytest.raises(ValueError, match="payload"):
        stand_in.start_group(OTHER, ANN, parameter=payload)


async def test_a_group_link_adds_the_bot_and_starts_it_there(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.add_chat(-1001000000077, "New", members=[ANN])
    stand_in.start_group(-1001000000077, ANN, parameter="code")
    updates = await bot.get_updates(timeout=0)
    assert [u.message.text for u in updates if u.message and u.message.text] == [
        "/start@tocsin_bot code"
    ]
    assert any(u.my_chat_member for u in updates)


async def test_blocking_and_unblocking_are_told_once_each(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.press_start(ANN)
    stand_in.block(ANN)
    stand_in.block(ANN)
    with pytest.raises(ValueError, match="blocked"):
        stand_in.say(ANN, ANN, "hello")
    stand_in.press_start(ANN)
    changes = [u.my_chat_member for u in await bot.get_updates(timeout=0)]
    statuses = [c.new_chat_member.status for c in changes if c]
    assert statuses == ["kicked", "member"]


async def test_a_menu_is_the_first_of_the_scopes_that_has_commands(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    scopes: list[tuple[str, Any]] = [
        ("everywhere", telegram.BotCommandScopeDefault()),
        ("groups", telegram.BotCommandScopeAllGroupChats()),
        ("admins", telegram.BotCommandScopeAllChatAdministrators()),
        ("here", telegram.BotCommandScopeChat(GROUP)),
        ("chiefs", telegram.BotCommandScopeChatAdministrators(GROUP)),
        ("ben", telegram.BotCommandScopeChatMember(GROUP, BEN)),
    ]
    stand_in.set_status(GROUP, EVE, "administrator", by=ANN)
    stand_in.set_status(OTHER, EVE, "administrator", by=ANN)
    for name, scope in scopes:
        await bot.set_my_commands([(name, "x")], scope)
    await bot.set_my_commands([("hier", "x")], scopes[3][1], "de")

    def menu(chat: int, user: int, language: str = "") -> str:
        return stand_in.menu(chat, user, language=language)[0]["command"]

    assert menu(ANN, ANN) == "everywhere"
    assert (menu(OTHER, ANN), menu(OTHER, EVE)) == ("groups", "admins")
    assert (menu(GROUP, ANN), menu(GROUP, ANN, "de")) == ("here", "hier")
    assert (menu(GROUP, EVE), menu(GROUP, BEN)) == ("chiefs", "ben")
    await bot.delete_my_commands(scopes[5][1])
    assert menu(GROUP, BEN) == "here"
    assert [c.command for c in await bot.get_my_commands(scopes[0][1])] == ["everywhere"]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (5, "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({}, "can't parse BotCommandScope: Can't find field \"type\""),
        ({"type": "world"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: Can't find field \"chat_id\""),
        ({"type": "chat", "chat_id": ""}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"type": "chat", "chat_id": -5}, "chat not found"),
        (
            {"type": "chat_member", "chat_id": GROUP, "user_id": 0},
            "can't parse BotCommandScope: Invalid user_id specified",
        ),
        (
            {"type": "chat_administrators", "chat_id": ANN},
            "can't use specified scope in private chats",
        ),
        ({"type": "chat", "chat_id": CHANNEL}, "can't change commands in channel chats"),
    ],
)
async def test_scopes_that_name_nobody_are_refused(scope: Any, words: str, raw: Any) -> None:
    body = {"commands": [{"command": "a", "description": "b"}], "scope": scope}
    status, answer = await raw("setMyCommands", body)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_what_is_protected_cannot_be_forwarded(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    sent = await bot.send_message(GROUP, "for here", protect_content=True)
    with pytest.raises(ValueError, match="protected"):
        stand_in.forward(GROUP, sent.message_id, ANN, OTHER)
    number = stand_in.say(GROUP, ANN, "open")
    stand_in.protect(GROUP)
    with pytest.raises(ValueError, match="protected"):
        stand_in.forward(GROUP, number, ANN, OTHER)
