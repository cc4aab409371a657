"""Each organisation calls its rotas as it likes, and learns of no other's by that."""

import pytest

from tests.bot.coalition import COALITION, Coalition
from tests.bot.duty.conftest import CALENDAR

FREE = CALENDAR.replace('id = "night"', 'id = "elsewhere"')
"""The same, with a rota of another name."""


async def alike(rota: Coalition, *lines: str, person: str = "stan") -> list[str]:
    """Type lines where another organisation has a rota of that name and where none has."""
    answers = []
    for directory in (CALENDAR, FREE):
        await rota.apply(COALITION + directory)
        answers.append([await rota.typed(person, line) for line in lines])
        for one in ("rota remove night", "contacts remove 1", "escalation remove ours"):
            await rota.typed(person, one)
    assert answers[0] == answers[1]
    return answers[0]


ADD = "rota add night people ann, nia at 06:00 18:00 zone Kyiv from 2026-12-01"


async def test_a_rota_of_a_name_that_another_has_is_added_as_any_other(rota: Coalition) -> None:
    told = await alike(rota, ADD, "rota list", ADD, "rota set night at 07:00", "oncall")
    assert told[0].startswith("night is kept. The next shifts:")
    assert "night: Ann, Nia at 06:00 18:00" in told[1]
    assert 'There is a "night" already' in told[2]
    assert told[3].startswith("night is kept.")
    assert "night: " in told[4]
    assert ".." not in "".join(told)


async def test_what_another_has_is_not_there_to_be_changed_removed_or_taken(
    rota: Coalition,
) -> None:
    lines = ("rota set night at 07:00", "rota remove night", "take 2h night", "rota add a..b at 6")
    told = await alike(rota, *lines)
    assert told[0] == told[1]
    assert "I cannot read that" in told[3]


@pytest.mark.parametrize(
    "line",
    [
        "contacts add rota:night", "contacts add night",
        "escalation add ours for critical of institute: rota:night",
        "escalation add ours for critical of institute: night",
        "escalation add ours for critical of institute: nia; fallback rota:night",
    ],
)  # fmt: skip
async def test_a_chain_leads_to_no_rota_of_others_and_says_the_same_where_there_is_none(
    rota: Coalition, line: str
) -> None:
    (told,) = await alike(rota, line)
    assert "Nothing was changed" in told
    directory = rota.house.services.directory
    assert not directory.escalations
    assert not any(one.contacts for one in directory.organisations)


async def test_ones_own_is_meant_in_a_chain_and_its_people_are_on_duty(rota: Coalition) -> None:
    await rota.typed("stan", ADD)
    told = await rota.typed("stan", "contacts add rota:night")
    assert "rota:night" in told
    assert ".." not in told
    told = await rota.typed("stan", "escalation add ours for critical of institute: night")
    assert "rota:night" in told
    directory = rota.house.services.directory
    both = {one.id: one.organisation for one in directory.rotas}
    assert both == {"night": "watch", "institute..night": "institute"}
    assert directory.escalations[0].steps[0].whom == ("rota:institute..night",)
    assert "night is removed" not in await rota.typed("stan", "rota remove night"), "it is named"
    await rota.typed("stan", "escalation remove ours")
    await rota.typed("stan", "contacts remove 1")
    assert "night is removed" in await rota.typed("stan", "rota remove night")
    assert [one.id for one in rota.house.services.directory.rotas] == ["night"]


@pytest.mark.parametrize("name", ["nia", "desk"])
async def test_what_another_calls_so_takes_no_name_from_ones_own_people_and_rooms(
    rota: Coalition, name: str
) -> None:
    answers = []
    for directory in (CALENDAR.replace('id = "night"', f'id = "{name}"'), FREE):
        await rota.apply(COALITION + directory)
        lines = (f"contacts add {name}", f"escalation add ours for high of institute: {name}")
        answers.append([await rota.typed("stan", line) for line in lines])
        for one in ("contacts remove 1", "escalation remove ours"):
            await rota.typed("stan", one)
    assert answers[0] == answers[1]
    assert not any("Nothing was changed" in one for one in answers[0])


async def test_why_one_cannot_be_removed_says_nothing_of_anothers_name(rota: Coalition) -> None:
    lines = ("rota remove night", "contacts remove 1", "rota remove night")
    told = await alike(rota, ADD, "contacts add night", *lines)
    assert 'names "rota:night"' in told[2]
    assert ".." not in told[2]


async def test_a_shift_of_it_is_taken_swapped_and_handed_on_under_its_name(
    rota: Coalition,
) -> None:
    await rota.typed("stan", ADD)
    assert "night" in await rota.typed("nia", "take 2h night")
    assert "Nia" in await rota.typed("stan", "oncall")
    told = await rota.typed("nia", "handoff @ann The lawyer calls back.")
    assert "Ann is on duty for night" in told
    await rota.pass_(3 * 3600)
    asked = await rota.typed("ann", "swap @nia night")
    assert asked.startswith("Nia was asked") or "asked" in asked
    assert "asks you to swap in night:" in rota.last("nia")
    assert not any(".." in one for who in ("ann", "nia", "stan") for one in rota.told(who))


POLICY = """
[[escalation]]
id = "{id}"
organisations = ["watch"]
severity = ["critical"]
steps = [{{ whom = ["person:dora"] }}]
"""


async def test_a_policy_of_a_name_that_another_has_is_added_as_any_other(rota: Coalition) -> None:
    lines = (
        "escalation show ours",
        "escalation add ours for critical of institute: nia",
        "escalation add ours for high of institute: nia",
        "escalation set ours for critical of institute: nia; stan after 5m",
        "escalation list",
        "escalation show ours",
        "escalation remove ours",
        "escalation remove ours",
    )
    answers = []
    for name in ("ours", "theirs"):
        await rota.apply(COALITION + CALENDAR + POLICY.format(id=name))
        answers.append([await rota.typed("stan", line) for line in lines])
        assert [one.id for one in rota.house.services.directory.escalations] == [name]
    assert answers[0] == answers[1]
    assert "ours" in answers[0][4]
    assert "after 5m" in answers[0][5]
    assert ".." not in "".join(answers[0])


async def test_nobody_takes_the_place_of_what_another_will_call_so(rota: Coalition) -> None:
    """A name that is made of another organisation's is none."""
    told = await rota.typed("stan", "escalation add watch..ours for high of institute: nia")
    assert "Please type it so" in told
    assert not rota.house.services.directory.escalations
    assert "I cannot read that" in await rota.typed("stan", ADD.replace("night", "watch..night"))
    assert [one.id for one in rota.house.services.directory.rotas] == ["night"]
