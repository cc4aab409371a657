"""RED goes to people by name, one by one, in private, and is deleted there again."""

import re

import pytest

from handlers.door import Closed
from policies.phrases import ENGLISH
from tests.bot.sharing.conftest import ANN, BO, CY, DESK, DI, GROUP, SEAT, TEAM, VE, VENDOR

HERON = "heron-4711 is in danger"


def rooms(street):
    return [one for room in (DESK, TEAM, GROUP, VENDOR) for one in street.in_room(room)]


@pytest.mark.parametrize(
    ("author", "line", "reader"),
    [(ANN, "to @bo", BO), (BO, "to @ann", ANN), (ANN, "to @cy", CY), (ANN, "to <@U0CY|cy>", CY)],
    ids=["slack to telegram", "telegram to slack", "within slack", "by mention"],
)
async def test_it_reaches_the_named_in_private_and_no_room_hears_a_word(
    street, author, line, reader
) -> None:
    await street.type_(author, f"{line} TLP:RED {HERON}")
    (copy,) = [one for one in street.told(reader) if HERON in one]
    assert copy.startswith("TLP:RED")
    assert rooms(street) == []
    for other in {ANN, BO, CY, DI, VE} - {author, reader}:
        assert street.told(other) == []
    assert "delivered" in street.last(author)
    assert HERON not in street.last(author)


async def test_on_telegram_it_can_neither_be_forwarded_nor_saved(street, monkeypatch) -> None:
    handled = []
    post = street.house.telegram.post

    async def watched(room, what, reply_to=None):
        handled.append(what.handling)
        return await post(room, what, reply_to)

    monkeypatch.setattr(street.house.telegram, "post", watched)
    await street.type_(ANN, f"to @bo {HERON}")
    assert handled[0].protect
    assert handled[0].delete_after == 86_400


async def test_it_is_deleted_after_a_day_or_as_the_source_says(street) -> None:
    await street.type_(ANN, f"to @bo {HERON}")
    await street.type_(ANN, f"to @di for 2h {HERON}")
    await street.pass_(7_000)
    assert len(street.told(DI)) == 1
    await street.pass_(300)
    assert street.told(DI) == []
    assert len(street.told(BO)) == 1
    await street.pass_(80_000)
    assert street.told(BO) == []
    assert any("Its time is over" in one for one in street.told(ANN))


async def test_it_is_deleted_after_a_restart_too(street) -> None:
    await street.type_(ANN, f"to @bo for 30m {HERON}")
    await street.house.restart()
    await street.house.take_up()
    await street.pass_(1_900)
    assert street.told(BO) == []


async def test_each_is_told_of_and_who_has_not_pressed_start(street) -> None:
    street.house.telegram.fail("post", Closed("never_pressed_start"))
    await street.type_(ANN, f"to @bo @cy {HERON}")
    told = street.last(ANN)
    assert "Bo: not delivered. They take no private message from me yet" in told
    assert "Cy: delivered." in told
    await street.pass_(400)
    assert "Bo: delivered." in street.last(ANN)


@pytest.mark.parametrize("name", ["seat", "nobody", "watch"])
async def test_a_seat_an_organisation_and_nobody_get_nothing(street, name) -> None:
    await street.type_(ANN, f"to @bo @{name} {HERON}")
    assert "no single person that I know" in street.last(ANN)
    assert street.told(BO) == street.told(SEAT) == []


async def test_a_named_person_adds_nobody(street) -> None:
    await street.type_(ANN, f"to @bo {HERON}")
    (number,) = street.house.telegram.rooms[f"D{BO}"]
    for line in ("pass @di", "to @di", "permit to di", "label TLP:AMBER", "request for di"):
        await street.type_(BO, line, reply_to=number)
        assert "nothing here that you may do this to" in street.last(BO)
    assert street.told(DI) == []
    # Nor does the named one's colleague know of it.
    digits = next(iter(await held_ids(street)))
    await street.type_(DI, f"receipt {digits}")
    assert "nothing here that you may do this to" in street.last(DI)


async def held_ids(street):
    rows = await street.house.store.read(lambda tx: tx.copies.standing("", 50))
    found = []
    for one in rows:
        stored = await street.house.store.read(lambda tx, one=one: tx.messages.known(one))
        if stored is not None:
            found.append(stored.message.id[:8])
    return found


async def test_what_was_typed_red_into_a_room_can_be_addressed_within_a_day(street) -> None:
    digits = await street.say(DESK, f"TLP:RED {HERON}", ANN)
    assert rooms(street) == []
    await street.type_(ANN, f"to {digits} @bo")
    assert any(HERON in one for one in street.told(BO))
    # By somebody else it cannot.
    await street.type_(CY, f"to {digits} @di")
    assert street.told(DI) == []


async def test_the_button_below_the_notice_says_how_to_address_it(street) -> None:
    digits = await street.say(DESK, f"TLP:RED {HERON}", ANN)
    await street.press(ANN, "Send privately")
    assert f"to {digits} @person" in street.last(ANN)
    await street.type_(ANN, street.last(ANN).rpartition("so: ")[2].replace("person", "bo"))
    assert any(HERON in one for one in street.told(BO))


async def test_after_a_day_only_its_label_is_left(street) -> None:
    digits = await street.say(DESK, f"TLP:RED {HERON}", ANN)
    street.house.pass_(86_400 * 9)
    await street.house.forget()
    await street.type_(ANN, f"to {digits} @bo")
    assert street.told(BO) == []


async def test_typed_into_a_room_it_is_not_sent(street) -> None:
    await street.type_(BO, f"to @ann {HERON}", room=GROUP)
    assert street.told(ANN) == []
    assert any("in private, not in a room" in one for one in street.told(BO))


@pytest.mark.parametrize("span", ["3d", "48h", "0h", "999999m"])
async def test_a_span_that_no_platform_would_keep_is_refused(street, span) -> None:
    await street.type_(ANN, f"to @bo for {span} {HERON}")
    assert street.told(BO) == []
    assert "I cannot read how long" in street.last(ANN)


@pytest.mark.parametrize("label", ["TLP:AMBER", "TLP:GREN", "TLP:CLEAR?"])
async def test_another_label_or_a_doubtful_one_is_not_sent(street, label) -> None:
    await street.type_(ANN, f"to @bo {label} {HERON}")
    assert street.told(BO) == []
    assert 'What is sent with "to" is TLP:RED' in street.last(ANN)


async def test_the_source_takes_it_back_everywhere(street) -> None:
    await street.type_(ANN, f"to @bo @cy {HERON}")
    await street.press(ANN, "Withdraw everywhere")
    assert street.told(BO) == street.told(CY) == []


async def test_whoever_is_no_longer_known_keeps_nothing(street) -> None:
    from tests.bot.sharing.conftest import STREET  # noqa: PLC0415 - a directory without one

    await street.type_(ANN, f"to @bo for 2h {HERON}")
    start = STREET.index('[[person]]\nid = "bo"')
    end = STREET.index('[[person]]\nid = "di"')
    await street.apply(STREET[:start] + STREET[end:])
    await street.pass_(7_300)
    assert street.told(BO) == []


async def test_of_whoever_was_removed_the_receipt_shows_no_id(street) -> None:
    from tests.bot.sharing.conftest import STREET  # noqa: PLC0415 - a directory without one

    await street.type_(ANN, f"to @bo @cy {HERON}")
    digits = re.search(r"[0-9a-f]{8}", street.last(ANN))[0]
    start, end = (STREET.index(f'[[person]]\nid = "{name}"') for name in ("bo", "di"))
    await street.apply(STREET[:start] + STREET[end:])
    await street.type_(ANN, f"receipt {digits}")
    lines = street.last(ANN).splitlines()
    gone = ENGLISH.sharing.no_way_to(ENGLISH.sharing.removed()).plain
    assert gone in lines
    assert not any(line.startswith("bo:") for line in lines)


async def test_a_second_line_to_others_lengthens_no_earlier_copy(street) -> None:
    await street.type_(ANN, f"to @bo for 2h {HERON}")
    digits = re.search(r"[0-9a-f]{8}", street.last(ANN))[0]
    await street.pass_(3_600)
    await street.type_(ANN, f"to {digits} @di for 4h")
    assert any(HERON in one for one in street.told(DI))
    assert re.search(r"Bo: deleted already at ", street.last(ANN))
    await street.pass_(3_700)
    assert street.told(BO) == []
    assert any(HERON in one for one in street.told(DI))
    assert "Bo: its time is over; it has been deleted." in street.last(ANN)
    await street.type_(ANN, f"to {digits} @cy for 1h")
    # It does not come back, neither by this nor by a restart.
    await street.house.restart()
    await street.house.take_up()
    await street.house.deliver()
    assert street.told(BO) == []
    assert any(HERON in one for one in street.told(CY))
    await street.pass_(3_700)
    assert street.told(CY) == []
    assert any(HERON in one for one in street.told(DI))
    await street.pass_(10_000)
    assert street.told(DI) == []


async def test_whoever_is_named_again_has_it_for_the_new_time(street) -> None:
    await street.type_(ANN, f"to @bo @di for 2h {HERON}")
    digits = re.search(r"[0-9a-f]{8}", street.last(ANN))[0]
    await street.type_(ANN, f"to {digits} @bo for 4h")
    await street.pass_(7_300)
    assert street.told(DI) == []
    assert any(HERON in one for one in street.told(BO))
    await street.pass_(7_300)
    assert street.told(BO) == []


async def test_a_second_line_that_is_shorter_cuts_no_earlier_copy_short(street) -> None:
    await street.type_(ANN, f"to @bo for 2h {HERON}")
    digits = re.search(r"[0-9a-f]{8}", street.last(ANN))[0]
    await street.type_(ANN, f"to {digits} @di for 30m")
    await street.pass_(1_900)
    assert street.told(DI) == []
    assert any(HERON in one for one in street.told(BO))
