"""An edit that was refused is listed until it is mended, taken back, withdrawn or a day old."""

import pytest

from bot.cli.ages import SHOWN
from bot.cli.answering import Answered
from bot.cli.status import find, lines
from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, WATCH

LOOSER = "TLP:GREEN a heron"
REFUSED = [(LOOSER, 4), ("Is this TLP:GREEN now?", 6), ("TLP:AMBER or so TLP:GREEN", 7)]


async def _lines(house: House) -> list[str]:
    """Return what `tocsin status` says while nothing runs."""
    nobody = Answered(address="127.0.0.1:9", fault="nothing answers")
    return lines(await find(house.store), nobody)


async def _edits(house: House) -> list[str]:
    """Return what `tocsin status` says of edits."""
    return [line for line in await _lines(house) if line.startswith("edit ")]


async def _refused(house: House, text: str = LOOSER) -> str:
    """Have an AMBER message cross and be edited; return its number."""
    one = house.said(DESK, "TLP:AMBER the heron")
    await house.hear(one)
    await house.deliver()
    await house.hear(house.said(DESK, text, number=one.number, edited=True))
    await house.deliver()
    (copy,) = house.telegram.standing(WATCH)
    assert copy.endswith("the heron")
    return one.number


@pytest.mark.parametrize("directory", [DIRECTORY, DIRECTORY.partition("[[bridge]]")[0]])
@pytest.mark.parametrize(("text", "rule"), REFUSED)
async def test_an_edit_that_waits_is_listed_by_id_place_rule_and_time(
    house: House, text: str, rule: int, directory: str
) -> None:
    number = await _refused(house, "TLP:AMBER the heron")
    house.load_directory(directory)
    house.pass_(120)
    await house.hear(house.said(DESK, text, number=number, edited=True))
    stored = await house.store.read(lambda tx: tx.messages.by_number("desk", f"{DESK}:{number}"))
    assert stored is not None
    house.pass_(180)
    assert await _edits(house) == [
        f"edit     {stored.message.id[:SHOWN]}  in desk, rule {rule}, 3 min ago"
    ]
    assert "heron" not in "".join(await _lines(house))


async def test_an_edit_that_waits_is_one_line_however_often_it_is_tried_and_over_a_restart(
    house: House,
) -> None:
    number = await _refused(house)
    house.pass_(600)
    first = await _edits(house)
    await house.hear(house.said(DESK, "TLP:GREEN again", number=number, edited=True))
    await house.restart()
    (line,) = await _edits(house)
    assert line.split()[1] == first[0].split()[1]
    assert line != first[0]
    assert await house.listed("held") == []
    assert (await house.store.read(lambda tx: tx.verify())).state == "intact"


@pytest.mark.parametrize("text", ["TLP:AMBER a heron, mended", "TLP:RED a heron"])
async def test_an_edit_into_something_that_goes_ends_the_waiting(house: House, text: str) -> None:
    number = await _refused(house)
    await house.hear(house.said(DESK, text, number=number, edited=True))
    assert await _edits(house) == []


async def test_an_edit_back_to_what_stands_ends_the_waiting_and_moves_no_copy(
    house: House,
) -> None:
    number = await _refused(house)
    calls = len(house.telegram.calls)
    await house.hear(house.said(DESK, "TLP:AMBER the heron", number=number, edited=True))
    await house.deliver()
    assert await _edits(house) == []
    assert len(house.telegram.calls) == calls


async def test_a_deletion_ends_the_waiting(house: House) -> None:
    number = await _refused(house)
    await house.hear(house.deleted(DESK, number))
    await house.deliver()
    assert await _edits(house) == []
    assert house.telegram.standing(WATCH) == []


async def test_an_edit_waits_a_day_and_its_author_is_told_that_it_ends_and_the_copy_stays(
    house: House,
) -> None:
    await _refused(house)
    house.pass_(23 * 3600)
    await house.forget()
    assert len(await _edits(house)) == 1
    house.pass_(2 * 3600)
    await house.forget()
    await house.deliver()
    assert await _edits(house) == []
    (told,) = house.slack.standing("DU0ANN")
    assert told.startswith("One edit waited a day for its author's word")
    (copy,) = house.telegram.standing(WATCH)
    assert copy.endswith("the heron")


async def test_an_edit_that_waits_can_be_put_into_no_lane(house: House) -> None:
    await _refused(house)
    (edit,) = edits = await house.store.read(lambda tx: tx.deliveries.edits())

    async def retry(tx: object) -> None:
        tx.deliveries.retry(edit.id)  # type: ignore[attr-defined] # a transaction

    await house.store.write(retry)
    calls = len(house.slack.calls) + len(house.telegram.calls)
    await house.deliver()
    assert len(house.slack.calls) + len(house.telegram.calls) == calls
    assert await house.store.read(lambda tx: tx.deliveries.edits()) == edits


async def test_a_message_that_waits_itself_is_listed_with_its_edit_apart(house: House) -> None:
    one = house.said(WATCH, "TLP:AMBER unknown", user="1002")
    await house.hear(one)
    await house.hear(house.said(WATCH, LOOSER, number=one.number, edited=True, user="1002"))
    lines = await _lines(house)
    held = [line.split()[1] for line in lines if line.startswith("held ")]
    edits = [line.split()[1] for line in lines if line.startswith("edit ")]
    assert held == edits
    assert len(held) == 1
