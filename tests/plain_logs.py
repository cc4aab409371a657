"""Logs of tests that set none up: tracebacks as Python writes them.

Where rich is installed, as it is beside the linters, structlog draws each traceback with the
values of all its frames. That takes longer than most tests, and nobody looks at it.
"""

import structlog


def write_plainly() -> None:
    """Let structlog write tracebacks without drawing them, until a test sets logs up."""
    *others, _drawing = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[*others, plain])
