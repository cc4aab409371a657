"""What goes to everybody at its worst takes two, by whichever way somebody would go around it."""

from bot.alerts.waiting import APPROVAL
from tests.bot.coalition import Coalition

HIGH = "new high TLP:GREEN to everybody: The depot is on fire."
CRITICAL = "new critical TLP:GREEN to everybody: The depot is on fire."


async def raised(coalition: Coalition, line: str) -> None:
    await coalition.typed("ann", line)
    await coalition.press("ann", "send")
    await coalition.pass_(11)


async def test_what_was_raised_lower_and_made_critical_rings_at_nobody_else_before_two_agree(
    coalition: Coalition,
) -> None:
    await raised(coalition, HIGH)
    before = {one.target: one.pages for one in await coalition.reached(1)}
    rooms = {one: len(coalition.room(one)) for one in ("group", "studio", "office")}
    await coalition.typed("ann", "severity 1 critical")
    after = {one.target: one.pages for one in await coalition.reached(1)}
    rung = {one for one in after if after[one] != before.get(one)}
    assert rung == {"person:nia", "person:dora", "person:rosa", "person:mads"}
    assert {one: len(coalition.room(one)) for one in rooms} == rooms
    assert "second person" in " ".join(coalition.room("group"))
    await coalition.press("mads", "Approve")
    assert (await coalition.alert(1)).value.approval == "given"
    for room, count in rooms.items():
        assert len(coalition.room(room)) > count, room


async def test_who_made_it_critical_is_not_the_second_person(coalition: Coalition) -> None:
    """Not by another account of the same organisation either."""
    await raised(coalition, HIGH)
    await coalition.typed("dora", "severity 1 critical")
    for one in ("dora", "wes"):
        await coalition.typed(one, "approve 1")
        assert not any("Do you?" in text for text in coalition.told(one))
    assert (await coalition.alert(1)).value.approval == "asked"
    await coalition.typed("mads", "approve 1")
    assert (await coalition.alert(1)).value.approval == "given"


async def test_quiet_hours_hold_until_two_have_said_that_it_is_so_bad(
    coalition: Coalition,
) -> None:
    await coalition.typed("bo", "quiet 22:00-07:00 Kyiv")
    await coalition.typed("bo", "quiet high waits")
    coalition.turn_to("2026-12-01 23:00:00")
    await raised(coalition, HIGH)
    await coalition.typed("dora", "page 1 @bo")
    assert "depot" not in " ".join(coalition.told("bo"))
    await coalition.typed("ann", "severity 1 critical")
    await coalition.pass_(3)
    assert "depot" not in " ".join(coalition.told("bo"))
    await coalition.typed("mads", "approve 1")
    assert "depot" in " ".join(coalition.told("bo"))


async def test_the_glass_is_broken_to_one_country_however_often_the_text_is_corrected(
    coalition: Coalition,
) -> None:
    await raised(coalition, CRITICAL)
    await coalition.typed("ann", "glass 1 country:KE armed men at the depot")
    assert coalition.room("studio") == []
    await coalition.typed("ann", "correct 1 The depot of Kyiv burns as well.")
    assert (await coalition.alert(1)).value.approval == "asked"
    await coalition.typed("ann", "glass 1 country:UA armed men there too")
    assert coalition.room("studio") == []


async def test_a_critical_alert_that_is_planned_for_everybody_waits_for_a_second_person_too(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", "schedule in 10m critical TLP:GREEN to everybody: The depot.")
    await coalition.press("ann", "plan")
    await coalition.pass_(601)
    assert (await coalition.alert(1)).value.approval == "asked"
    assert coalition.room("group") == []


async def test_merging_what_is_critical_into_what_everybody_has_pages_nobody(
    coalition: Coalition,
) -> None:
    await raised(coalition, HIGH)
    await coalition.typed("ann", "new critical TLP:GREEN to watch: The depot is on fire, really.")
    await coalition.press("ann", "send")
    before = {one.target: one.pages for one in await coalition.reached(1)}
    await coalition.typed("ann", "merge 2 into 1")
    assert (await coalition.alert(1)).value.severity.value == "high"
    assert {one.target: one.pages for one in await coalition.reached(1)} == before


async def test_one_organisation_alone_does_not_say_who_may_be_the_second_person(
    coalition: Coalition,
) -> None:
    """A posture that nobody else signs would take everybody else out of the pool."""
    told = await coalition.typed("mads", "posture declare now to 2027-01-01 18:00\napprovers mads")
    assert "Nothing was declared" in told
    await raised(coalition, CRITICAL)
    assert any("Do you?" in text for text in coalition.told("wes")), coalition.told("mads")
    assert (await coalition.dues(APPROVAL)) != []


async def test_who_lists_all_but_those_behind_a_wall_means_everybody(
    coalition: Coalition,
) -> None:
    """The radio has a wall against the ministry; the rest by name are all that it could mean."""
    await coalition.typed("rosa", "new critical TLP:GREEN to institute, watch, radio: It burns.")
    await coalition.press("rosa", "send")
    assert (await coalition.alert(1)).value.approval == "asked"
    await coalition.typed("rosa", "new critical TLP:GREEN to institute, watch: It burns there.")
    await coalition.press("rosa", "send")
    assert (await coalition.alert(2)).value.approval == "asked"
    await coalition.typed("rosa", "new critical TLP:GREEN to institute: It burns here.")
    await coalition.press("rosa", "send")
    assert (await coalition.alert(3)).value.approval == "none"
