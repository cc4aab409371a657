"""What people chose for themselves: language, zone, quiet hours, and the ways by which to be paged.

They chose it by command, and it stands in no file: it is nobody else's affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from policies.times.windows import DailyWindow

PASSES: Final = frozenset({"critical", "high"})
"""The severities that quiet hours let through; high ones only where their owner did not say no."""
_CRITICAL: Final = "critical"
_EVERY: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One person's; `language` is a code, "" for English, `zone` a name of the IANA database, "".

    `quiet` are two minutes since midnight in that zone, half-open; `strict` keeps alerts of high
    severity for their end too. `ways` are doors in order by severity ("" for every one); a severity
    that has none of its own has those of "", and where there is none, every way that there is.
    """

    person: str
    language: str = ""
    zone: str = ""
    quiet: tuple[int, int] | None = None
    strict: bool = False
    ways: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def held_until(self, severity: str, now: datetime) -> datetime | None:
        """Return when (UTC) a page may ring that comes now; None for at once (C6)."""
        if self.quiet is None or severity == _CRITICAL:
            return None
        if severity in PASSES and not self.strict:
            return None
        window = DailyWindow(start=self.quiet[0], end=self.quiet[1], zone=self.zone or "UTC")
        return window.end_of_window(now)

    def doors(self, severity: str) -> tuple[str, ...] | None:
        """Return the doors that were chosen for a severity, in order; None for no choice."""
        chosen = dict(self.ways)
        return chosen.get(severity) or chosen.get(_EVERY)

    def body(self) -> dict[str, Any]:
        """Return it as a row of the directory, without what is default."""
        found: dict[str, Any] = {"language": self.language, "zone": self.zone}
        found |= {"quiet": list(self.quiet or ()), "strict": self.strict}
        found["ways"] = {severity: list(doors) for severity, doors in self.ways}
        return {key: value for key, value in found.items() if value}


def preference_of(person: str, body: Mapping[str, Any]) -> Preference:
    """Return the preference of a row that `body` made; raises ValueError for another."""
    quiet = body.get("quiet")
    try:
        found = Preference(
            person=person,
            language=str(body.get("language", "")),
            zone=str(body.get("zone", "")),
            quiet=None if not quiet else (int(quiet[0]), int(quiet[1])),
            strict=body.get("strict") is True,
            ways=tuple((key, tuple(doors)) for key, doors in dict(body.get("ways", {})).items()),
        )
        if found.quiet is not None:
            DailyWindow(start=found.quiet[0], end=found.quiet[1], zone=found.zone or "UTC")
    except (TypeError, IndexError, AttributeError):
        raise ValueError("a preference in the database is not sound") from None
    return found
