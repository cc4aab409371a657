"""UNVERIFIED stands everywhere until another organisation, or a second source, says otherwise."""

from policies.alerts.alert import Verdict
from policies.alerts.audience import Audience
from policies.intake.report import Report
from tests.bot.coalition import Coalition


async def verdict(coalition: Coalition, number: int) -> Verdict:
    found = await coalition.house.store.read(
        lambda tx: tx.docket.numbered("report", number, Report)
    )
    assert found is not None
    return found.value.verification.verdict


def rings(coalition: Coalition, room: str) -> list[str]:
    return [one for one in coalition.room(room) if "Ballots are missing" not in one]


async def test_another_organisation_confirms_a_report_and_its_own_needs_a_second_source(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    assert "Another organisation has to say so" in await coalition.typed("nia", "confirm 1")
    assert await verdict(coalition, 1) is Verdict.UNVERIFIED
    assert "R-1: confirmed" in await coalition.typed("dora", "confirm 1")
    assert await verdict(coalition, 1) is Verdict.CONFIRMED
    assert "held as confirmed already" in await coalition.typed("rosa", "confirm R-1")
    await coalition.pass_(7)
    assert any("R-1 · confirmed" in one for one in coalition.room("duty"))
    assert "FALSE" in await coalition.typed("nia", "false 1 from the returning officer")
    assert "from: the returning officer" in await coalition.typed("nia", "claim 1")


async def test_whoever_looks_into_it_or_cannot_tell_leaves_it_unverified(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    assert "UNVERIFIED, being checked" in await coalition.typed("nia", "checking 1")
    assert "UNVERIFIED, cannot be told" in await coalition.typed("nia", "cannot tell 1")
    assert await verdict(coalition, 1) is Verdict.CANNOT_TELL


async def test_a_partner_who_is_not_on_duty_does_not_speak_for_an_organisation(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    assert "nothing here that you may do" in await coalition.typed("bo", "confirm 1")
    assert await verdict(coalition, 1) is Verdict.UNVERIFIED


async def test_every_copy_of_an_alert_says_unverified_until_another_organisation_confirms(
    coalition: Coalition,
) -> None:
    await coalition.raised(text="Ballots are missing.")
    await coalition.settle()
    rooms = ("desk", "group", "studio", "office")
    assert all("UNVERIFIED" in coalition.room(room)[0] for room in rooms)
    assert "Another organisation has to" in await coalition.typed("nia", "confirm A-1")
    assert all("UNVERIFIED" in coalition.room(room)[0] for room in rooms)
    posts = {room: len(coalition.sent("post", room=room)) for room in rooms}
    assert "A-1: confirmed" in await coalition.typed("dora", "confirm A-1 from our observer")
    assert not any("UNVERIFIED" in coalition.room(room)[0] for room in rooms)
    assert posts == {room: len(coalition.sent("post", room=room)) for room in rooms}


async def test_false_edits_every_copy_and_everybody_reached_is_told_once(
    coalition: Coalition,
) -> None:
    await coalition.raised(text="Ballots are missing.")
    await coalition.settle()
    rooms = ("desk", "nightdesk", "group", "watchroom", "studio", "office")
    before = {room: len(coalition.sent("post", room=room)) for room in rooms}
    told = await coalition.typed("dora", "false A-1 from our observer")
    assert "A-1 is held as FALSE" in told
    for room in rooms:
        assert "FALSE" in coalition.room(room)[0], room
        assert len(coalition.sent("post", room=room)) == before[room] + 1, room
    assert "Nothing was changed" in await coalition.typed("rosa", "false A-1")
    await coalition.pass_(600)
    for room in rooms:
        assert len(coalition.sent("post", room=room)) == before[room] + 1, room


async def test_what_is_no_alert_of_theirs_is_confirmed_by_nobody(coalition: Coalition) -> None:
    refused = await coalition.typed("mads", "confirm A-9")
    assert "nothing here that you may do" in refused
    assert "Please type it so: confirm 31" in await coalition.typed("mads", "confirm")


async def test_a_number_alone_that_is_an_alerts_is_told_how_that_is_said(
    coalition: Coalition,
) -> None:
    """As `ack 1` is typed; who may not know of the alert is told nothing of it."""
    await coalition.raised(audience=Audience(organisations=("watch",)))
    told = await coalition.typed("dora", "false 1 they are here")
    assert "For the alert A-1 type: /false A-1." in told
    assert "A-1" not in await coalition.typed("mads", "false 1 they are here")
