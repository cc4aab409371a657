"""Keys and backups by the program itself: made while it runs, proved, brought back after a loss."""

import math
import re
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.opening import utc_now
from storage.keys import provider_for
from storage.store import Store
from tests.bot.terminal import Terminal
from tests.stage import Stage

WORDS = re.compile(r"\w{4}-\w{4}-\w{4}")


@pytest.fixture
def sheet(made: Stage) -> Path:
    """The recovery sheet of the stage's database, as init wrote it."""
    return Path(shutil.copy2(made._template / "recovery-sheet.txt", made.folder / "sheet.txt"))


@pytest.fixture
def paper(sheet: Path) -> str:
    """What stands on the sheet."""
    return sheet.read_text()


BRISKLY = "tests.bot.paces:briskly"


def told(made: Stage, *words: str, given: str = "", code: int = 0, first: str = "") -> str:
    """Return what a command said; no word of any sheet is ever in it."""
    done = made.tocsin(*words, given=given, first=first)
    assert done.returncode == code, done.stdout + done.stderr
    if words != ("keys", "recovery", "--out", "-"):
        assert WORDS.findall(done.stdout + done.stderr) == []
    return done.stdout + done.stderr


def kinds(made: Stage) -> list[str]:
    with closing(sqlite3.connect(made.database)) as database:
        return [kind for (kind,) in database.execute("SELECT kind FROM audit ORDER BY entry")]


def test_a_lost_key_is_replaced_with_the_words_of_the_sheet(made: Stage, sheet: Path) -> None:
    assert "open the database" in told(made, "keys", "check", "--sheet", "sheet.txt")
    old = made.key.rename(made.folder / "old.key")
    told(made, "status", code=78)
    said = told(made, "keys", "recover", given=sheet.read_text())
    assert "the old one does not any more" in said
    assert made.key.stat().st_mode & 0o777 == 0o600
    assert "nothing waits" in told(made, "status")
    assert kinds(made)[-1] == "keys"
    made.key.unlink()
    old.rename(made.key)
    told(made, "status", code=78)


def test_a_lost_passphrase_is_replaced_with_the_words_of_the_sheet(
    made: Stage, sheet: Path
) -> None:
    made.config.write_text(
        made.config.read_text().replace(
            'provider = "file"', 'provider = "passphrase"\npassphrase_file = "words.txt"'
        )
    )
    said = told(made, "keys", "recover", "--sheet", "sheet.txt", first=BRISKLY)
    assert "words.txt" in said
    words = made.folder / "words.txt"
    assert words.stat().st_mode & 0o777 == 0o600
    assert "nothing waits" in told(made, "status")
    words.write_text("a passphrase that somebody chose\n")
    told(made, "keys", "recover", "--sheet", "sheet.txt", first=BRISKLY)
    assert words.read_text() == "a passphrase that somebody chose\n"


def test_the_words_are_typed_and_a_slip_is_told_at_once(made: Stage, sheet: Path) -> None:
    lines = WORDS.findall(sheet.read_text())
    terminal = Terminal(made._forks, ["keys", "check"], made.folder, made.logs / "typed")
    try:
        for number, line in enumerate(lines, start=1):
            if number == 3:
                terminal.answer("line 3", line[:-1] + ("0" if line[-1] != "0" else "2"))
                terminal.expect("line 3: has a slip in it")
            terminal.answer(f"line {number}", line.lower().replace("-", " "))
        assert terminal.end() == 0, terminal.shown
        assert "open the database" in terminal.shown
    finally:
        terminal.close()


def test_a_new_sheet_shuts_out_the_old(made: Stage, sheet: Path) -> None:
    said = told(made, "keys", "recovery")
    (new,) = made.folder.glob("recovery-sheet-*.txt")
    assert new.stat().st_mode & 0o777 == 0o600
    assert "The old sheet opens this database no more" in said
    told(made, "keys", "check", "--sheet", "sheet.txt", code=78)
    told(made, "keys", "check", "--sheet", new.name)
    shown = told(made, "keys", "recovery", "--out", "-")
    assert len(WORDS.findall(shown)) == 7
    told(made, "keys", "check", "--sheet", new.name, code=78)
    told(made, "keys", "check", "--sheet", "-", code=78, given=new.read_text())
    told(made, "keys", "check", given=shown)
    assert kinds(made)[-2:] == ["keys", "keys"]
    taken = made.bytes()
    told(made, "keys", "recovery", "--out", new.name, code=78)
    assert made.bytes() == taken


def test_words_that_nobody_could_see_open_nothing_and_the_old_ones_still_do(
    made: Stage, sheet: Path
) -> None:
    before = made.bytes()
    done = made.tocsin("keys", "recovery", "--out", "-", first="tests.bot.broken_off:full")
    assert done.returncode == 78
    assert "standard output: No space left on device; nothing was changed" in done.stderr
    assert made.bytes() == before
    told(made, "keys", "check", "--sheet", "sheet.txt")


@pytest.mark.parametrize("fault", ["terminated", "hung_up"])
def test_a_command_that_is_ended_leaves_no_copy_of_the_database_anywhere(
    made: Stage, sheet: Path, tmp_path: Path, fault: str
) -> None:
    told(made, "backup", "create", "b.backup")
    place = tmp_path / "drills"
    place.mkdir()
    before = sorted(made.folder.iterdir())
    for words in (
        ("create", "c.backup"),
        ("drill", "b.backup", "--sheet", "sheet.txt"),
        ("restore", "b.backup", "--to", "back.db", "--sheet", "sheet.txt"),
    ):
        first = f"tests.bot.broken_off:{fault}"
        done = made.tocsin("backup", *words, first=first, TMPDIR=str(place))
        assert done.returncode == 1, done.stderr
        assert "Aborted!" in done.stderr
        assert sorted(made.folder.iterdir()) == before
        assert list(place.iterdir()) == []


def test_a_folder_keeps_its_backups_as_long_as_is_said(made: Stage) -> None:
    folder = made.folder / "backups"
    folder.mkdir()
    told(made, "backup", "create", "before-the-upgrade.backup")
    sample = made.folder / "before-the-upgrade.backup"
    named = Path(shutil.copy2(sample, folder))
    foreign = folder / "tocsin-20200101T000000Z.backup"
    foreign.write_bytes(b"of somebody else")

    def aged(days: int) -> Path:
        at = datetime.now(UTC) - timedelta(days=days)
        return Path(shutil.copy2(sample, folder / f"tocsin-{at:%Y%m%dT%H%M%S}Z.backup"))

    def said(*options: str) -> tuple[str, set[str]]:
        """Return the name of the new backup, and the names of those that were removed."""
        shown = told(made, "backup", "create", "backups", *options)
        (new,) = re.findall(r"made +backups/(tocsin-\d{8}T\d{6}Z\.backup) ", shown)
        return new, set(re.findall(r"removed +backups/(\S+)", shown))

    def broken_off(days: int) -> Path:
        """Return what a process leaves that is killed while it makes a backup."""
        whole = aged(days)
        return whole.rename(folder / f".{whole.name}.0123abcd.partial")

    old, older, young = aged(91), aged(400), aged(89)
    stale, at_work = broken_off(2), broken_off(0)
    first, removed = said()
    assert removed == {old.name, older.name, stale.name}
    assert {one.name for one in folder.iterdir()} == {
        named.name, foreign.name, young.name, at_work.name, first,
    }  # fmt: skip
    assert (folder / first).stat().st_mode & 0o777 == 0o600
    younger = aged(40)
    (folder / first).rename(aged(20))
    second, removed = said("--keep", "2", "--older-than", "300")
    assert removed == {young.name, younger.name}
    assert (folder / second).exists()
    assert foreign.exists()
    assert named.exists()
    told(made, "backup", "create", "one.backup", "--keep", "2", code=2)


async def test_a_drill_says_how_it_went_and_is_remembered(made: Stage, paper: str) -> None:
    assert "rows" in told(made, "backup", "create", "b.backup")
    assert "nobody can tell" in told(made, "backup", "verify", "b.backup")
    assert "intact" in told(made, "backup", "verify", "b.backup", "--sheet", "sheet.txt")
    before = kinds(made)
    said = told(made, "backup", "drill", "b.backup", given=paper)
    assert re.search(r"intact +\d+ rows, \d+ audit entries, head \w{64}", said)
    assert re.search(r"It took \d+\.\d seconds; nothing is left of it", said)
    assert before[-1] == "backup"
    assert kinds(made) == [*before, "drill"]
    provider = provider_for("file", path=made.key, passphrase=None)
    store = await Store.open(f"sqlite:///{made.database}", provider, clock=utc_now)
    try:
        for proof in ("backup", "drill"):
            last = await store.read(lambda tx, proof=proof: tx.backups.last(proof))
            assert (utc_now() - last).total_seconds() < 600
    finally:
        await store.close()


def test_where_the_passphrase_is_typed_a_drill_is_noted_too(made: Stage, sheet: Path) -> None:
    told(made, "backup", "create", "b.backup")
    made.key.unlink()
    settings = made.config.read_text()
    words = made.folder / "words.txt"
    words.write_text("a passphrase that somebody chose\n")
    by_file = 'provider = "passphrase"\npassphrase_file = "words.txt"'
    made.config.write_text(settings.replace('provider = "file"', by_file))
    told(made, "keys", "recover", "--sheet", "sheet.txt", first=BRISKLY)
    made.config.write_text(settings.replace('provider = "file"', 'provider = "passphrase"'))
    drill = ["backup", "drill", "b.backup", "--sheet", "sheet.txt"]
    before = kinds(made)
    for typed, noted in (("another one", []), (words.read_text().strip(), ["drill"])):
        terminal = Terminal(made._forks, drill, made.folder, made.logs / "drilled")
        terminal.answer("Passphrase", typed)
        assert terminal.end() == 0
        assert ("It is not noted" in terminal.shown) is not bool(noted)
        terminal.close()
        assert kinds(made) == [*before, *noted]


def test_a_drill_without_the_database_says_that_nothing_was_noted(made: Stage, sheet: Path) -> None:
    told(made, "backup", "create", "b.backup")
    made.database.unlink()
    said = told(made, "backup", "drill", "b.backup", "--sheet", "sheet.txt")
    assert "It is not noted in the database" in said
    assert not made.database.exists()


async def test_the_bot_goes_on_from_what_was_brought_back(stage: Stage, paper: str) -> None:
    """Lost in the middle of its work: nothing known comes twice, what may have been says so."""
    async with stage.running():
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN before, from Slack")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN before, from Telegram")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "both to cross")
        done = stage.tocsin("backup", "create", "b.backup")
        assert done.returncode == 0, done.stderr
    child = stage.start("run")
    await stage.until(lambda: stage._ready(child), "the bot to be ready")
    stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN since, from Slack")
    stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN since, from Telegram")
    await stage.until(
        lambda: len(stage.in_telegram()) == 2 and len(stage.in_slack()) == 2, "both to cross"
    )
    child.send(signal.SIGKILL)
    await stage.until(lambda: child.poll() is not None, "the bot to be gone")
    for one in stage.folder.glob("tocsin.db*"):
        one.unlink()
    stage.key.unlink()

    done = stage.tocsin("backup", "restore", "b.backup", "--sheet", "sheet.txt")
    assert done.returncode == 0, done.stderr
    assert "The key of the settings does not open it: tocsin keys recover" in done.stdout
    # What is said within the second of the restore may have been before it.
    over = math.ceil(time.time())
    done = stage.tocsin("keys", "recover", "--sheet", "sheet.txt")
    assert done.returncode == 0, done.stderr
    await stage.until(lambda: time.time() >= over, "that second to be over")
    async with stage.running():
        await stage.until(lambda: len(stage.in_telegram()) == 3, "Slack's history to be read")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after, from Slack")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN after, from Telegram")
        await stage.until(
            lambda: len(stage.in_telegram()) == 4 and len(stage.in_slack()) == 3, "both to cross"
        )

    def bodies(texts: list[str]) -> list[str]:
        return [
            ("(repeat) " if "(repeat)" in one else "") + one.rpartition("\n")[2] for one in texts
        ]

    assert bodies(stage.in_telegram()) == [
        "before, from Slack",
        "since, from Slack",
        "(repeat) since, from Slack",
        "after, from Slack",
    ]
    assert bodies(stage.in_slack()) == [
        "before, from Telegram",
        "since, from Telegram",
        "after, from Telegram",
    ]
    assert stage.tocsin("audit", "verify").returncode == 0
    said = b"".join(one.read_bytes() for one in stage.logs.iterdir() if one.is_file())
    words = WORDS.findall(paper)
    assert len(words) == 7
    assert not [one for one in words if one.encode() in said]
    assert (stage.folder / "b.backup").stat().st_mode & 0o777 == 0o600
