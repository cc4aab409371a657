"""What people do on the page by hand, all along: written, changed, withdrawn, dragged, refused."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.demo.conftest import Demo, Visitor
from tests.demo.test_page import SLOW, more, standing, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def drag(page: Page, prop: str, pane: str) -> None:
    """Drag something into a window with the mouse, in several moves as a hand does."""
    await page.locator("#props").scroll_into_view_if_needed()
    start = await page.locator(f"[data-drag={prop}] b").bounding_box()
    end = await page.locator(f"#pane-{pane} .list").bounding_box()
    await page.mouse.move(start["x"] + 10, start["y"] + 10)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 30, start["y"] - 20, steps=3)
    await page.mouse.move(end["x"] + 80, end["y"] + end["height"] - 20, steps=4)
    await page.mouse.move(end["x"] + 90, end["y"] + end["height"] - 20, steps=2)
    await page.mouse.up()


async def test_people_answer_edit_and_delete_in_slack_and_the_copies_follow(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#pane-watch select").select_option("watch-team")
    await write(page, "institute", "TLP:GREEN The count begins", "institute-team")
    await expect(standing(page, "watch", "The count begins")).to_be_visible(timeout=SLOW)
    await expect(page.locator("#announce")).to_contain_text("Watch team: TLP:GREEN")
    await more(page, "watch", "The count begins", "Reply")
    await write(page, "watch", "TLP:GREEN We are there")
    await expect(standing(page, "institute", "We are there")).to_have_class(
        re.compile("answer"), timeout=SLOW
    )
    await more(page, "institute", "The count begins", "Edit")
    await write(page, "institute", "TLP:GREEN The count is over")
    await expect(standing(page, "watch", "The count is over").first).to_be_visible(timeout=SLOW)
    await expect(page.locator("#decided .who")).to_contain_text("Ann edited")
    await write(page, "institute", "TLP:GREEN Never mind this")
    await expect(standing(page, "watch", "Never mind this")).to_be_visible(timeout=SLOW)
    await more(page, "institute", "Never mind this", "Delete")
    await expect(standing(page, "watch", "Never mind this")).to_have_count(0, timeout=SLOW)
    await expect(page.locator("#decided")).to_contain_text("withdrawn by its author")


async def test_in_telegram_a_deletion_is_untold_and_a_withdrawal_is_obeyed(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#pane-institute select").select_option("institute-team")
    for text, what in (("Deleted by hand", "Delete"), ("Taken back", "Withdraw everywhere")):
        await write(page, "watch", f"TLP:GREEN {text}", "watch-team")
        await expect(standing(page, "institute", text)).to_be_visible(timeout=SLOW)
        await more(page, "watch", text, what)
    await expect(standing(page, "institute", "Taken back")).to_have_count(0, timeout=SLOW)
    await expect(standing(page, "institute", "Deleted by hand")).to_be_visible()
    await expect(standing(page, "watch", "Deleted by hand")).to_have_count(0)


async def test_when_telegram_refuses_the_message_waits_and_then_goes(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#pane-watch select").select_option("watch-strict")
    await page.get_by_role("button", name="Make Telegram answer 429").click()
    await expect(page.locator("#refuse-words")).to_contain_text("Telegram refuses for")
    await write(page, "institute", "TLP:GREEN It has time", "institute-strict")
    await expect(page.locator("#decided")).to_contain_text("asks for patience", timeout=SLOW)
    await expect(page.locator("#bot-words")).to_contain_text("1 waiting")
    await expect(standing(page, "watch", "It has time")).to_be_visible(timeout=SLOW)


async def test_things_are_dragged_into_a_window_and_files_chosen_from_the_disk(
    demo: Demo, visitor: Visitor, tmp_path: Path
) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#by-hand button").first.click()
    await page.locator("#pane-watch select").select_option("watch-team")
    await page.locator("#pane-institute select").select_option("institute-team")
    await page.locator("#write-institute").fill("TLP:GREEN Dragged here")
    await drag(page, "picture", "institute")
    for pane, said in (("institute", "GPS 0.3031° S"), ("watch", "nothing")):
        files = page.locator(f"#pane-{pane} .file", has_text=f"Its metadata say: {said}")
        await expect(files.last).to_be_attached(timeout=SLOW)
    chosen = tmp_path / "notes.txt"
    chosen.write_text("what was counted", encoding="utf-8")
    await page.locator("#write-watch").fill("TLP:GREEN Chosen")
    await page.locator("#pane-watch input[type=file]").set_input_files(chosen)
    file = page.locator("#pane-institute .file", has_text="notes.txt, 1 KB")
    await expect(file).to_be_attached(timeout=SLOW)
    await page.locator("#pane-institute select").select_option("institute-night")
    await drag(page, "guest", "institute")
    there = page.locator("#pane-institute .there")
    await expect(there).to_contain_text("Gil (nobody knows them)", timeout=SLOW)
    await there.get_by_role("button", name="Show out").click()
    await expect(there).not_to_contain_text("Gil", timeout=SLOW)
    await page.locator("[data-prop=stranger]").click()
    await page.locator("#pane-observers .here").click()
    await expect(page.locator("#pane-observers .wrong")).to_contain_text("on the other platform")
    await page.locator("#steps button").first.click()
    await expect(page.locator("#props")).to_be_hidden()
