"""Who joins, who may do what, and how it ends."""

import pytest

from policies.community.people import Role
from tests.bot.joining.town import ANN, BO, CY, DIRECTORY, EVA, FAY, GROUP, GUS, SLACK_ROOM, Town

NEW = 2001
NEW_SLACK = "U0NEW"


async def test_a_deep_link_with_its_picture_makes_a_stranger_a_partner_once(town: Town) -> None:
    await town.types(BO, None, "invite Ida of the North as duty country:KE")
    assert "Invitation for Ida of the North" in town.reads(BO)[0]
    assert town.house.telegram.pictures == [f"D{BO}"]
    code = town.code(BO)
    await town.types(NEW, None, f"/start {code}")
    (person,) = [one for one in town.directory.people if one.telegram == NEW]
    assert (person.id, person.organisation) == ("ida-of-the-north", "watch")
    assert (person.roles, person.tags) == ((Role.DUTY,), ("country:KE",))
    assert town.reads(NEW)[-1].startswith("Welcome. You belong to Partner 14")
    await town.types(NEW + 1, None, f"/start {code}")
    assert town.reads(NEW + 1)[-1].startswith("That code is good for nothing here")
    assert len([one for one in town.directory.people if one.telegram == NEW + 1]) == 0


async def test_a_slack_account_that_was_named_joins_by_a_button_and_no_other_does(
    town: Town,
) -> None:
    await town.types(ANN, None, f"invite Ida <@{NEW_SLACK}>")
    line = next(iter(town.house.slack.rooms[f"D{NEW_SLACK}"].values())).buttons["Join"]
    await town.types("U0OTHER", None, line)
    assert town.reads("U0OTHER")[-1].startswith("That code is good for nothing here")
    assert await town.presses(NEW_SLACK, "Join")
    (person,) = [one for one in town.directory.people if one.name == "Ida"]
    assert person.slack == (("main", NEW_SLACK),)
    assert town.reads(NEW_SLACK)[0].startswith("Welcome")
    assert not await town.presses(NEW_SLACK, "Join")
    await town.types(NEW_SLACK, None, line)
    assert len([one for one in town.directory.people if one.name == "Ida"]) == 1


@pytest.mark.parametrize("user", [NEW, NEW_SLACK])
async def test_a_code_is_over_after_a_week_on_both_platforms(town: Town, user: object) -> None:
    await town.types(ANN, None, "invite Ida")
    town.house.pass_(7 * 86_400 + 1)
    verb = "start" if user == NEW else "accept"
    await town.types(user, None, f"{verb} {town.code(ANN)}")
    assert town.reads(user)[-1].startswith("That code is good for nothing here")


@pytest.mark.parametrize("user", [NEW, NEW_SLACK])
async def test_after_five_wrong_codes_the_right_one_is_not_looked_at(
    town: Town, user: object
) -> None:
    await town.types(ANN, None, "invite Ida")
    code = town.code(ANN)
    for _ in range(5):
        await town.types(user, None, "accept " + "A" * 26)
    await town.types(user, None, f"accept {code}")
    assert set(town.reads(user)) == {
        "That code is good for nothing here: it is mistyped, used, or over. Nothing was changed. "
        "Ask for a new one."
    }
    town.house.pass_(601)
    await town.types(user, None, f"accept {code}")
    assert town.reads(user)[-1].startswith("Welcome")


async def test_what_somebody_promised_who_was_removed_since_is_worth_nothing(town: Town) -> None:
    await town.types(EVA, None, "invite Ida")
    await town.types(BO, None, "remove eva")
    await town.types(NEW, None, f"start {town.code(EVA)}")
    assert town.reads(NEW)[-1].startswith("That code is good for nothing here")


@pytest.mark.parametrize(
    "line",
    [
        "invite \u202eadI",
        "invite " + "x" * 201,
        "invite",
        "invite Ida as king",
        "invite Ida as",
        "invite a\u2028b\x07",
    ],
)
async def test_an_invitation_that_cannot_be_read_makes_nothing(town: Town, line: str) -> None:
    await town.types(ANN, None, line)
    assert town.reads(ANN)[-1].startswith("Please type it so: invite me | <name>")
    assert town.house.telegram.pictures == []


async def test_nobody_acts_on_others_and_absent_is_forbidden(town: Town) -> None:
    for user, line in (
        (CY, "invite Ida"),
        (ANN, "invite Ida for watch"),
        (ANN, "invite Ida as operator"),
        (ANN, "remove bo"),
        (ANN, "remove nobody"),
        (BO, "person set ann roles steward"),
        (BO, "deputy cy"),
        (EVA, "deputy eva until 2027-01-01"),
        (ANN, "org add new New Organisation"),
        (ANN, "org remove watch"),
        (ANN, "org set watch shown_as Nobody"),
        (ANN, "org set institute tags country:KE"),
        (ANN, "second 00"),
        (GUS, "org remove nobody"),
    ):
        assert await town.refuses(user, None, line), (user, line)


async def test_more_rights_need_a_second_person_who_is_neither_of_the_two(town: Town) -> None:
    await town.types(BO, None, "person set eva roles steward,deputy")
    assert town.reads(BO)[-1].startswith("This needs a second person")
    assert Role.STEWARD not in town.directory.person_by_id("eva").roles
    line = next(
        lines["I agree"]
        for one in town.house.telegram.rooms[f"D{GUS}"].values()
        if (lines := one.buttons)
    )
    for user in (BO, EVA, ANN):
        assert await town.refuses(user, None, line)
    assert await town.presses(GUS, "I agree")
    assert Role.STEWARD in town.directory.person_by_id("eva").roles
    assert "Done." in town.reads(GUS)[-1]
    assert not await town.presses(GUS, "I agree")


async def test_a_second_person_may_refuse_and_is_asked_for_a_day_only(town: Town) -> None:
    await town.types(BO, None, "person set eva roles steward")
    assert await town.presses(GUS, "I refuse")
    assert "Refused." in town.reads(GUS)[-1]
    await town.types(BO, None, "person set eva roles steward")
    town.house.pass_(86_401)
    await town.looks()
    assert "Nobody agreed in time." in town.reads(GUS)[-1]
    assert not await town.presses(GUS, "I agree")
    assert Role.STEWARD not in town.directory.person_by_id("eva").roles


async def test_the_first_steward_of_an_empty_organisation_needs_nobody_else(town: Town) -> None:
    await town.types(GUS, None, "org add north Northern Watch")
    await town.types(GUS, None, "invite Ida as steward for north")
    await town.types(NEW, None, f"start {town.code(GUS)}")
    (person,) = [one for one in town.directory.people if one.organisation == "north"]
    assert person.roles == (Role.PARTNER, Role.STEWARD)
    await town.types(GUS, None, "invite Second as steward for north")
    await town.types(NEW + 1, None, f"start {town.code(GUS)}")
    assert town.directory.person_by_id("second").roles == (Role.PARTNER,)
    assert await town.presses(NEW, "I agree")
    assert Role.STEWARD in town.directory.person_by_id("second").roles


async def test_a_deputy_stands_in_until_the_time_that_was_said(town: Town) -> None:
    until = f"{town.house.clock.now.date().replace(year=town.house.clock.now.year + 1)}"
    await town.types(ANN, None, f"deputy cy until {until}")
    assert town.directory.person_by_id("cy").roles == (Role.PARTNER, Role.DEPUTY)
    town.house.pass_(367 * 86_400)
    await town.looks()
    assert town.directory.person_by_id("cy").roles == (Role.PARTNER,)
    await town.types(ANN, None, "deputy cy")
    await town.types(ANN, None, "deputy cy off")
    assert town.directory.person_by_id("cy").roles == (Role.PARTNER,)


@pytest.mark.parametrize(("user", "name"), [(ANN, "ann"), (BO, "bo")])
async def test_who_leaves_confirms_it_and_is_forgotten(town: Town, user: object, name: str) -> None:
    await town.types(user, None, "leave")
    assert town.directory.person_by_id(name) is not None
    assert await town.presses(user, "Leave")
    assert town.directory.person_by_id(name) is None
    assert town.reads(user)[-1] == "You have left. Your name and accounts are forgotten."
    await town.types(user, None, "whoami")
    assert town.reads(user)[-1].startswith("I do not know you.")


async def test_who_is_named_in_permissions_and_walls_goes_from_there_too(town: Town) -> None:
    await town.apply(
        DIRECTORY
        + '[[permission]]\nby = "institute"\nto = ["bo", "press"]\nlabel = "TLP:AMBER"\n'
        + '[[permission]]\nby = "press"\nto = ["bo"]\nlabel = "TLP:AMBER"\n'
        + '[[wall]]\norganisation = "press"\nnot_to = ["bo", "eva"]\n'
    )
    await town.types(GUS, None, "remove bo")
    assert town.directory.person_by_id("bo") is None
    assert [one.to for one in town.directory.permissions] == [("press",)]
    assert [one.not_to for one in town.directory.walls] == [("eva",)]


async def test_an_organisation_that_is_removed_loses_everything_at_once(town: Town) -> None:
    await town.link()
    await town.types(GUS, None, "org remove institute")
    await town.house.deliver()
    assert "no longer shares with anybody" in town.sees(GROUP)[0]
    directory = town.directory
    assert directory.organisation("institute") is None
    assert directory.bridges == ()
    assert [one.id for one in directory.people if one.organisation == "institute"] == []
    await town.types(ANN, None, "whoami")
    assert town.reads(ANN)[-1].startswith("I do not know you.")


async def test_shredding_withdraws_first_and_needs_a_second_person(town: Town) -> None:
    await town.link()
    await town.house.hear(town.house.said(SLACK_ROOM, "TLP:GREEN heron-0815", user=ANN))
    await town.house.deliver()
    assert any("heron-0815" in one for one in town.sees(GROUP))
    store = town.house.store
    things = await store.read(lambda tx: tx.copies.standing("", 100))
    (stored,) = filter(
        None, [await store.read(lambda tx, one=one: tx.messages.known(one)) for one in things]
    )
    await town.types(GUS, None, "org remove institute shred")
    assert town.reads(GUS)[-1].startswith("This needs a second person")
    assert town.directory.organisation("institute") is not None
    assert await town.presses(ANN, "I agree")
    await town.house.take_up()
    await town.house.deliver()
    assert not any("heron-0815" in one for one in town.sees(GROUP))
    assert town.directory.organisation("institute") is None
    await town.looks()
    verdict = await town.house.store.read(lambda tx: tx.verify())
    assert (verdict.state, verdict.why) == ("intact", "")
    assert await store.read(lambda tx: tx.shredding.standing("institute")) == 0
    assert await store.read(lambda tx: tx.messages.known(stored.message.id)) is None


async def test_ready_names_what_is_missing_until_it_is_there(town: Town) -> None:
    await town.types(BO, None, "ready")
    assert town.reads(BO)[-1] == (
        "✗ Partner 14: nobody has answered a test line within seven days; no agreement for any "
        "bridge"
    )
    await town.link()
    await town.types(EVA, None, "test")
    assert await town.presses(EVA, "It arrived")
    assert "Thank you: it arrived." in town.reads(EVA)
    await town.types(BO, None, "ready")
    watch, institute = sorted(town.reads(BO)[-1].splitlines(), reverse=False)[::-1]
    assert "✓ Partner 14 could be reached tonight" in (watch, institute)
    assert any("1 steward who can be reached" in one for one in (watch, institute))
    town.house.pass_(7 * 86_400)
    await town.types(BO, None, "ready")
    assert "nobody has answered a test line" in town.reads(BO)[-1].splitlines()[0]


async def test_a_test_line_is_answered_by_its_own_button_alone(town: Town) -> None:
    assert await town.refuses(BO, None, "arrived")


async def test_whoever_presses_start_reads_what_he_may_do_and_a_stranger_nothing(
    town: Town,
) -> None:
    await town.types(BO, None, "start")
    assert town.reads(BO)[-1].startswith("I know you, and can write to you here.\nWhat you may do")
    await town.types(NEW, None, "start")
    assert town.reads(NEW)[-1].startswith("I do not know you.")


async def test_whoami_tells_only_of_oneself(town: Town) -> None:
    await town.types(FAY, None, "whoami")
    told = town.reads(FAY)[-1]
    assert told.startswith("Organisation: Press Union\n")
    assert FAY in told
    assert "link" in told
    assert str(BO) not in told


async def test_what_a_stranger_types_in_a_room_is_answered_nowhere(town: Town) -> None:
    for line in ("start", "start 22222222222222222222222222", "accept 2222", "whoami", "link"):
        await town.types(NEW, GROUP, line)
    assert town.reads(NEW) == []
    assert town.sees(GROUP) == []
