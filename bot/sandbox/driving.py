"""Driving a stand-in from another process: `/_control/<verb>` with a JSON object of arguments.

POST calls the stand-in's verb of that name; GET reads. Answers `{"result": …}`, or 400 with
`{"error": …}`.
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from aiohttp import web


def routes(
    stand_in: object,
    names: Iterable[str],
    *,
    refused: Callable[[Exception], str | None],
    written: Callable[[Any], str],
) -> list[web.RouteDef]:
    """Return the routes that drive a stand-in by these verbs.

    `refused` says what a refusal of its platform is, None for what is none; `written` writes JSON
    as that platform does.
    """
    verbs: dict[str, Callable[..., Any]] = {name: getattr(stand_in, name) for name in names}

    def answer(value: Any, status: int = 200) -> web.Response:
        return web.Response(text=written(value), status=status, content_type="application/json")

    async def handle(request: web.Request) -> web.Response:
        verb = verbs.get(request.match_info["verb"])
        if verb is None:
            return answer({"error": "no such verb"}, 404)
        try:
            result = verb(**await _arguments(request))
            if isinstance(result, Awaitable):
                result = await result
        except Exception as why:
            said = refused(why)
            if said is None and not isinstance(why, (KeyError, TypeError, ValueError, OSError)):
                raise
            return answer({"error": said or f"{type(why).__name__}: {why}"}, 400)
        return answer({"result": result})

    return [web.get("/_control/{verb}", handle), web.post("/_control/{verb}", handle)]


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.method == "GET":
        return {name: json.loads(value) for name, value in request.query.items()}
    raw = await request.read()
    value = json.loads(raw) if raw.strip() else {}
    if not isinstance(value, dict):
        raise TypeError("the body must be a JSON object of arguments")
    return value
