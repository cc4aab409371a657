"""Driving the stand-in from another process: `/_control/<verb>` with a JSON object of arguments.

POST calls the verb of `TelegramStandIn` of the same name; GET reads. Answers `{"result": …}`, or
400 with `{"error": …}`.
"""

from aiohttp import web

from bot.sandbox import driving
from bot.sandbox.telegram.refusals import Refusal
from bot.sandbox.telegram.updates import dumped

VERBS = (
    "add_bot",
    "revoke",
    "add_user",
    "add_chat",
    "add_topic",
    "close_topic",
    "set_status",
    "set_privacy",
    "rename",
    "pin",
    "migrate",
    "restart_update_ids",
    "inject",
    "messages",
    "say",
    "edit",
    "delete",
    "join",
    "asking",
    "approve",
    "decline",
    "withdraw_request",
    "invite_link",
    "leave",
    "add",
    "remove",
    "unban",
    "promote",
    "demote",
    "restrict",
    "publish",
    "gate",
    "hide_members",
    "link_channel",
    "send_file",
    "send_album",
    "edit_media",
    "cover",
    "fail_download",
    "press_start",
    "start_group",
    "block",
    "unblock",
    "press",
    "answer_of",
    "menu",
    "member",
    "forward",
    "hide_in_forwards",
    "protect",
    "react",
    "reactions",
    "allow_reactions",
    "share",
    "move",
    "stop_moving",
    "tick",
    "happen",
    "answer_elsewhere",
    "unpin",
    "reopen_topic",
    "rename_topic",
    "delete_topic",
    "ask",
    "vote",
    "end_poll",
    "set_bot_to_bot",
    "set_limits",
    "fail",
    "delay",
    "clear_faults",
    "advance",
    "set_local",
    "poll_elsewhere",
    "pending",
    "down",
    "entries",
)


def routes(stand_in: object) -> list[web.RouteDef]:
    """Return the routes that drive `stand_in`."""
    return driving.routes(stand_in, VERBS, refused=_refused, written=dumped)


def _refused(why: Exception) -> str | None:
    return why.description if isinstance(why, Refusal) else None
