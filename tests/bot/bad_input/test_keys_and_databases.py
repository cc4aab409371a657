"""Keys and databases that are not as they must be: 78, and not a byte changed."""

import contextlib
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.keys import make_key_file
from tests.stage import Stage

COMMANDS = [("run",), ("directory", "apply", "directory.toml"), ("explain", "--json"), ("status",)]
KEY_ID = r"[0-9a-f]{8,}"


def refused(stage: Stage, *told: str, words: tuple[str, ...] = ("run",)) -> str:
    before = stage.bytes()
    done = stage.tocsin(*words)
    assert done.returncode == 78, done.stderr
    assert "Traceback" not in done.stderr
    for one in told:
        assert one in done.stderr
    assert stage.bytes() == before
    return done.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_missing_key_is_named_and_nothing_changes(made: Stage, words: tuple[str, ...]) -> None:
    made.key.unlink()
    refused(made, "tocsin.key", "missing", "bring back the key", words=words)
    assert not made.key.exists()


def test_init_makes_no_second_key_for_a_database_that_has_one(made: Stage) -> None:
    made.key.unlink()
    refused(made, "tocsin.key", "bring the key back", words=("init",))
    assert not made.key.exists()


def test_a_wrong_key_is_refused_naming_the_expected_and_the_given(made: Stage) -> None:
    right = made.key.read_text(encoding="ascii")
    made.key.unlink()
    make_key_file(made.key)
    said = refused(made, "the database expects key", "key file")
    secrets = [text.splitlines()[1] for text in (right, made.key.read_text(encoding="ascii"))]
    assert not any(secret in said for secret in secrets)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused_with_its_mode(made: Stage, mode: int) -> None:
    made.key.chmod(mode)
    refused(made, "tocsin.key", f"{mode:o}", "600")


def test_a_database_that_was_tampered_with_is_refused_and_pointed_out(made: Stage) -> None:
    with contextlib.closing(sqlite3.connect(made.database, isolation_level=None)) as database:
        database.execute("UPDATE directory SET sealed = zeroblob(length(sealed))")
    told = ("directory", "not those that were written", "tocsin audit verify")
    for words in (("run",), ("directory", "export"), ("explain", "--json"), ("label", "--json")):
        refused(made, *told, words=words)


def test_a_key_that_is_a_symlink_is_refused(made: Stage) -> None:
    made.key.rename(made.folder / "elsewhere")
    made.key.symlink_to(made.folder / "elsewhere")
    refused(made, "tocsin.key", "symbolic link", "name the file itself")


@pytest.mark.parametrize("content", [b"", b"tocsin key 1\nshort\n", b"\xff" * 80, b"x" * 9000])
def test_a_key_that_is_none_is_refused(made: Stage, content: bytes) -> None:
    made.key.write_bytes(content)
    refused(made, "tocsin.key")


def test_a_database_of_a_newer_version_is_refused(made: Stage) -> None:
    with contextlib.closing(sqlite3.connect(made.database, isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in COMMANDS:
        refused(made, "tocsin.db", "9999", "install the version that wrote it", words=words)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
def test_a_file_that_is_no_database_is_refused(made: Stage, content: bytes) -> None:
    made.database.write_bytes(content)
    refused(made, "tocsin.db")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_nothing_but_init_makes_a_database(made: Stage, words: tuple[str, ...]) -> None:
    made.database.unlink()
    refused(made, "tocsin.db", "tocsin init", words=words)
    assert list(made.folder.glob("tocsin.db*")) == []


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount a file system of memory; skip where this is not allowed."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount the small disk that this needs")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=True)  # noqa: S607 - the same


def onto(made: Stage, disk: Path) -> None:
    """Move the database to another disk."""
    made.database.rename(made.folder / "moved")
    (disk / "tocsin.db").write_bytes((made.folder / "moved").read_bytes())
    (made.folder / "moved").unlink()
    text = made.config.read_text(encoding="utf-8")
    made.config.write_text(text.replace("///tocsin.db", f"///{disk}/tocsin.db"), encoding="utf-8")
    made.database = disk / "tocsin.db"


def test_a_read_only_database_is_refused_and_stays_as_it_is(made: Stage, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=16m"):
        onto(made, disk)
        before = made.database.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S607 - our own words
        for words in (("run",), ("directory", "apply", "directory.toml", "--yes")):
            done = made.tocsin(*words)
            assert done.returncode == 78, done.stderr
            assert "tocsin.db" in done.stderr
            assert "writable" in done.stderr
        assert made.database.read_bytes() == before


async def test_a_full_disk_is_told_and_loses_nothing(stage: Stage, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=2m"):
        onto(stage, disk)
        async with stage.running():
            stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN before")
            await stage.until(lambda: len(stage.in_telegram()) == 1, "the first message")
            fill(disk)
            stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN meanwhile")
            stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN meanwhile too")
            await stage.until(lambda: unsound(stage), "the full disk to be told")
            (disk / "filler").unlink()
            await stage.until(lambda: sound(stage), "the room to be noticed")
            await stage.until(lambda: crossed(stage), "everything to cross")
        assert len(stage.in_slack()) == 1


async def test_sigterm_on_a_full_disk_ends_it_in_five_seconds_and_loses_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "size=2m"):
        onto(stage, disk)
        async with stage.running() as bot:
            stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN before")
            await stage.until(lambda: len(stage.in_telegram()) == 1, "the first message")
            fill(disk)
            stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN meanwhile")
            await stage.until(lambda: unsound(stage), "the full disk to be told")
            bot.send(signal.SIGTERM)
            await stage.until(lambda: bot.poll() is not None, "the end")
            assert "Traceback" not in bot.errors
            assert bot.code in (0, 78)
            bot.code = 0  # 78 says that the database could not be written: both are an end
        (disk / "filler").unlink()
        async with stage.running():
            await stage.until(lambda: "meanwhile" in "".join(stage.in_telegram()), "the rest")


def crossed(stage: Stage) -> bool:
    there = "".join(stage.in_telegram())
    return "meanwhile" in there and len(stage.in_slack()) == 1


def fill(disk: Path) -> None:
    """Leave not a byte free."""
    with (disk / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


async def unsound(stage: Stage) -> bool:
    status, body = await stage.ask("/healthz")
    return status == 503 and body["database"] == "not writable"


async def sound(stage: Stage) -> bool:
    return (await stage.ask("/healthz"))[0] == 200
