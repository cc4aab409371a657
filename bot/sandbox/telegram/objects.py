"""The JSON objects of the API: https://core.telegram.org/bots/api#available-types."""

from typing import Any

from bot.sandbox.telegram.records import Link
from bot.sandbox.telegram.state import GENERAL, Chat, Member, Post, User, World

RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
]
LIMITED = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
]


def chat_json(world: World, chat: Chat) -> dict[str, Any]:
    """Return the Chat object."""
    out: dict[str, Any] = {"id": chat.id, "type": chat.type}
    if chat.type == "private":
        user = world.users[chat.id].json()
        user.pop("id")
        user.pop("is_bot")
        return out | user
    out["title"] = chat.title
    if chat.username:
        out["username"] = chat.username
    if chat.forum:
        out["is_forum"] = True
    return out


def member_json(user: User, member: Member) -> dict[str, Any]:
    """Return the ChatMember object: https://core.telegram.org/bots/api#chatmember."""
    out: dict[str, Any] = {"user": user.json(), "status": member.status}
    if member.admin:
        out["is_anonymous"] = member.anonymous
    if member.status == "administrator":
        out |= {right: member.may(right) for right in RIGHTS} | {"can_be_edited": False}
    if member.status == "restricted":
        out |= dict.fromkeys(LIMITED, False) | {"is_member": True, "until_date": 0}
    if member.status == "kicked":
        out["until_date"] = int(member.until)
    return out


def link_json(world: World, chat: Chat, link: Link, viewer: int) -> dict[str, Any]:
    """Return the ChatInviteLink object as an administrator sees it.

    "If the link was created by another chat administrator, then the second part of the link will
    be replaced with …": https://core.telegram.org/bots/api#chatinvitelink.
    """
    url = link.url if link.creator == viewer else f"{link.url[: len('https://t.me/+') + 8]}…"
    out: dict[str, Any] = {
        "invite_link": url,
        "creator": world.users[link.creator].json(),
        "creates_join_request": link.asks,
        "is_primary": link.primary,
        "is_revoked": link.revoked,
    }
    if link.name:
        out["name"] = link.name
    if link.expires:
        out["expire_date"] = link.expires
    if link.most:
        out["member_limit"] = link.most
    waiting = sum(request.link is link for request in chat.requests.values())
    return out | ({"pending_join_request_count": waiting} if waiting else {})


def message_json(world: World, chat: Chat, post: Post, *, nested: bool = False) -> dict[str, Any]:
    """Return the Message object; a nested one (a reply's target) shows no reply of its own."""
    out: dict[str, Any] = {"message_id": post.number}
    if post.author:
        out["from"] = world.users[post.author].json()
    if post.sender_chat:
        out["sender_chat"] = chat_json(world, world.chats[post.sender_chat])
    out["chat"] = chat_json(world, chat)
    out["date"] = post.date
    if post.edited:
        out["edit_date"] = post.edited
    if post.topic and post.topic != GENERAL:
        out["message_thread_id"] = post.topic
        out["is_topic_message"] = True
    elif chat.type == "supergroup" and not chat.forum and post.reply_to:
        # Replies make threads in every supergroup; no topic has them.
        out["message_thread_id"] = _root(chat, post)
    if not nested:
        target = chat.posts.get(answered(post))
        if target is not None:
            out["reply_to_message"] = message_json(world, chat, target, nested=True)
    if chat.protected:
        out["has_protected_content"] = True
    return out | post.content


def _root(chat: Chat, post: Post) -> int:
    """Return the number of the message that a thread of answers began with."""
    number, seen = post.reply_to, set[int]()
    while number not in seen and number in chat.posts and chat.posts[number].reply_to:
        seen.add(number)
        number = chat.posts[number].reply_to
    return number


def answered(post: Post) -> int:
    """Return the number of the message shown as answered.

    In a topic that is the topic's first message when nothing else is answered: clients see
    `reply_to_message` with `forum_topic_created` there.
    """
    if post.reply_to:
        return post.reply_to
    return post.topic if post.topic not in (0, GENERAL, post.number) else 0
