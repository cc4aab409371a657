"""Killed at every instant, cancelled at many awaits: `make proofs`. Some are in the suite."""

from pathlib import Path

from tests.bot.beginnings import Beginnings
from tests.bot.coalition import COALITION
from tests.bot.laws.test_desk_killed import due_and_killed
from tests.bot.laws.test_every_await import cancelled_all_along, killed_all_along
from tests.stage import DIRECTORY, forks, template

__all__ = ["forks", "template"]


def test_a_kill_at_every_instant_loses_nothing_and_doubles_nothing_unmarked(
    tmp_path: Path, template: Path
) -> None:
    assert killed_all_along(tmp_path, template) > 40


def test_cancelled_at_many_awaits_it_goes_on_afterwards_with_nothing_lost(
    tmp_path: Path, template: Path
) -> None:
    assert cancelled_all_along(tmp_path, template, 60) >= 60


def test_whatever_falls_due_comes_once_or_marked_at_every_instant_it_is_killed(
    tmp_path: Path, template: Path
) -> None:
    begun = Beginnings(tmp_path, template, DIRECTORY).of(COALITION)
    assert due_and_killed(tmp_path, begun) > 30
