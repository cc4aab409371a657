"""What Telegram tells: characters and entities; offsets and lengths are UTF-16 code units.

https://core.telegram.org/bots/api#messageentity
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final, TypeAlias

from policies.hosts import linkable
from policies.text import (
    Block,
    Date,
    Emoji,
    Link,
    Mention,
    Pre,
    Quote,
    Run,
    Style,
    Text,
    Thing,
    whole,
)

STYLES: Final = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKE,
    "spoiler": Style.SPOILER,
}
"""Those that may stand in one another; code may not."""
_ALL: Final = {**STYLES, "code": Style.CODE}
_QUOTES: Final = ("blockquote", "expandable_blockquote")

_Entity: TypeAlias = Mapping[str, Any]


def units(plain: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(plain) if plain.isascii() else len(plain.encode("utf-16-le", "replace")) // 2


def read(text: str, entities: Sequence[Any]) -> Text:
    """Return what a message says; never raises.

    An entity that lies outside the text is cut to it, one that is malformed is left out.
    """
    clean = whole(text)
    points = _points(clean) if entities else []
    marks = [mark for one in entities if (mark := _mark(one, points, clean)) is not None]
    if not marks:
        return Text.of(clean)
    turns: dict[int, list[int]] = {0: [], len(clean): []}
    for index, (start, end, _) in enumerate(marks):
        turns.setdefault(start, []).append(index)
        turns.setdefault(end, []).append(index)
    over: dict[str, dict[int, _Entity]] = {}
    runs = []
    for start, end in pairwise(sorted(turns)):
        for index in turns[start]:
            first, _, entity = marks[index]
            of_kind = over.setdefault(str(entity.get("type")), {})
            if first == start:
                of_kind[index] = entity
            else:
                del of_kind[index]
        inmost = {kind: held[next(reversed(held))] for kind, held in over.items() if held}
        runs.append(_run(clean[start:end], inmost))
    return Text(tuple(runs)).merged()


def _points(text: str) -> Sequence[int]:
    """Return for each UTF-16 offset the code point that it stands before."""
    if units(text) == len(text):
        return range(len(text) + 1)
    points: list[int] = []
    for at, one in enumerate(text):
        points.append(at)
        if one > "\uffff":
            points.append(at)
    points.append(len(text))
    return points


def _mark(entity: Any, points: Sequence[int], text: str) -> tuple[int, int, _Entity] | None:
    if not isinstance(entity, Mapping):
        return None
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or length <= 0:
        return None
    last = len(points) - 1
    start, end = points[min(max(offset, 0), last)], points[min(max(offset + length, 0), last)]
    if start >= end:
        return None
    if entity.get("type") == "url":
        # It shows its address; other entities may cut it into several runs.
        url = text[start:end]
        return (start, end, {"type": "text_link", "url": url}) if linkable(url) else None
    return start, end, entity


def _run(text: str, kinds: Mapping[str, _Entity]) -> Run:
    styles = frozenset(_ALL[kind] for kind in kinds if kind in _ALL)
    return Run(text=text, styles=styles, block=_block(kinds), thing=_thing(text, kinds))


def _block(kinds: Mapping[str, _Entity]) -> Block:
    # What is quoted is quoted, whatever else it is: a label in it is not the author's own.
    if any(kind in kinds for kind in _QUOTES):
        return Quote()
    if "pre" in kinds:
        language = kinds["pre"].get("language")
        return Pre(language=whole(language) if isinstance(language, str) else "")
    return None


def _thing(text: str, kinds: Mapping[str, _Entity]) -> Thing:
    if "text_link" in kinds:
        url = kinds["text_link"].get("url")
        return Link(url=whole(url)) if isinstance(url, str) and url else None
    if "text_mention" in kinds:
        user = kinds["text_mention"].get("user")
        number = user.get("id") if isinstance(user, Mapping) else ""
        return Mention(of="person", address=str(number))
    if "mention" in kinds:
        return Mention(of="person", address=text.removeprefix("@"))
    if "custom_emoji" in kinds:
        return Emoji(name=whole(str(kinds["custom_emoji"].get("custom_emoji_id", ""))))
    if "date_time" in kinds:
        return _date(kinds["date_time"])
    return None


def _date(entity: _Entity) -> Date | None:
    seconds, pattern = entity.get("unix_time"), entity.get("date_time_format")
    if not isinstance(seconds, int):
        return None
    try:
        instant = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return Date(instant=instant, pattern=whole(pattern) if isinstance(pattern, str) else "")
