"""Aliases: over everything that is sent anywhere, no name that its owner did not choose to show."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from policies.community.presence import Member, Presence, Standing
from storage.store import Transaction
from tests.in_full import IN_FULL
from tests.security.phones import (
    ANN,
    BO,
    CY,
    DEE,
    DESK,
    DI,
    EVA,
    GROUP,
    LU,
    NAMES,
    PHONES,
    REAL,
    Phones,
    Sent,
    phones_in,
)


@pytest.fixture
def begins_with() -> str:
    return PHONES


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


def told_names(sent: list[Sent]) -> set[tuple[str, str]]:
    """Return every real name that was sent anywhere, with what it stood in."""
    return {
        (name, f"{one.what} to {one.channel}: {one.text[:200]}")
        for one in sent
        for name in REAL
        if any(name in some for some in (one.text, *one.labels))
    }


@pytest.mark.proof
async def test_a_long_day_of_everything_shows_no_real_name_anywhere(phones: Phones) -> None:
    there = tuple(Member(user=one, name=NAMES[one]) for one in (EVA, BO, DI, LU))
    stranger = Member(user="7777", name="Passing Person", standing=Standing.OUTSIDER)

    async def known(tx: Transaction) -> None:
        await tx.members.put(
            Presence(place="group", members=(*there, stranger), count=5, explained=4)
        )
        await tx.members.put(
            Presence(
                place="desk",
                members=tuple(Member(user=one, name=NAMES[one]) for one in (ANN, CY)),
                count=2,
                explained=2,
            )
        )

    said = await phones.says(ANN, "TLP:GREEN the first report", DESK)
    await phones.says(LU, "TLP:GREEN an answer", GROUP)
    await phones.says(LU, "TLP:RED for nobody here", GROUP)
    await phones.says(BO, "TLP:AMBER TLP:EX:CHR nobody said so", GROUP)
    await phones.says(CY, "TLP:GREEN or TLP:AMBER", DESK)
    await phones.house.store.write(known)
    await phones.house.take_up()
    await phones.says(ANN, "TLP:AMBER while somebody strange is there", DESK)
    for user, room in ((BO, GROUP), (ANN, DESK), (DI, GROUP), (CY, DESK)):
        for line in ("/room", "/attest 5", "/freeze", "/thaw", "/link", "/ready", "/mode strict",
                     "/close", "/gate on", "/expel"):  # fmt: skip
            await phones.types(user, line, room=room)
    lines = ("/help", "/whoami", "/held", "/ready", "/standing", "/people", "/org list",
             "/lock @nobody", "/invite Newcomer", "/deputy lu", "/requests", "/leave no",
             "/standing AMBER to watch")  # fmt: skip
    for at, user in enumerate((BO, ANN, DI, CY, LU, DEE, EVA)):
        # In the suite every other line, and the others are the next one's.
        for line in lines if IN_FULL else lines[at % 2 :: 2]:
            await phones.types(user, line)
    await phones.types(ANN, "label AMBER", room=DESK, reply_to=str(said.number))
    await phones.types(ANN, "permit river", room=DESK, reply_to=str(said.number))
    await phones.types(ANN, "recall", room=DESK, reply_to=str(said.number))
    await phones.types(ANN, "to @B. TLP:RED to one person alone")
    await phones.types(DI, "/lock eva")
    await phones.types(BO, "/unlock eva")
    await phones.types(DI, "/unlock eva")
    for number in [one.number for one in phones.sent(EVA, "post")]:
        await phones.presses(EVA, number, "open")
    sent = phones.everything()
    assert len(sent) > 60
    assert told_names(sent) == set()


async def test_the_chosen_names_do_stand_there(phones: Phones) -> None:
    await phones.says(ANN, "TLP:GREEN the first report", DESK)
    await phones.types(BO, "/lock lu")
    shown = " ".join(one.text for one in phones.everything())
    for name in ("A.", "Partner 3", "L."):
        assert name in shown


async def test_a_real_name_in_a_header_would_be_noticed(phones: Phones) -> None:
    await phones.apply(
        PHONES.replace('shown_as = "A."\n', "").replace('shown_as = "Partner 3"', "")
    )
    await phones.says(ANN, "TLP:GREEN the first report", DESK)
    names = {name for name, _ in told_names(phones.everything())}
    assert names == {"Annabel", "Passport", "Ballot Institute of the Republic"}
