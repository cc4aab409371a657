"""The Web API methods that post, edit and delete.

https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours
"""

import json
from typing import Any, Final

from bot.sandbox.slack import blocks
from bot.sandbox.slack.methods import Fields, direct, known_channel, truth
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Workspace, World

LONGEST: Final = 40_000
"""Characters of `text`: https://docs.slack.dev/changelog/2018-truncating-really-long-messages."""
_MOST_METADATA: Final = 16_384


def destination(world: World, workspace: Workspace, fields: Fields) -> Channel:
    """Return where a post goes; a user's id stands for the conversation with them."""
    named = str(fields.get("channel", ""))
    if not named:
        raise Refusal("channel_not_found")
    if named[:1] in ("U", "W") and named not in workspace.channels:
        try:
            return direct(world, workspace, named)
        except Refusal:
            raise Refusal("channel_not_found") from None
    channel = known_channel(workspace, fields)
    if channel.archived:
        raise Refusal("is_archived")
    if workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def content(fields: Fields) -> dict[str, Any]:
    """Return text, blocks and metadata of a post; raises Refusal."""
    text = fields.get("text")
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    made: dict[str, Any] = {"text": text or ""}
    if fields.get("blocks"):
        made["blocks"] = blocks.check(fields["blocks"])
    elif isinstance(fields.get("blocks"), list) and not text:
        raise Refusal("no_text")
    if not made["text"].strip() and not made.get("blocks"):
        raise Refusal("no_text")
    if len(made["text"]) > LONGEST:
        raise Refusal("msg_too_long")
    if fields.get("metadata"):
        made["metadata"] = metadata(fields["metadata"])
    return made


def metadata(given: Any) -> dict[str, Any]:
    """https://docs.slack.dev/messaging/message-metadata."""
    found = given
    if isinstance(given, str):
        try:
            found = json.loads(given)
        except ValueError:
            raise Refusal("invalid_metadata_format") from None
    whole = (
        isinstance(found, dict)
        and isinstance(found.get("event_type"), str)
        and isinstance(found.get("event_payload"), dict)
    )
    if not whole:
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(found)) > _MOST_METADATA:
        raise Refusal("metadata_too_large")
    return dict(found)


def post_message(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postMessage."""
    channel = destination(world, workspace, fields)
    renamed = any(fields.get(name) for name in ("username", "icon_url", "icon_emoji"))
    if renamed and workspace.scopes is not None and "chat:write.customize" not in workspace.scopes:
        raise Refusal("missing_scope", needed="chat:write.customize")
    made = content(fields)
    event: dict[str, Any] = {}
    root = fields.get("thread_ts")
    if root:
        if root not in channel.messages:
            raise Refusal("thread_not_found")
        made["thread_ts"] = channel.messages[root].get("thread_ts", root)
        if truth(fields.get("reply_broadcast")):
            event["subtype"] = made["subtype"] = "thread_broadcast"
    made |= {"user": workspace.bot_user, "bot_id": workspace.bot_id, "app_id": "A0TOCSIN"}
    made |= {
        "preview": {
            "links": truth(fields.get("unfurl_links"), default=False),
            "media": truth(fields.get("unfurl_media"), default=True),
        }
    }
    ts = world.put(workspace, channel, made, **event)
    return {"channel": channel.id, "ts": ts, "message": dict(channel.messages[ts])}


def post_ephemeral(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral: kept nowhere on the platform."""
    channel = destination(world, workspace, fields)
    user = str(fields.get("user", ""))
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    channel.ephemeral.append({"user": user, **content(fields)})
    return {"message_ts": world.stamp(channel)}


def update(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.update: only the app's own messages."""
    channel = known_channel(workspace, fields, member=True)
    ts = str(fields.get("ts", ""))
    message = channel.messages.get(ts)
    if message is None or message.get("subtype") == "tombstone":
        raise Refusal("message_not_found")
    if message.get("bot_id") != workspace.bot_id:
        raise Refusal("cant_update_message")
    made = content(fields)
    world.change(workspace, channel, ts, workspace.bot_user, **made)
    return {"channel": channel.id, "ts": ts, "text": made["text"], "message": dict(message)}


def delete(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.delete: only the app's own, at any age."""
    channel = known_channel(workspace, fields, member=True)
    ts = str(fields.get("ts", ""))
    message = channel.messages.get(ts)
    if message is None or message.get("subtype") == "tombstone":
        raise Refusal("message_not_found")
    if message.get("bot_id") != workspace.bot_id:
        raise Refusal("cant_delete_message")
    world.remove(workspace, channel, ts)
    return {"channel": channel.id, "ts": ts}
