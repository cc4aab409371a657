"""What is kept comes back as it was, is found where it stands, and goes when its time is past."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from policies.messages.message import Author
from storage import retention
from storage.faults import Tampered
from storage.store import Copy, Notice, Row, Store, Transaction
from tests.in_full import alike
from tests.storage.conftest import GREEN


async def test_a_message_comes_back_whole_and_is_found_where_it_stands(ground, store) -> None:
    message = ground.message(root="r" * 32, reply_to="p" * 32, answers_unknown=True)
    await ground.keep(store, message)
    stored = await store.read(lambda tx: tx.messages.get(message.id))
    assert (stored.message, stored.status, stored.rule) == (message, "crossing", 0)
    found = await store.read(lambda tx: tx.messages.by_number(message.place, message.number))
    assert found == stored
    assert await store.read(lambda tx: tx.messages.by_number("watch-group", "C1:1")) is None
    assert await store.read(lambda tx: tx.messages.get("0" * 31 + "1")) is None


async def test_two_rooms_with_the_same_numbers_never_touch_each_other(ground, store) -> None:
    one = ground.message("-1:7", place="watch-group", id="a" * 32)
    other = ground.message("-1:7", place="other-group", id="b" * 32)
    await ground.keep(store, one)
    await ground.keep(store, other)
    found = await store.read(lambda tx: tx.messages.by_number("other-group", "-1:7"))
    assert found.message == other


async def test_a_new_revision_replaces_the_former(ground, store) -> None:
    await ground.keep(store, ground.message(), status="held")
    after = ground.message(text="TLP:GREEN mended", revision=2, edited=True)

    async def act(tx: Transaction) -> None:
        expires = ground.now + timedelta(days=90)
        tx.messages.replace(after, status="crossing", rule=0, expires=expires)

    await store.write(act)
    stored = await store.read(lambda tx: tx.messages.get(after.id))
    assert (stored.message, stored.status) == (after, "crossing")
    assert await store.read(lambda tx: tx.messages.held()) == []
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"


async def test_what_was_held_of_a_former_revision_is_let_go_when_it_is_replaced(
    ground, store
) -> None:
    message = ground.message()
    await ground.keep(store, message)

    async def hold(tx: Transaction) -> None:
        tx.deliveries.hold(message.id, "watch-group", message.place, rule=7)

    async def edit(tx: Transaction) -> None:
        tx.messages.replace(
            replace(message, revision=2), status="crossing", rule=0, expires=ground.now
        )
        await tx.deliveries.want(
            message.id, "watch-group", message.place, priority=0, written=1, sequence=0
        )

    await store.write(hold)
    await store.write(edit)
    assert await store.read(lambda tx: tx.deliveries.listed("held")) == []
    assert len(await store.read(lambda tx: tx.deliveries.listed("waiting"))) == 1


async def test_held_messages_are_listed_without_what_they_say(ground, store) -> None:
    await ground.keep(store, ground.message(), status="held")
    (held,) = await store.read(lambda tx: tx.messages.held())
    assert (held.place, held.organisation, held.rule) == ("institute-desk", "institute", 0)
    assert held.minute == ground.now


async def test_recent_messages_that_crossed_come_oldest_first(ground, store) -> None:
    for number, hours, status in [
        (3, 1, "crossing"),
        (1, 3, "crossing"),
        (2, 2, "held"),
        (4, 0, "crossing"),
    ]:
        written = ground.now - timedelta(hours=hours)
        await ground.keep(store, ground.message(f"C1:{number}", written=written), status=status)
    since = ground.now - timedelta(hours=2)
    assert await store.read(lambda tx: tx.messages.recent("institute-desk", since)) == [
        "C1:3",
        "C1:4",
    ]
    assert await store.read(lambda tx: tx.messages.recent("nowhere", since)) == []


async def test_a_quarantined_message_is_never_opened_again(ground, store) -> None:
    message = ground.message()
    await ground.keep(store, message)

    async def act(tx: Transaction) -> None:
        tx.messages.quarantine(message.id)

    await store.write(act)
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.messages.get(message.id))


async def test_copies_are_found_by_message_by_place_and_by_where_they_stand(ground, store) -> None:
    message = ground.message()
    await ground.keep(store, message)
    parts = [ground.copy(1, "78"), ground.copy(0, "77")]

    async def act(tx: Transaction) -> None:
        for part in parts:
            tx.copies.add(message.id, "watch-group", part)
        tx.copies.add(message.id, "other-group", ground.copy(0, "77", "-200"))

    await store.write(act)
    found = await store.read(lambda tx: tx.copies.of(message.id, "watch-group"))
    assert found == [parts[1], parts[0]]
    assert sorted(await store.read(lambda tx: tx.copies.places(message.id))) == [
        "other-group", "watch-group",
    ]  # fmt: skip
    copy = await store.read(lambda tx: tx.copies.by_number("watch-group", "-100", "78"))
    assert (copy.message_id, copy.part) == (message.id, 1)
    assert await store.read(lambda tx: tx.copies.by_number("watch-group", "-200", "78")) is None

    async def change(tx: Transaction) -> None:
        tx.copies.update(parts[1].id, revision=2)
        tx.copies.remove(parts[0].id)

    await store.write(change)
    found = await store.read(lambda tx: tx.copies.of(message.id, "watch-group"))
    assert found == [replace(parts[1], revision=2)]


async def test_cursors_are_each_doors_own(store) -> None:
    async def act(tx: Transaction) -> None:
        tx.cursors.set("slack.main", "C1", "1.5")
        tx.cursors.set("slack.main", "C1", "2.5")
        tx.cursors.set("telegram.main", "updates", "9")

    await store.write(act)
    assert await store.read(lambda tx: tx.cursors.all("slack.main")) == {"C1": "2.5"}
    assert await store.read(lambda tx: tx.cursors.all("telegram.main")) == {"updates": "9"}
    assert await store.read(lambda tx: tx.cursors.all("slack.other")) == {}


async def test_a_room_is_forgotten_with_every_cursor_of_its_own(store) -> None:
    async def act(tx):
        for name in ("C1", "floor:C1", "heard:C1", "C11", "floor:C2"):
            tx.cursors.set("slack.main", name, "1.5")
        tx.cursors.set("slack.other", "C1", "2.5")

    await store.write(act)
    await store.write(lambda tx: tx.cursors.forget_room("slack.main", "C1"))
    assert set(await store.read(lambda tx: tx.cursors.all("slack.main"))) == {"C11", "floor:C2"}
    assert set(await store.read(lambda tx: tx.cursors.all("slack.other"))) == {"C1"}


def notice(ground, number: int, count: int = 1) -> Notice:
    return Notice(
        id=f"{number:032}", kind="red", place="institute-desk", door="slack.main", user="U1",
        channel="C1", topic=None, number="1.5", count=count, revision=count, begun=ground.now,
    )  # fmt: skip


async def test_the_latest_notice_is_found_by_key_and_earlier_ones_by_id(ground, store) -> None:
    async def put(tx: Transaction, one: Notice) -> None:
        tx.notices.put(tx.keyed("notice", "red", "slack.main", "U1"), one)

    await store.write(lambda tx: put(tx, notice(ground, 1)))
    await store.write(lambda tx: put(tx, notice(ground, 1, count=2)))
    await store.write(lambda tx: put(tx, notice(ground, 2)))

    async def query(tx: Transaction) -> list[Notice | None]:
        key = tx.keyed("notice", "red", "slack.main", "U1")
        return [await tx.notices.get(key), await tx.notices.by_id(f"{1:032}")]

    assert await store.read(query) == [notice(ground, 2), notice(ground, 1, count=2)]
    assert await store.read(lambda tx: tx.notices.by_id("none")) is None


async def test_the_directory_keeps_its_order_and_what_came_from_commands(store) -> None:
    rows = [
        Row(kind="place", id=f"p{n}", origin="file", body={"n": n, "t": ["x"]}) for n in range(3)
    ]
    moved = Row(kind="moved", id="p1", origin="platform", body={"to": "-5"})
    assert await store.read(lambda tx: tx.directory.version()) == 0
    await store.write(lambda tx: tx.directory.replace_file(rows))
    await store.write(lambda tx: tx.directory.put(moved))
    await store.write(lambda tx: tx.directory.put(replace(moved, body={"to": "-6"})))
    await store.write(lambda tx: tx.directory.replace_file(rows[::-1]))
    found = await store.read(lambda tx: tx.directory.load())
    assert found == [*rows[::-1], replace(moved, body={"to": "-6"})]
    assert await store.read(lambda tx: tx.directory.version()) == 4


@alike
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM directory WHERE position = 1", "DELETE FROM directory",
        "DELETE FROM heads WHERE name = 'directory'",
        "UPDATE heads SET value = 9 WHERE name = 'directory'",
        "UPDATE directory SET position = 5 - position",
    ],
)  # fmt: skip
async def test_a_wall_taken_out_of_the_directory_in_sql_is_noticed(
    ground, store, statement
) -> None:
    rows = [Row(kind="wall", id=str(n), origin="file", body={}) for n in range(3)]
    await store.write(lambda tx: tx.directory.replace_file(rows))
    ground.sql(statement)
    with pytest.raises(Tampered):
        await store.read(lambda tx: tx.directory.load())


async def test_dead_letters_are_listed_without_their_content(ground, store) -> None:
    async def act(tx: Transaction) -> None:
        tx.dead.add("slack.main", "Said", "KeyError", b"raw")

    await store.write(act)
    (letter,) = await store.read(lambda tx: tx.dead.listed())
    assert (letter.door, letter.kind, letter.error) == ("slack.main", "Said", "KeyError")
    assert letter.minute == ground.now


async def test_a_text_is_gone_when_its_time_is_past_and_its_copies_are_still_found(
    ground, store
) -> None:
    said = replace(GREEN, warnings=("write it in front",), cut=((0, 9),))
    message = ground.message(reading=said)
    await ground.keep(store, message, days=90)

    async def stand(tx: Transaction) -> None:
        tx.copies.add(message.id, "watch-group", ground.copy())

    await store.write(stand)
    ground.pass_(days=98)
    forgotten = await retention.forget(store)
    assert (forgotten.keys, forgotten.pending) == (1, False)
    assert await store.read(lambda tx: tx.messages.get(message.id)) is None
    found = await store.read(lambda tx: tx.messages.by_number(message.place, message.number))
    remnant = replace(message, author=Author(address="U1"), parts=(), reading=GREEN)
    assert found.message == remnant
    assert await store.read(lambda tx: tx.copies.of(message.id, "watch-group")) == [ground.copy()]
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"
    ground.pass_(days=320)
    assert (await retention.forget(store)).keys == 1
    assert await store.read(lambda tx: tx.messages.by_number(message.place, "C1:1")) is None
    assert await store.read(lambda tx: tx.copies.of(message.id, "watch-group")) == []
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"


async def test_held_text_goes_after_a_day_and_what_was_held_of_it(ground, store) -> None:
    message = ground.message()
    await ground.keep(store, message, status="held", days=1)

    async def hold(tx: Transaction) -> None:
        tx.deliveries.hold(message.id, "watch-group", message.place, rule=7)

    await store.write(hold)
    ground.pass_(days=1, minutes=1)
    await retention.forget(store)
    assert await store.read(lambda tx: tx.messages.held()) == []
    assert await store.read(lambda tx: tx.deliveries.listed("held")) == []
    assert ground.sql("SELECT count(*) FROM messages") == [(0,)]


async def test_a_shredded_key_is_in_no_file_once_no_reader_keeps_the_log(ground) -> None:
    store = await ground.create()
    await ground.keep(store, ground.message(), days=7)
    ((wrapped,),) = ground.sql("SELECT wrapped FROM data_keys WHERE purpose = 'text'")
    assert wrapped in ground.bytes_on_disk()
    ground.pass_(days=15)
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Transaction) -> None:
        await tx.directory.version()
        reading.set()
        await go_on.wait()

    reader = asyncio.create_task(store.read(slow))
    await reading.wait()
    assert (await retention.forget(store)).pending
    go_on.set()
    await reader
    assert not (await retention.forget(store)).pending
    assert wrapped not in ground.bytes_on_disk()
    await store.close()


async def test_an_event_told_again_is_known_for_thirty_days(ground, store: Store) -> None:
    async def tell(tx: Transaction) -> bool:
        key = tx.keyed("event", "slack.main", "Ev1")
        before = await tx.received.told_before(key)
        tx.received.told(key)
        return before

    assert [await store.write(tell) for _ in range(2)] == [False, True]
    assert sorted(await asyncio.gather(*(store.write(tell) for _ in range(3)))) == [True] * 3
    ground.pass_(days=29)
    await retention.forget(store)
    assert await store.write(tell)
    ground.pass_(days=2)
    await retention.forget(store)
    assert not await store.write(tell)


@alike
async def test_keyed_parts_are_never_confused(store: Store) -> None:
    async def query(tx: Transaction) -> set[bytes]:
        return {tx.keyed("ab", "c"), tx.keyed("a", "bc"), tx.keyed("abc"), tx.keyed("abc", "")}

    assert len(await store.read(query)) == 4


async def test_a_copy_of_a_notice_is_kept_too(ground, store: Store) -> None:
    copy = Copy(id="a" * 32, part=0, room=("D1", "12"), number="5.5", revision=1)

    async def act(tx: Transaction) -> None:
        tx.copies.add("notice-id", "notice:slack.main:U1", copy)

    await store.write(act)
    assert await store.read(lambda tx: tx.copies.of("notice-id", "notice:slack.main:U1")) == [copy]
