"""Reactions: what people put under messages, and the marks that we put there.

https://core.telegram.org/bots/api#messagereactionupdated, #reactiontype, #setmessagereaction
"""

from typing import Any, Final

from handlers.door import Mark
from handlers.incoming import Reacted, Room, Unread
from handlers.telegram.fields import Json, Malformed, instant_of, integer, member, sender_of
from policies.messages.emoji import of_character

MARKS: Final[dict[Mark, str]] = {"taken": "👀", "everywhere": "👍"}
"""Telegram lets a bot choose among 73 emoji; there is no ✅ among them."""
CUSTOM: Final = ":custom:"
PAID: Final = "⭐"
_MOST: Final = 20


def reacted(update: Any, told: Json) -> Reacted | Unread:
    """Return what an account has under a message now; raises Malformed.

    An account that reacts as a channel or as the group itself is nobody verified. The sums of
    anonymous reactions (`message_reaction_count`) name nobody, and are not asked for.
    """
    chat, number = member(told, "chat"), integer(told, "message_id")
    channel = str(integer(chat, "id"))
    event = f"{channel}:{number}:reaction:{integer(told, 'date')}:{update['update_id']}"
    if chat.get("type") == "private" or number <= 0:
        return Unread(event=event, kind="private")
    actor = told.get("actor_chat")
    sender = sender_of({"from": told.get("user"), "sender_chat": actor})
    # Two channels are two accounts, though neither is a person.
    account = sender.user or (f"chat:{integer(actor, 'id')}" if isinstance(actor, dict) else "")
    emoji = tuple(dict.fromkeys(filter(None, map(_shown, _listed(told.get("new_reaction"))))))
    return Reacted(
        event=event,
        room=Room(channel=channel),
        number=str(number),
        at=instant_of(told),
        sender=sender,
        account=account,
        change="set",
        emoji=emoji,
    )


def mark(kind: Mark) -> list[dict[str, str]]:
    """Return the `reaction` of a call: one emoji, or none."""
    emoji = MARKS.get(kind)
    return [] if emoji is None else [{"type": "emoji", "emoji": emoji}]


def _listed(value: object) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Malformed("new_reaction is not a list of objects")
    return value[:_MOST]


def _shown(kind: Json) -> str:
    match kind.get("type"):
        case "emoji":
            emoji = kind.get("emoji")
            return of_character(emoji) if isinstance(emoji, str) else ""
        case "custom_emoji":
            return CUSTOM
        case "paid":
            return PAID
    return ""
