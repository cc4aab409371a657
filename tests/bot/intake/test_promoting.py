"""A report becomes an alert with what is known of it; nothing leaves before somebody sends it."""

from policies.alerts.alert import Alert, Verdict
from policies.alerts.states import State
from policies.intake.report import Report, Status
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

SEEN = "TLP:AMBER Ballots are missing.\nPlace: Kisumu\nKinds: cyber\nLink: https://a.example/1"


async def report(coalition: Coalition, number: int) -> Report:
    found = await coalition.house.store.read(
        lambda tx: tx.docket.numbered("report", number, Report)
    )
    assert found is not None
    return found.value


async def alert(coalition: Coalition, number: int) -> Alert:
    return (await coalition.alert(number)).value


async def test_an_alert_is_drafted_of_a_report_with_its_text_label_place_and_kinds(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", SEEN, room="tips")
    await coalition.typed("nia", "promote 1 high")
    made = await alert(coalition, 1)
    assert made.state is State.DRAFT
    assert (made.label, made.severity.value) == (Label.AMBER, "high")
    assert made.text == "Ballots are missing.\nhttps://a.example/1"
    assert (made.places, [one.value for one in made.interference]) == (
        ("Kisumu",),
        ["cyber operations"],
    )
    assert made.reports == (1,)
    assert made.audience.organisations == ("institute",)
    assert (await report(coalition, 1)).alert == 1
    texts = [one for room in ("desk", "group", "office") for one in coalition.room(room)]
    assert not any("Ballots" in one for one in texts)
    assert "drafted as A-1 already" in await coalition.typed("nia", "promote 1")


async def test_once_it_is_sent_the_report_is_closed_and_their_verdicts_are_one(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.typed("nia", "promote 1 high to everybody")
    await coalition.typed("nia", "send A-1")
    await coalition.pass_(16)
    await coalition.pass_(30)
    assert (await alert(coalition, 1)).raised is not None
    assert (await report(coalition, 1)).status is Status.PROMOTED
    assert "R-1 is promoted already" in await coalition.typed("dora", "claim 1")
    assert "R-1: confirmed" in await coalition.typed("dora", "confirm R-1 from our observer")
    assert (await alert(coalition, 1)).verification.verdict is Verdict.CONFIRMED
    await coalition.typed("rosa", "false A-1")
    assert (await report(coalition, 1)).verification.verdict is Verdict.FALSE


async def test_a_draft_that_is_given_up_leaves_the_report_with_its_officer(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.typed("nia", "promote 1")
    await coalition.typed("nia", "discard A-1")
    await coalition.pass_(16)
    found = await report(coalition, 1)
    assert (found.alert, found.status, found.owner) == (0, Status.CLAIMED, "nia")
    await coalition.typed("nia", "promote 1")
    assert (await report(coalition, 1)).alert == 2


async def test_nothing_is_made_looser_and_nobody_is_added_without_the_source(
    coalition: Coalition,
) -> None:
    await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="watchtips")
    assert "nothing here that you may" in await coalition.typed("nia", "promote 1 to everybody")
    await coalition.say("ray", "TLP:GREEN Fire.", room="radiotips")
    told = await coalition.typed("nia", "promote 2 TLP:CLEAR high to everybody")
    assert "TLP:GREEN" in told
    await coalition.typed("nia", "promote 2 high to everybody")
    made = await alert(coalition, 1)
    assert made.label is Label.GREEN
    assert "sector:government" in made.audience.not_to


async def test_what_is_only_practised_becomes_an_exercises_alert_and_no_real_one(
    coalition: Coalition,
) -> None:
    drill = COALITION + ROOMS.replace('id = "tips"\n', 'id = "tips"\nexercise = true\n')
    await coalition.apply(drill)
    await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.say("ann", "Ballots burn.", room="tips")
    told = await coalition.typed("nia", "promote 1")
    assert "nothing here that you may" in told or "No alert can be made" in told
    await coalition.apply(
        drill + '[[exercise]]\nid = "night"\norganisations = ["institute"]\nchannels = ["tips"]\n'
    )
    told = await coalition.typed("nia", "promote 1 high")
    assert told.startswith("A-1 (EXERCISE, NOT REAL) is drafted from R-1.")
    assert (await alert(coalition, 1)).exercise == "night"
    await coalition.press("nia", "Send")
    await coalition.pass_(11)
    assert any(
        one.startswith("A-1 (EXERCISE, NOT REAL) was raised") for one in coalition.told("nia")
    )


async def test_the_source_of_a_report_does_not_confirm_the_alert_that_others_made_of_it(
    coalition: Coalition,
) -> None:
    await coalition.say("ray", "TLP:GREEN Fire.", room="radiotips")
    await coalition.typed("nia", "promote 1 high to everybody")
    await coalition.typed("nia", "send A-1")
    await coalition.pass_(16)
    assert "Another organisation has to" in await coalition.typed("rosa", "confirm A-1")
    assert "Another organisation has to" in await coalition.typed("nia", "confirm A-1")
    assert "A-1: confirmed" in await coalition.typed("dora", "confirm A-1")


async def test_a_summary_stands_above_the_tear_line_where_the_source_lets_it(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "TLP:AMBER Ballots are missing.", room="tips")
    line = "promote 1 high to everybody\nsummary: TLP:GREEN Trouble in the west."
    assert "only its source may loosen" in await coalition.typed("nia", line)
    releaser = 'name = "Nia"\nroles = ["duty", "releaser"]'
    await coalition.apply((COALITION + ROOMS).replace('name = "Nia"\nroles = ["duty"]', releaser))
    await coalition.typed("nia", line)
    made = await alert(coalition, 1)
    assert (made.summary, made.summary_label) == ("Trouble in the west.", Label.GREEN)
    assert made.label is Label.AMBER
