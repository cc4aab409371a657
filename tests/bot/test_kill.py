"""The short version of tests/benchmarks/kill_proof.py: one seed, a smaller burst.

Over HTTP and on PostgreSQL it is among the slower proofs: tests/benchmarks/proofs, `make proofs`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_kill_in_a_burst_loses_nothing_and_doubles_nothing_unmarked() -> None:
    proof = ROOT / "tests" / "benchmarks" / "kill_proof.py"
    done = subprocess.run(
        [sys.executable, str(proof), "--seeds", "1", "--first", "42", "--messages", "60"],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none lost, none doubled, in order" in done.stdout
