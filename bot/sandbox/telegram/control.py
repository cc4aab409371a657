"""Driving the stand-in from another process: `/_control/<verb>` with a JSON object of arguments.

POST calls the verb of `TelegramStandIn` of the same name; GET reads. Answers `{"result": …}`, or
400 with `{"error": …}`.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiohttp import web

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
Verb: TypeAlias = Callable[..., Any]


def _answer(value: Any, status: int = 200) -> web.Response:
    return web.Response(text=dumped(value), status=status, content_type="application/json")


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
    verbs: dict[str, Verb] = {name: getattr(stand_in, name) for name in VERBS}

    async def handle(request: web.Request) -> web.Response:
        verb = verbs.get(request.match_info["verb"])
        if verb is None:
            return _answer({"error": "no such verb"}, 404)
        try:
            result = verb(**await _arguments(request))
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as why:
            return _answer({"error": why.description}, 400)
        except (KeyError, TypeError, ValueError) as why:
            return _answer({"error": f"{type(why).__name__}: {why}"}, 400)
        return _answer({"result": result})

    return [web.get("/_control/{verb}", handle), web.post("/_control/{verb}", handle)]
