"""Unlabelled talk in a `share` room is in no file, whenever the process is killed."""

import contextlib
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from bot.cli.opening import utc_now
from storage.keys import provider_for
from storage.store import Store, Transaction
from tests.bot.forks import Child
from tests.in_full import IN_FULL
from tests.scan import Scan
from tests.stage import Stage

SILENT = "zqsilentЖtalkqz"
SCAN = Scan({"talk": SILENT})
FEW = (9, 5, 1)
BODY = re.compile(r"kept (slack|telegram) (\d+) [ab]")


class Talk:
    """What is said in a round, in one room of each platform: labelled, unlabelled, labelled."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.kept: set[str] = set()

    def say(self, number: int) -> None:
        """Let people write, answer, edit and delete; only what is labelled is for others."""
        stage, slack, telegram = self._stage, self._stage.slack, self._stage.telegram
        room, group = stage.TEAM_ROOM, stage.WATCH
        self._labelled(number, "a")
        root = slack.say(room, stage.ANN, f"{SILENT} {number}")
        slack.say(room, stage.CY, f"{SILENT} answer {number}", thread_ts=root)
        slack.edit(room, root, f"{SILENT} edited {number}")
        slack.delete(room, slack.say(room, stage.ANN, f"{SILENT} gone {number}"))
        named = [{"id": "F1", "name": f"{SILENT}.txt"}]
        slack.say(room, stage.ANN, "", extra={"files": named, "subtype": "file_share"})
        asked = telegram.say(group, stage.BO, f"{SILENT} {number}")
        telegram.say(group, stage.BO, f"{SILENT} answer {number}", reply_to=asked, quote=SILENT)
        telegram.edit(group, asked, f"{SILENT} edited {number}")
        telegram.say(group, stage.BO, SILENT, document=f"{SILENT}.txt")
        telegram.say(group, stage.BO, f"/delete {SILENT}", reply_to=asked)
        self._labelled(number, "b")

    def _labelled(self, number: int, letter: str) -> None:
        stage = self._stage
        platform = ("slack", "telegram")[number % 2]
        text = f"kept {platform} {number} {letter}"
        if platform == "slack":
            stage.slack.say(stage.TEAM_ROOM, stage.ANN, f"TLP:GREEN {text}")
        else:
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN {text}")
        self.kept.add(text)

    def copies(self) -> list[str]:
        """Return the copies of labelled messages on the other platform."""
        told = self._stage.in_telegram() + self._stage.in_slack()
        return [one for one in told if BODY.search(one)]

    def arrived(self) -> bool:
        bodies = {found[0] for one in self.copies() if (found := BODY.search(one))}
        return self.kept <= bodies


def talked(folder: Path) -> list[str]:
    """Return the files in which the talk is."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    return [str(one) for one in files if SCAN.found(one.read_bytes())]


async def spoken(stage: Stage, talk: Talk, number: int, counted: Path, at: int = 0) -> Child:
    """Run the program through one round, until it has killed itself or all is settled."""
    child = stage.start(
        "run",
        first="tests.security.killing:at_commit",
        KILL_AT=str(at),
        COUNT_IN=str(counted),
        TMPDIR=str(counted.parent),
    )

    async def taken() -> bool:
        if child.poll() is not None:
            return True
        pending = stage.slack.pending(stage.TEAM) or stage.telegram.pending(stage.bot)
        return not pending and (await stage.ask("/readyz"))[0] == 200

    await stage.until(taken, "a kill or the start")
    talk.say(number)
    await stage.until(taken, "a kill or all to be taken")
    await stage.until(lambda: child.poll() is not None or talk.arrived(), "a kill or all copies")
    return child


async def ended(stage: Stage, child: Child) -> int | None:
    """Return the exit code of a child that is told to end, if it has not already."""
    child.send(signal.SIGTERM)
    await stage.until(lambda: child.poll() is not None, "its end")
    return child.code


async def opened(stage: Stage) -> str:
    """Return what a holder of the key reads in the database: every message, audit, dead letter."""
    provider = provider_for("file", path=stage.key, passphrase=None)
    store = await Store.open(f"sqlite:///{stage.database}", provider, clock=utc_now)

    async def everything(tx: Transaction) -> list[str]:
        kept = [await tx.messages.get(one) for one in ids]
        entries = [await tx.audit.fields(one) for one in await tx.audit.after(0)]
        parts = [part.text.plain for one in kept if one is not None for part in one.message.parts]
        return [*parts, *map(str, entries), *map(str, await tx.dead.listed())]

    with contextlib.closing(sqlite3.connect(stage.database)) as database:
        ids = [one for (one,) in database.execute("SELECT id FROM messages")]
    try:
        return "\n".join(await store.read(everything))
    finally:
        await store.close()


@pytest.mark.proof
async def test_talk_in_a_share_room_is_in_no_file_with_a_kill_at_every_commit(
    stage: Stage, tmp_path: Path
) -> None:
    talk, counted = Talk(stage), tmp_path / "counted"
    assert await ended(stage, await spoken(stage, talk, 0, counted)) == 0
    commits = counted.stat().st_size
    killed = []
    # In the suite at a few; each of them is one round of everything.
    for at in range(commits, 0, -1) if IN_FULL else FEW:
        before = counted.stat().st_size
        child = await spoken(stage, talk, at, counted, at)
        code = await ended(stage, child)
        assert talked(tmp_path) == []
        if code == -signal.SIGKILL:
            killed.append(at)
        else:
            # What is left over from the round before is shared by fewer transactions.
            assert code == 0, child.errors
            assert counted.stat().st_size - before < at
    assert killed[-10:] == list(range(10, 0, -1)) if IN_FULL else killed == list(FEW)
    assert await ended(stage, await spoken(stage, talk, commits + 1, counted)) == 0
    assert talk.arrived()
    assert talked(tmp_path) == []
    read = await opened(stage)
    assert SILENT not in read
    assert sorted(BODY.findall(read)) == sorted(BODY.findall("\n".join(talk.kept)))
    unmarked = [one.partition("\n")[2] for one in stage.in_telegram() if "(repeat)" not in one]
    assert len(unmarked) == len(set(unmarked))
    everywhere = stage.in_telegram() + stage.in_slack() + stage.in_slack(stage.TEAM_ROOM)
    assert SILENT not in "".join(everywhere)
    assert stage.tocsin("audit", "verify").returncode == 0


async def test_the_scan_finds_the_talk_where_it_is_held(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "planted").write_bytes(b"x" + SILENT.encode("utf-16-le"))
    assert talked(tmp_path) == [str(tmp_path / "planted")]
    async with stage.running():
        stage.telegram.say(stage.STRICT, stage.BO, SILENT)
        await stage.until_status("from strict", "the hold")
    assert SILENT in await opened(stage)
