"""Key, database, disk, clock, files and addresses: tables of what may be wrong with each."""

import os
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import ConfigFault, load
from bot.doctor import addresses, backups, clock, database, disk, files, key, settings
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine, Room

FILE = Path("/etc/tocsin/tocsin.key")
BASE = Path("/var/lib/tocsin/tocsin.db")
ME = 990


@dataclass
class Fake(Machine):
    """A machine on which every file is as it should be, but for what is said."""

    mode: int = stat.S_IFREG | 0o600
    owner: int = ME
    names: int = 1
    modes: dict[str, int] = field(default_factory=dict)
    disks: dict[str, int] = field(default_factory=dict)
    left: Room | None = None
    system: str = "ext4"
    there: bool = True

    def look(self, path: Path) -> os.stat_result | None:
        if not self.there:
            return None
        folder = stat.S_IFDIR | 0o700 if path.suffix == "" and "-" not in path.name else self.mode
        mode = self.modes.get(path.name, folder)
        return os.stat_result((mode, 1, 1, self.names, self.owner, 0, 0, 0, 0, 0))

    def user(self) -> int:
        return ME

    def disk(self, path: Path) -> int | None:
        return self.disks.get(path.name)

    def room(self, path: Path) -> Room | None:
        return self.left

    def kind(self, path: Path) -> str:
        return self.system


def lines(found: list[Finding]) -> list[str]:
    assert all(one.line and one.remedy and one.subject for one in found)
    return [one.line for one in found]


def test_a_sound_machine_needs_nothing() -> None:
    machine = Fake(left=Room(free=10**10, whole=10**11), disks={"tocsin.key": 1, "tocsin.db": 2})
    assert key.judge(FILE, "key file", machine) == []
    assert key.place(FILE, "key file", BASE, machine) == []
    assert database.judge(BASE, machine) == []
    assert database.loose({}) == []
    assert disk.judge(BASE.parent, machine) == []
    assert clock.judge([0.2, -0.3]) == []


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (Fake(there=False), "is missing"),
        (Fake(mode=stat.S_IFLNK | 0o777), "is a symbolic link"),
        (Fake(mode=stat.S_IFIFO | 0o600), "is no regular file"),
        (Fake(mode=stat.S_IFREG | 0o640), "open to others (mode 0640)"),
        (Fake(mode=stat.S_IFREG | 0o604), "open to others (mode 0604)"),
        (Fake(mode=stat.S_IFREG | 0o700), "open to others (mode 0700)"),
        (Fake(owner=1000), "belongs to another user"),
        (Fake(names=2), "more than one name"),
    ],
)
def test_a_key_that_others_may_have_is_named(machine: Fake, words: str) -> None:
    (line,) = lines(key.judge(FILE, "key file", machine))
    assert words in line
    assert str(FILE) in line


def test_roots_own_key_is_as_good_as_ones_own() -> None:
    assert key.judge(FILE, "passphrase file", Fake(owner=0)) == []


@pytest.mark.parametrize(
    ("folder", "owner", "mode", "named"),
    [
        ("/etc/tocsin", 0, 0o440, False),
        ("/etc/tocsin", 0, 0o444, True),
        ("/etc/tocsin", 0, 0o460, True),
        ("/etc/tocsin", ME, 0o440, True),
        ("/etc", 0, 0o440, True),
    ],
)
def test_what_systemd_hands_over_may_show_its_list_as_roots_group(
    monkeypatch: pytest.MonkeyPatch, folder: str, owner: int, mode: int, *, named: bool
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", folder)
    machine = Fake(mode=stat.S_IFREG | mode, owner=owner)
    assert bool(key.judge(FILE, "key file", machine)) == named
    assert bool(files.secrets([(FILE, "[slack.main] bot_token_file:")], machine)) == named


@pytest.mark.parametrize(
    ("disks", "count"),
    [
        ({"tocsin.key": 7, "tocsin.db": 7}, 1),
        ({"tocsin.key": 7, "tocsin.db": 8}, 0),
        ({"tocsin.db": 7}, 0),
        ({"tocsin.key": 7}, 0),
        ({}, 0),
    ],
)
def test_one_disk_for_both_is_named(disks: dict[str, int], count: int) -> None:
    found = lines(key.place(FILE, "passphrase file", BASE, Fake(disks=disks)))
    assert len(found) == count
    assert all("the passphrase file" in one and "one disk" in one for one in found)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("tmpfs", "gone when the machine restarts"),
        ("overlay", "gone with its container"),
        ("nfs4", "over the network"),
        ("cifs", "over the network"),
        ("fuse.sshfs", "over the network"),
    ],
)
def test_a_file_system_on_which_a_database_is_not_safe_is_named(kind: str, words: str) -> None:
    (line,) = lines(database.judge(BASE, Fake(system=kind)))
    assert words in line


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "apfs", ""])
def test_ordinary_disks_and_those_that_nobody_can_name_are_not(kind: str) -> None:
    assert database.judge(BASE, Fake(system=kind)) == []


@pytest.mark.parametrize(
    ("name", "mode", "remedy"),
    [
        ("tocsin.db", stat.S_IFREG | 0o644, "chmod 600 /var/lib/tocsin/tocsin.db"),
        ("tocsin.db-wal", stat.S_IFREG | 0o640, "chmod 600 /var/lib/tocsin/tocsin.db-wal"),
        ("tocsin", stat.S_IFDIR | 0o755, "chmod 700 /var/lib/tocsin"),
    ],
)
def test_a_database_that_others_may_read_is_named(name: str, mode: int, remedy: str) -> None:
    (found,) = database.judge(BASE, Fake(modes={name: mode}))
    assert found.remedy == remedy


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("journal_mode", "delete", "local disk"),
        ("fsync", "off", "postgresql.conf"),
        ("full_page_writes", "off", "postgresql.conf"),
        ("synchronous_commit", "off", "ALTER ROLE"),
        ("something_new", "off", "back"),
    ],
)
def test_a_setting_that_may_lose_a_commit_is_named(setting: str, value: str, remedy: str) -> None:
    (found,) = database.loose({setting: value})
    assert found.line.startswith(f"{setting} is {value}")
    assert remedy in found.remedy


MB = 1_000_000


@pytest.mark.parametrize(
    ("free", "whole", "full"),
    [
        (499 * MB, 20_000 * MB, True),
        (501 * MB, 9_000 * MB, False),
        (501 * MB, 20_000 * MB, True),
        (1_100 * MB, 20_000 * MB, False),
        (4_900 * MB, 1_000_000 * MB, True),
        (5_100 * MB, 1_000_000 * MB, False),
        (0, 0, True),
    ],
)
def test_a_disk_is_nearly_full_in_bytes_or_in_part(free: int, whole: int, *, full: bool) -> None:
    found = disk.judge(BASE.parent, Fake(left=Room(free=free, whole=whole)))
    assert bool(found) == full


def test_a_disk_that_cannot_be_asked_is_not_judged() -> None:
    assert disk.judge(BASE.parent, Fake(left=None)) == []


def test_a_machine_without_time_zones_is_told_what_installs_them() -> None:
    assert clock.zones() == []
    (found,) = clock.zones(1)
    assert "no database of time zones" in found.line
    assert found.remedy == "install it: apt-get install tzdata"


@pytest.mark.parametrize(
    ("skews", "words"),
    [
        ([120.0], "120 seconds ahead of"),
        ([-120.4, -119.6, -120.0], "120 seconds behind"),
        ([0.0, 86_400.0, 0.1], ""),
        ([29.0, 30.0], ""),
        ([31.0], "31 seconds ahead of"),
        ([], ""),
    ],
)
def test_the_median_of_all_answers_tells_the_clock(skews: list[float], words: str) -> None:
    found = lines(clock.judge(skews))
    assert bool(found) == bool(words)
    assert all(words in one for one in found)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("http://10.0.0.7:8081", True),
        ("http://bot-api.example/", True),
        ("http://[2001:db8::1]/", True),
        ("http://127.0.0.1:8081", False),
        ("http://127.8.8.8", False),
        ("http://[::1]:80/", False),
        ("http://localhost:1", False),
        ("http://api.localhost", False),
        ("http://localhost.example", True),
        ("https://slack.com/api/", False),
    ],
)
def test_plain_http_beyond_this_machine_is_named(url: str, *, named: bool) -> None:
    found = addresses.judge({"[telegram.main] api_url": url})
    assert bool(found) == named
    assert all("[telegram.main] api_url" in one.line for one in found)


DAY = timedelta(days=1)
AT = datetime(2027, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("backup", "drill", "words"),
    [
        (AT - DAY, AT - 100 * DAY, ""),
        (None, None, "there is no backup yet"),
        (AT - 3 * DAY, AT - DAY, "the last backup is 3 days old"),
        (AT - DAY, None, "last shown: never"),
        (AT - DAY, AT - 200 * DAY, "last shown: 200 days ago"),
    ],
)
def test_a_backup_that_is_old_or_unproven_is_named(
    backup: datetime | None, drill: datetime | None, words: str
) -> None:
    found = lines(backups.judge(backup, drill, AT))
    assert len(found) == bool(words)
    assert all(words in one for one in found)


DIRECTORY = '[[organisation]]\nid = "a"\nname = "A"\n'


def test_a_directory_and_a_sheet_left_lying_are_found_and_nothing_else(tmp_path: Path) -> None:
    for name, text in {
        "who-is-who.toml": DIRECTORY,
        "tocsin.toml": DIRECTORY,
        "other.toml": '[tool]\nname = "x"\n',
        "organisation.toml": '[organisation]\nid = "a"\n',
        "broken.toml": "[[organisation",
        "binary.toml": "\x00",
        "notes.txt": DIRECTORY,
        "recovery-sheet.txt": "words",
        "recovery-sheet-2.txt": "words",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "folder.toml").mkdir()
    folders = [tmp_path, tmp_path, tmp_path / "missing"]
    own = tmp_path.resolve() / "tocsin.toml"
    found = files.left_lying(folders, own, applied=True)
    named = [next(p.name for p in tmp_path.iterdir() if f"{p} " in one.line) for one in found]
    assert sorted(named) == ["recovery-sheet-2.txt", "recovery-sheet.txt", "who-is-who.toml"]
    before = files.left_lying(folders, own, applied=False)
    assert [one.subject for one in before] == ["key", "key"]


SETTINGS = """[slack.main]
bot_token_file = "bot"
app_token = "xapp-made-up"
api_url = "http://10.0.0.1/api/"
[telegram.main]
mode = "webhook"
token_file = "token"
webhook_secret_file = "secret"
[storage]
password_file = "password"
[web]
public_url = "https://bridge.example"
"""


def test_the_settings_own_faults_are_named(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.toml"
    path.write_text(SETTINGS)
    for name in ("bot", "token", "secret", "password"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o644)
    path.chmod(0o640)
    found = lines(settings.judge(load(path), Machine()))
    assert len(found) == 6
    for words in ("[slack.main] api_url is plain http",
                  "tocsin.toml is open to others (mode 0640)", "[slack.main] bot_token_file",
                  "[telegram.main] token_file", "[telegram.main] webhook_secret_file",
                  "[storage] password_file"):  # fmt: skip
        assert sum(words in one for one in found) == 1, words
    assert not any("xapp" in one for one in found)


def test_settings_without_secrets_may_be_read_and_without_accounts_are_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tocsin.toml"
    path.write_text("")
    path.chmod(0o644)
    (line,) = lines(settings.judge(load(path), Machine()))
    assert "names no account" in line


def test_a_fault_of_the_settings_is_a_line_and_its_remedy() -> None:
    fault = ConfigFault(["tocsin.toml: [x] a: is missing; add it", "no remedy here"])
    one, other = settings.faulty(fault)
    assert (one.line, one.remedy) == ("tocsin.toml: [x] a: is missing", "add it")
    assert (other.line, other.remedy) == ("no remedy here", "mend it")


def test_this_machine_answers_for_itself(tmp_path: Path) -> None:
    machine = Machine()
    file = tmp_path / "x"
    file.write_text("x")
    (tmp_path / "link").symlink_to(file)
    link = machine.look(tmp_path / "link")
    assert link is not None
    assert stat.S_ISLNK(link.st_mode)
    assert machine.look(tmp_path / "missing") is None
    assert machine.disk(tmp_path / "link") == tmp_path.stat().st_dev
    assert machine.disk(tmp_path / "missing") is None
    room = machine.room(tmp_path)
    assert room is not None
    assert 0 <= room.free <= room.whole
    assert machine.room(tmp_path / "missing") is None
    assert machine.user() == os.geteuid()


def test_the_kind_of_a_file_system_is_that_of_the_innermost_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda rw\n"
        "2 1 0:5 / /srv rw shared:1 - xfs /dev/sdb rw\n"
        "3 2 0:6 / /srv/a\\040b rw - nfs4 server:/ rw\n"
        "4 2 0:7 / /srv rw - btrfs /dev/sdc rw\n"
        "garbage\n"
    )
    monkeypatch.setattr("bot.doctor.machine._MOUNTS", mounts)
    machine = Machine()
    assert machine.kind(Path("/var/x")) == "ext4"
    assert machine.kind(Path("/srv/x")) == "btrfs"
    assert machine.kind(Path("/srv/a b/x")) == "nfs4"
    assert machine.kind(Path("/srv/a bc")) == "btrfs"
    monkeypatch.setattr("bot.doctor.machine._MOUNTS", tmp_path / "missing")
    assert machine.kind(Path("/var/x")) == ""
