"""What Slack accepts as a view: a modal, or somebody's home.

https://docs.slack.dev/reference/views/modal-views and
https://docs.slack.dev/reference/views/home-tab-views. Faults are `invalid_arguments`, with what is
wrong and where in `response_metadata.messages` (seen:
https://github.com/jeremeamia/slack-block-kit/issues/3 and
https://github.com/slackapi/node-slack-sdk/pull/875).
"""

import json
from typing import Any, Final

from bot.sandbox.slack import blocks, rich_text
from bot.sandbox.slack.elements import text_object
from bot.sandbox.slack.refusals import Refusal, bad_blocks

MOST_BLOCKS: Final = 100
LARGEST: Final = 250_000
"""Bytes: `view_too_large`, "greater than 250kb"."""
_TITLE: Final = 24
_METADATA: Final = 3_000
_ID: Final = 255
_BOTH: Final = frozenset({"type", "blocks", "private_metadata", "callback_id", "external_id"})
_KEYS: Final = {
    "home": _BOTH,
    "modal": _BOTH
    | {"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"},
}
_WORDS: Final = (("private_metadata", _METADATA), ("callback_id", _ID), ("external_id", _ID))
_SWITCHES: Final = ("clear_on_close", "notify_on_close", "submit_disabled")


def check(given: Any, kind: str) -> dict[str, Any]:
    """Return a view of the kind that is wanted; raises Refusal."""
    view = given
    if isinstance(given, str):
        try:
            view = json.loads(given)
        except (ValueError, RecursionError):
            raise Refusal("invalid_arguments", _told("must provide an object", "/view")) from None
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", _told("must provide an object", "/view"))
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise Refusal("view_too_large")
    try:
        _check(view, kind)
    except Refusal as why:
        if why.error != "invalid_blocks":
            raise
        raise Refusal("invalid_arguments", *why.messages) from None
    return view


def _told(what: str, where: str) -> str:
    return f"[ERROR] {what} [json-pointer:{where}]"


def _check(view: dict[str, Any], kind: str) -> None:
    if view.get("type") != kind:
        raise bad_blocks((f"must be one of: {kind}", "/view/type"))
    for name in view:
        if name not in _KEYS[kind]:
            raise bad_blocks((f"invalid additional property: {name}", "/view"))
    found = view.get("blocks")
    if not isinstance(found, list):
        raise bad_blocks(("missing required field: blocks", "/view"))
    if len(found) > MOST_BLOCKS:
        raise bad_blocks((f"no more than {MOST_BLOCKS} items allowed", "/view/blocks"))
    blocks.check_each(found, "/view/blocks", inputs=True)
    for name, most in _WORDS:
        # What is empty counts as left out.
        if view.get(name, ""):
            rich_text.text(view, name, "/view", most)
    if kind == "modal":
        _modal(view, found)


def _modal(view: dict[str, Any], found: list[Any]) -> None:
    if "title" not in view:
        raise bad_blocks(("missing required field: title", "/view"))
    for name in ("title", "close", "submit"):
        if name in view:
            text_object(view[name], f"/view/{name}", _TITLE, "plain_text")
    for name in _SWITCHES:
        if not isinstance(view.get(name, False), bool):
            raise bad_blocks(("must provide a boolean", f"/view/{name}"))
    if "submit" not in view:
        for at, block in enumerate(found):
            if block["type"] == "input":
                where = f"/view/blocks/{at}/input"
                raise bad_blocks(("must define `submit` to use an `input` block in modals", where))
