"""The same tests of the bridge, in a short form, where the platforms call the program."""

import pytest

from tests.bot.whole.test_crossing import (
    test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too,
    test_text_and_styles_cross_and_the_label_is_cut,
    test_threads_become_replies_and_replies_threads,
    test_what_was_edited_and_deleted_while_we_were_away_is_caught_up,
)
from tests.bot.whole.test_time import (
    test_beyond_a_day_every_bridged_room_of_telegram_is_told_of_the_gap,
    test_down_for_23_hours_everything_comes_in_order_and_nothing_is_late,
)

__all__ = [
    "test_an_edit_reaches_the_copy_after_a_restart_and_a_deletion_too",
    "test_beyond_a_day_every_bridged_room_of_telegram_is_told_of_the_gap",
    "test_down_for_23_hours_everything_comes_in_order_and_nothing_is_late",
    "test_text_and_styles_cross_and_the_label_is_cut",
    "test_threads_become_replies_and_replies_threads",
    "test_what_was_edited_and_deleted_while_we_were_away_is_caught_up",
]


@pytest.fixture
def way_in() -> str:
    return "http"
