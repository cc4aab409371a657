"""Reactions and pins: the Web API methods, and what the app is told of others'.

https://docs.slack.dev/reference/methods/reactions.add, reactions.remove, reactions.get, pins.add,
pins.remove and pins.list; https://docs.slack.dev/reference/events/reaction_added and pin_added.
"""

import re
from typing import Any, Final

from bot.sandbox.slack.arguments import Fields, needed, word
from bot.sandbox.slack.methods import known_channel
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Message, Workspace, World, shown

MOST_EMOJI: Final = 50
MOST_BY_ONE: Final = 23
"""Different emoji under one message, and of one person: `too_many_emoji`, `too_many_reactions`.

The pages name no number; these are the ones of https://slack.com/help/articles/202931348."""
MOST_PINS: Final = 100
"""https://slack.com/help/articles/205239997: pins of one conversation."""
_NAME: Final = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
_TS: Final = re.compile(r"\d{1,16}\.\d{1,6}")


def react(world: World, workspace: Workspace, room: Channel, ts: str, user: str, name: str) -> None:
    """Let somebody add a reaction, and tell the app; raises Refusal."""
    message = room.messages[ts]
    if not _NAME.fullmatch(name):
        raise Refusal("invalid_name")
    reactions = message.setdefault("reactions", [])
    found = next((one for one in reactions if one["name"] == name), None)
    if found is not None and user in found["users"]:
        raise Refusal("already_reacted")
    if found is None and len(reactions) >= MOST_EMOJI:
        raise Refusal("too_many_emoji")
    if sum(user in one["users"] for one in reactions) >= MOST_BY_ONE:
        raise Refusal("too_many_reactions")
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    found["users"].append(user)
    found["count"] = len(found["users"])
    _tell(world, workspace, room, message, type="reaction_added", user=user, reaction=name)


def take_back(
    world: World, workspace: Workspace, room: Channel, ts: str, user: str, name: str
) -> None:
    """Let somebody take a reaction back, and tell the app; raises Refusal."""
    message = room.messages[ts]
    reactions = message.get("reactions", [])
    found = next((one for one in reactions if one["name"] == name), None)
    if found is None or user not in found["users"]:
        raise Refusal("no_reaction")
    found["users"].remove(user)
    found["count"] = len(found["users"])
    if not found["users"]:
        reactions.remove(found)
    if not reactions:
        message.pop("reactions", None)
    _tell(world, workspace, room, message, type="reaction_removed", user=user, reaction=name)


def _tell(world: World, workspace: Workspace, room: Channel, message: Message, **what: str) -> None:
    event: dict[str, Any] = {
        **what,
        "item": {"type": "message", "channel": room.id, "ts": message["ts"]},
        "event_ts": world.stamp(room),
    }
    by = {"item_user": message["user"]} if message.get("user") else {}
    world.announce(workspace, room, event | by)


def add(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/reactions.add."""
    room, ts = _named(workspace, fields, "name", "timestamp")
    react(world, workspace, room, ts, workspace.bot_user, word(fields, "name").strip(":"))
    return {}


def remove(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/reactions.remove."""
    room, ts = _named(workspace, fields, "name")
    take_back(world, workspace, room, ts, workspace.bot_user, word(fields, "name").strip(":"))
    return {}


def get(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/reactions.get."""
    room, ts = _named(workspace, fields, archived=True)
    message = shown(room.messages[ts], metadata=False)
    return {"type": "message", "channel": room.id, "message": message}


def _named(
    workspace: Workspace, fields: Fields, *more: str, archived: bool = False
) -> tuple[Channel, str]:
    """Return the conversation and the message that a call names; raises Refusal."""
    needed(fields, "channel", *more)
    if not fields.get("timestamp"):
        raise Refusal("no_item_specified")
    room = known_channel(workspace, fields, member=True)
    if room.archived and not archived:
        raise Refusal("is_archived")
    ts = str(fields["timestamp"])
    if not _TS.fullmatch(ts):
        raise Refusal("bad_timestamp")
    if ts not in room.messages:
        raise Refusal("message_not_found")
    return room, ts


def pin(world: World, workspace: Workspace, room: Channel, ts: str, user: str) -> None:
    """Let somebody pin a message, and tell the app; raises Refusal."""
    if ts in room.pins:
        raise Refusal("already_pinned")
    if len(room.pins) >= MOST_PINS:
        raise Refusal("too_many_pins")
    room.pins[ts] = (user, int(world.now()))
    room.messages[ts]["pinned_to"] = [room.id]
    _pinned(world, workspace, room, ts, user, "pin_added")


def unpin(world: World, workspace: Workspace, room: Channel, ts: str, user: str) -> None:
    """Let somebody take a pin away, and tell the app; raises Refusal."""
    if ts not in room.pins:
        raise Refusal("no_pin")
    del room.pins[ts]
    room.messages[ts].pop("pinned_to", None)
    _pinned(world, workspace, room, ts, user, "pin_removed")


def _pinned(
    world: World, workspace: Workspace, room: Channel, ts: str, user: str, kind: str
) -> None:
    event = {
        "type": kind,
        "user": user,
        "channel_id": room.id,
        "item": _item(room, ts, user, int(world.now())),
        "item_user": room.messages[ts].get("user", ""),
        "pin_count": len(room.pins),
        "has_pins": bool(room.pins),
        "event_ts": world.stamp(room),
    }
    world.announce(workspace, room, event)


def _item(room: Channel, ts: str, user: str, at: int) -> dict[str, Any]:
    message = shown(room.messages[ts], metadata=False)
    return {
        "type": "message", "channel": room.id, "created": at, "created_by": user,
        "message": message,
    }  # fmt: skip


def pins_add(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/pins.add."""
    room, ts = _named(workspace, fields)
    pin(world, workspace, room, ts, workspace.bot_user)
    return {}


def pins_remove(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/pins.remove."""
    room, ts = _named(workspace, fields)
    unpin(world, workspace, room, ts, workspace.bot_user)
    return {}


def pins_list(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/pins.list: newest first."""
    room = known_channel(workspace, fields, member=True)
    kept = [
        _item(room, ts, user, at) for ts, (user, at) in room.pins.items() if ts in room.messages
    ]
    return {"items": kept[::-1]}
