"""Text as Telegram takes it: characters and entities; offsets and lengths are UTF-16 code units.

https://core.telegram.org/bots/api#messageentity and #formatting-options. What is trimmed, dropped
or found by the platform itself follows the server's published source (tdlib, MessageEntity.cpp).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from telegram import MessageEntity, User

from handlers.door import Limits
from handlers.telegram.entities import STYLES, units
from policies.hosts import disclosed, host
from policies.text import (
    Block,
    Call,
    Item,
    Link,
    Pre,
    Quote,
    Run,
    Style,
    Text,
    like,
)

SIZE: Final = 4_096
MOST_ENTITIES: Final = 100
_CALLS: Final = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{2,}")
"""What Telegram could take for a person's name and notify; a little more than it does take."""
_CALL_GOES_ON: Final = re.compile(r"@[A-Za-z0-9_]?\Z")
"""What the next run may complete to a name."""
_DROPPED: Final = re.compile("[\r\u202a-\u202e\u030a\u0333\u033f]")
"""What Telegram leaves out of every text: a name must not come together only there."""
_RINGED: Final = re.compile(".\u030a")
_SPACED: Final = re.compile("[\x00-\x09\x0b-\x1f]")
_LINES: Final = re.compile("\r\n?|[\u2028\u2029]")
_HOST: Final = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_Look: TypeAlias = tuple[str, str] | None
"""One kind of entity and its argument."""
_Span: TypeAlias = tuple[int, int, str, str]


def write(text: Text) -> tuple[str, list[MessageEntity]]:
    """Return the text and the entities of a message; it notifies nobody.

    A name with `@` is shown as code, within which Telegram looks for none. Of more than 100
    entities those remain that notify nobody; a text that `LIMITS` lets through has no more.
    """
    plain, spans = _laid_out(text)
    if len(spans) > MOST_ENTITIES:
        spans = sorted(sorted(spans, key=lambda one: one[2] != "code")[:MOST_ENTITIES], key=_outer)
    at = _units_at(plain, {edge for start, end, *_ in spans for edge in (start, end)})
    return plain, [
        _entity(kind, argument, at[start], at[end] - at[start])
        for start, end, kind, argument in spans
    ]


def _laid_out(text: Text) -> tuple[str, list[_Span]]:
    runs = list(_shown(text.strip()))
    plain = "".join(run.text for run in runs)
    return plain, _spans(plain, _pieces(runs, plain))


def _shown(text: Text) -> Iterator[Run]:
    """Return the runs as Telegram shows them: lists as plain text, links honest, no controls."""
    before: Block = None
    for run in disclosed(text, _stays_link).runs:
        if isinstance(run.block, Item) and run.block != before:
            yield Run(text=_bullet(run.block))
        before = run.block
        yield run if run.text.isascii() and run.text.isprintable() else like(run, _tidy(run.text))


def _tidy(plain: str) -> str:
    plain = _SPACED.sub(" ", _LINES.sub("\n", plain))
    composed = _RINGED.sub(lambda found: unicodedata.normalize("NFC", found[0]), plain)
    return _DROPPED.sub("", composed)


def _bullet(item: Item) -> str:
    return "  " * item.indent + (f"{item.number}. " if item.ordered else "• ")


def _stays_link(run: Run, shown: str) -> bool:
    """Tell whether Telegram keeps it: http(s) to a name with a dot, and nobody called in it."""
    if isinstance(run.block, Pre) or Style.CODE in run.styles or not isinstance(run.thing, Link):
        return False
    url = run.thing.url
    return (
        url.lower().startswith(("http://", "https://"))
        and _HOST.fullmatch(host(url)) is not None
        and "@" not in shown
        and _plain_authority(url)
    )


def _plain_authority(url: str) -> bool:
    """Tell whether nothing but the host in ASCII stands before the path, with at most a port."""
    authority = re.split(r"[/?#]", url.split("://", 1)[1], maxsplit=1)[0].lower()
    name, _, port = authority.partition(":")
    return name == host(url) and (not port or (port.isdecimal() and 0 < int(port) < 1 << 16))


def _pieces(runs: Sequence[Run], plain: str) -> Iterator[tuple[int, int, list[_Look]]]:
    """Return start, end and looks (the outermost first) of every stretch with the same looks."""
    calls = [found.span() for found in _CALLS.finditer(plain)]
    called = 0
    at = 0
    for run in runs:
        end = at + len(run.text)
        while at < end:
            while called < len(calls) and calls[called][1] <= at:
                called += 1
            first, last = calls[called] if called < len(calls) else (end, end)
            stop = min(end, last if first <= at else first)
            yield at, stop, _looks(run, inert=first <= at < last)
            at = stop


def _looks(run: Run, *, inert: bool) -> list[_Look]:
    looks: list[_Look] = [("blockquote", "") if isinstance(run.block, Quote) else None]
    if isinstance(run.thing, Call) and run.thing.address.isdecimal():
        return [*looks, ("text_mention", run.thing.address)]
    if isinstance(run.block, Pre):
        return [None, ("pre", run.block.language)]
    if inert or Style.CODE in run.styles:
        # Nothing may stand inside code, and code inside nothing but a quotation.
        return [*looks, ("code", "")]
    link = run.thing.url if isinstance(run.thing, Link) else ""
    looks += [None, ("text_link", link) if link and link != run.text else None]
    return looks + [(name, "") if style in run.styles else None for name, style in STYLES.items()]


def _spans(plain: str, pieces: Iterator[tuple[int, int, list[_Look]]]) -> list[_Span]:
    """Return the entities in code points, none crossing another: the outer cuts the inner."""
    spans: list[_Span] = []
    open_: list[tuple[int, int, _Look]] = []
    for start, end, looks in pieces:
        same = _common([look for _, _, look in open_], looks)
        spans += _closed(plain, open_[same:])
        kept = [(first, end, look) for first, _, look in open_[:same]]
        open_ = [*kept, *((start, end, look) for look in looks[same:])]
    spans += _closed(plain, open_)
    return sorted(spans, key=_outer)


def _common(one: Sequence[_Look], other: Sequence[_Look]) -> int:
    """Return how many of the outer looks are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _outer(span: _Span) -> tuple[int, int, int]:
    """Return what sorts the outer before the inner: of two that cover the same, code is within."""
    kind = span[2]
    return span[0], -span[1], 0 if kind == "blockquote" else 2 if kind in ("code", "pre") else 1


def _closed(plain: str, done: Sequence[tuple[int, int, _Look]]) -> Iterator[_Span]:
    """Return what is not mere white space, without the white space at its ends."""
    for start, end, look in done:
        covered = plain[start:end]
        kept = covered.strip()
        if look is not None and kept:
            first = start + len(covered) - len(covered.lstrip())
            yield first, first + len(kept), *look


def _units_at(plain: str, edges: set[int]) -> dict[int, int]:
    offsets: dict[int, int] = {}
    before, total = 0, 0
    for edge in sorted(edges):
        total += units(plain[before:edge])
        offsets[edge] = total
        before = edge
    return offsets


def _entity(kind: str, argument: str, offset: int, length: int) -> MessageEntity:
    if kind == "text_link":
        return MessageEntity(kind, offset, length, url=argument)
    if kind == "text_mention":
        person = User(int(argument), first_name="", is_bot=False)
        return MessageEntity(kind, offset, length, user=person)
    return MessageEntity(kind, offset, length, language=argument or None)


def measured(text: Text) -> int:
    """Return at least what a text counts as it would be sent, in UTF-16 code units."""
    if all(run.thing is None and not isinstance(run.block, Item) for run in text.runs):
        return sum(units(run.text) for run in text.runs)
    return sum(units(run.text) for run in _shown(text))


def _entity_count(text: Text) -> int:
    """Return at least the number of entities a text has; exactly so where nothing has looks."""
    most, looks = 0, 0
    for run in text.runs:
        calls = 0
        if "@" in run.text:
            # What Telegram leaves out may have kept a name apart.
            plain = _tidy(run.text)
            calls = len(_CALLS.findall(plain)) + (_CALL_GOES_ON.search(plain) is not None)
        own = len(run.styles) + (run.block is not None) + isinstance(run.thing, Link | Call)
        most += own * (calls + 1) + calls
        looks += own
    return most if most <= MOST_ENTITIES or not looks else _opened(text)


def _opened(text: Text) -> int:
    """Return how many entities a text begins, with those that are dropped as white space."""
    runs = list(_shown(text))
    count = 0
    before: list[_Look] = []
    for _, _, looks in _pieces(runs, "".join(run.text for run in runs)):
        same = _common(before, looks)
        count += sum(look is not None for look in looks[same:])
        before = looks
    return count


LIMITS: Final = Limits(
    size=SIZE, entities=MOST_ENTITIES, measure=measured, entity_count=_entity_count
)
