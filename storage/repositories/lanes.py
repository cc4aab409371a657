"""The statements of the outbox, and its rows.

A held row of the thing "edit" says that an edit waits for its author, in the place where it was
made; it is never sent.

A row's `identity` and `state` are tags that only a holder of the root key can make: what a delivery
is, and its status. So neither can be edited in SQL without being noticed when it is claimed.
"""

from typing import Final, NamedTuple

from sqlalchemy import LargeBinary, bindparam, insert, select, text, union_all

from storage import schema
from storage.sealing.context import Bound
from storage.statements import Read, Statement

TABLE: Final = "deliveries"
MARKS: Final = "marks"
EDIT: Final = "edit"


class DeliveryRow(NamedTuple):
    """The columns that claiming reads."""

    id: str
    message: str
    thing: str
    place: int
    source: int
    priority: int
    written: int
    sequence: int
    status: str
    minute: int
    due: float
    lease: float
    process: str
    attempts: int
    attempted: float
    doubt: int
    divisor: int
    rule: int
    error: str
    identity: bytes
    state: bytes

    def what(self) -> tuple[Bound, ...]:
        """Return what `identity` is the tag of."""
        return ("delivery", *self[:8])


class Mark(NamedTuple):
    """How far a source's messages have been sent to a place."""

    written: int
    sequence: int


_ROWS: Final = select(*(schema.deliveries.c[name] for name in DeliveryRow._fields))

_FIRST_WAITING: Final = (
    _ROWS.where(
        text(
            """place = :place AND status = 'waiting' AND priority = (
            SELECT max(priority) FROM deliveries
            WHERE place = :place AND status = 'waiting' AND priority < :below)"""
        )
    )
    .order_by(text("written, sequence, id"))
    .limit(1)
)
FIRST_WAITING: Final = Read(_FIRST_WAITING, DeliveryRow, TABLE)
_CLAIMED: Final = _ROWS.where(text("place = :place AND status = 'claimed'"))
CLAIMED_AND_FIRST: Final = Read(
    union_all(_CLAIMED, select(_FIRST_WAITING.subquery("first"))), DeliveryRow, TABLE
)
ALL_WAITING: Final = Read(
    _ROWS.where(text("place = :place AND status = 'waiting'")).order_by(
        text("priority DESC, written, sequence, id")
    ),
    DeliveryRow,
    TABLE,
)
CLAIMED_BY_OTHERS: Final = Read(
    "SELECT id FROM deliveries WHERE status = 'claimed' AND process <> :process", str, TABLE
)
DOUBT: Final = Read("SELECT doubt FROM deliveries WHERE id = :id", int, TABLE)
LISTED: Final = Read(
    _ROWS.where(text("status = :status AND thing <> 'edit'")).order_by(text("minute, id")),
    DeliveryRow,
    TABLE,
)
OF: Final = Read(
    _ROWS.where(text("message = :message AND thing = 'message'")).order_by(text("minute, id")),
    DeliveryRow,
    TABLE,
)
AFTER: Final = Read(
    _ROWS.where(text("id > :after")).order_by(text("id")).limit(500), DeliveryRow, TABLE
)
EDITS: Final = Read(
    _ROWS.where(text("status = 'held' AND thing = 'edit'")).order_by(text("minute, id")),
    DeliveryRow,
    TABLE,
)
PARKED: Final = Read(
    # Without a doubt `attempted` is the last try; with one it is the first, and tells nothing here.
    _ROWS.where(
        text(
            """status = 'waiting' AND error <> '' AND due > :now
            AND (due - :now > :longer OR (doubt = 0 AND due - attempted > :longer))"""
        )
    ).order_by(text("due, id")),
    DeliveryRow,
    TABLE,
)
OLDEST_SOURCE: Final = Read(
    """SELECT source FROM deliveries WHERE place = :place AND status = 'waiting'
    AND thing = 'message' ORDER BY written, sequence, id LIMIT 1""",
    int,
    TABLE,
)
OUTSTAYED: Final = Read(
    """SELECT id, message FROM deliveries WHERE status = 'held' AND thing <> 'edit'
    AND error = '' AND minute < :minute""",
    lambda one, other: (str(one), str(other)),
    TABLE,
)
LANES: Final = Read(
    """SELECT place FROM deliveries WHERE status = 'waiting'
    UNION SELECT place FROM deliveries WHERE status = 'claimed'""",
    int,
    TABLE,
)
OPEN_PLACES: Final = Read(
    """SELECT place FROM deliveries WHERE message = :message
    AND status IN ('waiting', 'claimed')""",
    int,
    TABLE,
)
OPEN: Final = Read(
    _ROWS.where(text("message = :message AND place = :place AND status IN ('waiting', 'claimed')")),
    DeliveryRow,
    TABLE,
)
MARK: Final = Read(
    "SELECT written, sequence FROM marks WHERE source = :source AND place = :place", Mark, MARKS
)

WANT: Final = Statement(
    """INSERT INTO deliveries (id, message, thing, place, source, priority, written, sequence,
    status, minute, due, lease, process, attempts, attempted, doubt, again, divisor, rule, error,
    identity, state) VALUES (:id, :message, :thing, :place, :source, :priority, :written,
    :sequence, 'waiting', :minute, :due, 0, '', 0, 0, 0, 0, 1, 0, '', :identity, :state)
    ON CONFLICT (message, place) WHERE status IN ('waiting', 'claimed') DO UPDATE
    SET again = CASE WHEN deliveries.status = 'claimed' THEN 1 ELSE deliveries.again END,
    due = CASE WHEN excluded.due = 0 OR deliveries.due = 0 OR deliveries.error <> ''
    THEN deliveries.due WHEN excluded.due < deliveries.minute * 60.0 + 180 THEN excluded.due
    ELSE deliveries.minute * 60.0 + 180 END"""
)
RAISE: Final = Statement(
    "UPDATE deliveries SET priority = :priority, identity = :identity WHERE id = :id"
)
ADD: Final = Statement(insert(schema.deliveries))
UNHOLD: Final = Statement(
    "DELETE FROM deliveries WHERE message = :message AND place = :place AND status = 'held'"
)
UNHOLD_ALL: Final = Statement("DELETE FROM deliveries WHERE message = :message AND status = 'held'")
DROP_EDIT: Final = Statement(
    """DELETE FROM deliveries WHERE message = :message AND status = 'held' AND thing = 'edit'"""
)
DROP_EDITS: Final = Statement(
    "DELETE FROM deliveries WHERE status = 'held' AND thing = 'edit' AND minute < :minute"
)
CLAIM: Final = Statement(
    """UPDATE deliveries SET status = 'claimed', state = :state, lease = :lease,
    process = :process, attempted = :attempted, doubt = :doubt WHERE id = :id"""
)
ONCE_MORE: Final = Statement("UPDATE deliveries SET again = 1 WHERE status = 'claimed'")
SETTLE: Final = Statement(
    text(
        """UPDATE deliveries SET
    status = CASE WHEN again = 1 THEN 'waiting' ELSE :status END,
    state = CASE WHEN again = 1 THEN :waiting ELSE :state END,
    written = CASE WHEN again = 1 OR :keeps = 1 THEN written ELSE 0 END,
    sequence = CASE WHEN again = 1 OR :keeps = 1 THEN sequence ELSE 0 END,
    priority = CASE WHEN again = 1 OR :keeps = 1 THEN priority ELSE 0 END,
    due = 0, lease = 0, process = '', attempts = 0,
    attempted = CASE WHEN :doubt = 1 THEN attempted ELSE 0 END, doubt = :doubt, again = 0,
    rule = :rule, error = :error WHERE id = :id"""
    ).bindparams(bindparam("waiting", type_=LargeBinary), bindparam("state", type_=LargeBinary))
)
POSTPONE: Final = Statement(
    """UPDATE deliveries SET status = 'waiting', state = :waiting, due = :due, lease = 0,
    process = '', attempts = attempts + :counted, doubt = :doubt, again = 0, error = :error
    WHERE id = :id"""
)
RELEASE: Final = Statement(
    """UPDATE deliveries SET status = 'waiting', state = :waiting, lease = 0, process = '',
    doubt = 1, again = 0 WHERE id = :id"""
)
RETRY: Final = Statement(
    """UPDATE deliveries SET status = 'waiting', state = :waiting, due = 0, error = ''
    WHERE id = :id AND status IN ('dead', 'held') AND thing <> 'edit'
    AND NOT EXISTS (SELECT 1 FROM deliveries other
    WHERE other.message = deliveries.message AND other.place = deliveries.place
    AND other.status IN ('waiting', 'claimed'))"""
)
DIVIDE: Final = Statement("UPDATE deliveries SET divisor = divisor * 2 WHERE id = :id")
SET_ASIDE: Final = Statement(
    "UPDATE deliveries SET status = 'quarantined', again = 0 WHERE id = :id"
)
ADVANCE: Final = Statement(
    """INSERT INTO marks (source, place, written, sequence)
    VALUES (:source, :place, :written, :sequence) ON CONFLICT (source, place) DO UPDATE
    SET written = excluded.written, sequence = excluded.sequence
    WHERE (excluded.written, excluded.sequence) > (marks.written, marks.sequence)"""
)
FORGET: Final = Statement(
    """DELETE FROM deliveries WHERE status NOT IN ('waiting', 'claimed') AND minute < :minute
    OR status = 'held' AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = message)"""
)
