"""The fields of Telegram's objects, read one by one: what is not as documented is `Malformed`.

https://core.telegram.org/bots/api#message, #user, #chat
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from handlers.incoming import Room, Sender
from handlers.telegram.entities import read
from policies.text import Text

Json: TypeAlias = Mapping[str, Any]

LONGEST: Final = 100_000
"""Characters; Telegram itself takes 4,096."""
_NOBODY: Final = frozenset({1087968824, 136817688, 777000})
"""GroupAnonymousBot, Channel_Bot, and Telegram itself, which forwards a channel's posts."""
_LONGEST_NAME: Final = 200


class Malformed(Exception):
    """What came is not what Telegram documents; says which field, never what it held."""


def room_of(message: Json) -> Room:
    """Return the chat, and the topic where the message stands in one."""
    topic = None
    if message.get("is_topic_message") is True:
        topic = str(integer(message, "message_thread_id"))
    return Room(channel=str(integer(member(message, "chat"), "id")), topic=topic)


def sender_of(message: Json) -> Sender:
    """Return who wrote a message, as far as Telegram vouches for it."""
    chat, user = message.get("sender_chat"), message.get("from")
    if isinstance(chat, dict) or not isinstance(user, dict):
        named = chat if isinstance(chat, dict) else message.get("chat")
        title = named.get("title") if isinstance(named, dict) else None
        return Sender(name=shortened(message.get("author_signature") or title), verified=False)
    number = integer(user, "id")
    names = (user.get("first_name"), user.get("last_name"))
    name = shortened(" ".join(one for one in names if isinstance(one, str) and one))
    if number in _NOBODY:
        return Sender(name=name, bot=True, verified=False)
    return Sender(user=str(number), name=name, bot=user.get("is_bot") is True)


def text_of(holder: Json, name: str, entities: str) -> Text:
    """Return a text with its entities; empty where there is none."""
    text, marks = holder.get(name), holder.get(entities)
    if text is None:
        return Text()
    if not isinstance(text, str):
        raise Malformed(f"{name} is not a string")
    if len(text) > LONGEST:
        raise Malformed(f"{name} is longer than Telegram allows")
    if marks is not None and not (
        isinstance(marks, list) and all(isinstance(one, dict) for one in marks)
    ):
        raise Malformed(f"{entities} is not a list of objects")
    return read(text, marks or [])


def instant_of(message: Json) -> datetime:
    """Return when a message was written (UTC)."""
    try:
        return datetime.fromtimestamp(integer(message, "date"), UTC)
    except (OverflowError, ValueError, OSError):
        raise Malformed("date is beyond the calendar") from None


def integer(holder: Json, name: str) -> int:
    """Return a whole number."""
    value = holder.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{name} is not a number")
    return value


def member(holder: Json, name: str) -> Json:
    """Return an object inside an object."""
    value = holder.get(name)
    if not isinstance(value, dict):
        raise Malformed(f"{name} is not an object")
    return value


def shortened(name: object) -> str:
    """Return the beginning of a name, the empty string for what is none."""
    return name[:_LONGEST_NAME] if isinstance(name, str) else ""
