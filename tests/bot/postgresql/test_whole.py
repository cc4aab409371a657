"""Whole ways and histories on a PostgreSQL server: those of SQLite, a representative part.

More of them are run by `make proofs`.
"""

from pathlib import Path

import pytest

from tests.bot.laws.playing import history
from tests.bot.whole.test_bridges import (
    test_a_directory_that_denies_withdraws_and_one_without_the_bridge_keeps,
)
from tests.bot.whole.test_crossing import (
    test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too,
)
from tests.bot.whole.test_looks import (
    test_what_is_held_is_told_once_and_crosses_when_its_author_labels_it,
)
from tests.bot.whole.test_time import (
    test_months_later_the_text_is_gone_and_edits_answers_and_ends_still_arrive,
)

__all__ = [
    "test_a_directory_that_denies_withdraws_and_one_without_the_bridge_keeps",
    "test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too",
    "test_months_later_the_text_is_gone_and_edits_answers_and_ends_still_arrive",
    "test_what_is_held_is_told_once_and_crosses_when_its_author_labels_it",
]


@pytest.mark.parametrize("seed", [3])
async def test_no_room_holds_what_is_denied_and_every_room_what_it_may(
    tmp_path: Path, template: Path, seed: int
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    await history(folder, template, seed, steps=30)
