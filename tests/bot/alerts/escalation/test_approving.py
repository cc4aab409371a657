"""What goes to the whole community at its worst needs a second person (C10)."""

from policies.alerts.alert import Answered
from policies.alerts.states import State
from policies.audit import AuditKind
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION, Coalition

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."
NOTICE = "Not confirmed by a second person yet"
SHED = COALITION + '[[organisation]]\nid = "shed"\nname = "Shed"\n'


async def raised(coalition: Coalition, line: str = EVERYBODY, author: str = "ann") -> int:
    """Write and send an alert; returns its number."""
    await coalition.typed(author, line)
    await coalition.press(author, "Send")
    return 1


async def test_raising_pages_the_pool_and_at_once_who_is_on_duty_and_nobody_else(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    alert = (await watched.alert(1)).value
    assert (alert.state, alert.approval) == (State.RAISED, "asked")
    # Everybody on duty, of the author's organisation too; no room, no steward.
    assert set(await watched.paged(1)) == {
        "person:nia", "person:dora", "person:rosa", "person:mads",
    }  # fmt: skip
    assert all(coalition.room(one) == [] for one in ("desk", "group", "studio", "office"))
    assert NOTICE in "".join(coalition.told("dora"))
    pool = [one for one in ("nia", "stan", "dora", "wes", "rosa", "mads", "bo")
            if any("Do you?" in text for text in coalition.told(one))]  # fmt: skip
    assert pool == ["dora", "wes", "rosa", "mads"]


async def test_an_approval_sends_it_to_everybody_and_takes_the_mark_away(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    assert "goes to the whole community now" in await coalition.press("wes", "Approve")
    alert = (await watched.alert(1)).value
    assert (alert.approval, alert.approved_by) == ("given", "wes")
    for room in ("desk", "group", "studio", "office"):
        assert "ballot boxes" in "".join(coalition.room(room)), room
    for one in ("dora", "rosa", "mads"):
        assert NOTICE not in "".join(coalition.told(one))
        assert not any("Do you?" in text for text in coalition.told(one))
    assert "Approved" in "".join(coalition.told("ann"))
    await coalition.pass_(121)
    assert "person:stan" in await watched.paged(1)
    # A second one comes too late, and changes nothing.
    told = await coalition.typed("mads", "approve 1")
    assert "Approved: it goes to the whole community" in told
    assert (await watched.alert(1)).value.approved_by == "wes"


async def test_nobody_of_the_authors_organisation_and_nobody_without_the_role_approves(
    watched: Watched,
) -> None:
    await raised(watched.coalition)
    for person in ("ann", "nia", "stan", "bo"):
        told = await watched.coalition.typed(person, "approve 1")
        assert "needs somebody on duty, or a steward, of another organisation" in told, person
    assert (await watched.alert(1)).value.approval == "asked"


async def test_a_refusal_leaves_it_with_those_who_have_it_and_tells_the_author(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.press("rosa", "Reject")
    assert (await watched.alert(1)).value.approval == "refused"
    assert coalition.room("group") == []
    assert "Refused" in "".join(coalition.told("ann"))
    assert "Refused" in await coalition.typed("wes", "approve 1")
    assert (await watched.alert(1)).value.approval == "refused"


async def test_after_a_quarter_of_an_hour_nobody_can_approve_any_more(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    coalition.house.pass_(899)
    assert "Do you?" in "".join(coalition.told("wes"))
    coalition.house.pass_(1)
    # At the very instant, before the clock has acted, it is over too.
    assert "Nobody approved in time" in await coalition.typed("wes", "approve 1")
    await coalition.agenda()
    assert (await watched.alert(1)).value.approval == "expired"
    assert "Nobody approved in time" in "".join(coalition.told("ann"))
    assert not any("Do you?" in text for text in coalition.told("wes"))


async def test_a_cancel_wins_against_an_approval(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    buttons = coalition.buttons("wes")
    await coalition.typed("ann", "cancel 1")
    assert "is over" in await coalition.typed("wes", buttons["Approve"])
    alert = (await watched.alert(1)).value
    assert (alert.state, alert.approval) == (State.CANCELLED, "asked")
    assert coalition.room("group") == []
    await coalition.pass_(901)
    assert not any("Do you?" in text for text in coalition.told("wes"))


async def test_a_typing_error_mended_within_a_minute_keeps_the_question_and_a_figure_does_not(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.typed("ann", "correct 1 4 ballot boxes were taken in Kisumo.")
    assert (await watched.alert(1)).value.approval == "asked"
    asked = [one for one in await coalition.timeline(1) if one.what == "approval void"]
    assert asked == []
    assert "in Kisumo." in coalition.told("wes")[-1]
    await coalition.typed("ann", "correct 1 40 ballot boxes were taken in Kisumo.")
    asked = [one for one in await coalition.timeline(1) if one.what == "approval void"]
    assert len(asked) == 1
    # It rings once more, and what was asked before does not stand beside it.
    assert sum("Do you?" in text for text in coalition.sent("post", "wes")) == 2
    (question,) = [one for one in coalition.told("wes") if "Do you?" in one]
    assert "40 ballot boxes" in question


async def test_what_was_read_before_a_change_approves_nothing_after_it(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition)
    before = coalition.buttons("wes")["Approve"]
    await coalition.typed("ann", "correct 1 40 ballot boxes were taken in Kisumu.")
    assert "was changed since you saw it" in await coalition.typed("wes", before)
    assert (await watched.alert(1)).value.approval == "asked"
    await coalition.press("wes", "Approve")
    assert (await watched.alert(1)).value.approval == "given"


async def test_an_approval_that_was_given_is_void_once_the_text_says_something_else(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    await coalition.press("wes", "Approve")
    await coalition.pass_(61)
    await coalition.typed("ann", "correct 1 4 ballot boxes were taken in Kisumi.")
    alert = (await watched.alert(1)).value
    assert (alert.approval, alert.approved_by) == ("asked", "")
    assert NOTICE in "".join(coalition.room("group"))
    await coalition.press("mads", "Approve")
    assert NOTICE not in coalition.room("group")[0]


async def test_what_becomes_critical_is_asked_about_and_what_is_lowered_no_more(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition, EVERYBODY.replace("critical", "high"))
    await coalition.pass_(11)
    assert (await watched.alert(1)).value.approval == "none"
    await coalition.typed("ann", "severity 1 critical")
    assert (await watched.alert(1)).value.approval == "asked"
    assert any("Do you?" in text for text in coalition.told("wes"))
    await coalition.typed("ann", "severity 1 high")
    assert (await watched.alert(1)).value.approval == "none"


async def test_named_organisations_have_it_whole_at_once_and_all_by_name_are_everybody(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    every = "new critical TLP:GREEN to institute, watch, radio, ministry: Boxes were taken."
    await raised(coalition, every)
    alert = (await watched.alert(1)).value
    assert alert.approval == "asked"
    assert coalition.room("group") == []
    assert "person:dora" in await watched.paged(1)


async def test_two_or_three_organisations_need_no_second_person(watched: Watched) -> None:
    coalition = watched.coalition
    await raised(coalition, "new critical TLP:GREEN to watch, radio: Boxes were taken.")
    assert (await watched.alert(1)).value.approval == "none"
    assert coalition.room("group") != []


async def test_one_person_may_break_the_glass_to_one_country_and_every_steward_is_told(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    told = await coalition.typed("ann", "glass 1 country:KE armed men at the depot")
    assert "goes to 3 organisations of that country now" in told
    alert = (await watched.alert(1)).value
    assert (alert.approval, alert.approved_by) == ("broken glass", "ann")
    assert coalition.room("group") != []
    assert coalition.room("office") != []
    assert coalition.room("studio") == []
    assert "Raised by one person alone" in "".join(coalition.room("group"))
    for one in ("stan", "wes", "rosa", "mads"):
        assert any("for danger to life" in text for text in coalition.told(one)), one
    assert any("armed men at the depot" in text for text in coalition.told("wes"))
    entries = await coalition.house.store.read(lambda tx: tx.audit.after(0))
    assert [one.kind for one in entries].count(AuditKind.GLASS.value) == 1
    # Once; the rest of the community has it when a second person approves.
    assert "only once" in await coalition.typed("ann", "glass 1 country:UA there too")
    assert coalition.room("studio") == []
    await coalition.press("mads", "Approve")
    assert coalition.room("studio") != []


WHOLE = [
    ("glass 1", "Type: glass A-17 country:KE why"),
    ("glass 1 country:KE", "Type: glass A-17 country:KE why"),
    ("glass 1 sector:media they come", "Type: glass A-17 country:KE why"),
    ("glass 1 country:MD", "Nobody whom A-1 is for carries the tag country:MD"),
    (
        "glass 1 country:MD they come",
        "Nothing was sent. The countries among those whom it is for: country:KE, country:UA.",
    ),
]


async def test_the_glass_stays_whole_without_a_country_and_a_reason(
    watched: Watched,
) -> None:
    await raised(watched.coalition)
    for line, words in WHOLE:
        assert words in await watched.coalition.typed("ann", line), line
    assert (await watched.alert(1)).value.approval == "asked"


async def test_the_glass_names_no_country_of_whoever_a_wall_keeps_from_its_author(
    watched: Watched,
) -> None:
    """The radio lets the government know nothing of what it does; it alone is in Ukraine."""
    coalition = watched.coalition
    await raised(coalition, author="mads")
    told = await coalition.typed("mads", "glass 1 country:MD they come")
    assert told.endswith("The countries among those whom it is for: country:KE.")


async def test_the_glass_takes_a_country_in_small_letters(watched: Watched) -> None:
    await raised(watched.coalition)
    told = await watched.coalition.typed("ann", "glass 1 country:ke armed men at the depot")
    assert "goes to 3 organisations of that country now" in told


async def test_the_glass_is_for_its_origin_and_for_what_waits_for_a_second_person(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    assert "not yours" in await coalition.typed("dora", "glass 1 country:KE they come")
    await coalition.press("wes", "Approve")
    assert "does not wait" in await coalition.typed("ann", "glass 1 country:KE they come")


async def test_an_organisation_with_nobody_on_duty_hears_of_it_once_it_is_approved(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(SHED)
    await raised(coalition)
    assert (await watched.alert(1)).value.standing("shed") is None
    await coalition.press("wes", "Approve")
    assert (await watched.alert(1)).value.standing("shed").answered is Answered.UNREACHABLE


async def test_where_nobody_could_be_the_second_person_the_author_is_told_so(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    lonely = COALITION
    for roles in ('["duty", "steward"]', '["duty"]', '["steward"]'):
        lonely = lonely.replace(f"roles = {roles}", 'roles = ["partner"]')
    await coalition.apply(lonely)
    await raised(coalition)
    assert "There is no second person who could be asked" in "".join(coalition.told("ann"))
    alert = (await watched.alert(1)).value
    assert (alert.approval, alert.state) == ("asked", State.UNANSWERED)
    assert await watched.paged(1) == {"person:ann": 1}
    # Once somebody could, and does, it is out and waits for answers.
    await coalition.apply(COALITION)
    await coalition.typed("wes", "approve 1")
    assert (await watched.alert(1)).value.state is State.RAISED
    assert coalition.room("group") != []
