"""The Web API methods about conversations and people.

https://docs.slack.dev/reference/methods
"""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Workspace, World, shown

Fields = dict[str, Any]
Method = Callable[[World, Workspace, Fields], dict[str, Any]]
_MOST_A_PAGE: Final = 999


def known_channel(workspace: Workspace, fields: Fields, *, member: bool = False) -> Channel:
    """Return the channel that a call names; raises Refusal."""
    channel = workspace.channels.get(str(fields.get("channel", "")))
    if channel is None or (channel.private and workspace.bot_user not in channel.members):
        raise Refusal("channel_not_found")
    if member and workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def truth(value: Any, *, default: bool = False) -> bool:
    """Return a boolean of a form or of JSON."""
    if isinstance(value, bool):
        return value
    return default if value is None else str(value).lower() in ("1", "true")


def api_test(_world: World, _workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/api.test."""
    return {"args": {name: value for name, value in fields.items() if name != "token"}}


def auth_test(_world: World, workspace: Workspace, _fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/auth.test."""
    return {
        "url": "https://example.slack.com/",
        "team": workspace.name,
        "user": "tocsin",
        "team_id": workspace.team,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def _paged(found: list[dict[str, Any]], fields: Fields, default: int) -> dict[str, Any]:
    try:
        limit = int(fields.get("limit") or default)
        start = int(fields.get("cursor") or 0)
    except ValueError:
        raise Refusal("invalid_cursor") from None
    if not 1 <= limit <= _MOST_A_PAGE:
        raise Refusal("invalid_limit")
    end = start + limit
    more = end < len(found)
    return {
        "messages": found[start:end],
        "has_more": more,
        "response_metadata": {"next_cursor": str(end) if more else ""},
    }


def _span(channel: Channel, fields: Fields) -> tuple[float, float, bool]:
    try:
        oldest = float(fields.get("oldest") or 0)
        latest = float(fields.get("latest") or "inf")
    except ValueError:
        raise Refusal("invalid_ts_oldest") from None
    del channel
    return oldest, latest, truth(fields.get("inclusive"))


def _within(ts: str, span: tuple[float, float, bool]) -> bool:
    oldest, latest, inclusive = span
    at = float(ts)
    return oldest <= at <= latest if inclusive else oldest < at < latest


def conversations_history(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, no answers."""
    channel = known_channel(workspace, fields, member=True)
    span = _span(channel, fields)
    metadata = truth(fields.get("include_all_metadata"))
    found = [
        shown(one, metadata=metadata)
        for ts, one in sorted(
            channel.messages.items(), key=lambda item: float(item[0]), reverse=True
        )
        if _within(ts, span)
        and (one.get("thread_ts", ts) == ts or one.get("subtype") == "thread_broadcast")
    ]
    return {**_paged(found, fields, 100), "pin_count": 0}


def conversations_replies(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.replies: the root, then answers."""
    channel = known_channel(workspace, fields, member=True)
    root = str(fields.get("ts", ""))
    if root not in channel.messages:
        raise Refusal("thread_not_found")
    span = _span(channel, fields)
    metadata = truth(fields.get("include_all_metadata"))
    found = [
        shown(one, metadata=metadata)
        for ts, one in sorted(channel.messages.items(), key=lambda item: float(item[0]))
        if ts == root or (one.get("thread_ts") == root and _within(ts, span))
    ]
    return _paged(found, fields, 1000)


def conversations_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.info."""
    return {"channel": _told(workspace, known_channel(workspace, fields))}


def _told(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": not channel.private and not channel.im,
        "is_im": bool(channel.im),
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_member": workspace.bot_user in channel.members,
        "is_ext_shared": False,
        "num_members": len(channel.members),
    }


def conversations_list(_world: World, workspace: Workspace, _fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.list."""
    seen = [
        _told(workspace, one)
        for one in workspace.channels.values()
        if not one.im and (not one.private or workspace.bot_user in one.members)
    ]
    return {"channels": seen, "response_metadata": {"next_cursor": ""}}


def conversations_members(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.members."""
    channel = known_channel(workspace, fields)
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def conversations_open(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.open."""
    users = [one for one in str(fields.get("users", "")).split(",") if one]
    if not users:
        raise Refusal("users_list_not_supplied")
    return {"channel": {"id": direct(world, workspace, users[0]).id}}


def direct(world: World, workspace: Workspace, user: str) -> Channel:
    """Return the conversation with one person, opening it; raises Refusal."""
    if user not in workspace.users:
        raise Refusal("user_not_found")
    for one in workspace.channels.values():
        if one.im == user:
            return one
    channel = Channel(
        id=f"D{user[1:]}",
        name="directmessage",
        members={user, workspace.bot_user},
        private=True,
        im=user,
    )
    world.open_channel(workspace, channel)
    return channel


def users_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.info."""
    user = workspace.users.get(str(fields.get("user", "")))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user}


def users_list(_world: World, workspace: Workspace, _fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.list."""
    return {
        "members": list(workspace.users.values()),
        "response_metadata": {"next_cursor": ""},
    }


def team_info(_world: World, workspace: Workspace, _fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/team.info."""
    return {"team": {"id": workspace.team, "name": workspace.name, "domain": "example"}}


def bots_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/bots.info."""
    if fields.get("bot") != workspace.bot_id:
        raise Refusal("bot_not_found")
    return {"bot": {"id": workspace.bot_id, "name": "tocsin", "user_id": workspace.bot_user}}


def chat_get_permalink(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.getPermalink."""
    channel = known_channel(workspace, fields)
    ts = str(fields.get("message_ts", ""))
    if ts not in channel.messages:
        raise Refusal("message_not_found")
    link = f"https://example.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


def reactions_add(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/reactions.add."""
    channel = known_channel(workspace, fields, member=True)
    message = channel.messages.get(str(fields.get("timestamp", "")))
    if message is None:
        raise Refusal("message_not_found")
    name = str(fields.get("name", ""))
    if not name:
        raise Refusal("no_reaction")
    reactions = message.setdefault("reactions", [])
    if any(one["name"] == name and workspace.bot_user in one["users"] for one in reactions):
        raise Refusal("already_reacted")
    reactions.append({"name": name, "users": [workspace.bot_user], "count": 1})
    return {}
