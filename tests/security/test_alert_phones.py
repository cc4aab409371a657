"""Alerts, rings, reports and statuses on a phone that may be taken: hidden, locked, taken away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.agenda import Agenda
from bot.desk.showing import begin
from bot.dues import DUES
from tests.security.phones import ANN, BO, CY, DI, EVA, GROUP, PHONES, Phones, Sent, phones_in
from tests.security.test_people_at_risk import PIN, SECOND, with_pin

MARK = "The marker of hall nine."
ON_DUTY = (
    PHONES.replace(
        'shown_as = "E."\nrisk = true\n',
        'shown_as = "E."\nroles = ["partner", "duty"]\nrisk = true\n',
    )
    + """
[[rota]]
id = "night"
organisation = "watch"
zone = "UTC"
start = 2026-01-01
handovers = ["00:00"]
people = ["eva"]
"""
)
TELLING = ("marker", "hall", "TLP", "A-1", "R-1", "nine", "alert", "Partner", "duty", "night")
"""Words that no phone at risk may show before it is opened."""


@pytest.fixture
def begins_with() -> str:
    return ON_DUTY


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        await phones.house.store.write(begin)
        yield phones


async def look(phones: Phones, seconds: float = 0) -> None:
    """Let time go by, do what fell due, and deliver it."""
    house = phones.house
    await phones.later(seconds)
    await Agenda(house.store, house.services, DUES, house.courier.wake).look()
    await house.deliver()


async def raise_alert(phones: Phones) -> None:
    """Have cy raise a critical alert to watch, and a colleague of Eva's page her for it."""
    await phones.types(CY, f"/new critical TLP:GREEN to watch: {MARK}")
    await phones.types(CY, "/send A-1")
    await look(phones)
    await phones.types(BO, "/page 1 @E.")
    assert phones.stands(EVA)


def told(sent: list[Sent]) -> list[str]:
    """Return what of it says anything of an alert, in texts or on buttons."""
    return [
        word
        for one in sent
        for word in TELLING
        if any(word.casefold() in said.casefold() for said in (one.text, *one.labels, *one.lines))
    ]


async def test_cards_rings_histories_and_statuses_are_the_line_that_she_chose_and_nothing_else(
    phones: Phones,
) -> None:
    await phones.types(EVA, '/ping "bread is ready"')
    before = len(phones.sent(EVA))
    await raise_alert(phones)
    await look(phones, 400)
    await phones.types(CY, "/update 1 It is open again at hall nine.")
    for line in ("/home", "/history 1", "/status 1", "/oncall", "/list", "/figures"):
        await phones.types(EVA, line)
    await phones.types(EVA, "/report TLP:GREEN a queue at hall nine")
    await phones.types(EVA, "/claim 1")
    await look(phones, 20)
    mine = phones.sent(EVA)[before:]
    posts = [one for one in mine if one.what == "post"]
    assert len(posts) >= 8
    assert {one.text for one in posts} == {"bread is ready"}
    assert told(mine) == []


async def test_an_alert_is_read_by_a_tap_and_hidden_again_and_its_buttons_work_while_it_is_open(
    phones: Phones,
) -> None:
    await raise_alert(phones)
    number, card = await opened(phones)
    assert MARK in card
    await phones.presses(EVA, number, "ack 1")
    assert "acknowledged" in "\n".join(one.text for one in phones.sent(GROUP))
    await phones.later(200)
    assert all("1 new" in one for one in phones.stands(EVA)), phones.stands(EVA)


async def opened(phones: Phones) -> tuple[str, str]:
    """Open one thing after the other on Eva's phone until the alert stands there."""
    for number in list(phones.telegram.rooms[EVA]):
        await phones.presses(EVA, number, "open")
        text = phones.telegram.rooms[EVA][number].text
        if MARK in text:
            return number, text
        await phones.presses(EVA, number, "hide")
    pytest.fail(f"no alert stands there: {phones.stands(EVA)}")


async def test_behind_a_pin_no_button_of_a_hidden_card_and_no_line_does_anything(
    phones: Phones,
) -> None:
    await with_pin(phones)
    await phones.later(400)
    await raise_alert(phones)
    for number in list(phones.telegram.rooms[EVA]):
        await phones.presses(EVA, number, "ack 1")
        await phones.presses(EVA, number, "decline 1")
    for line in ("/ack 1", "/resolve 1 handled", "/history 1", "/list", "/take 2h", "/next"):
        await phones.types(EVA, line)
    await look(phones, 20)
    assert not any("acknowledged, " in one.text for one in phones.sent(GROUP))
    number = list(phones.telegram.rooms[EVA])[-1]
    await phones.presses(EVA, number, "open")
    assert MARK not in "\n".join(phones.stands(EVA))
    await phones.pin(EVA, number, PIN)


async def test_under_the_second_pin_no_alert_is_there_and_her_chain_skips_her(
    phones: Phones,
) -> None:
    await with_pin(phones, second=True)
    await phones.later(400)
    await raise_alert(phones)
    assert len(phones.stands(EVA)) > 0
    number = list(phones.telegram.rooms[EVA])[-1]
    before = len(phones.sent(EVA))
    await phones.presses(EVA, number, "open")
    await phones.pin(EVA, number, SECOND)
    await phones.types(CY, "/update 1 It is open again at hall nine.")
    await look(phones, 400)
    await look(phones, 400)
    assert told(phones.sent(EVA)[before:]) == []
    assert not any(MARK in one for one in phones.stands(EVA))
    assert any(MARK in one.text for one in (*phones.sent(BO), *phones.sent(DI)))


async def test_a_locked_phone_loses_its_cards_gets_no_ring_and_its_buttons_are_a_strangers(
    phones: Phones,
) -> None:
    await raise_alert(phones)
    number, _ = await opened(phones)
    await phones.types(BO, "/lock @E.")
    assert phones.stands(EVA) == []
    before = len(phones.sent(EVA))
    await phones.presses(EVA, number, "ack 1")
    for line in ("/ack 1", "/home", "/oncall", "/history 1", "/report TLP:GREEN a queue"):
        await phones.types(EVA, line)
    await phones.types(CY, "/update 1 It is open again at hall nine.")
    await phones.types(CY, "/severity 1 high")
    await phones.types(CY, "/severity 1 critical")
    await look(phones, 400)
    await look(phones, 400)
    assert told(phones.sent(EVA)[before:]) == []
    assert not any("acknowledged, " in one.text for one in phones.sent(GROUP))
    assert any(MARK in one.text for one in (*phones.sent(BO), *phones.sent(DI))), "it goes on"
    for who in (BO, DI, ANN):
        await phones.types(who, "/oncall")
        await phones.types(who, "/home")
    said = "\n".join(one.text for who in (BO, DI, ANN) for one in phones.sent(who))
    assert "On duty" not in said or "E." not in said.split("On duty")[-1].splitlines()[0]


async def test_what_rang_on_her_phone_is_gone_within_a_day(phones: Phones) -> None:
    await raise_alert(phones)
    assert phones.stands(EVA)
    await phones.later(23 * 3600 + 5)
    assert phones.stands(EVA) == []
