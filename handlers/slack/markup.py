"""Slack's rich text, in and out. Human text is never markup: it is literal on both ways.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from handlers.door import Limits
from handlers.slack.mrkdwn import decoded, escaped
from policies.hosts import host, linkable, masks
from policies.text import (
    Block,
    Emoji,
    Item,
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

Json = Mapping[str, Any]

SIZE: Final = 9_000
"""Characters over all elements; refusals were seen from 11,341 on, the rule is undocumented."""
_PER_ELEMENT: Final = 4
_STYLES: Final = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "strike": Style.STRIKE,
    "code": Style.CODE,
    "underline": Style.UNDERLINE,
}
_MOST_INDENT: Final = 8


def read(blocks: Sequence[Any], text: str) -> Text:
    """Return what a message says: by its rich text where it has some, else by its `text`."""
    runs = [run for block in blocks if isinstance(block, dict) for run in _block(block)]
    found = Text(tuple(run for run in runs if run.text)).merged()
    return found if found.plain.strip() else decoded(text)


def _block(block: Json) -> Iterator[Run]:
    kind = block.get("type")
    if kind == "rich_text":
        yield from _lines(_rich(element) for element in _elements(block))
    elif kind in ("section", "header"):
        held = block.get("text")
        if isinstance(held, dict) and isinstance(held.get("text"), str):
            yield from decoded(held["text"]).runs
            yield Run(text="\n")


def _lines(groups: Iterator[list[Run]]) -> Iterator[Run]:
    """Return the groups with a line's end between them, where none stands yet."""
    last = ""
    for group in groups:
        if last and group and not last.endswith("\n"):
            yield Run(text="\n")
        yield from group
        last = "".join(run.text for run in group) or last


def _rich(element: Json) -> list[Run]:
    match element.get("type"):
        case "rich_text_section":
            return _inline(element, None)
        case "rich_text_quote":
            return _inline(element, Quote())
        case "rich_text_preformatted":
            language = element.get("language")
            return _inline(element, Pre(language=language if isinstance(language, str) else ""))
        case "rich_text_list":
            return _list(element)
    return _inline(element, None)


def _list(element: Json) -> list[Run]:
    indent, offset = element.get("indent"), element.get("offset")
    ordered = element.get("style") == "ordered"
    runs: list[Run] = []
    for at, item in enumerate(_elements(element)):
        block = Item(
            ordered=ordered,
            indent=min(indent, _MOST_INDENT) if isinstance(indent, int) else 0,
            number=at + 1 + (offset if isinstance(offset, int) else 0),
        )
        if runs:
            runs.append(Run(text="\n"))
        runs += _inline(item, block)
    return runs


def _elements(holder: Json) -> list[Json]:
    inner = holder.get("elements")
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []


def _inline(holder: Json, block: Block) -> list[Run]:
    runs = []
    for element in _elements(holder):
        styles = element.get("style")
        kept = frozenset(
            style
            for name, style in _STYLES.items()
            if isinstance(styles, dict) and styles.get(name) is True
        )
        text, thing = _element(element)
        runs.append(Run(text=whole(text), styles=kept, block=block, thing=thing))
    return runs


def _element(element: Json) -> tuple[str, Thing]:
    def word(name: str) -> str:
        value = element.get(name)
        return value if isinstance(value, str) else ""

    match element.get("type"):
        case "text":
            return word("text"), None
        case "link":
            url = word("url")
            return word("text") or url, Link(url=url) if linkable(url) else None
        case "user":
            return "@member", Mention(of="person", address=word("user_id"))
        case "usergroup":
            return "@group", Mention(of="group", address=word("usergroup_id"))
        case "channel":
            return "#channel", Mention(of="room", address=word("channel_id"))
        case "broadcast":
            return f"@{word('range') or 'here'}", Mention(of="everyone", address=word("range"))
        case "emoji":
            return _emoji(word("unicode")) or f":{word('name')}:", Emoji(name=word("name"))
        case "date":
            return word("fallback") or "a date", None
        case "color":
            return word("value"), None
    return word("text") or word("fallback"), None


def _emoji(points: str) -> str:
    try:
        return "".join(chr(int(point, 16)) for point in points.split("-")) if points else ""
    except (ValueError, OverflowError):
        return ""


def write(text: Text) -> tuple[list[dict[str, Any]], str]:
    """Return the blocks and the escaped fallback `text` of a message; it notifies nobody."""
    elements = list(_groups(text))
    if not elements:
        elements = [{"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}]
    return [{"type": "rich_text", "elements": elements}], escaped(_shown(text))


def _shown(text: Text) -> str:
    return "".join(_mark(run, text.runs[at - 1] if at else None) + _visible(run)
                   for at, run in enumerate(text.runs))  # fmt: skip


def _mark(run: Run, before: Run | None) -> str:
    """Return the bullet or number that begins an item, for where lists are plain text."""
    if not isinstance(run.block, Item) or (before is not None and before.block == run.block):
        return ""
    return "  " * run.block.indent + (f"{run.block.number}. " if run.block.ordered else "• ")


def _visible(run: Run) -> str:
    if isinstance(run.thing, Link) and linkable(run.thing.url) and masks(run.text, run.thing.url):
        return f"{run.text} ({host(run.thing.url)})"
    return run.text


def _groups(text: Text) -> Iterator[dict[str, Any]]:
    """Return one element for each stretch of the same kind of block; lists with their items."""
    runs = list(text.runs)
    at = 0
    while at < len(runs):
        kind = _kind(runs[at].block)
        end = at
        while end < len(runs) and (
            _kind(runs[end].block) == kind
            or (kind[0] == "list" and runs[end].text == "\n" and _goes_on(runs, end, kind))
        ):
            end += 1
        group = runs[at:end]
        before = at > 0
        at = end
        built = _built(kind, group, before=before, after=end < len(runs))
        if built is not None:
            yield built


def _goes_on(runs: list[Run], at: int, kind: tuple[str, int, bool]) -> bool:
    return at + 1 < len(runs) and _kind(runs[at + 1].block) == kind


def _kind(block: Block) -> tuple[str, int, bool]:
    match block:
        case Pre():
            return ("pre", 0, False)
        case Quote():
            return ("quote", 0, False)
        case Item():
            return ("list", block.indent, block.ordered)
    return ("section", 0, False)


def _built(
    kind: tuple[str, int, bool], group: list[Run], *, before: bool, after: bool
) -> dict[str, Any] | None:
    match kind[0]:
        case "list":
            return _built_list(kind, group)
        case "pre":
            plain = "".join(run.text for run in group).strip("\n")
            inner = [{"type": "text", "text": plain}] if plain else []
            name = "rich_text_preformatted"
        case "quote":
            inner, name = _built_inline(_trimmed(group, before=True, after=True)), "rich_text_quote"
        case _:
            # A block begins on a line of its own anyway: the break beside it would be a second one.
            inner = _built_inline(_trimmed(group, before=before, after=after))
            name = "rich_text_section"
    return {"type": name, "elements": inner} if inner else None


def _trimmed(group: list[Run], *, before: bool, after: bool) -> list[Run]:
    text = Text(tuple(group))
    plain = text.plain
    start = 1 if before and plain.startswith("\n") else 0
    end = len(plain) - 1 if after and plain.endswith("\n") and len(plain) > start else len(plain)
    return list(text.slice(start, end).runs)


def _built_list(kind: tuple[str, int, bool], group: list[Run]) -> dict[str, Any] | None:
    items: list[list[Run]] = []
    last: Block = None
    for run in group:
        if run.block is None:
            continue
        if run.block != last:
            items.append([])
        items[-1].append(run)
        last = run.block
    sections = [
        {"type": "rich_text_section", "elements": inner}
        for item in items
        if (inner := _built_inline(_trimmed(item, before=True, after=True)))
    ]
    if not sections:
        return None
    made: dict[str, Any] = {
        "type": "rich_text_list",
        "style": "ordered" if kind[2] else "bullet",
        "indent": kind[1],
        "elements": sections,
    }
    first = next(run.block for run in group if isinstance(run.block, Item))
    if kind[2] and first.number > 1:
        made["offset"] = first.number - 1
    return made


def _built_inline(group: Sequence[Run]) -> list[dict[str, Any]]:
    return [_built_run(run) for run in group if run.text]


def _built_run(run: Run) -> dict[str, Any]:
    made: dict[str, Any]
    if isinstance(run.thing, Link) and linkable(run.thing.url):
        made = {"type": "link", "url": run.thing.url, "text": _visible(run)}
    else:
        made = {"type": "text", "text": run.text}
    style = {name: True for name, style in _STYLES.items() if style in run.styles}
    if style:
        made["style"] = style
    return made


def measured(text: Text) -> int:
    """Return what a text counts: every character, link and element."""
    return sum(
        len(_visible(run))
        + _PER_ELEMENT
        + (len(run.thing.url) if isinstance(run.thing, Link) else 0)
        for run in text.runs
    )


LIMITS: Final = Limits(
    size=SIZE, entities=None, measure=measured, entity_count=lambda text: len(text.runs)
)
