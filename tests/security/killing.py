"""Called in the program's own process before it starts: it kills itself after a commit.

`KILL_AT` is the number of the COMMIT after which it does; `COUNT_IN` names a file to which each
commit adds one byte.
"""

import functools
import os
import signal
import sqlite3
from typing import Any


def at_commit() -> None:
    """Let this process count its commits, and end by SIGKILL once `KILL_AT` of them are done."""
    left = int(os.environ.get("KILL_AT", "0"))
    count = os.open(os.environ["COUNT_IN"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            nonlocal left
            done = super().execute(sql, *values)
            if sql.lstrip().upper().startswith("COMMIT"):
                os.write(count, b".")
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
            return done

    sqlite3.connect = functools.partial(sqlite3.connect, factory=Connection)  # type: ignore[assignment] # only this process
