"""The real program on its stage, once with everything marked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conftest import beginnings, begins_with, begun, coalition, house
from tests.bot.forks import Forks
from tests.security.marked import MarkedStage
from tests.stage import Stage, bare, forks, made, stage, template

__all__ = [
    "Stage",
    "bare",
    "beginnings",
    "begins_with",
    "begun",
    "coalition",
    "forks",
    "house",
    "made",
    "stage",
    "template",
]


@pytest.fixture
async def marked(tmp_path: Path, forks: Forks, template: Path) -> AsyncIterator[MarkedStage]:
    """The stage with marks for everything, as its own `init` and `apply` made it."""
    for name in ("house", "logs", "temp"):
        (tmp_path / name).mkdir()
    marked = MarkedStage(tmp_path / "house", tmp_path / "logs", forks, template)
    await marked.raise_curtain()
    for words in (["init"], ["directory", "apply", "directory.toml"]):
        done = marked.tocsin(*words)
        assert done.returncode == 0, done.stderr
    # What the operator saw on a terminal was kept nowhere.
    for one in marked.logs.iterdir():
        one.unlink()
    yield marked
    await marked.drop_curtain()
