"""Bodies that the platform refuses are refused with its own errors; each row is one."""

from typing import Any

import pytest

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, DESK, OLD, OUTSIDE, Raw

SCHEMAS = "failed to match all allowed schemas"
WORDS: dict[str, Any] = {"type": "plain_text", "text": "x"}
TEXT: dict[str, Any] = {"type": "text", "text": "x"}
SECTION: dict[str, Any] = {"type": "rich_text_section", "elements": [TEXT]}
IMAGE: dict[str, Any] = {"type": "image", "image_url": "https://e.org/a.png", "alt_text": "a"}
BUTTON: dict[str, Any] = {"type": "button", "text": WORDS}
AT = "/blocks/0/elements/0"
IN = f"{AT}/elements/0"


def of(*blocks: Any) -> dict[str, Any]:
    return {"channel": DESK, "text": "x", "blocks": list(blocks)}


def rich(*elements: Any) -> dict[str, Any]:
    return of({"type": "rich_text", "elements": list(elements)})


def inline(element: Any, container: str = "rich_text_section") -> dict[str, Any]:
    return rich({"type": container, "elements": [element]})


def listed(**more: Any) -> dict[str, Any]:
    return rich({"type": "rich_text_list", "elements": [SECTION], "style": "bullet"} | more)


def buttons(*elements: Any) -> dict[str, Any]:
    return of({"type": "actions", "elements": list(elements)})


def wrong(body: Any, where: str, *faults: str) -> tuple[Any, str, list[str]]:
    """Return a row of `invalid_blocks`; a fault beside the first names a place of its own."""
    told = [fault if "[" in fault else f"{fault} [json-pointer:{where}]" for fault in faults]
    return body, "invalid_blocks", [f"[ERROR] {one}" for one in told]


def long(where: str, most: int) -> list[str]:
    return [SCHEMAS, f"must be less than {most + 1} characters [json-pointer:{where}/text]"]


REFUSED: dict[str, tuple[Any, str, list[str]]] = {
    "no text": ({"channel": DESK}, "no_text", []),
    "empty text": ({"channel": DESK, "text": ""}, "no_text", []),
    "whitespace only": ({"channel": DESK, "text": " \n\t"}, "no_text", []),
    "empty text and no blocks": ({"channel": DESK, "text": "", "blocks": []}, "no_text", []),
    "text is a number": (
        {"channel": DESK, "text": 5},
        "invalid_arguments",
        ["[ERROR] must provide a string [json-pointer:/text]"],
    ),
    "text is an object": (
        {"channel": DESK, "text": {"text": "x"}},
        "invalid_arguments",
        ["[ERROR] must provide a string [json-pointer:/text]"],
    ),
    "text is a list": ({"channel": DESK, "text": ["x"]}, "invalid_array_arg", []),
    "no channel": (
        {"text": "x"},
        "invalid_arguments",
        ["[ERROR] missing required field: channel"],
    ),
    "empty channel": ({"channel": "", "text": "x"}, "channel_not_found", []),
    "unknown channel": ({"channel": "C0NONE", "text": "x"}, "channel_not_found", []),
    "unknown name": ({"channel": "#none", "text": "x"}, "channel_not_found", []),
    "unknown person": ({"channel": "U0NONE", "text": "x"}, "channel_not_found", []),
    "private channel without the app": (
        {"channel": "G0SECRET", "text": "x"},
        "channel_not_found",
        [],
    ),
    "channel of another workspace": (
        {"channel": "C0FOREIGN", "text": "x"},
        "channel_not_found",
        [],
    ),
    "public channel without the app": ({"channel": OUTSIDE, "text": "x"}, "not_in_channel", []),
    "archived channel": ({"channel": OLD, "text": "x"}, "is_archived", []),
    "thread_ts that is none": (
        {"channel": DESK, "text": "x", "thread_ts": "yesterday"},
        "invalid_thread_ts",
        ["[ERROR] yesterday is not a valid thread_ts"],
    ),
    "blocks that are no JSON": (
        {"channel": DESK, "text": "x", "blocks": "[{"},
        "invalid_blocks_format",
        [],
    ),
    "blocks that are no list": (
        {"channel": DESK, "text": "x", "blocks": {"type": "divider"}},
        "invalid_blocks_format",
        [],
    ),
    "a block that is no object": wrong(of("divider"), "/blocks/0", "must provide an object"),
    "a block without a type": wrong(of({}), "/blocks/0/type", "unsupported type: None"),
    "unknown block": wrong(of({"type": "blink"}), "/blocks/0/type", "unsupported type: blink"),
    "51 blocks": wrong(of(*[{"type": "divider"}] * 51), "/blocks", "no more than 50 items allowed"),
    "unknown key of a block": wrong(
        of({"type": "divider", "text": "x"}), "/blocks/0", "invalid additional property: text"
    ),
    "a block_id twice": wrong(
        of({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}),
        "/blocks/1/block_id",
        '`block_id` "a" already exists',
    ),
    "a block_id of 256": wrong(
        of({"type": "divider", "block_id": "a" * 256}),
        "/blocks/0/block_id",
        "must be less than 256 characters",
    ),
    "section without text and fields": wrong(
        of({"type": "section"}), "/blocks/0", "must define either `text` or `fields`"
    ),
    "section of 3,001": wrong(
        of({"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3001}}),
        "/blocks/0/text",
        *long("/blocks/0/text", 3000),
    ),
    "section with a bare string": wrong(
        of({"type": "section", "text": "x"}), "/blocks/0/text", "must provide an object"
    ),
    "emoji flag in mrkdwn": wrong(
        of({"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}),
        "/blocks/0/text",
        "invalid additional property: emoji",
    ),
    "text object of an unknown type": wrong(
        of({"type": "section", "text": {"type": "html", "text": "x"}}),
        "/blocks/0/text/type",
        "must be one of: plain_text, mrkdwn",
    ),
    "11 fields": wrong(
        of({"type": "section", "fields": [WORDS] * 11}),
        "/blocks/0/fields",
        "no more than 10 items allowed",
    ),
    "a field of 2,001": wrong(
        of({"type": "section", "fields": [{**WORDS, "text": "a" * 2001}]}),
        "/blocks/0/fields/0",
        *long("/blocks/0/fields/0", 2000),
    ),
    "header of 151": wrong(
        of({"type": "header", "text": {**WORDS, "text": "a" * 151}}),
        "/blocks/0/text",
        *long("/blocks/0/text", 150),
    ),
    "empty header": wrong(
        of({"type": "header", "text": {**WORDS, "text": ""}}),
        "/blocks/0/text/text",
        "must be more than 0 characters",
    ),
    "header in mrkdwn": wrong(
        of({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
        "/blocks/0/text/type",
        "must be one of: plain_text",
    ),
    "11 elements of a context": wrong(
        of({"type": "context", "elements": [WORDS] * 11}),
        "/blocks/0/elements",
        "no more than 10 items allowed",
    ),
    "image without alt_text": wrong(
        of({"type": "image", "image_url": "https://e.org/a.png"}),
        "/blocks/0",
        "missing required field: alt_text",
    ),
    "image with a long alt_text": wrong(
        of({**IMAGE, "alt_text": "a" * 2001}),
        "/blocks/0/alt_text",
        "must be less than 2001 characters",
    ),
    "no actions": wrong(buttons(), "/blocks/0/elements", "no less than 1 items allowed"),
    "26 actions": wrong(
        buttons(*[BUTTON] * 26), "/blocks/0/elements", "no more than 25 items allowed"
    ),
    "an action that is none": wrong(buttons(WORDS), f"{AT}/type", "unsupported type: plain_text"),
    "button text of 76": wrong(
        buttons({**BUTTON, "text": {**WORDS, "text": "a" * 76}}),
        f"{AT}/text",
        *long(f"{AT}/text", 75),
    ),
    "button value of 2,001": wrong(
        buttons({**BUTTON, "value": "v" * 2001}),
        f"{AT}/value",
        "must be less than 2001 characters",
    ),
    "button value that is no text": wrong(
        buttons({**BUTTON, "value": 5}), f"{AT}/value", "must provide a string"
    ),
    "button with a key of its own": wrong(
        buttons({**BUTTON, "colour": "red"}), AT, "invalid additional property: colour"
    ),
    "button name of 256": wrong(
        buttons({**BUTTON, "action_id": "a" * 256}),
        f"{AT}/action_id",
        "must be less than 256 characters",
    ),
    "button url of 3,001": wrong(
        buttons({**BUTTON, "url": "u" * 3001}), f"{AT}/url", "must be less than 3001 characters"
    ),
    "button's question without a way out": wrong(
        buttons({**BUTTON, "confirm": {"title": WORDS, "text": WORDS, "confirm": WORDS}}),
        f"{AT}/confirm",
        "missing required field: deny",
    ),
    "button of an unknown style": wrong(
        buttons({**BUTTON, "style": "loud"}), f"{AT}/style", "must be one of: primary, danger"
    ),
    "an action_id twice": wrong(
        buttons({**BUTTON, "action_id": "a"}, {**BUTTON, "action_id": "a"}),
        "/blocks/0/elements/1/action_id",
        '`action_id` "a" already exists',
    ),
    "rich text without elements": wrong(
        of({"type": "rich_text"}), "/blocks/0", "missing required field: elements"
    ),
    "rich text that is empty": wrong(rich(), "/blocks/0/elements", "missing element"),
    "rich text in rich text": wrong(
        rich({"type": "rich_text", "elements": [SECTION]}),
        f"{AT}/type",
        "unsupported type: rich_text",
    ),
    "text right in rich text": wrong(rich(TEXT), f"{AT}/type", "unsupported type: text"),
    "a section in a section": wrong(
        inline(SECTION), f"{IN}/type", "unsupported type: rich_text_section"
    ),
    "a list in a list": wrong(
        listed(elements=[{"type": "rich_text_list", "style": "bullet", "elements": [SECTION]}]),
        f"{IN}/type",
        "unsupported type: rich_text_list",
    ),
    "an empty section": wrong(
        rich({"type": "rich_text_section", "elements": []}), f"{AT}/elements", "missing element"
    ),
    "unknown element": wrong(
        inline({"type": "blink", "text": "x"}), f"{IN}/type", "unsupported type: blink"
    ),
    "unknown key of an element": wrong(
        inline({**TEXT, "colour": "red"}), IN, "invalid additional property: colour"
    ),
    "unknown style": wrong(
        inline({**TEXT, "style": {"blink": True}}),
        f"{IN}/style",
        "invalid additional property: blink",
    ),
    "style that is no object": wrong(
        inline({**TEXT, "style": "bold"}), f"{IN}/style", "must provide an object"
    ),
    "style that is no boolean": wrong(
        inline({**TEXT, "style": {"bold": 1}}), f"{IN}/style/bold", "must provide a boolean"
    ),
    "a mention's style on text": wrong(
        inline({**TEXT, "style": {"highlight": True}}),
        f"{IN}/style",
        "invalid additional property: highlight",
    ),
    "text without text": wrong(inline({"type": "text"}), IN, "missing required field: text"),
    "text of no characters": wrong(
        inline({**TEXT, "text": ""}), f"{IN}/text", "must be more than 0 characters"
    ),
    "text that is no text": wrong(
        inline({**TEXT, "text": 5}), f"{IN}/text", "must provide a string"
    ),
    "link without url": wrong(
        inline({"type": "link", "text": "x"}), IN, "missing required field: url"
    ),
    "link of no text": wrong(
        inline({"type": "link", "url": "https://e.org", "text": ""}),
        f"{IN}/text",
        "must be more than 0 characters",
    ),
    "user without user_id": wrong(inline({"type": "user"}), IN, "missing required field: user_id"),
    "channel without channel_id": wrong(
        inline({"type": "channel"}), IN, "missing required field: channel_id"
    ),
    "emoji without name": wrong(inline({"type": "emoji"}), IN, "missing required field: name"),
    "broadcast to the world": wrong(
        inline({"type": "broadcast", "range": "world"}),
        f"{IN}/range",
        "must be one of: here, channel, everyone",
    ),
    "date without timestamp": wrong(
        inline({"type": "date", "format": "{date}"}), IN, "missing required field: timestamp"
    ),
    "date of words": wrong(
        inline({"type": "date", "format": "{date}", "timestamp": "now"}),
        f"{IN}/timestamp",
        "must provide a number",
    ),
    "a mention in code": wrong(
        inline({"type": "user", "user_id": ANN}, "rich_text_preformatted"),
        f"{IN}/type",
        "unsupported type: user",
    ),
    "list of an unknown style": wrong(
        listed(style="dashes"), f"{AT}/style", "must be one of: bullet, ordered"
    ),
    "list without style": wrong(
        rich({"type": "rich_text_list", "elements": [SECTION]}),
        f"{AT}/style",
        "must be one of: bullet, ordered",
    ),
    "list indented by 9": wrong(listed(indent=9), f"{AT}/indent", "must be less than 9"),
    "list indented by words": wrong(listed(indent="2"), f"{AT}/indent", "must provide a number"),
    "border of 3": wrong(
        rich({"type": "rich_text_quote", "elements": [TEXT], "border": 3}),
        f"{AT}/border",
        "must be one of: 0, 1",
    ),
    "too many characters over all blocks": (
        of(*[{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2900}}] * 4),
        "msg_blocks_too_long",
        [],
    ),
    "too many characters in one block": (
        inline({**TEXT, "text": "a" * 11_341}),
        "msg_blocks_too_long",
        [],
    ),
    "markdown beside text": (
        {"channel": DESK, "text": "x", "markdown_text": "*x*"},
        "markdown_text_conflict",
        [],
    ),
    "markdown of 12,001": ({"channel": DESK, "markdown_text": "a" * 12_001}, "msg_too_long", []),
    "attachments that are no list": (
        {"channel": DESK, "attachments": {"text": "x"}},
        "invalid_attachments",
        [],
    ),
    "101 attachments": (
        {"channel": DESK, "attachments": [{"text": "x"}] * 101},
        "too_many_attachments",
        [],
    ),
    "metadata that is no JSON": (
        {"channel": DESK, "text": "x", "metadata": "{"},
        "invalid_metadata_format",
        [],
    ),
    "metadata that is no object": (
        {"channel": DESK, "text": "x", "metadata": [1]},
        "invalid_metadata_format",
        [],
    ),
    "metadata without event_payload": (
        {"channel": DESK, "text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_schema",
        [],
    ),
    "metadata without event_type": (
        {"channel": DESK, "text": "x", "metadata": {"event_payload": {}}},
        "invalid_metadata_schema",
        [],
    ),
    "metadata of 20,000": (
        {
            "channel": DESK,
            "text": "x",
            "metadata": {"event_type": "a", "event_payload": {"b": "c" * 20_000}},
        },
        "metadata_too_large",
        [],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_broken_post_is_refused_in_the_platforms_words_and_changes_nothing(
    name: str, stand_in: SlackStandIn, raw: Raw
) -> None:
    body, error, messages = REFUSED[name]
    status, answer = await raw("chat.postMessage", body)
    assert (status, answer["ok"], answer["error"]) == (200, False, error)
    assert answer.get("response_metadata", {}).get("messages", []) == messages
    if error == "invalid_blocks":
        assert answer["errors"] == [one.removeprefix("[ERROR] ") for one in messages]
    assert stand_in.messages(DESK) == []


def test_the_table_shows_more_than_25_refused_bodies() -> None:
    assert len(REFUSED) > 25


@pytest.mark.parametrize("method", ["chat.update", "chat.postEphemeral"])
@pytest.mark.parametrize(
    "name", [name for name, row in REFUSED.items() if row[1].startswith(("invalid_blocks", "msg_"))]
)
async def test_an_edit_and_a_whisper_are_held_to_the_same_blocks(
    method: str, name: str, stand_in: SlackStandIn, raw: Raw
) -> None:
    _, sent = await raw("chat.postMessage", {"channel": DESK, "text": "before"})
    body, error, _ = REFUSED[name]
    _, answer = await raw(method, {**body, "ts": sent["ts"], "user": ANN})
    assert answer["error"] == error
    assert [one["text"] for one in stand_in.messages(DESK)] == ["before"]
    assert stand_in.ephemeral(DESK) == []
