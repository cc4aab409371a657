"""The queue of one person, in the home and in private, with what may be done first below it."""

from dataclasses import replace

import pytest

from bot.alerts import filing
from bot.desk import showing
from policies.alerts.alert import Answered, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition

DUTY = COALITION.replace('id = "nightdesk"', 'id = "nightdesk"\nkind = "duty"')
WATCH = (Standing(organisation="watch"), Standing(organisation="radio"))


@pytest.fixture
async def duty(coalition: Coalition) -> Coalition:
    await coalition.apply(DUTY)
    house = coalition.house
    house.services.healths = {name: door.health for name, door in house.doors.items()}
    house.services.looked = lambda: coalition.now
    await house.store.write(showing.begin)
    await coalition.agenda()
    return coalition


async def test_what_waits_for_ones_organisation_comes_first_with_its_buttons(
    duty: Coalition,
) -> None:
    await duty.raised(severity=Severity.CRITICAL, standings=(Standing(organisation="radio"),))
    await duty.raised(severity=Severity.LOW, label=Label.AMBER, standings=WATCH, text="x" * 99)
    told = (await duty.typed("dora", "home")).splitlines()
    assert told[0] == "TLP:AMBER · Alert desk"
    assert told[1] == "Open: 2 · unowned: 2 · overdue: 0"
    mine = told.index("1 is yours, or waits for your organisation:")
    assert told[mine + 1 :] == [
        f"A-2 · TLP:AMBER · low · UNVERIFIED · Owner: nobody yet · {'x' * 80}…",
        "",
        "Open besides:",
        "A-1 · TLP:GREEN · CRITICAL · UNVERIFIED · Owner: nobody yet · "
        "Ballots are missing in Kisumu.",
    ]
    lines = set(duty.buttons("dora").values())
    assert {"ack 2", "own 2", "status 2", "own 1", "status 1"} <= lines
    assert "ack 1" not in lines


async def test_it_shows_nobody_what_she_may_not_know_nor_counts_it(duty: Coalition) -> None:
    await duty.raised(author="ray")
    await duty.raised(author="bo", label=Label.AMBER, audience=Audience(organisations=("watch",)))
    assert "No alert is open." in await duty.typed("mads", "home")
    assert "Open: 1" in await duty.typed("nia", "home")
    assert "Open: 2" in await duty.typed("dora", "home")


async def test_a_button_that_has_no_effect_any_more_goes_though_no_word_changes(
    duty: Coalition,
) -> None:
    await duty.raised(standings=WATCH, owner="dora")
    told = await duty.typed("dora", "home")
    assert "ack 1" in duty.buttons("dora").values()
    await duty.pass_(31)
    await duty.typed("bo", "ack 1")
    for _ in range(3):
        await duty.pass_(31)
    (standing,) = [one for one in duty.standing("dora").values() if one.text == told]
    assert list(standing.buttons.values()) == ["status 1"]


async def test_it_is_edited_in_place_as_things_change_and_not_otherwise(duty: Coalition) -> None:
    await duty.raised(standings=WATCH)
    await duty.typed("dora", "home")
    await duty.pass_(40)
    before = len(duty.told("dora")), len(duty.sent("edit", "dora"))
    await duty.pass_(40)
    assert (len(duty.told("dora")), len(duty.sent("edit", "dora"))) == before
    filed = await duty.alert(1)
    done = tuple(replace(one, answered=Answered.ACKNOWLEDGED) for one in WATCH)
    await duty.house.store.write(
        lambda tx: filing.keep(tx, filed, replace(filed.value, owner="dora", standings=done))
    )
    await duty.pass_(40)
    assert len(duty.sent("edit", "dora")) == before[1] + 1
    assert "unowned: 0" in duty.last("dora")


async def test_in_a_duty_room_it_is_pinned_anew(duty: Coalition) -> None:
    def statuses() -> list[str]:
        standing = duty.standing(room="nightdesk").items()
        return [number for number, one in standing if "Alert desk · looked at" in one.text]

    (number,) = statuses()
    del duty.standing(room="nightdesk")[number]
    await duty.typed("nia", "home", room="nightdesk")
    (anew,) = statuses()
    assert anew != number
    assert ("C0NIGHT", anew) in duty.house.slack.pinned
    await duty.pass_(60)
    assert statuses() == [anew]
    assert f"looked at {duty.now:%H:%M:%S}" in duty.standing(room="nightdesk")[anew].text


async def test_of_a_summary_nothing_but_the_summary_is_shown(duty: Coalition) -> None:
    await duty.raised(
        label=Label.RED,
        text="The whole of it.",
        summary="What may be passed on.",
        summary_label=Label.AMBER,
        audience=Audience(organisations=("watch", "ministry"), people=("dora",)),
        author="bo",
    )
    told = await duty.typed("dora", "home")
    assert "A-1 · TLP:RED" in told
    assert "The whole of it." in told
    told = await duty.typed("mads", "home")
    assert told.startswith("TLP:AMBER · Alert desk")
    assert told.endswith("What may be passed on.")
