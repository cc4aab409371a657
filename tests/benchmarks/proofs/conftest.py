"""The demo and a browser on it, and the program on its stage, as the suite has them."""

from tests.demo.conftest import browser, demo, house, opened, visitor
from tests.stage import forks

__all__ = ["browser", "demo", "forks", "house", "opened", "visitor"]
