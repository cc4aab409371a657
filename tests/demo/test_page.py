"""What people do on the page, what they break, and what the page says when it cannot go on."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from playwright.async_api import Page, expect

from bot.demo.page.live import RETRY
from tests.bot.forks import Forks
from tests.demo.conftest import Demo, Visitor, begin, until
from tests.ended import ended

pytestmark = pytest.mark.asyncio(loop_scope="session")
SLOW = 30_000
WEB = Path(__file__).parents[2] / "bot" / "demo" / "page" / "web"


async def write(page: Page, pane: str, text: str, room: str = "") -> None:
    if room:
        await page.locator(f"#pane-{pane} select").select_option(room)
    await page.locator(f"#write-{pane}").fill(text)
    await page.locator(f"#pane-{pane} .send").click()


def standing(page: Page, pane: str, text: str) -> "object":
    return page.locator(f"#pane-{pane} .line", has_text=text)


async def more(page: Page, pane: str, text: str, what: str) -> None:
    line = standing(page, pane, text)
    await line.hover()
    await line.get_by_role("button", name="More about").click()
    await line.get_by_role("button", name=what, exact=True).click()


@contextlib.contextmanager
def held(demo: Demo) -> Iterator[None]:
    """Let the bot do nothing for a while: what it would mend at once can be looked at."""
    stopped = [int(one) for one in demo.families()]
    try:
        for one in stopped:
            os.kill(one, signal.SIGSTOP)
        yield
    finally:
        for one in stopped:
            os.kill(one, signal.SIGCONT)


async def test_what_is_pressed_is_neither_drawn_anew_nor_moved_before_it_is_let_go(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await write(page, "watch", "TLP:GREEN Slowly pressed", "watch-desk")
    line, beside = (standing(page, pane, "Slowly pressed") for pane in ("watch", "phone"))
    await expect(line.locator(".reactions")).to_contain_text("👍 tocsin", timeout=SLOW)
    button = line.get_by_role("button", name="More about")
    await button.hover()
    await page.mouse.down()
    number = (await line.get_attribute("data-key")).removeprefix("watch-desk")
    await page.evaluate(
        """async (number) => (await import("./live.js")).ask("act",
          { do: "react", with: "👀", pane: "watch", view: "watch-desk", number })""",
        number,
    )
    await expect(beside.locator(".reactions")).to_contain_text("👀 Cleo", timeout=SLOW)
    assert "👀" not in await line.locator(".reactions").inner_text()
    # A list that becomes shorter shows its end, but not now.
    moved = """async (list) => {
      const before = list.scrollTop;
      list.style.maxHeight = "40px";
      for (let at = 0; at < 3; at++) await new Promise(requestAnimationFrame);
      const after = list.scrollTop;
      list.style.maxHeight = "";
      return [list.scrollHeight > 40, after - before];
    }"""
    assert await page.locator("#pane-watch .list").evaluate(moved) == [True, 0]
    await page.mouse.up()
    await expect(button).to_have_attribute("aria-expanded", "true")
    await button.click()
    await expect(line.locator(".reactions")).to_contain_text("👀 Cleo")


async def test_a_drill_is_marked_from_its_draft_on_and_a_long_card_shows_its_head(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#at-the-desk button").nth(2).click()
    line = "/tocsin drill night high TLP:AMBER to institute: " + "A bomb threat. " * 60
    await write(page, "institute", line, "institute-duty")
    await page.locator("#pane-institute select").select_option("private")
    draft = standing(page, "institute", "draft: nothing has left").last
    await expect(draft).to_have_class(re.compile("exercise"), timeout=SLOW)
    room = await page.locator("#pane-institute .list").bounding_box()
    shown = await draft.bounding_box()
    assert shown["height"] > room["height"]
    assert 0 <= shown["y"] - room["y"] < 20
    await draft.get_by_role("button", name="Cancel", exact=True).click()


async def test_an_edit_that_loosens_waits_and_the_copy_stays(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#pane-watch select").select_option("watch-strict")
    await write(page, "institute", "TLP:GREEN Ballots are short", "institute-strict")
    await expect(standing(page, "watch", "Ballots are short")).to_be_visible(timeout=SLOW)
    await more(page, "institute", "Ballots are short", "Edit")
    await write(page, "institute", "TLP:CLEAR Ballots are gone")
    await expect(page.locator("#decided")).to_contain_text("The edit waits", timeout=SLOW)
    await expect(page.locator("#decided .word")).to_have_text("hold")
    await expect(page.locator("#decided")).to_contain_text("Rule 4")
    await expect(standing(page, "watch", "Ballots are short")).to_be_visible()


async def test_what_people_type_is_text_and_nothing_else(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address)
    evil = '<img src=x onerror="document.title=1"><b>bold</b> & <script>1</script>'
    await page.locator("#pane-watch select").select_option("watch-team")
    await write(page, "institute", f"TLP:GREEN {evil}", "institute-team")
    for pane in ("institute", "watch"):
        await expect(standing(page, pane, evil)).to_be_visible(timeout=SLOW)
        assert await page.locator(f"#pane-{pane} .text :is(img, b, script)").count() == 0
    assert await page.title() == "Tocsin: see it work"


async def test_what_cannot_be_sent_says_why_beside_it(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address)
    await write(page, "watch", "   ")
    await expect(page.locator("#pane-watch .wrong")).to_have_text(
        "Not sent: there is nothing in it; write something."
    )
    await write(page, "watch", "x" * 4001)
    await expect(page.locator("#pane-watch .wrong")).to_contain_text("longer than 4000 characters")
    assert len(await page.locator("#write-watch").input_value()) == 4001


async def test_a_dropped_connection_is_opened_again_and_nothing_is_missed(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#pane-watch select").select_option("watch-team")
    await expect(page.locator("#drop-words")).to_contain_text("Connections to Slack: 2.")
    with held(demo):
        await page.get_by_role("button", name="Drop the connection").click()
        await expect(page.locator("#drop-words")).to_contain_text("The bot opens them again.")
        await write(page, "institute", "TLP:GREEN Said meanwhile", "institute-team")
    await expect(page.locator("#drop-words")).to_contain_text(
        "Connections to Slack: 2.", timeout=SLOW
    )
    await expect(standing(page, "watch", "Said meanwhile")).to_be_visible(timeout=SLOW)


async def test_two_pages_at_once_show_the_same(demo: Demo, visitor: Visitor) -> None:
    one = await visitor.visit(demo.address)
    other = await visitor.visit(demo.address, anew=True)
    await write(one, "institute", "TLP:GREEN Seen by both")
    for page in (one, other):
        await expect(standing(page, "observers", "Seen by both")).to_be_visible(timeout=SLOW)
        await expect(page.locator("#decided .spoken")).to_contain_text("Seen by both")
    await one.get_by_role("button", name="Make Telegram answer 429").click()
    await expect(other.locator("#refuse-words")).to_contain_text("Telegram refuses for")


async def test_without_javascript_a_sentence_says_so(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address, anew=True, scripts=False)
    await expect(page.locator("body")).to_contain_text("needs JavaScript")
    await expect(page.locator("main")).to_be_hidden()


async def test_dark_and_light_can_be_chosen_and_are_remembered(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.get_by_role("button", name="Dark or light").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_a_second_demo_takes_another_port_and_when_it_ends_nothing_is_left(
    demo: Demo, house: Forks, visitor: Visitor, tmp_path: Path
) -> None:
    opener = tmp_path / "browser"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n', encoding="utf-8")
    opener.chmod(opener.stat().st_mode | stat.S_IXUSR)
    second = begin(house, tmp_path, "second", "--port", str(demo.port), BROWSER=str(opener))
    try:
        assert second.port != demo.port
        assert f"Port {demo.port} is in use; the page has taken {second.port}." in second.said
        opened = tmp_path / "opened"
        until(lambda: opened.exists() and opened.read_text() == second.address, "the browser")
        assert second.families() != []
        page = await visitor.visit(second.address, anew=True)
        await write(page, "institute", "TLP:GREEN In the second only")
        await expect(standing(page, "watch", "In the second only")).to_be_visible(timeout=SLOW)
    finally:
        code = second.end()
    assert code == 0, second.child.errors
    assert "nothing is left behind" in second.said
    await expect(page.locator("#gone")).to_contain_text("The demo has ended")
    # It would look for the demo again and again, and the browser log each look.
    await page.close()
    assert second.families() == []
    assert list(second.folder.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", second.port), 1)
    first = await visitor.visit(demo.address)
    await expect(first.locator("#bot-words")).to_have_text("The bot runs")
    await expect(standing(first, "watch", "In the second only")).to_have_count(0)
    # A browser logs the connections that the ended demo refuses.
    visitor.complaints[:] = [one for one in visitor.complaints if "ERR_" not in one]


async def test_a_page_says_that_the_demo_has_ended_and_comes_back_with_it(
    demo: Demo, visitor: Visitor
) -> None:
    async with ClientSession() as asking, asking.get(f"{demo.address}live") as told:
        state = json.loads((await told.content.readuntil(b"}\n\n")).partition(b"data: ")[2])
    first = await served(0, {**state, "run": "first"})
    port = first.addresses[0][1]
    page = await visitor.visit(f"http://127.0.0.1:{port}/", anew=True)
    await expect(page.locator("#tour-title")).to_contain_text("1.")
    assert await page.locator("#gone").is_hidden()
    await ended(first)
    await expect(page.locator("#gone")).to_contain_text("The demo has ended. Start it again")
    await page.evaluate("document.body.dataset.before = 'yes'")
    again = await served(port, {**state, "run": "again"})
    await expect(page.locator("body")).not_to_have_attribute("data-before", "yes", timeout=SLOW)
    await expect(page.locator("#tour-title")).to_contain_text("1.")
    assert await page.locator("#gone").is_hidden()
    await page.close()
    await ended(again)
    visitor.complaints[:] = [one for one in visitor.complaints if "ERR_" not in one]


async def served(port: int, state: dict[str, object]) -> web.AppRunner:
    """Serve the page's own files with one state to show, as a demo does."""

    async def live(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(f"retry: {RETRY}\n\n".encode())
        await response.write(b"data: " + json.dumps(state).encode() + b"\n\n")
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await asyncio.Event().wait()
        return response

    async def page(_: web.Request) -> web.FileResponse:
        return web.FileResponse(WEB / "index.html")

    async def files(_: web.Request) -> web.Response:
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/", page), web.get("/files", files)])
    app.router.add_static("/", WEB)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner
