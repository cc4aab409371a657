"""What the source permits, by itself or when it is asked; what an organisation permits for good."""

from datetime import timedelta

import pytest

from tests.bot.sharing.conftest import ANN, BO, CY, DESK, DI, GROUP, REL, STREET, VE, VENDOR

HERON = "the heron moved to Nakuru"


async def test_a_permission_lets_exactly_those_have_it_who_are_named(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    assert street.in_room(VENDOR) == []
    await street.type_(ANN, f"permit {digits} to maker")
    (copy,) = street.in_room(VENDOR)
    assert "(by permission of its source)" in copy.split("\n")[0]
    assert "Permitted to Maker. 1 more place gets it now." in street.last(ANN)
    # The copy of those who were addressed says nothing of it.
    assert "permission" not in street.in_room(GROUP)[0]
    other = await street.say(DESK, "TLP:AMBER another heron", ANN)
    assert len(street.in_room(VENDOR)) == 1
    assert other


async def test_a_tag_names_organisations(street) -> None:
    digits = await street.say(DESK, f"TLP:GREEN {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to sector:vendor")
    assert len(street.in_room(VENDOR)) == 1


async def test_a_person_is_permitted_alone_and_in_private(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to @ve")
    assert street.in_room(VENDOR) == []
    (copy,) = street.told(VE)
    assert HERON in copy
    assert "(by permission of its source)" in copy


async def test_a_permission_runs_out_and_its_copies_go(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    end = street.house.clock.now + timedelta(hours=3)
    await street.type_(ANN, f"permit {digits} to maker until {end:%Y-%m-%d %H:%M} UTC")
    assert len(street.in_room(VENDOR)) == 1
    await street.pass_(2 * 3_600)
    assert len(street.in_room(VENDOR)) == 1
    await street.pass_(3_700)
    assert street.in_room(VENDOR) == []
    assert len(street.in_room(GROUP)) == 1


@pytest.mark.parametrize(
    ("user", "line"),
    [(BO, "permit {} to maker"), (CY, "permit {} to maker"), (VE, "request {}")],
    ids=["another organisation", "a colleague", "who never got it"],
)
async def test_nobody_else_permits_and_who_never_got_it_does_not_even_ask(
    street, user, line
) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(user, line.format(digits))
    assert "nothing here that you may do this to" in street.last(user)
    assert street.in_room(VENDOR) == []
    assert street.told(ANN) == []


async def test_red_is_permitted_to_nobody(street) -> None:
    digits = await street.say(DESK, f"TLP:RED {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to maker @bo")
    assert "A RED message is not permitted to organisations" in street.last(ANN)
    assert street.told(BO) == street.in_room(VENDOR) == []


async def test_what_cannot_be_read_is_answered_and_permits_nothing(street) -> None:
    for words, answer in (
        ("maker", "Please type it so"),
        ("to", "Please type it so"),
        ("to nobody", '"nobody" is no person, organisation or tag'),
        ("to maker until tomorrow", "I cannot read that time for certain"),
        ("to maker until 2020-01-01", "I cannot read that time for certain"),
        ("to maker until 23:00", "I cannot read that time for certain"),
        ("to maker until", "I cannot read that time for certain"),
    ):
        digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
        await street.type_(ANN, f"permit {digits} {words}")
        assert answer in street.last(ANN), words
        assert (await street.message(digits)).leave == (), words


async def test_a_request_is_answered_by_the_source_with_one_tap(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(BO, f"request {digits} for maker")
    assert "1 person who may permit it has been asked" in street.last(BO)
    assert f"Partner 14 (Bo) asks that Maker may have your message {digits}" in street.last(ANN)
    await street.press(ANN, "Permit for a day")
    assert len(street.in_room(VENDOR)) == 1
    assert "was permitted" in street.last(BO)
    assert "Answered: yes." in street.last(ANN)
    await street.pass_(86_500)
    assert street.in_room(VENDOR) == []


async def test_a_request_that_is_declined_changes_nothing_and_is_answered_once(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(BO, f"request {digits} for maker")
    await street.press(ANN, "Do not")
    assert street.in_room(VENDOR) == []
    assert "was declined" in street.last(BO)


async def test_where_the_author_is_unknown_a_releaser_is_asked(street) -> None:
    digits = await street.say(DESK, f"TLP:GREEN {HERON}", "U0GUEST")
    await street.type_(BO, f"request {digits} for maker")
    assert "asks that Maker may have" in street.last(REL)
    await street.press(REL, "Permit")
    assert (await street.message(digits)).leave != ()


async def test_pass_to_a_colleague_decides_and_records(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(BO, f"receipt {digits}")
    await street.press(BO, "Pass to a colleague")
    assert street.last(BO) == "To which colleague?"
    await street.press(BO, "Di")
    (copy,) = street.told(DI)
    assert copy.startswith("TLP:AMBER")
    assert HERON in copy
    # Not to somebody of another organisation, by typing the name.
    await street.type_(BO, f"pass {digits} @ve")
    assert street.told(VE) == []
    assert "is no person" in street.last(BO)
    # And the source's withdrawal reaches what was passed on.
    await street.type_(ANN, f"recall {digits}")
    assert street.told(DI) == []
    assert "May have read it: Partner 14, 4 people." in street.last(ANN)


async def test_a_standing_permission_is_named_on_the_copies_that_used_it(street) -> None:
    await street.apply(STREET.replace('roles = ["releaser"]', 'roles = ["steward"]'))
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(REL, "standing add sector:vendor TLP:AMBER until 2099-12-01")
    assert "I cannot read that time" in street.last(REL)
    day = street.house.clock.now.date() + timedelta(days=1)
    await street.type_(REL, f"standing add sector:vendor TLP:AMBER until {day}")
    await street.house.take_up()
    await street.say(DESK, "TLP:AMBER a second heron", ANN)
    (copy,) = street.in_room(VENDOR)
    assert "(by standing permission)" in copy
    assert "permission" not in street.in_room(GROUP)[-1]
    await street.type_(CY, "standing")
    assert f"sector:vendor, TLP:AMBER, through {day}" in street.last(CY)
    # It ends with its day, and the copy with it.
    await street.pass_(2 * 86_400 + 60)
    assert street.in_room(VENDOR) == []
    await street.type_(CY, "standing")
    assert f"over since {day}" in street.last(CY)
    assert digits


async def test_a_standing_permission_is_removed_by_its_number_and_by_those_entitled(street) -> None:
    await street.type_(CY, "standing add maker TLP:AMBER")
    assert "nothing here that you may do this to" in street.last(CY)
    await street.type_(REL, "standing add maker TLP:AMBER")
    await street.house.take_up()
    await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    assert len(street.in_room(VENDOR)) == 1
    await street.type_(REL, "standing")
    number = street.last(REL).split("\n")[1].partition(":")[0]
    # Another organisation's steward cannot.
    await street.type_(DI, f"standing remove {number}")
    await street.type_(REL, f"standing remove {number}")
    await street.house.take_up()
    await street.house.deliver()
    await street.type_(REL, "standing")
    assert "has no standing permissions" in street.last(REL)
    # What a vendor may no longer have is withdrawn.
    assert street.in_room(VENDOR) == []


async def test_chatham_house_names_nobody_on_receipts_or_in_private(street) -> None:
    digits = await street.say(DESK, f"TLP:GREEN TLP:EX:CHR {HERON}", ANN)
    (copy,) = street.in_room(GROUP)
    assert copy == f"TLP:GREEN TLP:EX:CHR\n{HERON}"
    await street.type_(BO, f"receipt {digits}")
    assert street.last(BO) == f"Message {digits}, TLP:GREEN."
    await street.type_(BO, f"pass {digits} @di")
    (passed,) = street.told(DI)
    assert passed == f"TLP:GREEN TLP:EX:CHR\n{HERON}"
    (number,) = street.house.telegram.rooms[GROUP]
    await street.say(GROUP, "we saw it too", BO, reply_to=number)
    answer = street.in_room(DESK)[-1]
    assert answer == "TLP:GREEN TLP:EX:CHR\nwe saw it too"


async def test_of_whoever_was_removed_no_id_stands_among_the_permitted(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to @ve sector:vendor")
    start, end = STREET.index('[[person]]\nid = "ve"'), STREET.index("[[channel]]")
    await street.apply(STREET[:start] + STREET[end:])
    await street.type_(ANN, f"receipt {digits}")
    assert "somebody who is not here any more, sector:vendor" in street.last(ANN)
