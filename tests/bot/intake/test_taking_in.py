"""What is said in an intake becomes a report, once, and follows its message."""

from dataclasses import replace

from bot.intake.reports import OPEN_FOR
from handlers.incoming import Deleted, Room
from policies.intake.report import Report, Status
from policies.labels import Label
from tests.bot.coalition import Coalition


async def report(coalition: Coalition, number: int) -> Report | None:
    found = await coalition.house.store.read(
        lambda tx: tx.docket.numbered("report", number, Report)
    )
    return None if found is None else found.value


async def board(coalition: Coalition, room: str) -> str:
    await coalition.pass_(10)
    return "\n".join(coalition.room(room))


async def test_a_message_of_an_intake_is_a_report_under_its_rooms_default(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots are missing.\nPlace: Kisumu", room="tips")
    found = await report(coalition, 1)
    assert found is not None
    assert (found.text, found.place, found.label) == ("Ballots are missing.", "Kisumu", Label.GREEN)
    assert (found.origin, found.reporter, found.status) == ("institute", "ann", Status.NEW)
    assert "R-1 · Kisumu · UNVERIFIED" in await board(coalition, "duty")
    stolen = coalition.house.bytes()
    assert not any(word in stolen for word in (b"Ballots are", b"Kisumu", b"U0ANN"))


async def test_its_own_label_binds_before_the_rooms(coalition: Coalition) -> None:
    await coalition.say("ann", "TLP:AMBER+STRICT Ballots are missing.", room="tips")
    found = await report(coalition, 1)
    assert found is not None
    assert (found.label, found.text) == (Label.AMBER_STRICT, "Ballots are missing.")
    assert "R-1" in await board(coalition, "duty")
    assert "R-1" not in await board(coalition, "watchduty")


async def test_it_is_marked_and_answered_by_no_card_and_goes_to_no_other_room(
    coalition: Coalition,
) -> None:
    number = await coalition.say("ann", "Ballots are missing.", room="tips")
    assert coalition.house.slack.marks["C0TIPS", number] == "everywhere"
    await coalition.pass_(10)
    texts = [one for room in ("tips", "desk", "group", "studio") for one in coalition.room(room)]
    assert not any("Ballots" in one for one in texts)
    assert coalition.told("ann") == []


async def test_a_redelivery_makes_no_second_report(coalition: Coalition) -> None:
    said = coalition.said("ann", "Ballots are missing.", room="tips")
    for event in (said.event, said.event, f"{said.event}:again"):
        again = replace(said, event=event)
        await coalition.house.inbox.receive("slack.main", [again])
    assert await report(coalition, 2) is None
    assert await coalition.house.store.read(lambda tx: tx.docket.count("report")) == 1


async def test_an_edit_changes_the_report_and_loosens_nothing(coalition: Coalition) -> None:
    number = await coalition.say("ann", "TLP:AMBER Ballots are missing.", room="tips")
    edit = {"number": number, "edited": True}
    text = "TLP:GREEN Ballots were found."
    await coalition.say("ann", text, room="tips", event="edit:1", **edit)
    found = await report(coalition, 1)
    assert found is not None
    assert (found.text, found.label) == ("Ballots were found.", Label.AMBER)
    await coalition.say("ann", "TLP:AMBER+STRICT Hush.", room="tips", event="edit:2", **edit)
    found = await report(coalition, 1)
    assert found is not None
    assert found.label is Label.AMBER_STRICT


async def test_a_deletion_withdraws_its_text_and_takes_it_off_the_board(
    coalition: Coalition,
) -> None:
    number = await coalition.say("ann", "Ballots are missing.\nPlace: Kisumu", room="tips")
    assert "Kisumu" in await board(coalition, "duty")
    gone = Deleted(event="gone", room=Room(channel="C0TIPS"), number=number)
    await coalition.house.inbox.receive("slack.main", [gone])
    await coalition.settle()
    found = await report(coalition, 1)
    assert found is not None
    assert (found.withdrawn, found.text, found.place) == (True, "", "")
    assert ("C0TIPS", number) not in coalition.house.slack.marks
    assert "R-1" not in await board(coalition, "duty")
    assert b"Ballots are missing" not in coalition.house.bytes()


async def test_whoever_made_a_report_takes_it_back_and_nobody_else(coalition: Coalition) -> None:
    await coalition.typed("bo", "report TLP:GREEN Ballots are missing.")
    for other in ("ann", "dora", "mads"):
        assert "nothing here that you may" in await coalition.typed(other, "recall R-1"), other
    assert "What R-1 says is withdrawn" in await coalition.typed("bo", "recall R-1")
    found = await report(coalition, 1)
    assert found is not None
    assert (found.text, found.withdrawn, found.status) == ("", True, Status.CLOSED)
    assert "nothing here that you may" in await coalition.typed("bo", "recall R-9")


async def test_red_is_no_report_and_its_author_is_told(coalition: Coalition) -> None:
    await coalition.say("ann", "TLP:RED Ballots are missing.", room="tips")
    assert await report(coalition, 1) is None
    assert "It did not leave" in coalition.last("ann")
    assert "cannot be TLP:RED" in await coalition.typed("ann", "report TLP:RED Ballots")
    assert await report(coalition, 1) is None


async def test_a_report_that_becomes_red_loses_its_text(coalition: Coalition) -> None:
    number = await coalition.say("ann", "Ballots are missing.", room="tips")
    edit = {"number": number, "edited": True, "event": "edit:1"}
    await coalition.say("ann", "TLP:RED Ballots are missing.", room="tips", **edit)
    found = await report(coalition, 1)
    assert found is not None
    assert (found.text, found.status, found.label) == ("", Status.CLOSED, Label.RED)
    assert "R-1" not in await board(coalition, "duty")


async def test_what_cannot_be_read_for_certain_stands_on_no_board_until_it_can(
    coalition: Coalition,
) -> None:
    number = await coalition.say("ann", "TLP:GREEN+STRICT Ballots are missing.", room="tips")
    assert "cannot be read for certain" in coalition.last("ann")
    assert ("C0TIPS", number) not in coalition.house.slack.marks
    assert "R-1" not in await board(coalition, "duty")
    edit = {"number": number, "edited": True, "event": "edit:1"}
    await coalition.say("ann", "TLP:AMBER Ballots are missing.", room="tips", **edit)
    assert "R-1" in await board(coalition, "duty")
    assert not any("cannot be read" in one for one in coalition.told("ann"))


async def test_an_answer_to_a_report_stands_in_its_story_and_follows_its_message(
    coalition: Coalition,
) -> None:
    first = await coalition.say("ann", "Ballots are missing.", room="tips")
    below = await coalition.say("ann", "At the north door.", room="tips", reply_to=first)
    assert await report(coalition, 2) is None
    assert "Added: At the north door." in await coalition.typed("nia", "claim 1")
    edit = {"number": below, "edited": True, "event": "edit:1", "reply_to": first}
    await coalition.say("ann", "At the south door.", room="tips", **edit)
    assert "Added: At the south door." in coalition.last("nia")
    gone = Deleted(event="gone", room=Room(channel="C0TIPS"), number=below)
    await coalition.house.inbox.receive("slack.main", [gone])
    await coalition.settle()
    assert "Added" not in coalition.last("nia")


async def test_an_answer_with_a_stricter_label_is_a_report_by_itself(coalition: Coalition) -> None:
    first = await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.say("ann", "TLP:AMBER By Bo.", room="tips", reply_to=first)
    found = await report(coalition, 2)
    assert found is not None
    assert (found.label, found.text) == (Label.AMBER, "By Bo.")


async def test_the_pictures_of_an_album_are_one_report(coalition: Coalition) -> None:
    for at, text in enumerate(("Ballots.", "", "")):
        parts = {} if text else {"parts": ()}
        await coalition.say("bo", text, room="watchtips", album="A1", event=f"album:{at}", **parts)
    assert await coalition.house.store.read(lambda tx: tx.docket.count("report")) == 1


async def test_somebody_unknown_reports_to_the_rooms_organisation_alone(
    coalition: Coalition,
) -> None:
    sender = replace(coalition.said("bo", "x", room="watchtips").sender, user="555", name="Cy")
    await coalition.say("bo", "Ballots are missing.", room="watchtips", sender=sender)
    found = await report(coalition, 1)
    assert found is not None
    assert (found.reporter, found.origin, found.label) == ("", "watch", Label.AMBER)
    assert "R-1" in await board(coalition, "watchduty")
    assert "R-1" not in "\n".join(coalition.room("duty"))


async def test_report_takes_in_what_is_typed_what_is_answered_and_a_form(
    coalition: Coalition,
) -> None:
    told = await coalition.typed("bo", "report TLP:GREEN Ballots are missing.\nPlace: Kisumu")
    assert "R-1" in told
    about = coalition.said("ann", "They pour in.", room="desk")
    shortcut = {"reply_to": about.number, "about": about, "room": "desk"}
    assert "R-2 now, as TLP:GREEN" in await coalition.typed("nia", "report TLP:GREEN", **shortcut)
    assert "R-2 already" in await coalition.typed("stan", "report", **shortcut)
    fields = [("seen", ["They burn."]), ("place", ["Kisumu"]), ("kinds", ["violence"])]
    assert "R-3" in await coalition.typed("ann", "report", fields=fields)
    found = [await report(coalition, number) for number in (1, 2, 3)]
    assert [one and one.text for one in found] == [
        "Ballots are missing.",
        "They pour in.",
        "They burn.",
    ]
    assert found[2] is not None
    assert [one.value for one in found[2].interference] == ["physical violence"]
    wrong = [("seen", ["They burn."]), ("first_seen", ["yesterday"])]
    assert "Nothing was taken in" in await coalition.typed("ann", "report", fields=wrong)
    assert await report(coalition, 4) is None


async def test_a_message_elsewhere_of_which_somebody_reports_bears_no_mark(
    coalition: Coalition,
) -> None:
    """There a mark says that it is everywhere."""
    about = coalition.said("ann", "They pour in.", room="desk")
    await coalition.typed("nia", "report", reply_to=about.number, about=about, room="desk")
    assert await report(coalition, 1) is not None
    assert coalition.house.slack.marks == {}


async def test_what_nobody_looks_at_for_a_fortnight_is_given_up(coalition: Coalition) -> None:
    await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.pass_(OPEN_FOR.total_seconds() - 10)
    found = await report(coalition, 1)
    assert found is not None
    assert found.status is Status.NEW
    await coalition.pass_(11)
    found = await report(coalition, 1)
    assert found is not None
    assert found.status is Status.CLOSED


async def test_report_without_words_asks_for_them_one_by_one(coalition: Coalition) -> None:
    assert "What was seen" in await coalition.typed("bo", "report")
    await coalition.typed("bo", "TLP:GREEN Ballots are missing.")
    await coalition.press("bo", "guide done")
    found = await report(coalition, 1)
    assert found is not None
    assert (found.text, found.label) == ("Ballots are missing.", Label.GREEN)


async def test_an_edit_elsewhere_reaches_the_report_that_was_made_of_the_message(
    coalition: Coalition,
) -> None:
    about = coalition.said("ann", "They pour in.", room="desk")
    await coalition.typed("nia", "report", reply_to=about.number, about=about, room="desk")
    edit = {"number": about.number, "edited": True, "event": "edit:1"}
    await coalition.say("ann", "They went.", room="desk", **edit)
    found = await report(coalition, 1)
    assert found is not None
    assert found.text == "They went."


async def test_a_report_rings_no_phone(coalition: Coalition) -> None:
    await coalition.say("ann", "Ballots are missing.", room="tips")
    await coalition.pass_(400)
    people = ("ann", "nia", "stan", "bo", "dora", "wes", "ray", "rosa", "mo", "mads")
    assert [one for one in people if coalition.told(one)] == []
