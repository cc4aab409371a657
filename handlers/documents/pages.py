"""Reports as one HTML page: nothing in it runs, nothing is fetched, and it can be read aloud.

Its marking stands in the title, over and under everything, over each table and below the picture
(WCAG 2.2, https://www.w3.org/TR/WCAG22/; https://html.spec.whatwg.org/multipage/tables.html).
"""

import base64
import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Final

from handlers.documents.report import Report, Table, Unmarked
from policies.labels import COLOURS

TYPE: Final = "text/html"
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; --head: #f0f0f0; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 80rem; margin: 0 auto; padding: 1rem;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; line-height: 1.3; }
.tlp { font-weight: bold; background: #000; color: %(colour)s; padding: 0.1em 0.5em;
  outline: 1px solid var(--line); }
.whole { white-space: nowrap; }
.scroll { overflow-x: auto; padding: 1px; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: start; margin-bottom: 0.5rem; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: start; }
thead th { background: var(--head); }
figure { margin: 1rem 0; }
img { max-width: 100%%; height: auto; border: 1px solid var(--line); }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181c; --line: #8a8d93; --head: #26292f; }
}
@media (max-width: 60rem) {
  table, caption, tbody, tr, tbody th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%%); }
  tr { border: 1px solid var(--line); margin-bottom: 1rem; }
  tbody th, td { border: 0; }
  tbody th { background: var(--head); }
  td { display: flex; justify-content: space-between; gap: 1rem; text-align: end; }
  td::before { content: attr(data-column); flex: 0 1 55%%; text-align: start; }
}
"""
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?: UTC)?)?")


def page_of(report: Report, picture: bytes | None) -> bytes:
    """Return a report as a page; `picture` is its chart as PNG."""
    marking = f'<span class="tlp">{escape(report.marking)}</span>'
    title = escape(f"{report.marking} · {report.title}")
    body = [
        f"<header><p>{marking}</p><h1>{_whole(report.title)}</h1></header>",
        "<main>",
        *(f"<p>{escape(note)}</p>" for note in report.notes),
        *_picture(report, picture, marking),
        *(line for table in report.tables for line in _table(table, marking)),
        "</main>",
        f"<footer><p>{marking}</p></footer>",
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE % {'colour': COLOURS[report.label]}}</style>"
    )
    lines = "\n".join(body)
    whole = (
        f'<!DOCTYPE html>\n<html lang="{escape(report.language)}">\n<head>{head}</head>\n'
        f"<body>\n{lines}\n</body>\n</html>\n"
    )
    return whole.encode()


def _picture(report: Report, picture: bytes | None, marking: str) -> Iterator[str]:
    if report.chart is None or picture is None:
        return
    data = base64.b64encode(picture).decode()
    described = escape(report.chart.described)
    yield (
        f'<figure><img alt="{described}" src="data:image/png;base64,{data}">'
        f"<figcaption>{marking} {_whole(report.title)}. "
        f"{escape(report.chart.title)}</figcaption></figure>"
    )


def _table(table: Table, marking: str) -> Iterator[str]:
    # Whoever has no mouse scrolls it too.
    name = escape(table.title)
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">'
    # Where it is narrow each row is a list; the roles say that it is a table all the same.
    yield f'<table role="table"><caption>{marking} {_whole(table.title)}</caption>'
    heads = "".join(
        f'<th role="columnheader" scope="col">{escape(one)}</th>' for one in table.columns
    )
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">'
    for first, *rest in table.shown:
        cells = "".join(
            f'<td role="cell" data-column="{escape(column)}">{escape(one)}</td>'
            for column, one in zip(table.columns[1:], rest, strict=True)
        )
        head = f'<th role="rowheader" scope="row">{escape(first)}</th>'
        yield f'<tr role="row">{head}{cells}</tr>'
    yield "</tbody></table></div>"


def _whole(text: str) -> str:
    """Return a text in which no line ends within a time."""
    return _TIME.sub(r'<span class="whole">\g<0></span>', escape(text))


def check(content: bytes, report: Report) -> None:
    """Read a page back; raises Unmarked where a part bears another marking, or something runs."""
    found = _Found()
    found.feed(content.decode())
    found.close()
    pictures = found.tags.count("img")
    wanted = 2 + len(report.tables) + pictures
    if len(found.markings) != wanted or set(found.markings) != {report.marking}:
        raise Unmarked("html: marking")
    if not found.title.startswith(f"{report.marking} · "):
        raise Unmarked("html: title")
    if found.tags.count("table") != len(report.tables) or found.active:
        raise Unmarked("html: content")


class _Found(HTMLParser):
    """Every marking of a page, its title, and whatever could run or fetch."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.markings: list[str] = []
        self.tags: list[str] = []
        self.title = ""
        self.active = False
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        self.tags.append(tag)
        held = dict(attrs)
        source = held.get("src") or "data:"
        runs = tag in ("script", "iframe", "object", "embed", "link", "form", "a", "base")
        fetches = not source.startswith("data:") or "href" in held
        self.active |= runs or fetches or any(name.startswith("on") for name, _ in attrs)
        if tag == "span" and held.get("class") == "tlp":
            self.markings.append("")
            self._in = "tlp"
        elif tag == "title":
            self._in = "title"

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag in ("span", "title"):
            self._in = ""

    def handle_data(self, data: str) -> None:
        """Keep the words of what is looked for."""
        if self._in == "tlp":
            self.markings[-1] += data
        elif self._in == "title":
            self.title += data
