"""What can be wrong with a backup. Messages name files, places and keys, never a secret."""


class BackupFault(Exception):
    """The backup cannot be made, read or restored; `remedy` says what helps."""

    remedy = "see the log"

    def __init__(self, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        if remedy is not None:
            self.remedy = remedy


class BackupBroken(BackupFault):
    """The file is truncated, or is not what was written; nothing of it was restored."""

    remedy = "take another copy of this backup, or an older backup"


class BackupNewer(BackupFault):
    """The backup was written by a newer version of the program."""

    remedy = "install the version that wrote it, or a newer one"


class BackupForeign(BackupFault):
    """The backup is of another deployment, or sealed to another recovery key."""

    remedy = "take the sheet and the backup of the same deployment and the same time"


class BackupUnwritten(BackupFault):
    """The backup could not be written; nothing was left behind."""

    remedy = "make room there, or name a file in another folder"
