"""`tocsin status`: a report at a glance, without a text and without a person."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bot.letters import LONG, OTHER, PERSON, fill
from tests.stage import Stage


@contextmanager
def answering(port: int, answer: bytes | None) -> Iterator[None]:
    """Have somebody on the port who gives everybody the same bytes, or never a word."""
    with socket.create_server(("127.0.0.1", port)) as server:
        done = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                if answer is None:
                    done.wait(60)
                else:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        done.set()
        thread.join(10)


async def test_everything_is_told_with_its_age_and_the_totals_stand_above(made: Stage) -> None:
    await fill(made)
    done = made.tocsin("status")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("status   at 20")
    above = " ".join(line.strip() for line in lines[1:3])
    assert above.startswith(
        "total    3 in 2 lanes, the oldest 3 h 5 min ago; 1 lane parked; 2 held;"
    )
    assert "1 edit waiting; 3 dead" in above
    assert f"run      no `tocsin run` answers on 127.0.0.1:{made.port}" in lines
    waiting = [one for one in lines if one.startswith("waiting")]
    assert waiting == [
        "waiting  group: 2, the oldest 3 h 5 min ago, last told ratelimited",
        "waiting  somebody in private by telegram.main: 1, the oldest 7 min ago",
    ]
    assert [one for one in lines if one.startswith("parked   group: until 20")]
    assert [one for one in lines if "to strict, rule 16, 7 min ago" in one]
    assert [one for one in lines if "to team, rule 1, 7 min ago, Tampered" in one]
    assert [one for one in lines if one.startswith("edit") and "in desk, rule 4, 7 min ago" in one]
    dead = [one for one in lines if one.startswith("dead")]
    assert [one.split(", ")[1] for one in dead] == ["1 d 2 h ago", "7 min ago", "just now"]
    assert "message from slack.main, 7 min ago, text: is no string" in dead[1]
    assert LONG in " ".join(done.stdout.split())
    assert all(len(one) <= 80 for one in lines)


async def test_nobody_is_named_and_nothing_is_quoted(made: Stage) -> None:
    await fill(made)
    for words in (("status",), ("status", "--json"), ("dead", "list"), ("dead", "list", "--json")):
        done = made.tocsin(*words)
        assert done.returncode == 0
        assert PERSON not in done.stdout
        assert OTHER not in done.stdout
        assert not any(secret in done.stdout for secret in made.SECRETS)


async def test_a_script_is_answered_with_one_object_that_holds_the_same(made: Stage) -> None:
    await fill(made)
    done = made.tocsin("status", "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["run"]["answers"] is False
    oldest = told["totals"].pop("oldest_waiting_seconds")
    assert 3 * 3600 < oldest < 3 * 3600 + 400
    assert told["totals"] == {
        "waiting": 3, "lanes": 2, "parked": 1, "held": 2, "edits": 1, "dead": 3, "set_aside": 0,
    }  # fmt: skip
    lane, private = told["lanes"]
    assert (lane["place"], lane["door"], lane["count"]) == ("group", None, 2)
    assert lane["error"] == "ratelimited"
    assert (private["place"], private["door"]) == (None, "telegram.main")
    assert {one["rule"] for one in told["held"]["deliveries"]} == {1, 16}
    assert [one["rule"] for one in told["held"]["edits"]] == [4]
    first, second, third = told["dead"]
    assert (first["kind"], first["place"], first["can"]) == ("delivery", "group", ["retry", "drop"])
    assert (second["kind"], second["door"], second["event"]) == ("event", "slack.main", "message")
    assert (third["place"], third["door"]) == (None, "telegram.main")
    assert first["age_seconds"] > second["age_seconds"] >= third["age_seconds"] >= 0
    assert len(first["id"]) == 32


def test_nothing_at_all_is_said_plainly(made: Stage) -> None:
    lines = made.tocsin("status").stdout.splitlines()
    assert lines[1] == "nothing waits, nothing is held, nothing is dead"
    assert len(lines) == 3
    told = json.loads(made.tocsin("status", "--json").stdout)
    assert told["totals"]["oldest_waiting_seconds"] is None
    assert (told["lanes"], told["dead"]) == ([], [])


async def test_a_running_bot_is_asked_how_its_doors_are(stage: Stage) -> None:
    stage.slack.revoke(stage.TEAM)
    async with stage.running(ready=False):

        async def told() -> bool:
            body = (await stage.ask("/healthz"))[1] or {"doors": {}}
            states = {one.get("state") for one in body["doors"].values()}
            return states == {"connected", "locked out"}

        await stage.until(told, "one door to be locked out")
        lines = stage.tocsin("status").stdout.splitlines()
        run = f"run      degraded on 127.0.0.1:{stage.port}: database writable, courier beating"
        assert run in lines
        assert "agenda   looking" in lines
        assert "door     telegram.main: connected" in lines
        (locked,) = [one for one in lines if one.startswith("door     slack.main: locked out, ")]
        told_json = json.loads(stage.tocsin("status", "--json").stdout)["run"]
        assert told_json["answers"] is True
        (slack,) = [one for one in told_json["doors"] if one["name"] == "slack.main"]
        assert (slack["state"], locked.rpartition(", ")[2]) == ("locked out", slack["why"])


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["words", "an object", "a list", "elsewhere"],
)
def test_somebody_else_on_the_port_is_not_taken_for_the_bot(made: Stage, answer: bytes) -> None:
    with answering(made.port, answer):
        done = made.tocsin("status")
    assert done.returncode == 0
    assert f"something answers that is no `tocsin run` on 127.0.0.1:{made.port}" in done.stdout


@pytest.mark.parametrize("answer", [b"\x00\x01 not http at all\r\n", b""], ids=["noise", "end"])
def test_whoever_speaks_no_http_is_nobody(made: Stage, answer: bytes) -> None:
    with answering(made.port, answer):
        assert "no `tocsin run` answers" in made.tocsin("status").stdout


def test_whoever_never_answers_keeps_nobody_waiting(made: Stage) -> None:
    with answering(made.port, None):
        done = made.tocsin("status")
    assert done.returncode == 0
    assert "does not answer within two seconds" in done.stdout


def test_what_answers_cannot_act_in_a_terminal(made: Stage) -> None:
    body = json.dumps(
        {
            "status": "ok\x1b[2J",
            "database": "d",
            "courier": "c",
            "agenda": "a",
            "doors": {"x\nheld     forged": {"state": "connected\u202e"}},
        }
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    with answering(made.port, head + body):
        lines = made.tocsin("status").stdout.splitlines()
    assert not any(one.startswith("held") for one in lines)
    assert "\x1b" not in "".join(lines)
    assert "\u202e" not in "".join(lines)
