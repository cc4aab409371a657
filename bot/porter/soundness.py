"""What is kept of files goes out as it was written, or nowhere."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import structlog

from handlers.door import Later, Unfit
from policies.messages.files import Refusal
from storage.store import SealFault, StoreFault

_log = structlog.get_logger("porter")


@contextmanager
def unedited(what: str) -> Iterator[None]:
    """Raise Unfit where what is read was edited in the database, Later where it cannot be read."""
    try:
        yield
    except SealFault:
        _log.exception("something is not what was written", what=what)
        raise Unfit(Refusal.FAILED) from None
    except StoreFault as fault:
        raise Later(type(fault).__name__) from None


async def sound(pieces: AsyncIterator[bytes], what: str) -> AsyncIterator[bytes]:
    """Give a content piece by piece as long as it is what was written; raises Unfit, Later."""
    with unedited(what):
        async for piece in pieces:
            yield piece
