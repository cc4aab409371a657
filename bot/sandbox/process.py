"""A stand-in as a process of its own: it listens until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from bot.sandbox.listening import Listening


def run(name: str, make: Callable[[Path | None], Listening], told: str | None) -> None:
    """Read the arguments and serve; `told` is what `--help` says of it."""
    parser = argparse.ArgumentParser(prog=f"python -m bot.sandbox.{name}", description=told)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--journal", type=Path, help="a file for the journal, as JSON lines")
    given = parser.parse_args()
    asyncio.run(_serve(name, make(given.journal), given.port))


async def _serve(name: str, stand_in: Listening, port: int) -> None:
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    await stand_in.start(port)
    sys.stdout.write(json.dumps({name: stand_in.api_url, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    await end.wait()
    await stand_in.stop()
    stand_in.journal.close()
