"""Counts of what waits and stands still, and letting dead letters go."""

from datetime import timedelta

from storage.store import Still, Store, Transaction


async def want(store: Store, message: str, place: str, written: int = 1) -> None:
    async def act(tx: Transaction) -> None:
        await tx.deliveries.want(message, place, "s", priority=0, written=written, sequence=0)

    await store.write(act)


async def claim(store: Store, place: str):
    return await store.write(lambda tx: tx.deliveries.claim(place, lease_seconds=90))


async def do(store: Store, repository: str, method: str, *args, **kwargs) -> None:
    async def act(tx: Transaction) -> None:
        getattr(getattr(tx, repository), method)(*args, **kwargs)

    await store.write(act)


async def test_a_lane_tells_how_many_wait_and_since_when_the_oldest(ground, store) -> None:
    ground.pass_(seconds=7)
    exactly = ground.now
    await want(store, "a", "p", int(exactly.timestamp() * 1_000_000))
    ground.pass_(minutes=5)
    await want(store, "b", "p", int(ground.now.timestamp() * 1_000_000))
    await want(store, "c", "q", int(ground.now.timestamp() * 1_000_000))
    await claim(store, "q")
    first, second = await store.read(lambda tx: tx.backlog.lanes())
    assert (first.place, first.count, first.since) == ("p", 2, exactly)
    assert (second.place, second.count, second.since) == ("q", 1, ground.now)


async def test_what_was_written_long_before_it_was_stored_is_never_said_to_wait_too_long(
    ground, store
) -> None:
    await want(store, "an edit of something old", "p", written=1)
    ground.pass_(seconds=10)
    (lane,) = await store.read(lambda tx: tx.backlog.lanes())
    assert lane.since == ground.now
    ground.pass_(minutes=3)
    (lane,) = await store.read(lambda tx: tx.backlog.lanes())
    assert timedelta(minutes=2) < ground.now - lane.since < timedelta(minutes=3)


async def test_a_lane_tells_what_its_last_failed_try_was_told(ground, store) -> None:
    await want(store, "a", "p")
    due = ground.now + timedelta(minutes=20)
    one = await claim(store, "p")
    await do(store, "deliveries", "postpone", one.id, due=due, error="ratelimited", counted=False)
    (lane,) = await store.read(lambda tx: tx.backlog.lanes())
    assert (lane.error, lane.due) == ("ratelimited", due)


async def test_what_stands_still_is_counted_by_what_it_is(ground, store) -> None:
    assert await store.read(lambda tx: tx.backlog.still()) == Still()
    begun = ground.now
    await do(store, "deliveries", "hold", "a", "p", "s", rule=16)
    ground.pass_(minutes=2)
    await do(store, "deliveries", "hold", "b", "p", "s", rule=1)
    await do(store, "deliveries", "hold_edit", "c", "p", rule=4)
    await do(store, "dead", "add", "slack.main", "Unread", "text: is no string", None)
    await ground.keep(store, ground.message(), status="held")
    for message, status in (("d", "dead"), ("e", "dead"), ("f", "done"), ("g", "stopped")):
        await want(store, message, "q")
        one = await claim(store, "q")
        await do(store, "deliveries", "settle", one.id, status=status, error="chat not found")
    await want(store, "h", "q")
    one = await claim(store, "q")
    await do(store, "deliveries", "settle", one.id, status="held", error="no such door")
    still = await store.read(lambda tx: tx.backlog.still())
    person, error = still.deliveries
    assert (person.count, person.since, person.by_error) == (1, begun, False)
    assert (error.count, error.since, error.by_error) == (2, ground.now, True)
    assert still.edits is not None
    assert still.edits.count == 1
    assert still.dead_deliveries is not None
    assert (still.dead_deliveries.count, still.dead_deliveries.since) == (2, ground.now)
    assert still.dead_events is not None
    assert still.dead_events.count == 1
    assert still.messages is not None
    assert still.messages.count == 1
    assert still.set_aside is None
    ground.sql("UPDATE deliveries SET status = 'quarantined' WHERE message = 'd'")
    still = await store.read(lambda tx: tx.backlog.still())
    assert still.set_aside is not None


async def test_a_lane_whose_place_was_edited_away_hides_no_other(ground, store) -> None:
    await want(store, "a", "p")
    await want(store, "b", "q")
    ground.sql("UPDATE deliveries SET place = 99 WHERE message = 'a'")
    lanes = await store.read(lambda tx: tx.backlog.lanes())
    assert {one.place for one in lanes} == {"?", "q"}


async def test_a_dropped_letter_is_gone_and_everything_that_is_sealed_still_opens(store) -> None:
    for at in range(2):
        await do(store, "dead", "add", "slack.main", "Unread", f"error {at}", None)
    first, second = await store.read(lambda tx: tx.dead.listed())
    await do(store, "dead", "drop", first.id)
    assert await store.read(lambda tx: tx.dead.listed()) == [second]
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
