"""What Slack accepts inside a `rich_text` block.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block; which keys and styles an element
has: the `RichText…` interfaces of https://docs.slack.dev/tools/node-slack-sdk/reference/types/.
"""

from typing import Any, Final

from bot.sandbox.slack.refusals import bad_blocks

_CONTAINERS: Final = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
)
_ITEMS: Final = frozenset({"rich_text_section"})
_KEYS: Final = {
    "rich_text_section": {"type", "elements"},
    "rich_text_quote": {"type", "elements", "border"},
    "rich_text_preformatted": {"type", "elements", "border", "language"},
    "rich_text_list": {"type", "elements", "style", "indent", "offset", "border"},
}
_LIST_STYLES: Final = ("bullet", "ordered")
_MOST_INDENT: Final = 8
"""https://docs.slack.dev/tools/node-slack-sdk/reference/types/interfaces/RichTextList: 0 to 8."""
_NEEDED: Final = {
    "text": "text", "link": "url", "user": "user_id", "usergroup": "usergroup_id",
    "channel": "channel_id", "broadcast": "range", "emoji": "name", "color": "value",
    "team": "team_id",
}  # fmt: skip
_FURTHER: Final[dict[str, frozenset[str]]] = {
    "link": frozenset({"text", "unsafe"}),
    "emoji": frozenset({"unicode", "skin_tone", "url"}),
    "date": frozenset({"timestamp", "format", "url", "fallback"}),
}
_NONE: Final[frozenset[str]] = frozenset()
_PREFORMATTED: Final = ("text", "link")
"""https://docs.slack.dev/tools/node-slack-sdk/reference/types/interfaces/RichTextPreformatted."""
_STYLES: Final = frozenset({"bold", "italic", "strike", "code", "underline"})
_MENTION_STYLES: Final = _STYLES | {"highlight", "client_highlight", "unlink"}
_MENTIONS: Final = ("user", "usergroup", "channel", "team", "broadcast")
_RANGES: Final = ("here", "channel", "everyone")


def check(block: dict[str, Any], where: str) -> None:
    """Refuse a `rich_text` block that is none."""
    for at, one in enumerate(_elements(block, where)):
        _container(one, f"{where}/elements/{at}", _CONTAINERS)


def _elements(holder: dict[str, Any], where: str) -> list[Any]:
    elements = holder.get("elements")
    if elements is None:
        raise bad_blocks(("missing required field: elements", where))
    if not isinstance(elements, list):
        raise bad_blocks(("must provide an array", f"{where}/elements"))
    if not elements:
        raise bad_blocks(("missing element", f"{where}/elements"))
    return elements


def _container(one: Any, where: str, allowed: frozenset[str]) -> None:
    if not isinstance(one, dict):
        raise bad_blocks(("must provide an object", where))
    kind = one.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        raise bad_blocks((f"unsupported type: {kind}", f"{where}/type"))
    _known(one, _KEYS[kind], where)
    if "border" in one and (one["border"] not in (0, 1) or isinstance(one["border"], bool)):
        raise bad_blocks(("must be one of: 0, 1", f"{where}/border"))
    elements = _elements(one, where)
    if kind == "rich_text_list":
        _list(one, where)
        for at, item in enumerate(elements):
            _container(item, f"{where}/elements/{at}", _ITEMS)
        return
    for at, inner in enumerate(elements):
        _element(inner, f"{where}/elements/{at}", code=kind == "rich_text_preformatted")


def _list(one: dict[str, Any], where: str) -> None:
    if one.get("style") not in _LIST_STYLES:
        raise bad_blocks((f"must be one of: {', '.join(_LIST_STYLES)}", f"{where}/style"))
    for name in ("indent", "offset"):
        value = one.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad_blocks(("must provide a number", f"{where}/{name}"))
        if value < 0:
            raise bad_blocks(("must be more than -1", f"{where}/{name}"))
    if one.get("indent", 0) > _MOST_INDENT:
        raise bad_blocks((f"must be less than {_MOST_INDENT + 1}", f"{where}/indent"))


def _element(one: Any, where: str, *, code: bool) -> None:
    if not isinstance(one, dict):
        raise bad_blocks(("must provide an object", where))
    kind = one.get("type")
    if (
        not isinstance(kind, str)
        or not (kind in _NEEDED or kind == "date")
        or (code and kind not in _PREFORMATTED)
    ):
        raise bad_blocks((f"unsupported type: {kind}", f"{where}/type"))
    needed = _NEEDED.get(kind)
    _known(one, {"type", "style", needed} | _FURTHER.get(kind, _NONE), where)
    if needed is not None:
        text(one, needed, where)
    else:
        _date(one, where)
    for name in ("text", "url", "fallback"):
        if name in one and name != needed:
            text(one, name, where)
    if kind == "broadcast" and one["range"] not in _RANGES:
        raise bad_blocks((f"must be one of: {', '.join(_RANGES)}", f"{where}/range"))
    if "style" in one:
        styles = _MENTION_STYLES if kind in _MENTIONS else _STYLES
        _style(one["style"], styles, f"{where}/style")


def _date(one: dict[str, Any], where: str) -> None:
    """https://docs.slack.dev/tools/node-slack-sdk/reference/web-api/interfaces/RichTextDate."""
    for name in ("timestamp", "format"):
        if name not in one:
            raise bad_blocks((f"missing required field: {name}", where))
    stamp = one["timestamp"]
    if not isinstance(stamp, int) or isinstance(stamp, bool):
        raise bad_blocks(("must provide a number", f"{where}/timestamp"))
    text(one, "format", where)


def _style(style: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(style, dict):
        raise bad_blocks(("must provide an object", where))
    _known(style, known, where)
    for name, value in style.items():
        if not isinstance(value, bool):
            raise bad_blocks(("must provide a boolean", f"{where}/{name}"))


def _known(one: dict[str, Any], names: Any, where: str) -> None:
    for name in one:
        if name not in names:
            raise bad_blocks((f"invalid additional property: {name}", where))


def text(one: dict[str, Any], name: str, where: str, most: int = 0) -> None:
    """Refuse a string that is missing, none, empty, or longer than `most` (0: any length)."""
    if name not in one:
        raise bad_blocks((f"missing required field: {name}", where))
    value = one[name]
    if not isinstance(value, str):
        raise bad_blocks(("must provide a string", f"{where}/{name}"))
    if not value:
        raise bad_blocks(("must be more than 0 characters", f"{where}/{name}"))
    if most and len(value) > most:
        raise bad_blocks((f"must be less than {most + 1} characters", f"{where}/{name}"))
