"""What the suite runs in a short form and `make proofs` in full: tests marked `proof`."""

import os
from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import settings

IN_FULL: Final = "TOCSIN_PROOFS" in os.environ
"""Whether `make proofs` runs this."""
DEAR: Final = settings(max_examples=settings().max_examples // 3)
"""For a law of which one case takes as long as many of another."""


def alike(test: Callable[..., Any]) -> Callable[..., Any]:
    """Mark what is decided above SQL: here on SQLite, by `make proofs` on PostgreSQL."""
    kind = "postgresql" if IN_FULL else "sqlite"
    return pytest.mark.proof(pytest.mark.parametrize("ground", [kind], indirect=True)(test))
