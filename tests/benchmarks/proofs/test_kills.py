"""The SIGKILL proof over every door and on every database: `make proofs`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import server

__all__ = ["server"]
ROOT = Path(__file__).parents[3]
PROOF = ROOT / "tests" / "benchmarks" / "kill_proof.py"


def proved(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, str(PROOF), "--seeds", "1", "--first", "42", "--messages", "100", *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("doors", ["sockets", "http"])
def test_a_kill_loses_nothing_and_doubles_nothing_unmarked(doors: str) -> None:
    assert "none lost, none doubled, in order" in proved("--doors", doors)


@pytest.mark.parametrize("doors", ["sockets", "http"])
def test_on_postgresql_a_kill_loses_nothing_and_doubles_nothing_unmarked(server, doors) -> None:
    assert "none lost, none doubled, in order" in proved("--postgres", "--doors", doors)
