"""Called in the program's own process before it starts: every logger writes all that it has.

No cap, no switch and no level holds; so what is not in the log is kept out by its last step alone.
"""

import logging
import os
from typing import Any


def loud() -> None:
    """Let every logger write at every level, whatever the program says to it."""
    os.environ["PYTHONASYNCIODEBUG"] = "1"
    logging.Logger.isEnabledFor = lambda *_: True  # type: ignore[method-assign] # only this process
    logging.Logger.getEffectiveLevel = lambda *_: 1  # type: ignore[method-assign] # the same
    logging.Logger.handle = _handle  # type: ignore[method-assign] # the same


def _handle(self: logging.Logger, record: logging.LogRecord) -> None:
    """Do as `Logger.handle` and `callHandlers`, but for `disabled` and `propagate`."""
    del self
    for handler in logging.getLogger().handlers:
        _written(handler, record)


def _written(handler: Any, record: logging.LogRecord) -> None:
    handler.acquire()
    try:
        handler.emit(record)
    finally:
        handler.release()
