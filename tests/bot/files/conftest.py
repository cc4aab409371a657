"""Towns in which files cross, and what is found in their rooms."""

from tests.bot.whole.conftest import build, way_in

__all__ = ["build", "way_in"]
