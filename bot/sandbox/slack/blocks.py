"""What Slack accepts as blocks; everything else is `invalid_blocks` with the place of the fault.

https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import json
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack.refusals import Refusal

MOST_BLOCKS: Final = 50
MOST_CHARACTERS: Final = 11_340
"""Undocumented; refusals were seen from 11,341 characters on, containers counted."""
_SECTION: Final = 3_000
_HEADER: Final = 150
_BUTTON_TEXT: Final = 75
_BUTTON_VALUE: Final = 2_000
_STYLES: Final = frozenset({"bold", "italic", "strike", "code", "underline"})
_CONTAINERS: Final = (
    "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted",
)  # fmt: skip
_NEEDED: Final = {
    "text": "text", "link": "url", "user": "user_id", "usergroup": "usergroup_id",
    "channel": "channel_id", "broadcast": "range", "emoji": "name", "color": "value",
}  # fmt: skip
_KNOWN: Final = {
    "text": {"text"}, "link": {"url", "text", "unsafe"}, "user": {"user_id"},
    "usergroup": {"usergroup_id"}, "channel": {"channel_id"}, "broadcast": {"range"},
    "emoji": {"name", "unicode", "skin_tone", "url"},
    "date": {"timestamp", "format", "url", "fallback"}, "color": {"value"},
}  # fmt: skip
_RANGES: Final = ("here", "channel", "everyone")


def check(given: Any) -> list[dict[str, Any]]:
    """Return the blocks of a call; raises Refusal."""
    blocks = given
    if isinstance(given, str):
        try:
            blocks = json.loads(given)
        except ValueError:
            raise Refusal("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    if len(blocks) > MOST_BLOCKS:
        raise _bad(f"no more than {MOST_BLOCKS} items allowed", "/blocks")
    for at, block in enumerate(blocks):
        where = f"/blocks/{at}"
        if not isinstance(block, dict):
            raise _bad("must be an object", where)
        kind = block.get("type")
        checker = _CHECKERS.get(kind) if isinstance(kind, str) else None
        if checker is None:
            raise _bad(f"unsupported type: {kind}", f"{where}/type")
        checker(block, where)
    if counted(blocks) > MOST_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    return blocks


def counted(blocks: Any) -> int:
    """Return what the blocks count: their texts, and a few characters for every container."""
    if isinstance(blocks, dict):
        own = sum(len(v) for k, v in blocks.items() if k in ("text", "url") and isinstance(v, str))
        return own + 2 + sum(counted(v) for v in blocks.values() if isinstance(v, dict | list))
    if isinstance(blocks, list):
        return sum(counted(one) for one in blocks)
    return 0


def _bad(why: str, where: str) -> Refusal:
    return Refusal("invalid_blocks", f"[ERROR] {why} [json-pointer:{where}]")


def _text_object(value: Any, where: str, most: int, *kinds: str) -> None:
    if not isinstance(value, dict):
        raise _bad("missing required field: text", where)
    if value.get("type") not in kinds:
        raise _bad(f"must be one of: {', '.join(kinds)}", f"{where}/type")
    text = value.get("text")
    if not isinstance(text, str) or not text:
        raise _bad("must be a non-empty string", f"{where}/text")
    if len(text) > most:
        raise _bad(f"must be less than {most + 1} characters", f"{where}/text")


def _section(block: dict[str, Any], where: str) -> None:
    if "text" in block:
        _text_object(block["text"], f"{where}/text", _SECTION, "plain_text", "mrkdwn")
    elif not isinstance(block.get("fields"), list) or not block["fields"]:
        raise _bad("missing required field: text", where)


def _header(block: dict[str, Any], where: str) -> None:
    _text_object(block.get("text"), f"{where}/text", _HEADER, "plain_text")


def _context(block: dict[str, Any], where: str) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= 10:  # noqa: PLR2004 - documented
        raise _bad("must have 1 to 10 elements", f"{where}/elements")


def _actions(block: dict[str, Any], where: str) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= 25:  # noqa: PLR2004 - documented
        raise _bad("must have 1 to 25 elements", f"{where}/elements")
    for at, one in enumerate(elements):
        inner = f"{where}/elements/{at}"
        if not isinstance(one, dict) or one.get("type") != "button":
            raise _bad("unsupported type", f"{inner}/type")
        _text_object(one.get("text"), f"{inner}/text", _BUTTON_TEXT, "plain_text")
        if len(str(one.get("value", ""))) > _BUTTON_VALUE:
            raise _bad(f"must be less than {_BUTTON_VALUE + 1} characters", f"{inner}/value")


def _image(block: dict[str, Any], where: str) -> None:
    if not block.get("image_url") or not block.get("alt_text"):
        raise _bad("missing required field: image_url or alt_text", where)


def _nothing(_block: dict[str, Any], _where: str) -> None:
    return


def _rich_text(block: dict[str, Any], where: str) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        raise _bad("must have at least one element", f"{where}/elements")
    for at, one in enumerate(elements):
        _container(one, f"{where}/elements/{at}", _CONTAINERS)


def _container(one: Any, where: str, allowed: tuple[str, ...]) -> None:
    kind = one.get("type") if isinstance(one, dict) else None
    if kind not in allowed:
        raise _bad(f"unsupported type: {kind}", f"{where}/type")
    elements = one.get("elements")
    if not isinstance(elements, list):
        raise _bad("missing required field: elements", where)
    if kind == "rich_text_list":
        if one.get("style") not in ("bullet", "ordered"):
            raise _bad("must be one of: bullet, ordered", f"{where}/style")
        for at, item in enumerate(elements):
            _container(item, f"{where}/elements/{at}", ("rich_text_section",))
        return
    for at, inner in enumerate(elements):
        _element(inner, f"{where}/elements/{at}")


def _element(one: Any, where: str) -> None:
    kind = one.get("type") if isinstance(one, dict) else None
    if not isinstance(kind, str) or kind not in _KNOWN:
        raise _bad(f"unsupported type: {kind}", f"{where}/type")
    for name in one.keys() - _KNOWN[kind] - {"type", "style"}:
        raise _bad(f"additional property: {name}", where)
    if kind == "date":
        if not isinstance(one.get("timestamp"), int) or not isinstance(one.get("format"), str):
            raise _bad("missing required field: timestamp or format", where)
    else:
        needed = one.get(_NEEDED[kind])
        if not isinstance(needed, str) or not needed:
            raise _bad("must be a non-empty string", f"{where}/{_NEEDED[kind]}")
    if kind == "link" and not isinstance(one.get("text", ""), str):
        raise _bad("must be a string", f"{where}/text")
    if kind == "broadcast" and one["range"] not in _RANGES:
        raise _bad(f"must be one of: {', '.join(_RANGES)}", f"{where}/range")
    _style(one.get("style"), f"{where}/style")


def _style(style: Any, where: str) -> None:
    if style is None:
        return
    if not isinstance(style, dict):
        raise _bad("must be an object", where)
    for name, value in style.items():
        if name not in _STYLES:
            raise _bad(f"additional property: {name}", where)
        if not isinstance(value, bool):
            raise _bad("must be a boolean", f"{where}/{name}")


_CHECKERS: Final[dict[str, Callable[[dict[str, Any], str], None]]] = {
    "rich_text": _rich_text,
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _nothing,
}
