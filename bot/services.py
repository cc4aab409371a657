"""What an act may use besides its transaction: the clock, chance, who is who, and words."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from policies.community.directory import Directory
from policies.phrases import ENGLISH, Phrases


def _in_english(_lane: str) -> Phrases:
    return ENGLISH


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Services:
    """Handed to every act; `directory` is replaced as a whole when it changes.

    `jitter` returns a factor from 0.5 up to 1.0; `phrases` what we say in the language of whoever
    reads at the end of a lane.
    """

    directory: Directory
    now: Callable[[], datetime] = field(default=_utc_now)
    phrases: Callable[[str], Phrases] = _in_english
    jitter: Callable[[], float] = field(
        default=lambda: 0.5 + secrets.SystemRandom().random() / 2,
    )
