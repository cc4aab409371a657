"""What a message's blocks say. Human text is never markup: it is taken as the characters it is.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from handlers.slack.mrkdwn import (
    Names,
    called,
    decoded,
    instant,
    shown_date,
    unescaped,
)
from policies import phrases
from policies.text import (
    Block,
    Date,
    Emoji,
    Item,
    Link,
    Mention,
    Pre,
    Quote,
    Run,
    Style,
    Thing,
    whole,
)

Json: TypeAlias = Mapping[str, Any]

STYLES: Final = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "strike": Style.STRIKE,
    "code": Style.CODE,
    "underline": Style.UNDERLINE,
}
_MOST_INDENT: Final = 8
_DEEPEST: Final = 12
"""Blocks in blocks; Slack's own reach less far."""
_KIND: Final = re.compile(r"[a-z_]{1,40}")
_SHOWN: Final = ("text", "fallback", "name", "title", "label", "value", "url")
"""Where an element that is not known here may hold what it shows."""


def runs(block: Json, names: Names) -> list[Run]:
    """Return what one block says; its last line has no end of its own."""
    return list(lines(_texts(block, names, 0)))


def lines(groups: Iterable[list[Run]]) -> Iterator[Run]:
    """Return the groups with a line's end between them, where none stands yet."""
    ended = True
    for group in groups:
        shown = [run for run in group if run.text]
        if not shown:
            continue
        if not ended:
            yield Run(text="\n")
        yield from shown
        ended = shown[-1].text.endswith("\n")


def _texts(value: Any, names: Names, depth: int) -> Iterator[list[Run]]:
    """Return every text object in a block of any kind, each a line: a label may stand in it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _texts(one, names, depth + 1)
    elif isinstance(value, dict):
        kind, text = value.get("type"), value.get("text")
        if kind == "rich_text":
            yield from (_rich(element, names) for element in _elements(value))
            return
        if isinstance(text, str):
            mrkdwn = kind == "mrkdwn"
            yield list(decoded(text, names).runs) if mrkdwn else [Run(text=whole(unescaped(text)))]
            return
        for name in ("alt_text", "title"):
            if isinstance(value.get(name), str):
                yield [Run(text=whole(value[name]))]
        for inner in value.values():
            yield from _texts(inner, names, depth + 1)


def _rich(element: Json, names: Names) -> list[Run]:
    kind = element.get("type")
    # A border is how Slack shows a list or a code block within a quotation.
    quoted = kind == "rich_text_quote" or element.get("border") == 1
    if kind == "rich_text_list":
        return _list(element, names, quoted=quoted)
    if quoted:
        return _inline(element, Quote(), names)
    if kind == "rich_text_preformatted":
        language = element.get("language")
        pre = Pre(language=whole(language) if isinstance(language, str) else "")
        return _inline(element, pre, names)
    return _inline(element, None, names)


def _list(element: Json, names: Names, *, quoted: bool) -> list[Run]:
    indent, offset = _count(element.get("indent")), _count(element.get("offset"))
    ordered = element.get("style") == "ordered"
    made: list[Run] = []
    for at, item in enumerate(_elements(element)):
        place = Item(ordered=ordered, indent=min(indent, _MOST_INDENT), number=at + 1 + offset)
        inner = _inline(item, Quote() if quoted else place, names)
        if not any(run.text for run in inner):
            continue
        if made:
            made.append(Run(text="\n", block=Quote() if quoted else None))
        if quoted:
            mark = f"{place.number}. " if ordered else "• "
            made.append(Run(text="  " * place.indent + mark, block=Quote()))
        made += inner
    return made


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 < value < 1_000_000 else 0  # noqa: PLR2004 - sane


def _elements(holder: Json) -> list[Json]:
    inner = holder.get("elements")
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _inline(holder: Json, block: Block, names: Names) -> list[Run]:
    made = []
    for element in _elements(holder):
        styles = element.get("style")
        kept = frozenset(
            style
            for name, style in STYLES.items()
            if isinstance(styles, dict) and styles.get(name) is True
        )
        text, thing = _element(element, names)
        made.append(Run(text=whole(text), styles=kept, block=block, thing=thing))
    return made


def _element(element: Json, names: Names) -> tuple[str, Thing]:
    def word(name: str) -> str:
        value = element.get(name)
        return whole(value) if isinstance(value, str) else ""

    match element.get("type"):
        case "text":
            return word("text"), None
        case "link":
            url = word("url")
            return word("text") or url, Link(url=url) if url else None
        case "user":
            return called(word("user_id"), names), Mention(of="person", address=word("user_id"))
        case "usergroup":
            return f"@{phrases.GROUP}", Mention(of="group", address=word("usergroup_id"))
        case "channel":
            return f"#{phrases.CHANNEL}", Mention(of="room", address=word("channel_id"))
        case "broadcast":
            return f"@{word('range') or 'here'}", Mention(of="everyone", address=word("range"))
        case "emoji":
            return _emoji(word("unicode")) or f":{word('name')}:", Emoji(name=word("name"))
        case "date":
            when = instant(element.get("timestamp"))
            thing = None if when is None else Date(instant=when, pattern=word("format"))
            return shown_date(word("fallback"), when), thing
    return next(filter(None, map(word, _SHOWN)), None) or _unknown(word("type")), None


def _unknown(kind: str) -> str:
    """Return what stands for something of which nothing can be shown."""
    return f"[{kind.replace('_', ' ')}]" if _KIND.fullmatch(kind) else ""


def _emoji(points: str) -> str:
    try:
        return "".join(chr(int(point, 16)) for point in points.split("-")) if points else ""
    except (ValueError, OverflowError):
        return ""
