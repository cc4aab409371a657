"""A content on its way out of a door."""

from collections.abc import AsyncIterator

from handlers.door import DoorError, Later, Unfit
from policies.messages.files import Refusal, Stream


class Outflow:
    """Gives a content; remembers what broke it, which the library that sends it hides.

    It is broken off where it is not exactly as long as it was said to be.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.broke: DoorError | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the content; raises DoorError."""
        try:
            async for piece in self._exactly():
                yield piece
        except DoorError as error:
            self.broke = error
            raise
        except Exception as error:
            self.broke = Later(f"unexpected_{type(error).__name__}")
            raise

    async def _exactly(self) -> AsyncIterator[bytes]:
        left = self._stream.size
        async for piece in self._stream.pieces:
            left -= len(piece)
            if left < 0:
                raise Unfit(Refusal.SIZE)
            yield piece
        if left:
            raise Unfit(Refusal.SIZE)
