"""The trail: whatever is changed behind its back is named."""

import asyncio
from datetime import timedelta

import pytest
from click.testing import CliRunner

from bot.cli.audit import audit
from policies.audit import AuditKind
from policies.labels import Label
from storage.repositories.directory import Row
from storage.store import Store, Transaction
from tests.in_full import alike


async def fill(ground, store: Store) -> None:
    async def act(tx: Transaction) -> None:
        tx.audit.add(AuditKind.DECIDED, organisation="institute", secret="who said what")
        tx.audit.add(AuditKind.COMMAND, organisation=None, command="apply")

    for _ in range(4):
        await store.write(act)
    await ground.keep(store, ground.message())


async def verdict(ground):
    store = await ground.open()
    try:
        return await store.read(lambda tx: tx.audit.verify())
    finally:
        await store.close()


TAMPERING = {
    "an entry's kind edited": ("UPDATE audit SET kind = 'held' WHERE entry = 4", 4),
    "an entry's sealed fields edited": ("UPDATE audit SET sealed = x'00' WHERE entry = 5", 5),
    "an entry's minute edited": ("UPDATE audit SET minute = minute + 1 WHERE entry = 2", 2),
    "an entry's hash edited": ("UPDATE audit SET hash = zeroblob(32) WHERE entry = 3", 3),
    "the first entry deleted": ("DELETE FROM audit WHERE entry = 1", 1),
    "an entry in the middle deleted": ("DELETE FROM audit WHERE entry = 5", 5),
    "the tail deleted": ("DELETE FROM audit WHERE entry > 7", 8),
    "all entries deleted": ("DELETE FROM audit", 1),
    "two entries swapped": (
        "UPDATE audit SET entry = CASE entry WHEN 3 THEN -4 WHEN 4 THEN -3 END "
        "WHERE entry IN (3, 4); UPDATE audit SET entry = -entry WHERE entry < 0",
        3,
    ),
    "an entry added": (
        "INSERT INTO audit SELECT 11, kind, organisation, minute, item, digest, until, sealed, "
        "hash FROM audit WHERE entry = 2",
        11,
    ),
    "the head deleted": ("DELETE FROM heads WHERE name = 'audit'", 11),
    "the head set back": ("UPDATE heads SET value = 3 WHERE name = 'audit'", 11),
    "a message deleted": ("DELETE FROM messages", 10),
    "a message's label edited": ("UPDATE messages SET label = 'TLP:CLEAR'", 10),
    "a message's body edited": ("UPDATE messages SET body = zeroblob(60)", 10),
}


@alike
@pytest.mark.parametrize("what", TAMPERING)
async def test_tampering_is_found_and_the_first_bad_entry_named(ground, what: str) -> None:
    store = await ground.create()
    await fill(ground, store)
    await store.close()
    assert (await verdict(ground)).state == "intact"
    statements, first_bad = TAMPERING[what]
    for statement in statements.split(";"):
        ground.sql(statement)
    found = await verdict(ground)
    assert (found.state, found.first_bad) == ("tampered", first_bad)
    assert f"entry {first_bad} " in found.why


@alike
async def test_a_tail_cut_with_its_head_set_back_by_hand_is_found(ground) -> None:
    store = await ground.create()
    await fill(ground, store)
    await store.close()
    ground.sql("DELETE FROM audit WHERE entry > 6")
    ground.sql(
        "UPDATE heads SET value = 6, hash = (SELECT hash FROM audit WHERE entry = 6) "
        "WHERE name = 'audit'"
    )
    assert (await verdict(ground)).state == "tampered"


@alike
async def test_a_head_that_was_edited_takes_no_more_entries(ground) -> None:
    store = await ground.create()
    await fill(ground, store)
    ground.sql("UPDATE heads SET value = 3 WHERE name = 'audit'")
    with pytest.raises(Exception, match=r"heads\.audit"):
        await fill(ground, store)
    await store.close()


async def test_fields_are_sealed_and_open_for_who_has_the_key(ground, store: Store) -> None:
    await fill(ground, store)
    assert b"who said what" not in ground.bytes_on_disk()

    async def query(tx: Transaction) -> list[dict]:
        return [await tx.audit.fields(one) for one in await tx.audit.after(1)]

    fields = await store.read(query)
    assert fields[0] == {"secret": "who said what"}
    assert fields[1] == {"command": "apply"}


async def test_entries_of_many_acts_and_of_two_processes_make_one_chain(ground, store) -> None:
    other = await ground.open()
    await asyncio.gather(*(fill(ground_without_message(ground), one) for one in (store, other) * 5))
    await other.close()
    found = await store.read(lambda tx: tx.audit.verify())
    assert (found.state, found.entries) == ("intact", 81)


def ground_without_message(ground):
    class Quiet:
        message = staticmethod(ground.message)

        async def keep(self, *_: object) -> None:
            return

    return Quiet()


@alike
async def test_a_changed_label_is_audited_with_the_new_seal(ground, store: Store) -> None:
    await ground.keep(store, ground.message())

    async def relabel(tx: Transaction) -> None:
        message = ground.message(label=Label.AMBER, revision=2)
        expires = ground.now + timedelta(days=90)
        tx.messages.replace(message, status="crossing", rule=0, expires=expires)

    await store.write(relabel)

    async def query(tx: Transaction) -> list[tuple]:
        return [(e.kind, e.item, await tx.audit.fields(e)) for e in await tx.audit.after(2)]

    ((kind, item, fields),) = await store.read(query)
    assert (kind, item) == ("relabelled", ground.message().id)
    assert (fields["before"], fields["after"]) == ("TLP:GREEN", "TLP:AMBER")
    assert (await store.read(lambda tx: tx.audit.verify())).state == "intact"


async def test_an_act_that_fails_leaves_no_entry(ground, store: Store) -> None:
    async def poison(tx: Transaction) -> None:
        tx.audit.add(AuditKind.DECIDED, organisation=None)
        raise ValueError("poison")

    async def fine(tx: Transaction) -> None:
        tx.audit.add(AuditKind.DECIDED, organisation=None)

    await asyncio.gather(
        *(store.write(act) for act in (fine, poison, fine)), return_exceptions=True
    )
    found = await store.read(lambda tx: tx.audit.verify())
    assert (found.state, found.entries) == ("intact", 3)


SETTINGS = """
[storage]
url = "{url}"
[keys]
provider = "file"
path = "tocsin.key"
"""


@pytest.fixture
def run(ground, monkeypatch):
    """Run the command as people do, beside its settings."""

    async def make() -> None:
        store = await ground.create()
        await fill(ground, store)
        await store.close()

    asyncio.run(make())
    (ground.folder / "tocsin.toml").write_text(SETTINGS.format(url=ground.url))
    settings = str(ground.folder / "tocsin.toml")
    return lambda: CliRunner().invoke(audit, ["verify", "--config", settings])


def test_verify_leaves_0_when_intact(run) -> None:
    result = run()
    assert (result.exit_code, result.output.split(",")[0]) == (0, "intact: 10 entries")


def test_verify_leaves_1_when_tampered_and_names_the_entry(ground, run) -> None:
    ground.sql("DELETE FROM audit WHERE entry = 5")
    result = run()
    assert result.exit_code == 1
    assert "entry 5 is missing" in result.output


@alike
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE directory SET sealed = zeroblob(100) WHERE position = 1",
        "UPDATE directory SET position = 7 WHERE position = 0",
        "DELETE FROM directory WHERE position = 1",
        "DELETE FROM heads WHERE name = 'directory'",
        "DELETE FROM directory; DELETE FROM heads WHERE name = 'directory'",
    ],
)
def test_verify_leaves_1_when_the_directory_was_edited(ground, run, edit: str) -> None:
    async def apply() -> None:
        store = await ground.open()
        rows = [Row(kind="organisation", id=name, origin="file", body={}) for name in "ab"]

        async def act(tx: Transaction) -> None:
            await tx.directory.replace_file(rows)
            tx.audit.add(AuditKind.DIRECTORY, organisation=None, changes=2)

        await store.write(act)
        await store.close()

    asyncio.run(apply())
    assert run().exit_code == 0
    for statement in edit.split("; "):
        ground.sql(statement)
    result = run()
    assert result.exit_code == 1
    assert "tampered: directory: " in result.output


@pytest.mark.parametrize("what", ["key", "database", "settings", "newer", "broken"])
def test_verify_leaves_3_when_it_cannot_tell(ground, run, what: str) -> None:
    if what == "key":
        ground.key.unlink()
    elif what == "database":
        ground.remove()
    elif what == "settings":
        (ground.folder / "tocsin.toml").write_text("[storage")
    elif what == "newer":
        ground.sql("UPDATE alembic_version SET version_num = '9999'")
    else:
        ground.spoil()
    result = run()
    assert result.exit_code == 3
    assert "cannot tell" in result.output
