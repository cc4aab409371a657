"""The demo and a browser on it, as the suite has them."""

from tests.demo.conftest import browser, demo, house, opened, visitor

__all__ = ["browser", "demo", "house", "opened", "visitor"]
