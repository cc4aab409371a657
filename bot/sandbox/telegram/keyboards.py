"""Checking `reply_markup`: https://core.telegram.org/bots/api#inlinekeyboardmarkup."""

from typing import Any

from bot.sandbox.telegram.entities import checked_url
from bot.sandbox.telegram.refusals import Refusal, bad

MAX_DATA = 64
"""Bytes of callback_data: https://core.telegram.org/bots/api#inlinekeyboardbutton."""
MAX_BUTTONS = 100
_ACTIONS = ("url", "callback_data", "switch_inline_query", "copy_text", "web_app", "login_url")


def inline(markup: Any) -> dict[str, Any] | None:
    """Return the keyboard as it will be shown, None for none or for another kind of markup."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("Object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None
    if not isinstance(rows, list):
        raise bad('Field "inline_keyboard" must be of type Array')
    if any(not isinstance(row, list) for row in rows):
        raise bad('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    shown = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, shown)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return {"inline_keyboard": shown} if shown else None


def _wrong(words: str) -> Refusal:
    return bad(f"Can't parse inline keyboard button: {words}")


def _button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _wrong('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _wrong('Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    _check_action(actions[0], button[actions[0]])
    return {"text": button["text"], actions[0]: button[actions[0]]}


def _check_action(name: str, value: Any) -> None:
    if name == "callback_data":
        if not isinstance(value, str):
            raise _wrong('Field "callback_data" must be of type String')
        if not 1 <= len(value.encode()) <= MAX_DATA:
            raise bad("BUTTON_DATA_INVALID")
    if name == "url":
        if not isinstance(value, str):
            raise _wrong('Field "url" must be of type String')
        if checked_url(value) is None:
            raise bad(f"Inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
