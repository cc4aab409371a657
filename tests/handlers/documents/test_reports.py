"""Figures as files: each marked everywhere, read back, and nothing in it runs."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from handlers.documents import charts, pages, tables, writing
from handlers.documents.report import Bar, Chart, Report, Table, Unmarked
from handlers.door import Unfit
from policies.labels import COLOURS, Label

BARS = (
    Bar(name="critical", middle=60, longest=600, late=300, told="middle 1 min"),
    Bar(name="low", middle=0, longest=0, late=14_400, told="nothing"),
)
CHART = Chart(
    whose="Ballot Institute",
    span="Alerts from 2026-11-01 to 2026-11-26",
    title="Time to acknowledge",
    mark="",
    bars=BARS,
    described="critical, 1 min",
)
TABLE = Table(
    kind="real",
    title="Alerts",
    columns=("severity", "alerts", "others"),
    rows=(("critical", 3, "1 within 5 minutes"), ("low", None, "fewer than 3")),
    shown=(("CRITICAL", "3", "1 within 5 minutes"), ("low", "", "fewer than 3")),
)
REPORT = Report(
    label=Label.AMBER,
    restrictions=("not to sector:government",),
    title="Ballot Institute",
    language="en",
    tables=(TABLE, replace(TABLE, kind="exercise", title="EXERCISE, NOT REAL")),
    chart=CHART,
    notes=("Too many.",),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("label", list(Label))
def test_every_row_of_a_table_begins_with_the_marking(label: Label) -> None:
    report = replace(REPORT, label=label)
    content = tables.csv_of(report)
    found = rows(content)
    assert {row[0] for row in found} == {f"{label} not to sector:government"}
    assert found[0] == [report.marking, "Ballot Institute"]
    assert found[2:5] == [
        [report.marking, "real", "severity", "alerts", "others"],
        [report.marking, "real", "critical", "3", "1 within 5 minutes"],
        [report.marking, "real", "low", "", "fewer than 3"],
    ]
    assert report.name("figures", "csv") == f"{label.value.replace(':', '-')}-figures.csv"
    tables.check(content, report)


def test_the_unit_of_a_number_stands_over_it_where_a_machine_reads_it() -> None:
    report = replace(REPORT, tables=(replace(TABLE, units=("", "seconds", "")),))
    assert rows(tables.csv_of(report))[2][2:] == ["severity", "alerts (seconds)", "others"]
    assert "seconds" not in Page(pages.page_of(report, None)).words


def test_no_line_of_a_page_ends_within_a_time() -> None:
    title = "Alerts from 2026-10-28 00:00 UTC to 2026-11-27 00:00 UTC"
    content = pages.page_of(replace(REPORT, title=title, tables=()), None)
    whole = [one for one in Page(content).of("span") if one["class"] == "whole"]
    assert len(whole) == 2
    pages.check(content, replace(REPORT, title=title, tables=()))


@pytest.mark.parametrize("start", FORMULAS)
@pytest.mark.parametrize("before", ["", " ", "   "])
def test_what_a_spreadsheet_would_compute_is_text(before: str, start: str) -> None:
    evil = f"{before}{start}HYPERLINK(1)"
    table = replace(TABLE, columns=(evil, "b", "c"), rows=((evil, 1, evil),))
    report = replace(REPORT, title=evil, notes=(evil,), tables=(table,))
    content = tables.csv_of(report)
    cells = [cell for row in rows(content) for cell in row]
    assert not any(cell.lstrip(" ").startswith(FORMULAS) for cell in cells)
    assert cells.count(f"'{evil}") == 5
    tables.check(content, report)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_stands_in_it_a_table_has_its_rows_and_is_marked(title: str, cell: str) -> None:
    report = replace(REPORT, title=title, tables=(replace(TABLE, rows=((cell, 1, cell),)),))
    try:
        content = tables.csv_of(report)
    except UnicodeEncodeError:
        assert re.search("[\ud800-\udfff]", title + cell)
        return
    tables.check(content, report)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TLP:AMBER not to sector:government,real,low", "TLP:CLEAR,real,low"),
        ("TLP:AMBER not to sector:government,real,low", "TLP:AMBER,real,low"),
        ("critical", "=1+1"),
        ("TLP:AMBER not to sector:government,Too many.\r\n", ""),
    ],
)
def test_a_table_that_is_not_as_it_should_be_is_found(before: str, after: str) -> None:
    content = tables.csv_of(REPORT).decode()
    spoiled = content.replace(before, after, 1)
    assert spoiled != content
    with pytest.raises(Unmarked):
        tables.check(spoiled.encode(), REPORT)


class Page(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_a_page_is_marked_in_each_part_and_can_be_read_aloud() -> None:
    content = pages.page_of(REPORT, charts.png_of(REPORT))
    pages.check(content, REPORT)
    page = Page(content)
    assert page.words.count(REPORT.marking) == 1 + 2 + 2 + 1
    assert page.of("html") == [{"lang": "en"}]
    assert [one["alt"] for one in page.of("img")] == ["critical, 1 min"]
    assert len(page.of("caption")) == len(page.of("table")) == 2
    assert {one["scope"] for one in page.of("th")} == {"col", "row"}
    # Where it is narrow each cell says what its column is.
    assert [one["data-column"] for one in page.of("td")] == ["alerts", "others"] * 4
    assert {one["role"] for one in page.of("table")} == {"table"}
    assert "prefers-color-scheme: dark" in content.decode()
    assert len(page.of("h1")) == len(page.of("main")) == 1


def test_nothing_that_stands_in_a_page_runs_or_is_fetched() -> None:
    evil = '<script>alert(1)</script><img src="https://x/" onerror="y">\'"&'
    table = replace(TABLE, title=evil, columns=(evil, evil), shown=((evil, evil),))
    report = replace(REPORT, title=evil, notes=(evil,), tables=(table,), language='"><script>')
    report = replace(report, chart=replace(CHART, title=evil, described=evil))
    content = pages.page_of(report, charts.png_of(report))
    pages.check(content, report)
    page = Page(content)
    assert page.of("script") == []
    assert [str(one["src"])[:22] for one in page.of("img")] == ["data:image/png;base64,"]
    (policy,) = [one["content"] for one in page.of("meta") if "http-equiv" in one]
    assert str(policy).startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<caption><span class="tlp">TLP:AMBER ', '<caption><span class="tlp">TLP:GREEN '),
        ('<footer><p><span class="tlp">', '<footer><p><span class="">'),
        ("<title>TLP:AMBER", "<title>TLP:CLEAR"),
        ("<main>", "<main><script>1</script>"),
        ("<main>", '<main><img alt="" src="https://x/y">'),
        ("<main>", '<main onclick="1">'),
    ],
)
def test_a_page_that_is_not_as_it_should_be_is_found(before: str, after: str) -> None:
    content = pages.page_of(REPORT, None).decode()
    assert before in content
    with pytest.raises(Unmarked):
        pages.check(content.replace(before, after, 1).encode(), REPORT)


@pytest.mark.parametrize("label", list(Label))
def test_the_label_is_drawn_into_a_picture_in_its_colour_on_black(label: Label) -> None:
    report = replace(REPORT, label=label)
    content = charts.png_of(report)
    assert len(content) < 60_000
    charts.check(content, report)
    with Image.open(io.BytesIO(content)) as image:
        assert image.format == "PNG"
        assert image.info["TLP"] == report.marking
        assert image.info["Description"] == "critical, 1 min"
        assert image.info["Title"] == report.title
        for top in (0, image.height - 44):
            band = image.convert("RGB").crop((0, top, image.width, top + 44))
            colours = {colour for _, colour in band.getcolors(1 << 16) or ()}
            assert (0, 0, 0) in colours
            assert tuple(bytes.fromhex(COLOURS[label][1:])) in colours
        # The late mark of the first bar is red, and the bar itself is drawn.
        body = image.convert("RGB").crop((0, 60, image.width, image.height - 60))
        colours = {colour for _, colour in body.getcolors(1 << 16) or ()}
        assert {(0x1F, 0x4E, 0x79), (0x9D, 0xB7, 0xD5), (0xB0, 0x00, 0x20)} <= colours


def test_longer_bars_are_longer_and_an_exercise_is_marked_in_the_picture() -> None:
    def width(report: Report) -> int:
        with Image.open(io.BytesIO(charts.png_of(report))) as image:
            seen = image.convert("RGB")
            row = [seen.crop((0, y, seen.width, y + 1)) for y in range(seen.height)]
            found = (dict(map(reversed, one.getcolors() or ())) for one in row)
            return max(one.get((0x1F, 0x4E, 0x79), 0) for one in found)

    short, long = (
        replace(REPORT, chart=replace(CHART, bars=(replace(BARS[0], middle=middle),)))
        for middle in (100, 400)
    )
    assert 3.5 < width(long) / width(short) < 4.5
    endless = replace(REPORT, chart=replace(CHART, bars=(replace(BARS[0], longest=1e9),)))
    assert len(charts.png_of(endless)) < 60_000
    drill = replace(REPORT, chart=replace(CHART, mark="EXERCISE, NOT REAL"))
    assert charts.png_of(drill) != charts.png_of(REPORT)


def head(report: Report) -> Image.Image:
    """Return what is drawn between the upper marking and the first bar."""
    with Image.open(io.BytesIO(charts.png_of(report))) as image:
        return image.convert("RGB").crop((0, 44, image.width, 44 + 20 + 2 * 34))


@pytest.mark.parametrize("name", ["whose", "span"])
def test_a_picture_shows_whose_it_is_and_of_which_time(name: str) -> None:
    without = head(replace(REPORT, chart=replace(CHART, whose="", span="")))
    shown = head(replace(REPORT, chart=replace(CHART, **{"whose": "", "span": "", name: "Radio"})))
    other = head(replace(REPORT, chart=replace(CHART, **{"whose": "", "span": "", name: "Watch"})))
    assert shown.tobytes() != without.tobytes()
    assert shown.tobytes() != other.tobytes()


@pytest.mark.parametrize("long", ["x" * 200, "many words " * 20, "not to sector:government, " * 9])
def test_what_is_too_long_for_a_line_of_a_picture_goes_on_in_the_next(long: str) -> None:
    """Nothing of the marking is cut off, and nothing is drawn beyond the edge."""
    report = replace(REPORT, restrictions=(long.strip(),), chart=replace(CHART, whose=long))
    content = charts.png_of(report)
    charts.check(content, report)
    with Image.open(io.BytesIO(content)) as image:
        seen = image.convert("RGB")
        edge = seen.crop((image.width - 19, 0, image.width, image.height))
        assert {colour for _, colour in edge.getcolors() or ()} == {(0, 0, 0), (255, 255, 255)}
        shorter = replace(report, restrictions=(long.strip()[:-1],))
        with pytest.raises(Unmarked):
            charts.check(content, shorter)


@pytest.mark.parametrize("other", [Label.CLEAR, Label.AMBER_STRICT])
def test_a_picture_with_another_marking_is_found(other: Label) -> None:
    content = charts.png_of(replace(REPORT, label=other))
    with pytest.raises(Unmarked):
        charts.check(content, REPORT)
    # What it says of itself is not believed either.
    with Image.open(io.BytesIO(content)) as image:
        told, out = PngInfo(), io.BytesIO()
        told.add_itxt("TLP", REPORT.marking)
        image.save(out, format="PNG", pnginfo=told)
    with pytest.raises(Unmarked, match="picture"):
        charts.check(out.getvalue(), REPORT)


@pytest.mark.parametrize("make", [writing.picture, writing.page, writing.table])
async def test_a_file_is_as_long_as_it_says_and_its_name_begins_with_the_label(
    make: object,
) -> None:
    carried = make(REPORT, "figures", Unfit)  # type: ignore[operator]
    async with carried.open() as stream:
        content = b"".join([piece async for piece in stream.pieces])
    assert len(content) == stream.size
    assert stream.name.startswith("TLP-AMBER-figures.")
    assert stream.type == carried.type


async def test_a_file_that_does_not_bear_its_marking_is_not_given_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = tables.csv_of
    monkeypatch.setattr(
        tables, "csv_of", lambda report: written(replace(report, label=Label.CLEAR))
    )
    with pytest.raises(Unfit):
        async with writing.table(REPORT, "figures", Unfit).open():
            pass
