"""Bodies that the platform refuses are refused with its own errors; each row is one."""

from typing import Any

import pytest

from bot.sandbox.telegram.server import TelegramStandIn

ANN = 1001
GROUP, FORUM, TOKEN = -1001000000001, -1001000000003, "7000:AAHfakefakefakefakefakefakefakefake"
EMPTY = "Bad Request: message text is empty"
ENTITY = "Bad Request: can't parse MessageEntity: "
BUTTON = "Bad Request: can't parse inline keyboard button: "


def styled(text: str, *entities: Any) -> dict[str, Any]:
    return {"chat_id": GROUP, "text": text, "entities": list(entities)}


def bold(offset: Any, length: Any, **more: Any) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length} | more


def keyed(*rows: Any) -> dict[str, Any]:
    return {"chat_id": GROUP, "text": "x", "reply_markup": {"inline_keyboard": list(rows)}}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"chat_id": GROUP}, EMPTY),
    "empty text": ({"chat_id": GROUP, "text": ""}, EMPTY),
    "whitespace only": ({"chat_id": GROUP, "text": " \n\t \u200b"}, EMPTY),
    "text is a number": (
        {"chat_id": GROUP, "text": 5},
        'Bad Request: field "text" must be of type String',
    ),
    "text is a list": (
        {"chat_id": GROUP, "text": ["a"]},
        'Bad Request: field "text" must be of type String',
    ),
    "4,097 units": ({"chat_id": GROUP, "text": "a" * 4097}, "Bad Request: message is too long"),
    "4,097 units of emoji": (
        {"chat_id": GROUP, "text": "😀" * 2048 + "a"},
        "Bad Request: message is too long",
    ),
    "more than 32 KB": ({"chat_id": GROUP, "text": "ä" * 20000}, "Bad Request: text is too long"),
    "lone surrogate": (
        {"chat_id": GROUP, "text": "\ud83d"},
        "Bad Request: strings must be encoded in UTF-8",
    ),
    "entity begins past the end": (
        styled("abc", bold(3, 1)),
        "Bad Request: entity begins after the end of the text at UTF-16 offset 3",
    ),
    "entity ends past the end": (
        styled("abc", bold(1, 3)),
        "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text"
        " at UTF-16 offset 4",
    ),
    "entity begins inside a surrogate pair": (
        styled("😀ab", bold(1, 2)),
        "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ),
    "entity ends inside a surrogate pair": (
        styled("a😀", bold(0, 2)),
        "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol"
        " at byte offset 5",
    ),
    "negative offset": (
        styled("abc", bold(-1, 2)),
        "Bad Request: receive an entity with incorrect offset -1",
    ),
    "negative length": (
        styled("abc", bold(0, -2)),
        "Bad Request: receive an entity with incorrect length -2",
    ),
    "crossing entities": (
        styled("abcdef", bold(0, 4), bold(2, 4, type="italic")),
        "Bad Request: ENTITY_BOUNDS_INVALID",
    ),
    "unknown entity": (
        styled("abc", bold(0, 1, type="blink")),
        ENTITY + "Unsupported type specified",
    ),
    "entity without a type": (
        styled("abc", {"offset": 0, "length": 1}),
        ENTITY + 'Can\'t find field "type"',
    ),
    "entity without an offset": (
        styled("abc", {"type": "bold", "length": 1}),
        ENTITY + 'Can\'t find field "offset"',
    ),
    "entity that is no object": (styled("abc", "bold"), ENTITY + "expected an Object"),
    "offset is a list": (
        styled("abc", bold([0], 1)),
        ENTITY + 'Field "offset" must be of type Number',
    ),
    "text_link without url": (
        styled("abc", bold(0, 1, type="text_link")),
        ENTITY + 'Can\'t find field "url"',
    ),
    "text_link to nowhere": (
        styled("abc", bold(0, 1, type="text_link", url="javascript://x")),
        "Bad Request: entity URL 'javascript://x' is invalid: Wrong HTTP URL",
    ),
    "text_mention without user": (
        styled("abc", bold(0, 1, type="text_mention")),
        ENTITY + 'Can\'t find field "user"',
    ),
    "text_mention of a stranger": (
        styled("abc", bold(0, 1, type="text_mention", user={"id": 999})),
        "Bad Request: user not found",
    ),
    "pre with a language that is no text": (
        styled("abc", bold(0, 1, type="pre", language=["py"])),
        ENTITY + 'Field "language" must be of type String',
    ),
    "custom emoji without id": (
        styled("😀", bold(0, 2, type="custom_emoji")),
        ENTITY + 'Can\'t find field "custom_emoji_id"',
    ),
    "unknown parse_mode": (
        {"chat_id": GROUP, "text": "x", "parse_mode": "RTF"},
        "Bad Request: unsupported parse_mode",
    ),
    "HTML with an unknown tag": (
        {"chat_id": GROUP, "text": "<blink>x</blink>", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unsupported start tag "blink" at byte offset 0',
    ),
    "HTML never closed": (
        {"chat_id": GROUP, "text": "<b>x", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "HTML with a bare sign": (
        {"chat_id": GROUP, "text": "a < b", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Unsupported start tag",
    ),
    "no chat": ({"text": "x"}, "Bad Request: chat_id is empty"),
    "unknown chat": ({"chat_id": -1009, "text": "x"}, "Bad Request: chat not found"),
    "unknown person": ({"chat_id": 424242, "text": "x"}, "Bad Request: chat not found"),
    "unknown name": ({"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    "unknown topic": (
        {"chat_id": FORUM, "text": "x", "message_thread_id": 77},
        "Bad Request: message thread not found",
    ),
    "topic of a group without topics": (
        {"chat_id": GROUP, "text": "x", "message_thread_id": 77},
        "Bad Request: message thread not found",
    ),
    "General topic by its number": (
        {"chat_id": FORUM, "text": "x", "message_thread_id": 1},
        "Bad Request: message thread not found",
    ),
    "reply to nothing": (
        {"chat_id": GROUP, "text": "x", "reply_parameters": {"message_id": 555}},
        "Bad Request: message to be replied not found",
    ),
    "reply parameters that are no object": (
        {"chat_id": GROUP, "text": "x", "reply_parameters": [5]},
        "Bad Request: object expected as reply parameters",
    ),
    "reply parameters that are no JSON": (
        {"chat_id": GROUP, "text": "x", "reply_parameters": "{"},
        "Bad Request: can't parse reply parameters JSON object",
    ),
    "link preview options that are no object": (
        {"chat_id": GROUP, "text": "x", "link_preview_options": [1]},
        "Bad Request: object expected as link preview options",
    ),
    "callback_data of 65 bytes": (
        keyed([{"text": "a", "callback_data": "ä" * 32 + "b"}]),
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "empty callback_data": (
        keyed([{"text": "a", "callback_data": ""}]),
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "button that does nothing": (
        keyed([{"text": "a"}]),
        BUTTON + "Text buttons are unallowed in the inline keyboard",
    ),
    "button without text": (
        keyed([{"callback_data": "a"}]),
        BUTTON + 'Can\'t find field "text"',
    ),
    "button to nowhere": (
        keyed([{"text": "a", "url": "nowhere"}]),
        "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    "keyboard that is no list of lists": (
        keyed({"text": "a", "callback_data": "a"}),
        'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup'
        " must be an Array of Arrays",
    ),
    "markup that is no JSON": (
        {"chat_id": GROUP, "text": "x", "reply_markup": "{"},
        "Bad Request: can't parse reply keyboard markup JSON object",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_broken_send_is_refused_in_the_platforms_words_and_changes_nothing(
    name: str, stand_in: TelegramStandIn, raw: Any
) -> None:
    body, words = REFUSED[name]
    status, answer = await raw("sendMessage", body)
    assert (status, answer) == (400, {"ok": False, "error_code": 400, "description": words})
    assert stand_in.messages(GROUP) == stand_in.messages(FORUM) == []


async def test_what_is_refused_for_what_went_before(stand_in: TelegramStandIn, raw: Any) -> None:
    hers = {"chat_id": GROUP, "message_id": stand_in.say(GROUP, ANN, "hers")}
    _, sent = await raw("sendMessage", {"chat_id": GROUP, "text": "mine"})
    mine = {"chat_id": GROUP, "message_id": sent["result"]["message_id"]}
    stand_in.advance(48 * 3600)
    rows = [
        ("editMessageText", {**hers, "text": "x"}, 400, "Bad Request: message can't be edited"),
        (
            "deleteMessage",
            mine,
            400,
            "Bad Request: message can't be deleted for everyone",
        ),
        (
            "sendMessage",
            {"chat_id": ANN, "text": "x"},
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
    ]
    for method, body, code, words in rows:
        refused = {"ok": False, "error_code": code, "description": words}
        assert await raw(method, body) == (code, refused)
    assert [one["text"] for one in stand_in.messages(GROUP)] == ["hers", "mine"]


def test_the_table_shows_more_than_25_refused_bodies() -> None:
    assert len(REFUSED) > 25
