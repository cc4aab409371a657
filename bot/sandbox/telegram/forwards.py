"""People forward messages."""

from bot.sandbox.telegram.copies import copied, guarded
from bot.sandbox.telegram.rooms import Rooms
from bot.sandbox.telegram.state import GENERAL


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
