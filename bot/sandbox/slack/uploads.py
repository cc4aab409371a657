"""The Web API methods about files.

https://docs.slack.dev/reference/methods/files.getUploadURLExternal,
files.completeUploadExternal, files.info and files.delete. What is shared stands in its channel a
moment after the answer: "Files are processed asynchronously via a job handler".
"""

import json
import secrets
from typing import Any, Final

from bot.sandbox.slack import blocks
from bot.sandbox.slack.arguments import Fields, needed, word
from bot.sandbox.slack.methods import direct, known_channel
from bot.sandbox.slack.posting import numbered, threaded
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.shelf import File
from bot.sandbox.slack.state import Channel, Workspace, World

LARGEST: Final = 1 << 30
"""https://docs.slack.dev/messaging/working-with-files: 1 GB."""
LARGEST_SNIPPET: Final = 1 << 20
_MOST_ALT_TEXT: Final = 1000
_JOB: Final = 0.02
"""Seconds after which a file that was completed stands in its channel."""


def get_upload_url(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal."""
    needed(fields, "filename", "length")
    name = word(fields, "filename")
    try:
        size = int(fields["length"])
    except (TypeError, ValueError):
        raise Refusal("invalid_arguments", "[ERROR] must provide a number") from None
    if not name or size <= 0:
        raise Refusal("missing_argument")
    if size > LARGEST:
        raise Refusal("file_upload_size_restricted")
    if fields.get("snippet_type") and size > LARGEST_SNIPPET:
        raise Refusal("snippet_too_large")
    alt = str(fields.get("alt_txt") or fields.get("alt_text") or "")
    if len(alt) > _MOST_ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    extra = {"alt_txt": alt} if alt else {}
    ticket = secrets.token_urlsafe(32)
    made = world.shelf.add(
        workspace.team, workspace.bot_user, name, size, world.now(), ticket=ticket, extra=extra
    )
    return {"upload_url": f"{world.origin()}/upload/v1/{ticket}", "file_id": made.id}


def complete_upload(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal.

    "If the initial_comment field is provided, the blocks field is ignored"; without a channel the
    files stay private.
    """
    needed(fields, "files")
    found = _completed(world, workspace, fields["files"])
    rooms = _rooms(world, workspace, fields)
    said: dict[str, Any] = {"text": word(fields, "initial_comment")}
    if not said["text"] and fields.get("blocks"):
        said["blocks"] = [numbered(one) for one in blocks.check(fields["blocks"])]
    answers = {room.id: threaded(room, {"thread_ts": fields.get("thread_ts")}) for room in rooms}
    for one, title in found:
        one.title, one.ticket = title or one.title, ""
    told = [world.shelf.told(one) for one, _ in found]

    def share() -> None:
        for room in rooms:
            hand(
                world, workspace, room, workspace.bot_user, [one for one, _ in found],
                {**said, **answers[room.id]},
            )  # fmt: skip

    if rooms:
        world.later(_JOB, share)
    return {"files": told}


def _completed(world: World, workspace: Workspace, given: Any) -> list[tuple[File, str]]:
    listed = given
    if isinstance(given, str):
        try:
            listed = json.loads(given)
        except (ValueError, RecursionError):
            raise Refusal("invalid_arguments", "[ERROR] must provide an array") from None
    if not isinstance(listed, list) or not listed:
        raise Refusal("invalid_arguments", "[ERROR] must provide an array [json-pointer:/files]")
    found = []
    for at, one in enumerate(listed):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            where = f"[json-pointer:/files/{at}]"
            raise Refusal("invalid_arguments", f"[ERROR] missing required field: id {where}")
        file = world.shelf.files.get(one["id"])
        mine = file is not None and file.team == workspace.team
        if file is None or not mine or not file.ticket or not file.arrived:
            raise Refusal("file_not_found")
        found.append((file, str(one.get("title") or "")))
    return found


def _rooms(world: World, workspace: Workspace, fields: Fields) -> list[Channel]:
    """`channel_id` names a conversation, `channels` several, or people."""
    named = [word(fields, "channel_id")] if fields.get("channel_id") else []
    given = fields.get("channels") or ""
    listed = given if isinstance(given, list) else str(given).split(",")
    people = [str(one).strip() for one in listed if str(one).strip()]
    rooms = [known_channel(workspace, {"channel": one}, member=True) for one in named]
    for one in people:
        if one[:1] in ("U", "W"):
            rooms.append(direct(world, workspace, one))
        else:
            rooms.append(known_channel(workspace, {"channel": one}, member=True))
    if any(room.archived for room in rooms):
        raise Refusal("is_archived")
    return rooms


def hand(
    world: World, workspace: Workspace, room: Channel, user: str,
    files: list[File], said: dict[str, Any],
) -> str:  # fmt: skip
    """Let a message with files stand in a channel, and tell the app; returns its ts.

    https://docs.slack.dev/reference/events/message/file_share and
    https://docs.slack.dev/reference/events/file_shared. What an app shares carries no `bot_id`.
    """
    message = {
        "subtype": "file_share", "text": "", "user": user, "upload": False,
        "display_as_bot": False, **said,
    }  # fmt: skip
    ts = world.stamp(room)
    for one in files:
        one.shares.setdefault(room.id, []).append(ts)
    told = [world.shelf.told(one) for one in files]
    world.put(workspace, room, {**message, "files": told}, ts)
    for one in files:
        event = {
            "type": "file_shared", "file_id": one.id, "user_id": user, "file": {"id": one.id},
            "channel_id": room.id, "event_ts": ts,
        }  # fmt: skip
        world.announce(workspace, room, event)
    return ts


def info(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/files.info."""
    file = _seen(world, workspace, fields)
    shares: dict[str, dict[str, Any]] = {}
    held: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    for channel, stamps in file.shares.items():
        room = workspace.channels.get(channel)
        standing = [] if room is None else [ts for ts in stamps if ts in room.messages]
        if room is None or not standing:
            continue
        public = room.kind == "channel"
        entries = [
            {"ts": ts, "channel_name": room.name, "team_id": workspace.team}
            | {n: v for n, v in room.messages[ts].items() if n == "thread_ts"}
            for ts in standing
        ]
        shares.setdefault("public" if public else "private", {})[channel] = entries
        kind = "channels" if public else "ims" if room.im else "groups"
        held[kind].append(channel)
    told = {**world.shelf.told(file), "shares": shares, **held}
    return {"file": told, "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/files.delete: the app's own."""
    file = _seen(world, workspace, fields)
    if file.user != workspace.bot_user:
        raise Refusal("cant_delete_file")
    bury(world, workspace, file)
    return {}


def bury(world: World, workspace: Workspace, file: File, mode: str = "tombstone") -> None:
    """Delete a file, or hide it: in its messages only its id is left, which is told as a change.

    https://docs.slack.dev/reference/events/file_deleted
    """
    file.mode = mode
    if mode == "tombstone":
        file.path.unlink(missing_ok=True)
    left = world.shelf.told(file)
    for channel, stamps in file.shares.items():
        room = workspace.channels.get(channel)
        for ts in stamps if room is not None else ():
            before = room.messages.get(ts) if room is not None else None
            if room is None or before is None:
                continue
            files = [left if one["id"] == file.id else one for one in before.get("files", ())]
            world.change(workspace, room, {**before, "files": files})
    if mode == "tombstone":
        at = f"{world.now():.6f}"
        world.tell(workspace, {"type": "file_deleted", "file_id": file.id, "event_ts": at}, False)  # noqa: FBT003 - as `World.tell` is called


def visible(workspace: Workspace, file: File) -> bool:
    """Tell whether the app may see a file: its own, or one in a conversation that it is in."""
    if file.team != workspace.team:
        return False
    rooms = [workspace.channels[one] for one in file.shares if one in workspace.channels]
    return file.user == workspace.bot_user or any(
        workspace.bot_user in room.members for room in rooms
    )


def _seen(world: World, workspace: Workspace, fields: Fields) -> File:
    needed(fields, "file")
    file = world.shelf.files.get(word(fields, "file"))
    if file is None or not visible(workspace, file):
        raise Refusal("file_not_found")
    if file.mode == "tombstone":
        raise Refusal("file_deleted")
    return file
