"""The outbox: what is to be brought in line where, in one ordered lane for each place.

A delivery names a thing and a place, never a text. At most one of a thing and a place is open; it
means "bring this place in line with this thing as it is then".
"""

import contextlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

from storage.faults import SealFault, Tampered
from storage.repositories import lanes
from storage.repositories.audit import Audit
from storage.repositories.claims import (
    Claim,
    Claims,
    ListedDelivery,
    Parked,
    genuine,
    in_its_state,
    state_tag,
    wanted,
)
from storage.repositories.keys import Keys
from storage.repositories.lanes import MARKS, TABLE, DeliveryRow
from storage.repositories.numbers import PLACE, Numbers
from storage.schema import minute_of
from storage.sealing.records import new_key_id
from storage.work import Change, Values, Work

Settled: TypeAlias = Literal["done", "held", "dead", "stopped"]
_KEEP_THEIR_PLACE: Final = ("held", "dead")


class Deliveries:
    """Deliveries by lane; `process` names the one that claims."""

    def __init__(
        self, work: Work, keys: Keys, numbers: Numbers, audit: Audit, process: str
    ) -> None:
        self._work = work
        self._keys = keys
        self._numbers = numbers
        self._process = process
        self._claims = Claims(work, keys, numbers, audit, process)

    async def want(
        self,
        message_id: str,
        place: str,
        source: str,
        *,
        priority: int,
        written: int,
        sequence: int,
        thing: str = "message",
        due: float = 0.0,
    ) -> None:
        """Ask for a place to be brought in line, now or at `due` (Unix); what waits moves up."""

        async def recipe() -> Sequence[Change]:
            row = await self._row(message_id, thing, place, source, (priority, written, sequence))
            return await wanted(self._work, self._keys.root, row, due)

        self._work.later(TABLE, recipe)

    def hold(self, message_id: str, place: str, source: str, *, rule: int) -> None:
        """Write a delivery that waits for a person."""

        async def recipe() -> Sequence[Change]:
            row = await self._row(message_id, "message", place, source, (0, 0, 0), "held")
            held: Values = {"message": message_id, "place": row.place}
            values: Values = {**row._asdict(), "rule": rule, "again": 0}
            return ((lanes.UNHOLD, held), (lanes.ADD, values))

        self._work.later(TABLE, recipe)

    def hold_edit(self, message_id: str, place: str, *, rule: int) -> None:
        """Remember that an edit made at `place` waits for its author; the latest one counts."""

        async def recipe() -> Sequence[Change]:
            row = await self._row(message_id, lanes.EDIT, place, place, (0, 0, 0), "held")
            values: Values = {**row._asdict(), "rule": rule, "again": 0}
            return ((lanes.DROP_EDIT, {"message": message_id}), (lanes.ADD, values))

        self._work.later(TABLE, recipe)

    def drop_edit(self, message_id: str) -> None:
        """Forget that an edit of the message waits; what replaces a message does so too."""
        self._work.later(TABLE, (lanes.DROP_EDIT, {"message": message_id}))

    def drop_edits(self, before: datetime) -> None:
        """Forget the edits that have waited since before an instant."""
        self._work.later(TABLE, (lanes.DROP_EDITS, {"minute": minute_of(before)}))

    async def _row(
        self,
        message_id: str,
        thing: str,
        place: str,
        source: str,
        turn: tuple[int, int, int],
        status: str = "waiting",
    ) -> DeliveryRow:
        delivery = new_key_id().hex()
        row = DeliveryRow(
            id=delivery,
            message=message_id,
            thing=thing,
            place=await self._numbers.of(PLACE, place),
            source=await self._numbers.of(PLACE, source),
            priority=turn[0],
            written=turn[1],
            sequence=turn[2],
            status=status,
            minute=minute_of(self._work.now),
            due=0.0,
            lease=0.0,
            process="",
            attempts=0,
            attempted=0.0,
            doubt=0,
            divisor=1,
            rule=0,
            error="",
            identity=b"",
            state=state_tag(self._keys.root, delivery, status),
        )
        return row._replace(identity=self._keys.root.tag(*row.what()))

    async def claim(
        self, place: str, *, lease_seconds: float, closed_sources: Collection[str] = ()
    ) -> Claim | None:
        """Claim what is next in a lane: by priority, then as it was written.

        None while another claim of the lane is alive, while the first of every priority is not
        due, and of what comes from `closed_sources`. A row that was edited is set aside.
        """
        return await self._claims.next(place, lease_seconds, closed_sources)

    def settle(
        self,
        delivery: str,
        *,
        status: Settled,
        rule: int = 0,
        error: str = "",
        repeat: bool = False,
    ) -> None:
        """End a delivery; one that was wanted again meanwhile waits once more.

        `repeat`: a try may have succeeded, which is not forgotten however it goes on.
        """
        doubt = int(repeat)
        change: Values = {
            "id": delivery,
            "status": status,
            "state": state_tag(self._keys.root, delivery, status, doubt),
            "waiting": state_tag(self._keys.root, delivery, "waiting", doubt),
            "keeps": int(status in _KEEP_THEIR_PLACE),
            "doubt": doubt,
            "rule": rule,
            "error": error,
        }
        self._work.later(TABLE, (lanes.SETTLE, change))

    def postpone(
        self, delivery: str, *, due: datetime, error: str, counted: bool, repeat: bool = False
    ) -> None:
        """Put a claimed delivery back until `due`; `repeat`: this try may have succeeded."""
        change: Values = {
            "id": delivery,
            "waiting": state_tag(self._keys.root, delivery, "waiting", int(repeat)),
            "due": due.timestamp(),
            "counted": int(counted),
            "doubt": int(repeat),
            "error": error,
        }
        self._work.later(TABLE, (lanes.POSTPONE, change))

    def once_more(self) -> None:
        """Let whatever is under way now be done once more when it settles."""
        self._work.later(TABLE, (lanes.ONCE_MORE, {}))

    def divide(self, delivery: str) -> None:
        """Cut a delivery's parts to half their size from now on."""
        self._work.later(TABLE, (lanes.DIVIDE, {"id": delivery}))

    def retry(self, delivery: str) -> None:
        """Let a dead or held delivery wait again, unless its place is already wanted."""

        async def recipe() -> Sequence[Change]:
            doubt = await self._work.first(lanes.DOUBT, id=delivery) or 0
            waiting = state_tag(self._keys.root, delivery, "waiting", doubt)
            return ((lanes.RETRY, {"id": delivery, "waiting": waiting}),)

        self._work.later(TABLE, recipe)

    async def release(self) -> None:
        """Take up what other processes had claimed: it waits again, in doubt."""
        for delivery in await self._work.fetch(lanes.CLAIMED_BY_OTHERS, process=self._process):
            waiting = state_tag(self._keys.root, delivery, "waiting", 1)
            change: Values = {"id": delivery, "waiting": waiting}
            self._work.later(TABLE, (lanes.RELEASE, change))

    async def lanes(self) -> list[str]:
        """Return the places that have something waiting or claimed.

        A row whose place was edited to none that there is keeps no other from being sent.
        """
        found = []
        for number in await self._work.fetch(lanes.LANES):
            with contextlib.suppress(SealFault):
                found.append(await self._numbers.name(PLACE, number))
        return found

    async def open_places(self, message_id: str) -> list[str]:
        """Return the places where this message is on its way."""
        numbers = await self._work.fetch(lanes.OPEN_PLACES, message=message_id)
        return [await self._numbers.name(PLACE, number) for number in numbers]

    async def outstayed(self, before: datetime) -> list[tuple[str, str]]:
        """Return (delivery, message) of what has been held for a person since before an instant.

        What is held because something was wrong with it waits for the operator.
        """
        return await self._work.fetch(lanes.OUTSTAYED, minute=minute_of(before))

    async def listed(self, status: str) -> list[ListedDelivery]:
        """Return the deliveries of a status, oldest first."""
        rows = await self._work.fetch(lanes.LISTED, status=status)
        return [await self._listed(row) for row in rows]

    async def edits(self) -> list[ListedDelivery]:
        """Return the edits that wait for their authors, oldest first, each where it was made."""
        return [await self._listed(row) for row in await self._work.fetch(lanes.EDITS)]

    async def _listed(self, row: DeliveryRow) -> ListedDelivery:
        return ListedDelivery(
            id=row.id,
            message=row.message,
            place=await self._named(row, row.place),
            source=await self._named(row, row.source),
            minute=datetime.fromtimestamp(row.minute * 60, UTC),
            error=row.error,
            rule=row.rule,
        )

    async def _named(self, row: DeliveryRow, number: int) -> str:
        # What was set aside may say anything: nobody is named by it.
        return "?" if row.status == "quarantined" else await self._numbers.name(PLACE, number)

    async def parked(self, longer: timedelta) -> list[Parked]:
        """Return the lanes that were asked to wait longer than that and still do, one for each."""
        values = {"now": self._work.now.timestamp(), "longer": longer.total_seconds()}
        rows = {row.place: row for row in await self._work.fetch(lanes.PARKED, **values)}
        return [
            Parked(
                delivery=row.id,
                place=await self._numbers.name(PLACE, row.place),
                until=datetime.fromtimestamp(row.due, UTC),
                error=row.error,
                source=await self._oldest_source(row.place),
            )
            for row in rows.values()
        ]

    async def _oldest_source(self, place: int) -> str | None:
        number = await self._work.first(lanes.OLDEST_SOURCE, place=place)
        return None if number is None else await self._numbers.name(PLACE, number)

    def mark(self, source: str, place: str, written: int, sequence: int) -> None:
        """Remember that a message of `source`, written then, has been sent to `place`."""

        async def recipe() -> Sequence[Change]:
            values: Values = {
                "source": await self._numbers.of(PLACE, source),
                "place": await self._numbers.of(PLACE, place),
                "written": written,
                "sequence": sequence,
            }
            return ((lanes.ADVANCE, values),)

        self._work.later(MARKS, recipe)

    async def check(self) -> None:
        """Return when every row says what was written; raises Tampered."""
        after, root = "", self._keys.root
        while rows := await self._work.fetch(lanes.AFTER, after=after):
            for row in rows:
                after = row.id
                whole = row.status in ("waiting", "claimed", *_KEEP_THEIR_PLACE)
                fits = genuine(root, row) if whole else in_its_state(root, row)
                if not fits:
                    raise Tampered(f"deliveries: row {row.id} is not what was written")

    def forget(self, before: datetime) -> None:
        """Delete what was settled before an instant."""
        self._work.later(TABLE, (lanes.FORGET, {"minute": minute_of(before)}))
