"""Which tests one worker of pytest-xdist does: those of the demo share one demo and one browser.

`--dist loadgroup` sends what has the mark `xdist_group` to one worker by writing the group into the
test's id; pytest-xdist 3.8 does that in vain, because pytest 9 keeps the id elsewhere.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

TOGETHER = "tests/demo/"


class Together(LoadGroupScheduling):
    """Sends each test to whoever has nothing to do, and all tests of the demo to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Return it where groups are asked for; else xdist makes its own."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
