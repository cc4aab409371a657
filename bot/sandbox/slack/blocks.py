"""What Slack accepts as blocks; everything else is `invalid_blocks` with the place of the fault.

https://docs.slack.dev/reference/block-kit/blocks. The kinds of block and of interactive element
that the stand-in does not know (tables, videos, menus, …) are refused too.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack import inputs as input_blocks
from bot.sandbox.slack import rich_text
from bot.sandbox.slack.elements import button, image, image_block, text_object
from bot.sandbox.slack.refusals import Refusal, bad_blocks

MOST_BLOCKS: Final = 50
"""https://docs.slack.dev/reference/block-kit/blocks: "up to 50 blocks in each message"."""
MOST_CHARACTERS: Final = 11_340
"""`msg_blocks_too_long` has no number in https://docs.slack.dev/reference/methods/chat.postMessage;
refusals were seen from 11,341 on (https://github.com/slackapi/bolt-js/issues/2867), and containers
count (https://github.com/slackapi/bolt-js/issues/2509)."""
_BLOCK_ID: Final = 255
_SECTION: Final = 3_000
_FIELDS: Final = 10
_FIELD: Final = 2_000
"""https://docs.slack.dev/reference/block-kit/blocks/section-block."""
_HEADER: Final = 150
"""https://docs.slack.dev/reference/block-kit/blocks/header-block."""
_IN_CONTEXT: Final = 10
"""https://docs.slack.dev/reference/block-kit/blocks/context-block."""
_IN_ACTIONS: Final = 25
"""https://docs.slack.dev/reference/block-kit/blocks/actions-block."""
_TEXT: Final = 3_000
"""https://docs.slack.dev/reference/block-kit/composition-objects/text-object: 1 to 3,000."""

_Checker = Callable[[dict[str, Any], str], None]
_Kinds = dict[str, tuple[frozenset[str], _Checker]]


def check(given: Any) -> list[dict[str, Any]]:
    """Return the blocks of a call; raises Refusal."""
    blocks = _listed(given)
    if len(blocks) > MOST_BLOCKS:
        raise bad_blocks((f"no more than {MOST_BLOCKS} items allowed", "/blocks"))
    check_each(blocks, "/blocks")
    if counted(blocks) > MOST_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    return blocks


def check_each(blocks: list[Any], where: str, *, inputs: bool = False) -> None:
    """Refuse what is no block among these; input blocks stand in a view alone."""
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        _block(block, f"{where}/{at}", seen, _KNOWN | _INPUT if inputs else _KNOWN)


def _listed(given: Any) -> list[dict[str, Any]]:
    """`invalid_blocks_format`: "not a valid JSON object or doesn't match the Block Kit syntax".

    https://docs.slack.dev/reference/methods/chat.postMessage#errors
    """
    blocks = given
    if isinstance(given, str):
        try:
            blocks = json.loads(given)
        except (ValueError, RecursionError):
            raise Refusal("invalid_blocks_format") from None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    return blocks


def _block(block: Any, where: str, seen: set[str], kinds: _Kinds) -> None:
    if not isinstance(block, dict):
        raise bad_blocks(("must provide an object", where))
    kind = block.get("type")
    known = kinds.get(kind) if isinstance(kind, str) else None
    if known is None:
        raise bad_blocks((f"unsupported type: {kind}", f"{where}/type"))
    keys, checker = known
    for name in block:
        if name not in keys:
            raise bad_blocks((f"invalid additional property: {name}", where))
    if "block_id" in block:
        _block_id(block, where, seen)
    checker(block, where)


def counted(blocks: Any) -> int:
    """Return what the blocks count: their texts, and a few characters for every container."""
    if isinstance(blocks, dict):
        own = 2
        for name, value in blocks.items():
            if isinstance(value, str):
                own += len(value) if name in ("text", "url") else 0
            elif isinstance(value, dict | list):
                own += counted(value)
        return own
    return sum(counted(one) for one in blocks if isinstance(one, dict | list))


def _block_id(block: dict[str, Any], where: str, seen: set[str]) -> None:
    """Up to 255 characters, and "block_id should be unique for each message"."""
    rich_text.text(block, "block_id", where, _BLOCK_ID)
    name = block["block_id"]
    if name in seen:
        raise bad_blocks((f'`block_id` "{name}" already exists', f"{where}/block_id"))
    seen.add(name)


def _items(block: dict[str, Any], name: str, where: str, most: int) -> list[Any]:
    found = block.get(name)
    if not isinstance(found, list):
        raise bad_blocks((f"missing required field: {name}", where))
    if not found:
        raise bad_blocks(("no less than 1 items allowed", f"{where}/{name}"))
    if len(found) > most:
        raise bad_blocks((f"no more than {most} items allowed", f"{where}/{name}"))
    return found


def _section(block: dict[str, Any], where: str) -> None:
    if "text" not in block and "fields" not in block:
        raise bad_blocks(("must define either `text` or `fields`", where))
    if "text" in block:
        text_object(block["text"], f"{where}/text", _SECTION, "plain_text", "mrkdwn")
    if "fields" in block:
        for at, one in enumerate(_items(block, "fields", where, _FIELDS)):
            text_object(one, f"{where}/fields/{at}", _FIELD, "plain_text", "mrkdwn")
    if "accessory" in block:
        _accessory(block["accessory"], f"{where}/accessory")


def _accessory(one: Any, where: str) -> None:
    if isinstance(one, dict) and one.get("type") == "image":
        image(one, where)
    else:
        button(one, where)


def _header(block: dict[str, Any], where: str) -> None:
    text_object(block.get("text"), f"{where}/text", _HEADER, "plain_text")


def _context(block: dict[str, Any], where: str) -> None:
    for at, one in enumerate(_items(block, "elements", where, _IN_CONTEXT)):
        inner = f"{where}/elements/{at}"
        if isinstance(one, dict) and one.get("type") == "image":
            image(one, inner)
        else:
            text_object(one, inner, _TEXT, "plain_text", "mrkdwn")


def _actions(block: dict[str, Any], where: str) -> None:
    seen: set[str] = set()
    for at, one in enumerate(_items(block, "elements", where, _IN_ACTIONS)):
        inner = f"{where}/elements/{at}"
        button(one, inner)
        name = one.get("action_id")
        if name is not None and name in seen:
            raise bad_blocks((f'`action_id` "{name}" already exists', f"{inner}/action_id"))
        seen.add(name)


def _nothing(_block: dict[str, Any], _where: str) -> None:
    return


_ALL: Final = frozenset({"type", "block_id"})
_INPUT: Final[_Kinds] = {"input": (input_blocks.KEYS, input_blocks.check)}
_KNOWN: Final[_Kinds] = {
    "rich_text": (_ALL | {"elements"}, rich_text.check),
    "section": (_ALL | {"text", "fields", "accessory", "expand"}, _section),
    "header": (_ALL | {"text"}, _header),
    "context": (_ALL | {"elements"}, _context),
    "actions": (_ALL | {"elements"}, _actions),
    "image": (_ALL | {"image_url", "slack_file", "alt_text", "title"}, image_block),
    "divider": (_ALL, _nothing),
}
