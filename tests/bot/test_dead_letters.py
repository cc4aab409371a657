"""`tocsin dead`: letters are listed, tried again, or let go; what is done is on record."""

import json
import sqlite3
from contextlib import closing

import pytest

from policies.audit import AuditKind
from tests.bot.letters import LONG, event, fill, opened, settle, standing, want
from tests.stage import Stage


async def commands(stage: Stage) -> list[dict]:
    """Return what the audit keeps of commands."""
    async with opened(stage) as store:

        async def query(tx):
            found = [one for one in await tx.audit.after(0) if one.kind == AuditKind.COMMAND]
            return [await tx.audit.fields(one) for one in found]

        return await store.read(query)


async def test_letters_of_both_kinds_are_listed_with_what_can_be_done(made: Stage) -> None:
    assert made.tocsin("dead", "list").stdout == "there are no dead letters\n"
    await fill(made)
    done = made.tocsin("dead", "list")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "4 dead letters, the oldest 1 d 2 h ago"
    assert all(len(one) <= 80 for one in lines)
    listed = [one for one in lines if one.startswith(("dead  ", "held  "))]
    assert "to group, 1 d 2 h ago, chat not found" in listed[0]
    assert "to somebody in private by telegram.main" in listed[3]
    assert any(one.startswith("held") and one.endswith("Tampered") for one in listed)
    assert "tocsin dead retry ID" in done.stdout
    assert "Of an event nothing was kept" in done.stdout
    told = json.loads(made.tocsin("dead", "list", "--json").stdout)
    assert [one["kind"] for one in told].count("event") == 1
    assert {one["state"] for one in told} == {"dead", "held"}
    assert told[-1]["error"] == LONG
    assert [one["can"] for one in told if one["kind"] == "event"] == [["drop"]]


async def test_all_that_can_be_tried_again_waits_again(made: Stage) -> None:
    await fill(made)
    done = made.tocsin("dead", "retry", "--all")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("back in its lane: ") == 3
    assert await standing(made, "dead") == []
    (left,) = json.loads(made.tocsin("dead", "list", "--json").stdout)
    assert left["kind"] == "event"
    assert {one["command"] for one in await commands(made)} == {"dead retry"}
    assert made.tocsin("audit", "verify").returncode == 0


async def test_unknown_ids_are_named_and_the_others_are_done(made: Stage) -> None:
    async with opened(made) as store:
        dead = await settle(store, "m", "group", "dead", "chat not found")
        told = await event(store)
    done = made.tocsin("dead", "retry", dead, "0" * 32, told)
    assert done.returncode == 1
    assert done.stdout == f"back in its lane: {dead}\n"
    assert f"{'0' * 32}: is neither dead nor held by an error" in done.stderr
    assert f"{told}: is an event, of which nothing was kept" in done.stderr
    assert len(await standing(made, "waiting")) == 1
    done = made.tocsin("dead", "drop", "--yes", "0" * 32, told)
    assert done.returncode == 1
    assert done.stdout == f"dropped: {told}\n"
    assert f"{'0' * 32}: is neither dead nor held by an error" in done.stderr
    assert made.tocsin("dead", "list").stdout == "there are no dead letters\n"


async def test_a_dropped_delivery_is_gone_from_every_list_and_blocks_no_lane(made: Stage) -> None:
    async with opened(made) as store:
        dead = await settle(store, "m1", "group", "dead", "chat not found")
        held = await settle(store, "m2", "team", "held", "Tampered")
        await want(store, "m3", "group")
    done = made.tocsin("dead", "drop", "--yes", dead, held[:12])
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {f"dropped: {dead}", f"dropped: {held}"}
    assert "dead" not in made.tocsin("status").stdout
    assert "held" not in made.tocsin("status").stdout
    assert made.tocsin("dead", "retry", dead).returncode == 1
    kept = await commands(made)
    assert [(one["command"], one["item"]) for one in kept] == [
        ("dead drop", dead),
        ("dead drop", held),
    ]
    assert kept[0]["error"] == "chat not found"
    assert made.tocsin("audit", "verify").returncode == 0
    async with opened(made) as store:
        claim = await store.write(lambda tx: tx.deliveries.claim("group", lease_seconds=90))
        assert claim is not None
        assert claim.message_id == "m3"
        # What is dropped is that one letter: a later edit of the message goes its way.
        await want(store, "m1", "group")
    assert [one.message for one in await standing(made, "waiting")] == ["m1"]


async def test_nothing_is_let_go_without_a_yes(made: Stage) -> None:
    async with opened(made) as store:
        dead = await settle(store, "m", "group", "dead", "chat not found")
    before = made.bytes()
    done = made.tocsin("dead", "drop", dead, given="y\n")
    assert done.returncode == 1
    assert "nothing was dropped; repeat with --yes" in done.stderr
    assert "to group" in done.stdout
    assert made.bytes() == before
    assert [one.id for one in await standing(made, "dead")] == [dead]


async def test_what_waits_for_a_person_is_no_dead_letter(made: Stage) -> None:
    async with opened(made) as store:

        async def act(tx):
            tx.deliveries.hold("m", "strict", "team", rule=16)

        await store.write(act)
    (held,) = await standing(made, "held")
    for words in (("retry", held.id), ("drop", "--yes", held.id)):
        assert made.tocsin("dead", *words).returncode == 1
    assert await standing(made, "held") == [held]


async def test_a_delivery_that_is_on_its_way_anew_is_not_put_back_beside_it(made: Stage) -> None:
    async with opened(made) as store:
        dead = await settle(store, "m", "group", "dead", "chat not found")
        await want(store, "m", "group")
    done = made.tocsin("dead", "retry", dead)
    assert done.returncode == 1
    assert f"{dead}: its message is on its way there already; drop it" in done.stderr
    assert made.tocsin("dead", "drop", "--yes", dead).returncode == 0
    assert len(await standing(made, "waiting")) == 1
    assert len(await commands(made)) == 1


async def test_a_beginning_names_one_letter_only_where_no_other_begins_so(made: Stage) -> None:
    async with opened(made) as store:
        for at in range(2):
            await event(store, f"error {at}")
        first, second = await store.read(lambda tx: tx.dead.listed())
    # Ids are random: two that begin alike are made so by hand, and then open no more.
    assert made.tocsin("dead", "drop", "--yes", first.id[:7]).returncode == 1
    assert made.tocsin("dead", "drop", "--yes", first.id[:8]).returncode == 0
    left = json.loads(made.tocsin("dead", "list", "--json").stdout)
    assert [one["id"] for one in left] == [second.id]


async def test_two_that_begin_alike_are_told_apart_by_more(made: Stage) -> None:
    async with opened(made) as store:
        for message in ("m1", "m2"):
            await settle(store, message, "group", "dead", "chat not found")
    with closing(sqlite3.connect(made.database)) as database, database:
        # Listing does not open a delivery's tags, so that ids can be made to look alike.
        for at, (old,) in enumerate(database.execute("SELECT id FROM deliveries").fetchall()):
            new = f"aaaaaaaaaaaa{at:020}"
            database.execute("UPDATE deliveries SET id = ? WHERE id = ?", (new, old))
    done = made.tocsin("dead", "drop", "--yes", "aaaaaaaaaaaa")
    assert done.returncode == 1
    assert "is the beginning of 2 ids; give more of it" in done.stderr
    assert len(await standing(made, "dead")) == 2


@pytest.mark.parametrize("words", [("retry",), ("retry", "--all", "x"), ("drop",)], ids=" ".join)
def test_a_command_that_names_no_letter_is_a_wrong_command_line(made: Stage, words) -> None:
    assert made.tocsin("dead", *words).returncode == 2
