"""What is counted in memory, once what it counts is durable; it begins anew with the process.

A label has few values, and each is safe to show to whoever looks after the machine: `door` is the
name of an account in tocsin.toml, as `/healthz` tells it; `outcome` and `kind` are closed lists. No
count is by organisation, person, room, label or rule: with one of those, a number that rises by one
says who has just spoken, who was left out, or that something RED was written.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from platform import python_version
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram, Info

from bot.services import FileEnd, Settled, Watch
from handlers.door import Closed, Later, LockedOut, Lost, Missing, Refused, Unchanged
from handlers.incoming import Cursor, Inbox, Incoming
from policies.sharing.decision import Outcome

_KINDS: Final = ("post", "edit", "delete", "react")
_ENDS: Final = (
    (Lost, "lost"),
    (Later, "later"),
    (Unchanged, "unneeded"),
    (Missing, "unneeded"),
    (Refused, "refused"),
    (Closed, "closed"),
    (LockedOut, "locked_out"),
)
_OUTCOMES: Final = ("done", *dict.fromkeys(word for _, word in _ENDS), "broken_off")
_CALL: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_TAKE: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_COMMIT: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_GROUP: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Counters:
    """Counters and histograms of one process; a `Tally` for the acts.

    Each is called with its labels. A series is looked up once and then remembered: looking it up
    costs more than counting.
    """

    def __init__(
        self,
        registry: CollectorRegistry,
        doors: Iterable[str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._received = cache(
            Counter(
                "tocsin_events_received",
                "Events that doors handed in.",
                ["door"],
                registry=registry,
            ).labels
        )
        self._stored = cache(
            Counter(
                "tocsin_events_stored",
                "Events that became durable, so that their platform was told so.",
                ["door"],
                registry=registry,
            ).labels
        )
        self._taken = cache(
            Counter(
                "tocsin_messages_taken",
                "Messages that were decided, new, edited or withdrawn.",
                ["door"],
                registry=registry,
            ).labels
        )
        self._decided = cache(
            Counter(
                "tocsin_decisions",
                "Decisions about a message and one of its destinations, as it was taken.",
                ["outcome"],
                registry=registry,
            ).labels
        )
        self._settled = cache(
            Counter(
                "tocsin_deliveries",
                "Deliveries that came to their end.",
                ["outcome"],
                registry=registry,
            ).labels
        )
        self._files = cache(
            Counter(
                "tocsin_files", "Files, by what became of them.", ["outcome"], registry=registry
            ).labels
        )
        self._bytes = cache(
            Counter(
                "tocsin_file_bytes",
                "Bytes of files that were kept, or passed on.",
                ["outcome"],
                registry=registry,
            ).labels
        )
        self._acknowledged = cache(
            Histogram(
                "tocsin_acknowledgement_seconds",
                "From an event's coming until its platform could be told that it is kept.",
                ["door"],
                buckets=_TAKE,
                registry=registry,
            ).labels
        )
        self._sent = cache(
            Histogram(
                "tocsin_send_seconds",
                "Calls to a platform, by what came of them.",
                ["door", "kind", "outcome"],
                buckets=_CALL,
                registry=registry,
            ).labels
        )
        self._commits = Histogram(
            "tocsin_commit_seconds",
            "From the beginning of a transaction until it was durable.",
            buckets=_COMMIT,
            registry=registry,
        )
        self._acts = Histogram(
            "tocsin_commit_acts",
            "Acts that went into one transaction.",
            buckets=_GROUP,
            registry=registry,
        )
        build = Info("tocsin_build", "The version that runs.", registry=registry)
        build.info({"version": version("tocsin"), "python": python_version()})
        self._begin_at_nought(doors)

    def _begin_at_nought(self, doors: Iterable[str]) -> None:
        """Have every series from the start: what was never there has no rate when it comes."""
        for door in doors:
            for counter in (self._received, self._stored, self._taken, self._acknowledged):
                counter(door)
            for kind in _KINDS:
                self._sent(door, kind, "done")
        for outcome in Outcome:
            self._decided(outcome.value)
        for settled in get_args(Settled):
            self._settled(settled)
        for end in get_args(FileEnd):
            self._files(end)
            if end != "refused":
                self._bytes(end)

    def decided(self, outcome: Outcome) -> None:
        """Count a decision about a message and one of its destinations."""
        self._decided(outcome.value).inc()

    def taken(self, door: str) -> None:
        """Count a message that came by a door and was decided."""
        self._taken(door).inc()

    def settled(self, outcome: Settled) -> None:
        """Count a delivery that has come to its end."""
        self._settled(outcome).inc()

    def file(self, outcome: FileEnd, size: int) -> None:
        """Count a file of so many bytes; of one that is refused they are not known."""
        self._files(outcome).inc()
        if outcome != "refused":
            self._bytes(outcome).inc(size)

    def committed(self, acts: int, seconds: float) -> None:
        """Count a transaction with so many acts, durable after so many seconds."""
        self._commits.observe(seconds)
        self._acts.observe(acts)

    def watching(self, door: str) -> Watch:
        """Return what watches the calls that a door sends."""

        @contextmanager
        def watch(kind: str) -> Iterator[None]:
            begun = self._monotonic()
            outcome = "done"
            try:
                yield
            except BaseException as error:
                ends = (word for fault, word in _ENDS if isinstance(error, fault))
                outcome = next(ends, "broken_off")
                raise
            finally:
                self._sent(door, kind, outcome).observe(self._monotonic() - begun)

        return watch

    def counting(self, inbox: Inbox) -> Inbox:
        """Return the inbox, with what is put into it counted."""
        return _Counting(inbox, self._came, self._kept)

    def _came(self, door: str, events: int) -> None:
        self._received(door).inc(events)

    def _kept(self, door: str, events: int) -> None:
        self._stored(door).inc(events)

    def acknowledging(self, door: str) -> Callable[[float], None]:
        """Return what is told the seconds that an event of a door took to be acknowledged."""
        seconds: Callable[[float], None] = self._acknowledged(door).observe
        return seconds


class _Counting:
    """An inbox whose events are counted on the way in."""

    def __init__(
        self,
        inbox: Inbox,
        came: Callable[[str, int], None],
        kept: Callable[[str, int], None],
    ) -> None:
        self._inbox = inbox
        self._came = came
        self._kept = kept
        self.cursors = inbox.cursors
        self.threads = inbox.threads
        self.rooms = inbox.rooms
        self.words = inbox.words
        self.begun = inbox.begun
        self.wrong = inbox.wrong

    async def receive(
        self, door: str, events: Sequence[Incoming], cursor: Cursor | None = None
    ) -> None:
        """Return once every event and the cursor are durable, or raise if they are not."""
        self._came(door, len(events))
        await self._inbox.receive(door, events, cursor)
        self._kept(door, len(events))
