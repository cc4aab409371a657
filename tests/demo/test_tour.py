"""The tour holds as it is, and names the step where something it relies on is taken away.

Two more things are taken away in tests/benchmarks/proofs (`make proofs`).
"""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.demo import by_hand
from bot.demo.scene import ANN, BO, DESK, WATCH_DESK
from bot.demo.stage import Failed, Stage
from bot.demo.tour import STEPS
from tests.bot.forks import Forks


def plays(house: Forks, folder: Path, first: str = "") -> tuple[int, str]:
    """Play the tour as somebody does who types it; returns the exit code and what it said."""
    stage = folder / "stage"
    stage.mkdir()
    child = house.start(
        ["demo", "--script"], folder, folder / "log", first=first, TMPDIR=str(stage)
    )
    done = child.wait(300)
    assert list(stage.iterdir()) == []
    return done.returncode, done.stdout + done.stderr


def test_every_step_holds_and_nothing_is_left_behind(house: Forks, tmp_path: Path) -> None:
    code, said = plays(house, tmp_path)
    assert code == 0, said
    assert said.endswith("steps held.\n")
    for step in STEPS:
        assert step.__doc__.strip() in said
    assert "all 60 were there" in said


def test_without_the_bridge_the_first_step_is_named_and_what_stood_there_instead(
    house: Forks, tmp_path: Path
) -> None:
    code, said = plays(house, tmp_path, "tests.demo.faults:without_the_bridge")
    assert code == 1, said
    assert "FAILED in step 1" in said
    assert "in vain for the GREEN message in the Telegram group" in said
    assert "In Watch desk stands: nothing. Deliveries: " in said
    # Where the machine is slow a library notes that what comes again and again came too soon.
    assert re.search(r"The bot runs; of note it logged: (nothing|a library's record)\.", said), said


def test_a_bot_that_ends_by_itself_is_not_waited_for(house: Forks, tmp_path: Path) -> None:
    code, said = plays(house, tmp_path, "tests.demo.faults:without_the_key")
    assert code == 1, said
    assert re.search(r"FAILED in step 1 .*the bot ended with 78: .*tocsin\.key", said), said


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(patience=0.1)
    made.folder = tmp_path
    made._people()
    return made


@pytest.mark.parametrize("step", by_hand.STEPS, ids=lambda one: one.__name__)
async def test_where_nothing_happens_a_step_by_hand_fails(
    stage: Stage, step: Callable[..., Awaitable[None]]
) -> None:
    said: list[str] = []
    with pytest.raises(Failed, match="waited"):
        await step(stage, said.append)
    assert said == []
    await stage.slack.stop()


@pytest.mark.parametrize(
    ("room", "there"),
    [
        (DESK, "In election-desk stands: TLP:GREEN In ⏎ Slack."),
        (WATCH_DESK, "In Watch desk stands: TLP:GREEN In Telegram."),
        (ANN, "In the private chat stands: TLP:GREEN In private."),
        (BO, "In the private chat stands: nothing."),
    ],
)
async def test_what_stands_there_instead_is_told_and_how_the_bot_is(
    stage: Stage, room: str | int, there: str
) -> None:
    stage.slack.say(DESK, ANN, "TLP:GREEN In\nSlack")
    stage.slack.say(stage.direct(ANN), ANN, "TLP:GREEN In private")
    stage.telegram.say(WATCH_DESK, BO, "TLP:GREEN In Telegram")
    with sqlite3.connect(stage.database) as database:
        database.execute("CREATE TABLE deliveries (status TEXT)")
        database.executemany("INSERT INTO deliveries VALUES (?)", [("held",), ("held",)])
    database.close()
    stage.log.write_text(
        '{"event": "running", "level": "info"}\n{"event": "dead letter", "level": "warning", '
        '"code": "refused"}\nno JSON\n',
        encoding="utf-8",
    )
    with pytest.raises(Failed) as failed:
        await stage.until(lambda: False, "it", at=room)
    assert str(failed.value) == (
        f"waited 0 s in vain for it. {there} Deliveries: 2 held. "
        "The bot does not run; of note it logged: dead letter (refused)."
    )
    await stage.slack.stop()
