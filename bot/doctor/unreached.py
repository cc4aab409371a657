"""A platform that does not answer, or not now: said in the same words for each."""

from collections.abc import Sequence

from bot.doctor.finding import Finding
from handlers.door import Fault


def unreached(subject: str, platform: str, code: str) -> Finding:
    """Return the finding for a call that got no answer; `code` is the door's word for why."""
    return Finding(
        subject=subject,
        line=f"{platform} cannot be reached: {code}",
        remedy="check network, DNS and firewall; Tocsin connects directly and uses no proxy",
    )


def passed_over(subject: str, faults: Sequence[Fault | None], what: str) -> list[Finding]:
    """Return the finding for the rooms that a platform did not tell of now.

    `faults` are those of all rooms, None for one that was told of; `what` is what they are called.
    """
    passing = [one for one in faults if one is not None and one.passing]
    if not passing:
        return []
    return [
        Finding(
            subject=subject,
            line=f"{len(passing)} of {len(faults)} {what} could not be looked at now: "
            f"{passing[0].code}",
            remedy="ask again in a minute",
        )
    ]
