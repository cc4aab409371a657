"""Backups and recovery words that are not as they must be: said plainly, and nothing changed."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.keys import make_recovery
from tests.stage import Stage


@pytest.fixture
def sheet(made: Stage) -> Path:
    """The recovery sheet of the stage's database, as init wrote it."""
    return Path(shutil.copy2(made._template / "recovery-sheet.txt", made.folder / "sheet.txt"))


@pytest.fixture
def file(made: Stage) -> Path:
    """A backup of the stage's database."""
    done = made.tocsin("backup", "create", "b.backup")
    assert done.returncode == 0, done.stderr
    return made.folder / "b.backup"


def words_in(sheet: Path) -> list[str]:
    return re.findall(r"\w{4}-\w{4}-\w{4}", sheet.read_text())


def refused(made: Stage, sheet: Path, code: int, *told: str, to: str = "back.db") -> None:
    """A drill and a restore end with the code and the words; nothing is made or changed."""
    before, there = made.bytes(), sorted(made.folder.iterdir())
    for words in (("drill", "b.backup"), ("restore", "b.backup", "--to", to)):
        done = made.tocsin("backup", *words, "--sheet", str(sheet))
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        for one in told:
            assert one in done.stderr
        assert not [one for one in words_in(sheet) if one in done.stdout + done.stderr]
    assert made.bytes() == before
    assert sorted(made.folder.iterdir()) == there


def test_a_truncated_backup_is_told_even_without_the_words(made: Stage, file, sheet) -> None:
    os.truncate(file, file.stat().st_size - 1)
    done = made.tocsin("backup", "verify", "b.backup")
    assert done.returncode == 1
    assert f"ends after {file.stat().st_size} bytes: it is truncated" in done.stderr
    assert "take another copy of this backup" in done.stderr
    refused(made, sheet, 1, "b.backup", "it is truncated")


def test_a_backup_changed_in_the_middle_is_refused(made: Stage, file, sheet) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    done = made.tocsin("backup", "verify", "b.backup")
    assert done.returncode == 1
    assert "it was changed" in done.stderr
    refused(made, sheet, 1, "b.backup", "not what was written there")


def test_a_backup_of_another_deployment_is_told(
    made: Stage, file, sheet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    for words in (["init", "--non-interactive"], ["backup", "create", "b.backup"]):
        assert made._forks.start(words, other, other / words[0]).wait().returncode == 0
    shutil.copy2(other / "b.backup", file)
    before = made.bytes()
    for words in (["verify", "b.backup"], ["drill", "b.backup", "--sheet", str(sheet)]):
        done = made.tocsin("backup", *words)
        assert done.returncode == 1
        assert "is of another deployment than the database of the settings" in done.stderr
    done = made.tocsin("backup", "restore", "b.backup", "--to", "back.db", "--sheet", str(sheet))
    assert done.returncode == 1
    assert "is not sealed to recovery key" in done.stderr
    assert made.bytes() == before
    assert not (made.folder / "back.db").exists()


def test_of_a_database_that_is_not_what_was_written_no_backup_is_made(made: Stage) -> None:
    folder = made.folder / "backups"
    folder.mkdir()
    assert made.tocsin("backup", "create", "backups").returncode == 0
    (made_before,) = folder.iterdir()
    aged = made_before.rename(folder / "tocsin-20200101T000000Z.backup")
    with closing(sqlite3.connect(made.database)) as database, database:
        database.execute("UPDATE audit SET minute = minute + 1 WHERE entry = 1")
    done = made.tocsin("backup", "create", "backups")
    assert done.returncode == 1
    assert "the database is not what was written: entry 1 is missing or not" in done.stderr
    assert "tocsin audit verify" in done.stderr
    assert list(folder.iterdir()) == [aged]


def test_a_backup_of_a_newer_version_is_told(made: Stage, sheet: Path) -> None:
    first = f"{__name__}:newer"
    assert made.tocsin("backup", "create", "b.backup", first=first).returncode == 0
    done = made.tocsin("backup", "verify", "b.backup", "--sheet", str(sheet))
    assert done.returncode == 1
    refused(made, sheet, 1, "version 0999, this program of 0", "install the version that wrote it")


def newer() -> None:
    """Be a later version of the program, as far as backups tell."""
    from storage import backups  # noqa: PLC0415 - in the process that is to become the program

    backups.newest = lambda: "0999"  # type: ignore[attr-defined]


def test_a_format_of_a_newer_version_is_told_without_the_words(made: Stage, file, sheet) -> None:
    data = bytearray(file.read_bytes())
    data[15] = 9
    file.write_bytes(data)
    done = made.tocsin("backup", "verify", "b.backup")
    assert done.returncode == 1
    assert "is of format 9; this program knows 1" in done.stderr
    refused(made, sheet, 1, "is of format 9")


def test_a_backup_that_other_words_open_is_refused(made: Stage, file, sheet: Path) -> None:
    other = make_recovery()
    sheet.write_text("\n".join(other.lines))
    refused(made, sheet, 1, f"is not sealed to recovery key {other.name}", "of the same deployment")
    done = made.tocsin("backup", "verify", "b.backup", "--sheet", str(sheet))
    assert done.returncode == 1


def test_words_of_another_sheet_are_refused_by_name(made: Stage, sheet: Path) -> None:
    other = make_recovery()
    sheet.write_text("\n".join(other.lines))
    done = made.tocsin("keys", "check", "--sheet", str(sheet))
    assert done.returncode == 78
    assert other.name in done.stderr


@pytest.mark.parametrize("line", [1, 4, 7])
def test_a_slip_in_the_words_is_told_by_its_line(made: Stage, file, sheet: Path, line) -> None:
    words = words_in(sheet)[line - 1]
    slip = words[:-1] + ("0" if words[-1] != "0" else "2")
    sheet.write_text(sheet.read_text().replace(words, slip))
    refused(made, sheet, 78, f"line {line}: has a slip in it", "compare that line")


def test_nothing_is_restored_over_a_database(made: Stage, file, sheet: Path) -> None:
    before = made.bytes()
    for words in ((), ("--to", "tocsin.db"), ("--to", f"sqlite:///{made.database}")):
        done = made.tocsin("backup", "restore", "b.backup", *words, "--sheet", str(sheet))
        assert done.returncode == 78
        assert "tocsin.db: is already there" in done.stderr
    assert made.bytes() == before


def test_a_full_disk_leaves_no_backup_behind(made: Stage) -> None:
    before = sorted(made.folder.iterdir())
    done = made.tocsin("backup", "create", "b.backup", first=f"{__name__}:full")
    assert done.returncode == 1
    assert "b.backup: No space left on device; make room there" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(made.folder.iterdir()) == before


def full() -> None:
    """Have a disk that takes no more than the head of a backup."""
    from storage.archive.envelope import Writing  # noqa: PLC0415 - as above

    put = Writing._put

    def refuse(self: Writing, data: bytes) -> None:
        put(self, data)
        if self._file.tell() > 1500:
            raise OSError(28, "No space left on device")

    Writing._put = refuse  # type: ignore[method-assign]


def test_a_database_without_a_recovery_key_says_how_to_make_one(made: Stage) -> None:
    (made.folder / "recovery-sheet.txt").write_text("an older one")
    made.database.unlink()
    assert made.tocsin("init", "--non-interactive").returncode == 0
    done = made.tocsin("backup", "create", "b.backup")
    assert done.returncode == 1
    assert "no recovery key" in done.stderr
    assert "tocsin keys recovery" in done.stderr


def test_a_new_key_is_never_made_over_a_key_file(made: Stage, sheet: Path) -> None:
    before, key = made.bytes(), made.key.read_bytes()
    done = made.tocsin("keys", "recover", "--sheet", str(sheet))
    assert done.returncode == 78
    assert "tocsin.key: is already there" in done.stderr
    assert (made.bytes(), made.key.read_bytes()) == (before, key)


def test_wrong_words_make_no_new_key(made: Stage, sheet: Path) -> None:
    made.key.unlink()
    before = made.bytes()
    sheet.write_text("\n".join(make_recovery().lines))
    done = made.tocsin("keys", "recover", "--sheet", str(sheet))
    assert done.returncode == 78
    assert "was given recovery key" in done.stderr
    assert not made.key.exists()
    assert made.bytes() == before
