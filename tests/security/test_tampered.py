"""Threat 2: whatever somebody edits in the database, nothing of it leaves, and it is told.

Every column of every table, as the schema has them, is edited in a database with everything in it;
then the program goes on from there. `ONLY_WHEN` are the columns that decide nothing but when and
how often something is tried, or what an operator is shown: there what leaves is what was written.
"""

import asyncio
import contextlib
import dataclasses
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import Column, Float, Integer, LargeBinary

from bot.alerts.waiting import REMINDED
from handlers.incoming import Cursor, Joined, Reacted, Room, Sender, Unread
from policies.messages.files import File, FileKind
from storage import contents, schema
from storage.contents import Kept
from storage.repositories.records import Record
from storage.store import Due, SealFault, StoreFault, Transaction
from tests.bot.coalition import Coalition
from tests.bot.small_house import House
from tests.in_full import IN_FULL
from tests.stage import DESK, DIRECTORY, STRICT, TEAM_ROOM, WATCH, Stage

AGE = re.compile(r", \d+ min old")
Sent = Counter[tuple[str, str, str]]
"""Calls to platforms: what, where, which words."""

LONG = (
    "the count in the northern district begins at six, two observers from each of us stand at "
    "every table, and whoever is turned away writes down the time and calls the desk at once"
)
"""Words enough for a fingerprint."""

PLAUSIBLE: dict[tuple[str, str], list[Any]] = {
    ("messages", "label"): ["TLP:CLEAR", None],
    ("messages", "status"): ["crossing", "held", "kept", "quarantined"],
    ("messages", "body"): [None],
    ("deliveries", "status"): ["waiting", "claimed", "done", "held", "dead", "stopped"],
    ("deliveries", "thing"): ["message", "notice"],
    ("deliveries", "divisor"): [0, -1, 10**9],
    ("deliveries", "state"): ["a text"],
    ("deliveries", "again"): [9],
    ("copies", "revision"): [0, 99],
    ("copies", "place"): [9],
    ("data_keys", "week"): [0, 99999],
    ("data_keys", "id"): ["a text"],
    ("heads", "name"): ["other"],
    ("heads", "value"): [0],
    ("directory", "kind"): ["bridge", "channel"],
    ("directory", "origin"): ["command"],
    ("audit", "kind"): ["decided"],
    ("slots", "provider"): ["passphrase", None],
    ("slots", "root"): ["a text"],
    ("slots", "wrapped"): ["a text", None],
}
ONLY_WHEN = {
    *(
        ("deliveries", name)
        for name in (
            "minute", "due", "lease", "process", "attempts", "attempted", "again", "rule", "error",
            "divisor",
        )
    ),
    *(("marks", name) for name in ("source", "place", "written", "sequence")),
    ("received", "key"), ("received", "minute"),
    ("data_keys", "reserved"), ("notices", "key"),
    ("files", "attempts"), ("files", "due"), ("fingerprints", "expires"),
    ("reactions", "told"), ("reactions", "stale"),
}  # fmt: skip


@dataclass
class Full:
    """A database with everything in it, and what leaves it when nobody has edited it."""

    folder: Path
    template: Path
    sent: Sent


async def lived(house: House) -> None:
    """Let everything happen of which the database keeps something, and leave some of it undone."""
    said, hear = house.said, house.hear
    await hear(
        said(DESK, "TLP:GREEN first", number="100"), said(DESK, "TLP:AMBER gone", number="101")
    )
    await hear(said(WATCH, "TLP:AMBER from there", number="200"))
    await house.deliver()
    house.pass_(1)
    await hear(said(DESK, "TLP:GREEN first, edited", number="100", edited=True))
    await hear(house.deleted(DESK, "101"))
    await hear(said(DESK, "TLP:CLEAR an edit that waits", number="100", edited=True))
    await hear(
        said(DESK, "TLP:GREEN waits", number="102"), said(DESK, "TLP:AMBER too", number="103")
    )
    await hear(said(TEAM_ROOM, f"TLP:GREEN from the team: {LONG}", number="104"))
    await hear(said(WATCH, "TLP:RED stays", number="201"), said(STRICT, "is held", number="300"))
    await hear(said(WATCH, "TLP:GREEN not to watch, held back", number="202"))
    for event in ("one", "other"):
        await house.inbox.receive("slack.main", [Unread(event=event, kind="message", error="bad")])
    for room in (DESK, TEAM_ROOM):
        await house.inbox.receive("slack.main", [], Cursor(name=room, value="1790000000.000100"))
    await reacted(house)
    await come(house)
    await guessed(house)
    await house.store.write(left_records)
    await alarmed(house)
    await kept(house)


async def alarmed(house: House) -> None:
    """Raise two alerts, whose cards are on their way and of which something falls due."""
    raised = [
        (await Coalition(house).raised(text=text)).id
        for text in ("ballots are missing", "a hall is shut")
    ]

    async def falls_due(tx: Transaction) -> None:
        for one in raised:
            tx.agenda.put(Due(kind=REMINDED, subject=(one,), due=tx.now + timedelta(hours=24)))

    await house.store.write(falls_due)


async def reacted(house: House) -> None:
    """Let two people react to what crossed."""
    for at, (user, emoji) in enumerate((("U0ANN", "👍"), ("U0CY", "🎉"))):
        event = Reacted(
            event=f"reacted:{at}",
            room=Room(channel=DESK),
            number="100",
            at=house.clock.now,
            sender=Sender(user=user, team="T0INSTITUTE", name="Somebody"),
            account=user,
            change="add",
            emoji=(emoji,),
        )
        await house.inbox.receive("slack.main", [event])
    await house.reactions.tell()


async def come(house: House) -> None:
    """Let those whom the directory knows come into two rooms."""
    for door, room, user, team in (
        ("slack.main", DESK, "U0ANN", "T0INSTITUTE"),
        ("telegram.main", str(WATCH), "1001", ""),
    ):
        sender = Sender(user=user, team=team)
        event = Joined(event=f"come:{user}", room=Room(channel=room), people=(sender,))
        await house.inbox.receive(door, [event])


async def guessed(house: House) -> None:
    """Let two strangers be wrong about a code."""
    for user in ("7001", "7002"):
        line = house.typed(f"D{user}", "/start AAAA-BBBB", "", user=user)
        await house.inbox.receive("telegram.main", [dataclasses.replace(line, private=True)])


async def left_records(tx: Transaction) -> None:
    """Leave two organisations what was taken back."""
    for organisation in ("institute", "watch"):
        record = Record(label="TLP:AMBER", text="gone", written=tx.now, recalled=tx.now)
        tx.records.leave(organisation, "e" * 32, record)


async def kept(house: House) -> None:
    """Keep two files of a message, their contents sealed."""
    number = f"{DESK}:100"
    stored = await house.store.read(lambda tx: tx.messages.by_number("desk", number))
    assert stored is not None
    for at in (1, 2):
        file = File(id=f"{at}" * 32, slot=at, handle=f"F{at}", kind=FileKind.DOCUMENT, name="a.txt")

        async def add(tx: Transaction, file: File = file) -> None:
            expires = tx.now + timedelta(days=80)
            await tx.files.add(stored.message, file, "awaited", expires=expires)

        async def pieces(at: int = at) -> AsyncIterator[bytes]:
            yield b"content %d" % at

        await house.store.write(add)
        content = await contents.save(house.store, file.id, "c", "text/plain", pieces())
        ready = Kept(id=file.id, message=stored.message.id, standing="ready", content=content)
        await house.store.write(lambda tx, ready=ready: tx.files.put(ready))


def calls(house: House) -> Sent:
    told = Counter(one for door in (house.slack, house.telegram) for one in door.calls)
    return told + Counter(("whisper", *one[:1], one[2]) for one in house.slack.whispers)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Full:
    folder = tmp_path_factory.mktemp("full")

    async def make() -> Sent:
        house = await House.of(folder, template, DIRECTORY)
        await lived(house)
        await house.close()
        seen = await goes_on(
            Full(folder, template, Counter()), folder / "untouched", lambda _: True
        )
        assert seen is not None
        assert not seen.noticed
        return seen.sent

    return Full(folder, template, asyncio.run(make()))


@dataclass
class Seen:
    """What became of an edited database."""

    refused: bool
    sent: Sent
    noticed: bool


async def goes_on(full: Full, folder: Path, edit: Any) -> Seen | None:
    """Edit a copy of the database and let the program go on; None where the edit was refused."""
    edited = folder / "edited"
    edited.mkdir(parents=True)
    for name in ("tocsin.key", "tocsin.db"):
        shutil.copy2(full.folder / name, edited / name)
    with contextlib.closing(sqlite3.connect(edited / "tocsin.db")) as database, database:
        database.create_function("flipped", 1, _flipped)
        if not edit(database):
            return None
    try:
        house = await House.of(folder, edited, DIRECTORY)
    except (SealFault, StoreFault):
        return Seen(refused=True, sent=Counter(), noticed=True)
    # Whatever waits for a burst to be over is due, however long the edits before this one took.
    house.pass_(_LATER)
    try:
        await house.deliver()
    except (SealFault, StoreFault):
        return Seen(refused=True, sent=calls(house), noticed=True)
    finally:
        sent = calls(house)
        noticed = await _noticed(house)
        await house.close()
    return Seen(refused=False, sent=sent, noticed=noticed)


async def _noticed(house: House) -> bool:
    """Tell whether the program says so: by `audit verify`, or by what it has put in quarantine."""
    try:
        verdict = await house.store.read(lambda tx: tx.verify())
    except SealFault:
        return True
    if verdict.state != "intact":
        assert verdict.why
        return True
    with contextlib.closing(sqlite3.connect(house.folder / "tocsin.db")) as database:
        sql = "SELECT count(*) FROM audit WHERE kind = 'quarantined'"
        return bool(database.execute(sql).fetchone()[0])


def _flipped(data: bytes | None) -> bytes:
    return bytes([data[0] ^ 1, *data[1:-1], data[-1] ^ 1]) if data else b"planted planted planted"


def _expressions(table: str, column: Column[Any]) -> list[tuple[str, tuple[Any, ...]]]:
    if isinstance(column.type, LargeBinary):
        general = f"flipped({column.name})"
    elif isinstance(column.type, (Integer, Float)):
        general = f"{column.name} + 1"
    else:
        general = f"{column.name} || 'x'"
    return [(general, ()), *(("?", (one,)) for one in PLAUSIBLE.get((table, column.name), []))]


COLUMNS = [
    (table.name, column) for table in schema.metadata.sorted_tables for column in table.columns
]
EDITS = [
    (table, column.name, expression, values)
    for table, column in COLUMNS
    for expression, values in _expressions(table, column)
]
SEALED = [
    (table, column.name)
    for table, column in COLUMNS
    if column.name in ("sealed", "address", "body", "wrapped", "state", "identity", "hash", "tag")
    and table != "slots"  # only one of them holds anything
]


ABREAST = 8
SHARE = 10
"""Of how many edits one is made in the suite."""
_LATER = 600
"""Seconds after which the program goes on; the edits are made one after the other."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Keep what is logged of all this off the screen; the program has no such log."""
    with structlog.testing.capture_logs():
        yield


def words(sent: Sent) -> set[tuple[str, str]]:
    """Return what is said where, without what says only when: a header's marks, and an age."""
    return {
        (room, AGE.sub("", text.partition("\n")[2] or text))
        for kind, room, text in sent
        if kind != "find"
    }


def faults(full: Full, seen: Seen, *, timing: bool) -> list[str]:
    """Return what is wrong with what became of an edited database."""
    wrong = []
    if words(seen.sent) - words(full.sent):
        wrong.append(f"something else left: {words(seen.sent) - words(full.sent)}")
    if not timing and not seen.noticed:
        wrong.append("nobody noticed")
    if timing and not seen.noticed and words(seen.sent) != words(full.sent):
        wrong.append("it decides more than when")
    return wrong


@pytest.mark.proof
async def test_every_column_of_every_table_that_is_edited_is_noticed_and_nothing_of_it_leaves(
    full: Full, tmp_path: Path
) -> None:
    wrong: dict[str, list[str]] = {}
    done = 0

    edits = EDITS if IN_FULL else EDITS[::SHARE]

    async def one(at: int) -> None:
        nonlocal done
        table, column, expression, values = edits[at]
        seen = await goes_on(full, tmp_path / str(at), set_to(table, column, expression, values))
        if seen is None:
            return  # the table itself takes no such value
        done += 1
        if found := faults(full, seen, timing=(table, column) in ONLY_WHEN):
            wrong[f"{table}.{column} = {expression} {values}"] = found

    for at in range(0, len(edits), ABREAST):
        await asyncio.gather(*map(one, range(at, min(at + ABREAST, len(edits)))))
    assert wrong == {}
    assert done > len(edits) * 0.7
    assert {(table, column.name) for table, column in COLUMNS} >= ONLY_WHEN


@pytest.mark.parametrize(("table", "column"), SEALED)
async def test_ciphertexts_tags_and_keys_moved_to_the_next_row_are_noticed(
    full: Full, tmp_path: Path, table: str, column: str
) -> None:
    key = "lookup" if table == "agenda" else "rowid"

    def rotate(database: sqlite3.Connection) -> bool:
        rows = database.execute(f"SELECT {key}, {column} FROM {table} ORDER BY {key}").fetchall()  # noqa: S608 - names of the schema
        cells = [cell for _, cell in rows]
        for (row, _), cell in zip(rows, cells[1:] + cells[:1], strict=True):
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (cell, row))  # noqa: S608 - the same
        return len(set(cells)) > 1

    seen = await goes_on(full, tmp_path / "house", rotate)
    assert seen is not None, "there is more than one"
    assert faults(full, seen, timing=False) == []


def set_to(table: str, column: str, expression: str, values: tuple[Any, ...]) -> Any:
    """Return what sets a column of every row, and tells whether that changed any."""

    def edit(database: sqlite3.Connection) -> bool:
        where = f"WHERE {column} IS NOT {expression}"
        sql = f"UPDATE OR IGNORE {table} SET {column} = {expression} {where}"  # noqa: S608 - names of the schema
        try:
            return database.execute(sql, values * 2).rowcount > 0
        except sqlite3.IntegrityError:
            return False

    return edit


async def test_the_program_itself_sends_nothing_of_edited_messages_and_says_so(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "small").mkdir()
    house = await House.of(tmp_path / "small", stage.folder, DIRECTORY)
    texts = {"whole": "TLP:GREEN whole", "relabelled": "TLP:AMBER relabelled"}
    texts |= {"swapped": "TLP:GREEN swapped", "for": "TLP:GREEN for it", "moved": "TLP:GREEN moved"}
    try:
        for at, text in enumerate(texts.values()):
            await house.hear(house.said(WATCH, text, number=str(1001 + at)))
    finally:
        await house.close()
    shutil.copy2(tmp_path / "small" / "tocsin.db", stage.database)
    with contextlib.closing(sqlite3.connect(stage.database)) as database, database:
        _, amber, one, other, moved = database.execute(
            "SELECT id, body FROM messages ORDER BY rowid"
        ).fetchall()
        change = "UPDATE messages SET {} = ? WHERE id = ?"
        database.execute(change.format("label"), ("TLP:CLEAR", amber[0]))
        database.execute(change.format("body"), (other[1], one[0]))
        database.execute(change.format("body"), (one[1], other[0]))
        first = "(SELECT min(rowid) FROM deliveries WHERE message = ?)"
        elsewhere = f"UPDATE deliveries SET place = source WHERE rowid = {first}"  # noqa: S608 - the same
        database.execute(elsewhere, (moved[0],))
    async with stage.running() as child:
        await stage.until(stage.in_slack, "what nobody edited")
        await stage.until(lambda: stage.in_slack(stage.TEAM_ROOM), "the same there")
        await stage.until_status("Tampered", "the others to be held", 6)
        assert child.errors.count("could not be loaded") >= 6
    copies = stage.in_telegram() + stage.in_slack() + stage.in_slack(stage.TEAM_ROOM)
    assert sorted(one.partition("\n")[2] for one in copies) == ["moved", "whole", "whole"]
    verdict = stage.tocsin("audit", "verify")
    assert verdict.returncode == 1
    assert "tampered: entry" in verdict.stdout
