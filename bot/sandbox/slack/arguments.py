"""What a call brings along: its arguments and its token.

https://docs.slack.dev/apis/web-api/#post-bodies and https://docs.slack.dev/apis/web-api/#authentication
"""

import json
from typing import Any, Final

from aiohttp import web

from bot.sandbox.slack.refusals import Refusal

Fields = dict[str, Any]

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
_BEARER: Final = "Bearer "


async def read(request: web.Request) -> tuple[Fields, str, Refusal | None]:
    """Return arguments, token ("" where there is none), and the refusal of a body that is none.

    A token comes as a bearer token, or in a form's body; never in the query or in JSON.
    """
    given = request.headers.get("Authorization", "")
    token = given[len(_BEARER) :].strip() if given.startswith(_BEARER) else ""
    kind = request.content_type
    fields: Fields = dict(request.query)
    fields.pop("token", None)
    if not request.can_read_body:
        return fields, token, None
    if kind == "application/json":
        return await _json(request, token)
    if kind not in _FORMS:
        return fields, token, Refusal("invalid_post_type")
    try:
        posted: Fields = dict(await request.post())
    except ValueError:
        return fields, token, Refusal("invalid_form_data")
    token = token or str(posted.pop("token", ""))
    return {**fields, **posted}, token, _named(posted)


async def _json(request: web.Request, token: str) -> tuple[Fields, str, Refusal | None]:
    """https://docs.slack.dev/apis/web-api/#JSON-errors; null means the default."""
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError):
        return {}, token, Refusal("invalid_json")
    if not isinstance(found, dict):
        return {}, token, Refusal("json_not_object")
    fields = {name: value for name, value in found.items() if value is not None}
    fields.pop("token", None)
    return fields, token, _named(fields)


def _named(fields: Fields) -> Refusal | None:
    """`invalid_arg_name`: "names with non-alphanumeric characters other than `_`"."""
    for name in fields:
        if not (name.isascii() and name.replace("_", "").isalnum()):
            return Refusal("invalid_arg_name")
    return None


def needed(fields: Fields, *names: str) -> None:
    """Refuse a call that leaves out what its method's page lists as required.

    What is there but empty or names nothing is the method's own error. Seen at slack.com for
    conversations.*: https://github.com/brekkylab/backlot/issues/84.
    """
    missing = [name for name in names if name not in fields]
    if missing:
        told = [f"[ERROR] missing required field: {name}" for name in missing]
        raise Refusal("invalid_arguments", *told)


def word(fields: Fields, name: str) -> str:
    """Return a string; "" where there is none.

    `invalid_array_arg`: "The method was passed an array as an argument. Please only input valid
    strings", https://docs.slack.dev/reference/methods/chat.postMessage#errors.
    """
    value = fields.get(name, "")
    if isinstance(value, list):
        raise Refusal("invalid_array_arg")
    if not isinstance(value, str):
        raise Refusal("invalid_arguments", f"[ERROR] must provide a string [json-pointer:/{name}]")
    return value


def truth(fields: Fields, name: str, *, default: bool = False) -> bool:
    """Return a boolean of a form or of JSON."""
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    return default if value is None else str(value).lower() in ("1", "true")
