"""People forward messages: what goes along, and what does not."""

from typing import Any

from bot.sandbox.telegram.editing import without
from bot.sandbox.telegram.objects import chat_json
from bot.sandbox.telegram.rooms import Rooms
from bot.sandbox.telegram.state import GENERAL, Chat, Post, World

_LEFT = (
    "reply_markup",
    "quote",
    "external_reply",
    "has_protected_content",
    "media_group_id",
    "is_automatic_forward",
)
_ADDRESSES = frozenset({"url", "login_url"})


def origin(world: World, chat: Chat, post: Post) -> dict[str, Any]:
    """Return the MessageOrigin: https://core.telegram.org/bots/api#messageorigin.

    What was forwarded before keeps its first origin; who hides the account is named only.
    """
    first = post.content.get("forward_origin")
    if first is not None:
        return dict(first)
    signed = {name: post.content[name] for name in ("author_signature",) if name in post.content}
    if chat.type == "channel":
        where = {"chat": chat_json(world, chat), "message_id": post.number}
        return {"type": "channel", "date": post.date, **where, **signed}
    if post.sender_chat:
        sender = chat_json(world, world.chats[post.sender_chat])
        return {"type": "chat", "date": post.date, "sender_chat": sender, **signed}
    user = world.users[post.author]
    if user.hidden:
        name = f"{user.first_name} {user.last_name}".strip()
        return {"type": "hidden_user", "date": post.date, "sender_user_name": name}
    return {"type": "user", "date": post.date, "sender_user": user.json()}


def copied(world: World, chat: Chat, post: Post) -> dict[str, Any]:
    """Return what a forwarded message holds.

    A keyboard goes along only when all its buttons are addresses: those that ask the bot are
    dropped with the keyboard, so nothing can be pressed on a copy.
    """
    content = without(post.content, *_LEFT) | {"forward_origin": origin(world, chat, post)}
    keyboard = post.content.get("reply_markup")
    rows = keyboard["inline_keyboard"] if keyboard else []
    if rows and all(_ADDRESSES & button.keys() for row in rows for button in row):
        content["reply_markup"] = keyboard
    return content


def guarded(chat: Chat, post: Post) -> bool:
    """Tell whether a message may be neither forwarded nor saved.

    https://core.telegram.org/bots/api#message (has_protected_content)
    """
    return chat.protected or bool(post.content.get("has_protected_content"))


class Forwards(Rooms):
    """The verbs of people who pass messages on."""

    def forward(
        self,
        source: int,
        number: int,
        user: int,
        chat: int,
        *,
        bot: int | None = None,
        topic: int | None = None,
    ) -> int:
        """Let a person forward message `number` of `source` to `chat`; returns the new number.

        Raises ValueError for what is protected, and for service messages, as a client does.
        """
        place, target = self.world.place(source, bot), self.world.place(chat, bot)
        post = place.posts[number]
        if guarded(place, post):
            raise ValueError("the content is protected: it cannot be forwarded")
        if post.service:
            raise ValueError("a service message cannot be forwarded")
        self.may_write(target, user)
        made = target.post(
            self.world.date(),
            author=0 if target.type == "channel" else user,
            sender_chat=target.id if target.type == "channel" else 0,
            content=copied(self.world, place, post),
            topic=topic or (GENERAL if target.forum else 0),
        )
        self.told("forwarded", target, made, user)
        self.desk.herald.message(target, made)
        return made.number

    def hide_in_forwards(self, user: int, *, hidden: bool = True) -> None:
        """Let forwards of a person's messages name no account."""
        self.world.users[user].hidden = hidden

    def protect(self, chat: int, *, protected: bool = True) -> None:
        """Let a chat's owner forbid to forward and save what stands in it."""
        self.world.chats[chat].protected = protected
