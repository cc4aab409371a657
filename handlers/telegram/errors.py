"""What goes wrong at Telegram, in the tree of doors. The one place that knows Telegram's words.

Telegram has no codes but the HTTP status; what it means stands in `description`, in words that its
server has kept for years: https://core.telegram.org/bots/api#making-requests, and the sources of
https://github.com/tdlib/telegram-bot-api and https://github.com/tdlib/td. The words themselves are
never passed on: they may quote what was sent.
"""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

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

from handlers.door import (
    Closed,
    DoorError,
    Later,
    LockedOut,
    Lost,
    Missing,
    Refused,
    Relocated,
    TooLong,
    Unchanged,
)
from handlers.telegram.request import Flood, NotReached

T = TypeVar("T")

NO_REPLY: Final = "reply_not_found"
TOO_BIG: Final = "file_is_too_big"
NO_PICTURE: Final = "not_a_picture"
"""Telegram does not show this as a photo; as a document it may take it."""

_WORDS: Final[tuple[tuple[str, Callable[[str], DoorError], str], ...]] = (
    ("message is not modified", Unchanged, "message_is_not_modified"),
    ("message to edit not found", Missing, "message_to_edit_not_found"),
    ("message to delete not found", Missing, "message_to_delete_not_found"),
    ("message_id_invalid", Missing, "message_id_invalid"),
    ("message can't be deleted", Refused, "message_cannot_be_deleted"),
    ("message can't be edited", Refused, "message_cannot_be_edited"),
    ("message is too long", TooLong, "message_is_too_long"),
    ("message_too_long", TooLong, "message_is_too_long"),
    ("entities_too_long", TooLong, "entities_too_long"),
    ("message to be replied not found", Refused, NO_REPLY),
    ("replied message not found", Refused, NO_REPLY),
    ("message thread not found", Closed, "message_thread_not_found"),
    ("topic_closed", Closed, "topic_closed"),
    ("topic_deleted", Closed, "topic_deleted"),
    ("topic_id_invalid", Closed, "topic_id_invalid"),
    ("file is too big", Refused, TOO_BIG),
    ("temporarily unavailable", Later, "file_is_unavailable"),
    ("photo_invalid_dimensions", Refused, NO_PICTURE),
    ("image_process_failed", Refused, NO_PICTURE),
    ("photo_save_file_invalid", Refused, NO_PICTURE),
    ("is too big for a photo", Refused, NO_PICTURE),
    ("chat not found", Closed, "chat_not_found"),
    ("peer_id_invalid", Closed, "peer_id_invalid"),
    ("user not found", Closed, "user_not_found"),
    ("group chat was deactivated", Closed, "group_deactivated"),
    ("upgraded to a supergroup", Closed, "group_upgraded"),
    ("not enough rights", Closed, "not_enough_rights"),
    ("have no rights", Closed, "not_enough_rights"),
    ("need administrator rights", Closed, "not_enough_rights"),
    ("chat_write_forbidden", Closed, "chat_write_forbidden"),
    ("chat_restricted", Closed, "chat_restricted"),
    ("channel_private", Closed, "channel_private"),
    ("user_is_blocked", Closed, "user_is_blocked"),
)
_SHUT: Final = (
    ("blocked by the user", "bot_was_blocked"),
    ("can't initiate conversation", "never_pressed_start"),
    ("user is deactivated", "user_is_deactivated"),
    ("kicked from", "bot_was_kicked"),
    ("not a member", "bot_is_not_a_member"),
)


async def asked(call: Awaitable[T]) -> T:
    """Return what Telegram answered; every failure is raised as a DoorError with a code only."""
    try:
        return await call
    except UnicodeEncodeError:
        raise Refused("not_unicode") from None
    except Exception as error:  # noqa: BLE001 - the library raises what it likes on odd answers
        raise fault(error) from None


def fault(error: Exception) -> DoorError:  # noqa: C901 - one line for each kind of error
    """Return the error of the doors' tree for what python-telegram-bot raised."""
    match error:
        case DoorError():
            return error
        case Flood():
            return Later("too_many_requests", error.after)
        case ChatMigrated():
            return Relocated("group_migrated", str(error.new_chat_id))
        case Forbidden():
            words = error.message.lower()
            return Closed(next((code for part, code in _SHUT if part in words), "forbidden"))
        case InvalidToken():
            return LockedOut("unauthorized")
        case Conflict():
            webhook = "webhook" in error.message.lower()
            return Later("webhook_is_active" if webhook else "second_poller")
        case BadRequest():
            return _refusal(error.message.lower())
        case NotReached():
            return Later("not_reached")
        case TimedOut():
            return Lost("timed_out")
        case NetworkError():
            return Lost("connection_lost")
        case TelegramError():
            return Lost("unreadable_answer")
    return Lost(f"unreadable_answer_{type(error).__name__}")


def _refusal(words: str) -> DoorError:
    for part, kind, code in _WORDS:
        if part in words:
            return kind(code)
    return Refused("bad_request")
