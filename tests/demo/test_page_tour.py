"""Steps in a real browser, by keyboard alone; `make proofs` walks all eighteen, and asks axe.

Of a narrow page `test_page_modal.py` asks it.
"""

import pytest
from playwright.async_api import expect

from tests.demo.conftest import NARROW, Demo, Visitor
from tests.demo.pictures import picture
from tests.demo.walking import (
    OVERFLOW,
    first,
    second,
    third,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_on_a_narrow_screen_the_windows_stand_behind_tabs(
    demo: Demo, visitor: Visitor
) -> None:
    page = await visitor.visit(demo.address, NARROW, "dark")
    await expect(page.locator("#tour-title")).to_contain_text("1.")
    await first(page)
    await picture(page, "narrow-1-green-crosses.png", "#rooms")
    await second(page)
    await third(page)
    await picture(page, "narrow-3-red-stays.png", "#rooms")
    assert not await page.evaluate(OVERFLOW)
    await page.locator("#by-hand button").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#tab-eli")).to_be_visible()
    assert not await page.evaluate(OVERFLOW)


async def test_what_people_read_is_sixteen_pixels_or_more(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address)
    await expect(page.locator("#tour-title")).to_contain_text("1.")
    sizes = await page.evaluate(
        """() => ["body", ".text", ".sentence", ".why", ".empty", "textarea", "button"]
          .flatMap((one) => [...document.querySelectorAll(one)])
          .filter((one) => one.textContent.trim() && !one.closest(".steps, .labels, .line, .tabs"))
          .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert sizes
    assert min(sizes) >= 16
