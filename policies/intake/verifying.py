"""Whether what is told is so: who may say it, and of what."""

from collections.abc import Collection
from typing import Final

from policies.alerts.alert import Verdict

DECIDES: Final = frozenset({Verdict.CONFIRMED, Verdict.FALSE})
"""What only another organisation says, or the source's own from a second source that it names."""


def may_say(verdict: Verdict, *, origins: Collection[str], organisation: str, source: str) -> bool:
    """Tell whether an organisation may say this of what `origins` told, from what it names."""
    return verdict not in DECIDES or organisation not in origins or bool(source.strip())
