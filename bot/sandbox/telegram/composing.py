"""From a request's text parameters to what stands in a message."""

import html
import json
import re
from collections.abc import Container
from html.parser import HTMLParser
from typing import Any

from bot.sandbox.telegram.detection import found
from bot.sandbox.telegram.entities import Entity, checked_url, formatted, parse, units
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad

MAX_TEXT = 4096
"""UTF-16 units after entities parsing: https://core.telegram.org/bots/api#sendmessage (text)."""
MAX_CAPTION = 1024
"""https://core.telegram.org/bots/api#sendphoto (caption)."""
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_PREVIEW = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


def composed(
    parameters: Parameters, known: Container[int], *, name: str = "text"
) -> dict[str, Any]:
    """Return `text` and `entities` of the message that the request asks for.

    Raises Refusal for text that is empty, too long, or wrongly styled; `known` are the users that
    may be mentioned.
    """
    text = parameters.text(name)
    if not text:
        raise bad("Message text is empty")
    mode = parameters.text("parse_mode").lower()
    if mode in ("", "none"):
        given = parse(parameters.text("entities"))
    elif mode == "html":
        text, given = from_html(text)
    else:
        # Markdown is not spoken by this stand-in; it must not pass for text.
        raise bad("Unsupported parse_mode")
    return settled(text, given, known)


def captioned(text: str, mode: str, entities: Any, known: Container[int]) -> dict[str, Any]:
    """Return `caption` and `caption_entities`, {} for none; raises Refusal as for a text.

    `entities` is what the request says: JSON as text, or a list inside a larger JSON object.
    """
    if not text:
        return {}
    mode = mode.lower()
    if mode in ("", "none"):
        given = parse(entities if isinstance(entities, str) else json.dumps(entities or []))
    elif mode == "html":
        text, given = from_html(text)
    else:
        raise bad("Unsupported parse_mode")
    if not formatted(text, given)[0]:
        return {}
    made = settled(text, given, known, MAX_CAPTION)
    names = {"text": "caption", "entities": "caption_entities"}
    return {names[name]: value for name, value in made.items()}


def settled(
    text: str, given: list[Entity], known: Container[int], most: int = MAX_TEXT
) -> dict[str, Any]:
    """Return `text` and `entities` as the platform shows them, or raise Refusal."""
    for entity in given:
        if entity.type == "text_mention" and entity.extra["user"]["id"] not in known:
            raise bad("User not found")
    text, given = formatted(text, given)
    if not text:
        raise bad("Message text is empty")
    if units(text) > most:
        raise bad("message is too long" if most == MAX_TEXT else "message caption is too long")
    shown = [entity.json() for entity in found(text, given)]
    return {"text": text, "entities": shown} if shown else {"text": text}


def preview(parameters: Parameters) -> dict[str, Any] | None:
    """Return the LinkPreviewOptions to show; https://core.telegram.org/bots/api#linkpreviewoptions."""
    options = parameters.tree("link_preview_options", "link preview options")
    if options is None:
        return {"is_disabled": True} if parameters.flag("disable_web_page_preview") else None
    if not isinstance(options, dict):
        raise bad("Object expected as link preview options")
    for name in _PREVIEW:
        if name in options and not isinstance(options[name], bool):
            raise bad(f'Field "{name}" must be of type Boolean')
    if not isinstance(options.get("url", ""), str):
        raise bad('Field "url" must be of type String')
    return {name: options[name] for name in (*_PREVIEW, "url") if options.get(name)} or None


class _Reader(HTMLParser):
    """https://core.telegram.org/bots/api#html-style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.at = 0
        self.open: list[tuple[str, str, int, dict[str, Any]]] = []
        self.entities: list[Entity] = []

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.at += units(text)

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad("Can't parse entities: Unclosed start tag")
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        known = {"lt", "gt", "amp", "quot"}
        self._write(html.unescape(f"&{name};") if name in known else f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(html.unescape(f"&#{name};"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        kind = _TAGS.get(tag, "")
        extra: dict[str, Any] = {}
        if tag == "a":
            address = checked_url(values.get("href", ""))
            kind, extra = ("text_link", {"url": address}) if address else ("nothing", {})
        elif tag == "span" and values.get("class") == "tg-spoiler":
            kind = "spoiler"
        elif tag == "blockquote" and "expandable" in values:
            kind = "expandable_blockquote"
        if not kind:
            raise bad(
                f'Can\'t parse entities: Unsupported start tag "{tag}" at byte offset '
                f"{len(''.join(self.out).encode())}"
            )
        self.open.append((tag, kind, self.at, extra))

    def handle_endtag(self, tag: str) -> None:
        offset = len("".join(self.out).encode())
        if not self.open:
            raise bad(f"Can't parse entities: Unexpected end tag at byte offset {offset}")
        started, kind, begin, extra = self.open.pop()
        if started != tag:
            raise bad(
                f"Can't parse entities: Unmatched end tag at byte offset {offset},"
                f' expected "</{started}>", found "</{tag}>"'
            )
        if kind != "nothing" and self.at > begin:
            self.entities.append(
                Entity(type=kind, offset=begin, length=self.at - begin, extra=extra)
            )


def from_html(text: str) -> tuple[str, list[Entity]]:
    """Return text and entities of HTML-style formatting; raises "can't parse entities"."""
    if re.search(r"<(?![/a-zA-Z])", text):
        raise bad("Can't parse entities: Unsupported start tag")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.open:
        tag = reader.open[-1][0]
        raise bad(f"Can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    return "".join(reader.out), reader.entities
