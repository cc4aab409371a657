"""Scripted faults: the next calls of a method fail in the way that was asked for."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal["status", "drop_before", "drop_after", "slow", "garbled"]
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    `status` answers with that HTTP status (and `retry_after` seconds where it is 429) and processes
    nothing; `drop_before` breaks the connection before the call is processed, `drop_after`
    afterwards; `slow` processes the call and answers `seconds` later; `garbled` processes it and
    answers with JSON that breaks off.
    """

    kind: Kind = "status"
    status: int = 500
    retry_after: float | None = None
    description: str = ""
    seconds: float = 0.0


class Faults:
    """The faults of one stand-in, by method; `"*"` stands for every method."""

    def __init__(self) -> None:
        self._queued: dict[str, deque[Fault]] = defaultdict(deque)
        self.delay_ms: float = 0.0
        """Milliseconds that every call takes longer."""

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` fail."""
        self._queued[method].extend([fault] * times)

    def clear(self) -> None:
        """Forget every fault that has not happened yet."""
        self._queued.clear()

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, and use it up."""
        for name in (method, ANY):
            if self._queued.get(name):
                return self._queued[name].popleft()
        return None

    async def linger(self) -> None:
        """Wait as long as every call is to be delayed."""
        if self.delay_ms:
            await asyncio.sleep(self.delay_ms / 1000)


def scripted(
    *,
    status: int,
    retry_after: float | None,
    description: str,
    drop: Literal["before", "after"] | None,
    slow: float,
    garbled: bool,
) -> Fault:
    """Return the fault that a script asks for by its arguments; raises ValueError for two."""
    kinds: list[Kind] = []
    if drop is not None:
        kinds.append("drop_before" if drop == "before" else "drop_after")
    if slow:
        kinds.append("slow")
    if garbled:
        kinds.append("garbled")
    if len(kinds) > 1:
        raise ValueError("one fault at a time")
    return Fault(
        kind=kinds[0] if kinds else "status",
        status=status,
        retry_after=retry_after,
        description=description,
        seconds=slow,
    )
