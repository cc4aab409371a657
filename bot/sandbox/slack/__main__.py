"""Run the stand-in as a process: `python -m bot.sandbox.slack --port 0 --journal FILE`.

Prints `{"slack": "http://127.0.0.1:…", "pid": …}` as one line when it listens; SIGTERM and
Ctrl-C end it.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from bot.sandbox.slack.server import SlackStandIn


async def _serve(port: int, journal: Path | None) -> None:
    stand_in = SlackStandIn(journal)
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    await stand_in.start(port)
    sys.stdout.write(json.dumps({"slack": stand_in.api_url, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    await end.wait()
    await stand_in.stop()
    stand_in.journal.close()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: the system chooses")
    parser.add_argument("--journal", type=Path, help="a file for the journal, as JSON lines")
    given = parser.parse_args()
    asyncio.run(_serve(given.port, given.journal))


if __name__ == "__main__":
    main()
