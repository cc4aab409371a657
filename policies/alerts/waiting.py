"""Whether anybody's answer to an alert is waited for."""

from policies.alerts.alert import Alert, Answered, Standing, Verdict
from policies.alerts.states import LIVE, State


def goes_on(alert: Alert) -> bool:
    """Tell whether an alert is open, not put off, and not found to be false."""
    if alert.verification.verdict is Verdict.FALSE:
        return False
    return alert.state in LIVE and alert.state is not State.SNOOZED


def pages(alert: Alert, standing: Standing | None) -> bool:
    """Tell whether an organisation that is asked is still to be paged."""
    if standing is None or standing.gone or standing.answered is Answered.ACKNOWLEDGED:
        return False
    return goes_on(alert)


def waits(alert: Alert, organisation: str) -> bool:
    """Tell whether an organisation's answer is waited for; of one that is not asked, any answer."""
    standing = alert.standing(organisation)
    return goes_on(alert) if standing is None else pages(alert, standing)


def looked_at(alert: Alert, standing: Standing | None) -> bool:
    """Tell whether it is looked at in time what came of an organisation's acknowledgement."""
    if standing is None or standing.gone or standing.answered is not Answered.ACKNOWLEDGED:
        return False
    return alert.state in LIVE and alert.verification.verdict is not Verdict.FALSE
