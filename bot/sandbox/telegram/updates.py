"""Telling bots what happened: https://core.telegram.org/bots/api#update."""

import json
from typing import Any

from bot.sandbox.telegram.objects import answered, chat_json, member_json, message_json
from bot.sandbox.telegram.queue import KEPT, QUESTION_KEPT
from bot.sandbox.telegram.state import Bot, Chat, Member, Post, World


def dumped(value: Any) -> str:
    """Return JSON as the server writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Herald:
    """Puts updates into the queues of the bots that may see them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def tell(self, bot: Bot, kind: str, body: dict[str, Any] | str) -> int | None:
        """Give one bot an update of `kind`; return its id, None when the bot did not ask for it."""
        if not bot.queue.wants(kind):
            return None
        text = body if isinstance(body, str) else dumped(body)
        kept = QUESTION_KEPT if kind == "callback_query" else KEPT
        return bot.queue.push(lambda number: f'{{"update_id":{number},"{kind}":{text}}}', kept)

    def message(self, chat: Chat, post: Post, *, edited: bool = False) -> list[int]:
        """Tell every bot that may see the message; return the ids of the updates."""
        place = "channel_post" if chat.type == "channel" else "message"
        kind = f"edited_{place}" if edited else place
        text = dumped(message_json(self._world, chat, post))
        told = [self.tell(bot, kind, text) for bot in self._readers(chat, post)]
        return [number for number in told if number is not None]

    def _readers(self, chat: Chat, post: Post) -> list[Bot]:
        bots = self._world.bots.values()
        if chat.type == "private":
            return [b for b in bots if b.private.get(chat.id) is chat and b.user.id != post.author]
        return [b for b in bots if self.sees(b, chat, post)]

    def sees(self, bot: Bot, chat: Chat, post: Post) -> bool:
        """Tell whether a bot is shown a message of a group or channel.

        https://core.telegram.org/bots/features#privacy-mode; a bot never sees its own messages,
        and not those of other bots: https://core.telegram.org/bots/faq#why-doesn-39t-my-bot-see-messages-from-other-bots
        """
        member = chat.member(bot.user.id)
        if not member.inside or (chat.type == "channel" and not member.admin):
            return False
        if post.author == bot.user.id:
            return False
        if post.author in self._bot_ids() and not post.service:
            return self._hears(bot, chat, post)
        if not bot.privacy or member.admin or chat.type == "channel" or post.service:
            return True
        return self._meant_for(bot, chat, post)

    def _hears(self, bot: Bot, chat: Chat, post: Post) -> bool:
        """Tell whether a bot is shown what another bot wrote in a group.

        https://core.telegram.org/api/bots/bot-to-bot: a command that names it, or an answer to it,
        when either has the mode; everything, when it has the mode and sees all of a group.
        """
        writer = self._world.bot(post.author)
        if bot.hears_bots and (chat.member(bot.user.id).admin or not bot.privacy):
            return True
        return (bot.hears_bots or writer.hears_bots) and self._meant_for(
            bot, chat, post, named=True
        )

    def _bot_ids(self) -> set[int]:
        return {bot.user.id for bot in self._world.bots.values()}

    def _meant_for(self, bot: Bot, chat: Chat, post: Post, *, named: bool = False) -> bool:
        """Tell whether a message answers or names a bot; `named`: by a command with its name."""
        target = chat.posts.get(answered(post))
        if target is not None and target.author == bot.user.id:
            return True
        text = post.content.get("text") or post.content.get("caption") or ""
        name = f"@{bot.user.username}".lower()
        data = text.encode("utf-16-le")
        for e in post.content.get("entities") or post.content.get("caption_entities") or ():
            word = data[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            if e["type"] == "mention" and word.lower() == name and not named:
                return True
            if e["type"] == "bot_command":
                command, at, whose = word.lower().partition("@")
                if (at and f"@{whose}" == name) or (
                    command and not at and not named and chat.spoke_last in (0, bot.user.id)
                ):
                    return True
        return False

    def membership(self, bot: Bot, chat: Chat, by: int, old: Member, new: Member) -> None:
        """Tell a bot that it itself was added, promoted or removed (`my_chat_member`)."""
        self.tell(bot, "my_chat_member", self._change(chat, by, bot.user.id, old, new))

    def member(  # noqa: PLR0917 - what a ChatMemberUpdated holds
        self,
        bot: Bot,
        chat: Chat,
        by: int,
        user: int,
        old: Member,
        new: Member,
        more: dict[str, Any],
    ) -> None:
        """Tell an administrator bot of somebody else (`chat_member`), if it asked for that."""
        self.tell(bot, "chat_member", self._change(chat, by, user, old, new) | more)

    def _change(self, chat: Chat, by: int, user: int, old: Member, new: Member) -> dict[str, Any]:
        """https://core.telegram.org/bots/api#chatmemberupdated."""
        person = self._world.users[user]
        return {
            "chat": chat_json(self._world, chat),
            "from": self._world.users[by].json(),
            "date": self._world.date(),
            "old_chat_member": member_json(person, old),
            "new_chat_member": member_json(person, new),
        }
