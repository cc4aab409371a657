"""Lines that are typed to us in Telegram, with the keyboard or by a button of ours.

https://core.telegram.org/bots/features#commands, https://core.telegram.org/bots/api#callbackquery
"""

import re
from typing import Final

from handlers.incoming import Said, Typed
from handlers.telegram.fields import (
    Json,
    Malformed,
    instant_of,
    integer,
    member,
    room_of,
    sender_of,
)
from handlers.telegram.files import album_of, said_files
from policies.verbs.table import BY_NAME

_LONGEST_LINE: Final = 4_000
_FILES: Final = ("photo", "document", "voice", "video", "video_note", "audio", "animation",
                 "sticker", "contact", "location", "poll", "dice")  # fmt: skip
_ABOUT_FILES: Final = frozenset({"share", "to", "election"})
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s|$)")


def command(message: Json, username: str) -> str | None:
    """Return the line that a message types to the bot of this name; None where it types none.

    The caption of a file is a line where the file is what the line is about.
    """
    text = message.get("text") or message.get("caption")
    found = _COMMAND.match(text) if isinstance(text, str) else None
    if found is None or "forward_origin" in message:
        return None
    name, bot = found.group(1).lower(), found.group(2)
    if bot is not None and bot.lower() != username.lower():
        return None
    declared = BY_NAME.get(name)
    if "text" not in message and (declared is None or declared.name not in _ABOUT_FILES):
        return None
    private = member(message, "chat").get("type") == "private"
    return text if private or declared is not None else None


def private(message: Json) -> str | None:
    """Return what somebody wrote to the bot in private without a command, "" for a file alone.

    None for what nobody wrote (a message pinned, a timer set). What it says means nothing to us,
    but somebody wrote it, and is answered.
    """
    text = message.get("text") or message.get("caption") or ""
    if not isinstance(text, str):
        raise Malformed("text is not a line")
    written = text or any(kind in message for kind in _FILES)
    return text[:_LONGEST_LINE].strip() if written else None


def typed(
    event: str, message: Json, line: str, reply_to: str | None, about: Said | None = None
) -> Typed:
    """Return what a message types."""
    return Typed(
        event=event,
        room=room_of(message),
        number=str(message["message_id"]),
        written=instant_of(message),
        sender=sender_of(message),
        line=line,
        reply_to=reply_to,
        private=member(message, "chat").get("type") == "private",
        about=about,
        # Whoever forwards a file did not write it.
        files=() if "forward_origin" in message else tuple(said_files(message)),
        album=album_of(message),
    )


def pressed(query: Json) -> Typed | None:
    """Return what a press types: a button of ours holds a line. None where it is no button of ours.

    When it was pressed Telegram does not say: it is dated by the message that the button is under.
    """
    message, line, number = query.get("message"), query.get("data"), query.get("id")
    if not isinstance(number, str) or not number:
        raise Malformed("id is not a string")
    if not isinstance(message, dict) or not isinstance(line, str):
        return None
    private = member(message, "chat").get("type") == "private"
    return Typed(
        event=f"callback:{number}",
        room=room_of(message),
        number=str(integer(message, "message_id")),
        written=instant_of(message),
        sender=sender_of({"from": query.get("from"), "chat": message["chat"]}),
        line=line,
        private=private,
        pressed=True,
        query=number,
    )
