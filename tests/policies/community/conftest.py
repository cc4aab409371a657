"""The directory of the issue, word for word."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def issue():
    path = Path(__file__).parents[1] / "sharing" / "issue.toml"
    return path.read_text(encoding="utf-8")
