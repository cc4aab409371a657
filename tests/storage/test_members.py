"""Who is in a room is read as it was written, or not at all."""

import pytest

from policies.audit import AuditKind
from policies.community.presence import Member, Presence
from storage.faults import Tampered
from tests.in_full import alike


def room(name: str, *users: str) -> Presence:
    return Presence(place=name, members=tuple(Member(user=one) for one in users), count=len(users))


async def keep(store, *rooms: Presence) -> None:
    for one in rooms:

        async def act(tx, one=one) -> None:
            await tx.members.put(one)
            tx.audit.add(AuditKind.MEMBERSHIP, organisation=None, place=one.place)

        await store.write(act)


async def loaded(store):
    return {one.place: one for one in await store.read(lambda tx: tx.members.load())}


async def test_each_room_is_kept_and_every_change_is_a_new_version(store) -> None:
    await keep(store, room("desk", "a"), room("group", "b"), room("desk", "a", "x"))
    assert await loaded(store) == {"desk": room("desk", "a", "x"), "group": room("group", "b")}
    assert await store.read(lambda tx: tx.members.of("desk")) == room("desk", "a", "x")
    assert await store.read(lambda tx: tx.members.of("none")) is None
    assert await store.read(lambda tx: tx.members.version()) == 3


@alike
@pytest.mark.parametrize(
    "crime",
    [
        "DELETE FROM members WHERE revision = 1",
        "UPDATE members SET revision = 7 WHERE revision = 1",
        "UPDATE heads SET value = 9 WHERE name = 'members'",
        "DELETE FROM heads WHERE name = 'members'",
    ],
)
async def test_a_row_that_was_removed_or_edited_is_noticed(ground, store, crime) -> None:
    await keep(store, room("desk", "a"), room("group", "b"))
    await store.close()
    ground.sql(crime)
    again = await ground.open()
    try:
        with pytest.raises(Tampered):
            await loaded(again)
    finally:
        await again.close()


async def test_rows_that_went_with_their_head_are_told_by_the_trail(ground, store) -> None:
    await keep(store, room("desk", "a"))
    await store.close()
    ground.sql("DELETE FROM members")
    ground.sql("DELETE FROM heads WHERE name = 'members'")
    again = await ground.open()
    try:
        verdict = await again.read(lambda tx: tx.verify())
        assert verdict.state == "tampered"
    finally:
        await again.close()
