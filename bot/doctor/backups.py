"""Backups: when the last was made, and when one was last shown to bring everything back."""

from datetime import datetime, timedelta
from typing import Final

from bot.doctor.finding import Finding

BACKUP: Final = "backup"
FRESH: Final = timedelta(days=2)
"""A backup a day is meant; one may fail."""
PROVEN: Final = timedelta(days=180)


def judge(backup: datetime | None, drill: datetime | None, now: datetime) -> list[Finding]:
    """Return the finding for backups; given are the last good backup and the last good drill."""
    if backup is None:
        return [
            Finding(
                subject=BACKUP,
                line="there is no backup yet",
                remedy="`tocsin backup create FOLDER`, every day, and keep the folder elsewhere",
            )
        ]
    if now - backup > FRESH:
        return [
            Finding(
                subject=BACKUP,
                line=f"the last backup is {(now - backup).days} days old",
                remedy="see why `tocsin backup create` does not run every day, and run it",
            )
        ]
    if drill is None or now - drill > PROVEN:
        last = "never" if drill is None else f"{(now - drill).days} days ago"
        return [
            Finding(
                subject=BACKUP,
                line=f"that a backup can be brought back was last shown: {last}",
                remedy="`tocsin backup drill FILE`, with the recovery sheet at hand",
            )
        ]
    return []
