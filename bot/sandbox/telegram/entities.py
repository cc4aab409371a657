"""Text with entities, checked and mended as the platform does.

https://core.telegram.org/bots/api#messageentity (fields, UTF-16 offsets) and
https://core.telegram.org/bots/api#formatting-options (which entities may contain which). What is
not in those pages (trimming, control characters, what is ignored and what is refused, the words)
follows the Bot API server's published behaviour.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.telegram.parameters import decoded
from bot.sandbox.telegram.refusals import bad

MAX_ENTITIES = 100
"""Further entities are ignored (constants of the clients; not documented in the API's pages)."""
MAX_BYTES = 1 << 15
_FAR = 1_000_000
"""No offset or length may be larger."""
_LOW_SURROGATES = range(0xDC, 0xE0)
"""The high byte of the second half of a surrogate pair."""
_PLANE = 0xFFFF
_SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_PLAIN = _SPLITTABLE | _QUOTES | {"code"}
_FOUND = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
    | {"bank_card_number"}
)
"""Types that the platform finds by itself and ignores when they are sent."""
_LITERAL = frozenset({"code", "pre"})
_UNTIDY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_INVISIBLE = re.compile(
    "[\\s\u1680\u180e\u2000-\u200f\u2028-\u202e\u202f\u205f\u2060-\u206f\u2800\u3000\u3164\ufeff]*"
)
_SCHEMES = frozenset({"http", "https", "ftp", "tg", "ton", "tonsite"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity; `extra` holds what its type needs (url, user, language, custom_emoji_id)."""

    type: str
    offset: int
    length: int
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def end(self) -> int:
        """The first UTF-16 unit behind the entity."""
        return self.offset + self.length

    def json(self) -> dict[str, Any]:
        """Return the MessageEntity object."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse(raw: str) -> list[Entity]:
    """Return the entities of a JSON-serialised list; what is no list at all is ignored.

    Raises Refusal: "can't parse MessageEntity: …" for an entity that is malformed.
    """
    try:
        value = decoded(raw) if raw else []
    except ValueError:
        return []
    if not isinstance(value, list):
        return []
    return [found for item in value if (found := _entity(item)) is not None]


def _malformed(words: str) -> Exception:
    return bad(f"Can't parse MessageEntity: {words}")


def _need(item: dict[str, Any], name: str) -> Any:
    if name not in item or item[name] is None:
        raise _malformed(f'Can\'t find field "{name}"')
    return item[name]


def _number(item: dict[str, Any], name: str) -> int:
    value = _need(item, name)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _malformed(f'Field "{name}" must be of type Number')
    try:
        return int(value)
    except ValueError:
        raise _malformed(f'Field "{name}" must be a valid Number') from None


def _string(item: dict[str, Any], name: str) -> str:
    value = _need(item, name)
    if not isinstance(value, str):
        raise _malformed(f'Field "{name}" must be of type String')
    return value


def _entity(item: Any) -> Entity | None:
    if not isinstance(item, dict):
        raise _malformed("expected an Object")
    offset, length = _number(item, "offset"), _number(item, "length")
    kind = _string(item, "type")
    if kind in _FOUND:
        return None
    if kind in _PLAIN:
        return Entity(type=kind, offset=offset, length=length)
    return Entity(type=kind, offset=offset, length=length, extra=_extra(kind, item))


def _extra(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    if kind == "pre":
        language = item.get("language") or ""
        if not isinstance(language, str):
            raise _malformed('Field "language" must be of type String')
        return {"language": language} if language else {}
    if kind == "text_link":
        return {"url": _link(_string(item, "url"))}
    if kind == "text_mention":
        user = _need(item, "user")
        if not isinstance(user, dict):
            raise _malformed('Field "user" must be of type Object')
        return {"user": {"id": _number(user, "id")}}
    if kind == "custom_emoji":
        number = _number(item, "custom_emoji_id")
        if number == 0:
            raise bad("Invalid custom emoji identifier specified")
        return {"custom_emoji_id": str(number)}
    raise _malformed("Unsupported type specified")


def checked_url(url: str) -> str | None:
    """Return the address as the platform keeps it, None when it takes it for no address."""
    address = url.strip()
    if "://" not in address and not address.startswith("tg:"):
        address = "http://" + address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES:
        return None
    host = parts.hostname or ""
    if parts.scheme != "tg" and ("." not in host.strip(".") or " " in host):
        return None
    return address if parts.path or parts.scheme == "tg" else address + "/"


def _link(url: str) -> str:
    address = checked_url(url)
    if address is None:
        raise bad(f"Entity URL '{url}' is invalid: Wrong HTTP URL")
    return address


def formatted(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return text and entities as the platform keeps them, "" when nothing visible is left.

    Raises Refusal for an entity outside the text, inside a surrogate pair, or crossing another.
    """
    if len(text.encode()) > MAX_BYTES:
        raise bad("Text is too long")
    for entity in entities:
        _plausible(entity)
    kept = sorted((e for e in entities if e.length), key=lambda e: (e.offset, -e.length))
    _inside(text, kept)
    _nested(kept)
    text, kept = _trim(*_tidy(text, kept))
    return text, _compatible(kept)[:MAX_ENTITIES]


def _plausible(entity: Entity) -> None:
    if not 0 <= entity.offset <= _FAR:
        raise bad(f"Receive an entity with incorrect offset {entity.offset}")
    if not 0 <= entity.length <= _FAR:
        raise bad(f"Receive an entity with incorrect length {entity.length}")


def _inside(text: str, entities: list[Entity]) -> None:
    if not entities:
        return
    data = text.encode("utf-16-le")
    size = len(data) // 2

    def split(at: int) -> bool:
        return at < size and data[2 * at + 1] in _LOW_SURROGATES

    def byte(at: int) -> int:
        return len(data[: 2 * (at + 1)].decode("utf-16-le").encode())

    for e in entities:
        if e.offset >= size:
            raise bad(f"Entity begins after the end of the text at UTF-16 offset {e.offset}")
        if e.end > size:
            raise bad(
                f"Entity beginning at UTF-16 offset {e.offset} ends after the end of the text"
                f" at UTF-16 offset {e.end}"
            )
        if split(e.offset):
            raise bad(
                f"Entity begins in a middle of a UTF-16 symbol at byte offset {byte(e.offset)}"
            )
        if split(e.end):
            raise bad(
                f"Entity beginning at UTF-16 offset {e.offset} ends in a middle of a UTF-16 symbol"
                f" at byte offset {byte(e.end)}"
            )


def _nested(entities: list[Entity]) -> None:
    """Hold to "if two entities have common characters, one is fully contained inside another".

    The published server cuts some crossing entities itself; the page forbids them, and a bot that
    relies on the cutting is wrong by it, so they are refused here with MTProto's word for it.
    https://core.telegram.org/bots/api#formatting-options
    """
    open_until: list[int] = []
    for e in entities:
        while open_until and open_until[-1] <= e.offset:
            open_until.pop()
        if open_until and e.end > open_until[-1]:
            raise bad("ENTITY_BOUNDS_INVALID")
        open_until.append(e.end)


def _tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Turn control characters into spaces and drop what disguises, moving entities along."""
    if not _UNTIDY.search(text):
        return text, entities
    places, kept, at = [], [], 0
    for char in text:
        width = 2 if ord(char) > _PLANE else 1
        places.extend([at] * width)
        if not _UNTIDY.match(char):
            kept.append(char)
            at += width
        elif char != "\r" and char < " ":
            kept.append(" ")
            at += 1
    places.append(at)
    moved = [
        replace(e, offset=places[e.offset], length=places[e.end] - places[e.offset])
        for e in entities
    ]
    return "".join(kept), [e for e in moved if e.length]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut spaces and line ends around the text, and in front of each entity."""
    if _INVISIBLE.fullmatch(text):
        return "", []
    data = text.encode("utf-16-le")
    blank = (b" \0", b"\n\0")

    def is_blank(at: int) -> bool:
        return data[2 * at : 2 * at + 2] in blank

    end = units(text.rstrip(" \n"))
    start = units(text) - units(text.lstrip(" \n"))
    kept = []
    for e in entities:
        first, last = e.offset, min(e.end, end)
        while first < last and is_blank(first):
            first += 1
        if first < last:
            kept.append(replace(e, offset=first - start, length=last - first))
    return text.strip(" \n"), kept


def _compatible(entities: list[Entity]) -> list[Entity]:
    """Keep what may stand inside what: nothing inside or around code, links not in links."""
    solid: list[Entity] = []
    for e in entities:
        whole = e.type not in _SPLITTABLE and e.type not in _QUOTES
        if whole and (not solid or solid[-1].end <= e.offset):
            solid.append(e)
    literal = [e for e in solid if e.type in _LITERAL]
    rest = [e for e in entities if e.type in _SPLITTABLE or e.type in _QUOTES]
    for code in literal:
        rest = [piece for e in rest for piece in _around(e, code)]
    return sorted(solid + rest, key=lambda e: (e.offset, -e.length))


def _around(e: Entity, code: Entity) -> list[Entity]:
    if e.end <= code.offset or e.offset >= code.end or e.type in _QUOTES:
        return [e]
    pieces = [(e.offset, code.offset), (code.end, e.end)]
    return [replace(e, offset=a, length=b - a) for a, b in pieces if a < b]
