"""What people do with buttons and commands: they press, and read what the bot answers."""

import re
from typing import Any

from bot.sandbox.telegram.commands import shown
from bot.sandbox.telegram.objects import chat_json, member_json
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.records import Query
from bot.sandbox.telegram.state import Bot, Chat, Member, Post

OLD = 48 * 3600
"""Seconds after which the stand-in tells of a pressed message only where it stood.

https://core.telegram.org/bots/api#inaccessiblemessage says "deleted or otherwise inaccessible";
older pages said "if the message is too old" without a number.
"""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""https://core.telegram.org/bots/features#deep-linking."""


class Buttons(People):
    """The verbs of people with buttons; what a client would not let them do raises ValueError."""

    def press(
        self,
        chat: int,
        user: int,
        number: int,
        data: str = "",
        *,
        button: str = "",
        bot: int | None = None,
        forged: bool = False,
    ) -> str:
        """Let a person press an inline button and return the id of the callback query.

        The button is named by its `data`, or by what stands on it (`button`). `forged` is a client
        that was tampered with or looks at what is no longer there: it sends any data, also for a
        message that was deleted or never had it (https://core.telegram.org/bots/api#callbackquery,
        data: "can contain no callback buttons with this data"). A forwarded copy has no such
        buttons, and its message is not the bot's: pressing there raises ValueError either way.
        """
        place = self.world.place(chat, bot)
        post = place.posts.get(number)
        if place.type != "private" and not place.member(user).inside:
            raise ValueError(f"{user} is not in {chat}")
        if post is None and not forged:
            raise ValueError(f"no message {number} stands in {chat}")
        owner = self.world.only_bot(bot) if post is None else self._owner(place, post)
        if not forged:
            data = _pressed(post, data, button)
        query = Query(id=self._query_id(owner, user), user=user, at=self.world.now())
        owner.queries[query.id] = query
        self.journal.write("pressed", chat=chat, message_id=number, user=user, query=query.id)
        self.desk.herald.tell(
            owner,
            "callback_query",
            {
                "id": query.id,
                "from": self.world.users[user].json(),
                "message": self._pressed_message(place, post, number),
                "chat_instance": str(abs(place.id)),
                "data": data,
            },
        )
        return query.id

    def _owner(self, place: Chat, post: Post) -> Bot:
        author = self.desk.channel_posts.get((place.id, post.number), post.author)
        try:
            return self.world.bot(author)
        except KeyError:
            raise ValueError("no bot wrote that message: it has no buttons") from None

    def _query_id(self, owner: Bot, user: int) -> str:
        return str((user << 32) + self.world.date() * 10_000 + len(owner.queries))

    def _pressed_message(self, place: Chat, post: Post | None, number: int) -> dict[str, Any]:
        """https://core.telegram.org/bots/api#maybeinaccessiblemessage."""
        if post is None or self.world.now() - post.date > OLD:
            return {"chat": chat_json(self.world, place), "message_id": number, "date": 0}
        return self.desk.shown(place, post)

    def answer_of(self, query: str, bot: int | None = None) -> dict[str, Any] | None:
        """Return what a bot answered to a press (`text`, `show_alert`), None while it has not."""
        return self.world.only_bot(bot).queries[query].answer

    def press_start(self, user: int, bot: int | None = None, parameter: str = "") -> int:
        """Let a person press Start in the private chat with a bot: a /start message.

        `parameter` is the payload of a link `t.me/<bot>?start=<parameter>`.
        """
        if not _PAYLOAD.fullmatch(parameter):
            raise ValueError("a link's payload is at most 64 of A-Z, a-z, 0-9, _ and -")
        self.unblock(user, bot)
        return self.say(user, user, f"/start {parameter}".strip(), bot=bot)

    def started_long_ago(self, user: int, bot: int | None = None) -> None:
        """Have a person who pressed Start so long ago that the bot is not told of it any more.

        "Incoming updates are stored on the server until the bot receives them either way, but they
        will not be kept longer than 24 hours" (https://core.telegram.org/bots/api#getting-updates).
        """
        self.world.private(self.world.only_bot(bot), user).started = True

    def start_group(self, chat: int, user: int, bot: int | None = None, parameter: str = "") -> int:
        """Let a person add a bot to a group by `t.me/<bot>?startgroup=<parameter>`.

        Returns the number of the message `/start@<bot> <parameter>`.
        """
        if not _PAYLOAD.fullmatch(parameter):
            raise ValueError("a link's payload is at most 64 of A-Z, a-z, 0-9, _ and -")
        whose = self.world.only_bot(bot)
        self.set_status(chat, whose.user.id, "member", by=user)
        return self.say(chat, user, f"/start@{whose.user.username} {parameter}".strip())

    def block(self, user: int, bot: int | None = None) -> None:
        """Let a person block a bot, which learns of it by `my_chat_member`."""
        self._block(user, bot, Member(), Member(status="kicked"))

    def unblock(self, user: int, bot: int | None = None) -> None:
        """Let a person unblock a bot; it is told, and may write again."""
        self._block(user, bot, Member(status="kicked"), Member())

    def _block(self, user: int, bot: int | None, old: Member, new: Member) -> None:
        whose = self.world.only_bot(bot)
        place = self.world.private(whose, user)
        if place.blocked == (not new.inside):
            return
        place.blocked = not new.inside
        self.desk.herald.membership(whose, place, user, old, new)

    def menu(
        self, chat: int, user: int, bot: int | None = None, language: str = ""
    ) -> list[dict[str, str]]:
        """Return the commands that a bot's menu shows to a person in a chat.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        whose = self.world.only_bot(bot)
        return shown(whose, self.world.place(chat, bot), user, language)

    def member(self, chat: int, user: int) -> dict[str, Any]:
        """Return how somebody stands in a chat, as a ChatMember object."""
        return member_json(self.world.users[user], self.world.chats[chat].member(user))


def _pressed(post: Post | None, data: str, button: str) -> str:
    """Return the data of the button with these data or this text; raises ValueError."""
    rows = post.content.get("reply_markup", {}).get("inline_keyboard", ()) if post else ()
    for one in (one for row in rows for one in row):
        if "callback_data" in one and (one["callback_data"] == data or one["text"] == button):
            return str(one["callback_data"])
    raise ValueError(f"no such button stands under the message: {button or data}")
