"""Whether as many organisations have acknowledged an alert as it needs."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.alerts.alert import Alert, Answered, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How organisations stand: `of` is how many are asked, `seen` who saw it and answered not.

    `gone` are those who were asked and are so no more; they are in none of the others.
    """

    of: int = 0
    acknowledged: int = 0
    declined: int = 0
    seen: int = 0
    unreachable: int = 0
    gone: int = 0


def count(standings: Iterable[Standing]) -> Count:
    """Return how these organisations stand."""
    every = tuple(standings)
    answers = [one.answered for one in every if not one.gone]
    return Count(
        of=len(answers),
        acknowledged=answers.count(Answered.ACKNOWLEDGED),
        declined=answers.count(Answered.DECLINED),
        seen=answers.count(Answered.SEEN),
        unreachable=answers.count(Answered.UNREACHABLE),
        gone=len(every) - len(answers),
    )


def needed(alert: Alert) -> int:
    """Return how many organisations must acknowledge.

    Of those who are to, whoever cannot be reached or has left is not waited for; one always is.
    """
    found = count(alert.standings)
    match alert.need.of:
        case "some":
            return max(1, alert.need.count)
        case "every":
            return max(1, found.of - found.unreachable)
        case _:
            return 1


def satisfied(alert: Alert) -> bool:
    """Tell whether as many have acknowledged as are needed."""
    return count(alert.standings).acknowledged >= needed(alert)
