"""The doctor is asked about a disk: a database in memory would be a finding of its own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder on the machine's disk, whatever the other tests have."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="tocsin-") as made:
        yield Path(made)
