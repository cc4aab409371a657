"""Pages of long answers: https://docs.slack.dev/apis/web-api/pagination."""

import base64
import binascii
from typing import Any, Final

from bot.sandbox.slack.arguments import Fields
from bot.sandbox.slack.refusals import Refusal

LARGEST: Final = 999
"""https://docs.slack.dev/reference/methods/conversations.history: "Maximum of 999"."""
_MARK: Final = b"next:"


def page(name: str, found: list[Any], fields: Fields, usual: int) -> dict[str, Any]:
    """Return the items that a call asks for under `name`, and the cursor to the next.

    "Invalid `limit` values are currently magically adjusted to something sensible".
    """
    start = _start(fields.get("cursor"))
    end = start + _size(fields.get("limit"), usual)
    following = base64.b64encode(_MARK + str(end).encode()).decode() if end < len(found) else ""
    return {name: found[start:end], "response_metadata": {"next_cursor": following}}


def _size(given: Any, usual: int) -> int:
    try:
        size = int(given)
    except (TypeError, ValueError, OverflowError):
        return usual
    return min(size, LARGEST) if size > 0 else usual


def _start(cursor: Any) -> int:
    """`invalid_cursor`: "gibberish, somehow encoded wrong, or of too great a vintage"."""
    if not cursor:
        return 0
    try:
        mark, number = base64.b64decode(str(cursor), validate=True).split(b":")
        if mark + b":" != _MARK:
            raise Refusal("invalid_cursor")
        return int(number)
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None
