"""The unit and the Containerfile give what they promise, and name only what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.config import load

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
UNIT = [
    tuple(line.split("=", 1))
    for line in (DEPLOY / "tocsin.service").read_text(encoding="utf-8").splitlines()
    if "=" in line and not line.startswith("#")
]
SETTINGS = (DEPLOY / "tocsin.toml").read_text(encoding="utf-8")
STEPS = [
    line.split(" ", 1)
    for line in (DEPLOY / "Containerfile")
    .read_text(encoding="utf-8")
    .replace("\\\n", "")
    .splitlines()
    if line and not line.startswith("#")
]


def told(key: str) -> list[str]:
    return [value for name, value in UNIT if name == key]


def steps(kind: str) -> list[str]:
    return [rest.strip() for name, rest in STEPS if name == kind]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DynamicUser", "yes"),
        ("StateDirectory", "tocsin"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("LimitCORE", "0"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("AmbientCapabilities", ""),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("PrivateUsers", "yes"),
        ("ProtectProc", "invisible"),
        ("ProtectKernelTunables", "yes"),
        ("ProtectKernelModules", "yes"),
        ("ProtectKernelLogs", "yes"),
        ("ProtectControlGroups", "yes"),
        ("ProtectClock", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("RestrictNamespaces", "yes"),
        ("RestrictSUIDSGID", "yes"),
        ("LockPersonality", "yes"),
        ("SystemCallArchitectures", "native"),
        ("Restart", "on-failure"),
        ("RestartPreventExitStatus", "78"),
    ],
)
def test_the_unit_says_so_once(key: str, value: str) -> None:
    assert told(key) == [value]


def test_calls_of_the_kernel_are_allowed_by_list_and_core_dumps_can_be_forbidden() -> None:
    first, denied, again = told("SystemCallFilter")
    assert first == "@system-service"
    assert set(denied.removeprefix("~").split()) == {"@privileged", "@resources"}
    # `tocsin run` calls resource.setrlimit, which is among @resources.
    assert again == "setrlimit"
    assert "ReadWritePaths" not in dict(UNIT)


def test_no_secret_stands_in_the_unit_and_every_credential_is_used() -> None:
    given = {one.split(":")[0]: one.split(":")[1] for one in told("LoadCredential")}
    variables = dict(one.split("=", 1) for one in told("Environment"))
    used = {value.removeprefix("%d/") for value in variables.values() if value.startswith("%d/")}
    assert used == given.keys()
    assert all(path.startswith("/etc/tocsin/credentials/") for path in given.values())
    assert set(given.values()) <= set(re.findall(r'"(/etc/tocsin/[^"]+)"', SETTINGS))
    for name, value in variables.items():
        secret = re.search(r"TOKEN|SECRET|PASS|PATH", name)
        assert secret is None or (name.endswith(("_FILE", "PATH")) and value.startswith("%d/"))


def test_the_units_variables_are_settings_and_win_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tocsin.toml").write_text(SETTINGS, encoding="utf-8")
    credentials, state = str(tmp_path / "credentials"), str(tmp_path / "state")
    for one in told("Environment"):
        name, _, value = one.partition("=")
        monkeypatch.setenv(name, value.replace("%d", credentials).replace("%S", state))
    config = load(tmp_path / "tocsin.toml")
    assert config.database_url() == f"sqlite:///{state}/tocsin/tocsin.db"
    assert config.keys.provider == "file"
    assert str(config.keys.path) == f"{credentials}/key"
    slack, telegram = config.slack["main"], config.telegram["main"]
    assert str(slack.bot_token_file) == f"{credentials}/slack-main-bot"
    assert str(slack.app_token_file) == f"{credentials}/slack-main-app"
    assert str(telegram.token_file) == f"{credentials}/telegram-main"


def test_the_settings_beside_the_unit_are_whole_without_it(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text(SETTINGS, encoding="utf-8")
    config = load(tmp_path / "tocsin.toml")
    assert config.database_url() == "sqlite:////var/lib/tocsin/tocsin.db"
    assert not re.search(r"xox|xapp|\d{6,}:", SETTINGS)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit_and_finds_little_exposed(tmp_path: Path) -> None:
    text = (DEPLOY / "tocsin.service").read_text(encoding="utf-8")
    unit = tmp_path / "tocsin.service"
    # What it starts is not installed where the tests run.
    unit.write_text(text.replace("/opt/tocsin/bin/tocsin", "/bin/true"), encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Overall exposure level for .*: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) < 1.5


def test_the_container_ends_as_nobody_in_particular_with_its_data_on_a_volume() -> None:
    (user,) = steps("USER")
    number, _, group = user.partition(":")
    assert int(number) > 0
    assert int(group) > 0
    assert steps("VOLUME") == steps("WORKDIR")[-1:] == ["/data"]
    assert f"install -d -m 0700 -o {number} -g {group} /data" in steps("RUN")[-1]
    assert steps("STOPSIGNAL") == ["SIGTERM"]
    # Whoever begins as pid 1 gets the signal itself: no shell stands between.
    for kind in ("ENTRYPOINT", "CMD"):
        assert all(one.startswith('["') for one in steps(kind))
    assert steps("ENTRYPOINT") == ['["tocsin"]']
    assert steps("CMD") == ['["run", "--log-format", "json"]']
    (check,) = steps("HEALTHCHECK")
    assert 'CMD ["python", "-m", "bot.cli.answering"]' in check
    assert [name for name, _ in STEPS].index("USER") > [name for name, _ in STEPS].index("ENV")


def test_the_container_is_built_of_locked_packages_and_files_that_there_are() -> None:
    assert not steps("ADD")
    assert {one.split()[0] for one in steps("FROM")} == {"python:3.13-slim"}
    asked = [one for one in steps("RUN") if "pip install" in one]
    assert all("--require-hashes" in one or "--no-index" in one for one in asked)
    assert not any("http" in one for one in asked)
    for copied in steps("COPY"):
        if not copied.startswith("--from"):
            *sources, _ = copied.split()
            assert [one for one in sources if not (ROOT / one).exists()] == []


def test_what_the_guide_says_of_the_two_is_in_them() -> None:
    text = GUIDE.split("\n## Running it as a service", 1)[1].split("\n## ", 1)[0]
    for name in ("tocsin.service", "tocsin.toml", "Containerfile"):
        assert f"deploy/{name}" in text
        assert (DEPLOY / name).exists()
    for path in re.findall(r"/etc/tocsin/credentials/[\w-]+", text):
        assert path in SETTINGS
    for flag in ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"):
        assert flag in text
