"""Taken back everywhere, with an honest report of what could not be, and who may have read it."""

import pytest

from handlers.door import Closed, Refused
from tests.bot.sharing.conftest import ANN, BO, CY, DESK, DI, GROUP, REL, STREET

HERON = "heron-4711 moved to Nakuru"
SIDES = pytest.mark.parametrize(
    ("here", "there", "author", "stranger"),
    [(DESK, GROUP, ANN, BO), (GROUP, DESK, BO, ANN)],
    ids=["from slack", "from telegram"],
)


def report(street, user):
    return next(one for one in reversed(street.told(user)) if "is withdrawn" in one)


@SIDES
async def test_every_copy_goes_and_the_report_says_who_may_have_read_it(
    street, here, there, author, stranger
) -> None:
    digits = await street.say(here, f"TLP:AMBER {HERON}", author)
    assert len(street.in_room(there)) == 1
    await street.type_(author, f"recall {digits}")
    assert street.in_room(there) == []
    told = report(street, author)
    name = "Partner 14" if there == GROUP else "Ballot Institute"
    assert f"{name}: deleted." in told
    assert f"May have read it: {name}, {'3' if there == GROUP else '5'} people." in told
    # Nobody of another organisation is named.
    assert "Bo" not in told.replace("Ballot", "")


@SIDES
async def test_nobody_else_takes_it_back(street, here, there, author, stranger) -> None:
    digits = await street.say(here, f"TLP:AMBER {HERON}", author)
    await street.type_(stranger, f"recall {digits}")
    assert "nothing here that you may do this to" in street.last(stranger)
    assert len(street.in_room(there)) == 1


async def test_a_colleague_does_not_and_a_releaser_does(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(CY, f"recall {digits}")
    assert len(street.in_room(GROUP)) == 1
    await street.type_(REL, f"recall {digits}")
    assert street.in_room(GROUP) == []


async def test_a_steward_takes_back_what_a_colleague_wrote(street) -> None:
    digits = await street.say(GROUP, f"TLP:AMBER {HERON}", BO)
    await street.type_(DI, f"recall {digits}")
    assert street.in_room(DESK) == []


async def test_what_is_too_old_to_be_deleted_is_overwritten_and_told_so(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    street.house.telegram.fail("delete", Refused("message_cannot_be_deleted"), times=9)
    await street.type_(ANN, f"recall {digits}")
    (left,) = street.in_room(GROUP)
    assert HERON not in left
    assert "withdrawn" in left
    assert "Partner 14: too old to be deleted" in report(street, ANN)


async def test_the_report_is_one_card_that_is_edited_until_all_is_settled(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    street.house.telegram.fail("delete", Closed("kicked"), times=2)
    await street.type_(ANN, f"recall {digits}")
    assert "Partner 14: under way." in report(street, ANN)
    await street.pass_(400)
    await street.pass_(400)
    await street.pass_(400)
    assert "Partner 14: deleted." in report(street, ANN)
    assert sum("is withdrawn" in one for one in street.told(ANN)) == 1


async def test_what_was_never_reached_is_said_to_stand_there(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    street.house.telegram.fail("delete", Closed("kicked"), times=60)
    await street.type_(ANN, f"recall {digits}")
    for _ in range(45):
        await street.pass_(400)
    assert "Partner 14: not reachable; the copy may still stand there." in report(street, ANN)


async def test_who_must_keep_records_keeps_one_and_the_report_says_so(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"recall {digits}")
    assert "Partner 14 must keep records" in report(street, ANN)
    (kept,) = await street.house.store.read(lambda tx: tx.records.of("watch"))
    assert (kept.label, kept.text, kept.author) == ("TLP:AMBER", HERON, "Ann")
    assert await street.house.store.read(lambda tx: tx.records.of("institute")) == []
    verdict = await street.house.store.read(lambda tx: tx.verify())
    assert verdict.state == "intact"


async def test_no_record_is_left_to_whom_it_never_reached_or_names_whom_chatham_hides(
    street,
) -> None:
    digits = await street.say(DESK, f"TLP:GREEN TLP:EX:CHR {HERON}", ANN)
    await street.type_(ANN, f"recall {digits}")
    (kept,) = await street.house.store.read(lambda tx: tx.records.of("watch"))
    assert (kept.organisation, kept.author) == ("", "")
    await street.apply(STREET.replace("keeps_records = true\n", ""))
    digits = await street.say(DESK, "TLP:AMBER another heron", ANN)
    await street.type_(ANN, f"recall {digits}")
    assert "must keep records" not in street.last(ANN)
    assert len(await street.house.store.read(lambda tx: tx.records.of("watch"))) == 1


async def test_after_a_recall_no_byte_of_what_was_sealed_is_left(street) -> None:
    await street.apply(STREET.replace("keeps_records = true\n", ""))
    words = " ".join(f"word{at}" for at in range(40))
    digits = await street.say(DESK, f"TLP:AMBER {words}", ANN)
    await street.house.store.purge()
    message = await street.message(digits)
    row = street.house.folder / "tocsin.db"
    sealed, bands = sealed_of(row, message.id)
    assert sealed in street.house.bytes()
    assert all(one in street.house.bytes() for one in bands)
    await street.type_(ANN, f"recall {digits}")
    await street.house.store.purge()
    left = street.house.bytes()
    assert sealed not in left
    assert not any(one in left for one in bands)
    assert b"word17" not in left


def sealed_of(database, message_id):
    """Return the sealed text of a message, and its fingerprint, as they stand in the file."""
    import sqlite3  # noqa: PLC0415 - what a thief does

    with sqlite3.connect(database) as thief:
        ((body,),) = thief.execute("SELECT body FROM messages WHERE id = ?", (message_id,))
        bands = [
            value
            for (value,) in thief.execute(
                "SELECT value FROM fingerprints WHERE message = ?", (message_id,)
            )
        ]
    thief.close()
    assert len(bands) == 12
    # Long values lie in several pages: their beginnings are enough to be found by.
    return body[:200], bands


async def test_the_button_on_the_receipt_withdraws_everywhere(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"receipt {digits}")
    assert "Partner 14: delivered." in street.last(ANN)
    await street.press(ANN, "Withdraw everywhere")
    assert street.in_room(GROUP) == []
    assert any("It is withdrawn." in one for one in street.told(ANN))


async def test_a_receipt_says_where_it_may_not_go_and_why(street) -> None:
    digits = await street.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await street.type_(ANN, f"status {digits}")
    assert "Maker: may not have it (a vendor or client is there without permission)" in (
        street.last(ANN)
    )
    # Whoever got it is told that, and not where else it went.
    await street.type_(BO, f"receipt {digits}")
    assert street.last(BO) == f"Message {digits}, TLP:AMBER, of Ballot Institute."
