"""What every method works with: the world, the herald, the limits."""

import time
from typing import Any

from bot.sandbox.telegram.limits import Gauge
from bot.sandbox.telegram.objects import message_json
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot, Chat, Post, World
from bot.sandbox.telegram.updates import Herald
from bot.sandbox.telegram.vault import Vault


class Desk:
    """One server's state, as the methods see it."""

    def __init__(self, world: World, herald: Herald, gauge: Gauge) -> None:
        self.world = world
        self.herald = herald
        self.gauge = gauge
        self.vault = Vault(world.now)
        self.channel_posts: dict[tuple[int, int], int] = {}
        """Which bot wrote a channel's message, which itself names no author."""
        self.reactions: dict[tuple[int, int, int], list[dict[str, Any]]] = {}
        """Everybody's reactions, by chat, message and user."""
        self.mirrors: dict[tuple[int, int], int] = {}
        """The number in the discussion group of a channel's post."""
        self.votes: dict[str, dict[int, list[int]]] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        """What is shown of a quiz when it is over."""

    def count(self, bot: Bot, chat: Chat, *, edit: bool) -> None:
        """Count a send or an edit against the limits; raises the 429."""
        group = chat.type in {"group", "supergroup"}
        self.gauge.count(time.monotonic(), bot.user.id, chat.id, group=group, edit=edit)

    def message(
        self, bot: Bot, p: Parameters, words: str, *, write: bool = True
    ) -> tuple[Chat, Post]:
        """Return the message that `chat_id` and `message_id` name; `words` name it in the error."""
        if not p.text("chat_id"):
            raise bad("Chat identifier is not specified")
        if not p.text("message_id"):
            raise bad("Message identifier is not specified")
        chat = self.world.seen(bot, p.text("chat_id"))
        self.world.allowed(bot, chat, write=write)
        post = chat.posts.get(p.number("message_id"))
        if post is None:
            raise bad(f"{words} not found")
        return chat, post

    def service(self, chat: Chat, author: int, content: dict[str, Any], topic: int = 0) -> Post:
        """Place a service message and tell who sees it."""
        post = chat.post(
            self.world.date(),
            author=0 if chat.type == "channel" else author,
            sender_chat=chat.id if chat.type == "channel" else 0,
            content=content,
            service=True,
            topic=topic,
        )
        self.herald.message(chat, post)
        return post

    def own(self, bot: Bot, chat: Chat, post: Post) -> bool:
        """Tell whether the bot wrote the message."""
        author = self.channel_posts.get((chat.id, post.number), post.author)
        return author == bot.user.id

    def shown(self, chat: Chat, post: Post) -> dict[str, Any]:
        """Return the Message object as everybody in the chat sees it."""
        return message_json(self.world, chat, post)
