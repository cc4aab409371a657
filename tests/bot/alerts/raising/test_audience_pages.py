"""`audience`: each organisation of a large audience stands somewhere, on either platform."""

import re

import pytest

from tests.bot.coalition import COALITION, Coalition

MANY = COALITION + "".join(
    f'''
[[organisation]]
id = "o{at}"
name = "Observers {at}"
{
        ""
        if at % 10 == 0
        else f"""[[channel]]
id = "c{at}"
platform = "telegram"
address = {-1002000000000 - at}
organisation = "o{at}"
members = 2"""
    }
'''
    for at in range(96)
)
"""A hundred organisations; every tenth of the new ones has no room and nobody in it."""


@pytest.fixture
def begins_with() -> str:
    return MANY


def listed(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(("person", "line"), [("ann", "/tocsin audience"), ("bo", "/audience")])
async def test_a_preview_for_a_hundred_is_one_message_and_leads_to_all_of_them(
    coalition: Coalition, person: str, line: str
) -> None:
    shown = await coalition.typed(
        person, "new high TLP:AMBER to everybody; not to ministry: Ballots are missing.\nneeds: 3"
    )
    assert len(coalition.told(person)) == 1
    assert len(shown) < 2_400
    assert ["nothing (" in one for one in listed(shown)] == [True] * 11 + [False] * 8
    assert re.search(rf"…and \d+ more: \d+ the text\. .*: {line} A-1", shown)
    await coalition.press(person, "Who gets what")
    names = set()
    for at in range(1, 20):
        page = coalition.last(person)
        assert page.startswith("A-1 would go to 100 organisations: 89 the text, 11 nothing.")
        assert f"Page {at} of " in page
        names |= {one.partition(":")[0] for one in listed(page)}
        if "Next page" not in coalition.buttons(person):
            break
        await coalition.press(person, "Next page")
        assert len(coalition.told(person)) == 2, "it is turned in place"
    assert len(names) == 100
    await coalition.press(person, "Previous page")
    assert f"Page {at - 1} of " in coalition.last(person)


async def test_one_of_many_is_found_by_its_name_and_a_page_by_its_number(
    coalition: Coalition,
) -> None:
    await coalition.typed("bo", "new high TLP:AMBER to everybody: Ballots are missing.")
    page = await coalition.typed("bo", "/audience 1 observers 4")
    assert len(listed(page)) == 11
    assert "- Observers 42: 1 room: the text" in page
    assert "Page 2 of " in await coalition.typed("bo", "/audience A-1 2")
    assert '"nowhere" is part of the name' in await coalition.typed("bo", "/audience 1 nowhere")
    assert '"99"' in await coalition.typed("bo", "/audience 1 99")
    assert len(coalition.told("bo")) == 4, "one page stands there, and two answers"


async def test_an_audience_is_its_authors_to_see_and_a_drafts_alone(coalition: Coalition) -> None:
    await coalition.typed("bo", "new critical TLP:AMBER to watch, radio: Ballots are missing.")
    absent = await coalition.typed("wes", "/audience A-9")
    for person in ("wes", "ann"):
        assert await coalition.typed(person, "audience A-1") == absent
    assert "would go to 2 organisations" in await coalition.typed("bo", "/audience 1")
    await coalition.press("bo", "Send")
    assert "There is no draft" in await coalition.typed("bo", "/audience 1")
    assert "audience A-17" in await coalition.typed("bo", "/audience")


async def test_the_audience_of_what_is_planned_is_shown_too(coalition: Coalition) -> None:
    shown = await coalition.typed("bo", "schedule in 2h TLP:AMBER to everybody: Is all calm?")
    assert len(shown) < 2_400
    assert "All of them, one by one: /audience S-1" in shown
    page = await coalition.press("bo", "Who gets what")
    assert page.startswith("S-1 would go to 100 organisations: ")
    assert "may do this to" in await coalition.typed("wes", "/audience S-1")
    await coalition.press("bo", "Plan it")
    assert "would go to 100" in await coalition.typed("wes", "/audience S-1 2")
    assert "may do this to" in await coalition.typed("ann", "audience S-1")
