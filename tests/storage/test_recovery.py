"""The recovery slot: the words on paper open the database, a slip in them is told by its line."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import (
    SHEET_LINES,
    KeyFault,
    check_sheet_line,
    make_key_file,
    make_recovery,
    prove,
    provider_of_sheet,
)
from storage.sealing import hybrid, sheet
from storage.sealing.sheet import BadWords
from storage.store import KeyMissing, KeyWrong, Store, Tampered
from tests.in_full import alike

SEEDS = st.binary(min_size=32, max_size=32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(SEEDS)
def test_what_is_written_down_is_read_back(seed: bytes) -> None:
    lines = sheet.lines_of(seed)
    assert len(lines) == SHEET_LINES
    assert all(re.fullmatch(rf"\d  ([{LETTERS}]{{4}}-){{2}}[{LETTERS}]{{4}}", one) for one in lines)
    assert sheet.seed_of(lines) == seed


@given(SEEDS)
def test_it_is_read_however_it_is_typed(seed: bytes) -> None:
    lines = [
        one.lower().replace("-", " ").replace("0", "o").replace("1", "l") for one in
        (line[3:] for line in sheet.lines_of(seed))
    ]  # fmt: skip
    assert sheet.seed_of([*lines, "", " "]) == seed
    numbered = [f" {number}. {line}" for number, line in enumerate(lines, start=1)]
    among = ["Tocsin: recovery sheet", "", *reversed(numbered), "Made 2026-11-03, keep it safe."]
    assert sheet.seed_of(among) == seed


@given(SEEDS, st.integers(0, SHEET_LINES - 1), st.integers(0, 11), st.sampled_from(LETTERS))
def test_a_slip_is_told_by_its_line(seed: bytes, line: int, at: int, letter: str) -> None:
    lines = list(sheet.lines_of(seed))
    words = lines[line][3:].replace("-", "")
    if words[at] == letter:
        return
    lines[line] = f"{line + 1}  {words[:at]}{letter}{words[at + 1 :]}"
    with pytest.raises(BadWords, match=f"line {line + 1}: has a slip") as told:
        sheet.seed_of(lines)
    assert words not in str(told.value)


@given(SEEDS, st.integers(0, SHEET_LINES - 2))
def test_lines_that_changed_places_are_told(seed: bytes, at: int) -> None:
    words = [line[3:] for line in sheet.lines_of(seed)]
    words[at], words[at + 1] = words[at + 1], words[at]
    with pytest.raises(BadWords, match=f"line {at + 1}: has a slip"):
        sheet.seed_of(words)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:3] + lines[4:], "line 4: is missing"),
        (lambda lines: [*lines, lines[2]], "line 3: stands there twice"),
        (lambda lines: [*lines, "8" + lines[0][1:]], "line 8: a recovery key has 7 lines"),
        (lambda lines: [lines[0][:-1], *lines[1:]], "line 1: has 11 letters instead of 12"),
        (lambda lines: [lines[0][:-1] + "U", *lines[1:]], "line 1: has a letter that is never"),
        (lambda lines: [], "line 1, 2, 3, 4, 5, 6, 7: is missing"),
        (lambda lines: ["nothing of the kind"], "line 1: has 16 letters instead of 12"),
    ],
)
def test_what_is_no_sheet_is_told_by_its_line(change, told: str) -> None:
    with pytest.raises(KeyFault, match=told) as caught:
        provider_of_sheet(change(list(make_recovery().lines)))
    assert caught.value.remedy


def test_lines_of_two_sheets_make_none() -> None:
    one, other = make_recovery().lines, make_recovery().lines
    with pytest.raises(KeyFault, match="not of one sheet"):
        provider_of_sheet([*one[:3], *other[3:]])


def test_a_line_is_checked_as_soon_as_it_is_typed() -> None:
    words = make_recovery().lines[4][3:]
    check_sheet_line(5, words)
    with pytest.raises(KeyFault, match="line 4: has a slip"):
        check_sheet_line(4, words)


def test_the_words_are_in_no_repr() -> None:
    key = make_recovery()
    shown = repr([key, provider_of_sheet(key.lines)])
    assert repr(key.vouching) not in shown
    assert key.name in shown
    assert not [line for line in key.lines if line[3:] in shown]


@given(SEEDS, SEEDS, st.binary(max_size=40))
def test_only_the_private_half_opens_and_only_for_its_purpose(one, other, info) -> None:
    private = hybrid.Private(one)
    sealed = hybrid.seal(b"root key", private.public, info)
    assert len(sealed) == len(b"root key") + hybrid.OVERHEAD
    assert private.open(sealed, info) == b"root key"
    with pytest.raises(hybrid.DoesNotFit):
        private.open(sealed, info + b"!")
    with pytest.raises(hybrid.DoesNotFit):
        private.open(sealed[:-1], info)
    if one != other:
        with pytest.raises(hybrid.DoesNotFit):
            hybrid.Private(other).open(sealed, info)


def test_a_pair_is_made_of_its_seed_as_x_wing_does() -> None:
    # The first test vector of draft-connolly-cfrg-xwing-kem-08, appendix C.
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = hybrid.Private(seed).public
    begins = "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d"
    assert public.hex().startswith(begins)
    assert len(public) == hybrid.PUBLIC_BYTES


async def test_the_words_open_the_database_where_the_key_is_lost(ground) -> None:
    make_key_file(ground.key)
    key = make_recovery()
    store = await Store.create(ground.url, ground.provider(), clock=ground.clock, recovery=key)
    await ground.keep(store, ground.message())
    await store.close()
    ground.key.unlink()

    store = await ground.open(provider_of_sheet(key.lines))
    assert (await store.read(lambda tx: tx.verify())).state == "intact"
    make_key_file(ground.key)
    await store.set_main(ground.provider())
    await store.close()

    store = await ground.open()
    stored = await store.read(lambda tx: tx.messages.get(ground.message().id))
    assert stored.message == ground.message()
    await store.close()


@alike
async def test_a_new_main_slot_takes_the_place_of_the_old_key(ground, tmp_path: Path) -> None:
    store = await ground.create()
    make_key_file(tmp_path / "new")
    await store.set_main(ground.provider(tmp_path / "new"))
    entries = await store.read(lambda tx: tx.audit.after(0))
    told = await store.read(lambda tx: tx.audit.fields(entries[-1]))
    assert (entries[-1].kind, told) == ("keys", {"main": "file"})
    await store.close()
    with pytest.raises(KeyWrong):
        await ground.open()
    await (await ground.open(ground.provider(tmp_path / "new"))).close()


@alike
async def test_a_database_without_a_recovery_key_is_given_one(ground) -> None:
    store = await ground.create()
    key = make_recovery()
    assert await store.read(lambda tx: tx.slots.recovery()) is None
    await store.set_recovery(key)
    assert (await store.read(lambda tx: tx.slots.recovery())).name == key.name
    entries = await store.read(lambda tx: tx.audit.after(0))
    assert await store.read(lambda tx: tx.audit.fields(entries[-1])) == {"recovery": key.name}
    made = await store.read(lambda tx: tx.audit.fields(entries[0]))
    assert await prove(ground.url, provider_of_sheet(key.lines)) == made["made"]
    await store.close()


async def test_a_new_recovery_key_shuts_out_the_old_and_keeps_the_deployment(ground) -> None:
    store = await ground.create()
    old, new = make_recovery(), make_recovery()
    await store.set_recovery(old)
    before = await store.read(lambda tx: tx.slots.recovery())
    await store.set_recovery(new)
    after = await store.read(lambda tx: tx.slots.recovery())
    await store.close()
    assert (before.deployment, before.name) != (after.deployment, after.name)
    assert before.deployment == after.deployment
    with pytest.raises(KeyWrong, match=f"{new.name}.*{old.name}"):
        await ground.open(provider_of_sheet(old.lines))
    await (await ground.open(provider_of_sheet(new.lines))).close()


@alike
async def test_words_are_refused_where_no_recovery_key_was_made(ground) -> None:
    await (await ground.create()).close()
    with pytest.raises(KeyMissing):
        await prove(ground.url, provider_of_sheet(make_recovery().lines))


@alike
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE slots SET root = randomblob(16) WHERE name = 'recovery'",
        "UPDATE slots SET wrapped = randomblob(1168) WHERE name = 'recovery'",
        "UPDATE slots SET parameters = replace(parameters, 'tag', 'gat') WHERE name = 'recovery'",
        "UPDATE slots SET parameters = '[]' WHERE name = 'recovery'",
        "UPDATE slots SET parameters = 7 WHERE name = 'recovery'",
    ],
)
async def test_an_edited_recovery_slot_does_not_open(ground, statement: str) -> None:
    store = await ground.create()
    key = make_recovery()
    await store.set_recovery(key)
    await store.close()
    ground.sql(statement)
    with pytest.raises(Tampered):
        await prove(ground.url, provider_of_sheet(key.lines))


@alike
async def test_nobody_puts_a_recovery_key_of_his_own_into_the_database(ground) -> None:
    store = await ground.create()
    await store.set_recovery(make_recovery())
    foreign = await Store.create(
        f"sqlite:///{ground.folder}/foreign.db",
        ground.provider(),
        clock=ground.clock,
        recovery=make_recovery(),
    )
    await foreign.close()
    with closing(sqlite3.connect(ground.folder / "foreign.db")) as connection:
        (taken,) = connection.execute(
            "SELECT parameters FROM slots WHERE name = 'recovery'"
        ).fetchone()
    ground.sql("UPDATE slots SET parameters = ? WHERE name = 'recovery'", taken)
    with pytest.raises(Tampered, match="recovery slot"):
        await store.read(lambda tx: tx.slots.recovery())
    assert (await store.read(lambda tx: tx.verify())).state == "tampered"
    await store.close()


@alike
async def test_who_has_only_the_public_half_hands_the_words_no_root_key_of_his_own(ground) -> None:
    """Everybody who reads the database can seal to the recovery key whatever he likes."""
    store = await ground.create()
    words = make_recovery()
    await store.set_recovery(words)
    known = await store.read(lambda tx: tx.slots.recovery())
    await store.close()
    # The best that a thief can do: all that stands in the open, and a voucher of his own.
    own = replace(make_recovery(), public=known.public)
    url = f"sqlite:///{ground.folder}/forged.db"
    forged = await Store.create(url, ground.provider(), clock=ground.clock, recovery=own)
    assert (await forged.read(lambda tx: tx.slots.recovery())).name == words.name
    await forged.close()
    with pytest.raises(Tampered, match="somebody who had not the words"):
        await prove(url, provider_of_sheet(words.lines))
    assert await prove(ground.url, provider_of_sheet(words.lines))


async def test_the_words_are_in_no_file_of_the_database(ground) -> None:
    store = await ground.create()
    key = make_recovery()
    await store.set_recovery(key)
    await store.purge()
    data = ground.bytes_on_disk()
    seed = sheet.seed_of(key.lines)
    assert seed not in data
    assert key.vouching not in data
    assert seed.hex().encode() not in data
    assert not [line for line in key.lines if line[3:].encode() in data]
    await store.close()
