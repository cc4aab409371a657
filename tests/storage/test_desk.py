"""What is numbered, its sheets, and what falls due are found as they were, and nothing is lost."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from storage import retention
from storage.store import Due, Stale
from tests.in_full import alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    what: str


async def opened(store, *texts, rank=0):
    async def act(tx):
        return [
            await tx.docket.add("alarm", Alarm(text=text), organisation="org-a", rank=rank)
            for text in texts
        ]

    return await store.write(act)


async def test_items_are_numbered_within_their_kind_and_found_by_number_and_id(store) -> None:
    one, two = await opened(store, "first", "second")
    assert (one.number, two.number) == (1, 2)
    assert await store.read(lambda tx: tx.docket.numbered("alarm", 2, Alarm)) == two
    assert await store.read(lambda tx: tx.docket.by_id(one.id, Alarm)) == one
    assert await store.read(lambda tx: tx.docket.numbered("report", 1, Alarm)) is None


async def test_what_is_open_comes_by_rank_and_then_by_number(store) -> None:
    await opened(store, "one", "two")
    (three,) = await opened(store, "three", rank=3)
    found = await store.read(lambda tx: tx.docket.opened("alarm", Alarm))
    assert [one.number for one in found] == [3, 1, 2]
    assert await store.read(lambda tx: tx.docket.count("alarm")) == 3
    assert await store.read(lambda tx: tx.docket.count("alarm", rank=1)) == 1
    assert three.rank == 3


async def test_a_drawer_is_another_once_anything_in_it_was_opened_changed_or_closed(
    ground, store
) -> None:
    async def stamps() -> dict[int, tuple[int, ...]]:
        return await store.read(lambda tx: tx.docket.stamps("alarm", size=2))

    (one,) = await opened(store, "one")
    assert set(await stamps()) == {0}
    before = await stamps()
    two, three = await opened(store, "two", "three")
    assert (await stamps())[0] == before[0]
    assert set(await stamps()) == {0, 1}
    before = await stamps()
    await store.write(lambda tx: tx.docket.put(three, three.value))
    after = await stamps()
    assert (after[0], after[1] != before[1]) == (before[0], True)
    assert set(await store.read(lambda tx: tx.docket.marks("alarm", 1, size=2))) == {
        (two.id, 1),
        (three.id, 2),
    }
    await store.write(lambda tx: tx.docket.put(one, one.value, ends=ground.now))
    assert set(await stamps()) == {1}
    await store.write(lambda tx: tx.docket.put(two, two.value, rank=-1))
    marks = await store.read(lambda tx: tx.docket.marks("alarm", 1, size=2))
    assert marks == [(three.id, 2)]


async def test_a_number_is_never_given_again(ground, store) -> None:
    (one,) = await opened(store, "first")

    async def close(tx):
        return await tx.docket.put(one, one.value, ends=ground.now)

    assert not (await store.write(close)).open
    ground.now += timedelta(weeks=2)
    await retention.forget(store)
    assert await store.read(lambda tx: tx.docket.numbered("alarm", 1, Alarm)) is None
    (two,) = await opened(store, "second")
    assert two.number == 2
    assert (await store.read(lambda tx: tx.verify())).state == "intact"


async def test_of_two_who_change_what_they_read_the_second_is_told_to_read_it_anew(store) -> None:
    (one,) = await opened(store, "first")

    async def change(tx):
        await tx.docket.put(one, Alarm(text="first", owner="ann"))

    await store.write(change)
    with pytest.raises(Stale):
        await store.write(change)
    found = await store.read(lambda tx: tx.docket.by_id(one.id, Alarm))
    assert (found.value.owner, found.version) == ("ann", 2)


async def test_sheets_stay_in_order_and_move_with_their_item(ground, store) -> None:
    (one,) = await opened(store, "first")

    async def lay(tx) -> None:
        for what in ("raised", "acknowledged"):
            await tx.sheets.add(one, "entry", Entry(what=what))
        await tx.sheets.add(one, "reach", Entry(what="sent"), key=("room",))

    async def change(tx) -> None:
        sheet = await tx.sheets.find(one.id, "reach", ("room",), Entry)
        await tx.sheets.put(sheet, Entry(what="seen"))
        await tx.docket.put(one, one.value, ends=ground.now)

    await store.write(lay)
    await store.write(change)
    entries = await store.read(lambda tx: tx.sheets.of(one.id, "entry", Entry))
    assert [(each.position, each.value.what) for each in entries] == [
        (1, "raised"),
        (2, "acknowledged"),
    ]
    found = await store.read(lambda tx: tx.sheets.find(one.id, "reach", ("room",), Entry))
    assert found.value.what == "seen"
    ground.now += timedelta(weeks=2)
    await retention.forget(store)
    assert ground.sql("SELECT count(*) FROM sheets") == [(0,)]


async def test_what_is_due_comes_by_rank_and_what_is_not_stays(ground, store) -> None:
    async def act(tx) -> None:
        for name, seconds, rank in (("a", -9, 0), ("b", -5, 3), ("c", 60, 3)):
            due = ground.now + timedelta(seconds=seconds)
            tx.agenda.put(Due(kind="step", subject=(name,), due=due, rank=rank, note="n"))
        tx.agenda.put(Due(kind="step", subject=("d",), due=ground.now, loose=True))

    await store.write(act)
    found = await store.write(lambda tx: tx.agenda.due(ground.now, most=10))
    assert [one.subject for one in found] == [("b",), ("a",), ("d",)]
    assert found[0].note == "n"
    assert await store.read(lambda tx: tx.agenda.next()) == found[1].due

    async def done(tx) -> None:
        for one in found:
            tx.agenda.done(one)
        await tx.agenda.drop("step", "unknown")

    await store.write(done)
    assert [one.subject for one in await store.read(lambda tx: tx.agenda.listed("step"))] == [
        ("c",)
    ]
    assert (await store.read(lambda tx: tx.verify())).state == "intact"


@alike
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE docket SET number = 7",
        "UPDATE docket SET open = 0",
        "DELETE FROM docket",
        "UPDATE sheets SET position = 9",
        "UPDATE agenda SET due = due + 3600",
        "DELETE FROM agenda",
    ],
)
async def test_a_row_that_is_edited_or_removed_in_sql_is_noticed(ground, store, sql) -> None:
    (one,) = await opened(store, "first")

    async def act(tx) -> None:
        await tx.sheets.add(one, "entry", Entry(what="raised"))
        tx.agenda.put(Due(kind="step", subject=(one.id,), due=ground.now))

    await store.write(act)
    ground.sql(sql)
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"


async def test_what_falls_due_and_was_edited_is_set_aside_and_stops_nothing_else(
    ground, store
) -> None:
    async def act(tx) -> None:
        for name in ("a", "b"):
            tx.agenda.put(Due(kind=name, subject=(name,), due=ground.now))

    await store.write(act)
    ground.sql("UPDATE agenda SET rank = 9 WHERE kind = 'a'")
    found = await store.write(lambda tx: tx.agenda.due(ground.now, most=10))
    assert [one.kind for one in found] == ["b"]
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"


async def test_what_a_shredded_organisation_originated_is_gone(ground, store) -> None:
    (one,) = await opened(store, "first")

    async def act(tx) -> None:
        await tx.sheets.add(one, "entry", Entry(what="raised"))

    await store.write(act)
    await store.write(lambda tx: tx.shredding.shred("org-a"))
    assert await store.read(lambda tx: tx.docket.by_id(one.id, Alarm)) is None
    assert ground.sql("SELECT count(*) FROM sheets") == [(0,)]
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
