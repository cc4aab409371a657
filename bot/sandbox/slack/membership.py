"""Who is in a conversation: the Web API methods that change it, and what the app is told.

https://docs.slack.dev/reference/methods/conversations.invite, conversations.kick,
conversations.join and conversations.leave; https://docs.slack.dev/reference/events/
member_joined_channel, member_left_channel, channel_left and group_left.
"""

from typing import Any, Final

from bot.sandbox.slack.arguments import Fields, needed, truth, word
from bot.sandbox.slack.methods import conversation, known_channel
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Workspace, World

_MOST_INVITED: Final = 100


def enter(
    world: World, workspace: Workspace, room: Channel, user: str,
    *, inviter: str = "", announced: bool = False,
) -> None:  # fmt: skip
    """Let somebody in. `announced`: a line in the room says so, which Slack may withhold.

    https://docs.slack.dev/reference/events/message/channel_join
    """
    if user in room.members:
        return
    room.members.add(user)
    event = _moved("member_joined_channel", world, workspace, room, user)
    by = {"inviter": inviter} if inviter else {}
    world.announce(workspace, room, event | by)
    if announced:
        line = {"subtype": f"{room.kind}_join", "user": user, "text": f"<@{user}> has joined"}
        world.put(workspace, room, {**line, "text": f"{line['text']} the {_called(room)}", **by})


def go(
    world: World, workspace: Workspace, room: Channel, user: str, *, announced: bool = False
) -> None:
    """Let somebody out; the app itself is told so by another event, and hears no more."""
    if user not in room.members:
        return
    if user == workspace.bot_user:
        event = {"type": f"{room.kind}_left", "channel": room.id, "event_ts": world.stamp(room)}
        world.announce(workspace, room, event)
        room.members.discard(user)
        return
    room.members.discard(user)
    world.announce(workspace, room, _moved("member_left_channel", world, workspace, room, user))
    if announced:
        line = {"subtype": f"{room.kind}_leave", "user": user}
        text = f"<@{user}> has left the {_called(room)}"
        world.put(workspace, room, {**line, "text": text})


def _moved(
    kind: str, world: World, workspace: Workspace, room: Channel, user: str
) -> dict[str, Any]:
    """`channel_type`: "A single letter indicating the type of channel"."""
    return {
        "type": kind,
        "user": user,
        "channel": room.id,
        "channel_type": "G" if room.private else "C",
        "team": workspace.users.get(user, {}).get("team_id", workspace.team),
        "event_ts": world.stamp(room),
    }


def _called(room: Channel) -> str:
    return "group" if room.kind == "group" else "channel"


def invite(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.invite: all, unless `force`."""
    needed(fields, "users")
    room = _room(workspace, fields)
    if room.archived:
        raise Refusal("is_archived")
    given = fields["users"]
    listed = given if isinstance(given, list) else str(given).split(",")
    users = [str(one).strip() for one in listed if str(one).strip()]
    if not users:
        raise Refusal("no_user")
    if len(users) > _MOST_INVITED:
        raise Refusal("too_many_users")
    wrong = [(one, why) for one in users if (why := _uninvited(workspace, room, one))]
    if wrong and not (truth(fields, "force") and len(wrong) < len(users)):
        errors = [{"user": one, "ok": False, "error": why} for one, why in wrong]
        raise Refusal(wrong[0][1], errors=errors)
    for one in users:
        if one not in dict(wrong):
            enter(world, workspace, room, one, inviter=workspace.bot_user)
    return {"channel": conversation(workspace, room)}


def _uninvited(workspace: Workspace, room: Channel, user: str) -> str:
    """Return why somebody cannot be invited, "" where they can."""
    found = workspace.users.get(user)
    if found is None:
        return "user_not_found"
    if user == workspace.bot_user:
        return "cant_invite_self"
    if user in room.members:
        return "already_in_channel"
    if found["deleted"] or (found["is_stranger"] and not room.shared_with):
        return "cant_invite"
    if found["is_ultra_restricted"] and any(
        user in one.members for one in workspace.channels.values() if not one.im
    ):
        return "ura_max_channels"
    return ""


def kick(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.kick.

    `restricted_action` is the workspace's choice. That people of another workspace are removed by
    those who answer for them no page says in so many words; `not_supported` ("for this channel and
    user combination") is what is assumed, see `Operators.allow_kicks`.
    """
    room = _room(workspace, fields)
    user = word(fields, "user")
    found = workspace.users.get(user)
    if found is None:
        raise Refusal("user_not_found")
    if user == workspace.bot_user:
        raise Refusal("cant_kick_self")
    if user not in room.members:
        raise Refusal("not_in_channel")
    if room.general:
        raise Refusal("cant_kick_from_general")
    if workspace.kicks == "none":
        raise Refusal("restricted_action")
    if found["is_stranger"] and workspace.kicks != "all":
        raise Refusal("not_supported")
    go(world, workspace, room, user)
    return {"errors": {}}


def join(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.join: public channels only."""
    room = known_channel(workspace, fields)
    if room.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if room.archived:
        raise Refusal("is_archived")
    already = workspace.bot_user in room.members
    enter(world, workspace, room, workspace.bot_user)
    answer = {"channel": conversation(workspace, room)}
    return answer | ({"warning": "already_in_channel"} if already else {})


def leave(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.leave."""
    room = known_channel(workspace, fields)
    if room.kind not in ("channel", "group"):
        raise Refusal("method_not_supported_for_channel_type")
    if workspace.bot_user not in room.members:
        return {"not_in_channel": True}
    if room.general:
        raise Refusal("cant_leave_general")
    go(world, workspace, room, workspace.bot_user)
    return {}


def _room(workspace: Workspace, fields: Fields) -> Channel:
    room = known_channel(workspace, fields, member=True)
    if room.kind not in ("channel", "group"):
        raise Refusal("method_not_supported_for_channel_type")
    return room
