"""A transaction: it owns its repositories, of which most acts ask for few."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from storage.faults import SealFault
from storage.repositories.affairs import Affairs
from storage.repositories.agenda import Agenda
from storage.repositories.audit import Audit, Verdict
from storage.repositories.backlog import Backlog
from storage.repositories.backups import Backups
from storage.repositories.blobs import Blobs
from storage.repositories.copies import Copies
from storage.repositories.cursors import Cursors
from storage.repositories.dead import Dead
from storage.repositories.deliveries import Deliveries
from storage.repositories.directory import Directory
from storage.repositories.docket import Docket
from storage.repositories.doubts import Doubts
from storage.repositories.expiry import Expiry
from storage.repositories.files import Files
from storage.repositories.fingerprints import Fingerprints
from storage.repositories.keys import KeyMemory, Keys
from storage.repositories.members import Members
from storage.repositories.messages import Messages
from storage.repositories.notices import Notices
from storage.repositories.numbers import NumberMemory, Numbers
from storage.repositories.pins import Pins
from storage.repositories.reactions import Reactions
from storage.repositories.received import Received
from storage.repositories.records import Records
from storage.repositories.sheets import Sheets
from storage.repositories.shredding import Shredding
from storage.repositories.slots import Slots
from storage.sealing.keyring import Root
from storage.sealing.records import new_key_id
from storage.work import Work

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Memory:
    """What transactions of one store share: the root key, unwrapped keys, numbers, turns."""

    root: Root
    process: str
    keys: KeyMemory = field(default_factory=KeyMemory)
    numbers: NumberMemory = field(default_factory=NumberMemory)
    turns: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def forget(self) -> None:
        """Forget what the database may not hold any more; it is found again where it is."""
        self.keys.forget()
        self.numbers.forget()


class _Asked(Generic[R]):
    """A repository that is made when it is first asked for, and stays."""

    def __init__(self, make: "Callable[[Transaction], R]") -> None:
        self._make = make

    def __set_name__(self, owner: "type[Transaction]", name: str) -> None:
        self._name = name

    def __get__(self, tx: "Transaction", owner: "type[Transaction]") -> R:
        made: R = self._make(tx)
        tx.__dict__[self._name] = made
        return made


class Transaction:
    """What an act is given. `now` is one instant for all acts of a group."""

    work: Work
    root: Root
    keys: Keys
    numbers: Numbers
    audit: Audit
    slots = _Asked(lambda tx: Slots(tx.work, tx.root))
    received = _Asked(lambda tx: Received(tx.work))
    cursors = _Asked(lambda tx: Cursors(tx.work, tx.keys))
    messages = _Asked(lambda tx: Messages(tx.work, tx.keys, tx.numbers, tx.audit))
    blobs = _Asked(lambda tx: Blobs(tx.work))
    files = _Asked(lambda tx: Files(tx.work, tx.keys, tx.numbers, tx.blobs))
    expiry = _Asked(lambda tx: Expiry(tx.work, tx.messages, tx.files, tx.numbers))
    reactions = _Asked(lambda tx: Reactions(tx.work, tx.keys, tx.numbers))
    notices = _Asked(lambda tx: Notices(tx.work, tx.keys))
    affairs = _Asked(lambda tx: Affairs(tx.work, tx.keys, tx.audit))
    sheets = _Asked(lambda tx: Sheets(tx.work, tx.keys, tx.numbers))
    docket = _Asked(lambda tx: Docket(tx.work, tx.keys, tx.numbers, tx.audit, tx.sheets))
    agenda = _Asked(lambda tx: Agenda(tx.work, tx.keys, tx.audit))
    pins = _Asked(lambda tx: Pins(tx.affairs, tx.root))
    fingerprints = _Asked(lambda tx: Fingerprints(tx.work, tx.root))
    records = _Asked(lambda tx: Records(tx.work, tx.keys, tx.numbers))
    members = _Asked(lambda tx: Members(tx.work, tx.keys))
    shredding = _Asked(lambda tx: Shredding(tx.work, tx.keys, tx.numbers, tx.audit))
    directory = _Asked(lambda tx: Directory(tx.work, tx.keys, tx.numbers))
    dead = _Asked(lambda tx: Dead(tx.work, tx.keys))
    backups = _Asked(lambda tx: Backups(tx.work, tx.root))
    doubts = _Asked(lambda tx: Doubts(tx.work, tx.root))
    backlog = _Asked(lambda tx: Backlog(tx.work, tx.numbers))

    def __init__(self, work: Work, memory: Memory) -> None:
        self.work = work
        self.now: datetime = work.now
        self.root = memory.root
        self._turns = memory.turns
        self.keys = Keys(work, memory.root, memory.keys)
        numbers = self.numbers = Numbers(work, self.keys, memory.numbers)
        self.audit = Audit(work, self.keys, numbers)
        self.deliveries = Deliveries(work, self.keys, numbers, self.audit, memory.process)
        self.copies = Copies(work, self.keys, numbers)

    async def verify(self) -> Verdict:
        """Walk the audit, then every row that is sealed or tagged; says what is not as written."""
        verdict = await self.audit.verify()
        if verdict.state != "intact":
            return verdict
        owners = (
            self.slots,
            self.backups,
            self.keys,
            self.numbers,
            self.messages,
            self.deliveries,
            self.copies,
            self.files,
            self.reactions,
            self.notices,
            self.affairs,
            self.docket,
            self.sheets,
            self.agenda,
            self.fingerprints,
            self.records,
            self.cursors,
            self.members,
            self.directory,
            self.dead,
        )
        try:
            for owner in owners:
                await owner.check()
        except SealFault as fault:
            return replace(verdict, state="tampered", why=str(fault))
        return verdict

    def afterwards(self, tell: Callable[[], None]) -> None:
        """Call `tell`, which raises nothing, once the act is durable; never where it is undone."""
        self.work.afterwards(tell)

    def new_id(self) -> str:
        """Return a random id of 128 bits, in hex."""
        return new_key_id().hex()

    def turn(self) -> int:
        """Return a place in line, after all that was given out: what one instant made is in order.

        Counted from 1 in each process; an instant is no shorter than a start.
        """
        return next(self._turns)

    def keyed(self, *parts: str) -> bytes:
        """Return the look-up of platform ids: an HMAC under a key of this database."""
        return self.root.keyed(*parts)
