"""The page of figures in a real browser: read aloud without a fault, and nothing is asked for."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from handlers.documents import charts, pages
from handlers.documents.report import Bar, Chart, Report, Table
from policies.labels import Label
from tests.demo.walking import nothing_serious

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_of_figures_is_for_everybody_and_asks_nobody_for_anything(
    browser: Browser, tmp_path: Path
) -> None:
    table = Table(
        kind="real", title="Alerts", columns=("severity", "alerts"),
        rows=(("high", 2),), shown=(("high", "2"),),
    )  # fmt: skip
    bar = Bar(name="high", middle=60, longest=90, late=900, told="middle 1 min")
    report = Report(
        label=Label.AMBER_STRICT,
        restrictions=("not to sector:government",),
        title="Ballot Institute",
        language="en",
        tables=(table,),
        chart=Chart(
            whose="Ballot Institute",
            span="November",
            title="Times",
            mark="",
            bars=(bar,),
            described="high, 1 min",
        ),
    )
    path = tmp_path / report.name("figures", "html")
    path.write_bytes(pages.page_of(report, charts.png_of(report)))
    asked: list[str] = []
    context = await browser.new_context(java_script_enabled=True)
    page = await context.new_page()
    page.on("request", lambda one: asked.append(one.url.partition(":")[0]))
    await page.goto(path.as_uri())
    await nothing_serious(page, "light")
    assert await page.locator("img").evaluate("one => one.naturalWidth") == 640
    assert set(asked) <= {"file", "data"}
    await context.close()
