"""A form as a modal of Slack, what its fields hold, and what is said of those that are wrong.

https://docs.slack.dev/reference/views/modal-views,
https://docs.slack.dev/reference/block-kit/blocks/input-block and, for the elements,
https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element,
.../select-menu-element, .../multi-select-menus-element and .../checkboxes-element
"""

from collections.abc import Mapping
from typing import Any, Final

from policies.fields import Fault, Field, Fields, Option
from policies.forms import Form
from policies.speech.forms import FormWords
from policies.speech.words import Words

CALLBACK: Final = "tocsin.form."
"""How the `callback_id` of a form of ours begins; its command follows."""
MOST_BLOCKS: Final = 100
LONGEST_TITLE: Final = 24
"""Characters of a modal's title, and of what stands on its two buttons."""
_LABEL: Final = 2_000
_INPUT: Final = 3_000
_OPTIONS: Final = 100
_OPTION: Final = 75
"""Characters of an option: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""
_CHECKBOXES: Final = 10

_Json = dict[str, Any]


def modal(form: Form, words: Words, metadata: str, line: str = "") -> _Json:
    """Return the view that asks for what a line lacks, in a reader's language."""
    ours = FormWords(words)
    return {
        "type": "modal",
        "callback_id": CALLBACK + form.command,
        "private_metadata": metadata,
        "title": _plain(form.titled(words, line), LONGEST_TITLE),
        "submit": _plain(ours.submit(), LONGEST_TITLE),
        "close": _plain(ours.close(), LONGEST_TITLE),
        "blocks": [_block(one, words) for one in form.fields][:MOST_BLOCKS],
    }


def filled(form: Form, values: Any) -> Fields:
    """Return what the fields hold by a view's `state.values`, which nobody checked."""
    given = {one.name: _held(values, one.name) for one in form.fields}
    return form.holding(given)


def errors(form: Form, wrong: Mapping[str, Fault], words: Words) -> _Json:
    """Return the answer to a submission that shows each fault below its field.

    https://docs.slack.dev/surfaces/modals#displaying_errors
    """
    ours = FormWords(words)
    longest = {one.name: _longest(one) for one in form.fields}
    told = {name: ours.wrong(fault, longest[name]) for name, fault in wrong.items()}
    return {"response_action": "errors", "errors": told}


def outdated(blocks: Any, words: Words) -> _Json:
    """Return the answer to a form that is not taken any more; it stands below the first field."""
    return amiss(blocks, "", FormWords(words).outdated())


def amiss(blocks: Any, name: str, why: str) -> _Json:
    """Return the answer to a submission of which a field is wrong in what it means.

    What is wrong with no field alone stands below the first: an error is of a block.
    """
    listed = blocks if isinstance(blocks, list) else []
    inputs = [one for one in listed if isinstance(one, dict) and one.get("type") == "input"]
    known = [one["block_id"] for one in inputs]
    return {"response_action": "errors", "errors": {name if name in known else known[0]: why}}


def _block(one: Field, words: Words) -> _Json:
    block: _Json = {
        "type": "input",
        "block_id": one.name,
        "label": _plain(one.label(words), _LABEL),
        "optional": one.optional,
        "element": {"action_id": one.name} | _element(one, words),
    }
    if one.hint is not None:
        block["hint"] = _plain(one.hint(words), _LABEL)
    return block


def _element(one: Field, words: Words) -> _Json:
    match one.kind:
        case "choice":
            return _menu(one, words)
        case "choices":
            return _several(one, words)
    element: _Json = {
        "type": "plain_text_input",
        "multiline": one.kind == "paragraph",
        "max_length": _longest(one),
    }
    if one.initial:
        element["initial_value"] = _cut(one.initial[0], _longest(one))
    return element


def _menu(one: Field, words: Words) -> _Json:
    element: _Json = {"type": "static_select", "options": _options(one, words)}
    chosen = _chosen(one, words)
    return element | ({"initial_option": chosen[0]} if chosen else {})


def _several(one: Field, words: Words) -> _Json:
    kind = "checkboxes" if len(one.options) <= _CHECKBOXES else "multi_static_select"
    element: _Json = {"type": kind, "options": _options(one, words)}
    chosen = _chosen(one, words)
    return element | ({"initial_options": chosen} if chosen else {})


def _options(one: Field, words: Words) -> list[_Json]:
    return [_option(option, words) for option in one.options][:_OPTIONS]


def _chosen(one: Field, words: Words) -> list[_Json]:
    return [_option(option, words) for option in one.options if option.value in one.initial]


def _option(option: Option, words: Words) -> _Json:
    return {"text": _plain(option.words(words), _OPTION), "value": option.value}


def _plain(text: str, longest: int) -> _Json:
    return {"type": "plain_text", "text": _cut(text, longest), "emoji": False}


def _longest(one: Field) -> int:
    return min(one.longest, _INPUT)


def _cut(text: str, longest: int) -> str:
    """Return as much as fits by either way of counting, of characters and of UTF-16 units."""
    if len(text) <= longest and text.isascii():
        return text
    return text.encode("utf-16-le", "replace")[: 2 * longest].decode("utf-16-le", "ignore")


def _held(values: Any, name: str) -> tuple[str, ...]:
    """Return what stands in one block's element, whichever of the kinds it is."""
    block = values.get(name) if isinstance(values, dict) else None
    element = block.get(name) if isinstance(block, dict) else None
    if not isinstance(element, dict):
        return ()
    options = element.get("selected_options")
    several = options if isinstance(options, list) else [element.get("selected_option")]
    found = [one.get("value") for one in several if isinstance(one, dict)]
    return tuple(one for one in (element.get("value"), *found) if isinstance(one, str))
