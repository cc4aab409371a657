"""What can go wrong in storage.

    StoreFault            the database or its key is not as it must be; nothing was changed
    ├── DatabaseMissing, DatabaseExists, DatabaseNewer
    ├── DatabaseReadOnly, DatabaseFull, DatabaseBusy, DatabaseInUse, DatabaseBroken, StoreClosed
    ├── DatabaseUnreachable, DatabaseCrowded, DatabaseRefused, DatabaseUnfit, DriverMissing
    │   └── DatabaseUncertain
    └── KeyMissing, KeyWrong
    SealFault             one sealed record cannot be read
    ├── UnknownFormat, KeyGone
    └── Tampered
        └── TablesChanged

Messages name files, servers, columns and key ids, never a secret nor what people wrote.
"""

from collections.abc import Awaitable, Callable


class StoreFault(Exception):
    """The database cannot do what was asked; `remedy` says what helps."""

    remedy = "see the log"

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        if remedy is not None:
            self.remedy = remedy


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


class DatabaseUnreachable(StoreFault):
    """The server does not answer, or the connection to it was lost; nothing was kept."""

    remedy = "start the server, or mend [storage] url; a running bot goes on by itself"


class DatabaseUncertain(DatabaseUnreachable):
    """The connection was lost while a transaction was committed: it may have been kept or not.

    `kept` asks the server which of the two it was; it raises StoreFault while there is no answer,
    and returns None where there will never be one: another server has taken over.
    """

    remedy = (
        "start the server, see with `tocsin status` whether it was done, and do it again if not"
    )

    def __init__(self, message: str, kept: Callable[[], Awaitable[bool | None]]) -> None:
        super().__init__(message)
        self.kept = kept


class DatabaseCrowded(StoreFault):
    """The server has no connection left for us."""

    remedy = "end other clients of the server, or raise max_connections; tocsin needs six"


class DatabaseRefused(StoreFault):
    """The server does not let the role in, or does not let it do what is needed."""

    remedy = "mend user and password in [storage], pg_hba.conf, or the rights of the role"


class DatabaseUnfit(StoreFault):
    """The server cannot give what is promised: it is too old, or does not write to the disk."""

    remedy = "mend the server's settings, or name another server in [storage] url"


class DriverMissing(StoreFault):
    """The library that speaks to this kind of database is not installed."""

    remedy = "install it: pip install 'tocsin[postgres]'"


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


class TablesChanged(Tampered):
    """A table or a column is not there: the tables are not those that were made."""
