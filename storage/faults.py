"""What can go wrong in storage.

    StoreFault            the database or its key is not as it must be; nothing was changed
    ├── DatabaseMissing, DatabaseExists, DatabaseNewer
    ├── DatabaseReadOnly, DatabaseFull, DatabaseBusy, DatabaseInUse, DatabaseBroken, StoreClosed
    └── KeyMissing, KeyWrong
    SealFault             one sealed record cannot be read
    ├── UnknownFormat, KeyGone
    └── Tampered

Messages name files, columns and key ids, never a secret nor what people wrote.
"""


class StoreFault(Exception):
    """The database cannot do what was asked; `remedy` says what helps."""

    remedy = "see the log"


class DatabaseMissing(StoreFault):
    """There is no database where the settings say."""

    remedy = "make it with `tocsin init`, or mend [storage] url"


class DatabaseExists(StoreFault):
    """A database is already there; it is never written over."""

    remedy = "use it as it is, or name another file in [storage] url"


class DatabaseNewer(StoreFault):
    """The database was written by a newer version of the program."""

    remedy = "install the version that wrote it, or a newer one"


class DatabaseReadOnly(StoreFault):
    """The database cannot be written."""

    remedy = "make the file and its folder writable for the user that runs tocsin"


class DatabaseFull(StoreFault):
    """The disk, or the database's own limit, is full."""

    remedy = "make room on the disk; nothing was lost and work goes on by itself"


class DatabaseBusy(StoreFault):
    """Another process held the database's lock for too long."""

    remedy = "end the other process that writes to the database"


class DatabaseInUse(StoreFault):
    """Another process already runs on the database: two would send everything twice."""

    remedy = "end the other `tocsin run`, or name another file in [storage] url"


class DatabaseBroken(StoreFault):
    """The file cannot be read as a database of ours."""

    remedy = "check the disk and bring back a backup"


class StoreClosed(StoreFault):
    """The store was closed before this could be made durable."""

    remedy = "start the program again"


class KeyMissing(StoreFault):
    """The database expects a key that is not there."""

    remedy = "bring back the key that this database was made with; a new one cannot open it"

    def __init__(self, expected: str) -> None:
        super().__init__(f"the database expects key {expected}, and no slot of it fits this way in")
        self.expected = expected


class KeyWrong(StoreFault):
    """The key that was given does not open the database."""

    remedy = "give the key that this database was made with; nothing was changed"

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"the database expects key {expected} and was given {found}")
        self.expected = expected
        self.found = found


class SealFault(Exception):
    """A sealed record cannot be read."""


class UnknownFormat(SealFault):
    """The record is of a format that this version does not know."""


class KeyGone(SealFault):
    """The key of a record is not there: shredded when its time was past, or removed."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id} is not there")
        self.key_id = key_id


class Tampered(SealFault):
    """A record, or a plain column beside it, is not what was written."""
