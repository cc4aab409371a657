"""What a stand-in saw and did, in order: in memory, and as JSON lines in a file when asked."""

import json
import time
from pathlib import Path
from typing import Any, TextIO


class Journal:
    """Every entry has `at` (wall clock, Unix seconds) and `mono` (monotonic seconds).

    Args:
        path: a file for the entries as JSON lines; None keeps them in memory only.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[dict[str, Any]] = []
        self._file: TextIO | None = None
        if path is not None:
            self._file = path.open("a", encoding="utf-8", buffering=1024 * 64)

    def write(self, kind: str, **fields: Any) -> None:
        """Add one entry."""
        entry = {"kind": kind, "at": time.time(), "mono": time.monotonic(), **fields}
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(entry, default=str) + "\n")

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the entries of one kind, oldest first."""
        return [entry for entry in self.entries if entry["kind"] == kind]

    def flush(self) -> None:
        """Bring every entry to the file."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Flush and close the file; the entries stay in memory."""
        if self._file is not None:
            self._file.close()
            self._file = None
