"""`tocsin` on a PostgreSQL server: what it makes, what it survives, what it says."""

import re
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.bot.forks import Forks
from tests.bot.postgresql.conftest import ServerStage, stage_of
from tests.in_full import IN_FULL
from tests.servers import PASSWORD, Server
from tests.stage import free_port

MESSAGES = 20 if IN_FULL else 12


def say(stage: ServerStage, begin: int, end: int) -> None:
    for at in range(begin, end):
        stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN slack {at:02}")
        stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN telegram {at:02}")


def bodies(stage: ServerStage) -> list[Counter[str]]:
    """Return how often each body stands on the other side, without those marked as repeats."""
    return [
        Counter(
            found[0]
            for text in there
            if "(repeat)" not in text and (found := re.search(r"(?:slack|telegram) \d\d", text))
        )
        for there in (stage.in_telegram(), stage.in_slack())
    ]


def all_there(stage: ServerStage, count: int) -> bool:
    everywhere = (stage.in_telegram(), stage.in_slack())
    found = [set(re.findall(r"(?:slack|telegram) \d\d", "\n".join(one))) for one in everywhere]
    return all(len(one) == count for one in found)


def repeats(stage: ServerStage) -> int:
    return sum("(repeat)" in one for one in stage.in_telegram() + stage.in_slack())


async def crossed(stage: ServerStage, count: int, seconds: float = 60) -> None:
    """Wait until every message is there; none may stand there twice without a mark."""
    await stage.until(lambda: all_there(stage, count), "every copy", seconds)
    for one in bodies(stage):
        assert set(one.values()) <= {1}


async def unsound(stage: ServerStage) -> bool:
    status, body = await stage.ask("/healthz")
    return status == 503 and body["database"] == "not writable"


async def sound(stage: ServerStage) -> bool:
    return (await stage.ask("/healthz"))[0] == 200


async def test_from_an_empty_database_to_a_message_across_with_a_password_that_is_shown_nowhere(
    tmp_path: Path, forks: Forks, server: Server
) -> None:
    (tmp_path / "key").touch()
    stage = stage_of(tmp_path, forks, tmp_path / "key", server.url_by_port(server.make()))
    stage.key.unlink()
    (stage.folder / "password").write_text(PASSWORD + "\n")
    secret = {"TOCSIN_STORAGE__PASSWORD_FILE": "password"}
    await stage.raise_curtain()
    told = ""
    for words in (("init", "--non-interactive"), ("init", "--non-interactive"),
                  ("directory", "apply", "directory.toml")):  # fmt: skip
        done = stage.tocsin(*words, **secret)
        assert done.returncode == 0, done.stderr
        told += done.stdout + done.stderr
    assert "kept" in told
    async with stage.running(**secret) as child:
        say(stage, 0, 2)
        await crossed(stage, 2)
        status = stage.tocsin("status", **secret)
        assert status.returncode == 0, status.stderr
    told += status.stdout + status.stderr + child.errors
    verified = stage.tocsin("audit", "verify", **secret)
    assert verified.returncode == 0, verified.stderr
    wrong = stage.tocsin("status", TOCSIN_STORAGE__PASSWORD="wrong-and-secret")
    assert wrong.returncode == 78
    assert "password authentication failed" in wrong.stderr
    told += verified.stdout + wrong.stdout + wrong.stderr
    assert PASSWORD not in told
    assert "wrong-and-secret" not in told
    assert not (stage.folder / "tocsin.db").exists()
    await stage.drop_curtain()


def test_a_server_that_is_down_is_told_and_nothing_starts(shaky: ServerStage, own_server) -> None:
    own_server.stop()
    for words in (("run",), ("status",), ("directory", "apply", "directory.toml"), ("init",)):
        done = shaky.tocsin(*words)
        assert done.returncode == 78, done.stderr
        assert "Traceback" not in done.stderr
        assert "postgresql://tocsin@" in done.stderr
        assert "start the server" in done.stderr


def test_without_the_library_it_is_said_what_installs_it(tmp_path: Path, forks: Forks) -> None:
    (tmp_path / "key").touch()
    url = "postgresql://tocsin@127.0.0.1:9/tocsin"
    stage = stage_of(tmp_path, forks, tmp_path / "key", url)
    for words in (("run",), ("init", "--non-interactive"), ("status",)):
        done = stage.tocsin(*words, first="tests.bot.postgresql.killing:without_asyncpg")
        assert done.returncode == 78, done.stderr
        assert "asyncpg is not installed; install it: pip install 'tocsin[postgres]'" in done.stderr


@pytest.mark.proof
async def test_a_server_restarted_in_the_middle_loses_nothing_and_doubles_nothing_unmarked(
    shaky: ServerStage, own_server: Server
) -> None:
    async with shaky.running() as child:
        say(shaky, 0, MESSAGES // 2)
        await shaky.until(shaky.in_telegram, "the burst to be under way")
        own_server.stop(signal.SIGQUIT)
        say(shaky, MESSAGES // 2, MESSAGES)
        await shaky.until(lambda: unsound(shaky), "the loss to be told")
        own_server.start()
        await shaky.until(lambda: sound(shaky), "its return to be noticed")
        await crossed(shaky, MESSAGES)
        assert repeats(shaky) <= 2, "at most one in each lane"
        assert child.poll() is None
    assert shaky.tocsin("audit", "verify").returncode == 0


@pytest.mark.proof
async def test_connections_that_are_cut_again_and_again_lose_nothing(
    shaky: ServerStage, own_server: Server
) -> None:
    async with shaky.running():
        for at in range(MESSAGES):
            say(shaky, at, at + 1)
            own_server.ask(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name LIKE 'tocsin %'""",
                database="postgres",
            )
        await crossed(shaky, MESSAGES)
        await shaky.until(lambda: sound(shaky), "all to be well")
    assert shaky.tocsin("audit", "verify").returncode == 0


async def test_a_server_that_is_slow_is_told_and_nothing_is_lost(
    shaky: ServerStage, own_server: Server
) -> None:
    async with shaky.running():
        say(shaky, 0, 2)
        await shaky.until(shaky.in_telegram, "the first")
        own_server.freeze()
        try:
            say(shaky, 2, 4)
            await shaky.until(lambda: unsound(shaky), "the silence to be told")
        finally:
            own_server.thaw()
        await shaky.until(lambda: sound(shaky), "its answer to be noticed")
        await crossed(shaky, 4)


async def test_a_server_without_a_connection_left_is_told_and_messages_cross_all_the_same(
    shaky: ServerStage, own_server: Server
) -> None:
    async with shaky.running():
        say(shaky, 0, 1)
        await crossed(shaky, 1)
        with own_server.crowded():
            done = shaky.tocsin("status")
            assert done.returncode == 78
            assert "max_connections" in done.stderr
            say(shaky, 1, 3)
            await crossed(shaky, 3)
        await shaky.until(lambda: sound(shaky), "all to be well")
    assert shaky.tocsin("status").returncode == 0


@pytest.mark.proof
async def test_a_second_run_on_the_same_database_refuses_and_nothing_is_doubled(
    stage: ServerStage,
) -> None:
    async with stage.running() as first:
        say(stage, 0, MESSAGES)
        await stage.until(stage.in_telegram, "the burst to be under way")
        second = stage.tocsin("run", TOCSIN_WEB__LISTEN=f"127.0.0.1:{free_port()}")
        assert second.returncode == 78, second.stderr
        assert "another process runs on this database" in second.stderr
        assert stage.tocsin("directory", "apply", "directory.toml").returncode == 0
        await crossed(stage, MESSAGES)
        assert repeats(stage) == 0
        assert first.poll() is None
    assert stage.tocsin("audit", "verify").returncode == 0


@pytest.mark.parametrize(("at", "when"), [(3, "before"), (9, "after")])
async def test_a_kill_at_a_commit_loses_nothing_and_doubles_nothing_unmarked(
    stage: ServerStage, at: int, when: str
) -> None:
    async with stage.running():
        say(stage, 0, 1)  # what was said before the first start is not read
        await crossed(stage, 1)
    killing = "tests.bot.postgresql.killing:at_commit"
    child = stage.start("run", first=killing, KILL_AT=str(at), KILL_WHEN=when)
    say(stage, 1, 5)
    await stage.until(lambda: child.poll() is not None, "the kill")
    assert child.code == -signal.SIGKILL
    async with stage.running():
        await crossed(stage, 5)
        assert repeats(stage) <= 2
    assert stage.tocsin("audit", "verify").returncode == 0
