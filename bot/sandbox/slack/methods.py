"""The Web API methods about conversations, and the conversations with people.

https://docs.slack.dev/reference/methods
"""

import re
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack.arguments import Fields, needed, truth, word
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Message, Workspace, World, shown

Method = Callable[[World, Workspace, Fields], dict[str, Any]]

_TS: Final = re.compile(r"\d{1,16}(\.\d{1,6})?")
_MOST_PEOPLE: Final = 8
"""https://docs.slack.dev/reference/methods/conversations.open#errors: `too_many_users`."""
_LISTED: Final = {
    "public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim",
}  # fmt: skip


def known_channel(workspace: Workspace, fields: Fields, *, member: bool = False) -> Channel:
    """Return the channel that a call names by its id; raises Refusal.

    What the app cannot see is `channel_not_found`; a public channel that it is no member of is
    `not_in_channel` where membership is needed:
    https://docs.slack.dev/reference/methods/conversations.history#errors.
    """
    needed(fields, "channel")
    channel = workspace.channels.get(word(fields, "channel"))
    inside = channel is not None and workspace.bot_user in channel.members
    if channel is None or (channel.kind != "channel" and not inside):
        raise Refusal("channel_not_found")
    if member and not inside:
        raise Refusal("not_in_channel")
    return channel


def _span(fields: Fields) -> tuple[float, float, bool]:
    """Return `oldest`, `latest` and whether they count themselves.

    `inclusive` is "Ignored unless either timestamp is specified".
    """
    ends = {"oldest": 0.0, "latest": float("inf")}
    for name in ends:
        given = str(fields.get(name) or "")
        if given and given != "now":
            if not _TS.fullmatch(given):
                raise Refusal(f"invalid_ts_{name}")
            ends[name] = float(given)
    return ends["oldest"], ends["latest"], truth(fields, "inclusive")


def _within(ts: str, span: tuple[float, float, bool]) -> bool:
    oldest, latest, inclusive = span
    at = float(ts)
    return oldest <= at <= latest if inclusive else oldest < at < latest


def _messages(found: list[Message], fields: Fields, usual: int) -> dict[str, Any]:
    answer = page("messages", found, fields, usual)
    metadata = truth(fields, "include_all_metadata")
    answer["messages"] = [shown(one, metadata=metadata) for one in answer["messages"]]
    answer["has_more"] = bool(answer["response_metadata"]["next_cursor"])
    return answer


def conversations_history(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, no answers."""
    channel = known_channel(workspace, fields, member=True)
    span = _span(fields)
    found = [
        one
        for ts, one in channel.messages.items()
        if _within(ts, span)
        and (one.get("thread_ts", ts) == ts or one.get("subtype") == "thread_broadcast")
    ]
    found.sort(key=lambda one: float(one["ts"]), reverse=True)
    return {**_messages(found, fields, 100), "pin_count": len(channel.pins)}


def conversations_replies(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.replies: the root, then answers."""
    needed(fields, "channel", "ts")
    channel = known_channel(workspace, fields, member=True)
    root = str(fields["ts"])
    if root not in channel.messages:
        raise Refusal("thread_not_found")
    span = _span(fields)
    found = [
        one
        for ts, one in channel.messages.items()
        if ts == root or (one.get("thread_ts") == root and _within(ts, span))
    ]
    found.sort(key=lambda one: float(one["ts"]))
    return _messages(found, fields, 1000)


def conversations_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.info."""
    channel = known_channel(workspace, fields)
    told = conversation(workspace, channel)
    if truth(fields, "include_num_members"):
        told["num_members"] = len(channel.members)
    return {"channel": told}


def conversation(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    """Return the conversation object: https://docs.slack.dev/reference/objects/conversation-object."""
    shared = bool(channel.shared_with)
    told: dict[str, Any] = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.mpim,
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "is_pending_ext_shared": channel.pending,
        "is_general": channel.general,
        "context_team_id": workspace.team,
    }
    if channel.im:
        return told | {"user": channel.im}
    told["name"] = told["name_normalized"] = channel.name
    told["is_member"] = workspace.bot_user in channel.members
    if shared:
        told["shared_team_ids"] = [workspace.team, *sorted(channel.shared_with)]
        told["connected_team_ids"] = sorted(channel.shared_with)
        told["conversation_host_id"] = workspace.team
    return told


def conversations_list(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.list."""
    types = [one.strip() for one in str(fields.get("types") or "public_channel").split(",")]
    if not set(types) <= _LISTED.keys():
        raise Refusal("invalid_types")
    kinds = {_LISTED[one] for one in types}
    seen = [
        conversation(workspace, one)
        for one in workspace.channels.values()
        if one.kind in kinds
        and (one.kind == "channel" or workspace.bot_user in one.members)
        and not (one.archived and truth(fields, "exclude_archived"))
    ]
    return page("channels", seen, fields, 100)


def conversations_members(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.members."""
    return page("members", sorted(known_channel(workspace, fields).members), fields, 100)


def conversations_open(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.open."""
    if fields.get("channel"):
        channel = known_channel(workspace, fields)
        if channel.kind not in ("im", "mpim"):
            raise Refusal("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    given = fields.get("users") or ""
    users = given if isinstance(given, list) else str(given).split(",")
    users = [str(one).strip() for one in users if str(one).strip()]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > _MOST_PEOPLE:
        raise Refusal("too_many_users")
    opened = (
        direct(world, workspace, users[0]) if len(users) == 1 else _several(world, workspace, users)
    )
    told = conversation(workspace, opened) if truth(fields, "return_im") else {"id": opened.id}
    return {"channel": told}


def _person(workspace: Workspace, user: str) -> None:
    found = workspace.users.get(user)
    if found is None:
        raise Refusal("user_not_found")
    if found["deleted"]:
        raise Refusal("user_disabled")


def direct(world: World, workspace: Workspace, user: str) -> Channel:
    """Return the conversation with one person, opening it; raises Refusal."""
    channel = workspace.channels.get(f"D{user[1:]}")
    _person(workspace, user)
    if channel is None:
        channel = Channel(
            id=f"D{user[1:]}", name="", members={user, workspace.bot_user}, private=True, im=user
        )
        world.open_channel(workspace, channel)
    return channel


def _several(world: World, workspace: Workspace, users: list[str]) -> Channel:
    for one in users:
        _person(workspace, one)
    inside = {*users, workspace.bot_user}
    for channel in workspace.channels.values():
        if channel.mpim and channel.members == inside:
            return channel
    number = f"G0MPIM{len(workspace.channels)}"
    channel = Channel(
        id=number, name=f"mpdm-{number.lower()}", members=inside, private=True, mpim=True
    )
    world.open_channel(workspace, channel)
    return channel


def chat_get_permalink(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.getPermalink."""
    needed(fields, "channel", "message_ts")
    channel = known_channel(workspace, fields)
    ts = str(fields["message_ts"])
    if ts not in channel.messages:
        raise Refusal("message_not_found")
    link = f"https://example.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}
