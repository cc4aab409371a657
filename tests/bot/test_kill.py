"""SIGKILL in a burst, judged as tests/benchmarks/kill_proof.py does: from what the platforms saw.

Here the stand-ins stand in this process, and the program is forked. In longer bursts, as processes
all of them, over HTTP and on PostgreSQL: tests/benchmarks/proofs, `make proofs`.
"""

import asyncio
import random
import signal
from pathlib import Path
from typing import Final

import pytest

from tests.benchmarks.kill_proof import arrivals, judge
from tests.stage import ANN, BO, DESK, STRICT, TEAM_ROOM, WATCH, Stage

MESSAGES: Final = 40
PAIRS: Final = ((DESK, WATCH), (TEAM_ROOM, STRICT))


@pytest.fixture
def paired(stage: Stage) -> Stage:
    """The stage, on which each room of one platform is bridged with one of the other alone."""
    before, *_ = Stage.DIRECTORY.partition("[[bridge]]")
    pairs = (("desk", "group"), ("team", "strict"))
    bridges = [
        f'[[bridge]]\nid = "b{at}"\nchannels = ["{one}", "{other}"]\n'
        'agreed = ["institute", "watch"]\n'
        for at, (one, other) in enumerate(pairs)
    ]
    Path(stage.folder / "paired.toml").write_text(before + "".join(bridges), encoding="utf-8")
    assert stage.tocsin("directory", "apply", "paired.toml", "--yes").returncode == 0
    return stage


def wrong(stage: Stage) -> list[str]:
    there = arrivals(stage.telegram.journal.of("call"), "sendMessage")
    here = arrivals(stage.slack.journal.of("call"), "chat.postMessage")
    return judge(there, "slack", MESSAGES) + judge(here, "telegram", MESSAGES)


def say(stage: Stage, numbers: range) -> None:
    for at in numbers:
        channel, group = PAIRS[at % 2]
        stage.slack.say(channel, ANN, f"TLP:GREEN body-slack-{at % 2}-{at:04d}")
        stage.telegram.say(group, BO, f"TLP:GREEN body-telegram-{at % 2}-{at:04d}")


@pytest.mark.parametrize("seed", range(2))
async def test_a_kill_in_a_burst_loses_nothing_and_doubles_nothing_unmarked(
    paired: Stage, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same way each time
    instant = chance.randrange(5, MESSAGES)
    bot = paired.start("run")
    await paired.until(lambda: paired._ready(bot), "the bot to be ready")
    say(paired, range(instant))
    await paired.until(paired.in_telegram, "the burst to be under way")
    await asyncio.sleep(chance.random() * 0.02)
    bot.send(signal.SIGKILL)
    await paired.until(lambda: bot.poll() is not None, "the end")
    assert wrong(paired), "all was over before it was killed"
    say(paired, range(instant, MESSAGES))
    async with paired.running():
        await paired.until(lambda: not any("missing" in one for one in wrong(paired)), "all")
    assert wrong(paired) == []
