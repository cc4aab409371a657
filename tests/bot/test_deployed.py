"""As a service or a container runs it: nobody, where only the data can be written."""

import asyncio
import os
import subprocess
import sys

import pytest

from bot.cli import answering
from tests.bot.unprivileged import NOBODY, forbids_such_memory, possible
from tests.stage import Stage

WHY_NOT = possible()


@pytest.fixture
def given(stage: Stage) -> Stage:
    """The stage, its folder given to nobody."""
    for path in (stage.folder, *stage.folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    return stage


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
async def test_it_runs_as_nobody_with_everything_but_its_data_read_only(given: Stage) -> None:
    stage = given
    async with stage.running(first="tests.bot.unprivileged:become") as bot:
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN one way")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN the other")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "the copies")
        assert (await stage.ask("/healthz"))[1]["status"] == "ok"
        assert b"process_start_time_seconds" in (await stage.ask("/metrics"))[1]
        beside = stage.tocsin("status", first="tests.bot.unprivileged:become")
        assert beside.returncode == 0, beside.stderr
        assert "run      ok on" in beside.stdout
        assert bot.errors.count("writable: ") == 1
        assert f"writable: {stage.folder}" in bot.errors
        assert f"is: Uid:={NOBODY} CapEff:=0000000000000000 NoNewPrivs:=1" in bot.errors
        assert "memory: never both written and run" in bot.errors or not forbids_such_memory()
    for path in stage.folder.iterdir():
        status = path.stat()
        assert (status.st_uid, status.st_mode & 0o077) == (NOBODY, 0) or path.suffix == ".toml"


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
def test_a_key_in_a_folder_that_is_closed_to_nobody_is_named(made: Stage) -> None:
    (made.folder / "closed").mkdir(mode=0o700)
    made.key.rename(made.folder / "closed" / "key")
    os.chown(made.database, NOBODY, NOBODY)
    made.config.chmod(0o644)
    given = {"first": "tests.bot.unprivileged:become", "TOCSIN_KEYS__PATH": "closed/key"}
    done = made.tocsin("status", **given)
    assert done.returncode == 78, done.stderr
    assert "closed/key: Permission denied; make it readable for its owner" in done.stderr


async def test_the_health_check_of_a_container_says_whether_it_is_sound(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check() -> bool:
        return await asyncio.to_thread(answering._sound)

    monkeypatch.setenv("TOCSIN_CONFIG", str(stage.config))
    assert not await check()
    async with stage.running():
        assert await check()
        command = [sys.executable, "-m", "bot.cli.answering"]
        assert (await asyncio.to_thread(subprocess.run, command, check=False)).returncode == 0
    stage.slack.revoke(stage.TEAM)
    stage.telegram.revoke(stage.TOKEN)
    async with stage.running(ready=False):

        async def unsound() -> bool:
            return (await stage.ask("/healthz"))[0] == 503

        await stage.until(unsound, "the doors to be locked out")
        assert not await check()
    stage.config.unlink()
    assert not await check()
