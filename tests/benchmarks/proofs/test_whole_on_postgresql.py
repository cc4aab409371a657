"""More whole ways and histories on a PostgreSQL server than the suite runs."""

from pathlib import Path

import pytest

from tests.bot.laws.playing import history
from tests.bot.postgresql.conftest import build, forks, on_server, server, template
from tests.bot.whole.test_bridges import (
    test_several_bridges_of_a_room_and_a_ring_deliver_once_everywhere,
)
from tests.bot.whole.test_crossing import (
    test_a_raised_label_withdraws_and_a_loosened_one_waits,
    test_threads_become_replies_and_replies_threads,
    test_what_was_edited_and_deleted_while_we_were_away_is_caught_up,
)

__all__ = [
    "build",
    "forks",
    "on_server",
    "server",
    "template",
    "test_a_raised_label_withdraws_and_a_loosened_one_waits",
    "test_several_bridges_of_a_room_and_a_ring_deliver_once_everywhere",
    "test_threads_become_replies_and_replies_threads",
    "test_what_was_edited_and_deleted_while_we_were_away_is_caught_up",
]


@pytest.mark.parametrize("seed", [5, 7])
async def test_no_room_holds_what_is_denied_and_every_room_what_it_may(
    tmp_path: Path, template: Path, seed: int
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    await history(folder, template, seed, steps=40)
