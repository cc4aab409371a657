"""What the app is sent when people type a command, press a button or choose a shortcut.

https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from typing import Any, Final

from bot.sandbox.slack.state import Channel, Message, Workspace, World

_PLAIN: Final = ("type", "block_id", "action_id", "text", "value", "style", "url")


def command(
    world: World, workspace: Workspace, room: Channel, user: str, name: str, text: str,
    *, answer: str,
) -> dict[str, Any]:  # fmt: skip
    """Return what a typed command sends; `answer` is its response_url."""
    return {
        "token": "unused",
        "command": name,
        "text": text,
        "team_id": workspace.team,
        "team_domain": "example",
        "channel_id": room.id,
        "channel_name": _called(room),
        "user_id": user,
        "user_name": workspace.users[user]["name"],
        "api_app_id": "A0TOCSIN",
        "is_enterprise_install": "false",
        "response_url": answer,
        "trigger_id": world.triggers.issue(workspace.team, user),
    }


def pressed(
    world: World, workspace: Workspace, room: Channel, user: str,
    message: Message, button: dict[str, Any], *, answer: str, ephemeral: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return what a pressed button sends.

    Of a message that was shown to one person alone the app is not sent the message, only where it
    stood: `container.is_ephemeral`.
    """
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": room.id,
        "is_ephemeral": ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    action = {name: button[name] for name in _PLAIN if name in button}
    sent: dict[str, Any] = {
        "type": "block_actions",
        **_by(workspace, user),
        "container": container,
        "trigger_id": world.triggers.issue(workspace.team, user),
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": room.id, "name": _called(room)},
        "state": {"values": {}},
        "response_url": answer,
        "actions": [{**action, "action_ts": _now(world)}],
    }
    if not ephemeral:
        sent["message"] = dict(message)
    return sent


def chosen(
    world: World, workspace: Workspace, room: Channel, user: str,
    message: Message, callback_id: str, *, answer: str,
) -> dict[str, Any]:  # fmt: skip
    """Return what a shortcut in a message's menu sends."""
    return {
        "type": "message_action",
        **_by(workspace, user),
        "action_ts": _now(world),
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(workspace.team, user),
        "response_url": answer,
        "message_ts": message["ts"],
        "channel": {"id": room.id, "name": _called(room)},
        "message": dict(message),
        "is_enterprise_install": False,
        "enterprise": None,
    }


def called_up(world: World, workspace: Workspace, user: str, callback_id: str) -> dict[str, Any]:
    """Return what a global shortcut sends: it belongs to no channel and has no response_url."""
    return {
        "type": "shortcut",
        **_by(workspace, user),
        "action_ts": _now(world),
        "callback_id": callback_id,
        "trigger_id": world.triggers.issue(workspace.team, user),
        "is_enterprise_install": False,
        "enterprise": None,
    }


def submitted(
    world: World, workspace: Workspace, user: str, view: dict[str, Any]
) -> dict[str, Any]:
    """Return what a modal sends that was sent off: it is of no channel and no message.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
    """
    return {
        "type": "view_submission",
        **_by(workspace, user),
        "trigger_id": world.triggers.issue(workspace.team, user, view["id"]),
        "view": view,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def closed(
    workspace: Workspace, user: str, view: dict[str, Any], *, cleared: bool
) -> dict[str, Any]:
    """Return what is sent of a modal that was left: `view_closed`."""
    return {
        "type": "view_closed",
        **_by(workspace, user),
        "view": view,
        "is_cleared": cleared,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def pressed_in(
    world: World, workspace: Workspace, user: str, view: dict[str, Any], button: dict[str, Any]
) -> dict[str, Any]:
    """Return what a button in a view sends: there is no message, no channel, no response_url."""
    action = {name: button[name] for name in _PLAIN if name in button}
    within = view["id"] if view["type"] == "modal" else ""
    return {
        "type": "block_actions",
        **_by(workspace, user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": world.triggers.issue(workspace.team, user, within),
        "enterprise": None,
        "is_enterprise_install": False,
        "view": view,
        "actions": [{**action, "action_ts": _now(world)}],
    }


def _by(workspace: Workspace, user: str) -> dict[str, Any]:
    told = workspace.users[user]
    return {
        "token": "unused",
        "api_app_id": "A0TOCSIN",
        "team": {"id": workspace.team, "domain": "example"},
        "user": {
            "id": user, "username": told["name"], "name": told["name"], "team_id": told["team_id"],
        },
    }  # fmt: skip


def _called(room: Channel) -> str:
    """Private conversations are not named: `privategroup`, `directmessage`."""
    if room.im:
        return "directmessage"
    return "privategroup" if room.private else room.name


def _now(world: World) -> str:
    return f"{world.now():.6f}"
