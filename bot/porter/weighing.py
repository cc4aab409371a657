"""A content as it comes: counted, held against what it claims, its end looked at last."""

from collections.abc import AsyncIterator
from typing import Final

from handlers.door import Fetched, Unfit
from policies.messages.files import File, Refusal, refused_by_content
from policies.messages.signatures import HEAD, TAIL, Content, content_of

_NOTHING: Final = b""


class Weighed:
    """One content under way; `content` says what it is, `pieces` gives it.

    Use `of`, which reads the beginning.
    """

    def __init__(
        self, file: File, fetched: Fetched, largest: int, head: bytes, content: Content
    ) -> None:
        self.content = content
        self._file = file
        self._fetched = fetched
        self._largest = largest
        self._head = head
        self.size = fetched.size if fetched.size is not None else file.size

    @classmethod
    async def of(cls, file: File, fetched: Fetched, largest: int) -> "Weighed":
        """Return a content whose beginning was looked at; raises Unfit, DoorError."""
        claimed = max(fetched.size or 0, file.size or 0)
        if claimed > largest:
            raise Unfit(Refusal.TOO_LARGE)
        head = bytearray()
        async for piece in fetched.pieces:
            head += piece
            if len(head) >= HEAD:
                break
        beginning = bytes(head[:HEAD])
        content = content_of(beginning)
        refused = refused_by_content(file, content, beginning, _NOTHING)
        if refused is not None:
            raise Unfit(refused)
        return cls(file, fetched, largest, bytes(head), content)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the whole content; raises Unfit where it is not what it was said to be.

        It is looked at to its last byte before whoever takes it hears that it has ended.
        """
        count, tail = 0, bytearray()
        async for piece in self._all():
            count += len(piece)
            if count > self._largest:
                raise Unfit(Refusal.TOO_LARGE)
            if self.size is not None and count > self.size:
                raise Unfit(Refusal.SIZE)
            tail += piece[-TAIL:]
            del tail[:-TAIL]
            yield piece
        if self.size is not None and count != self.size:
            raise Unfit(Refusal.SIZE)
        refused = refused_by_content(self._file, self.content, self._head[:HEAD], bytes(tail))
        if refused is not None:
            raise Unfit(refused)

    async def _all(self) -> AsyncIterator[bytes]:
        if self._head:
            yield self._head
        async for piece in self._fetched.pieces:
            yield piece
