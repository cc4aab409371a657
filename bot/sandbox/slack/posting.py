"""The Web API methods that post, edit and delete.

https://docs.slack.dev/reference/methods/chat.postMessage, chat.postEphemeral, chat.update and
chat.delete
"""

import itertools
import json
import re
from typing import Any, Final

from bot.sandbox.slack import blocks
from bot.sandbox.slack.arguments import Fields, needed, truth, word
from bot.sandbox.slack.methods import direct, known_channel
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.shelf import GONE
from bot.sandbox.slack.state import Channel, Message, Workspace, World

LONGEST: Final = 40_000
"""https://docs.slack.dev/reference/methods/chat.postMessage#truncating: "Slack will truncate
messages containing more than 40,000 characters", with the warning `message_truncated`
(https://docs.slack.dev/changelog/2018-truncating-really-long-messages)."""
LONGEST_UPDATE: Final = 4_000
"""https://docs.slack.dev/reference/methods/chat.update#errors, `msg_too_long`: "The `text` field
cannot exceed 4,000 characters"; blocks beside it change nothing."""
_MOST_MARKDOWN: Final = 12_000
"""https://docs.slack.dev/reference/methods/chat.postMessage, `markdown_text`."""
_MOST_ATTACHMENTS: Final = 100
"""https://docs.slack.dev/reference/methods/chat.postMessage#errors, `too_many_attachments`."""
_MOST_METADATA: Final = 16_384
"""`metadata_too_large` has no number in https://docs.slack.dev/reference/methods/chat.postMessage;
this is what is assumed."""
_EVENT_TYPE: Final = re.compile(r"[A-Za-z0-9_-]+")
"""https://docs.slack.dev/messaging/message-metadata#defining."""
_TS: Final = re.compile(r"\d{1,10}\.\d{1,6}")
_CUSTOM: Final = ("username", "icon_url", "icon_emoji")
_block_ids: Final = itertools.count(1)


def destination(world: World, workspace: Workspace, fields: Fields) -> Channel:
    """Return where a post goes: a channel's id or name, or the conversation with a person.

    https://docs.slack.dev/reference/methods/chat.postMessage#channels and #channel_membership
    """
    needed(fields, "channel")
    named = word(fields, "channel")
    if named[:1] in ("U", "W") and named not in workspace.channels:
        try:
            opened = direct(world, workspace, named)
        except Refusal:
            raise Refusal("channel_not_found") from None
        fields = {**fields, "channel": opened.id}
    elif named not in workspace.channels:
        fields = {**fields, "channel": _by_name(workspace, named.removeprefix("#"))}
    channel = known_channel(workspace, fields)
    if channel.archived:
        raise Refusal("is_archived")
    if channel.im and not workspace.messages_tab:
        raise Refusal("messages_tab_disabled")
    everywhere = workspace.scopes is not None and "chat:write.public" in workspace.scopes
    if workspace.bot_user not in channel.members and not everywhere:
        raise Refusal("not_in_channel")
    return channel


def _by_name(workspace: Workspace, name: str) -> str:
    for channel in workspace.channels.values():
        if channel.kind == "channel" and channel.name == name:
            return channel.id
    return ""


def content(fields: Fields) -> dict[str, Any]:
    """Return text, blocks and attachments of a message; raises Refusal.

    `no_text`, `markdown_text_conflict`, `invalid_attachments`, `too_many_attachments`:
    https://docs.slack.dev/reference/methods/chat.update#errors.
    """
    made: dict[str, Any] = {}
    if "text" in fields:
        made["text"] = word(fields, "text")
    if fields.get("markdown_text"):
        if "text" in fields or "blocks" in fields:
            raise Refusal("markdown_text_conflict")
        made["text"] = word(fields, "markdown_text")
        if len(made["text"]) > _MOST_MARKDOWN:
            raise Refusal("msg_too_long")
    if fields.get("blocks") not in (None, "", []):
        made["blocks"] = [numbered(one) for one in blocks.check(fields["blocks"])]
    if fields.get("attachments"):
        made["attachments"] = _attachments(fields["attachments"])
    if not made.get("text", "").strip() and not made.get("blocks") and "attachments" not in made:
        raise Refusal("no_text")
    if not made.get("blocks"):
        made.pop("blocks", None)
    return made


def numbered(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block with the ids that Slack gives to what was sent without."""
    made = {"block_id": f"b{next(_block_ids)}", **block}
    if block["type"] == "actions":
        made["elements"] = [
            {"action_id": f"a{next(_block_ids)}", **one} for one in block["elements"]
        ]
    if block["type"] == "input":
        made["element"] = {"action_id": f"a{next(_block_ids)}", **block["element"]}
    if block.get("accessory", {}).get("type") == "button":
        made["accessory"] = {"action_id": f"a{next(_block_ids)}", **block["accessory"]}
    return made


def _attachments(given: Any) -> list[Any]:
    found = given
    if isinstance(given, str):
        try:
            found = json.loads(given)
        except (ValueError, RecursionError):
            raise Refusal("invalid_attachments") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refusal("invalid_attachments")
    if len(found) > _MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    return found


def metadata(given: Any) -> tuple[dict[str, Any], list[str]]:
    """Return a message's metadata ({} for none) and warnings; raises Refusal.

    "Metadata with an invalid `event_type` returns an `invalid_metadata_schema` warning and is
    ignored": https://docs.slack.dev/messaging/message-metadata#defining. The errors are in
    https://docs.slack.dev/reference/methods/chat.postMessage#errors.
    """
    found = given
    if isinstance(given, str):
        try:
            found = json.loads(given)
        except (ValueError, RecursionError):
            raise Refusal("invalid_metadata_format") from None
    if not isinstance(found, dict):
        raise Refusal("invalid_metadata_format")
    if not found:
        return {}, []
    kind = found.get("event_type")
    if not isinstance(kind, str) or not isinstance(found.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(found)) > _MOST_METADATA:
        raise Refusal("metadata_too_large")
    return (dict(found), []) if _EVENT_TYPE.fullmatch(kind) else ({}, ["invalid_metadata_schema"])


def _warned(warnings: list[str]) -> dict[str, Any]:
    """https://docs.slack.dev/apis/web-api/#responses: `warning`, "comma-separated"."""
    if not warnings:
        return {}
    return {"warning": ",".join(warnings), "response_metadata": {"warnings": warnings}}


def post_message(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postMessage."""
    channel = destination(world, workspace, fields)
    made = content(fields)
    warnings: list[str] = []
    if "metadata" in fields:
        told, warnings = metadata(fields["metadata"])
        made |= {"metadata": told} if told else {}
    made |= {"user": workspace.bot_user, "bot_id": workspace.bot_id, "app_id": "A0TOCSIN"}
    made |= _customized(workspace, fields) | threaded(channel, fields)
    if len(made.get("text", "")) > LONGEST:
        made["text"] = made["text"][:LONGEST]
        warnings = [*warnings, "message_truncated"]
    ts = world.put(workspace, channel, {"text": "", **made})
    message = dict(channel.messages[ts])
    return {"channel": channel.id, "ts": ts, "message": message, **_warned(warnings)}


def _customized(workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postMessage#authorship."""
    given = {name: fields[name] for name in _CUSTOM if fields.get(name)}
    scopes = workspace.scopes
    if given and scopes is not None and "chat:write.customize" not in scopes:
        provided = ",".join(sorted(scopes))
        raise Refusal("missing_scope", needed="chat:write.customize", provided=provided)
    return {**given, "subtype": "bot_message"} if given else {}


def threaded(channel: Channel, fields: Fields) -> dict[str, Any]:
    """Return what makes a post an answer.

    What is no ts is `invalid_thread_ts` (seen: https://github.com/jenkinsci/slack-plugin/issues/584).
    An answer to what is not there stands in the channel itself, and its `message` shows no
    `thread_ts` (seen: https://github.com/slack-go/slack/issues/1571 and
    https://github.com/langchain-ai/open-swe/pull/2753); one to an answer belongs to its thread.
    """
    given = str(fields.get("thread_ts") or "")
    if not given:
        return {}
    if not _TS.fullmatch(given):
        raise Refusal("invalid_thread_ts", f"[ERROR] {given} is not a valid thread_ts")
    root = channel.messages.get(given)
    if root is None:
        return {}
    made = {"thread_ts": root.get("thread_ts", given)}
    return made | ({"subtype": "thread_broadcast"} if truth(fields, "reply_broadcast") else {})


def post_ephemeral(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral: kept nowhere on the platform.

    `msg_too_long` is in its table; the number is chat.postMessage's.
    """
    needed(fields, "channel", "user")
    channel = destination(world, workspace, fields)
    user = word(fields, "user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    made = content(fields)
    if len(made.get("text", "")) > LONGEST:
        raise Refusal("msg_too_long")
    return {"message_ts": world.whisper(channel, user, made | threaded(channel, fields))}


def _own(workspace: Workspace, channel: Channel, fields: Fields, refused: str) -> Message:
    message = channel.messages.get(str(fields["ts"]))
    if message is None or message.get("subtype") == "tombstone":
        raise Refusal("message_not_found")
    if message.get("bot_id") != workspace.bot_id and message.get("user") != workspace.bot_user:
        raise Refusal(refused)
    return message


def update(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.update: only the app's own messages.

    `text` without `blocks` takes the blocks away; `blocks` leave no mark of an edit; metadata that
    is not named stays, an empty object removes it.
    """
    needed(fields, "channel", "ts")
    channel = known_channel(workspace, fields, member=True)
    message = _own(workspace, channel, fields, "cant_update_message")
    if channel.archived:
        raise Refusal("is_inactive")
    made = content(fields)
    if len(made.get("text", "")) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    if _rich(message) and "blocks" in made and not _rich(made):
        raise Refusal("block_mismatch")
    after = {**message, **made}
    if "blocks" not in made:
        after.pop("blocks", None)
    if "attachments" in fields and "attachments" not in made:
        after.pop("attachments", None)
    if fields.get("file_ids"):
        after["files"] = files_of(world, workspace, fields["file_ids"])
    warnings: list[str] = []
    if "metadata" in fields:
        after.pop("metadata", None)
        told, warnings = metadata(fields["metadata"])
        after |= {"metadata": told} if told else {}
    world.change(workspace, channel, after, "" if "blocks" in made else workspace.bot_user)
    answer = {"channel": channel.id, "ts": after["ts"], "text": after["text"]}
    return {**answer, "message": dict(after), **_warned(warnings)}


def files_of(world: World, workspace: Workspace, given: Any) -> list[dict[str, Any]]:
    """Return the files that an edit names: "Array of new file ids that will be sent"."""
    found = given
    if isinstance(given, str):
        try:
            found = json.loads(given)
        except (ValueError, RecursionError):
            found = given.split(",")
    if not isinstance(found, list):
        raise Refusal("invalid_arguments", "[ERROR] must provide an array [json-pointer:/file_ids]")
    files = [world.shelf.files.get(str(one)) for one in found]
    if any(one is None or one.team != workspace.team or one.mode in GONE for one in files):
        raise Refusal("file_not_found")
    return [world.shelf.told(one) for one in files if one is not None]


def _rich(message: Message) -> bool:
    return any(one["type"] == "rich_text" for one in message.get("blocks", ()))


def delete(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.delete: only the app's own, at any age.

    "If a message is sent impersonating another user, you will not be able to call chat.delete to
    delete that same message". What happens in an archived channel its page does not say; it is
    refused.
    """
    needed(fields, "channel", "ts")
    channel = known_channel(workspace, fields, member=True)
    message = _own(workspace, channel, fields, "cant_delete_message")
    if channel.archived or message.get("username"):
        raise Refusal("cant_delete_message")
    world.remove(workspace, channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}
