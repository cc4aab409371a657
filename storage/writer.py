"""The one writer: it commits the acts of many callers in one transaction.

A group first runs optimistically: changes are buffered, an act that raises loses only its own. When
something went wrong that may have reached the database, all is rolled back and the group runs again
carefully, each act in a savepoint. So an act may run twice, and depends on its transaction only.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

from storage.faults import DatabaseUncertain, DatabaseUnreachable, StoreClosed, StoreFault
from storage.transaction import Transaction
from storage.work import Writing, tell

T = TypeVar("T")
_MOST: Final = 256
"""Acts in one transaction."""
_BREATH: Final = 32
"""Acts after which other tasks have their turn."""
_LONGEST: Final = 0.25
"""Seconds after which a transaction takes no further act: the first need not wait for the last."""
_PATIENCE: Final = 5.0
"""Seconds in which a lost server may tell whether it kept a transaction, before callers are told
that nobody knows; and the pause between two questions."""
_PAUSE: Final = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[T]):
    act: Callable[[Transaction], Awaitable[T]]
    future: "asyncio.Future[T]"
    certain: bool

    def succeed(self, value: object) -> None:
        if not self.future.done():
            self.future.set_result(value)  # type: ignore[arg-type] # the act's own result

    def fail(self, error: BaseException) -> None:
        if self.future.done():
            return
        if isinstance(error, asyncio.CancelledError):
            self.future.cancel()
        else:
            self.future.set_exception(error)


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: object = None
    error: BaseException | None = None


def _unwatched(_acts: int, _seconds: float) -> None:
    """Do nothing: nobody counts."""


class _Carefully(Exception):
    """The group must run again, each act in a savepoint."""


class Writer:
    """Runs the acts; `healthy` is false from a fault of the database until a commit works.

    `forget` is called when the connection is another one than before.
    """

    def __init__(
        self, connection: Writing, begin: Callable[[], Transaction], forget: Callable[[], None]
    ) -> None:
        self.healthy = True
        self._forget = forget
        self.watch: Callable[[int, float], None] = _unwatched
        self._connection = connection
        self._begin = begin
        self._queue: deque[_Waiting[object]] = deque()
        self._some = asyncio.Event()
        self._aside: deque[Callable[[], Awaitable[None]]] = deque()
        self._closing = False
        self._task = asyncio.create_task(self._run(), name="storage writer")

    async def write(
        self, act: Callable[[Transaction], Awaitable[T]], *, certain: bool = False
    ) -> T:
        """Return what `act` returned, once it is durable; to be `certain` may take long."""
        if self._closing or self._task.done():
            raise StoreClosed("the store is closed")
        if asyncio.current_task() is self._task:
            raise RuntimeError("an act writes through its own transaction")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(act, future, certain))  # type: ignore[arg-type] # handed on unseen
        self._some.set()
        return await future

    async def close(self) -> None:
        """Commit what waits, then end."""
        self._closing = True
        self._some.set()
        await self._task

    async def between(self, work: Callable[[], Awaitable[T]]) -> T:
        """Run `work` while no transaction is open; returns what it returned."""
        if self._closing or self._task.done():
            raise StoreClosed("the store is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def aside() -> None:
            try:
                result = await work()
            except Exception as error:  # noqa: BLE001 - it goes to the caller
                if not done.done():
                    done.set_exception(error)
                return
            if not done.done():
                done.set_result(result)

        self._aside.append(aside)
        self._some.set()
        return await done

    async def _run(self) -> None:
        try:
            while True:
                await self._some.wait()
                self._some.clear()
                while self._queue:
                    many = min(len(self._queue), _MOST)
                    await self._group([self._queue.popleft() for _ in range(many)])
                while self._aside:
                    await self._aside.popleft()()
                if self._closing:
                    return
        finally:
            self._refuse(StoreClosed("the store was closed"))

    def _refuse(self, fault: StoreFault) -> None:
        """Fail those that wait for their turn."""
        while self._queue:
            self._queue.popleft().fail(fault)

    async def _group(self, taken: Sequence[_Waiting[object]]) -> None:
        if not (group := [one for one in taken if not one.future.done()]):
            return
        now = asyncio.get_running_loop().time
        begun = now()
        try:
            try:
                outcomes = await self._optimistically(group)
            except _Carefully:
                outcomes = await self._carefully(group)
        except Exception as error:  # noqa: BLE001 - every caller learns of it, none waits for ever
            self.healthy = not isinstance(error, StoreFault) and self.healthy
            for one in group:
                one.fail(error)
            return
        except BaseException:
            for one in group:
                one.fail(StoreClosed("the store was closed"))
            raise
        self.healthy = True
        tell(partial(self.watch, len(outcomes), now() - begun))
        self._queue.extendleft(reversed(group[len(outcomes) :]))
        for one, outcome in zip(group, outcomes, strict=False):
            if outcome.error is None:
                one.succeed(outcome.value)
            else:
                one.fail(outcome.error)

    async def _optimistically(self, group: Sequence[_Waiting[object]]) -> list[_Outcome]:
        if await self._connection.begin():
            self._forget()
        try:
            tx = self._begin()
            outcomes: list[_Outcome] = []
            now = asyncio.get_running_loop().time
            until = now() + _LONGEST
            while len(outcomes) < len(group) and now() < until:
                tx.work.begin(len(outcomes))
                outcomes.append(await self._buffered(tx, group[len(outcomes)]))
                if len(outcomes) % _BREATH == 0:
                    await asyncio.sleep(0)
            await self._flushed(tx)
            await self._commit(group[: len(outcomes)])
        except BaseException:
            await self._undo()
            raise
        tx.work.keep()
        return outcomes

    async def _buffered(self, tx: Transaction, one: _Waiting[object]) -> _Outcome:
        try:
            outcome = _Outcome(await one.act(tx))
        except BaseException as error:  # noqa: BLE001 - it goes to the act's own caller
            self._unless_stopped(error)
            outcome = _Outcome(error=error)
        self._look_at(tx)
        if outcome.error is not None:
            if tx.work.dirty:
                raise _Carefully
            tx.work.drop()
        return outcome

    async def _flushed(self, tx: Transaction) -> None:
        try:
            await tx.work.flush()
            await tx.audit.finish()
        except StoreFault:
            raise
        except Exception as error:
            raise _Carefully from error

    def _look_at(self, tx: Transaction) -> None:
        """Raise when a statement failed, even if the act that ran swallowed it."""
        if isinstance(tx.work.fault, StoreFault):
            raise tx.work.fault
        if tx.work.fault is not None:
            raise _Carefully

    async def _carefully(self, group: Sequence[_Waiting[object]]) -> list[_Outcome]:
        if await self._connection.begin():
            self._forget()
        try:
            tx = self._begin()
            outcomes = []
            for number, one in enumerate(group):
                tx.work.begin(number)
                outcomes.append(await self._saved(tx, one))
            await self._commit(group)
        except BaseException:
            await self._undo()
            raise
        tx.work.keep()
        return outcomes

    async def _saved(self, tx: Transaction, one: _Waiting[object]) -> _Outcome:
        await self._connection.savepoint()
        try:
            value = await one.act(tx)
            self._look_at(tx)
            await tx.work.flush()
            await tx.audit.finish()
        except StoreFault:
            raise
        except BaseException as error:  # noqa: BLE001 - it goes to the act's own caller
            self._unless_stopped(error)
            swallowed = tx.work.fault if isinstance(error, _Carefully) else None
            await self._connection.back()
            tx.work.drop()
            tx.audit.reset()
            return _Outcome(error=swallowed or error)
        await self._connection.release()
        return _Outcome(value)

    async def _commit(self, group: Sequence[_Waiting[object]]) -> None:
        try:
            await self._connection.commit()
        except DatabaseUncertain as doubt:
            self.healthy = False
            kept = await self._kept(group, doubt)
            if kept is None:
                raise
            if not kept:
                raise DatabaseUnreachable(str(doubt)) from doubt

    async def _kept(
        self, group: Sequence[_Waiting[object]], doubt: DatabaseUncertain
    ) -> bool | None:
        """Ask whether a commit in doubt was kept, for as long as somebody must be certain."""
        now = asyncio.get_running_loop().time
        end = now() + _PATIENCE
        while True:
            try:
                return await doubt.kept()
            except StoreFault as fault:
                if self._closing:
                    raise doubt from fault
                if now() > end:
                    self._refuse(fault)
                    for one in group:
                        if not one.certain:
                            one.fail(doubt)
                    if all(one.future.done() for one in group):
                        raise doubt from fault
            await asyncio.sleep(_PAUSE)

    async def _undo(self) -> None:
        """Roll back even while this task is being cancelled: the connection stays sound."""
        await asyncio.shield(asyncio.ensure_future(self._connection.rollback()))

    def _unless_stopped(self, error: BaseException) -> None:
        """Let through what stops the writer itself; an act's own cancellation is the act's."""
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise error
        task = asyncio.current_task()
        if isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling():
            raise error
