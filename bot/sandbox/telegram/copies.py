"""What goes along when a message is passed on, and how a channel's posts reach its group."""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.objects import chat_json
from bot.sandbox.telegram.state import TELEGRAM, Chat, Post, World

_LEFT = frozenset(
    [
        "reply_markup",
        "quote",
        "external_reply",
        "has_protected_content",
        "media_group_id",
        "is_automatic_forward",
    ]
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


def copied(world: World, chat: Chat, post: Post, *, named: bool = True) -> dict[str, Any]:
    """Return what a forwarded message holds, or without `named` a copy that names no origin.

    A keyboard goes along only when all its buttons are addresses: those that ask the bot are
    dropped with the keyboard, so nothing can be pressed on a copy.
    """
    content = {name: value for name, value in post.content.items() if name not in _LEFT}
    if named:
        content["forward_origin"] = origin(world, chat, post)
    else:
        content.pop("forward_origin", None)
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


def mirrored(desk: Desk, channel: Chat, post: Post) -> None:
    """Place a channel's new post in its discussion group, as the platform itself does.

    https://core.telegram.org/bots/api#message (is_automatic_forward)
    """
    if channel.type != "channel" or not channel.linked or post.service:
        return
    group = desk.world.chats[channel.linked]
    content = copied(desk.world, channel, post) | {"is_automatic_forward": True}
    if "media_group_id" in post.content:
        content["media_group_id"] = post.content["media_group_id"]
    made = group.post(desk.world.date(), author=TELEGRAM, sender_chat=channel.id, content=content)
    desk.mirrors[channel.id, post.number] = made.number
    desk.herald.message(group, made)


def mirrored_edit(desk: Desk, channel: Chat, post: Post) -> None:
    """Bring an edited post of a channel to its copy in the discussion group."""
    number = desk.mirrors.get((channel.id, post.number))
    group = desk.world.chats.get(channel.linked)
    copy = group.posts.get(number) if group and number else None
    if group is None or copy is None:
        return
    kept = {n: copy.content[n] for n in ("forward_origin", "media_group_id") if n in copy.content}
    fresh = copied(desk.world, channel, post)
    copy.content = fresh | kept | {"is_automatic_forward": True}
    copy.edited = desk.world.date()
    desk.herald.message(group, copy, edited=True)
