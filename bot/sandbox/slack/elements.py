"""What Slack accepts as texts, buttons and images inside blocks.

https://docs.slack.dev/reference/block-kit/composition-objects/text-object,
https://docs.slack.dev/reference/block-kit/block-elements/button-element,
https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object and
https://docs.slack.dev/reference/block-kit/block-elements/image-element
"""

from typing import Any, Final

from bot.sandbox.slack import rich_text
from bot.sandbox.slack.refusals import bad_blocks

_BUTTON_TEXT: Final = 75
_BUTTON: Final = frozenset(
    {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"}
)
_BUTTON_LIMITS: Final = (
    ("value", 2_000), ("url", 3_000), ("action_id", 255), ("accessibility_label", 75),
)  # fmt: skip
_STYLES: Final = ("primary", "danger")
_CONFIRM: Final = (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30))
_IMAGE: Final = frozenset({"type", "image_url", "slack_file", "alt_text"})
_IMAGE_URL: Final = 3_000
_ALT_TEXT: Final = 2_000
_TITLE: Final = 2_000
"""https://docs.slack.dev/reference/block-kit/blocks/image-block."""


def text_object(value: Any, where: str, most: int, *kinds: str) -> None:
    """Refuse what is no text object of one of these kinds, or longer than `most`."""
    if not isinstance(value, dict):
        raise bad_blocks(("must provide an object", where))
    if value.get("type") not in kinds:
        raise bad_blocks((f"must be one of: {', '.join(kinds)}", f"{where}/type"))
    plain = value["type"] == "plain_text"
    _known(value, {"type", "text", "emoji" if plain else "verbatim"}, where)
    text = value.get("text")
    if isinstance(text, str) and len(text) > most:
        # Slack names the object as well as what is wrong with it.
        raise bad_blocks(
            ("failed to match all allowed schemas", where),
            (f"must be less than {most + 1} characters", f"{where}/text"),
        )
    rich_text.text(value, "text", where)


def button(one: Any, where: str) -> None:
    """Refuse what is no button."""
    if not isinstance(one, dict) or one.get("type") != "button":
        kind = one.get("type") if isinstance(one, dict) else None
        raise bad_blocks((f"unsupported type: {kind}", f"{where}/type"))
    _known(one, _BUTTON, where)
    text_object(one.get("text"), f"{where}/text", _BUTTON_TEXT, "plain_text")
    for name, most in _BUTTON_LIMITS:
        if name in one:
            rich_text.text(one, name, where, most)
    if one.get("style", "primary") not in _STYLES:
        raise bad_blocks((f"must be one of: {', '.join(_STYLES)}", f"{where}/style"))
    if "confirm" in one:
        _confirm(one["confirm"], f"{where}/confirm")


def _confirm(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise bad_blocks(("must provide an object", where))
    _known(value, {"style", *(name for name, _ in _CONFIRM)}, where)
    for name, most in _CONFIRM:
        if name not in value:
            raise bad_blocks((f"missing required field: {name}", where))
        kinds = ("plain_text", "mrkdwn") if name == "text" else ("plain_text",)
        text_object(value[name], f"{where}/{name}", most, *kinds)
    if value.get("style", "primary") not in _STYLES:
        raise bad_blocks((f"must be one of: {', '.join(_STYLES)}", f"{where}/style"))


def image(one: dict[str, Any], where: str) -> None:
    """Refuse what is no image inside a block."""
    _known(one, _IMAGE, where)
    _image(one, where)


def image_block(block: dict[str, Any], where: str) -> None:
    """Refuse what is no image block."""
    _image(block, where)
    if "title" in block:
        text_object(block["title"], f"{where}/title", _TITLE, "plain_text")


def _image(one: dict[str, Any], where: str) -> None:
    """One of `image_url` and `slack_file`: the second names a file by `id` or `url`.

    https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object
    """
    if "slack_file" in one:
        named = one["slack_file"]
        if not isinstance(named, dict) or len(named) != 1 or not {"id", "url"} & named.keys():
            raise bad_blocks(("must provide an object", f"{where}/slack_file"))
    else:
        rich_text.text(one, "image_url", where, _IMAGE_URL)
    rich_text.text(one, "alt_text", where, _ALT_TEXT)


def _known(one: dict[str, Any], names: Any, where: str) -> None:
    for name in one:
        if name not in names:
            raise bad_blocks((f"invalid additional property: {name}", where))
