"""A town for each test, and the rooms that talk in it."""

from tests.bot.whole.conftest import build, way_in

__all__ = ["build", "way_in"]
