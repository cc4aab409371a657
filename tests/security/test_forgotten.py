"""Threats 3 and 5: what is forgotten is in no page of any file; what somebody removes is named."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.bot.small_house import House
from tests.stage import DESK, DIRECTORY, Stage

MONTHS = 420
"""Days after which the addresses of copies are forgotten too (13 months), and some weeks."""


def cells(stage: Stage) -> dict[str, set[bytes]]:
    """Return what is to be forgotten: every sealed text and address, and their wrapped keys."""
    with contextlib.closing(sqlite3.connect(stage.database)) as database:
        ask = lambda sql: {one for (one,) in database.execute(sql) if one is not None}  # noqa: E731
        return {
            "texts": ask("SELECT body FROM messages"),
            "addresses": ask("SELECT address FROM messages UNION SELECT address FROM copies"),
            "keys of texts": ask("SELECT wrapped FROM data_keys WHERE purpose = 'text'"),
            "keys of addresses": ask("SELECT wrapped FROM data_keys WHERE purpose = 'address'"),
            "dead": ask("SELECT sealed FROM dead"),
            "notices": ask("SELECT sealed FROM notices"),
        }


def left(stage: Stage, what: dict[str, set[bytes]]) -> dict[str, int]:
    """Return how many of these are in the database's files, by kind."""
    data = stage.bytes()
    found = {name: sum(one[-40:] in data for one in some) for name, some in what.items()}
    return {name: number for name, number in found.items() if number}


async def lived(stage: Stage) -> dict[str, set[bytes]]:
    """Let things be said, withdrawn, held and malformed; return all that was stored of them."""
    async with stage.running():
        gone = stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN soon withdrawn")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:AMBER stays for a while")
        stage.telegram.say(stage.STRICT, stage.BO, "is held")
        stage.slack.emit(stage.TEAM, {"type": "message", "channel": stage.DESK, "text": ["x"]})
        await stage.until(stage.in_telegram, "the copy")
        await stage.until(stage.in_slack, "the other")
        await stage.until(lambda: cells(stage)["notices"], "the card that asks, where it waits")
        before = cells(stage)
        stage.slack.delete(stage.DESK, gone)
        await stage.until(lambda: not stage.in_telegram(), "the withdrawal")
    after = cells(stage)
    assert before["texts"] - after["texts"]
    return {name: before[name] | after[name] for name in before}


async def test_after_withdrawal_and_retention_nothing_of_it_is_in_any_page(stage: Stage) -> None:
    what = await lived(stage)
    assert set(left(stage, what)) >= {"texts", "addresses", "keys of texts", "notices"}
    with contextlib.closing(sqlite3.connect(stage.database, isolation_level=None)) as reader:
        # Before the start: what it forgets at once is still there for this reader.
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM messages").fetchone()
        async with stage.running(first="tests.security.ahead:ahead", DAYS_AHEAD="120") as child:
            pending = lambda: "still in the log" in child.errors  # noqa: E731
            await stage.until(pending, "it to be reported as pending")
            assert "keys of texts" in left(stage, what)
            reader.execute("COMMIT")
            reader.close()
            kept = {"addresses", "keys of addresses"}
            await stage.until(lambda: set(left(stage, what)) <= kept, "the texts to be gone")
            assert "keys of addresses" in left(stage, what)
    async with stage.running(first="tests.security.ahead:ahead", DAYS_AHEAD=str(MONTHS)):
        await stage.until(lambda: left(stage, what) == {}, "everything to be gone")
    assert left(stage, what) == {}
    then = {"first": "tests.security.ahead:ahead", "DAYS_AHEAD": str(MONTHS)}
    assert stage.tocsin("audit", "verify", **then).returncode == 0


LONG = " ".join(f"observer{at} counts at table{at}" for at in range(12))


async def test_no_fingerprint_outlives_the_words_that_it_is_of(
    tmp_path: Path, template: Path
) -> None:
    house = await House.of(tmp_path, template, DIRECTORY)

    def rows() -> int:
        with contextlib.closing(sqlite3.connect(tmp_path / "tocsin.db")) as database:
            return int(database.execute("SELECT count(*) FROM fingerprints").fetchone()[0])

    try:
        await house.hear(house.said(DESK, f"TLP:AMBER {LONG}", number="100"))
        assert rows() > 0
        await house.hear(house.said(DESK, "TLP:AMBER short", number="100", edited=True))
        assert rows() == 0
        await house.hear(house.said(DESK, f"TLP:AMBER {LONG}", number="101"))
        await house.hear(house.deleted(DESK, "101"))
        assert rows() == 0
    finally:
        await house.close()


REMOVED = {
    "an entry in the middle": ("DELETE FROM audit WHERE entry = 4", 4),
    "the first entry": ("DELETE FROM audit WHERE entry = 1", 1),
    "the last entries": ("DELETE FROM audit WHERE entry > 5", 6),
    "a message": ("DELETE FROM messages WHERE rowid = 1", None),
    "every message": ("DELETE FROM messages", None),
    "the head": ("DELETE FROM heads WHERE name = 'audit'", None),
}


@pytest.fixture
async def told(stage: Stage, tmp_path: Path) -> Stage:
    """The stage after some messages, with a copy of the database from the middle of it."""
    async with stage.running():
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN first")
        await stage.until(stage.in_telegram, "the first")
    shutil.copy2(stage.database, tmp_path / "earlier.db")
    async with stage.running():
        ts = stage.slack.messages(stage.DESK)[0]["ts"]
        stage.slack.edit(stage.DESK, ts, "TLP:AMBER first, edited")
        await stage.until(lambda: "edited" in "".join(stage.in_telegram()), "the edit")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN second")
        await stage.until(lambda: stage.in_telegram()[1:], "the second")
    return stage


async def test_what_is_removed_or_rolled_back_is_named_by_its_entry(
    told: Stage, tmp_path: Path
) -> None:
    stage = told
    whole = tmp_path / "whole.db"
    shutil.copy2(stage.database, whole)
    assert stage.tocsin("audit", "verify").returncode == 0
    for name, (statement, entry) in REMOVED.items():
        shutil.copy2(whole, stage.database)
        _do(stage.database, statement)
        assert_named(stage, name, entry)
    shutil.copy2(whole, stage.database)
    _do(
        stage.database,
        f"ATTACH '{tmp_path / 'earlier.db'}' AS earlier",
        "INSERT OR REPLACE INTO messages SELECT * FROM earlier.messages",
    )
    assert_named(stage, "a message rolled back", None)
    shutil.copy2(whole, stage.database)
    _do(
        stage.database,
        f"ATTACH '{tmp_path / 'earlier.db'}' AS earlier",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM earlier.audit",
        "DELETE FROM heads WHERE name = 'audit'",
        "INSERT INTO heads SELECT * FROM earlier.heads WHERE name = 'audit'",
    )
    assert_named(stage, "the audit rolled back under its messages", None)


async def test_a_whole_database_rolled_back_shows_another_head_than_was_noted(
    told: Stage, tmp_path: Path
) -> None:
    """Nothing inside can tell; who noted the head can."""
    stage = told
    noted = stage.tocsin("audit", "verify").stdout
    shutil.copy2(tmp_path / "earlier.db", stage.database)
    now = stage.tocsin("audit", "verify")
    assert now.returncode == 0
    heads = [
        re.fullmatch(r"intact: (\d+) entries, head ([0-9a-f]{64})\n", s)
        for s in (noted, now.stdout)
    ]
    assert all(heads)
    assert int(heads[1][1]) < int(heads[0][1])  # type: ignore[index] # both matched
    assert heads[0][2] != heads[1][2]  # type: ignore[index] # the same


def assert_named(stage: Stage, what: str, entry: int | None) -> None:
    done = stage.tocsin("audit", "verify")
    assert done.returncode == 1, what
    found = re.search(r"tampered: entry (\d+) ", done.stdout)
    assert found, (what, done.stdout)
    assert entry is None or int(found[1]) == entry, what


def _do(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        for one in statements:
            assert database.execute(one).rowcount != 0, one
