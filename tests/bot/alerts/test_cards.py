"""The card of an alert: what it says to whom, how it changes in place, and what rings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.door import Lost, Refused
from policies.alerts.alert import Verdict, Verification
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.community.preferences import Preference
from policies.labels import SIGNS, Label
from policies.readings import Restrictions
from tests.bot.coalition import COALITION, Coalition

LONG = "The results server shows other totals than the sheets on the doors. " * 8


@pytest.mark.parametrize("label", [one for one in Label if one is not Label.RED])
async def test_the_label_stands_in_colour_and_in_the_word(
    coalition: Coalition, label: Label
) -> None:
    await coalition.raised(label=label, audience=Audience(organisations=("watch",)))
    await coalition.settle()
    head = coalition.room("group")[0].splitlines()[0]
    assert head == f"{SIGNS[label]} {label.value} · high · A-1"


async def test_one_card_stands_in_each_room_and_changes_there(coalition: Coalition) -> None:
    filed = await coalition.raised()
    await coalition.settle()
    for room in ("desk", "nightdesk", "group", "watchroom", "studio", "office"):
        assert len(coalition.room(room)) == 1
        assert list(coalition.buttons(room=room)) == [
            "Acknowledge",
            "Decline",
            "Own",
            "Escalate",
            "Resolve",
            "More",
        ]
    await coalition.press("bo", "Acknowledge", room="group")
    await coalition.press("nia", "Own", room="desk")
    for room in ("desk", "group", "studio"):
        (card,) = coalition.room(room)
        assert "1 of 4 organisations acknowledged" in card
        assert "Owner: Nia " in card
    assert filed.number == 1


async def test_walls_hold_in_counts_and_names(coalition: Coalition) -> None:
    """The radio's answers are nothing that the ministry may know of."""
    await coalition.raised(audience=Audience(everybody=True))
    await coalition.settle()
    await coalition.press("ray", "Acknowledge", room="studio")
    await coalition.press("rosa", "Own", room="studio")
    (office,) = coalition.room("office")
    assert "0 of 3 organisations acknowledged" in office
    assert "Rosa" not in office
    assert "Owner: somebody" in office
    (group,) = coalition.room("group")
    assert "1 of 4 organisations acknowledged" in group
    assert "Owner: Rosa" in group


async def test_others_see_an_organisation_by_the_name_that_it_shows(coalition: Coalition) -> None:
    await coalition.raised(author="bo")
    await coalition.settle()
    (card,) = coalition.room("desk")
    assert "From Partner 14, " in card
    assert "Ballot Watch" not in card


async def test_under_the_chatham_house_rule_its_source_is_nowhere(coalition: Coalition) -> None:
    await coalition.raised(author="bo", restrictions=Restrictions(chatham=True))
    await coalition.settle()
    await coalition.press("dora", "Own", room="group")
    (card,) = coalition.room("desk")
    assert "TLP:GREEN TLP:EX:CHR" in card
    assert "Partner 14" not in card
    assert "Night officer" not in card
    assert "Owner: somebody" in card


async def test_who_did_what_and_when_stands_on_the_card(coalition: Coalition) -> None:
    coalition.turn_to("2027-01-05 14:02:00")
    await coalition.raised()
    await coalition.settle()
    await coalition.press("dora", "Own", room="group")
    (card,) = coalition.room("studio")
    assert "Owner: Night officer 14:02 UTC" in card
    (own,) = coalition.room("group")
    assert "14:02 UTC taken in hand, Night officer" in own


async def test_unverified_stands_in_the_text_until_it_is_confirmed(coalition: Coalition) -> None:
    confirmed = Verification(
        verdict=Verdict.CONFIRMED, organisation="radio", at=datetime(2027, 1, 1, tzinfo=UTC)
    )
    await coalition.raised()
    await coalition.raised(verification=confirmed)
    await coalition.settle()
    first, second = coalition.room("group")
    assert "UNVERIFIED" in first
    assert "UNVERIFIED" not in second
    assert "Confirmed by Free Radio" in second


async def test_an_exercise_says_so_before_anything_else(coalition: Coalition) -> None:
    drill = """[[exercise]]
id = "spring"
name = "Spring"
organisations = ["watch"]
channels = ["group"]
"""
    there = COALITION.replace('id = "group"', 'id = "group"\nexercise = true')
    await coalition.apply(there + drill)
    await coalition.raised(exercise="spring", audience=Audience(organisations=("watch",)))
    await coalition.settle()
    assert coalition.room("group")[0].startswith("EXERCISE, NOT REAL · ")
    assert coalition.room("watchroom") == []


async def test_who_may_not_have_the_text_has_the_summary_under_its_own_label(
    coalition: Coalition,
) -> None:
    summary = {"summary": "Something is wrong in Kisumu.", "summary_label": Label.GREEN}
    named = Audience(organisations=("watch",), people=("bo",))
    await coalition.raised(label=Label.RED, audience=named, **summary)
    await coalition.settle()
    (card,) = coalition.room("group")
    assert card.startswith(f"{SIGNS[Label.GREEN]} TLP:GREEN · ")
    assert "Something is wrong in Kisumu." in card
    assert "Ballots are missing" not in card
    assert "TLP:RED" in card


async def test_a_phone_that_may_have_the_summary_alone_shows_no_word_of_the_text(
    coalition: Coalition,
) -> None:
    """Short at first, and whole."""
    summary = {"summary": "Something is wrong. " * 20, "summary_label": Label.GREEN}
    named = Audience(organisations=("watch",), people=("bo",))
    await coalition.raised(label=Label.RED, audience=named, text=LONG, asked="Hide.", **summary)
    await coalition.typed("nia", "page 1 @dora")
    (card,) = [one for one in coalition.told("dora") if "TLP:GREEN" in one]
    assert len(card) <= 300
    await coalition.press("dora", "More")
    told = coalition.sent("post", "dora") + coalition.sent("edit", "dora")
    assert sum("Something is wrong." in one for one in told) >= 2
    assert not any(LONG[:40] in one or "Hide." in one for one in told)


async def test_a_phone_shows_three_hundred_characters_first_and_more_shows_the_rest(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)), text=LONG, asked="Look.")
    await coalition.typed("nia", "page 1 @bo")
    (card,) = [one for one in coalition.told("bo") if "TLP:GREEN" in one]
    assert len(card) <= 300
    assert "UNVERIFIED" in card
    assert "Please: Look." in card
    assert card.endswith("…")
    await coalition.press("bo", "More")
    (card,) = [one for one in coalition.told("bo") if "TLP:GREEN" in one]
    assert LONG.strip() in card
    assert {"note 1", "update 1", "unack 1", "status 1", "less 1"} <= set(
        coalition.buttons("bo").values()
    )
    await coalition.press("bo", "Less")
    (card,) = [one for one in coalition.told("bo") if "TLP:GREEN" in one]
    assert len(card) <= 300
    assert coalition.sent("post", "bo").count(card) == 1


async def test_a_room_is_shown_everything_at_once(coalition: Coalition) -> None:
    await coalition.raised(text=LONG)
    await coalition.settle()
    assert LONG.strip() in coalition.room("group")[0]


async def test_to_somebody_at_risk_no_one_else_is_named(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    await coalition.press("dora", "Own", room="group")
    await coalition.typed("rosa", "page 1 @R.")
    await coalition.press("rita", "Open")
    await coalition.press("rita", "More")
    told = "\n".join(coalition.told("rita"))
    assert "Ballots are missing" in told
    assert "Night officer" not in told
    assert "Dora" not in told
    (reach,) = [one for one in await coalition.reached(1) if one.target == "person:rita"]
    assert reach.sent is not None, "what stands there behind a veil has come"
    assert reach.state == "seen"


async def test_a_second_page_rings_once_and_is_taken_away_once_it_is_answered(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)))
    await coalition.typed("nia", "page 1 @bo")
    posted = len(coalition.sent("post", "bo"))
    assert posted == 1
    for times in (2, 3):
        await coalition.typed("nia", "page 1 @bo")
        card, ring = coalition.told("bo")
        assert "Ballots are missing" in card
        assert f"(asked {times} times)" in ring
    assert len(coalition.sent("post", "bo")) == posted + 2
    await coalition.press("dora", "Acknowledge", room="group")
    (card,) = coalition.told("bo")
    assert "Ballots are missing" in card
    await coalition.typed("nia", "page 1 @bo")
    assert len(coalition.told("bo")) == 1


async def test_times_are_told_on_the_clock_of_the_readers_own_zone(coalition: Coalition) -> None:
    chosen = (Preference(person="bo", zone="Europe/Kyiv"),)
    services = coalition.house.services
    services.directory = replace(services.directory, preferences=chosen)
    coalition.turn_to("2027-01-05 14:02:00")
    await coalition.raised(audience=Audience(organisations=("watch",)))
    await coalition.typed("nia", "page 1 @bo")
    assert "16:02 Kyiv" in coalition.told("bo")[0]
    await coalition.settle()
    assert "14:02 UTC" in coalition.room("group")[0]


@pytest.mark.parametrize("severity", list(Severity))
async def test_what_may_have_come_is_sent_again_and_marked_but_for_low(
    coalition: Coalition, severity: Severity
) -> None:
    coalition.house.telegram.fail("post", Lost("timeout"), done=True)
    await coalition.raised(severity=severity, audience=Audience(organisations=("radio",)))
    await coalition.settle()
    coalition.house.pass_(400)
    await coalition.settle()
    found = coalition.room("studio")
    (reach,) = await coalition.reached(1)
    if severity is Severity.LOW:
        assert len(found) == 1
        assert reach.state == "unknown"
        return
    first, second = found
    head = first.splitlines()[0]
    assert not first.startswith("(repeat)")
    assert second.startswith(f"(repeat) {head}\n")
    assert reach.state == "sent"


async def test_the_author_has_one_receipt_that_says_to_whom_it_has_come(
    coalition: Coalition,
) -> None:
    coalition.house.telegram.fail("post", Refused("chat_not_found"))
    await coalition.raised(audience=Audience(organisations=("radio", "institute", "ministry")))
    await coalition.settle()
    await coalition.pass_(3)
    await coalition.pass_(3)
    (told,) = [one for one in coalition.told("ann") if one.startswith("A-1: ")]
    assert told == "A-1: 2 of 3 delivered; Free Radio's room is closed."
    assert len(coalition.sent("post", "ann")) == 1


async def test_an_authors_receipt_counts_who_has_answered(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.settle()
    await coalition.typed("dora", "ack 1")
    await coalition.typed("rosa", "decline 1 nobody is awake")
    await coalition.pass_(3)
    (told,) = [one for one in coalition.told("ann") if one.startswith("A-1: ")]
    assert told == "A-1: 4 of 4 delivered; 1 of 4 organisations acknowledged, 1 declined."


async def test_what_takes_nothing_is_told_at_once_to_whoever_goes_on(coalition: Coalition) -> None:
    coalition.house.telegram.fail("post", Refused("chat_not_found"))
    await coalition.raised(audience=Audience(organisations=("radio",)))
    await coalition.settle()
    (reach,) = await coalition.reached(1)
    assert (reach.state, reach.error) == ("failed", "chat_not_found")
    (due,) = await coalition.dues("failed")
    assert due.subject == ((await coalition.alert(1)).id, "studio")
    assert due.due - coalition.now <= timedelta()


async def test_an_organisation_counts_as_reached_once_it_was(coalition: Coalition) -> None:
    await coalition.raised(audience=Audience(organisations=("radio",)))
    await coalition.pass_(3, settle=False)
    assert (await coalition.alert(1)).value.standings[0].answered == "pending"
    await coalition.settle()
    await coalition.pass_(3)
    assert (await coalition.alert(1)).value.standings[0].answered == "sent"


async def test_a_phones_short_card_tells_once_somebody_has_answered(coalition: Coalition) -> None:
    """Whoever pressed there sees that it was taken, without More."""
    line = "new high TLP:GREEN to watch, radio: " + "Ballots are missing. " * 40
    await coalition.typed("ann", line)
    await coalition.press("ann", "Send")
    await coalition.pass_(11)

    def short() -> str:
        (found,) = [one for one in coalition.told("dora") if "Ballots are missing." in one]
        assert len(found) <= 300
        return found

    assert "acknowledged" not in short()
    await coalition.press("dora", "Acknowledge")
    assert "1 of 2 organisations acknowledged" in short()
