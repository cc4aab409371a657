"""Whether what is told is so: who may say it, and of what."""

from typing import Final

from policies.alerts.alert import Verdict

DECIDES: Final = frozenset({Verdict.CONFIRMED, Verdict.FALSE})
"""What only another organisation says, or the source's own from a second source that it names."""


def may_say(verdict: Verdict, *, origin: str, organisation: str, source: str) -> bool:
    """Tell whether an organisation may say this of what `origin` told, from the source it names."""
    return verdict not in DECIDES or organisation != origin or bool(source.strip())
