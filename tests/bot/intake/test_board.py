"""One card in each duty room, edited in place and seldom; on it stands what that room may have."""

from handlers.incoming import Said
from policies.intake.report import Report, Status
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS


def operations(coalition: Coalition, room: str) -> list[tuple[str, str]]:
    door, channel = coalition._place(room)
    return [(kind, text) for kind, where, text in door.calls if where == channel]


def boards(coalition: Coalition, room: str) -> list[str]:
    return [one for one in coalition.room(room) if "Reports: " in one]


def board(coalition: Coalition, room: str) -> str:
    (found,) = boards(coalition, room)
    return found


async def test_the_board_is_one_card_in_each_duty_room_and_is_edited_in_place(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.\nPlace: Kisumu", room="tips")
    await coalition.pass_(7)
    await coalition.say("ann", "Fire.\nPlace: Mombasa", room="tips")
    await coalition.pass_(7)
    for room in ("duty", "watchduty", "officeduty"):
        found = board(coalition, room)
        assert found.startswith("TLP:GREEN · Reports: 2 that nobody has")
        assert "R-1 · Kisumu" in found
        assert "R-2 · Mombasa" in found
        assert "Ballots" not in found
        shown = [kind for kind, text in operations(coalition, room) if "Reports: " in text]
        assert shown == ["post", "edit"]
    assert coalition.room("desk") == []


async def test_two_hundred_reports_cost_a_room_twelve_operations_a_minute_at_most(
    coalition: Coalition,
) -> None:
    """All within one minute, which is more than ten ask for; the status stands there too."""
    said: list[Said] = [
        coalition.said("ann", f"Report {at}.\nPlace: Ward {at}", room="tips") for at in range(200)
    ]
    for at in range(0, 200, 10):
        await coalition.house.inbox.receive("slack.main", said[at : at + 10])
        await coalition.pass_(3)
    for room in ("duty", "watchduty"):
        assert len(operations(coalition, room)) <= 12, operations(coalition, room)
    await coalition.pass_(10)
    found = board(coalition, "duty")
    assert "200 that nobody has" in found
    assert len(found.encode("utf-16-le")) // 2 <= 3_000
    assert "R-200 · Ward 199" in found
    spoken = {room for door in coalition.house.doors.values() for _, room, _ in door.calls}
    boards_stand = {coalition._place(room)[1] for room in ("duty", "watchduty", "officeduty")}
    assert spoken == boards_stand, "a phone or another room was disturbed"


async def test_what_a_room_may_not_have_is_not_on_its_board_nor_in_its_counts(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "TLP:AMBER+STRICT Hush.\nPlace: Kisumu", room="tips")
    await coalition.say("ann", "TLP:GREEN not to watch Ballots.\nPlace: Voi", room="tips")
    await coalition.say("ray", "TLP:GREEN Fire.\nPlace: Kyiv", room="radiotips")
    await coalition.pass_(7)
    assert "3 that nobody has" in board(coalition, "duty")
    watch = board(coalition, "watchduty")
    assert "1 that nobody has" in watch
    assert "Kyiv" in watch
    assert not any(word in watch for word in ("Kisumu", "Voi", "R-1 ", "R-2 "))
    office = board(coalition, "officeduty")
    assert "1 that nobody has" in office
    assert "Voi" in office


async def test_whoever_comes_into_a_duty_room_takes_what_is_not_for_them_off_its_board(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "TLP:AMBER+STRICT Hush.\nPlace: Kisumu", room="tips")
    await coalition.pass_(7)
    assert "Kisumu" in board(coalition, "duty")
    shared = ROOMS.replace(
        'id = "duty"\nplatform = "slack"\naddress = "C0DUTY"\norganisation = "institute"',
        'id = "duty"\nplatform = "slack"\naddress = "C0DUTY"\n'
        'organisations = ["institute", "ministry"]',
    )
    assert shared != ROOMS
    await coalition.apply(COALITION + shared)
    await coalition.pass_(7)
    assert "Kisumu" not in board(coalition, "duty")


async def test_next_and_the_rest_stand_below_the_board(coalition: Coalition) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    await coalition.say("ann", "Fire.", room="tips")
    await coalition.pass_(7)
    await coalition.press("nia", "Next", room="duty")
    assert "TLP:GREEN · R-1" in coalition.last("nia")
    await coalition.pass_(7)
    assert "In work:\nR-1 · claimed · UNVERIFIED · 0 min · Nia" in board(coalition, "duty")
    assert {"Next", "Claim R-2", "Ask … R-1", "Close … R-1"} <= set(coalition.buttons(room="duty"))
    assert "Close R-1: Why" in await coalition.press("nia", "Close … R-1", room="duty")
    assert "R-1 is closed" in await coalition.typed("nia", "A rumour.")


async def test_a_home_shows_the_reports_that_its_owner_may_have_and_gives_the_next(
    coalition: Coalition,
) -> None:
    house = coalition.house
    house.services.healths = {name: door.health for name, door in house.doors.items()}
    await coalition.say("ann", "TLP:AMBER+STRICT Hush.\nPlace: Kisumu", room="tips")
    await coalition.say("ann", "Fire.\nPlace: Mombasa", room="tips")
    told = await coalition.typed("nia", "home")
    assert told.startswith("TLP:AMBER+STRICT · Alert desk")
    assert "Reports: 2 that nobody has; 0 in work\nR-1 · Kisumu · UNVERIFIED\nR-2" in told
    assert "Hush" not in told
    told = await coalition.typed("dora", "home")
    assert "Reports: 1 that nobody has; 0 in work\nR-2 · Mombasa" in told
    assert "Kisumu" not in told
    assert "Reports:" not in await coalition.typed("bo", "home")
    await coalition.press("dora", "Next")
    assert "TLP:GREEN · R-2" in coalition.last("dora")


async def test_no_reporter_is_named_on_a_board_and_nobody_at_risk_anywhere(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    await coalition.typed("rita", "report TLP:GREEN Fire.")
    await coalition.pass_(7)
    shown = "".join(board(coalition, room) for room in ("duty", "watchduty"))
    assert not any(name in shown for name in ("Ann", "Rita", "R.", "Radio"))
    card = await coalition.typed("dora", "claim 2")
    assert "From: somebody of Free Radio" in card
    assert "Rita" not in card
    assert "From: somebody of Ballot Institute" in await coalition.typed("dora", "claim 1")


async def test_the_ages_go_on_while_something_waits_and_rest_when_nothing_does(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    await coalition.pass_(7)
    await coalition.pass_(301)
    assert "· 5 min" in board(coalition, "duty")
    await coalition.typed("nia", "close 1 A rumour.")
    await coalition.pass_(7)
    assert board(coalition, "duty").startswith("Reports: none is open")
    done = [text for _, text in operations(coalition, "duty") if "Reports: " in text]
    for _ in range(4):
        await coalition.pass_(301)
    after = [text for _, text in operations(coalition, "duty") if "Reports: " in text]
    assert after == done


async def test_a_room_becomes_a_duty_room_or_an_intake_by_command_and_is_told(
    coalition: Coalition,
) -> None:
    await coalition.say("ann", "Ballots.", room="tips")
    usage = "room kind room | room kind duty | room kind intake TLP:AMBER"
    for line in ("room kind", "room kind intake", "room kind intake TLP:CLEAR", "room kind post"):
        assert usage in await coalition.typed("stan", line, room="nightdesk"), line
    assert "nothing here that you may do" in await coalition.typed(
        "nia", "room kind duty", room="nightdesk"
    )
    await coalition.typed("stan", "room kind duty", room="nightdesk")
    await coalition.house.take_up()
    await coalition.pass_(7)
    assert "for those on duty" in coalition.room("nightdesk")[0]
    assert "R-1" in board(coalition, "nightdesk")
    await coalition.typed("stan", "room kind intake TLP:AMBER", room="nightdesk")
    await coalition.house.take_up()
    await coalition.pass_(7)
    assert boards(coalition, "nightdesk") == []
    await coalition.say("ann", "Fire.", room="nightdesk")
    found = await coalition.house.store.read(lambda tx: tx.docket.numbered("report", 2, Report))
    assert found is not None
    assert (found.value.label, found.value.status) == ("TLP:AMBER", Status.NEW)
    await coalition.typed("stan", "room kind room", room="nightdesk")
    await coalition.house.take_up()
    await coalition.say("ann", "Talk.", room="nightdesk")
    assert await coalition.house.store.read(lambda tx: tx.docket.count("report")) == 2
