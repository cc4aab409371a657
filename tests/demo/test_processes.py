"""The processes that carry out the program's lines: what they end with, and that none outlives us.

The program here is a small one, forked from a Python of its own as `tocsin demo` forks.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.conftest import until

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, os, signal, sys, time
from pathlib import Path
from bot.demo.processes import Forked

def program(words, standalone_mode):
    assert words[-2:] == ["--config", "tocsin.toml"] and not standalone_mode
    match words[0]:
        case "note":
            with open("notes", "a") as notes:
                print(words[1], os.environ["MADE"], os.environ.get("HOME"), file=notes)
        case "end":
            raise SystemExit(int(words[1]))
        case "break":
            raise RuntimeError("broken")
        case "stay":
            Path("pid").write_text(str(os.getpid()))
            if words[1] == "deaf":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            Path("stays").touch()
            time.sleep(60)

here = Path.cwd()
processes = Forked(program)

async def start(*lines):
    return await processes.start(lines, here, here / "log", {"MADE": "so"})

async def ended(*lines):
    return await (await start(*lines)).wait()

async def until(name):
    while not (here / name).exists():
        await asyncio.sleep(0.01)

def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
"""


def run(folder: Path, body: str) -> "subprocess.CompletedProcess[str]":
    script = PROGRAM + "async def main():\n" + "".join(f"    {one}\n" for one in body.splitlines())
    return subprocess.run(
        [sys.executable, "-c", script + "asyncio.run(main())"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": "/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def alive(number: str) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_lines_are_carried_out_in_turn_with_no_more_than_what_they_are_given(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, "assert await ended('note one', 'note two') == 0\nawait processes.close()")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "notes").read_text(encoding="utf-8") == "one so None\ntwo so None\n"
    assert (done.stdout, (tmp_path / "log").read_text(encoding="utf-8")) == ("", "")


def test_what_one_ends_with_is_told_and_what_it_said_stands_in_its_log(tmp_path: Path) -> None:
    body = """
assert await ended('end 78', 'note never') == 78
assert await ended('break') == 1
stays = await start('stay long')
assert stays.code is None
await until('stays')
stays.send(signal.SIGKILL)
assert await stays.wait() == stays.code == -signal.SIGKILL
stays.send(signal.SIGTERM)
await processes.close()
assert children() == []
"""
    done = run(tmp_path, body.strip())
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "notes").exists()


def test_what_breaks_says_so_in_its_log(tmp_path: Path) -> None:
    done = run(tmp_path, "assert await ended('break') == 1\nawait processes.close()")
    assert done.returncode == 0, done.stderr
    assert "RuntimeError: broken" in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["await processes.close()", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_however_the_demo_ends_what_it_started_ends_too(tmp_path: Path, how: str) -> None:
    done = run(
        tmp_path,
        "await start('stay long')\nawait until('stays')\n"
        f"Path('parent').write_text(children()[0])\n{how}",
    )
    assert done.returncode == (0 if "close" in how else -signal.SIGKILL), done.stderr
    for name in ("pid", "parent"):
        number = (tmp_path / name).read_text(encoding="utf-8")
        until(lambda number=number: not alive(number), f"the end of {name}")


def test_where_the_one_that_forks_is_killed_nothing_is_waited_for_in_vain(tmp_path: Path) -> None:
    body = """
stays = await start('stay deaf')
await until('stays')
os.kill(int(children()[0]), signal.SIGKILL)
assert await stays.wait() == -signal.SIGKILL
try:
    await start('note never')
except OSError as error:
    print(error)
await processes.close()
"""
    done = run(tmp_path, body.strip())
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the process that starts the bot has ended\n"
    number = (tmp_path / "pid").read_text(encoding="utf-8")
    until(lambda: not alive(number), "the end of what was started")
