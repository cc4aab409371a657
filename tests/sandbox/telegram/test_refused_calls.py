"""Bodies that cannot be read, calls to other methods, and whatever else may come."""

import json
import random
from typing import Any

import pytest

from bot.sandbox.telegram.methods import METHODS
from bot.sandbox.telegram.server import TelegramStandIn
from tests.in_full import IN_FULL

GROUP, FORUM = -1001000000001, -1001000000003


BROKEN: dict[str, tuple[bytes, str, str]] = {
    "JSON that is none": (
        b'{"chat_id":',
        "application/json",
        "Bad Request: can't parse parameters JSON object",
    ),
    "JSON that is no object": (
        b"[1]",
        "application/json",
        "Bad Request: object expected as parameters",
    ),
    "JSON that is not UTF-8": (
        b'{"text":"\xff"}',
        "application/json",
        "Bad Request: strings must be encoded in UTF-8",
    ),
    "lone surrogate inside an entity": (
        b"chat_id=-1001000000001&text=abc&entities="
        b'[{"type":"text_link","offset":0,"length":1,"url":"https://e.org/\\ud83d"}]',
        "application/x-www-form-urlencoded",
        "Bad Request: strings must be encoded in UTF-8",
    ),
    "form that is not UTF-8": (
        b"chat_id=1&text=%ED%A0%BD",
        "application/x-www-form-urlencoded",
        "Bad Request: strings must be encoded in UTF-8",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_body_that_cannot_be_read_is_refused(name: str, raw: Any) -> None:
    body, kind, words = BROKEN[name]
    assert await raw("sendMessage", body, kind=kind) == (
        400,
        {"ok": False, "error_code": 400, "description": words},
    )


async def test_an_unknown_method_is_404_and_an_unknown_token_401(raw: Any) -> None:
    assert await raw("sendMesage", {}) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )
    assert await raw("getMe", {}, token="7001:no") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


@pytest.mark.parametrize(
    ("method", "body", "words"),
    [
        (
            "editMessageText",
            {"chat_id": GROUP, "message_id": 9, "text": "x"},
            "message to edit not found",
        ),
        ("editMessageText", {"chat_id": GROUP, "text": "x"}, "message identifier is not specified"),
        ("deleteMessage", {"chat_id": GROUP, "message_id": 9}, "message to delete not found"),
        ("deleteMessages", {"chat_id": GROUP}, "message identifiers are not specified"),
        ("pinChatMessage", {"chat_id": GROUP, "message_id": 9}, "message to pin not found"),
        ("setMessageReaction", {"chat_id": GROUP, "message_id": 9}, "message to react not found"),
        (
            "sendChatAction",
            {"chat_id": GROUP, "action": "dance"},
            "wrong parameter action in request",
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getChatMember", {"chat_id": GROUP, "user_id": 5}, "user not found"),
        (
            "getChatAdministrators",
            {"chat_id": 1001},
            "there are no administrators in the private chat",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "Big", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setWebhook",
            {"url": "http://x.y/"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
    ],
)
async def test_other_methods_refuse_in_their_words(
    method: str, body: dict[str, Any], words: str, raw: Any
) -> None:
    assert await raw(method, body) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"},
    )


async def test_entities_that_are_no_list_are_ignored_as_the_platform_ignores_them(raw: Any) -> None:
    body = {"chat_id": GROUP, "text": "abc", "entities": "[{"}
    status, answer = await raw("sendMessage", json.dumps(body).encode())
    assert status == 200
    assert "entities" not in answer["result"]


ODD: list[Any] = [
    *(None, True, 0, -1, 3.5, 10**30, "", "x", "{", "[", "null", '"x"', "@x", GROUP, FORUM),
    *([], [1], [[]], [{}], [None], {}, {"a": 1}, {"type": [1]}, {"message_id": [1]}),
    {"message_id": 1, "chat_id": {}},
    {"message_id": 1, "quote": 5},
    {"inline_keyboard": 5},
    {"inline_keyboard": [[{"text": "a", "callback_data": 5}]]},
    [{"type": {}, "offset": 0, "length": 1}],
    [{"type": "text_link", "offset": 0, "length": 1, "url": "http://[::1"}],
]
NAMES = [
    "chat_id",
    "text",
    "message_id",
    "message_ids",
    "entities",
    "reply_parameters",
    "reply_markup",
    "user_id",
    "scope",
    "link_preview_options",
    "message_thread_id",
    "offset",
    "limit",
    "commands",
    "reaction",
    "action",
    "allowed_updates",
    "url",
    "callback_query_id",
    "parse_mode",
    "secret_token",
    *("photo", "document", "media", "caption", "caption_entities", "file_id", "from_chat_id"),
    *("invite_link", "expire_date", "member_limit", "until_date", "name", "icon_color"),
]


@pytest.mark.proof
async def test_no_body_however_odd_breaks_the_server(stand_in: TelegramStandIn, raw: Any) -> None:
    stand_in.say(GROUP, 1001, "x")
    chance = random.Random(5)  # noqa: S311 - the same bodies each time
    methods = [*METHODS, "getUpdates", *["sendMessage"] * 8]
    for _ in range(600 if IN_FULL else 200):
        body = {name: chance.choice(ODD) for name in chance.sample(NAMES, 6)}
        body |= chance.choice([{}, {"chat_id": GROUP, "text": "abc"}])
        status, answer = await raw(chance.choice(methods), body)
        assert status < 500, body
        assert answer["ok"] is (status == 200)
