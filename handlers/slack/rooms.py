"""Who is in a channel: what Slack tells of it, and what can be asked and done.

https://docs.slack.dev/reference/events/member_joined_channel, member_left_channel, channel_shared,
channel_id_changed, channel_left, group_left; https://docs.slack.dev/reference/methods/
conversations.members, conversations.info, conversations.kick, users.info
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from handlers.door import DoorError, Later, Refused
from handlers.incoming import Census, Incoming, Joined, Left, Room, RoomChanged, Sender
from handlers.payloads import unbroken
from handlers.slack.errors import asked
from handlers.slack.messages import Json, Malformed, Me, identifier
from handlers.slack.sending import Sending

_PAGE: Final = 1_000
_PAGES: Final = 20
_MOST_PROFILES: Final = 50
"""Profiles that are asked for in one census; the rest are named in the next."""
_MOST_KNOWN: Final = 10_000
_LONGEST_NAME: Final = 200
_LEFT: Final = frozenset({"channel_left", "group_left", "channel_deleted", "group_deleted"})
MOVES: Final = frozenset(
    {"member_joined_channel", "member_left_channel", "channel_shared", "channel_id_changed", *_LEFT}
)


def moved(mark: str, event: Json, me: Me) -> Incoming | None:
    """Return what an event of `MOVES` says of a room; None where it is nothing to us."""
    kind = event["type"]
    if kind == "channel_id_changed":
        room = Room(channel=identifier(event.get("old_channel_id"), "old_channel_id"))
        return RoomChanged(event=mark, room=room, what="renumbered")
    room = Room(channel=identifier(event.get("channel"), "channel"))
    if kind == "channel_shared":
        return RoomChanged(event=mark, room=room, what="shared")
    if kind in _LEFT:
        return RoomChanged(event=mark, room=room, what="removed")
    user = identifier(event.get("user"), "user")
    if user in (me.user, me.bot):
        return None
    who = Sender(user=user, team=_text(event.get("team")))
    if kind == "member_left_channel":
        return Left(event=mark, room=room, sender=who)
    return Joined(event=mark, room=room, people=(who,))


class Rooms(Sending):
    """The verbs of a door that are about who is in a room."""

    _profiles: dict[str, Sender]

    def own(self, user: str) -> bool:
        """Tell whether this is the door's own user or bot id."""
        raise NotImplementedError

    async def census(self, room: Room, known: Collection[str]) -> Census:
        """Return who is in a channel. Slack lists all, whoever is `known`.

        Raises DoorError; Refused where there are more than are ever listed.
        """
        del known
        listed = await self._listed(room)
        users = [user for user in listed if not self.own(user)]
        answer = await asked(
            self._ready().conversations_info(channel=room.channel, include_num_members=False)
        )
        channel = answer.get("channel")
        if not isinstance(channel, dict):
            raise Later("unreadable_answer")
        shared = (
            channel.get("is_ext_shared") is True or channel.get("is_pending_ext_shared") is True
        )
        people = await self._named(users)
        return Census(
            count=len(users),
            people=people,
            complete=True,
            shared=shared,
            watched=len(users) < len(listed),
        )

    async def _listed(self, room: Room) -> list[str]:
        users: list[str] = []
        cursor = ""
        for _ in range(_PAGES):
            answer = await asked(
                self._ready().conversations_members(
                    channel=room.channel, limit=_PAGE, cursor=cursor or None
                )
            )
            page = answer.get("members")
            if not isinstance(page, list):
                raise Later("unreadable_answer")
            users += [identifier_of(one) for one in page]
            more = answer.get("response_metadata")
            cursor = _text(more.get("next_cursor")) if isinstance(more, dict) else ""
            if not cursor:
                return list(dict.fromkeys(users))
        raise Refused("too_many_members")

    async def _named(self, users: Sequence[str]) -> tuple[Sender, ...]:
        """Return people with what their profiles say, as far as these are known by now."""
        known = self._known()
        asked_for = [user for user in users if user not in known][:_MOST_PROFILES]
        for user in asked_for:
            try:
                answer = await asked(self._ready().users_info(user=user))
            except Later:
                break
            except DoorError:
                continue
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[user] = _profile(user, answer.get("user"))
        return tuple(known.get(user, Sender(user=user)) for user in users)

    def _known(self) -> dict[str, Sender]:
        if not hasattr(self, "_profiles"):
            self._profiles = {}
        return self._profiles

    async def remove(self, room: Room, user: str) -> None:
        """Take somebody out of a channel; who is not there any more counts as taken out."""
        try:
            await asked(self._ready().conversations_kick(channel=room.channel, user=user))
        except DoorError as error:
            if error.code != "not_in_channel":
                raise

    async def admit(self, room: Room, user: str, *, allowed: bool) -> None:
        """Raise Refused: nobody asks to be let into a Slack channel."""
        del room, user, allowed
        raise Refused("no_requests")


def identifier_of(value: object) -> str:
    """Return an id of a list; raises Later where Slack answered something else."""
    try:
        return identifier(value, "member")
    except Malformed:
        raise Later("unreadable_answer") from None


def _profile(user: str, found: Any) -> Sender:
    if not isinstance(found, dict):
        return Sender(user=user)
    profile = found.get("profile")
    names = (
        [profile.get("display_name"), profile.get("real_name")] if isinstance(profile, dict) else []
    )
    name = next((one for one in (*names, found.get("real_name"), found.get("name")) if one), "")
    guest = any(
        found.get(key) is True for key in ("is_restricted", "is_ultra_restricted", "is_stranger")
    )
    return Sender(
        user=user,
        team=_text(found.get("team_id")),
        name=_text(unbroken(name))[:_LONGEST_NAME],
        bot=found.get("is_bot") is True,
        guest=guest,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
