"""The one decision for every way out: pure, total, fast."""

from functools import lru_cache
from typing import Final

from policies.labels import Label
from policies.sharing.case import Case
from policies.sharing.decision import Decision, Handling, Outcome
from policies.sharing.handling import handling_for
from policies.sharing.rules import BROKEN, RULES, Rule

UNDECIDED: Final = Decision(outcome=Outcome.HOLD, rule=1, why=BROKEN)
"""The decision where none could be made."""


def decide(case: Case) -> Decision:
    """Return what the first rule that applies says; an exception in the path is a hold (rule 1)."""
    try:
        for rule in RULES:
            if rule.applies(case):
                return _said(rule, case.label, case.platform)
    except Exception:  # noqa: BLE001 - rule 1
        return UNDECIDED
    return UNDECIDED


@lru_cache(maxsize=1024)
def _said(rule: Rule, label: Label | None, platform: str) -> Decision:
    handling: Handling = handling_for(label, platform)
    return Decision(outcome=rule.outcome, rule=rule.number, why=rule.why, handling=handling)
