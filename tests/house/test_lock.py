"""The lock holds packages and hashes, and nothing that only one index can serve."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==[^ ]+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_is_a_pinned_package_a_hash_or_a_remark(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert PINNED.match(line) or HASH.match(line) or line.lstrip().startswith("#"), line


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_a_hash(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    bare = [
        one
        for one, after in itertools.pairwise(lines)
        if PINNED.match(one) and not HASH.match(after)
    ]
    assert bare == []


def test_everything_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[\[<>=]", name)[0] for name in project["project"]["dependencies"]}
    locked = {
        match[1]
        for line in (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8").splitlines()
        if (match := PINNED.match(line))
    }
    assert asked <= locked


def test_no_committed_file_names_a_package_index() -> None:
    wrong = re.compile(r"--(extra-)?index-url|--find-links|index-url\s*=")
    files = [ROOT / "Makefile", ROOT / "pyproject.toml", *LOCKS, *(ROOT / ".ci").iterdir()]
    assert [path.name for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []
