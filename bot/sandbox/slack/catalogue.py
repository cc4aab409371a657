"""Which methods the stand-in has, and the scope that each needs.

https://docs.slack.dev/reference/methods and https://docs.slack.dev/reference/scopes
"""

from typing import Final

from bot.sandbox.slack import methods, posting, profiles, uploads
from bot.sandbox.slack.arguments import Fields
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Workspace

METHODS: Final[dict[str, methods.Method]] = {
    "auth.test": profiles.auth_test,
    "bots.info": profiles.bots_info,
    "chat.delete": posting.delete,
    "chat.getPermalink": methods.chat_get_permalink,
    "chat.postEphemeral": posting.post_ephemeral,
    "chat.postMessage": posting.post_message,
    "chat.update": posting.update,
    "conversations.history": methods.conversations_history,
    "conversations.info": methods.conversations_info,
    "conversations.list": methods.conversations_list,
    "conversations.members": methods.conversations_members,
    "conversations.open": methods.conversations_open,
    "conversations.replies": methods.conversations_replies,
    "files.completeUploadExternal": uploads.complete_upload,
    "files.delete": uploads.delete,
    "files.getUploadURLExternal": uploads.get_upload_url,
    "files.info": uploads.info,
    "reactions.add": methods.reactions_add,
    "team.info": profiles.team_info,
    "users.info": profiles.users_info,
    "users.list": profiles.users_list,
}
_SCOPES: Final = {
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "*:history",
    "conversations.info": "*:read",
    "conversations.list": "*:read",
    "conversations.members": "*:read",
    "conversations.open": "im:write",
    "conversations.replies": "*:history",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
}
"""`*`: the kind of conversation decides."""
_FAMILIES: Final = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_ALL: Final = sorted(
    {one for one in _SCOPES.values() if not one.startswith("*")}
    | {f"{family}:{what}" for family in _FAMILIES.values() for what in ("history", "read")}
    | {"mpim:write"}
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
    if needed.startswith("*"):
        channel = workspace.channels.get(str(fields.get("channel")))
        kinds = _FAMILIES if channel is None else (channel.kind,)
        wanted = [needed.replace("*", _FAMILIES[kind]) for kind in kinds]
    elif method == "conversations.open" and "," in str(fields.get("users", "")):
        wanted = ["mpim:write"]
    else:
        wanted = [needed]
    if granted.isdisjoint(wanted):
        provided = ",".join(sorted(granted))
        raise Refusal("missing_scope", needed=",".join(wanted), provided=provided)
