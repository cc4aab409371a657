"""The steps of the page, each done through visible controls by keyboard alone."""

import re

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

SLOW = 60_000
_FOCUSED = """() => {
  const at = document.activeElement;
  const seen = at.getBoundingClientRect();
  const outline = getComputedStyle(at).outlineStyle;
  return [at.getAttribute("aria-label") || at.textContent.trim() || at.id, at.id, seen.width > 0,
    outline !== "none"];
}"""


async def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on a control, as somebody does who sees where it is."""
    for _ in range(160):
        await page.keyboard.press(key)
        label, identity, visible, outlined = await page.evaluate(_FOCUSED)
        if name in (identity, label):
            assert visible, f"{name} is not to be seen"
            assert outlined, f"{name} does not show that it has the focus"
            return
    raise AssertionError(f"no {key} leads to {name}")


async def happened(page: Page, words: str) -> None:
    """Wait for what the tour says at the end of a step."""
    await expect(page.locator("#tour-happened")).to_contain_text(words, timeout=SLOW)
    await expect(page.locator("#show")).to_have_text("Show it again")


async def go_on(page: Page, key: str = "Tab") -> None:
    await tab_to(page, "next", key)
    await page.keyboard.press("Enter")


def room(page: Page, pane: str) -> "object":
    return page.locator(f"#pane-{pane} .list")


async def decided(page: Page, name: str) -> str:
    """Return the outcome and rule that the page shows for a room."""
    row = page.locator(".outcome", has=page.locator(".where", has_text=re.compile(f"^{name}$")))
    text = " ".join((await row.inner_text()).split())
    return re.sub(r"^(\w+) .*(Rule \d+).*$", r"\1 \2", text).upper()


async def first(page: Page) -> None:
    """Have it filled in, and send it."""
    await tab_to(page, "fill")
    await page.keyboard.press("Enter")
    await expect(page.locator("#write-institute")).to_be_focused()
    await expect(page.locator("#write-institute")).to_have_value(re.compile("^TLP:GREEN Polling"))
    await page.keyboard.press("Enter")
    await happened(page, "It stands in the Telegram group")
    for pane in ("observers", "watch", "phone"):
        await expect(room(page, pane)).to_contain_text("Polling hours in Nakuru")
        await expect(room(page, pane)).to_contain_text('TLP:GREEN · Ballot Institute · "Ann"')
    assert await decided(page, "Ballot Watch") == "ALLOW RULE 18"


async def second(page: Page) -> None:
    """Type it, with a chip for the label."""
    await go_on(page, "Shift+Tab")
    await tab_to(page, "write-institute")
    await tab_to(page, "TLP:AMBER", "Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Our results server is under attack.")
    await page.keyboard.press("Enter")
    await happened(page, "there it is held")
    await expect(room(page, "watch")).to_contain_text("results server is under attack")
    await expect(room(page, "observers")).not_to_contain_text("results server")
    assert await decided(page, "Ballot Watch") == "ALLOW RULE 18"
    assert await decided(page, "Observers Abroad") == "HOLD RULE 15"


async def third(page: Page) -> None:
    """Have it shown."""
    await go_on(page, "Shift+Tab")
    await expect(page.locator("#show")).to_be_focused()
    await page.keyboard.press("Enter")
    await happened(page, "no other room did")
    await expect(page.locator("#next")).to_be_focused()
    await expect(page.locator("#pane-phone .banner")).to_contain_text("It did not leave the room")
    for pane in ("institute", "observers"):
        await expect(room(page, pane)).not_to_contain_text("our source")
    assert await decided(page, "Ballot Institute") == "DENY RULE 8"
    await expect(page.locator("#sealed")).to_contain_text("these words stand nowhere")


async def fourth(page: Page) -> None:
    """Have it shown, from the step before."""
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await happened(page, "not even stored")
    await expect(room(page, "watch")).to_contain_text("Who brings the coffee today?")
    await expect(page.locator("#pane-phone .banner")).to_contain_text("gone nowhere")
    for pane in ("institute", "observers"):
        await expect(room(page, pane)).not_to_contain_text("coffee")
        await expect(room(page, pane)).not_to_contain_text("boxes")
    assert await decided(page, "Ballot Institute") == "HOLD RULE 6"


async def fifth(page: Page, *, oneself: bool) -> None:
    """Hurry, kill and start the bot, oneself or shown."""
    await expect(page.locator("#tour-title")).to_contain_text("5.")
    if oneself:
        await tab_to(page, "fill")
        await page.keyboard.press("Enter")
        for control in ("hurry", "kill", "start"):
            await expect(page.locator(f"#{control}")).to_be_focused(timeout=SLOW)
            await page.keyboard.press("Enter")
    else:
        await page.keyboard.press("Enter")
    await happened(page, "After the start all six are there, in order")
    await expect(page.locator("#bot-words")).to_have_text("The bot runs")
    for pane in ("observers", "watch"):
        texts = await room(page, pane).locator(".text").all_inner_texts()
        found = [one[1] for one in map(re.compile(r"Report (\d) of 6").search, texts) if one]
        # What was on its way at the kill may stand there twice, or only as "(repeat)".
        before = ["", *found]
        start = max(at for at, one in enumerate(found) if one == "1" != before[at])
        assert list(dict.fromkeys(found[start:])) == list("123456")
    trace = await page.locator("#tour-trace li").all_inner_texts()
    at = trace.index("✕ killed")
    assert 2 <= at < 6
    assert "started" in (await page.locator("#audit").inner_text())


async def by_hand(page: Page, number: int, words: str, look: str, *, oneself: bool) -> None:
    """Do one of the seven steps more, or of the six at the desk, by the keyboard."""
    listed, first_of_it = ("#by-hand", 6) if number < 13 else ("#at-the-desk", 13)
    await page.locator(f"{listed} button").nth(number - first_of_it).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#tour-title")).to_contain_text(f"{number}.")
    await expect(page.locator("#show")).to_have_attribute("aria-disabled", "false", timeout=SLOW)
    if not oneself:
        await tab_to(page, "show")
        await page.keyboard.press("Enter")
        await happened(page, words)
        return
    await tab_to(page, "fill")
    await page.keyboard.press("Enter")
    # Each act of the step waits where the focus is, until it is done there.
    for control in look.split("; "):
        await expect(page.locator(control)).to_be_focused(timeout=30_000)
        await page.keyboard.press("Enter")
    await happened(page, words)


async def the_picture(page: Page) -> None:
    """Hand over the picture twice, and read what it says before and after."""
    here = "#pane-institute .here; #pane-phone .here"
    await by_hand(page, 6, "After: in Telegram nothing, in Slack nothing", here, oneself=True)
    for pane, said in (("institute", "GPS 0.3031° S, 36.0800° E"), ("watch", "nothing")):
        shown = room(page, pane).locator(".file", has=page.locator("img"))
        await expect(shown.filter(has_text=f"Its metadata say: {said}").first).to_be_attached()
    loaded = "one => one.complete && one.naturalWidth > 0"
    copy = room(page, "watch").locator(".file img").first
    await copy.scroll_into_view_if_needed()
    await expect(copy).to_have_js_property("complete", value=True)
    assert await copy.evaluate(loaded)


async def nothing_serious(page: Page, *schemes: str) -> None:
    """Ask axe about the page in these colours: https://github.com/dequelabs/axe-core."""
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)
        found = await Axe().run(page)
        bad = [
            (one["id"], [node["target"] for node in one["nodes"]])
            for one in found.response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert bad == [], scheme


OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
