"""Who takes nothing by one account gets it by another of theirs, once, where that is certain."""

import pytest

from handlers.door import Closed, DoorError, Lost, Receipt
from handlers.incoming import Room
from policies.sharing.clearance import Cleared
from tests.bot.sharing.conftest import ANN, BO, STREET, VE, Street

HERON = "heron-4711 is in danger"
HIS_SLACK = "U0BO"
TWO = STREET.replace(f"telegram = {BO}\n", f'telegram = {BO}\nslack = "{HIS_SLACK}"\n')


@pytest.fixture
async def both(street: Street) -> Street:
    await street.apply(TWO)
    return street


def shut(street: Street, user: str, *errors: DoorError | None) -> None:
    """Let the next posts to somebody meet these errors (None for none), by default one."""
    door = street.door(user)
    left, post = list(errors or (Closed("bot_was_blocked"),)), door.post

    async def meets(room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        error = left.pop(0) if left and room.channel == f"D{user}" else None
        if error is not None:
            door.calls.append(("post", room.channel, "refused"))
            raise error
        return await post(room, what, reply_to)

    door.post = meets


async def test_it_goes_to_the_other_account_and_the_receipt_says_so(both: Street) -> None:
    shut(both, HIS_SLACK)
    await both.type_(VE, f"to @bo {HERON}")
    assert both.told(HIS_SLACK) == []
    assert sum(HERON in one for one in both.told(BO)) == 1
    assert "Bo: delivered to another account of theirs" in both.last(VE)


async def test_it_stays_with_that_account_through_a_restart_and_goes_from_it_again(
    both: Street,
) -> None:
    shut(both, HIS_SLACK)
    await both.type_(VE, f"to @bo for 2h {HERON}")
    await both.house.restart()
    await both.house.take_up()
    await both.house.deliver()
    assert both.told(HIS_SLACK) == []
    await both.pass_(7_300)
    assert both.told(BO) == [] == both.told(HIS_SLACK)


async def test_what_is_taken_back_is_gone_from_the_other_account(both: Street) -> None:
    shut(both, HIS_SLACK)
    await both.type_(VE, f"to @bo {HERON}")
    await both.press(VE, "Withdraw everywhere")
    assert not any(HERON in one for one in both.told(BO))


async def test_where_neither_takes_it_it_goes_to_and_fro_no_further(both: Street) -> None:
    shut(both, HIS_SLACK)
    shut(both, BO)
    await both.type_(VE, f"to @bo {HERON}")
    assert both.told(BO) == [] == both.told(HIS_SLACK)
    assert "Bo: not delivered" in both.last(VE)
    await both.pass_(400)
    assert both.told(HIS_SLACK) == []
    assert sum(HERON in one for one in both.told(BO)) == 1


async def test_what_may_stand_at_the_first_is_not_sent_to_a_second(both: Street) -> None:
    both.house.services.doors = dict(reversed(both.house.services.doors.items()))
    shut(both, BO, Lost("timed_out"), Closed("bot_was_blocked"))
    await both.type_(VE, f"to @bo {HERON}")
    await both.pass_(3)
    assert both.told(HIS_SLACK) == []
    assert both.told(BO) == []


async def test_what_stands_in_part_at_the_first_is_not_sent_to_a_second(both: Street) -> None:
    shut(both, HIS_SLACK, None, Closed("user_disabled"))
    await both.type_(VE, f"to @bo {HERON} " + "word " * 1_000)
    assert len(both.told(HIS_SLACK)) == 1
    assert both.told(BO) == []
    await both.pass_(400)
    assert len(both.told(HIS_SLACK)) == 2
    assert both.told(BO) == []


async def test_nobody_at_risk_is_written_to_where_it_was_not_expected(both: Street) -> None:
    await both.apply(TWO.replace(f"telegram = {BO}\n", f"telegram = {BO}\nrisk = true\n"))
    shut(both, HIS_SLACK)
    await both.type_(VE, f"to @bo {HERON}")
    assert both.told(BO) == [] == both.told(HIS_SLACK)
    await both.pass_(400)
    assert both.told(BO) == []


async def test_somebody_with_one_account_is_tried_again_there(both: Street) -> None:
    shut(both, ANN)
    await both.type_(VE, f"to @ann {HERON}")
    assert both.told(ANN) == []
    await both.pass_(400)
    assert sum(HERON in one for one in both.told(ANN)) == 1
