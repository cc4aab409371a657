"""Slack's rich text, in and out. Human text is never markup: it is literal on both ways.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from handlers.door import Limits
from handlers.slack import rich_text
from handlers.slack.mrkdwn import Names, decoded, escaped, nobody
from policies.hosts import disclosed
from policies.text import Block, Call, Item, Link, Pre, Quote, Run, Text

SIZE: Final = 9_000
"""Of all that the blocks hold; refusals were seen from 11,341 on, the rule is undocumented."""
LONGEST: Final = 40_000
"""Characters of the escaped `text`."""
_ELEMENT: Final = 48
_STYLED: Final = 64
_LED: Final = 16
_BLOCK: Final = 144
"""What an element is taken to count beside its text and address: at least its JSON's length."""

_Json: TypeAlias = dict[str, Any]
_Kind: TypeAlias = tuple[str, int, bool]


def read(blocks: Sequence[Any], text: str, names: Names = nobody) -> Text:
    """Return what a message says: by its blocks where they say something, else by its `text`.

    `names` gives the names to show for the people mentioned; who has none is "@member".
    """
    told = (rich_text.runs(block, names) for block in blocks if isinstance(block, dict))
    found = Text(tuple(rich_text.lines(told))).merged()
    return found if found.plain.strip() else decoded(text, names)


def write(text: Text) -> tuple[list[_Json], str]:
    """Return the blocks and the escaped fallback `text` of a message; it notifies nobody.

    What names people and rooms is text like any other, but for whom the directory lets us call; a
    link shows its real host.
    """
    runs = _shown(text)
    elements = list(_elements(runs))
    if not elements:
        elements = [{"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}]
    return [{"type": "rich_text", "elements": elements}], escaped(_fallback(runs))


def _shown(text: Text) -> list[Run]:
    honest = disclosed(text, lambda _run, _shown: True)
    return [run for run in honest.runs if run.text]


def _fallback(runs: Sequence[Run]) -> str:
    """Return all the characters, with the marks of lists: for notifications and old clients."""
    pieces: list[str] = []
    before: Block = None
    for run in runs:
        if isinstance(run.block, Item) and run.block != before:
            mark = f"{run.block.number}. " if run.block.ordered else "• "
            pieces.append("  " * run.block.indent + mark)
        pieces.append(run.text)
        before = run.block
    return "".join(pieces)


def _elements(runs: Sequence[Run]) -> Iterator[_Json]:
    """Return an element for each stretch of one kind of block, a list with all its items."""
    at = 0
    ended = True
    while at < len(runs):
        kind = _kind(runs[at].block)
        end = at + 1
        while end < len(runs) and _goes_on(runs, end, kind):
            end += 1
        group = runs[at:end]
        built = _list(kind, group) if kind[0] == "list" else _plain(kind[0], group, ended=ended)
        # A block ends its line by itself: a break behind it would be a second one.
        ended = kind[0] == "section" or group[-1].text.endswith("\n")
        at = end
        if built is not None:
            yield built


def _kind(block: Block) -> _Kind:
    match block:
        case Pre():
            return "rich_text_preformatted", 0, False
        case Quote():
            return "rich_text_quote", 0, False
        case Item():
            return "list", block.indent, block.ordered
    return "section", 0, False


def _goes_on(runs: Sequence[Run], at: int, kind: _Kind) -> bool:
    """Tell whether a run belongs to the block before it; items have a line's end between them."""
    if _kind(runs[at].block) == kind:
        return kind[0] != "list" or _follows(runs[at - 1].block, runs[at].block)
    return (
        kind[0] == "list"
        and runs[at].text == "\n"
        and at + 1 < len(runs)
        and _kind(runs[at + 1].block) == kind
        and _follows(runs[at - 1].block, runs[at + 1].block)
    )


def _follows(one: Block, other: Block) -> bool:
    """Tell whether an item continues the list of another (a break between them is no item)."""
    if not isinstance(one, Item) or not isinstance(other, Item):
        return True
    return not other.ordered or other.number in (one.number, one.number + 1)


def _plain(kind: str, group: Sequence[Run], *, ended: bool) -> _Json | None:
    text = Text(tuple(group))
    plain = text.plain
    if kind == "section":
        inner = text if ended or not plain.startswith("\n") else text.slice(1, len(plain))
        kind = "rich_text_section"
    else:
        first = 1 if plain.startswith("\n") else 0
        inner = text.slice(first, len(plain) - (1 if plain.endswith("\n") else 0))
        kind = "rich_text_section" if kind == "item" else kind
    elements = [_run(run, styled=kind != "rich_text_preformatted") for run in inner.runs]
    return {"type": kind, "elements": elements} if elements else None


def _list(kind: _Kind, group: Sequence[Run]) -> _Json | None:
    items: list[list[Run]] = []
    last: Block = None
    for run in group:
        if isinstance(run.block, Item):
            if run.block != last:
                items.append([])
            items[-1].append(run)
        last = run.block
    sections = [section for item in items if (section := _plain("item", item, ended=True))]
    if not sections:
        return None
    made: _Json = {
        "type": "rich_text_list",
        "style": "ordered" if kind[2] else "bullet",
        "indent": kind[1],
        "elements": sections,
    }
    first = group[0].block
    if isinstance(first, Item) and first.ordered and first.number > 1:
        made["offset"] = first.number - 1
    return made


def _run(run: Run, *, styled: bool) -> _Json:
    made: _Json = {"type": "text", "text": run.text}
    if isinstance(run.thing, Link):
        made = {"type": "link", "url": run.thing.url, "text": run.text}
    if isinstance(run.thing, Call) and styled:
        made = {"type": "user", "user_id": run.thing.address}
    style = {name: True for name, style in rich_text.STYLES.items() if style in run.styles}
    return made | {"style": style} if style and styled else made


def measured(text: Text) -> int:
    """Return what a text counts, on the safe side: characters, addresses and containers.

    Characters are UTF-16 units. The escaped `text` counts in the same unit, so that what fits the
    blocks fits it too.
    """
    size, shown = 0, 0
    before: Block = None
    for run in _shown(text):
        length = _units(run.text)
        size += length + _ELEMENT + (_STYLED if run.styles else 0)
        size += _LED + len(run.thing.url) if isinstance(run.thing, Link) else 0
        size += _BLOCK if run.block != before else 0
        shown += length + 4 * (run.text.count("&") + run.text.count("<") + run.text.count(">"))
        shown += _LED * 2 if isinstance(run.block, Item) else 0
        before = run.block
    return max(size, -(-shown * SIZE // LONGEST))


def _units(plain: str) -> int:
    return len(plain) if plain.isascii() else len(plain.encode("utf-16-le", "replace")) // 2


LIMITS: Final = Limits(
    size=SIZE, entities=None, measure=measured, entity_count=lambda text: len(text.runs)
)
