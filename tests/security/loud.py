"""Called in the program's own process before it starts: every logger writes all that it has.

No cap, no switch and no level holds; so what is not in the log is kept out by its last step alone.
"""

import asyncio
import logging
import os
from typing import Any

from bot.courier import Courier
from bot.messages import relay
from handlers.door import Clock
from policies import cards


def loud() -> None:
    """Let every logger write at every level, whatever the program says to it."""
    os.environ["PYTHONASYNCIODEBUG"] = "1"
    logging.Logger.isEnabledFor = lambda *_: True  # type: ignore[method-assign] # only this process
    # slack_sdk looks at the level itself.
    logging.Logger.level = property(lambda _: 1, lambda *_: None)  # type: ignore[assignment] # the same
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


def hasty() -> None:
    """Be loud, and let a door wait for hardly anything before it tries again."""
    loud()
    sleep = Clock.sleep

    async def short(self: Clock, seconds: float) -> None:
        await sleep(self, min(seconds, 0.01))

    Clock.sleep = short  # type: ignore[method-assign] # only this process


def failing() -> None:
    """Be loud, and let acts and copies fail with errors that quote what people wrote."""
    loud()

    async def act(_tx: Any, _services: Any, _place: Any, message: Any, _before: Any) -> Any:
        words = message.parts[0].text.plain
        if "act" in words:
            asyncio.get_running_loop().create_task(_thrown(words))
            raise LookupError(words)
        return await spread(_tx, _services, _place, message, _before)

    def write(header: Any, body: Any, *rest: Any, **more: Any) -> Any:
        if "copy" in body.plain:
            raise LookupError(body.plain)
        return copy(header, body, *rest, **more)

    spread, relay.spread = relay.spread, act
    copy, cards.copy = cards.copy, write


async def _thrown(words: str) -> None:
    raise LookupError(words)


def fatal() -> None:
    """Let the program end in an error that quotes somebody, once its log is set up."""

    async def broken(*_: Any) -> None:
        raise LookupError("zqtoldЖwordsqz")

    Courier.run = broken  # type: ignore[method-assign] # only this process
