"""However early the demo is ended, it leaves nothing behind."""

import signal
from pathlib import Path

import pytest

from tests.bot.forks import Forks
from tests.demo.conftest import Demo, until


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_ended_while_it_is_being_set_up_it_leaves_nothing_behind(
    house: Forks, tmp_path: Path, sent: signal.Signals
) -> None:
    folder = tmp_path / "early"
    folder.mkdir()
    log = tmp_path / "log"
    child = house.start(["demo", "--no-browser"], tmp_path, log, TMPDIR=str(folder))
    demo = Demo(child, folder, log)
    until(demo.families, "its first process to begin")
    child.send(sent)
    assert child.wait(60).returncode == 0, child.errors
    assert demo.said.endswith("nothing is left behind.\n")
    assert demo.families() == []
    assert list(folder.iterdir()) == []
