"""Which tests one worker of pytest-xdist does: those of a file, and those that share more.

Those of the demo share one demo and one browser, those of the program on PostgreSQL one server.
To send each test by itself costs a third more than the tests of `policies` and `house` take.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

TOGETHER = ("tests/demo/", "tests/bot/postgresql/")


class Together(LoadGroupScheduling):
    """Sends a file to whoever has nothing to do, and a folder of those to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((one for one in TOGETHER if nodeid.startswith(one)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    """Return it where groups are asked for; else xdist makes its own."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
