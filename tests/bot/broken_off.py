"""Faults for one process of `tocsin`: what happens to it in the middle of a backup or a sheet."""

import asyncio
import os
import signal
from typing import Any

from storage.archive import restoring
from storage.archive.saving import Saving


def terminated() -> None:
    """Be asked to end (SIGTERM) when everything is written and nothing has its name yet."""
    _sent(signal.SIGTERM)


def hung_up() -> None:
    """Lose the terminal (SIGHUP) at the same moment."""
    _sent(signal.SIGHUP)


def full() -> None:
    """Have a standard output that takes nothing."""
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def _sent(number: signal.Signals) -> None:
    save, finish = Saving.save, restoring._finish

    async def received() -> None:
        os.kill(os.getpid(), number)
        await asyncio.Event().wait()

    async def saved(*given: Any) -> Any:
        await save(*given)
        await received()

    async def finished(*given: Any) -> Any:
        await finish(*given)
        await received()

    Saving.save = saved  # type: ignore[method-assign]
    restoring._finish = finished
