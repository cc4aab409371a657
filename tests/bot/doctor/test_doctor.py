"""`tocsin doctor`, the real program, against the stand-ins: it names what is wrong."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from handlers.slack.manifest import SCOPES
from storage.keys import make_key_file
from tests.bot.doctor.clinic import BEHIND, Word, examined
from tests.bot.doctor.clinic import SCOPES as GRANTED
from tests.bot.forks import Forks
from tests.stage import Stage

HASTE = "tests.bot.doctor.haste"


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory, forks: Forks, template: Path) -> Word:
    """What the doctor said of an installation in which everything is wrong at once."""
    folder, logs = tmp_path_factory.mktemp("clinic"), tmp_path_factory.mktemp("logs")
    return asyncio.run(examined(folder, logs, forks, template))


async def ask(stage: Stage, first: str = "soon") -> Word:
    """Run the doctor beside what goes on in this process."""
    return Word.of(await asyncio.to_thread(stage.tocsin, "doctor", first=f"{HASTE}:{first}"))


def test_many_faults_hide_none_and_end_with_1(word: Word) -> None:
    assert word.returncode == 1
    assert word.errors == ""
    assert word.printed.endswith(f"{len(word.told)} things need doing\n")
    assert all(word.told.values())


def test_no_secret_and_no_address_is_printed(word: Word) -> None:
    for hidden in ("made-up", "C0LOBBY", "-100100", "Ballot", "4401", "tocsin_bot"):
        assert hidden not in word.printed


def test_a_revoked_slack_token_is_named(word: Word) -> None:
    remedy = word.remedy("slack.gone  Slack does not accept the bot token (token_revoked)")
    assert "[slack.gone] bot_token" in remedy


def test_each_missing_scope_is_named_with_what_fails(word: Word) -> None:
    missing = set(SCOPES) - set(GRANTED)
    assert missing >= {"groups:history", "im:write"}
    for scope in missing:
        said = f"slack.poor  the scope {scope} is missing: without it {SCOPES[scope]}"
        assert "install the app again" in word.remedy(said)


def test_a_bot_outside_a_channel_is_named(word: Word) -> None:
    assert "/invite" in word.remedy("slack.out  the bot is not in lobby")
    assert "/invite" in word.remedy("slack.out  the bot is not in cellar: it is private")
    assert "archive" in word.remedy("slack.out  attic is archived")
    assert "organisations" in word.remedy("slack.out  yard is shared with another workspace")


def test_privacy_mode_is_named(word: Word) -> None:
    said = "telegram.quiet  privacy mode is on and the bot is no administrator in quiet"
    assert "/setprivacy" in word.remedy(said)


def test_no_administrator_where_it_must_be_one_is_named(word: Word) -> None:
    remedy = word.remedy("telegram.plain  the bot is no administrator in plain")
    assert "make it an administrator" in remedy


def test_groups_that_are_gone_or_have_moved_are_named(word: Word) -> None:
    assert "add it" in word.remedy("telegram.plain  the bot is not in former (bot_was_kicked)")
    assert "new id" in word.remedy("telegram.plain  small has become a supergroup")


def test_a_webhook_in_the_way_and_a_revoked_telegram_token_are_named(word: Word) -> None:
    assert "/revoke" in word.remedy("telegram.hooked  a webhook is set")
    assert "@BotFather" in word.remedy("telegram.gone  Telegram does not accept the token")


def test_a_clock_that_is_off_is_named_with_by_how_much(word: Word) -> None:
    assert BEHIND == 120
    remedy = word.remedy("clock  this machine's clock is 120 seconds behind the platforms'")
    assert "NTP" in remedy


def test_key_and_database_on_one_disk_are_named(word: Word) -> None:
    assert "another disk" in word.remedy("tocsin.key and the database lie on one disk")


def test_a_directory_file_left_lying_is_named(word: Word) -> None:
    assert "shred" in word.remedy("directory.toml still lies here")


def test_secrets_that_others_can_read_are_named(word: Word) -> None:
    assert "chmod 600" in word.remedy("the settings hold secrets: tocsin.toml is open to others")


@contextlib.contextmanager
def another_disk(folder: Path) -> Iterator[Path]:
    """Give a folder on another file system; skips where there is none to be had."""
    memory = Path("/dev/shm")  # noqa: S108 - another file system is what is asked for
    if not memory.is_dir() or memory.stat().st_dev == folder.stat().st_dev:
        pytest.skip("there is no second file system: /dev/shm is missing, or the same")
    with tempfile.TemporaryDirectory(dir=memory) as made:
        yield Path(made)


@pytest.fixture
async def sound(stage: Stage, template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """An installation as it should be: the key elsewhere, nothing left lying, nothing open."""
    answered = stage.DIRECTORY.replace('name = "Ann"\n', 'name = "Ann"\nroles = ["steward"]\n')
    answered = answered.replace('name = "Bo"\n', 'name = "Bo"\nroles = ["steward"]\n')
    for organisation, account in (("institute", 'slack = "U0TWO"'), ("watch", "telegram = 1009")):
        answered += f'[[person]]\nid = "second-{organisation}"\norganisation = "{organisation}"\n'
        answered += f'name = "Second"\nroles = ["deputy"]\n{account}\n'
    (stage.folder / "directory.toml").write_text(answered)
    assert stage.tocsin("directory", "apply", "directory.toml").returncode == 0
    backup = tmp_path / "a.backup"
    made = stage.tocsin("backup", "create", str(backup))
    assert made.returncode == 0, made.stderr
    sheet = str(template / "recovery-sheet.txt")
    proven = stage.tocsin("backup", "drill", str(backup), "--sheet", sheet)
    assert proven.returncode == 0, proven.stderr
    (stage.folder / "directory.toml").unlink()
    stage.config.chmod(0o600)
    stage.folder.chmod(0o700)
    with another_disk(stage.folder) as elsewhere:
        shutil.copy2(stage.key, elsewhere / "tocsin.key")
        stage.key.unlink()
        text = stage.config.read_text()
        stage.config.write_text(text.replace('"tocsin.key"', f'"{elsewhere}/tocsin.key"'))
        yield stage


async def test_a_sound_installation_needs_nothing_and_ends_with_0(sound: Stage) -> None:
    found = await ask(sound, "ordinary")
    assert (found.returncode, found.told, found.errors) == (0, {}, "")
    subjects = ["settings", "key", "backup", "database", "directory", "disk", "clock", "slack.main",
                "telegram.main"]  # fmt: skip
    lines = [" ".join(line.split()) for line in found.printed.splitlines()]
    assert lines == [*(f"{one} sound" for one in subjects), "all is well"]
    assert sound.slack.entries(kind="connected") == []
    async with sound.running():
        beside = await ask(sound, "ordinary")
        assert (beside.returncode, beside.told, beside.printed) == (0, {}, found.printed)
        assert (await sound.ask("/healthz"))[1]["status"] == "ok"
        assert sound.slack.connections(sound.TEAM) == 1


async def test_a_missing_event_subscription_is_named(stage: Stage) -> None:
    stage.slack.add_channel(stage.TEAM, "G0INNER", members=[stage.ANN], private=True)
    inner = '\n[[channel]]\nid = "inner"\nplatform = "slack"\naddress = "G0INNER"\n'
    path = stage.folder / "directory.toml"
    path.write_text(stage.DIRECTORY + inner + 'organisation = "institute"\n')
    assert stage.tocsin("directory", "apply", "directory.toml").returncode == 0
    async with stage.running():
        stage.slack.subscribe(stage.TEAM, ["message.channels"])
        stage.slack.advance(-200)
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN heard")
        # What crosses does so after the history was read: what comes later comes as an event.
        await stage.until(stage.in_telegram, "what was heard to cross")
        stage.slack.say("G0INNER", stage.ANN, "TLP:GREEN not heard")
        stage.slack.advance(200)
        found = await ask(stage)
    assert found.returncode == 1
    said = "slack.main  inner: a message of 3 minutes ago never came as an event"
    assert "subscribe the app to message.groups" in found.remedy(said)
    assert [line for line in found.told if "never came" in line] == [said]


async def test_with_the_owners_token_the_missing_subscription_is_looked_up(stage: Stage) -> None:
    token = "xoxe.xoxp-" + "1-made-up"
    (stage.folder / "config-token").write_text(f"{token}\n")
    stage.slack.subscribe(stage.TEAM, ["message.groups"])

    async def asked(*words: str) -> Word:
        call = ("doctor", *words)
        return Word.of(await asyncio.to_thread(stage.tocsin, *call, first=f"{HASTE}:soon"))

    given = "--slack-config-token-file"
    found = await asked(given, "config-token")
    assert "fresh one" in found.remedy("does not show this app (invalid_auth)")
    stage.slack.configure(stage.TEAM, token, messages_tab=False)
    found = await asked(given, "main=config-token")
    said = "slack.main  the app does not subscribe to message.channels"
    assert "Subscribe to bot events" in found.remedy(said)
    assert "App Home" in found.remedy("slack.main  the app's messages tab is switched off")
    assert "made-up" not in found.printed + found.errors
    for words in ("other=config-token", "missing-file"):
        assert (await asked(given, words)).returncode == 2


async def test_a_second_poller_is_named(stage: Stage) -> None:
    async def poll() -> None:
        address, offset = f"{stage.telegram.api_url}/bot{stage.TOKEN}/getUpdates", 0
        async with aiohttp.ClientSession() as web:
            while True:
                asked = {"timeout": 30, "offset": offset}
                async with web.get(address, params=asked) as answer:
                    told = await answer.json()
                for update in told.get("result", ()):
                    offset = update["update_id"] + 1

    other = asyncio.create_task(poll())
    try:
        found = await ask(stage, "patient")
        assert found.returncode == 1
        assert "/revoke" in found.remedy("telegram.main  another process polls with this token")
        # Beside a bot that runs nothing is polled for: its own door tells.
        async with stage.running(ready=False):

            async def told() -> bool:
                _, body = await stage.ask("/healthz")
                return bool(body) and body["doors"]["telegram.main"].get("why") == "second_poller"

            await stage.until(told, "the bot to meet the other")
            found = await ask(stage)
            assert "/revoke" in found.remedy("telegram.main  another process polls")
    finally:
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)


async def test_a_key_that_others_can_read_is_named_and_ends_with_78(stage: Stage) -> None:
    stage.key.chmod(0o644)
    found = await ask(stage)
    assert found.returncode == 78
    assert "chmod 600" in found.remedy("tocsin.key is open to others (mode 0644)")
    # What can be looked at all the same is told too.
    assert any(line.split() == ["slack.main", "sound"] for line in found.printed.splitlines())
    assert "another disk" in found.remedy("lie on one disk")


async def test_a_key_of_another_database_is_named_and_ends_with_78(stage: Stage) -> None:
    stage.key.unlink()
    make_key_file(stage.key)
    found = await ask(stage)
    assert found.returncode == 78
    assert "made with" in found.remedy("key  the database expects key")


async def test_a_database_that_was_edited_is_named_and_ends_with_78(stage: Stage) -> None:
    with contextlib.closing(sqlite3.connect(stage.database)) as raw:
        raw.execute("UPDATE directory SET position = position + 1 WHERE position = 0")
        raw.commit()
    found = await ask(stage)
    assert found.returncode == 78
    assert "audit verify" in found.remedy("database  directory: its rows are not those")
    assert any(line.split() == ["telegram.main", "sound"] for line in found.printed.splitlines())


async def test_a_disk_that_is_nearly_full_is_named(stage: Stage) -> None:
    found = await ask(stage, "full")
    assert found.returncode == 1
    assert "make room" in found.remedy("is nearly full: 90 MB of 40000 MB are free")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes in memory; skips where nobody may mount one."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    yield disk
    subprocess.run(["/bin/umount", str(disk)], check=True)


async def test_a_real_small_disk_that_is_nearly_full_is_named(
    stage: Stage, small_disk: Path
) -> None:
    disk = small_disk
    shutil.copy2(stage.database, disk / "tocsin.db")
    text = stage.config.read_text()
    stage.config.write_text(text.replace("sqlite:///tocsin.db", f"sqlite:///{disk}/tocsin.db"))
    found = await ask(stage)
    assert found.returncode == 1
    assert "make room" in found.remedy(f"the disk of {disk} is nearly full")
    assert "on a disk" in found.remedy("lies on tmpfs: it is gone when the machine restarts")
    assert not any("lie on one disk" in line for line in found.told)


async def test_with_no_network_each_account_is_named_and_the_rest_is_looked_at(
    stage: Stage,
) -> None:
    await stage.slack.stop()
    await stage.telegram.stop()
    done = await asyncio.to_thread(stage.tocsin, "doctor", first=f"{HASTE}:soon")
    assert done.returncode == 1
    found = Word.of(done)
    for name in ("slack.main  Slack", "telegram.main  Telegram"):
        assert "check network, DNS" in found.remedy(f"{name} cannot be reached: not_reached")
    assert "clock" not in found.printed
    assert "another disk" in found.remedy("lie on one disk")
    assert any(line.split() == ["disk", "sound"] for line in found.printed.splitlines())


async def test_settings_that_cannot_be_read_are_named_and_end_with_78(bare: Stage) -> None:
    bare.config.write_text("[slack.main]\nmode = 7\n")
    found = await ask(bare)
    assert found.returncode == 78
    assert "bot_token_file" in found.remedy("settings  tocsin.toml: [slack.main] bot_token")
    bare.config.unlink()
    assert "tocsin init" in (await ask(bare)).remedy("there is no such file")


async def test_a_database_that_is_missing_is_named_and_the_accounts_are_looked_at(
    stage: Stage,
) -> None:
    stage.database.unlink()
    found = await ask(stage)
    assert found.returncode == 78
    assert "tocsin init" in found.remedy("database  ")
    assert any(line.split() == ["telegram.main", "sound"] for line in found.printed.splitlines())
