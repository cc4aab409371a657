"""What the suite runs in a short form and `make proofs` in full: tests marked `proof`."""

import os
from collections.abc import Callable
from typing import Any, Final

import pytest

IN_FULL: Final = "TOCSIN_PROOFS" in os.environ
"""Whether `make proofs` runs this."""


def alike(test: Callable[..., Any]) -> Callable[..., Any]:
    """Mark what is decided above SQL: here on SQLite, by `make proofs` on PostgreSQL."""
    kind = "postgresql" if IN_FULL else "sqlite"
    return pytest.mark.proof(pytest.mark.parametrize("ground", [kind], indirect=True)(test))
