"""Methods about the topics of a forum: https://core.telegram.org/bots/api#createforumtopic."""

from typing import Any

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import GENERAL, Bot, Chat

MAX_NAME = 128
COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""https://core.telegram.org/bots/api#createforumtopic (name, icon_color)."""


def _forum(desk: Desk, bot: Bot, p: Parameters) -> Chat:
    chat = desk.world.seen(bot, p.text("chat_id"))
    desk.world.allowed(bot, chat)
    if not chat.forum:
        raise bad("the chat is not a forum")
    if not chat.member(bot.user.id).may("can_manage_topics"):
        raise bad("not enough rights to create a topic")
    return chat


def _topic(chat: Chat, p: Parameters) -> int:
    topic = p.number("message_thread_id")
    if topic not in chat.topics or topic == GENERAL:
        raise bad("TOPIC_ID_INVALID")
    return topic


def opened(desk: Desk, chat: Chat, name: str, *, by: int, colour: int = COLOURS[0]) -> int:
    """Open a topic and return its id, the number of its first message."""
    content = {"forum_topic_created": {"name": name, "icon_color": colour}}
    post = chat.post(desk.world.date(), author=by, content=content, service=True)
    post.topic = post.number
    chat.topics[post.number] = name
    desk.herald.message(chat, post)
    return post.number


def create_forum_topic(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#createforumtopic."""
    chat = _forum(desk, bot, p)
    name = p.text("name").strip()[:MAX_NAME]
    if not name:
        raise bad("title must be non-empty")
    colour = p.number("icon_color", COLOURS[0])
    if colour not in COLOURS:
        colour = COLOURS[0]
    topic = opened(desk, chat, name, by=bot.user.id, colour=colour)
    return {"message_thread_id": topic, "name": name, "icon_color": colour}


def edit_forum_topic(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#editforumtopic."""
    chat = _forum(desk, bot, p)
    topic, name = _topic(chat, p), p.text("name").strip()[:MAX_NAME]
    if not name or name == chat.topics[topic]:
        raise bad("TOPIC_NOT_MODIFIED")
    renamed(desk, chat, topic, name, by=bot.user.id)
    return True


def renamed(desk: Desk, chat: Chat, topic: int, name: str, *, by: int) -> None:
    """Give a topic another name."""
    chat.topics[topic] = name
    desk.service(chat, by, {"forum_topic_edited": {"name": name}}, topic)


def close_forum_topic(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#closeforumtopic."""
    chat = _forum(desk, bot, p)
    topic = _topic(chat, p)
    if topic in chat.closed_topics:
        raise bad("TOPIC_NOT_MODIFIED")
    shut(desk, chat, topic, by=bot.user.id)
    return True


def reopen_forum_topic(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#reopenforumtopic."""
    chat = _forum(desk, bot, p)
    topic = _topic(chat, p)
    if topic not in chat.closed_topics:
        raise bad("TOPIC_NOT_MODIFIED")
    shut(desk, chat, topic, by=bot.user.id, closed=False)
    return True


def shut(desk: Desk, chat: Chat, topic: int, *, by: int, closed: bool = True) -> None:
    """Close a topic, or open it again."""
    if closed:
        chat.closed_topics.add(topic)
    else:
        chat.closed_topics.discard(topic)
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    desk.service(chat, by, {name: {}}, topic)


def delete_forum_topic(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deleteforumtopic: with all its messages."""
    chat = _forum(desk, bot, p)
    dropped(chat, _topic(chat, p))
    return True


def dropped(chat: Chat, topic: int) -> None:
    """Take a topic away with all its messages; nobody is told."""
    del chat.topics[topic]
    chat.closed_topics.discard(topic)
    for number in [one.number for one in chat.posts.values() if one.topic == topic]:
        del chat.posts[number]
