"""The coalition with an intake of the institute, and duty rooms on both platforms."""

import pytest

from tests.bot.coalition import COALITION

ROOMS = """
[[channel]]
id = "tips"
platform = "slack"
address = "C0TIPS"
organisation = "institute"
members = 5
kind = "intake"
default = "TLP:GREEN"
[[channel]]
id = "watchtips"
platform = "telegram"
address = -1001000000011
organisation = "watch"
members = 5
kind = "intake"
default = "TLP:AMBER"
[[channel]]
id = "duty"
platform = "slack"
address = "C0DUTY"
organisation = "institute"
members = 3
kind = "duty"
[[channel]]
id = "watchduty"
platform = "telegram"
address = -1001000000012
organisation = "watch"
members = 3
kind = "duty"
[[channel]]
id = "officeduty"
platform = "slack"
address = "C0OFFDUTY"
organisation = "ministry"
members = 2
kind = "duty"
[[channel]]
id = "radiotips"
platform = "telegram"
address = -1001000000013
organisation = "radio"
members = 3
kind = "intake"
default = "TLP:GREEN"
"""


@pytest.fixture
def begins_with() -> str:
    """Four organisations, with rooms for reports and for those who look at them."""
    return COALITION + ROOMS
