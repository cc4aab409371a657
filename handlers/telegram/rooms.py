"""Who is in a chat: what Telegram tells of it, and what can be asked and done.

A bot cannot list a group: it can count it, and ask of each person whom it knows whether they are
there. https://core.telegram.org/bots/api#chatmemberupdated, #chatjoinrequest, #getchat,
#getchatmembercount, #getchatmember, #banchatmember, #approvechatjoinrequest
"""

from collections.abc import Collection
from typing import Any, Final

from handlers.door import DoorError, Later, Refused
from handlers.incoming import Census, Incoming, Joined, Left, Room, RoomChanged, Sender
from handlers.telegram.fields import Json, Malformed, integer, member, room_of, sender_of

_INSIDE: Final = frozenset({"creator", "administrator", "member"})
_STATUSES: Final = _INSIDE | {"restricted", "left", "kicked"}
_ADMIN: Final = frozenset({"creator", "administrator"})
_MOST_ASKED: Final = 200
"""People of whom one census asks."""
_NO_RIGHT: Final = frozenset({"not_enough_rights"})
MOVES: Final = ("chat_member", "my_chat_member", "chat_join_request")


def moved(kind: str, update: Json, told: Json) -> Incoming | None:
    """Return what an update of `MOVES` says; None where it changes nothing for us."""
    event = f"{kind}:{update['update_id']}:{integer(told, 'date')}"
    chat = member(told, "chat")
    if chat.get("type") == "private":
        return None
    room = room_of({"chat": chat})
    if kind == "chat_join_request":
        return Joined(
            event=event, room=room, people=(sender_of({**told, "chat": chat}),), asking=True
        )
    old, new = member(told, "old_chat_member"), member(told, "new_chat_member")
    before, after = _inside(old), _inside(new)
    if kind == "my_chat_member":
        return _ours(event, room, old, new)
    who = sender_of({"from": member(new, "user"), "chat": chat})
    if after and not before:
        return Joined(event=event, room=room, people=(who,))
    if before and not after:
        return Left(event=event, room=room, sender=who)
    return None


def came(event: str, message: Json, bot: int) -> Joined | None:
    """Return who came in by a service message, where it is one; bots are told of it unasked.

    Of those who left the service message says nothing new: by `chat_member` they are told too. Of
    itself (its own id is `bot`) a bot is told like this as well: it is nobody who came.
    """
    people = message.get("new_chat_members")
    if not isinstance(people, list) or not people:
        return None
    chat = member(message, "chat")
    senders = [sender_of({"from": one, "chat": chat}) for one in people if isinstance(one, dict)]
    others = tuple(one for one in senders if one.user != str(bot))
    room = Room(channel=str(integer(chat, "id")))
    return Joined(event=event, room=room, people=others) if others else None


def _ours(event: str, room: Room, old: Json, new: Json) -> RoomChanged | None:
    was, now = old.get("status") in _ADMIN, new.get("status") in _ADMIN
    if not _inside(new):
        return RoomChanged(event=event, room=room, what="removed")
    if was and not now:
        return RoomChanged(event=event, room=room, what="demoted")
    if now and not was:
        return RoomChanged(event=event, room=room, what="promoted")
    return None


def _inside(one: Json) -> bool:
    status = one.get("status")
    if status not in _STATUSES:
        raise Malformed("status is none that is documented")
    return status in _INSIDE or (status == "restricted" and one.get("is_member") is True)


class Rooms:
    """The verbs of a door that are about who is in a chat."""

    async def _call(self, method: str, **fields: object) -> Any:
        """Return what Telegram answered, as plain JSON; raises DoorError."""
        raise NotImplementedError

    def own(self, user: str) -> bool:
        """Tell whether this is the bot's own user id."""
        raise NotImplementedError

    async def census(self, room: Room, known: Collection[str]) -> Census:
        """Return how many are in a chat, and which of those who are `known` are among them."""
        chat = await self._call("getChat", chat_id=room.channel)
        count = await self._call("getChatMemberCount", chat_id=room.channel)
        admins = await self._call("getChatAdministrators", chat_id=room.channel)
        if not isinstance(chat, dict) or not isinstance(count, int) or not isinstance(admins, list):
            raise Later("unreadable_answer")
        people = []
        whom = list(known)[:_MOST_ASKED]
        for user in whom:
            found = await self._member(room, user)
            if found is not None:
                people.append(found)
        return Census(
            count=max(0, count - 1),
            people=tuple(people),
            complete=False,
            asked=frozenset(whom),
            public=bool(chat.get("username") or chat.get("active_usernames")),
            watched=any(self._is_me(one) for one in admins),
        )

    def _is_me(self, one: Any) -> bool:
        user = one.get("user") if isinstance(one, dict) else None
        return isinstance(user, dict) and self.own(str(user.get("id")))

    async def _member(self, room: Room, user: str) -> Sender | None:
        try:
            found = await self._call("getChatMember", chat_id=room.channel, user_id=user)
        except Later:
            raise
        except DoorError:
            # Nobody whom Telegram knows there.
            return None
        try:
            if not isinstance(found, dict) or not _inside(found):
                return None
            return sender_of({"from": member(found, "user"), "chat": {"id": 0}})
        except Malformed:
            raise Later("unreadable_answer") from None

    async def remove(self, room: Room, user: str) -> None:
        """Take somebody out of a chat; he may come back when he is let in."""
        await self._call("banChatMember", chat_id=room.channel, user_id=user)
        await self._call("unbanChatMember", chat_id=room.channel, user_id=user, only_if_banned=True)

    async def admit(self, room: Room, user: str, *, allowed: bool) -> None:
        """Let in who asked for it, or turn him away; who asks no more counts as answered."""
        method = "approveChatJoinRequest" if allowed else "declineChatJoinRequest"
        try:
            await self._call(method, chat_id=room.channel, user_id=user)
        except Refused:
            return
