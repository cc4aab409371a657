"""Driving the stand-in from another process: `/_control/<verb>` with a JSON object of arguments.

POST calls the verb of `SlackStandIn` of the same name; GET reads. Answers `{"result": …}`, or 400
with `{"error": …}`.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

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


def _answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=compact(value), status=status, content_type="application/json")


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.method == "GET":
        return {name: json.loads(value) for name, value in request.query.items()}
    raw = await request.read()
    value = json.loads(raw) if raw.strip() else {}
    if not isinstance(value, dict):
        raise TypeError("the body must be a JSON object of arguments")
    return value


def routes(stand_in: object) -> list[web.RouteDef]:
    """Return the routes that drive `stand_in`."""
    verbs: dict[str, Callable[..., Any]] = {name: getattr(stand_in, name) for name in VERBS}

    async def handle(request: web.Request) -> web.Response:
        verb = verbs.get(request.match_info["verb"])
        if verb is None:
            return _answer({"error": "no such verb"}, 404)
        try:
            result = verb(**await _arguments(request))
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as why:
            return _answer({"error": why.error}, 400)
        except (KeyError, TypeError, ValueError, OSError) as why:
            return _answer({"error": f"{type(why).__name__}: {why}"}, 400)
        return _answer({"result": result})

    return [web.get("/_control/{verb}", handle), web.post("/_control/{verb}", handle)]
