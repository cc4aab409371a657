"""Acknowledging, declining, worse, cancelled: whom it concerns, and who hears of it."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from bot.alerts import drawers, escalating
from bot.alerts.chains import chain_for
from handlers.door import Lost
from policies.alerts.alert import Alert, Answered, Need, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.audit import AuditKind
from policies.labels import Label
from storage.store import Filed, Transaction
from tests.bot.coalition import COALITION, Coalition

ALL = ("institute", "watch", "radio", "ministry")
DUTY = {"institute": "nia", "watch": "dora", "radio": "rosa", "ministry": "mads"}


async def begun(coalition: Coalition, **other: object) -> Filed[Alert]:
    """Raise an alert that escalates: each organisation's own chain is begun."""
    services = coalition.house.services
    filed = await coalition.raised(**other)

    async def act(tx: Transaction) -> Filed[Alert]:
        found = await tx.docket.by_id(filed.id, Alert)
        assert found is not None
        standings = tuple(
            Standing(
                organisation=one.organisation,
                chain=chain_for(services, found.value, one.organisation),
            )
            for one in found.value.standings
        )
        found = await tx.docket.put(found, replace(found.value, standings=standings))
        found, _ = await escalating.begin(
            tx, services, found, [one.organisation for one in standings]
        )
        return found

    found = await coalition.house.store.write(act)
    await coalition.settle()
    return found


async def due_at(coalition: Coalition) -> dict[str, float]:
    """Return the seconds until the next page of each organisation."""
    dues = await coalition.dues("escalate")
    return {one.subject[1]: (one.due - coalition.now).total_seconds() for one in dues}


async def answers(coalition: Coalition, number: int = 1) -> dict[str, Answered]:
    filed = await coalition.alert(number)
    return {one.organisation: one.answered for one in filed.value.standings}


async def test_an_acknowledgement_stops_that_organisations_pages_alone(
    coalition: Coalition,
) -> None:
    await begun(coalition)
    assert set(await due_at(coalition)) == set(ALL)
    await coalition.press("bo", "Acknowledge", room="group")
    assert set(await due_at(coalition)) == set(ALL) - {"watch"}
    for _ in range(4):
        await coalition.pass_(1_000)
    assert not any("waits for an answer" in one for one in coalition.told("dora"))
    assert any("waits for an answer" in one for one in coalition.told("rosa"))


@pytest.mark.parametrize(
    ("need", "after"),
    [(Need(), 1), (Need(of="some", count=2), 2), (Need(of="every"), 4)],
)
async def test_it_is_acknowledged_once_as_many_have_as_it_needs(
    coalition: Coalition, need: Need, after: int
) -> None:
    await coalition.raised(need=need)
    await coalition.settle()
    for at, one in enumerate(ALL, start=1):
        await coalition.typed(DUTY[one], "ack 1")
        state = (await coalition.alert(1)).value.state
        assert (state is State.ACKNOWLEDGED) is (at >= after)


async def test_acknowledging_twice_is_acknowledging_once(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    await coalition.typed("bo", "ack 1")
    before = await coalition.alert(1)
    told = await coalition.typed("dora", "ack 1")
    assert told.startswith("A-1 was acknowledged by Bo, ")
    assert await coalition.alert(1) == before


@pytest.mark.parametrize("first", ["press", "clock"])
async def test_at_the_very_deadline_the_acknowledgement_wins(
    coalition: Coalition, first: str
) -> None:
    """Whichever of the two the database has first."""
    await begun(coalition, audience=Audience(organisations=("watch",)))
    (wait,) = (await due_at(coalition)).values()
    coalition.house.pass_(wait)
    pages = [one.pages for one in await coalition.reached(1)]
    if first == "clock":
        await coalition.agenda(settle=False)
    await coalition.press("bo", "Acknowledge", room="group")
    await coalition.agenda()
    assert [one.pages for one in await coalition.reached(1)] == pages
    assert await coalition.dues("escalate") == []
    assert (await coalition.alert(1)).value.state is State.ACKNOWLEDGED


async def test_declining_goes_to_the_next_in_line_at_once(coalition: Coalition) -> None:
    await begun(coalition, audience=Audience(organisations=("watch",)), severity=Severity.MEDIUM)
    reached = {one.target for one in await coalition.reached(1)}
    assert "person:dora" not in reached
    await coalition.typed("bo", "decline 1 we are three people")
    reached = {one.target for one in await coalition.reached(1)}
    assert "person:dora" in reached
    assert (await answers(coalition))["watch"] is Answered.DECLINED


async def test_why_somebody_declined_is_for_their_own(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    await coalition.typed("bo", "decline 1 we are three people")
    assert "three people" in coalition.room("group")[0]
    for room in ("desk", "studio", "office"):
        assert "three people" not in coalition.room(room)[0]
        assert "1 declined" in coalition.room(room)[0]


async def test_worse_opens_it_again_for_those_who_acknowledged_too_and_rings(
    coalition: Coalition,
) -> None:
    await begun(coalition, severity=Severity.MEDIUM, need=Need(of="every"))
    for one in ALL:
        await coalition.typed(DUTY[one], "ack 1")
    assert (await coalition.alert(1)).value.state is State.ACKNOWLEDGED
    assert await coalition.dues("escalate") == []
    await coalition.typed("nia", "severity 1 high")
    assert (await coalition.alert(1)).value.state is State.RAISED
    found = await answers(coalition)
    assert found.pop("institute") is Answered.SEEN  # who raised it
    assert set(found.values()) == {Answered.SENT}
    assert set(await due_at(coalition)) == set(ALL)
    for room in ("desk", "group", "studio", "office"):
        card, ring = coalition.room(room)
        assert " · high · A-1" in card
        assert " · high · A-1" in ring


async def test_less_bad_rings_nowhere_and_asks_nobody_again(coalition: Coalition) -> None:
    await begun(coalition, severity=Severity.HIGH)
    await coalition.typed("nia", "ack 1")
    posts = len(coalition.sent("post", room="group"))
    await coalition.typed("nia", "severity 1 low")
    assert (await coalition.alert(1)).value.state is State.ACKNOWLEDGED
    assert len(coalition.sent("post", room="group")) == posts


async def test_a_resolved_alert_pages_nobody_and_is_not_opened_by_an_acknowledgement(
    coalition: Coalition,
) -> None:
    await begun(coalition)
    await coalition.typed("nia", "resolve 1 handled")
    assert await coalition.dues("escalate") == []
    told = await coalition.typed("bo", "ack 1")
    assert "A-1 was resolved by Nia, " in told
    assert told.endswith("Its origin, or who is on duty where it was asked, can open it again.")
    assert (await coalition.alert(1)).value.state is State.RESOLVED


async def test_cancelling_in_the_middle_stops_what_is_unsent_and_tells_those_who_have_it(
    coalition: Coalition,
) -> None:
    await coalition.raised()
    house = coalition.house
    house.courier.wake(["desk", "group"])
    while house.courier._lanes:
        await asyncio.wait(list(house.courier._lanes.values()))
    told = await coalition.typed("ann", "cancel 1")
    assert "2 recipients who had it are told" in told
    for room in ("desk", "group"):
        card, ring = coalition.room(room)
        assert "CANCELLED" in card
        assert "please act no further" in ring
    for room in ("nightdesk", "watchroom", "studio", "office"):
        assert coalition.room(room) == []
    status = (await coalition.typed("ann", "status 1")).splitlines()
    assert "Reached, and told: Ballot Institute, Partner 14" in status
    assert any(one.startswith("Stopped before it went: ") for one in status)
    other = await coalition.typed("bo", "status 1")
    assert "Ballot Institute" not in other.partition("Reached")[2]


async def test_wherever_a_fan_out_is_cancelled_nothing_more_leaves_and_who_had_it_is_told(
    coalition: Coalition,
) -> None:
    """After none, after each room and after the last."""
    rooms = ("desk", "nightdesk", "group", "watchroom", "studio", "office")
    courier = coalition.house.courier
    for many in range(len(rooms) + 1):
        number = (await coalition.raised()).number
        courier.wake(rooms[:many])
        while courier._lanes:
            await asyncio.wait(list(courier._lanes.values()))
        await coalition.typed("ann", f"cancel {number}")
        for at, room in enumerate(rooms):
            here = [one for one in coalition.room(room) if f" · A-{number}\n" in one]
            assert len(here) == (2 if at < many else 0), (many, room, here)
            assert all("CANCELLED" in one for one in here)


async def test_what_was_being_sent_when_it_was_cancelled_is_told_so_all_the_same(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(organisations=("radio",)))
    gate, sent = asyncio.Event(), asyncio.Event()
    door = coalition.house.telegram
    post = door.post

    async def slow(*words: object) -> object:
        sent.set()
        await gate.wait()
        return await post(*words)

    door.post = slow
    coalition.house.courier.wake(["studio"])
    await sent.wait()
    await coalition.typed("ann", "cancel 1", settle=False)
    gate.set()
    await coalition.settle()
    card, ring = coalition.room("studio")
    assert "CANCELLED" in card
    assert "please act no further" in ring


async def test_a_correction_reaches_everybody_who_was_reached_once(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    coalition.house.telegram.fail("post", Lost("timeout"))
    await coalition.typed("ann", "correct 1 Ballots are missing in Nakuru.")
    coalition.house.pass_(400)
    await coalition.settle()
    await coalition.typed("bo", "ack 1")
    for room in ("desk", "group", "studio", "office"):
        rings = [one for one in coalition.room(room) if "Correction" in one]
        assert len(rings) == 1, room
        assert "Nakuru" in coalition.room(room)[0]


async def test_what_is_new_goes_only_to_those_who_may_have_the_text(coalition: Coalition) -> None:
    named = Audience(organisations=("watch",), people=("bo",))
    await coalition.raised(
        label=Label.RED, audience=named, summary="Something is wrong.", summary_label=Label.GREEN
    )
    await coalition.settle()
    await coalition.typed("nia", "page 1 @bo")
    await coalition.typed("ann", "update 1 the name of the witness")
    assert any("the name of the witness" in one for one in coalition.told("bo"))
    assert not any("the name of the witness" in one for one in coalition.room("group"))
    assert any("Update" in one for one in coalition.room("group"))


async def test_a_stricter_label_by_merging_takes_cards_away_where_they_may_not_be(
    coalition: Coalition,
) -> None:
    await coalition.raised()
    await coalition.raised(
        label=Label.RED, audience=Audience(organisations=("watch",), people=("ann",))
    )
    await coalition.settle()
    assert len(coalition.room("studio")) == 1
    await coalition.typed("ann", "merge 2 into 1")
    assert coalition.room("studio") == []
    assert "TLP:RED" not in "".join(coalition.room("group"))


async def test_with_nobody_reached_an_update_says_so(coalition: Coalition) -> None:
    await coalition.raised()
    told = await coalition.typed("ann", "update 1 words", settle=True)
    assert told.startswith("It goes to 0 recipients")


async def test_the_next_step_stands_on_the_card_until_it_is_answered(coalition: Coalition) -> None:
    await begun(coalition, audience=Audience(organisations=("watch",)), severity=Severity.MEDIUM)
    await coalition.pass_(2)
    (due,) = await coalition.dues("escalate")
    # Before midnight its day stands there too.
    (line,) = [
        one for one in coalition.room("group")[0].splitlines() if one.startswith("Next step: ")
    ]
    assert line.endswith(f"{due.due:%H:%M} UTC")
    await coalition.press("bo", "Acknowledge", room="group")
    assert "Next step" not in coalition.room("group")[0]


async def test_of_somebody_at_risk_others_see_the_chosen_name_or_none(
    coalition: Coalition,
) -> None:
    await coalition.apply(
        COALITION.replace('shown_as = "R."\nrisk', "risk").replace(
            'name = "Ray"', 'name = "Ray"\nshown_as = "Kite"\nrisk = true'
        )
    )
    await coalition.raised()
    await coalition.settle()
    await coalition.press("rita", "Own", room="studio")
    assert "Owner: somebody" in coalition.room("group")[0]
    await coalition.typed("rosa", "assign 1 @Kite")
    assert "Owner: Kite" in coalition.room("group")[0]
    assert not any("Ray" in one or "Rita" in one for one in coalition.room("group"))


async def test_whoever_is_refused_is_in_the_audit_and_nothing_else_is(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)))
    await coalition.settle()

    async def refusals(tx: Transaction) -> list[str]:
        found: list[str] = []
        last = 0
        while page := await tx.audit.after(last):
            refused = [one for one in page if one.kind == AuditKind.REFUSED]
            found += [str(await tx.audit.fields(one)) for one in refused]
            last = page[-1].entry
        return found

    before = len(await coalition.house.store.read(refusals))
    for person, line in (("mo", "ack 1"), ("mo", "ack 7"), ("nia", "ack 1"), ("ray", "cancel 1")):
        await coalition.typed(person, line)
    found = (await coalition.house.store.read(refusals))[before:]
    assert len(found) == 4
    assert not any("Ballots" in one for one in found)


@pytest.mark.parametrize("verb", ["update", "correct", "note", "decline", "ack", "cancel"])
async def test_words_of_another_label_go_nowhere(coalition: Coalition, verb: str) -> None:
    await coalition.raised()
    await coalition.settle()
    before = await coalition.alert(1)
    for words in (
        "TLP:RED the witness is Ana",
        "TLP:AMBER+STRICT the witness is Ana",
        "TLP:CLEAR the witness is Ana",
        "TLP:GREEN not to radio: the witness is Ana",
        "TLP:GREEN or TLP:RED? the witness is Ana",
        "ТLP:RED the witness is Ana",
    ):
        answered = len(coalition.sent("post", "nia"))
        told = await coalition.typed("nia", f"{verb} 1 {words}")
        assert told.startswith(
            "A-1 is TLP:GREEN, and what is written about it goes where it may be."
        ), words
        assert len(coalition.sent("post", "nia")) == answered + 1, words
        assert await coalition.alert(1) == before, words
        assert not any("Ana" in one for one in coalition.room("studio")), words


async def test_words_of_the_alerts_own_label_go_where_it_is(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    told = await coalition.typed("nia", "update 1 TLP:GREEN the police is there")
    assert told.startswith("It goes to 6 recipients")


async def test_whoever_mistypes_a_command_is_told_which_was_meant(coalition: Coalition) -> None:
    assert 'Did you mean "ack"?' in await coalition.typed("ann", "akc 1")
    assert "Did you mean" not in await coalition.typed("ann", "xyzzy")
    # What one may not do is suggested to nobody.
    assert "promote" not in await coalition.typed("bo", "promot 3")


async def test_without_a_number_what_is_open_is_listed_and_no_draft(coalition: Coalition) -> None:
    await coalition.typed("ann", "new low TLP:GREEN to watch: A draft of mine.")
    await coalition.raised(text="Ballots are missing.")
    for verb in ("ack", "status"):
        told = await coalition.typed("ann", verb)
        assert f"{verb} with its number" in told
        assert "Ballots are missing" in told
        assert "A draft of mine" not in told


async def test_a_correction_reaches_below_the_tear_line(coalition: Coalition) -> None:
    """Who has the summary alone is corrected as well; its label stays as it is."""
    await coalition.typed(
        "ann",
        "new high TLP:AMBER to watch, radio: Ballots are missing at hall 7.\n"
        "summary: TLP:GREEN Trouble with one ballot.",
    )
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    line = "correct 1 Ballots are missing at hall 8.\nsummary: TLP:GREEN Trouble with two ballots."
    await coalition.typed("ann", line)
    alert = (await coalition.alert(1)).value
    assert alert.text == "Ballots are missing at hall 8."
    assert (alert.summary, alert.summary_label) == ("Trouble with two ballots.", Label.GREEN)
    await coalition.typed("ann", "correct 1 summary: Trouble with three ballots.")
    alert = (await coalition.alert(1)).value
    assert alert.text == "Ballots are missing at hall 8."
    assert alert.summary == "Trouble with three ballots."
    for wrong in ("TLP:CLEAR Trouble.", "TLP:AMBER Trouble.", ""):
        told = await coalition.typed("ann", f"correct 1 All is well.\nsummary: {wrong}")
        assert told.startswith("The summary of A-1 is TLP:GREEN and stays so.")
        assert (await coalition.alert(1)).value == alert
    told = await coalition.typed(
        "ann", "correct 1 Ballots are missing at hall 8.\nsummary: Trouble with three ballots."
    )
    assert told == "A-1 says that already."


async def test_without_a_tear_line_a_correction_is_all_text(coalition: Coalition) -> None:
    await coalition.raised()
    text = "What is known.\nSummary: nothing yet."
    await coalition.typed("ann", f"correct 1 {text}")
    assert (await coalition.alert(1)).value.text == text


async def test_an_alert_whose_owner_is_locked_out_or_gone_is_nobodys(
    coalition: Coalition,
) -> None:
    """It is counted as unowned, its card says so, and somebody else takes it in hand."""
    await coalition.raised()
    await coalition.typed("bo", "own 1")
    await coalition.typed("wes", "lock @bo")
    await coalition.house.take_up()
    await coalition.pass_(3)
    (card,) = [one for one in coalition.room("group") if "Ballots are missing" in one]
    assert "Owner: nobody yet" in card
    assert "its owner is not there any more" in card
    assert "unowned: 1" in await coalition.typed("dora", "home")
    assert await coalition.typed("dora", "own 1") == "A-1 is yours."
    start = COALITION.index('[[person]]\nid = "dora"')
    gone = COALITION[:start] + COALITION[COALITION.index("[[person]]", start + 1) :]
    await coalition.apply(gone)
    assert (await coalition.alert(1)).value.owner == ""


async def test_wherever_it_lies_among_many_what_was_theirs_is_nobodys(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawers, "_SIZE", 2)
    owners = ("bo", "dora", "bo", "", "bo", "bo")
    for number, owner in enumerate(owners, start=1):
        filed = await coalition.raised()
        assert filed.number == number
        await coalition.house.store.write(partial(_owned, filed=filed, owner=owner))
    await coalition.typed("wes", "lock @bo")
    await coalition.house.take_up()
    found = [(await coalition.alert(one)).value.owner for one in range(1, len(owners) + 1)]
    assert found == ["", "dora", "", "", "", ""]


async def _owned(tx: Transaction, *, filed: Filed[Alert], owner: str) -> None:
    found = await tx.docket.by_id(filed.id, Alert)
    assert found is not None
    await tx.docket.put(found, replace(found.value, owner=owner))
