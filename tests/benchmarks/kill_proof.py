"""SIGKILL at a random instant in a burst, judged from the stand-ins' journals alone.

Imports nothing of Tocsin: starts the two stand-ins and the bot as processes, talks to them over
HTTP, and reads what the stand-ins wrote down. For each seed: a burst of messages each way over
three rooms, SIGKILL somewhere in it, a start, and then, counted from outside: every body arrived,
none twice without a mark, at most one marked in a lane, at most one late in a channel, the others
in order.

    python tests/benchmarks/kill_proof.py [--seeds 10] [--messages 500] [--doors sockets|http]
                                          [--postgres]

With `--doors http` the platforms call the bot: Slack's events over HTTP, Telegram's webhook. With
`--postgres` its database lies on a PostgreSQL server that is started for it (tests/servers.py).
"""

import argparse
import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEAM, ANN, BO = "T0KILL", "U0ANN", 1001
SLACK_ROOMS = ["C0ONE", "C0TWO", "C0THREE"]
GROUPS = [-1001000000001, -1001000000002, -1001000000003]
BODY = re.compile(r"body-(slack|telegram)-(\d)-(\d{4})")


def call(origin: str, verb: str, **arguments: Any) -> Any:
    request = urllib.request.Request(
        f"{origin}/_control/{verb}", json.dumps(arguments).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())["result"]


class Theatre:
    """The processes of one seed, in a folder of their own."""

    def __init__(self, folder: Path, doors: str = "sockets", database: str = "") -> None:
        self.folder = folder
        self.database = database
        self.http = doors == "http"
        self.port = free_port()
        self.processes: list[subprocess.Popen[str]] = []
        self.slack = self._stand_in("slack").removesuffix("/api/")
        self.telegram = self._stand_in("telegram")
        self.bot: subprocess.Popen[str] | None = None
        self._people()
        self._files()

    def _python(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        if self.database:
            environment["TOCSIN_STORAGE__URL"] = self.database
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            env={**environment, "PYTHONPATH": str(ROOT)},
            text=True,
            **options,
        )

    def _stand_in(self, name: str) -> str:
        journal = str(self.folder / f"{name}.jsonl")
        words = (f"bot.sandbox.{name}", "--port", "0", "--journal", journal)
        process = self._python(*words, stdout=subprocess.PIPE)
        self.processes.append(process)
        assert process.stdout is not None
        return str(json.loads(process.stdout.readline())[name])

    def _people(self) -> None:
        called = f"{self.origin()}/slack/main/events" if self.http else ""
        call(self.slack, "add_workspace", team=TEAM, bot_token="xoxb-kill", app_token="xapp-kill",
             request_url=called, signing_secret="signed-kill")  # fmt: skip
        call(self.telegram, "set_local", local=self.http)
        call(self.slack, "add_user", team=TEAM, user=ANN, name="Ann")
        for room in SLACK_ROOMS:
            call(self.slack, "add_channel", team=TEAM, channel=room, members=[ANN])
        call(self.slack, "set_limits", per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
        bot = call(self.telegram, "add_bot", token="777:killkillkillkill", username="kill_bot")
        call(self.telegram, "add_user", user=BO, first_name="Bo")
        for group in GROUPS:
            call(self.telegram, "add_chat", chat=group, title="g", members=[BO, bot], admins=[bot])
        call(
            self.telegram,
            "set_limits",
            per_second=0,
            per_chat_per_second=0,
            per_group_per_minute=0,
        )

    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _files(self) -> None:
        slack = 'mode = "http"\nsigning_secret = "signed-kill"\n' * self.http
        telegram = 'mode = "webhook"\nwebhook_secret = "shown-kill"\n' * self.http
        (self.folder / "tocsin.toml").write_text(
            f"""[keys]
provider = "file"
path = "tocsin.key"
[slack.main]
bot_token = "xoxb-kill"
app_token = "xapp-kill"
api_url = "{self.slack}/api/"
{slack}[telegram.main]
token = "777:killkillkillkill"
api_url = "{self.telegram}"
{telegram}[rates]
telegram_per_second = 0
telegram_per_chat_per_second = 0
telegram_per_group_per_minute = 0
slack_per_channel_per_second = 0
[web]
listen = "127.0.0.1:{self.port}"
public_url = "{self.origin()}"
"""
        )
        tables = [
            '[[organisation]]\nid = "a"\nname = "A"',
            '[[organisation]]\nid = "b"\nname = "B"',
        ]
        tables.append(f'[[person]]\nid = "ann"\norganisation = "a"\nname = "Ann"\nslack = "{ANN}"')
        tables.append(f'[[person]]\nid = "bo"\norganisation = "b"\nname = "Bo"\ntelegram = {BO}')
        for at, (room, group) in enumerate(zip(SLACK_ROOMS, GROUPS, strict=True)):
            for name, platform, address, owner in (
                (f"s{at}", "slack", f'"{room}"', "a"),
                (f"t{at}", "telegram", group, "b"),
            ):
                tables.append(
                    f'[[channel]]\nid = "{name}"\nplatform = "{platform}"\naddress = {address}\n'
                    f'organisation = "{owner}"\nmembers = 3'
                )
            tables.append(f'[[bridge]]\nid = "b{at}"\nchannels = ["s{at}", "t{at}"]')
        (self.folder / "directory.toml").write_text("\n".join(tables) + "\n")
        self.tocsin("init", "--non-interactive")
        self.tocsin("directory", "apply", "directory.toml")

    def tocsin(self, *words: str) -> None:
        done = self._python("bot.cli.main", *words, cwd=self.folder, stdout=subprocess.DEVNULL)
        if done.wait(30) != 0:
            raise SystemExit(f"tocsin {' '.join(words)} ended with {done.returncode}")

    def start(self) -> None:
        log = (self.folder / "bot.log").open("a")
        self.bot = self._python("bot.cli.main", "run", cwd=self.folder, stderr=log)

    def ready(self) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.origin()}/readyz", timeout=2).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise SystemExit("the bot did not get ready")

    def kill(self) -> None:
        assert self.bot is not None
        self.bot.send_signal(signal.SIGKILL)
        self.bot.wait()

    def end(self) -> None:
        if self.bot is not None and self.bot.poll() is None:
            self.bot.terminate()
            self.bot.wait(10)
        for process in self.processes:
            process.terminate()
            process.wait(10)

    def journal(self, name: str) -> list[dict[str, Any]]:
        call(self.slack if name == "slack" else self.telegram, "entries", since=10**9)
        lines = (self.folder / f"{name}.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def arrivals(journal: list[dict[str, Any]], method: str) -> list[tuple[str, str]]:
    """Return (lane, text) of every post that the platform took, in its order."""
    found = []
    for entry in journal:
        if entry["kind"] != "call" or entry["method"] != method:
            continue
        taken = entry.get("error", "") == "" if "error" in entry else entry["status"] == 200
        params = entry["params"]
        if taken and "text" in params:
            found.append((str(params.get("channel") or params.get("chat_id")), params["text"]))
    return found


def judge(found: list[tuple[str, str]], source: str, expected: int) -> list[str]:
    """Return what is wrong with what arrived from one platform."""
    wrong = []
    lanes: dict[str, list[tuple[str, int, bool, bool]]] = defaultdict(list)
    for lane, text in found:
        body = BODY.search(text)
        if body is not None and body[1] == source:
            head = text.partition("\n")[0]
            lanes[lane].append((body[0], int(body[3]), "(repeat)" in head, "(late" in head))
    bodies = {body for lane in lanes.values() for body, *_ in lane}
    if len(bodies) != expected:
        wrong.append(f"{expected - len(bodies)} of {expected} from {source} are missing")
    for lane, posts in lanes.items():
        unmarked = Counter(body for body, _, repeat, _ in posts if not repeat)
        doubles = [body for body, count in unmarked.items() if count > 1]
        if doubles:
            wrong.append(f"lane {lane}: {len(doubles)} doubles without a mark")
        repeats = sum(repeat for *_, repeat, _ in posts)
        if repeats > 1:
            wrong.append(f"lane {lane}: {repeats} marked as repeats")
        lates = sum(late for *_, late in posts)
        if lates > 1:
            wrong.append(f"lane {lane}: {lates} late")
        numbers = [number for _, number, repeat, late in posts if not repeat and not late]
        if numbers != sorted(numbers):
            wrong.append(f"lane {lane}: out of order")
    return wrong


def one_seed(seed: int, messages: int, doors: str = "sockets", database: str = "") -> list[str]:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="tocsin-kill-") as name:
        theatre = Theatre(Path(name), doors, database)
        try:
            theatre.start()
            theatre.ready()
            instant = chance.randrange(messages)
            for at in range(messages):
                room = at % 3
                call(theatre.slack, "say", channel=SLACK_ROOMS[room], user=ANN,
                     text=f"TLP:GREEN body-slack-{room}-{at:04d}")  # fmt: skip
                call(theatre.telegram, "say", chat=GROUPS[room], user=BO,
                     text=f"TLP:GREEN body-telegram-{room}-{at:04d}")  # fmt: skip
                if at == instant:
                    time.sleep(chance.random() * 0.02)
                    theatre.kill()
                    theatre.start()
            theatre.ready()
            end = time.monotonic() + 90
            while time.monotonic() < end:
                wrong = judge(
                    arrivals(theatre.journal("telegram"), "sendMessage"), "slack", messages
                )
                wrong += judge(
                    arrivals(theatre.journal("slack"), "chat.postMessage"), "telegram", messages
                )
                if not any("missing" in line for line in wrong):
                    break
                time.sleep(0.2)
            return wrong
        finally:
            theatre.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--doors", choices=["sockets", "http"], default="sockets")
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with _server() if given.postgres else contextlib.nullcontext() as server:
        return _proof(given, server)


@contextlib.contextmanager
def _server() -> Iterator[Any]:
    sys.path.insert(0, str(ROOT))
    from tests.servers import started  # noqa: PLC0415 - only with --postgres

    server = started()
    try:
        yield server
    finally:
        server.close()


def _proof(given: argparse.Namespace, server: Any) -> int:
    failed = 0
    for seed in range(given.first, given.first + given.seeds):
        began = time.monotonic()
        database = server.url(server.make()) if server is not None else ""
        wrong = one_seed(seed, given.messages, given.doors, database)
        failed += bool(wrong)
        verdict = "; ".join(wrong) or "none lost, none doubled, in order"
        print(f"seed {seed:>3}  {time.monotonic() - began:5.1f} s  {verdict}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
