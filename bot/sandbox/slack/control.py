"""Driving the stand-in from another process: `/_control/<verb>` with a JSON object of arguments.

POST calls the verb of `SlackStandIn` of the same name; GET reads. Answers `{"result": …}`, or 400
with `{"error": …}`.
"""

from typing import Final

from aiohttp import web

from bot.sandbox import driving
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import compact

VERBS: Final = (
    "add_workspace",
    "subscribe",
    "set_request_url",
    "limit_events",
    "add_user",
    "deactivate",
    "add_channel",
    "join",
    "leave",
    "slip_in",
    "welcome",
    "make_guest",
    "rename_user",
    "archive",
    "rename",
    "convert",
    "remove_channel",
    "share",
    "share_outside",
    "unshare",
    "members",
    "allow_kicks",
    "say",
    "edit",
    "unfurl",
    "delete",
    "command",
    "react",
    "unreact",
    "pin",
    "unpin",
    "pinned",
    "reactions",
    "share_message",
    "unfurl_message",
    "permalink",
    "act",
    "say_as_bot",
    "note",
    "huddle",
    "install",
    "upload",
    "delete_file",
    "hide_file",
    "files",
    "file_path",
    "spoil",
    "press",
    "shortcut",
    "global_shortcut",
    "modal",
    "fill",
    "submit",
    "close_modal",
    "open_home",
    "home",
    "press_in",
    "messages",
    "ephemeral",
    "direct",
    "set_limits",
    "fail",
    "clear_faults",
    "delay",
    "entries",
    "refused",
    "configure",
    "revoke",
    "restore",
    "refresh",
    "advance",
    "break_sockets",
    "acknowledge",
    "pending",
    "connections",
    "down",
    "emit",
)


def routes(stand_in: object) -> list[web.RouteDef]:
    """Return the routes that drive `stand_in`."""
    return driving.routes(stand_in, VERBS, refused=_refused, written=compact)


def _refused(why: Exception) -> str | None:
    return why.error if isinstance(why, Refusal) else None
