"""The processes that do the tests hide nothing: every fault is told, whatever ends a worker."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TESTS = {
    "test_told.py": """
import os, warnings
import pytest

def test_good():
    pass

def test_bad(capfd):
    os.write(1, b"heard")
    assert capfd.readouterr().out == "heard"
    print("what it said")
    assert 1 == 2

def test_warned():
    warnings.warn("take care")

@pytest.mark.skip(reason="not now")
def test_skipped():
    pass
""",
    "test_ended.py": """
import os

def test_before():
    pass

def test_ends():
    os._exit(0)

def test_after():
    pass
""",
    "test_left.py": """
import pytest

@pytest.fixture(scope="session")
def standing():
    yield
    raise RuntimeError("at the end")

def test_one(standing):
    pass

def test_two(standing):
    pass
""",
    # Whoever does the first waits until another process has done the last of the same file.
    "test_long.py": """
import os, pathlib, time

def test_waits():
    end = time.monotonic() + 60
    while not pathlib.Path("last").exists() and time.monotonic() < end:
        time.sleep(0.01)
    assert pathlib.Path("last").read_text() != str(os.getpid())
"""
    + "".join(f"def test_{at}(): pass\n" for at in range(30))
    + """
def test_last():
    pathlib.Path("last").write_text(str(os.getpid()))
""",
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("tests")
    for name, text in TESTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    words = ["-p", "tests.together", "-p", "no:cacheprovider", "--workers", "3", "--junitxml=told"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *words],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    cases: dict[str, list[str]] = {}
    for case in ET.parse(folder / "told").iter("testcase"):  # noqa: S314 - pytest wrote it
        told = [f"{one.tag}: {one.get('message')} {one.text}" for one in case]
        cases.setdefault(str(case.get("name")), []).extend(told)
    return {"code": ran.returncode, "said": ran.stdout + ran.stderr, **cases}


def test_whatever_is_wrong_fails_the_run(done) -> None:
    assert done["code"] == pytest.ExitCode.TESTS_FAILED, done["said"]


def test_what_is_well_passes_and_what_fails_says_where_and_what_it_printed(done) -> None:
    assert done["test_good"] == done["test_before"] == done["test_one"] == []
    (failure,) = done["test_bad"]
    assert "assert 1 == 2" in failure
    assert "what it said" in done["said"]


def test_a_warning_and_a_skip_reach_whoever_reads(done) -> None:
    assert "UserWarning: take care" in done["said"]
    assert done["test_skipped"][0].startswith("skipped: not now")


def test_a_worker_that_ends_fails_what_it_was_given_and_nothing_else(done) -> None:
    assert "ended before it was done" in done["test_ends"][0]
    assert "ended before it was done" in done["test_after"][0]
    assert "it ended before it was told to" in done["said"]


def test_whoever_has_nothing_to_do_takes_of_a_file_that_another_is_at(done) -> None:
    assert done["test_waits"] == done["test_last"] == []


def test_what_breaks_when_all_is_over_is_told_too(done) -> None:
    # Of whichever test that worker did last.
    errors = [one for name, told in done.items() if name.startswith("test_") for one in told]
    assert any(one.startswith("error:") and "RuntimeError: at the end" in one for one in errors)
