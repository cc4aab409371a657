"""`tocsin run`, `init`, `status` and `dead retry`, each as a process of its own."""

import re
import signal
import socket

from bot import courier
from handlers import http
from tests.stage import Stage


async def test_healthz_and_readyz_tell_states_and_no_names(stage: Stage) -> None:
    async with stage.running():
        status, body = await stage.ask("/healthz")
        assert (status, body["status"]) == (200, "ok")
        assert body["doors"] == {
            "slack.main": {"state": "connected"},
            "telegram.main": {"state": "connected"},
        }
        assert await stage.ask("/readyz") == (200, {"ready": True, "waiting": []})
        assert (await stage.ask("/healthz/x"))[0] == 404
        said = str(body)
        assert not any(secret in said for secret in stage.SECRETS)
        assert "Ballot" not in said


async def test_without_any_connected_door_the_process_is_unsound_and_runs_on(
    stage: Stage,
) -> None:
    stage.slack.revoke(stage.TEAM)
    stage.telegram.revoke(stage.TOKEN)
    async with stage.running(ready=False) as bot:

        async def both() -> bool:
            status, body = await stage.ask("/healthz")
            return bool(status) and {one["state"] for one in body["doors"].values()} == {
                "locked out"
            }

        await stage.until(both, "both doors to be locked out")
        status, body = await stage.ask("/healthz")
        assert (status, body["status"]) == (503, "unsound")
        assert (await stage.ask("/readyz"))[0] == 503
        assert bot.poll() is None
        assert not any(secret in bot.errors for secret in stage.SECRETS)


async def test_sigterm_ends_it_in_five_seconds_and_nothing_is_lost(stage: Stage) -> None:
    async with stage.running() as bot:
        for at in range(60):
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN slack {at:02}")
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN telegram {at:02}")
        await stage.until(lambda: len(stage.in_telegram()) > 5, "the burst to be under way")
        bot.send(signal.SIGTERM)
        await stage.until(lambda: bot.poll() is not None, "the end")
        assert bot.code == 0
    # Whatever else the machine does: these two are all that the program itself waits for.
    assert courier._PATIENCE + http._FAREWELL < 5
    async with stage.running():
        await stage.until(lambda: len(stage.in_telegram()) >= 60, "the rest")
        await stage.until(lambda: len(stage.in_slack()) >= 60, "the rest")
    for there, name in ((stage.in_telegram(), "slack"), (stage.in_slack(), "telegram")):
        found = [re.search(rf"{name} (\d\d)", one)[1] for one in there]  # type: ignore[index]
        assert sorted(found) == [f"{at:02}" for at in range(60)]
        assert not any("(repeat)" in one for one in there)
    assert stage.tocsin("audit", "verify").returncode == 0


async def test_sigterm_while_a_platform_answers_slowly_still_ends_in_five_seconds(
    stage: Stage,
) -> None:
    async with stage.running() as bot:
        stage.telegram.fail("sendMessage", slow=600)
        for at in range(5):
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN slack {at:02}")
        await stage.until(lambda: stage.in_slack(stage.TEAM_ROOM), "the other lane")
        await stage.until(lambda: stage.telegram.entries(kind="fault"), "the call that hangs")
        bot.send(signal.SIGTERM)
        # It is not waited for what comes ten minutes later.
        await stage.until(lambda: bot.poll() is not None, "the end")


def test_a_port_in_use_is_named_and_nothing_starts(made: Stage) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", made.port))
        other.listen()
        done = made.tocsin("run")
    assert done.returncode == 78
    assert "[web] listen" in done.stderr
    assert f"127.0.0.1:{made.port}" in done.stderr
    assert "free the port or name another" in done.stderr


def test_init_makes_what_is_missing_and_twice_keeps_everything(bare: Stage) -> None:
    bare.config.unlink()
    done = bare.tocsin("init")
    assert done.returncode == 0, done.stderr
    names = {"tocsin.toml", "tocsin.key", "tocsin.db", "recovery-sheet.txt"}
    assert names <= {one.name for one in bare.folder.iterdir()}
    before = {name: (bare.folder / name).read_bytes() for name in names}
    for name in names:
        assert (bare.folder / name).stat().st_mode & 0o077 == 0, name
    again = bare.tocsin("init")
    assert again.returncode == 0
    assert again.stdout.count("kept") == 4
    assert {name: (bare.folder / name).read_bytes() for name in names} == before
    secret = before["tocsin.key"].splitlines()[1]
    assert secret not in before["recovery-sheet.txt"] + before["tocsin.toml"]
    assert secret.decode() not in done.stdout + again.stdout


def test_init_beside_settings_makes_what_they_name(bare: Stage) -> None:
    text = bare.config.read_text(encoding="utf-8")
    bare.config.write_text(text.replace("tocsin.key", "other.key"), encoding="utf-8")
    done = bare.tocsin("init", "--non-interactive", "--dir", str(bare.folder))
    assert done.returncode == 0
    assert (bare.folder / "other.key").exists()
    assert not bare.key.exists()


def test_init_where_nothing_can_be_made_names_the_place_and_writes_over_no_symlink(
    bare: Stage,
) -> None:
    for folder in ("/proc/nowhere", str(bare.config / "x")):
        done = bare.tocsin("init", "--dir", folder)
        assert done.returncode == 78
        assert folder in done.stderr
        assert "Traceback" not in done.stderr
    target = bare.folder / "elsewhere"
    (bare.folder / "recovery-sheet.txt").symlink_to(target)
    assert bare.tocsin("init").returncode == 0
    assert not target.exists()


def test_a_passphrase_file_is_made_and_opens_and_an_empty_one_is_named(bare: Stage) -> None:
    text = bare.config.read_text(encoding="utf-8")
    key = 'provider = "file"\npath = "tocsin.key"'
    given = 'provider = "passphrase"\npassphrase_file = "words"'
    bare.config.write_text(text.replace(key, given), encoding="utf-8")
    assert bare.tocsin("init", first="tests.bot.paces:briskly").returncode == 0
    words = bare.folder / "words"
    assert words.stat().st_mode & 0o077 == 0
    right = words.read_text(encoding="utf-8")
    before = bare.bytes()
    words.write_text("not these\n", encoding="utf-8")
    wrong = bare.tocsin("status")
    assert wrong.returncode == 78
    assert "not these" not in wrong.stderr
    assert right.strip() not in wrong.stderr
    words.write_text("", encoding="utf-8")
    assert "words is empty" in bare.tocsin("status").stderr
    words.unlink()
    missing = bare.tocsin("status")
    assert missing.returncode == 78
    assert "[keys] passphrase_file" in missing.stderr
    assert bare.bytes() == before
    words.write_text(right, encoding="utf-8")
    words.chmod(0o600)
    assert bare.tocsin("status").returncode == 0


def test_without_a_terminal_a_passphrase_cannot_be_asked_for(bare: Stage) -> None:
    text = bare.config.read_text(encoding="utf-8")
    key = 'provider = "file"\npath = "tocsin.key"'
    bare.config.write_text(text.replace(key, 'provider = "passphrase"'), encoding="utf-8")
    done = bare.tocsin("init")
    assert done.returncode == 78
    assert "passphrase_file" in done.stderr
    assert not bare.database.exists()


async def test_status_lists_held_and_dead_and_a_retry_sends(stage: Stage) -> None:
    async with stage.running():
        stage.telegram.fail(
            "sendMessage", status=400, description="Bad Request: can't parse entities"
        )
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN heron-dead")
        await stage.until(lambda: stage.telegram.entries(kind="fault"), "the refusal")
        stage.telegram.say(stage.STRICT, stage.BO, "heron-held")
        await stage.until_status("\nheld", "the held message")
        await stage.until_status("\ndead", "the dead letter")
        listed = stage.tocsin("status").stdout
        assert "heron" not in listed
        held = [one for one in listed.splitlines() if one.startswith("held")]
        dead = [one for one in listed.splitlines() if one.startswith("dead")]
        assert len(held) == len(dead) == 1
        assert "from strict, rule 5" in held[0]
        assert "to group" in dead[0]
        number = dead[0].split()[1]
        done = stage.tocsin("dead", "retry", number)
        assert done.returncode == 0, done.stderr
        await stage.until(lambda: "heron-dead" in "".join(stage.in_telegram()), "the retry")
    assert "dead " not in stage.tocsin("status").stdout
    unknown = stage.tocsin("dead", "retry", number)
    assert unknown.returncode == 1
    assert "is neither dead nor held by an error" in unknown.stderr


async def test_an_applied_directory_is_taken_up_by_a_running_bot(stage: Stage) -> None:
    async with stage.running() as bot:
        text = stage.DIRECTORY.replace('channels = ["desk", "group", "team"]',
                                       'channels = ["desk", "team"]')  # fmt: skip
        (stage.folder / "less.toml").write_text(text, encoding="utf-8")
        assert stage.tocsin("directory", "apply", "less.toml", "--yes").returncode == 0
        await stage.until(lambda: "directory taken up" in bot.errors, "the change")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN to the team only")
        await stage.until(lambda: stage.in_slack(stage.TEAM_ROOM), "the copy")
    assert stage.in_telegram() == []


async def test_no_secret_and_no_word_of_anybody_is_logged(stage: Stage) -> None:
    async with stage.running() as bot:
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN heron-log")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:RED heron-log")
        stage.telegram.fail("sendMessage", status=500, times=2)
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN heron-again")
        await stage.until(lambda: stage.in_slack(stage.TEAM_ROOM)[1:], "the copies")
        log = bot.errors
    assert log
    assert "heron" not in log
    assert not any(secret in log for secret in stage.SECRETS)


def test_variables_win_and_the_path_may_stand_before_or_after(made: Stage) -> None:
    other = made.folder / "elsewhere.toml"
    made.config.rename(other)
    assert made.tocsin("status").returncode == 78
    assert made.tocsin("--config", str(other), "status").returncode == 0
    assert made.tocsin("status", "--config", str(other)).returncode == 0
    assert made.tocsin("status", TOCSIN_CONFIG=str(other)).returncode == 0
    wrong = made.tocsin("status", TOCSIN_CONFIG=str(other), TOCSIN_STORAGE__URL="sqlite:///no.db")
    assert wrong.returncode == 78
    assert not (made.folder / "no.db").exists()
