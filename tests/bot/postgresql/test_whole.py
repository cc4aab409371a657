"""Whole ways and histories on a PostgreSQL server: those of SQLite, a representative part."""

from pathlib import Path

import pytest

from tests.bot.laws.playing import history
from tests.bot.whole.test_bridges import (
    test_a_directory_that_denies_withdraws_and_one_without_the_bridge_keeps,
    test_several_bridges_of_a_room_and_a_ring_deliver_once_everywhere,
)
from tests.bot.whole.test_crossing import (
    test_a_raised_label_withdraws_and_a_loosened_one_waits,
    test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too,
    test_threads_become_replies_and_replies_threads,
    test_what_was_edited_and_deleted_while_we_were_away_is_caught_up,
)
from tests.bot.whole.test_looks import (
    test_what_is_held_is_told_once_and_crosses_when_its_author_labels_it,
)
from tests.bot.whole.test_time import (
    test_months_later_the_text_is_gone_and_edits_answers_and_ends_still_arrive,
)

__all__ = [
    "test_a_directory_that_denies_withdraws_and_one_without_the_bridge_keeps",
    "test_a_raised_label_withdraws_and_a_loosened_one_waits",
    "test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too",
    "test_months_later_the_text_is_gone_and_edits_answers_and_ends_still_arrive",
    "test_several_bridges_of_a_room_and_a_ring_deliver_once_everywhere",
    "test_threads_become_replies_and_replies_threads",
    "test_what_is_held_is_told_once_and_crosses_when_its_author_labels_it",
    "test_what_was_edited_and_deleted_while_we_were_away_is_caught_up",
]


@pytest.mark.parametrize("seed", [3, 5])
async def test_no_room_holds_what_is_denied_and_every_room_what_it_may(
    tmp_path: Path, template: Path, seed: int
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    await history(folder, template, seed, steps=40)
