"""Run the stand-in as a process: `python -m bot.sandbox.slack --port 0 --journal FILE`.

Prints `{"slack": "http://127.0.0.1:…", "pid": …}` as one line when it listens; SIGTERM and
Ctrl-C end it.
"""

from bot.sandbox import process
from bot.sandbox.slack.server import SlackStandIn

if __name__ == "__main__":
    process.run("slack", SlackStandIn, __doc__)
