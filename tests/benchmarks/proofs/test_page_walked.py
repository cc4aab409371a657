"""The eighteen steps of the page in a real browser, by keyboard alone: `make proofs`.

`make pictures` takes the pictures of docs/demo.md on the way.
"""

import pytest
from playwright.async_api import expect

from tests.demo.conftest import Demo, Visitor
from tests.demo.pictures import picture
from tests.demo.walking import (
    OVERFLOW,
    by_hand,
    fifth,
    first,
    fourth,
    nothing_serious,
    room,
    second,
    the_picture,
    third,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_tour_is_walked_by_keyboard_alone(demo: Demo, visitor: Visitor) -> None:
    page = await visitor.visit(demo.address, anew=True)
    await expect(page.locator("#tour-title")).to_contain_text("1.")
    await first(page)
    await picture(page, "1-green-crosses.png", "#inside")
    await second(page)
    await picture(page, "2-amber-where-agreed.png", "#inside")
    await third(page)
    await picture(page, "3-red-stays.png", "#inside")
    await fourth(page)
    await picture(page, "4-talk-stays.png", "#inside")
    await page.keyboard.press("Enter")
    await fifth(page, oneself=True)
    await picture(page, "5-nothing-is-lost.png", "#inside")
    await the_picture(page)
    await picture(page, "6-a-picture-without-its-place.png", "#rooms")
    await by_hand(page, 7, '👍 "Cleo" (Ballot Watch)', "", oneself=False)
    await by_hand(page, 8, "Then it opened again", "", oneself=False)
    await picture(page, "8-a-stranger-pauses-sharing.png", "#rooms")
    await by_hand(page, 9, "Every copy is gone", "", oneself=False)
    answered = "#write-phone; #pane-phone .card button:has-text('GREEN')"
    await by_hand(page, 10, "with Bo's one tap it crossed", answered, oneself=True)
    await by_hand(page, 11, "what is said now crosses", "", oneself=False)
    await by_hand(page, 12, "Nothing of ours stands on Eli's phone", "", oneself=False)
    await expect(room(page, "eli")).to_contain_text("The chat is blank.")
    await picture(page, "12-a-lost-phone-is-blank.png", "#props")
    answered = (
        "#write-institute; #pane-institute .modal [type=submit]; "
        "#pane-institute .card button:has-text('Send'); #clock-next; "
        "#pane-phone .card button:has-text('Acknowledge'); "
        "#pane-nia .card button:has-text('Resolve'); #pane-nia .modal [type=submit]"
    )
    await by_hand(page, 13, "One tap on the phone", answered, oneself=True)
    await picture(page, "13-an-alert-is-answered.png", "#desk")
    await by_hand(page, 14, "Then one tap, and she sees it", "", oneself=False)
    await picture(page, "14-silence-goes-on.png", "#desk")
    await by_hand(page, 15, "EXERCISE, NOT REAL stands", "", oneself=False)
    await by_hand(page, 16, "then FALSE", "", oneself=False)
    await picture(page, "16-a-hundred-reports.png", "#desk")
    await by_hand(page, 17, "After the start Bo's phone has it", "", oneself=False)
    await by_hand(page, 18, "Bo answered with a number", "", oneself=False)
    assert not await page.evaluate(OVERFLOW)
    await nothing_serious(page, "light", "dark")
