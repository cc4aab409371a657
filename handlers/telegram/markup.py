"""Telegram's entities, in and out; offsets and lengths are UTF-16 code units.

https://core.telegram.org/bots/api#messageentity
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from telegram import MessageEntity

from handlers.door import Limits
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

SIZE: Final = 4_096
MOST_ENTITIES: Final = 100
_STYLES: Final = {
    "bold": Style.BOLD,
    "italic": Style.ITALIC,
    "underline": Style.UNDERLINE,
    "strikethrough": Style.STRIKE,
    "spoiler": Style.SPOILER,
    "code": Style.CODE,
}
_NAMES: Final = {style: name for name, style in _STYLES.items()}
_QUOTES: Final = ("blockquote", "expandable_blockquote")
_CALLS: Final = re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,}")
"""What Telegram would take for a person's name and notify."""


def units(plain: str) -> int:
    """Return the length of a text in UTF-16 code units."""
    return len(plain) + sum(one > "\uffff" for one in plain) if not plain.isascii() else len(plain)


def read(text: str, entities: Sequence[Any]) -> Text:
    """Return what a message says; an entity that lies outside the text is cut to it."""
    clean = whole(text)
    if not entities:
        return Text.of(clean)
    points = _points(clean)
    marks = [mark for mark in (_mark(one, points) for one in entities) if mark is not None]
    edges = sorted({0, len(clean), *(edge for start, end, _ in marks for edge in (start, end))})
    runs = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [one for first, last, one in marks if first <= start and end <= last]
        runs.append(_run(clean[start:end], over))
    return Text(tuple(runs)).merged()


def _points(text: str) -> list[int]:
    """Return for each UTF-16 offset the code point that it stands before."""
    points: list[int] = []
    for at, one in enumerate(text):
        points.append(at)
        if one > "\uffff":
            points.append(at)
    points.append(len(text))
    return points


def _mark(entity: Any, points: list[int]) -> tuple[int, int, Mapping[str, Any]] | None:
    if not isinstance(entity, Mapping):
        return None
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or length <= 0:
        return None
    last = len(points) - 1
    start, end = points[min(max(offset, 0), last)], points[min(max(offset + length, 0), last)]
    return (start, end, entity) if start < end else None


def _run(text: str, over: Sequence[Mapping[str, Any]]) -> Run:
    kinds = {str(one.get("type")): one for one in over}
    styles = frozenset(_STYLES[kind] for kind in kinds if kind in _STYLES)
    return Run(text=text, styles=styles, block=_block(kinds), thing=_thing(text, kinds))


def _block(kinds: Mapping[str, Mapping[str, Any]]) -> Block:
    if "pre" in kinds:
        language = kinds["pre"].get("language")
        return Pre(language=language if isinstance(language, str) else "")
    return Quote() if any(kind in kinds for kind in _QUOTES) else None


def _thing(text: str, kinds: Mapping[str, Mapping[str, Any]]) -> Thing:
    if "text_link" in kinds:
        url = kinds["text_link"].get("url")
        return Link(url=url) if isinstance(url, str) and linkable(url) else None
    if "url" in kinds and linkable(text):
        return Link(url=text)
    if "text_mention" in kinds:
        user = kinds["text_mention"].get("user")
        number = user.get("id") if isinstance(user, Mapping) else ""
        return Mention(of="person", address=str(number))
    if "mention" in kinds:
        return Mention(of="person", address=text.removeprefix("@"))
    if "custom_emoji" in kinds:
        return Emoji(name=str(kinds["custom_emoji"].get("custom_emoji_id", "")))
    return None


def write(text: Text) -> tuple[str, list[MessageEntity]]:
    """Return the text and the entities of a message; it notifies nobody.

    A name with `@` is shown as code, within which Telegram looks for none.
    """
    plain = ""
    spans: list[tuple[int, int, str, str | None]] = []
    before: Run | None = None
    for run in Text(tuple(_literal(text.strip()))).runs:
        shown = _bullet(run, before) + _visible(run)
        spans += _spans(run, units(plain), shown)
        plain += shown
        before = run
    merged = _merged(spans)
    entities = [made for made in (_entity(plain, *span) for span in merged) if made is not None]
    return plain, entities[:MOST_ENTITIES]


def _literal(text: Text) -> Iterator[Run]:
    """Return the runs with every `@name` as code of its own."""
    for run in text.runs:
        if Style.CODE in run.styles or isinstance(run.block, Pre):
            yield run
            continue
        at = 0
        for found in _CALLS.finditer(run.text):
            if found.start() > at:
                yield _part(run, at, found.start())
            called = _part(run, found.start(), found.end())
            yield Run(text=called.text, styles=frozenset({Style.CODE}), block=run.block)
            at = found.end()
        if at < len(run.text):
            yield _part(run, at, len(run.text))


def _part(run: Run, start: int, end: int) -> Run:
    return Run(text=run.text[start:end], styles=run.styles, block=run.block, thing=run.thing)


def _bullet(run: Run, before: Run | None) -> str:
    if not isinstance(run.block, Item) or (before is not None and before.block == run.block):
        return ""
    return "  " * run.block.indent + (f"{run.block.number}. " if run.block.ordered else "• ")


def _visible(run: Run) -> str:
    if isinstance(run.thing, Link) and linkable(run.thing.url) and masks(run.text, run.thing.url):
        return f"{run.text} ({host(run.thing.url)})"
    return run.text


def _spans(run: Run, offset: int, shown: str) -> Iterator[tuple[int, int, str, str | None]]:
    """Return start, length, kind and argument of what lies over a run."""
    length = units(shown)
    if isinstance(run.block, Pre):
        # Nothing may stand inside pre or code.
        yield offset, length, "pre", run.block.language or None
        return
    if isinstance(run.block, Quote):
        yield offset, length, "blockquote", None
    if Style.CODE in run.styles:
        yield offset, length, "code", None
        return
    for style in Style:
        if style in run.styles:
            yield offset, length, _NAMES[style], None
    if isinstance(run.thing, Link) and linkable(run.thing.url) and run.text != run.thing.url:
        yield offset, length, "text_link", run.thing.url


def _merged(
    spans: Sequence[tuple[int, int, str, str | None]],
) -> list[tuple[int, int, str, str | None]]:
    """Return the spans with neighbours of one kind as one, the outer before the inner."""
    open_: dict[tuple[str, str | None], tuple[int, int]] = {}
    done: list[tuple[int, int, str, str | None]] = []
    for start, length, kind, argument in spans:
        held = open_.get((kind, argument))
        if held is not None and sum(held) == start:
            open_[kind, argument] = (held[0], held[1] + length)
            continue
        if held is not None:
            done.append((*held, kind, argument))
        open_[kind, argument] = (start, length)
    done += [(*held, kind, argument) for (kind, argument), held in open_.items()]
    return sorted(_uncrossed(done), key=lambda one: (one[0], -one[1]))


def _uncrossed(
    spans: list[tuple[int, int, str, str | None]],
) -> Iterator[tuple[int, int, str, str | None]]:
    """Cut spans that would cross another one, so that one always holds the other."""
    edges = sorted({edge for start, length, *_ in spans for edge in (start, start + length)})
    crossing = [
        (one, other)
        for one in spans
        for other in spans
        if one[0] < other[0] < one[0] + one[1] < other[0] + other[1]
    ]
    cut = {pair[0] for pair in crossing} | {pair[1] for pair in crossing}
    for span in spans:
        if span not in cut or span[2] in ("blockquote", "pre"):
            yield span
            continue
        start, end = span[0], span[0] + span[1]
        inner = [edge for edge in edges if start < edge < end]
        for first, last in zip((start, *inner), (*inner, end), strict=True):
            yield first, last - first, span[2], span[3]


def _entity(
    plain: str, start: int, length: int, kind: str, argument: str | None
) -> MessageEntity | None:
    covered = _covered(plain, start, length)
    lead = units(covered) - units(covered.lstrip())
    kept = units(covered.strip())
    if not kept:
        return None
    if kind == "text_link":
        return MessageEntity(kind, start + lead, kept, url=argument)
    if kind == "pre":
        return MessageEntity(kind, start + lead, kept, language=argument)
    return MessageEntity(kind, start + lead, kept)


def _covered(plain: str, start: int, length: int) -> str:
    if plain.isascii():
        return plain[start : start + length]
    raw = plain.encode("utf-16-le")
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")


def measured(text: Text) -> int:
    """Return what a text counts, as it would be sent: UTF-16 code units."""
    before: Run | None = None
    total = 0
    for run in text.runs:
        total += units(_bullet(run, before)) + units(_visible(run))
        before = run
    return total


def _entity_count(text: Text) -> int:
    return len(write(text)[1]) if len(text.runs) > 1 or "@" in text.plain else len(text.runs)


LIMITS: Final = Limits(
    size=SIZE, entities=MOST_ENTITIES, measure=measured, entity_count=_entity_count
)
