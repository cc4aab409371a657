"""What Telegram says when it refuses, and what the house makes of it."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from handlers import door
from handlers.telegram.errors import fault
from handlers.telegram.request import Flood, NotReached


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (Flood(7.0), door.Later, "too_many_requests"),
        (ChatMigrated(-1009), door.Relocated, "group_migrated"),
        (Forbidden("Forbidden: bot was blocked by the user"), door.Closed, "bot_was_blocked"),
        (
            Forbidden("Forbidden: bot can't initiate conversation with a user"),
            door.Closed,
            "never_pressed_start",
        ),
        (Forbidden("Forbidden: SECRET"), door.Closed, "forbidden"),
        (InvalidToken("Unauthorized"), door.LockedOut, "unauthorized"),
        (Conflict("terminated by other getUpdates request"), door.Later, "second_poller"),
        (Conflict("can't use … while webhook is active"), door.Later, "webhook_is_active"),
        (
            BadRequest("Bad Request: message is not modified: specified new message content"),
            door.Unchanged,
            "message_is_not_modified",
        ),
        (BadRequest("Message to edit not found"), door.Missing, "message_to_edit_not_found"),
        (BadRequest("Message to delete not found"), door.Missing, "message_to_delete_not_found"),
        (BadRequest("Message can't be deleted"), door.Refused, "message_cannot_be_deleted"),
        (BadRequest("Message is too long"), door.TooLong, "message_is_too_long"),
        (BadRequest("Chat not found"), door.Closed, "chat_not_found"),
        (BadRequest("Message thread not found"), door.Closed, "message_thread_not_found"),
        (BadRequest("wrong url SECRET"), door.Refused, "bad_request"),
        (NotReached("x"), door.Later, "not_reached"),
        (TimedOut("SECRET"), door.Lost, "timed_out"),
        (NetworkError("https://host/bot123:SECRET"), door.Lost, "connection_lost"),
        (TelegramError("SECRET"), door.Lost, "unreadable_answer"),
        (KeyError("SECRET"), door.Lost, "unreadable_answer_KeyError"),
    ],
)
def test_every_error_has_its_place_in_the_tree_and_a_code_only(
    error: Exception, kind: type, code: str
) -> None:
    found = fault(error)
    assert type(found) is kind
    assert found.code == code
    assert "SECRET" not in f"{found!r} {found}"


def test_the_wait_that_telegram_asks_for_is_kept() -> None:
    found = fault(Flood(7.0))
    assert isinstance(found, door.Later)
    assert found.after == 7.0


def test_a_group_that_moved_says_where_to() -> None:
    found = fault(ChatMigrated(-1009))
    assert isinstance(found, door.Relocated)
    assert found.to == "-1009"
