"""Run the stand-in as a process: `python -m bot.sandbox.telegram --port 0 --journal FILE`.

Prints `{"telegram": "http://127.0.0.1:…", "pid": …}` as one line when it listens; SIGTERM and
Ctrl-C end it.
"""

from bot.sandbox import process
from bot.sandbox.telegram.server import TelegramStandIn

if __name__ == "__main__":
    process.run("telegram", TelegramStandIn, __doc__)
