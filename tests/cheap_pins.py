"""PINs cost little in tests: hashed as always, with a few KiB of memory.

What one costs a guesser is held by tests/storage/test_keys.py, which loads the module for itself;
programs that are started pay it in full.
"""

import sys


def hash_cheaply() -> None:
    """Let what is hashed in this process from now on take a few KiB, once."""
    if pins := sys.modules.get("storage.sealing.pins"):
        pins._KIB, pins._PASSES = 8, 1  # type: ignore[attr-defined]
