"""The short version of tests/benchmarks/kill_proof.py on PostgreSQL: one seed, a smaller burst."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_a_kill_in_a_burst_loses_nothing_and_doubles_nothing_unmarked(server) -> None:
    proof = ROOT / "tests" / "benchmarks" / "kill_proof.py"
    done = subprocess.run(
        [sys.executable, str(proof), "--postgres", "--seeds", "1", "--first", "42",
         "--messages", "60"],
        capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none lost, none doubled, in order" in done.stdout
