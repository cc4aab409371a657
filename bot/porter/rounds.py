"""The porter: fetches what is to be fetched, keeps it or lets it pass, and tells where it goes.

A file is fetched once its message is durable; what is said never waits for it. What cannot be
carried is refused in a word, and the message's copies then name it.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from bot import lanes
from bot.messages import asides, attaching
from bot.messages.spread import spread, whereto
from bot.porter.hands import Hands, Task
from bot.services import Services
from bot.sharing.bringing import home
from handlers.door import Door, DoorError, Later, LockedOut, Refused, Unfit
from policies.messages.files import (
    FileMode,
    Refusal,
)
from policies.messages.message import Message
from policies.sharing.spreading import GOES
from storage.contents import Kept, commitment
from storage.store import Store, Stored, StoreFault, Transaction

_log = structlog.get_logger("porter")

_AT_ONCE: Final = 2
_TICK: Final = 0.25
_LEASE: Final = timedelta(minutes=20)
_TRIES: Final = 6
_LONGEST_PAUSE: Final = 300.0
_SHUT_PAUSE: Final = 30.0


class Porter:
    """Carries files until cancelled; `wake` is told the lanes that have work."""

    def __init__(
        self,
        store: Store,
        services: Services,
        doors: Mapping[str, Door],
        hands: Hands,
        wake: Callable[[Collection[str]], None],
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._wake = wake
        self._hands = hands
        self._busy: set[str] = set()

    async def run(self) -> None:
        """Fetch what is due, two files at a time; what a killed process had begun, first."""
        while True:
            try:
                await self._store.write(_begun)
                async with asyncio.TaskGroup() as group:
                    for _ in range(_AT_ONCE):
                        group.create_task(self._rounds())
            except* StoreFault:
                _log.warning("the porter waits for the database")
                await asyncio.sleep(1.0)

    async def _rounds(self) -> None:
        while True:
            if not await self.once():
                await asyncio.sleep(_TICK)

    async def once(self) -> bool:
        """Fetch the file that is due next; False where none is."""
        if not await self._store.read(lambda tx: tx.files.awaited()):
            return False
        kept = await self._store.write(self._taken)
        if kept is None:
            return False
        self._busy.add(kept.id)
        try:
            await self._carry(kept)
        except StoreFault:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with one file stops no other
            _log.exception("a file could not be carried")
            await self._store.write(lambda tx: self._refuse(tx, kept.id, Refusal.FAILED))
        finally:
            self._busy.discard(kept.id)
        return True

    async def _taken(self, tx: Transaction) -> Kept | None:
        kept = await tx.files.due()
        if kept is None or kept.id in self._busy:
            return None
        await tx.files.put(kept, due=tx.now + _LEASE)
        return kept

    async def _carry(self, kept: Kept) -> None:
        task = await self._store.read(lambda tx: self._task(tx, kept))
        if task is None:
            await self._store.write(lambda tx: self._let_go(tx, kept.id))
            return
        try:
            done = await self._hands.fetched(task)
        except Unfit as unfit:
            reason = unfit.reason
            await self._done(lambda tx: self._refuse(tx, kept.id, reason))
        except DoorError as error:
            await self._again(task, error)
        else:
            await self._done(lambda tx: self._ready(tx, done))

    async def _task(self, tx: Transaction, kept: Kept) -> Task | None:
        """Return what is to be done, None where the file goes nowhere any more."""
        stored = await tx.messages.get(kept.message)
        if stored is None or stored.message.withdrawn:
            return None
        message = stored.message
        file = next((one for one in message.files if one.id == kept.id), None)
        directory = self._services.directory
        door = self._doors.get(lanes.door_of(directory, message.place) or "")
        modes = {mode for _, mode in self._goes(message)} - {FileMode.NONE}
        if file is None or door is None or not modes:
            return None
        source = next(
            (one for one in directory.organisations
             if one.id == message.organisation), None,
        )  # fmt: skip
        evidence = source is not None and source.keeps_records
        return Task(
            kept=kept,
            file=file,
            message=message,
            door=door,
            wanted=evidence or FileMode.STORED in modes,
            evidence=evidence,
        )

    def _goes(self, message: Message) -> list[tuple[str, FileMode]]:
        """Return where a message may be now, and what is done with its files on the way."""
        services, now = self._services, self._services.now()
        decisions = whereto(services, message, now)
        found = {to for to, one in decisions.items() if one.outcome in GOES}
        found |= asides.private(services, message, decisions, now)
        return [(to, attaching.mode_to(services, message, to)) for to in sorted(found)]

    async def _again(self, task: Task, error: DoorError) -> None:
        """Try later, not too often; what the source's platform refuses is refused."""
        attempts = task.kept.attempts + 1
        lasting = isinstance(error, Refused) or attempts >= _TRIES
        _log.info("a file is not fetched", door=task.door.name, code=error.code, tries=attempts)
        if lasting:
            await self._done(lambda tx: self._refuse(tx, task.kept.id, Refusal.FAILED))
            return
        pause = min(_LONGEST_PAUSE, 2.0**attempts) * self._services.jitter()
        if isinstance(error, Later) and error.after is not None:
            pause = error.after
        elif isinstance(error, LockedOut):
            pause = _SHUT_PAUSE
        due = self._services.now() + timedelta(seconds=pause)
        tried = replace(task.kept, attempts=attempts)
        await self._store.write(lambda tx: tx.files.put(tried, due=due))

    async def _done(self, act: Callable[[Transaction], object]) -> None:
        self._wake(await self._store.write(act))  # type: ignore[arg-type] # each returns lanes

    async def _ready(self, tx: Transaction, done: Kept) -> Collection[str]:
        """Keep that a file is ready, and send it wherever its message may be."""
        stored = await self._still(tx, done)
        if stored is None:
            return ()
        await tx.files.put(done)
        if (content := done.content) is not None:
            tx.afterwards(lambda: self._services.tally.file("stored", content.size))
        message = stored.message
        if done.original is not None:
            tx.audit.commit(
                done.id,
                commitment(done),
                organisation=message.organisation,
                message=message.id,
            )
        return [
            await attaching.send_files(tx, message.id, message, to) for to, _ in self._goes(message)
        ]

    async def _refuse(self, tx: Transaction, file: str, reason: Refusal) -> Collection[str]:
        """Keep that a file is not carried, and let the copies of its message say so."""
        kept = await tx.files.by_id(file)
        stored = None if kept is None else await self._still(tx, kept)
        if kept is None or stored is None:
            return ()
        _log.info("a file is not carried", reason=reason.value)
        await tx.blobs.nothing_of(file)
        await tx.files.put(replace(kept, standing="refused", refused=reason))
        tx.afterwards(lambda: self._services.tally.file("refused", 0))
        message = replace(stored.message, revision=stored.message.revision + 1)
        if stored.status != "crossing":
            return ()
        return await spread(tx, self._services, home(self._services, message), message, stored)

    async def _let_go(self, tx: Transaction, file: str) -> None:
        kept = await tx.files.by_id(file)
        if kept is not None:
            await tx.blobs.nothing_of(file)
            await tx.files.put(replace(kept, standing="named"))

    async def _still(self, tx: Transaction, kept: Kept) -> Stored | None:
        """Return the message of a file, None where the file is no part of it any more."""
        stored = await tx.messages.get(kept.message)
        if stored is None or all(one.id != kept.id for one in stored.message.files):
            await tx.files.drop(kept)
            return None
        return stored


async def _begun(tx: Transaction) -> None:
    await tx.files.release()
    await tx.blobs.tidy()
