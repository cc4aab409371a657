"""Which scope a method or an event needs, and what a token may do.

https://docs.slack.dev/reference/scopes; those of a method or an event are on its own page.
"""

from typing import Any, Final

from bot.sandbox.slack.arguments import Fields
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Workspace

_SCOPES: Final = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "*:history",
    "conversations.info": "*:read",
    "conversations.invite": "*:manage",
    "conversations.join": "channels:join",
    "conversations.kick": "*:manage",
    "conversations.leave": "*:manage",
    "conversations.list": "*:read",
    "conversations.members": "*:read",
    "conversations.open": "im:write",
    "conversations.replies": "*:history",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "pins.add": "pins:write",
    "pins.list": "pins:read",
    "pins.remove": "pins:write",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
"""`*`: the kind of conversation decides."""
_EVENTS: Final = {
    "app_home_opened": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_id_changed": "*:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": "*:read",
    "channel_unarchive": "channels:read",
    "channel_unshared": "*:read",
    "file_deleted": "files:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "*:read",
    "member_left_channel": "*:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
EVENTS: Final = tuple(_EVENTS)
"""Every event that the stand-in tells of."""
_FAMILIES: Final = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_MANAGE: Final = {
    "channel": ("channels:manage",), "group": ("groups:write",),
    "im": ("im:write",), "mpim": ("mpim:write",),
}  # fmt: skip
"""https://docs.slack.dev/reference/methods/conversations.kick: each kind has a word of its own."""
_INVITES: Final = {
    "channel": "channels:write.invites", "group": "groups:write.invites",
}  # fmt: skip
_ALL: Final = sorted(
    {one for one in (*_SCOPES.values(), *_EVENTS.values()) if one and not one.startswith("*")}
    | {f"{family}:{what}" for family in _FAMILIES.values() for what in ("history", "read")}
    | {one for words in _MANAGE.values() for one in words}
    | {"commands"}
)


def scopes_of(workspace: Workspace, token: str) -> str:
    """Return what the header `x-oauth-scopes` says of a token.

    Every answer to a call with a known token carries it (seen at slack.com:
    https://github.com/slack-ruby/slack-ruby-client/issues/378); of an app-level token these are
    its own scopes, https://docs.slack.dev/authentication/tokens#app-level.
    """
    if token == workspace.app_token:
        return "connections:write"
    return ",".join(_ALL if workspace.scopes is None else sorted(workspace.scopes))


def permit(workspace: Workspace, method: str, fields: Fields) -> None:
    """Refuse a call for which the token lacks the scope: `missing_scope`, with both sides named.

    https://docs.slack.dev/reference/methods/conversations.history#errors
    """
    needed, granted = _SCOPES.get(method), workspace.scopes
    if needed is None or granted is None:
        return
    wanted = _wanted(workspace, method, needed, fields)
    if granted.isdisjoint(wanted):
        provided = ",".join(sorted(granted))
        raise Refusal("missing_scope", needed=",".join(wanted), provided=provided)


def _wanted(workspace: Workspace, method: str, needed: str, fields: Fields) -> list[str]:
    """Return the scopes of which one is enough."""
    if method == "conversations.open" and "," in str(fields.get("users", "")):
        return ["mpim:write"]
    if not needed.startswith("*"):
        return [needed]
    channel = workspace.channels.get(str(fields.get("channel")))
    kinds = tuple(_FAMILIES) if channel is None else (channel.kind,)
    if needed == "*:manage":
        wanted = [one for kind in kinds for one in _MANAGE[kind]]
        if method == "conversations.invite":
            wanted += [_INVITES[kind] for kind in kinds if kind in _INVITES]
        return wanted
    return [needed.replace("*", _FAMILIES[kind]) for kind in kinds]


def allowed(workspace: Workspace, name: str, event: dict[str, Any]) -> bool:
    """Tell whether the token's scopes let an event through; one that is unknown needs none."""
    needed = _EVENTS.get(name, "")
    if workspace.scopes is None or not needed:
        return True
    if needed.startswith("*"):
        named = event.get("new_channel_id") or event.get("channel")
        room = workspace.channels.get(str(named))
        kinds = tuple(_FAMILIES) if room is None else (room.kind,)
        return any(needed.replace("*", _FAMILIES[kind]) in workspace.scopes for kind in kinds)
    return needed in workspace.scopes
