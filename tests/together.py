"""Which tests one worker of pytest-xdist does: those that share what is dear to make.

Those of the demo share one demo and one browser, those of the program on PostgreSQL one server.
`--dist loadgroup` sends what has the mark `xdist_group` to one worker by writing the group into the
test's id; pytest-xdist 3.8 does that in vain, because pytest 9 keeps the id elsewhere.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

TOGETHER = ("tests/demo/", "tests/bot/postgresql/")


class Together(LoadGroupScheduling):
    """Sends each test to whoever has nothing to do, and a folder of those to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return next((one for one in TOGETHER if nodeid.startswith(one)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Return it where groups are asked for; else xdist makes its own."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
