"""A form in Slack, filled in by somebody who uses the page, and the clock; in a real browser."""

import re

import pytest
from playwright.async_api import expect

from tests.demo.conftest import NARROW, Demo, Visitor
from tests.demo.walking import OVERFLOW, nothing_serious

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_clock_is_turned_and_what_is_pinned_is_seen(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address)
    await page.locator("#at-the-desk button").first.click()
    await page.get_by_role("button", name="5 minutes on").click()
    await expect(page.locator("#clock-words")).to_contain_text("turned forward by 5 min")
    await expect(page.locator("#clock-planned")).to_have_attribute("aria-disabled", "true")
    pinned = page.locator("#pane-nia .pinned")
    await expect(pinned.locator("summary")).to_contain_text("Alert desk")
    await pinned.locator("summary").click()
    await expect(pinned.locator("p")).to_contain_text("No alert is open")
    await page.locator("#steps button").first.click()
    await expect(page.locator("#desk")).to_be_hidden()


async def test_a_newcomer_fills_a_form_in_by_keyboard_and_leaves_it(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address, NARROW, "dark")
    await page.locator("#at-the-desk button").first.click()
    await expect(page.locator("#tab-nia")).to_be_visible()
    await expect(page.locator("#tab-eli")).to_be_hidden()
    assert not await page.evaluate(OVERFLOW)
    await page.locator("#pane-institute .which select").select_option("institute-duty")
    await page.locator("#write-institute").fill("/tocsin new")
    await page.keyboard.press("Enter")
    modal = page.locator("#pane-institute .modal")
    await expect(modal.get_by_label("What happened")).to_be_focused()
    await page.keyboard.type("Boxes stand open")
    await page.keyboard.press("Tab")
    await page.keyboard.type("High")
    await modal.get_by_role("button", name="Go on").click()
    label, audience = modal.get_by_label("Label", exact=True), modal.get_by_label("For whom")
    for field in (label, audience):
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(re.compile("required field"))
    await expect(modal.get_by_label("What happened")).to_have_value("Boxes stand open")
    await label.select_option("TLP:GREEN")
    assert not await page.evaluate(OVERFLOW)
    await nothing_serious(page, "dark")
    await audience.fill("watch")
    await audience.press("Enter")
    await expect(modal).to_be_hidden()
    await expect(page.locator("#write-institute")).to_be_focused()
    await expect(page.locator("#pane-institute .banner")).to_contain_text("nothing has left yet")
    await page.locator("#write-institute").fill("/tocsin new")
    await page.keyboard.press("Enter")
    await expect(modal.get_by_label("What happened")).to_have_value("")
    await page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()
    await page.locator("#steps button").first.click()
    await expect(page.locator("#desk")).to_be_hidden()
