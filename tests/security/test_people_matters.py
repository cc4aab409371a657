"""Legal hold by matter: two people, that matter alone, on record, and seen by whom it concerns."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.community import removing
from bot.community.terms import Terms
from policies.phrases import ENGLISH
from storage.store import Transaction
from tests.security.phones import ANN, BO, CY, DESK, DI, GROUP, LU, PHONES, Phones, phones_in

DEPUTY = PHONES.replace('shown_as = "L."\n', 'shown_as = "L."\nroles = ["deputy"]\n')
OPERATORS = DEPUTY.replace('roles = ["partner", "duty"]', 'roles = ["operator"]')
DAY = 86_400


@pytest.fixture
def begins_with() -> str:
    return DEPUTY


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


async def texts(phones: Phones, *ids: str) -> list[str]:
    """Return what is still known of these messages, "" where the text is gone."""
    found = []
    for one in ids:
        stored = await phones.house.store.read(lambda tx, one=one: tx.messages.known(one))
        parts = () if stored is None else stored.message.parts
        found.append("".join(part.text.plain for part in parts))
    return found


async def written(phones: Phones) -> tuple[str, str]:
    """Have one message of each organisation cross; returns their ids."""
    ids = []
    for user, room in ((BO, GROUP), (ANN, DESK)):
        said = await phones.says(user, "TLP:GREEN the count of station 7", room)
        place = "group" if room == GROUP else "desk"
        number = f"{room}:{said.number}"
        stored = await phones.house.store.read(
            lambda tx, at=(place, number): tx.messages.by_number(*at)
        )
        assert stored is not None
        ids.append(stored.message.id)
    return ids[0], ids[1]


async def days_pass(phones: Phones, days: int) -> None:
    for _ in range(0, days, 5):
        phones.house.pass_(5 * DAY)
        await phones.house.forget()


def span(phones: Phones) -> str:
    return f"from {phones.house.clock.now.date().isoformat()}"


async def test_two_hold_a_matter_and_only_what_is_in_it_outlives_its_time(phones: Phones) -> None:
    held, other = await written(phones)
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    await phones.types(LU, "/hold station-7")
    # Her answer and what she is told as one of hers come in either order.
    assert any("is kept from now on" in one.text for one in phones.sent(LU))
    await days_pass(phones, 150)
    kept, gone = await texts(phones, held, other)
    assert kept.endswith("the count of station 7")
    assert gone == ""
    assert (await phones.house.store.read(lambda tx: tx.verify())).state == "intact"


async def test_one_alone_holds_nothing(phones: Phones) -> None:
    held, _ = await written(phones)
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    await phones.types(BO, "/hold station-7")
    assert "It takes two" in phones.sent(BO)[-1].text
    await days_pass(phones, 120)
    assert await texts(phones, held) == [""]


async def test_nobody_holds_what_is_anothers(phones: Phones) -> None:
    _, other = await written(phones)
    await phones.types(BO, f"/hold station-7 institute {span(phones)}")
    await phones.types(LU, "/hold station-7")
    assert "It takes two" in phones.sent(LU)[-1].text
    await days_pass(phones, 120)
    assert await texts(phones, other) == [""]


async def test_a_steward_of_each_holds_what_is_of_both(phones: Phones) -> None:
    ids = await written(phones)
    await phones.types(BO, f"/hold both watch institute {span(phones)}")
    await phones.types(ANN, "/hold both")
    await days_pass(phones, 120)
    assert all(await texts(phones, *ids))


async def test_single_messages_are_held_alone(phones: Phones) -> None:
    held, _ = await written(phones)
    said = await phones.says(BO, "TLP:GREEN something else", GROUP)
    other = await phones.house.store.read(
        lambda tx: tx.messages.by_number("group", f"{GROUP}:{said.number}")
    )
    assert other is not None
    await phones.types(BO, f"/hold one #{held[:8]}")
    await phones.types(LU, "/hold one")
    await days_pass(phones, 120)
    assert [bool(text) for text in await texts(phones, held, other.message.id)] == [True, False]


async def test_it_is_visible_to_those_whom_it_concerns_and_to_nobody_else(phones: Phones) -> None:
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    since = len(phones.everything())
    await phones.types(LU, "/hold station-7")
    told = {one.channel for one in phones.everything()[since:] if "is kept for" in one.text}
    assert {BO, LU} <= told
    assert not told & {ANN, CY}
    await phones.types(LU, "/matters")
    line = phones.sent(LU)[-1].text
    assert "station-7: Partner 14" in line
    assert "B." in line
    await phones.types(ANN, "/matters")
    assert "station-7" not in phones.sent(ANN)[-1].text


async def test_what_its_author_takes_back_leaves_a_sealed_record(phones: Phones) -> None:
    said = await phones.says(BO, "TLP:GREEN never said", GROUP)
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    await phones.types(LU, "/hold station-7")
    await phones.types(BO, "/delete", room=GROUP, reply_to=str(said.number))
    records = await phones.house.store.read(lambda tx: tx.records.of("watch"))
    assert ["never said" in one.text for one in records] == [True]
    assert not any("never said" in text for text in phones.house.slack.standing(DESK))


async def test_two_let_it_end_and_then_it_is_forgotten(phones: Phones) -> None:
    held, _ = await written(phones)
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    await phones.types(LU, "/hold station-7")
    await phones.types(BO, "/unhold station-7")
    await phones.types(BO, "/unhold station-7")
    await days_pass(phones, 120)
    assert all(await texts(phones, held))
    await phones.types(LU, "/unhold station-7")
    await days_pass(phones, 60)
    assert await texts(phones, held) == [""]


@pytest.mark.parametrize(
    "line",
    ["station-7", "Station! watch from 2026-01-01", "x nobody from 2026-01-01", "x watch from soon",
     "x watch from 2026-02-01 to 2026-01-01", "x from 2026-01-01", "x #ffffffffff", ""],
)  # fmt: skip
async def test_what_cannot_be_read_holds_nothing(phones: Phones, line: str) -> None:
    held, _ = await written(phones)
    await phones.types(BO, f"/hold {line}")
    await phones.types(LU, "/hold x")
    await days_pass(phones, 120)
    assert await texts(phones, held) == [""]


async def held_matter(phones: Phones) -> None:
    await phones.types(BO, f"/hold station-7 watch {span(phones)}")
    await phones.types(LU, "/hold station-7")


async def test_what_is_kept_for_a_matter_is_not_shredded(phones: Phones) -> None:
    await phones.apply(OPERATORS)
    mine, _ = await written(phones)
    await held_matter(phones)
    await phones.types(DI, "/org remove watch shred")
    assert phones.sent(DI, "post")[-1].text == ENGLISH.people.bound("watch").plain
    await days_pass(phones, 5)
    assert await texts(phones, mine) == ["TLP:GREEN the count of station 7"]
    assert phones.house.services.directory.organisation("watch") is not None
    await phones.types(BO, "/unhold station-7")
    await phones.types(LU, "/unhold station-7")
    await phones.types(DI, "/org remove watch shred")
    assert phones.sent(DI, "post")[-1].text == ENGLISH.people.second_needed().plain


async def test_a_matter_that_came_between_stops_the_second_person_and_the_key(
    phones: Phones,
) -> None:
    await phones.apply(OPERATORS)
    await written(phones)
    await phones.types(DI, "/org remove watch shred")
    (asked,) = [one for one in phones.sent(BO, "post") if "unreadable, for ever" in one.text]
    await held_matter(phones)
    await phones.presses(BO, asked.number, asked.lines[0])
    assert "Something of it is kept for a matter" in phones.telegram.rooms[BO][asked.number].text
    assert phones.house.services.directory.organisation("watch") is not None
    terms = Terms(phones.house.store, phones.house.services, phones.house.woken.update)

    async def begun(tx: Transaction) -> None:
        await removing.shred(tx, phones.house.services, "watch")

    await phones.house.store.write(begun)
    await phones.house.deliver()
    phones.house.pass_(2 * DAY)
    await terms.look()
    records = await phones.house.store.read(lambda tx: tx.records.of("watch"))
    assert ["the count of station 7" in one.text for one in records] == [True]
