"""People come and go: by link, by asking, added, removed, promoted; groups open and close."""

import re
from typing import Any, Literal

from bot.sandbox.telegram.inviting import approved, made
from bot.sandbox.telegram.membership import barred, moved, welcomes
from bot.sandbox.telegram.objects import RIGHTS, chat_json, link_json
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.records import JoinRequest, Link
from bot.sandbox.telegram.state import Chat, Member

REACHABLE = 300
"""Seconds that a bot may write to who asked to join: https://core.telegram.org/bots/api#chatjoinrequest."""
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


class Audience(People):
    """The verbs of who is in the room; what the platform forbids raises ValueError."""

    def join(
        self, chat: int, user: int, link: str = "", *, bio: str = ""
    ) -> Literal["joined", "asked"]:
        """Let a person join by an invite link, or, without one, a group with a public name.

        Returns "asked" when the link or the group has its administrators decide: they are told by
        `chat_join_request`, and bots among them may write to the person for five minutes.
        """
        place = self.world.chats[chat]
        if place.member(user).inside:
            raise ValueError(f"{user} is in {chat} already")
        if barred(self.desk, place, user):
            raise ValueError(f"{user} is banned from {chat}")
        came = self._link(place, link) if link else None
        if came is None and not place.username:
            raise ValueError(f"{chat} has no public name: a link is needed")
        if came.asks if came else place.join_by_request:
            self._ask(place, user, came, bio)
            return "asked"
        if came is not None:
            came.joined += 1
        moved(self.desk, place, user, Member(), by=user, link=came)
        return "joined"

    def _link(self, place: Chat, url: str) -> Link:
        link = next((one for one in place.links if one.url == url), None)
        if link is None or link.revoked or 0 < link.expires <= self.world.now():
            raise ValueError("the link is not good, or no longer")
        if link.most and link.joined >= link.most:
            raise ValueError("as many have joined by the link as it lets in")
        return link

    def _ask(self, place: Chat, user: int, link: Link | None, bio: str) -> None:
        date = self.world.date()
        place.requests[user] = JoinRequest(user=user, date=date, link=link, bio=bio)
        for bot in welcomes(self.desk, place):
            self.world.private(bot, user).reachable = self.world.now() + REACHABLE
            body: dict[str, Any] = {
                "chat": chat_json(self.world, place),
                "from": self.world.users[user].json(),
                "user_chat_id": user,
                "date": date,
            }
            if bio:
                body["bio"] = bio
            if link is not None:
                body["invite_link"] = link_json(self.world, place, link, bot.user.id)
            self.desk.herald.tell(bot, "chat_join_request", body)

    def asking(self, chat: int) -> list[int]:
        """Return who asked to join and was not answered."""
        return list(self.world.chats[chat].requests)

    def approve(self, chat: int, user: int, *, by: int) -> None:
        """Let a human administrator let in who asked."""
        approved(self.desk, self._administered(chat, by), user, by=by)

    def decline(self, chat: int, user: int, *, by: int) -> None:
        """Let a human administrator turn away who asked; bots are told nothing."""
        del self._administered(chat, by).requests[user]

    def withdraw_request(self, chat: int, user: int) -> None:
        """Let a person no longer ask to join; bots are told nothing."""
        del self.world.chats[chat].requests[user]

    def _administered(self, chat: int, by: int) -> Chat:
        place = self.world.chats[chat]
        if not place.member(by).admin:
            raise ValueError(f"{by} does not administer {chat}")
        return place

    def invite_link(
        self,
        chat: int,
        by: int,
        *,
        name: str = "",
        asks: bool = False,
        most: int = 0,
        expires: int = 0,
    ) -> str:
        """Let an administrator make an invite link and return its address."""
        place = self._administered(chat, by)
        return made(place, by, name=name, asks=asks, most=most, expires=expires).url

    def leave(self, chat: int, user: int) -> None:
        """Let a person leave."""
        moved(self.desk, self._with(chat, user), user, Member(status="left"), by=user)

    def add(self, chat: int, user: int, *, by: int) -> None:
        """Let a member add a person, or a bot."""
        place = self._with(chat, by)
        if place.member(user).inside:
            raise ValueError(f"{user} is in {chat} already")
        moved(self.desk, place, user, Member(), by=by)

    def remove(self, chat: int, user: int, *, by: int, banned: bool = True) -> None:
        """Let an administrator remove a person or a bot; `banned` keeps them from returning."""
        place = self._administered(chat, by)
        status: Literal["kicked", "left"] = "kicked" if banned else "left"
        moved(self.desk, place, user, Member(status=status), by=by)

    def unban(self, chat: int, user: int, *, by: int) -> None:
        """Let an administrator lift a ban."""
        moved(self.desk, self._administered(chat, by), user, Member(status="left"), by=by)

    def promote(
        self,
        chat: int,
        user: int,
        *,
        by: int,
        rights: list[str] | None = None,
        anonymous: bool = False,
    ) -> None:
        """Make somebody an administrator with these rights, all when left out.

        The names are those of https://core.telegram.org/bots/api#chatmemberadministrator.
        """
        place = self._with(chat, user)
        unknown = set(rights or ()) - set(RIGHTS)
        if unknown:
            raise ValueError(f"no right is called {', '.join(sorted(unknown))}")
        new = Member(
            status="administrator",
            anonymous=anonymous,
            rights=None if rights is None else frozenset(rights),
        )
        moved(self.desk, place, user, new, by=by)

    def demote(self, chat: int, user: int, *, by: int) -> None:
        """Make an administrator a member again."""
        moved(self.desk, self._with(chat, user), user, Member(), by=by)

    def restrict(self, chat: int, user: int, *, by: int) -> None:
        """Take from a member the right to write."""
        moved(self.desk, self._with(chat, user), user, Member(status="restricted"), by=by)

    def _with(self, chat: int, user: int) -> Chat:
        place = self.world.chats[chat]
        if not place.member(user).inside:
            raise ValueError(f"{user} is not in {chat}")
        return place

    def publish(self, chat: int, username: str) -> None:
        """Give a supergroup or channel a public name, "" takes it away.

        No update tells of it: a bot sees the name in the chat of the next message, and in getChat.
        """
        place = self.world.chats[chat]
        if place.type == "group":
            raise ValueError("a basic group has no public name; migrate it first")
        if username and not _USERNAME.fullmatch(username):
            raise ValueError("a public name is 4 to 32 of A-Z, a-z, 0-9 and _")
        place.username = username

    def gate(self, chat: int, *, closed: bool = True) -> None:
        """Have a group's administrators decide who joins by its public name (`join_by_request`)."""
        self.world.chats[chat].join_by_request = closed

    def hide_members(self, chat: int, *, hidden: bool = True) -> None:
        """Hide a group's members from those who do not administer it."""
        self.world.chats[chat].hidden_members = hidden

    def link_channel(self, channel: int, group: int) -> None:
        """Make a group the discussion group of a channel, whose posts then appear in it."""
        self.world.chats[channel].linked = group
        self.world.chats[group].linked = channel
