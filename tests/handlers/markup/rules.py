"""What the two platforms take, written from their documentation; it knows nothing of our doors.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block,
https://docs.slack.dev/messaging/formatting-message-text (escaping),
https://core.telegram.org/bots/api#messageentity and #formatting-options
"""

import re

CONTAINERS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}
STYLES = {"bold", "italic", "strike", "code", "underline"}
MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")
"""As tdlib finds them (`match_mentions`): no word character on either side."""
REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
SENT = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link",
    "blockquote",
}  # fmt: skip


def slack_takes(blocks, text):
    """Check a message's blocks and `text`; nothing in them names anybody."""
    assert 1 <= len(blocks) <= 50
    assert len(text) <= 40_000
    assert not re.search(r"[<>]", text)
    assert re.sub("&(?:amp|lt|gt);", "", text).count("&") == 0
    for block in blocks:
        assert block.keys() == {"type", "elements"}
        assert block["type"] == "rich_text"
        assert block["elements"]
        for element in block["elements"]:
            _container(element)


def _container(element):
    kind = element["type"]
    assert kind in CONTAINERS
    assert element["elements"]
    if kind != "rich_text_list":
        assert element.keys() == {"type", "elements"}
        for one in element["elements"]:
            _element(one, styled=kind != "rich_text_preformatted")
        return
    assert element["style"] in ("ordered", "bullet")
    assert isinstance(element["indent"], int)
    assert element.keys() <= {"type", "elements", "style", "indent", "offset"}
    assert element.get("offset", 1) > 0
    for item in element["elements"]:
        assert item["type"] == "rich_text_section"
        _container(item)


def _element(one, *, styled):
    # Only these two show characters and notify nobody.
    assert one["type"] in ("text", "link")
    assert isinstance(one["text"], str)
    assert one["text"]
    if one["type"] == "link":
        assert re.match("(?i)(https?://|mailto:|tel:)", one["url"])
    assert one.keys() <= {"type", "text", "style"} | ({"url"} if one["type"] == "link" else set())
    style = one.get("style", {})
    assert set(style) <= STYLES
    assert all(value is True for value in style.values())
    assert styled or not style


def telegram_takes(text, entities):
    """Check text and entities; nobody is called by them."""
    data = text.encode("utf-16-le")
    size = len(data) // 2
    assert size <= 4096
    assert len(entities) <= 100
    whole = {len(text[:at].encode("utf-16-le")) // 2 for at in range(len(text) + 1)}
    open_ = []
    for one in entities:
        kind, start, end = one["type"], one["offset"], one["offset"] + one["length"]
        assert kind in SENT
        assert 0 <= start < end <= size
        assert {start, end} <= whole
        covered = data[2 * start : 2 * end].decode("utf-16-le")
        assert covered == covered.strip()
        assert one.keys() <= {"type", "offset", "length", "url", "language"}
        assert ("url" in one) == (kind == "text_link")
        if kind == "text_link":
            assert re.match(r"(?i)https?://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#]|$)", one["url"])
        while open_ and open_[-1][1] <= start:
            open_.pop()
        outer = [held[0] for held in open_]
        assert not open_ or end <= open_[-1][1], "entities cross"
        assert not {"code", "pre"} & set(outer), "something stands in code"
        assert kind not in outer
        assert kind not in ("code", "pre") or set(outer) <= {"blockquote"}
        open_.append((kind, end))
    _calls_nobody(text, entities)


def _calls_nobody(text, entities):
    quiet = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in ("code", "pre", "text_link")
    ]
    assert not REMOVED.search(text)
    for found in MENTION.finditer(text):
        start = len(text[: found.start()].encode("utf-16-le")) // 2
        end = start + len(found[0])
        assert any(start < last and first < end for first, last in quiet), found[0]
