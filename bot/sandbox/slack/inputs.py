"""What Slack accepts as an input block and the elements in it, in a modal or a home.

https://docs.slack.dev/reference/block-kit/blocks/input-block,
https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element,
.../select-menu-element, .../multi-select-menus-element, .../checkboxes-element and
https://docs.slack.dev/reference/block-kit/composition-objects/option-object. Elements that the
stand-in does not know (date pickers, menus of people, files, …) are refused too.
"""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.slack import rich_text
from bot.sandbox.slack.elements import text_object
from bot.sandbox.slack.refusals import bad_blocks

LONGEST: Final = 3_000
"""Characters of a text input, whatever its `max_length`."""
_LABEL: Final = 2_000
_PLACEHOLDER: Final = 150
_ACTION_ID: Final = 255
_OPTION: Final = 75
_VALUE: Final = 150
_OPTIONS: Final = 100
_CHECKBOXES: Final = 10
KEYS: Final = frozenset(
    {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}
)
_ALL: Final = frozenset({"type", "action_id", "focus_on_load"})
_OPTION_KEYS: Final = frozenset({"text", "value", "description", "url"})

_Checker = Callable[[dict[str, Any], str], None]


def check(block: dict[str, Any], where: str) -> None:
    """Refuse what is no input block."""
    text_object(block.get("label"), f"{where}/label", _LABEL, "plain_text")
    if "hint" in block:
        text_object(block["hint"], f"{where}/hint", _LABEL, "plain_text")
    for name in ("optional", "dispatch_action"):
        if not isinstance(block.get(name, False), bool):
            raise bad_blocks(("must provide a boolean", f"{where}/{name}"))
    element, inner = block.get("element"), f"{where}/element"
    if not isinstance(element, dict):
        raise bad_blocks(("must provide an object", inner))
    kind = element.get("type")
    found = _KNOWN.get(kind) if isinstance(kind, str) else None
    if found is None:
        raise bad_blocks((f"unsupported type: {kind}", f"{inner}/type"))
    keys, checker = found
    for name in element:
        if name not in keys:
            raise bad_blocks((f"invalid additional property: {name}", inner))
    if "action_id" in element:
        rich_text.text(element, "action_id", inner, _ACTION_ID)
    if "placeholder" in element:
        text_object(element["placeholder"], f"{inner}/placeholder", _PLACEHOLDER, "plain_text")
    checker(element, inner)


def _written(one: dict[str, Any], where: str) -> None:
    """A text input; an `initial_value` beyond the field's own length is taken to be refused."""
    if not isinstance(one.get("multiline", False), bool):
        raise bad_blocks(("must provide a boolean", f"{where}/multiline"))
    for name, least in (("min_length", 0), ("max_length", 1)):
        value = one.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad_blocks(("must provide a number", f"{where}/{name}"))
        if value < least:
            raise bad_blocks((f"must be more than {least - 1}", f"{where}/{name}"))
        if value > LONGEST:
            raise bad_blocks((f"must be less than {LONGEST + 1}", f"{where}/{name}"))
    if "initial_value" in one:
        rich_text.text(one, "initial_value", where, one.get("max_length", LONGEST))


def _menu(one: dict[str, Any], where: str) -> None:
    options = _options(one, where, _OPTIONS, "plain_text")
    if "initial_option" in one and one["initial_option"] not in options:
        raise bad_blocks(("must match one of the options", f"{where}/initial_option"))


def _menu_of_several(one: dict[str, Any], where: str) -> None:
    _initial(one, where, _options(one, where, _OPTIONS, "plain_text"))
    most = one.get("max_selected_items", 1)
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise bad_blocks(("must be more than 0", f"{where}/max_selected_items"))


def _checkboxes(one: dict[str, Any], where: str) -> None:
    _initial(one, where, _options(one, where, _CHECKBOXES, "plain_text", "mrkdwn"))


def _initial(one: dict[str, Any], where: str, options: list[Any]) -> None:
    if "initial_options" not in one:
        return
    initial = one["initial_options"]
    if not isinstance(initial, list) or not initial:
        raise bad_blocks(("no less than 1 items allowed", f"{where}/initial_options"))
    if any(each not in options for each in initial):
        raise bad_blocks(("must match one of the options", f"{where}/initial_options"))


def _options(one: dict[str, Any], where: str, most: int, *kinds: str) -> list[Any]:
    options = one.get("options")
    if not isinstance(options, list):
        raise bad_blocks(("missing required field: options", where))
    if not options:
        raise bad_blocks(("no less than 1 items allowed", f"{where}/options"))
    if len(options) > most:
        raise bad_blocks((f"no more than {most} items allowed", f"{where}/options"))
    for at, option in enumerate(options):
        _option(option, f"{where}/options/{at}", kinds)
    return options


def _option(option: Any, where: str, kinds: tuple[str, ...]) -> None:
    if not isinstance(option, dict):
        raise bad_blocks(("must provide an object", where))
    for name in option:
        if name not in _OPTION_KEYS:
            raise bad_blocks((f"invalid additional property: {name}", where))
    text_object(option.get("text"), f"{where}/text", _OPTION, *kinds)
    rich_text.text(option, "value", where, _VALUE)
    if "description" in option:
        text_object(option["description"], f"{where}/description", _OPTION, *kinds)


_KNOWN: Final[dict[str, tuple[frozenset[str], _Checker]]] = {
    "plain_text_input": (
        _ALL
        | {"placeholder", "initial_value", "multiline", "min_length", "max_length"}
        | {"dispatch_action_config"},
        _written,
    ),
    "static_select": (_ALL | {"placeholder", "options", "initial_option", "confirm"}, _menu),
    "multi_static_select": (
        _ALL | {"placeholder", "options", "initial_options", "confirm", "max_selected_items"},
        _menu_of_several,
    ),
    "checkboxes": (_ALL | {"options", "initial_options", "confirm"}, _checkboxes),
}
