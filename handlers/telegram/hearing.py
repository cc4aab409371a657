"""One raw update of Telegram as something incoming. Never raises; says what it could not read.

Identity. `event` is what a redelivery repeats: `chat:message` for a new message and
`chat:message:edit:<edit_date>:<update_id>` for an edit (dates are whole seconds, and two edits may
share one). The number of the update alone is none: it starts anew after a quiet week.

https://core.telegram.org/bots/api#update and #message
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final

from handlers.incoming import Incoming, Moved, Room, Said, Unread
from handlers.payloads import unbroken
from handlers.telegram import lines, rooms, said
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
from handlers.telegram.lines import command, pressed, typed
from handlers.telegram.reactions import reacted
from policies.commands import parse
from policies.forms import FORMS
from policies.verbs.table import BY_NAME

HEARD: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "message_reaction",
    *rooms.MOVES,
)
_FILES: Final = ("document", "animation", "audio", "video")
SHARE: Final = "share"
TO: Final = "to"
"""The lines that hand over what they answer, in a room and in private."""
_SERVICE: Final = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot's own account, as `getMe` said."""

    id: int = 0
    username: str = field(default="", repr=False)


def hear(update: Any, me: Me, *, caught_up: bool = False) -> Incoming:
    """Return what an update says."""
    try:
        return _update(unbroken(update), me, caught_up=caught_up)
    except Malformed as error:
        return Unread(event=_mark(update), kind=_kind(update), error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever is odd in one update stops no other
        return Unread(event=_mark(update), kind=_kind(update), error=type(error).__name__)


def _update(update: Any, me: Me, *, caught_up: bool) -> Incoming:
    if not isinstance(update, dict):
        raise Malformed("update is not an object")
    integer(update, "update_id")
    kind = _kind(update)
    if kind not in HEARD:
        return Unread(event=_mark(update), kind=kind)
    message = update[kind]
    if not isinstance(message, dict):
        raise Malformed(f"{kind} is not an object")
    if kind == "callback_query":
        return pressed(message) or Unread(event=_mark(update), kind=kind)
    if kind == "message_reaction":
        return reacted(update, message)
    if kind in rooms.MOVES:
        moved = rooms.moved(kind, update, message)
        return moved or Unread(event=_mark(update), kind=kind)
    return _message(update, message, me, kind=kind, caught_up=caught_up)


def _message(update: Any, message: Json, me: Me, *, kind: str, caught_up: bool) -> Incoming:
    chat = member(message, "chat")
    number = integer(message, "message_id")
    if number <= 0:
        # Ephemeral messages all have the number 0: it is never a key.
        return Unread(event=_mark(update), kind="ephemeral")
    event = f"{integer(chat, 'id')}:{number}"
    if kind.startswith("edited_"):
        event += f":edit:{message.get('edit_date')}:{update['update_id']}"
        return _said(event, message, me, edited=True, caught_up=caught_up)
    if kind == "message":
        moved = _moved(event, message, chat)
        if moved is not None:
            return moved
        joined = rooms.came(event, message, me.id)
        if joined is not None:
            return joined
        line = command(message, me.username)
        if line is not None:
            about = _handed_over(message, line, me)
            return typed(event, message, line, _reply_to(message), about)
        if chat.get("type") == "private":
            line = lines.private(message)
            if line is None:
                return Unread(event=event, kind="private")
            return typed(event, message, line, _reply_to(message), _handed_over(message, line, me))
    return _said(event, message, me, edited=False, caught_up=caught_up)


def _said(event: str, message: Json, me: Me, *, edited: bool, caught_up: bool) -> Said | Unread:
    chat = member(message, "chat")
    if edited and chat.get("type") == "private":
        return Unread(event=event, kind="private")
    sender = sender_of(message)
    if sender.user == str(me.id):
        return Unread(event=event, kind="own echo")
    if edited and "location" in message and "venue" not in message:
        # Where somebody has gone since is not passed on: a live location stands as it began.
        return Unread(event=event, kind="location")
    parts = tuple(said.parts(message))
    files = tuple(said_files(message))
    if not parts and not files:
        return Unread(event=event, kind=_service(message))
    return Said(
        event=event,
        room=room_of(message),
        number=str(message["message_id"]),
        written=instant_of(message),
        sequence=integer(message, "message_id"),
        sender=sender,
        parts=parts,
        reply_to=_reply_to(message),
        edited=edited,
        caught_up=caught_up,
        files=files,
        album=album_of(message),
        automatic=message.get("is_automatic_forward") is True,
    )


def _handed_over(message: Json, line: str, me: Me) -> Said | None:
    """Return what a reply of `/share`, or of `to` in private, is about; no other line is told it.

    But for those whose form begins with a message. What is made in private of something is only
    what whoever makes it wrote.
    """
    answered = message.get("reply_to_message")
    private = member(message, "chat").get("type") == "private"
    if _reply_to(message) is None or not isinstance(answered, dict):
        return None
    command = BY_NAME.get(parse(line).verb)
    name = "" if command is None else command.name
    begins = name in FORMS and FORMS[name].about != ""
    if not begins and name != (TO if private else SHARE):
        return None
    if private and (
        "forward_origin" in answered or sender_of(answered).user != sender_of(message).user
    ):
        return None
    event = f"{integer(member(answered, 'chat'), 'id')}:{integer(answered, 'message_id')}"
    told = _said(event, answered, me, edited=False, caught_up=False)
    return told if isinstance(told, Said) else None


def _moved(event: str, message: Json, chat: Json) -> Moved | None:
    """A group became a supergroup: only the service message in the old group itself says so."""
    if "migrate_to_chat_id" not in message or chat.get("type") != "group":
        return None
    to = integer(message, "migrate_to_chat_id")
    if to >= 0:
        raise Malformed("migrate_to_chat_id is no group's id")
    return Moved(event=event, room=Room(channel=str(chat["id"])), to=str(to))


def _reply_to(message: Json) -> str | None:
    answered = message.get("reply_to_message")
    if not isinstance(answered, dict):
        return None
    number = integer(answered, "message_id")
    if message.get("is_topic_message") is True and number == message.get("message_thread_id"):
        # Whatever stands in a topic answers the message that opened it.
        return None
    elsewhere = member(answered, "chat").get("id") != member(message, "chat").get("id")
    return None if elsewhere or number <= 0 else str(number)


def _kind(update: Any) -> str:
    """Return the update's kind as it may stand in a log."""
    names = [name for name in update if name != "update_id"] if isinstance(update, dict) else []
    named = [name for name in names if isinstance(name, str) and _SERVICE.fullmatch(name)]
    return named[0] if named else "unknown"


def _service(message: Json) -> str:
    """Return what a message without any text is, such as "new_chat_members" or "photo"."""
    plain = {"message_id", "message_thread_id", "from", "sender_chat", "chat", "date", "edit_date"}
    return next(
        (name for name in message if name not in plain and _SERVICE.fullmatch(str(name))), "empty"
    )


def _mark(update: Any) -> str:
    """Return what a redelivery repeats of an update that is not kept."""
    number = update.get("update_id") if isinstance(update, dict) else None
    try:
        digest = hashlib.sha256(repr(update).encode("utf-8", "replace")).hexdigest()[:32]
    except RecursionError:
        digest = "too deep"
    return f"update:{number if isinstance(number, int) else '?'}:{digest}"
