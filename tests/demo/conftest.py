"""The demo as its own process, and a real browser on it that lets nothing out of this machine."""

import contextlib
import os
import re
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.bot.forks import Child, Forks, shared

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
PATIENCE = 90.0
expect.set_options(timeout=30_000)
WIDE, NARROW = (1280, 800), (360, 740)


@dataclass
class Demo:
    """A running demo: its process, its folder for temporary files, its log."""

    child: Child
    folder: Path
    log: Path
    address: str = ""

    @property
    def said(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return self.log.with_suffix(".out").read_text(encoding="utf-8")
        return ""

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def families(self) -> list[str]:
        """Return the processes that work in the demo's folder: the bot."""
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (one / "cwd").readlink().is_relative_to(self.folder):
                    found.append(one.name)
        return found

    def end(self) -> int:
        self.child.send(signal.SIGTERM)
        return self.child.wait(60).returncode


def until(holds: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.03)
    raise AssertionError(f"waited in vain for {what}")


def begin(forks: Forks, root: Path, name: str, *words: str, **variables: str) -> Demo:
    folder = root / name
    folder.mkdir()
    log = root / f"{name}-log"
    child = forks.start(["demo", *words], root, log, TMPDIR=str(folder), **variables)
    demo = Demo(child, folder, log)

    def shown() -> Any:
        assert child.poll() is None, demo.said + child.errors
        return re.search(r"The page is at (http://\S+)", demo.said)

    try:
        demo.address = until(shown, "the page's address")[1]
    except BaseException:
        demo.end()
        raise
    return demo


@pytest.fixture(scope="session")
def house() -> Iterator[Forks]:
    with shared() as forks:
        yield forks


@pytest.fixture(scope="session")
def demo(house: Forks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests of this session; each test finds it with the bot running.

    At the end it is killed as nothing can prepare for: its bot must not outlive it.
    """
    running = begin(house, tmp_path_factory.mktemp("demo"), "shared", "--no-browser")
    yield running
    assert running.families() != []
    running.child.send(signal.SIGKILL)
    until(lambda: running.families() == [], "the bot to end with its demo")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    async with async_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*sandbox, "--disable-gpu", "--renderer-process-limit=1"],
        )
        yield chromium
        await chromium.close()


@dataclass
class Visitor:
    """Opens pages, and afterwards says what was wrong with any of them.

    `kept` is one page of each size for all tests that want no other: opening one is what costs
    most. Others are opened beside it, as tabs of one browser, which costs a third of what a browser
    of its own does.
    """

    browser: Browser
    complaints: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    kept: dict[tuple[str, tuple[int, int], str], Page] = field(default_factory=dict)
    context: BrowserContext | None = None

    async def visit(
        self,
        address: str,
        size: tuple[int, int] = WIDE,
        scheme: Literal["light", "dark"] = "light",
        *,
        anew: bool = False,
        scripts: bool = True,
    ) -> Page:
        shown = (address, size, scheme)
        if shown in self.kept and not anew:
            page = self.kept[shown]
            await page.evaluate(_AS_AT_FIRST)
            return page
        if self.context is None:
            self.context = await self.browser.new_context(reduced_motion="reduce")
        page = await self.context.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.emulate_media(color_scheme=scheme)
        if not scripts:
            # As a setting of the browser's: https://chromedevtools.github.io/devtools-protocol/
            asked = await self.context.new_cdp_session(page)
            await asked.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.on("console", lambda one: one.type == "error" and self.complaints.append(one.text))
        page.on("pageerror", lambda one: self.complaints.append(str(one)))

        async def within(route: Any) -> None:
            if route.request.url.startswith(address):
                await route.continue_()
            else:
                self.complaints.append(f"a request to the outside: {route.request.url}")
                await route.abort()

        await page.route("**/*", within)
        await page.goto(address)
        if anew:
            self.pages.append(page)
        else:
            self.kept[shown] = page
        return page

    async def leave(self) -> None:
        """Close what a test had for itself, with all that was remembered for it."""
        for page in self.pages:
            await page.close()
        self.pages.clear()
        for page in self.kept.values():
            await page.evaluate("localStorage.clear()")


_AS_AT_FIRST = """() => {
  for (const one of document.querySelectorAll(".which select")) {
    one.selectedIndex = 0;
    one.dispatchEvent(new Event("change"));
  }
  for (const one of document.querySelectorAll("textarea")) one.value = "";
  delete document.documentElement.dataset.theme;
}"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def opened(browser: Browser) -> AsyncIterator[Visitor]:
    visitor = Visitor(browser)
    yield visitor
    if visitor.context is not None:
        await visitor.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(opened: Visitor) -> AsyncIterator[Visitor]:
    opened.complaints.clear()
    yield opened
    await opened.leave()
    assert opened.complaints == []
