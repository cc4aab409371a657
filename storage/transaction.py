"""A transaction: it owns its repositories."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

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


class Transaction:
    """What an act is given. `now` is one instant for all acts of a group."""

    def __init__(self, work: Work, memory: Memory) -> None:
        self.work = work
        self.now: datetime = work.now
        self._root = memory.root
        self._turns = memory.turns
        self.slots = Slots(work, memory.root)
        self.keys = Keys(work, memory.root, memory.keys)
        numbers = self._numbers = Numbers(work, self.keys, memory.numbers)
        self.audit = Audit(work, self.keys, numbers)
        self.received = Received(work)
        self.cursors = Cursors(work, self.keys)
        self.messages = Messages(work, self.keys, numbers, self.audit)
        self.deliveries = Deliveries(work, self.keys, numbers, self.audit, memory.process)
        self.copies = Copies(work, self.keys, numbers)
        self.blobs = Blobs(work)
        self.files = Files(work, self.keys, numbers, self.blobs)
        self.expiry = Expiry(work, self.messages, self.files, numbers)
        self.reactions = Reactions(work, self.keys, numbers)
        self.notices = Notices(work, self.keys)
        self.affairs = Affairs(work, self.keys, self.audit)
        self.sheets = Sheets(work, self.keys, numbers)
        self.docket = Docket(work, self.keys, numbers, self.audit, self.sheets)
        self.agenda = Agenda(work, self.keys, self.audit)
        self.pins = Pins(self.affairs, memory.root)
        self.fingerprints = Fingerprints(work, memory.root)
        self.records = Records(work, self.keys, numbers)
        self.members = Members(work, self.keys)
        self.shredding = Shredding(work, self.keys, numbers, self.audit)
        self.directory = Directory(work, self.keys, numbers)
        self.dead = Dead(work, self.keys)
        self.backups = Backups(work, memory.root)
        self.doubts = Doubts(work, memory.root)
        self.backlog = Backlog(work, numbers)

    async def verify(self) -> Verdict:
        """Walk the audit, then every row that is sealed or tagged; says what is not as written."""
        verdict = await self.audit.verify()
        if verdict.state != "intact":
            return verdict
        owners = (
            self.slots,
            self.backups,
            self.keys,
            self._numbers,
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
        return self._root.keyed(*parts)
