"""One raw update of Telegram as something incoming. Never raises; says what it could not read.

Identity. `event` is what a redelivery repeats: `chat:message` for a new message and
`chat:message:edit:<edit_date>:<update_id>` for an edit (dates are whole seconds, and two edits may
share one). The number of the update alone is none: it starts anew after a quiet week.

https://core.telegram.org/bots/api#update and #message
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from handlers.incoming import (
    Incoming,
    Moved,
    Room,
    Said,
    SaidPart,
    Sender,
    Typed,
    Unread,
    unbroken,
)
from handlers.telegram.entities import read
from policies.messages.message import PartKind
from policies.readings import Where
from policies.text import Text

Json: TypeAlias = Mapping[str, Any]

HEARD: Final = ("message", "edited_message", "channel_post", "edited_channel_post")
LONGEST: Final = 100_000
"""Characters; Telegram itself takes 4,096."""
_NOBODY: Final = frozenset({1087968824, 136817688, 777000})
"""GroupAnonymousBot, Channel_Bot, and Telegram itself, which forwards a channel's posts."""
_FILES: Final = ("document", "animation", "audio", "video")
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,32}))?(?:\s|$)")
_COMMANDS: Final = frozenset({"delete"})
_SERVICE: Final = re.compile(r"[a-z_]{1,40}")
_LONGEST_NAME: Final = 200


class _Malformed(Exception):
    """What came is not what Telegram documents; says which field, never what it held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot's own account, as `getMe` said."""

    id: int = 0
    username: str = field(default="", repr=False)


def hear(update: Any, me: Me, *, caught_up: bool = False) -> Incoming:
    """Return what an update says."""
    try:
        return _update(unbroken(update), me, caught_up=caught_up)
    except _Malformed as error:
        return Unread(event=_mark(update), kind=_kind(update), error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever is odd in one update stops no other
        return Unread(event=_mark(update), kind=_kind(update), error=type(error).__name__)


def _update(update: Any, me: Me, *, caught_up: bool) -> Incoming:
    if not isinstance(update, dict):
        raise _Malformed("update is not an object")
    _integer(update, "update_id")
    kind = _kind(update)
    if kind not in HEARD:
        return Unread(event=_mark(update), kind=kind)
    message = update[kind]
    if not isinstance(message, dict):
        raise _Malformed(f"{kind} is not an object")
    chat = _object(message, "chat")
    number = _integer(message, "message_id")
    if number <= 0:
        # Ephemeral messages all have the number 0: it is never a key.
        return Unread(event=_mark(update), kind="ephemeral")
    event = f"{_integer(chat, 'id')}:{number}"
    if kind.startswith("edited_"):
        event += f":edit:{message.get('edit_date')}:{update['update_id']}"
        return _said(event, message, me, edited=True, caught_up=caught_up)
    if kind == "message":
        moved = _moved(event, message, chat)
        if moved is not None:
            return moved
        command = _command(message, me)
        if command is not None:
            return _typed(event, message, command)
        if chat.get("type") == "private":
            return Unread(event=event, kind="private")
    return _said(event, message, me, edited=False, caught_up=caught_up)


def _said(event: str, message: Json, me: Me, *, edited: bool, caught_up: bool) -> Said | Unread:
    chat = _object(message, "chat")
    if edited and chat.get("type") == "private":
        return Unread(event=event, kind="private")
    sender = _sender(message)
    if sender.user == str(me.id):
        return Unread(event=event, kind="own echo")
    parts = tuple(_parts(message))
    if not parts:
        return Unread(event=event, kind=_service(message))
    return Said(
        event=event,
        room=_room(message),
        number=str(message["message_id"]),
        written=_instant(message),
        sequence=_integer(message, "message_id"),
        sender=sender,
        parts=parts,
        reply_to=_reply_to(message),
        edited=edited,
        caught_up=caught_up,
    )


def _moved(event: str, message: Json, chat: Json) -> Moved | None:
    """A group became a supergroup: only the service message in the old group itself says so."""
    if "migrate_to_chat_id" not in message or chat.get("type") != "group":
        return None
    to = _integer(message, "migrate_to_chat_id")
    if to >= 0:
        raise _Malformed("migrate_to_chat_id is no group's id")
    return Moved(event=event, room=Room(channel=str(chat["id"])), to=str(to))


def _command(message: Json, me: Me) -> str | None:
    text = message.get("text")
    found = _COMMAND.match(text) if isinstance(text, str) else None
    if found is None or "forward_origin" in message:
        return None
    name, bot = found.group(1).lower(), found.group(2)
    if bot is not None and bot.lower() != me.username.lower():
        return None
    private = _object(message, "chat").get("type") == "private"
    return text if private or name in _COMMANDS else None


def _typed(event: str, message: Json, line: str) -> Typed:
    return Typed(
        event=event,
        room=_room(message),
        number=str(message["message_id"]),
        written=_instant(message),
        sender=_sender(message),
        line=line,
        reply_to=_reply_to(message),
        private=_object(message, "chat").get("type") == "private",
    )


def _room(message: Json) -> Room:
    topic = None
    if message.get("is_topic_message") is True:
        topic = str(_integer(message, "message_thread_id"))
    return Room(channel=str(_integer(_object(message, "chat"), "id")), topic=topic)


def _sender(message: Json) -> Sender:
    chat, user = message.get("sender_chat"), message.get("from")
    if isinstance(chat, dict) or not isinstance(user, dict):
        named = chat if isinstance(chat, dict) else message.get("chat")
        title = named.get("title") if isinstance(named, dict) else None
        return Sender(name=_cut(message.get("author_signature") or title), verified=False)
    number = _integer(user, "id")
    names = (user.get("first_name"), user.get("last_name"))
    name = _cut(" ".join(one for one in names if isinstance(one, str) and one))
    if number in _NOBODY:
        return Sender(name=name, bot=True, verified=False)
    return Sender(user=str(number), name=name, bot=user.get("is_bot") is True)


def _reply_to(message: Json) -> str | None:
    answered = message.get("reply_to_message")
    if not isinstance(answered, dict):
        return None
    number = _integer(answered, "message_id")
    if message.get("is_topic_message") is True and number == message.get("message_thread_id"):
        # Whatever stands in a topic answers the message that opened it.
        return None
    elsewhere = _object(answered, "chat").get("id") != _object(message, "chat").get("id")
    return None if elsewhere or number <= 0 else str(number)


def _parts(message: Json) -> Iterator[SaidPart]:
    forwarded = "forward_origin" in message or "forward_date" in message
    own = PartKind.FORWARD if forwarded else PartKind.OWN
    for name, entities, where in (
        ("text", "entities", Where.TEXT),
        ("caption", "caption_entities", Where.CAPTION),
    ):
        text = _text(message, name, entities)
        if text.plain:
            yield SaidPart(kind=own, where=where, text=text)
    for file_name in _file_names(message):
        kind = PartKind.FORWARD if forwarded else PartKind.ATTACHMENT
        yield SaidPart(kind=kind, where=Where.FILENAME, text=Text.of(file_name))
    for holder in (message, message.get("external_reply")):
        quote = holder.get("quote") if isinstance(holder, dict) else None
        if isinstance(quote, dict):
            text = _text(quote, "text", "entities")
            if text.plain:
                yield SaidPart(kind=PartKind.QUOTE, text=text)


def _text(holder: Json, name: str, entities: str) -> Text:
    text, marks = holder.get(name), holder.get(entities)
    if text is None:
        return Text()
    if not isinstance(text, str):
        raise _Malformed(f"{name} is not a string")
    if len(text) > LONGEST:
        raise _Malformed(f"{name} is longer than Telegram allows")
    if marks is not None and not (
        isinstance(marks, list) and all(isinstance(one, dict) for one in marks)
    ):
        raise _Malformed(f"{entities} is not a list of objects")
    return read(text, marks or [])


def _file_names(message: Json) -> list[str]:
    files = [message.get(kind) for kind in _FILES]
    names = [one.get("file_name") for one in files if isinstance(one, dict)]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _instant(message: Json) -> datetime:
    try:
        return datetime.fromtimestamp(_integer(message, "date"), UTC)
    except (OverflowError, ValueError, OSError):
        raise _Malformed("date is beyond the calendar") from None


def _integer(holder: Json, name: str) -> int:
    value = holder.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Malformed(f"{name} is not a number")
    return value


def _object(holder: Json, name: str) -> Json:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise _Malformed(f"{name} is not an object")
    return value


def _cut(name: object) -> str:
    return name[:_LONGEST_NAME] if isinstance(name, str) else ""


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
