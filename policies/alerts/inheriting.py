"""What an alert takes over of a source that has become stricter; it never becomes looser."""

from dataclasses import dataclass, replace
from typing import Final

from policies.alerts.alert import Alert
from policies.alerts.sharing import organisations_of
from policies.community.directory import Directory
from policies.labels import Label, stricter_than, strictest
from policies.readings import Restrictions, together

WITHDRAWN: Final = Label.AMBER_STRICT
"""The loosest label of what was made of something that its source took back."""
WIDE: Final = (Label.GREEN, Label.CLEAR)
"""Labels under which it goes also to whom its source did not address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What binds whatever was made of a message or a report now.

    `addressed` are the organisations beyond which it does not go while its label is stricter than
    TLP:GREEN, `not_to` the walls of its organisation; `own` says that the alert is by somebody who
    speaks for it.
    """

    label: Label
    restrictions: Restrictions
    addressed: tuple[str, ...]
    not_to: tuple[str, ...] = ()
    own: bool = False


def inherited(directory: Directory, alert: Alert, source: Source) -> Alert:
    """Return an alert as its source lets it be now, at least as strict as it was.

    Whom it may not go to any more is asked for no answer.
    """
    label = strictest(alert.label, source.label)
    summary = alert.summary_label
    meant = alert.audience
    left_out = dict.fromkeys((*meant.not_to, *(() if source.own else source.not_to)))
    if not source.own and source.label not in WIDE:
        allowed = {*source.addressed, alert.origin}
        beyond = [one for one in organisations_of(directory, alert) if one not in allowed]
        left_out |= dict.fromkeys(beyond)
    named = meant.people
    if source.label is Label.RED and not source.own:
        # Whoever is not the source adds nobody to what is RED.
        named = ()
    after = replace(
        alert,
        label=label,
        summary_label=None if summary is None else strictest(summary, source.label),
        restrictions=together((alert.restrictions, source.restrictions)),
        audience=replace(meant, not_to=tuple(left_out), people=named),
    )
    if after == alert:
        return alert
    before, now = organisations_of(directory, alert), organisations_of(directory, after)
    gone = set(before) - set(now)
    return replace(
        after, standings=tuple(one for one in after.standings if one.organisation not in gone)
    )


def tightened(before: Label | None, after: Label | None) -> bool:
    """Tell whether a label has become stricter; none at all is the loosest."""
    return after is not None and (before is None or stricter_than(after, before))
