"""What a client makes of what somebody types, and what it does not take."""

from typing import Any, Final

MOST: Final = 4000
"""Characters in one message; Telegram takes 4096 and Slack's client about as many."""


class Unfit(Exception):
    """What was asked for cannot be done; says which field, why, and what to do."""


def fit(text: str) -> str:
    """Return a text as it can be sent; raises Unfit."""
    stripped = whole(text).strip()
    if not stripped:
        raise Unfit("text: there is nothing in it; write something")
    if len(stripped) > MOST:
        raise Unfit(f"text: is longer than {MOST} characters; shorten it")
    return stripped


def whole(text: str) -> str:
    """Return a text without halves of characters: a client shows a sign in their place."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escaped(text: str) -> str:
    """Return a text as Slack's client writes it: https://docs.slack.dev/messaging/formatting-message-text#escaping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks(text: str) -> list[dict[str, Any]]:
    """Return the rich text that Slack's client makes of what somebody types."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "elements": [section]}]
