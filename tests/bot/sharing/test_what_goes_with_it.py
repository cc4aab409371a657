"""What widens nothing by the way: restrictions, names, RED, and copies with people in private."""

import pytest

from handlers.door import Closed
from handlers.incoming import SaidPart
from policies.messages.message import PartKind
from policies.text import Text
from tests.bot.sharing.conftest import ANN, BO, CY, DESK, DI, GROUP, REL, STREET, VE

HERON = "heron-4711 moved to Nakuru"
DESKS = STREET.replace(
    'address = "C0DESK"', 'address = "C0DESK"\nmode = "desk"\ndefault = "TLP:GREEN"'
)


def without(person: str) -> str:
    """Return the street after somebody was removed."""
    head, _, rest = STREET.partition(f'[[person]]\nid = "{person}"')
    return head + rest[rest.index("[[") :]


async def edited(street, number: str, text: str, user: str = ANN) -> None:
    said = street.house.said(DESK, text, user=user, number=number, edited=True)
    await street.house.hear(said)
    await street.house.deliver()


async def digits_of(street, user: str) -> str:
    lines = [line for one in street.house.slack.rooms[f"D{user}"].values() for line in
             one.buttons.values()]  # fmt: skip
    return next(line.split()[1] for line in lines if line.startswith("recall"))


async def test_an_answer_to_red_is_red_a_month_later(street) -> None:
    await street.apply(DESKS)
    await street.say(DESK, f"TLP:RED {HERON}", ANN, number="9000")
    street.house.pass_(30 * 24 * 3600)
    await street.house.forget()
    await street.say(DESK, "and her number is 4711", ANN, number="9001", reply_to="9000")
    assert street.in_room(GROUP) == []
    # Another text, below nothing, takes the room's default.
    await street.say(DESK, "good morning", ANN, number="9002")
    assert len(street.in_room(GROUP)) == 1


async def test_what_is_red_in_a_room_is_kept_an_hour_for_names_and_not_longer(street) -> None:
    digits = await street.say(DESK, f"TLP:RED {HERON}", ANN)
    street.house.pass_(50 * 60)
    await street.house.forget()
    await street.type_(ANN, f"to {digits} @bo for 30m")
    assert HERON in street.last(BO)
    digits = await street.say(DESK, f"TLP:RED {HERON} again", ANN)
    street.house.pass_(62 * 60)
    await street.house.forget()
    await street.press(ANN, "Send privately")
    assert "no words any more" in street.last(ANN)
    await street.type_(ANN, f"to {digits} @di for 30m")
    assert "no words any more" in street.last(ANN)
    assert street.told(DI) == []


@pytest.mark.parametrize("who", [ANN, REL])
async def test_no_label_undoes_a_restriction_that_cannot_be_read(street, who) -> None:
    digits = await street.say(DESK, f"TLP:AMBER not to wacth {HERON}", ANN)
    await street.type_(who, f"label {digits} TLP:AMBER")
    assert "Somebody may be meant who is not to have it" in street.last(who)
    assert street.in_room(GROUP) == []


async def test_a_colleagues_wish_undoes_no_such_restriction_either(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBRE {HERON}", ANN, number="9000")
    await street.type_(CY, f"label {digits} TLP:AMBER")
    await edited(street, "9000", f"TLP:AMBER not to wacth {HERON}")
    await street.press(ANN, "Yes")
    assert street.in_room(GROUP) == []


async def test_a_button_confirms_the_step_that_it_was_shown_for_and_no_other(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"label {digits} TLP:CLEAR")
    old = next(
        (number, line)
        for number, one in street.house.slack.rooms[f"D{ANN}"].items()
        for line in one.buttons.values()
        if " yes" in line
    )
    await street.type_(ANN, f"label {digits} TLP:RED")
    await street._pressed(ANN, *old)
    assert street.in_room(GROUP) == []
    assert f"Message {digits} is TLP:RED. As TLP:CLEAR everybody" in street.last(ANN)


@pytest.mark.parametrize("restriction", ["TLP:EX:CHR", "not to maker"])
async def test_an_edit_that_takes_a_restriction_away_waits_for_a_tap(street, restriction) -> None:
    await street.say(DESK, f"TLP:GREEN {restriction} {HERON}", ANN, number="9000")
    (before,) = street.in_room(GROUP)
    await edited(street, "9000", f"TLP:GREEN {HERON}")
    assert street.in_room(GROUP) == [before]
    await street.press(ANN, "Yes, as GREEN")
    (after,) = street.in_room(GROUP)
    assert restriction not in after
    assert '"Ann"' in after


async def test_an_edit_that_tightens_acts_at_once_and_frees_nobody(street) -> None:
    await street.say(DESK, f"TLP:GREEN TLP:EX:CHR {HERON}", ANN, number="9000")
    await edited(street, "9000", f"TLP:AMBER {HERON}")
    assert street.in_room(GROUP) == [f"TLP:AMBER TLP:EX:CHR\n{HERON}"]


async def test_red_under_the_chatham_house_rule_names_nobody_to_those_named(street) -> None:
    await street.type_(ANN, f"to @bo for 2h TLP:RED TLP:EX:CHR {HERON}")
    assert street.told(BO) == [f"TLP:RED TLP:EX:CHR\n{HERON}"]


async def test_an_author_takes_back_what_was_forgotten_long_ago(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    street.house.pass_(100 * 24 * 3600)
    await street.house.forget()
    await street.type_(BO, f"recall {digits}")
    await street.type_(CY, f"recall {digits}")
    assert len(street.in_room(GROUP)) == 1
    await street.type_(ANN, f"recall {digits}")
    assert street.in_room(GROUP) == []


async def test_red_leaves_no_record_to_an_organisation(street) -> None:
    await street.type_(ANN, f"to @bo for 2h {HERON}")
    await street.type_(ANN, f"recall {await digits_of(street, ANN)}")
    assert street.told(BO) == []
    assert await street.house.store.read(lambda tx: tx.records.of("watch")) == []
    assert "must keep records" not in "".join(street.told(ANN))


async def test_whom_something_red_names_is_not_shown_to_a_colleague_who_followed_it(
    street,
) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(CY, f"receipt {digits}")
    assert "Partner 14" in street.last(CY)
    await street.type_(ANN, f"label {digits} TLP:RED")
    await street.type_(ANN, f"to {digits} @di for 2h")
    assert "Di: delivered." in street.last(ANN)
    assert street.told(CY) == []


async def test_red_comes_back_to_nobody_from_whom_it_was_deleted(street) -> None:
    await street.type_(ANN, f"to @bo for 30m {HERON}")
    digits = await digits_of(street, ANN)
    await street.pass_(31 * 60)
    assert street.told(BO) == []
    await street.type_(ANN, f"to {digits} @di for 2h")
    assert HERON in street.last(DI)
    assert street.told(BO) == []


async def test_a_source_that_tightens_by_an_edit_is_told_what_was_not_reached(street) -> None:
    await street.say(DESK, f"TLP:AMBER {HERON}", ANN, number="9000")
    street.house.telegram.fail("delete", Closed("kicked"), times=99)
    await edited(street, "9000", f"TLP:RED {HERON}")
    for _ in range(45):
        await street.pass_(400)
    told = "\n".join(street.told(ANN))
    assert "Partner 14: not reachable; the copy may still stand there." in told
    assert "It did not leave" not in told
    assert "It had been shared before" in told


@pytest.mark.parametrize(
    ("line", "person", "account"),
    [("permit {} to @ve", "ve", VE), ("to {} @bo for 2h", "bo", BO)],
    ids=["permitted", "red"],
)
async def test_who_is_removed_keeps_no_copy_in_private(street, line, person, account) -> None:
    label = "TLP:RED" if person == "bo" else "TLP:AMBER"
    digits = await street.say(DESK, f"{label} {HERON}", ANN)
    await street.type_(ANN, line.format(digits))
    assert HERON in street.last(account)
    await street.apply(without(person))
    await street.house.deliver()
    assert street.told(account) == []


async def test_a_wall_takes_copies_in_private_away_too(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to @ve")
    assert HERON in street.last(VE)
    wall = '[[wall]]\norganisation = "institute"\nnot_to = ["sector:vendor"]\n'
    await street.apply(STREET + wall)
    await street.house.deliver()
    assert street.told(VE) == []


async def test_a_standing_permission_that_is_taken_back_takes_its_copies_with_it(street) -> None:
    alone = STREET.replace('agreed = ["institute", "watch"]', 'agreed = ["institute"]')
    grant = '[[permission]]\nby = "institute"\nto = ["watch"]\nlabel = "TLP:AMBER"\n'
    await street.apply(alone + grant)
    await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    assert len(street.in_room(GROUP)) == 1
    await street.apply(alone)
    await street.house.deliver()
    assert street.in_room(GROUP) == []


async def test_a_permission_that_runs_out_asks_its_source_nothing(street) -> None:
    await street.apply(STREET.replace('agreed = ["institute", "watch"]', 'agreed = ["institute"]'))
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"permit {digits} to watch until 23:00 UTC")
    assert len(street.in_room(GROUP)) == 1
    asked = len(street.told(ANN))
    await street.pass_(24 * 3600)
    await street.pass_(60)
    assert street.in_room(GROUP) == []
    assert len(street.told(ANN)) == asked


async def test_whoever_shares_under_the_chatham_house_rule_is_not_named_to_a_source(street) -> None:
    words = " ".join(f"word{at}" for at in range(30))
    await street.say(DESK, f"TLP:AMBER {words}", ANN)
    await street.say(GROUP, f"TLP:GREEN TLP:EX:CHR {words}", BO)
    await street.press(BO, "Ours")
    assert "under the Chatham House rule" in street.last(ANN)
    assert "Partner 14" not in "".join(street.told(ANN))


async def test_no_label_loosens_what_others_wrote_in_a_message(street) -> None:
    parts = (
        SaidPart(text=Text.of("TLP:AMBER see below")),
        SaidPart(text=Text.of(f"TLP:AMBER {HERON}"), kind=PartKind.FORWARD),
    )
    digits = await street.say(DESK, "", ANN, parts=parts)
    (before,) = street.in_room(GROUP)
    await street.type_(ANN, f"label {digits} TLP:GREEN")
    assert "nothing here that you may do this to" in street.last(ANN)
    assert street.in_room(GROUP) == [before]


async def test_who_is_no_releaser_any_more_grants_nothing(street) -> None:
    unknown = STREET.replace('[[person]]\nid = "ann"\n', '[[person]]\nid = "anna"\n').replace(
        f'slack = "{ANN}"', 'slack = "U0OTHER"'
    )
    await street.apply(unknown)
    digits = await street.say(DESK, f"TLP:GREEN {HERON}", ANN)
    await street.type_(BO, f"request {digits} for maker")
    assert "asks that Maker" in street.last(REL)
    await street.apply(unknown.replace('roles = ["releaser"]\n', ""))
    await street.press(REL, "Permit")
    assert (await street.message(digits)).leave == ()
