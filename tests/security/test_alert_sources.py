"""An alert follows what it was made of: it is at least as strict as that is by now."""

import pytest

from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS


async def raised_of_a_message(coalition: Coalition, line: str = "to everybody") -> str:
    """Have dora raise an alert of what bo said in TLP:GREEN; returns the message's number."""
    number = await coalition.say("bo", "TLP:GREEN The marker of hall nine.", room="group")
    await coalition.typed("dora", f"/new high TLP:GREEN {line}", room="group", reply_to=number)
    await coalition.press("dora", "Send")
    await coalition.pass_(10)
    assert (await coalition.alert(1)).value.state is State.RAISED
    return number


async def edit(coalition: Coalition, number: str, text: str) -> None:
    await coalition.say(
        "bo",
        text,
        room="group",
        number=number,
        edited=True,
        event=f"edit:{text}",
        sequence=9_000_000,
    )
    await coalition.agenda()


async def test_a_stricter_label_of_the_message_is_the_alert_s_and_takes_away_what_may_not_stand(
    coalition: Coalition,
) -> None:
    number = await raised_of_a_message(coalition)
    await coalition.typed("mads", "/history A-1")
    await coalition.typed("nia", "/own A-1")
    await coalition.typed("stan", "/update A-1 It is open again.")
    assert any("hall nine" in one for one in coalition.room("office"))
    await edit(coalition, number, "TLP:AMBER The marker of hall nine.")
    alert = (await coalition.alert(1)).value
    assert alert.label is Label.AMBER
    assert coalition.room("office") == []
    assert not any("A-1" in one for one in coalition.told("mads")), coalition.told("mads")
    assert "ministry" not in [one.organisation for one in alert.standings]
    for room in ("desk", "group", "studio"):
        (card, *_) = [one for one in coalition.room(room) if "A-1" in one]
        assert "TLP:AMBER" in card.splitlines()[0]
        assert "hall nine" in card
    assert [one.what for one in await coalition.timeline(1)].count("narrowed") == 1
    for who in ("dora", "nia"):
        told = [one for one in coalition.told(who) if "has a stricter label by now" in one]
        assert len(told) == 1, who
        assert "hall nine" not in told[0]
    await coalition.agenda()
    assert [one.what for one in await coalition.timeline(1)].count("narrowed") == 1


async def test_a_message_that_becomes_red_leaves_its_alert_to_nobody(coalition: Coalition) -> None:
    number = await raised_of_a_message(coalition, "to radio, @rosa")
    assert any("hall nine" in one for one in coalition.room("studio"))
    await edit(coalition, number, "TLP:RED The marker of hall nine.")
    assert (await coalition.alert(1)).value.label is Label.RED
    assert not any("hall nine" in one for one in coalition.room("studio"))
    assert not any("hall nine" in one for one in coalition.told("rosa"))


async def test_a_restriction_that_the_source_adds_binds_its_alert(coalition: Coalition) -> None:
    number = await raised_of_a_message(coalition)
    assert any("hall nine" in one for one in coalition.room("studio"))
    await edit(coalition, number, "TLP:GREEN not to radio\nThe marker of hall nine.")
    assert coalition.room("studio") == []
    assert (await coalition.alert(1)).value.standing("radio") is None
    assert any("hall nine" in one for one in coalition.room("office"))


async def test_a_message_that_is_taken_back_narrows_its_alert_and_its_author_is_asked(
    coalition: Coalition,
) -> None:
    number = await raised_of_a_message(coalition)
    assert any("hall nine" in one for one in coalition.room("office"))
    await coalition.typed("bo", "/recall", room="group", reply_to=number)
    await coalition.agenda()
    assert (await coalition.alert(1)).value.label is Label.AMBER_STRICT
    assert coalition.room("office") == []
    assert any("taken back by its source" in one for one in coalition.told("dora"))


async def test_nothing_that_becomes_looser_loosens_an_alert(coalition: Coalition) -> None:
    number = await raised_of_a_message(coalition)
    await edit(coalition, number, "TLP:AMBER The marker of hall nine.")
    await coalition.typed("bo", "/label TLP:GREEN", room="group", reply_to=number)
    await coalition.agenda()
    assert (await coalition.alert(1)).value.label is Label.AMBER


async def test_an_edit_that_is_no_stricter_leaves_what_its_source_raised_looser(
    coalition: Coalition,
) -> None:
    """Whoever wrote it may give the alert another label; that is no mistake to be mended."""
    number = await coalition.say("bo", "TLP:AMBER The marker of hall nine.", room="group")
    await coalition.typed("bo", "/new high TLP:GREEN to radio", room="group", reply_to=number)
    await coalition.press("bo", "Send")
    await coalition.pass_(10)
    await edit(coalition, number, "TLP:AMBER The marker of hall ten.")
    assert (await coalition.alert(1)).value.label is Label.GREEN
    await edit(coalition, number, "TLP:AMBER+STRICT The marker of hall ten.")
    assert (await coalition.alert(1)).value.label is Label.AMBER_STRICT


async def test_a_draft_follows_and_cannot_be_changed_back(coalition: Coalition) -> None:
    number = await coalition.say("bo", "TLP:GREEN The marker of hall nine.", room="group")
    await coalition.typed("dora", "/new high TLP:GREEN to radio", room="group", reply_to=number)
    await edit(coalition, number, "TLP:AMBER The marker of hall nine.")
    assert "TLP:AMBER" in coalition.last("dora")
    told = await coalition.typed("dora", "/change 1 high TLP:GREEN to radio: The marker.")
    assert "only its source may loosen" in told
    assert (await coalition.alert(1)).value.label is Label.AMBER


async def test_a_schedule_follows_and_is_not_loosened_by_an_edit(coalition: Coalition) -> None:
    number = await coalition.say("bo", "TLP:GREEN The marker of hall nine.", room="group")
    line = "/schedule in 2h high TLP:GREEN to everybody"
    await coalition.typed("dora", line, room="group", reply_to=number)
    await coalition.typed("dora", "/plan S1")
    await edit(coalition, number, "TLP:AMBER The marker of hall nine.")
    told = await coalition.typed(
        "dora", "/schedule edit S1 in 3h high TLP:GREEN to radio: The marker."
    )
    assert "only its source may loosen" in told
    await coalition.pass_(2 * 3600 + 1)
    alert = (await coalition.alert(1)).value
    assert alert.label is Label.AMBER
    assert coalition.room("office") == []
    await edit(coalition, number, "TLP:AMBER+STRICT The marker of hall nine.")
    assert (await coalition.alert(1)).value.label is Label.AMBER_STRICT, "its run follows too"


async def test_an_alert_into_which_another_was_merged_follows_that_one_s_message(
    coalition: Coalition,
) -> None:
    await coalition.raised(text="Another hall.")
    number = await coalition.say("bo", "TLP:GREEN The marker of hall nine.", room="group")
    await coalition.typed("dora", "/new high TLP:GREEN to everybody", room="group", reply_to=number)
    await coalition.press("dora", "Send")
    await coalition.pass_(10)
    await coalition.typed("stan", "/merge 2 into 1")
    await edit(coalition, number, "TLP:AMBER The marker of hall nine.")
    assert (await coalition.alert(1)).value.label is Label.AMBER
    assert (await coalition.alert(2)).value.label is Label.AMBER, "its cards stand still"


@pytest.mark.parametrize("how", ["stricter", "taken back"])
async def test_an_alert_follows_the_report_that_it_was_made_of(
    coalition: Coalition, how: str
) -> None:
    await coalition.apply(COALITION + ROOMS)
    said = "TLP:GREEN The marker of hall nine."
    number = await coalition.say("bo", said, room="watchtips")
    await coalition.typed("dora", "/promote 1 high to everybody")
    await coalition.press("dora", "Send")
    await coalition.pass_(10)
    assert any("hall nine" in one for one in coalition.room("officeduty"))
    if how == "stricter":
        stricter = {"number": number, "edited": True, "event": "edit:1", "sequence": 9_000_000}
        await coalition.say(
            "bo", said.replace("GREEN", "AMBER+STRICT"), room="watchtips", **stricter
        )
    else:
        await coalition.typed("bo", "/recall R-1")
    await coalition.agenda()
    assert (await coalition.alert(1)).value.label is Label.AMBER_STRICT
    assert not any("hall nine" in one for one in coalition.room("officeduty"))
    assert (await coalition.house.store.read(lambda tx: tx.verify())).state == "intact"
