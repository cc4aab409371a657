"""Called in the program's own process before it starts: what goes wrong inside it.

`KILL_AT` is the number of the commit, counted from the start; `KILL_WHEN` is "before" the server is
told of it or "after" the server has kept it.
"""

import os
import signal
import sys


def at_commit() -> None:
    """Let this process end by SIGKILL at its commit number `KILL_AT`."""
    from storage.postgres.connections import Writing  # noqa: PLC0415 - only where there is one

    left = int(os.environ["KILL_AT"])
    before = os.environ["KILL_WHEN"] == "before"
    commit = Writing.commit

    async def committed(self: Writing) -> None:
        nonlocal left
        left -= 1
        if not left and before:
            os.kill(os.getpid(), signal.SIGKILL)
        await commit(self)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    Writing.commit = committed  # type: ignore[method-assign] # only this process


def without_asyncpg() -> None:
    """Let this process be one in which the library was never installed."""
    sys.modules["asyncpg"] = None  # type: ignore[assignment] # what Python itself puts there
