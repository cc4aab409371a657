"""What became of a message: for each destination what the database shows, and the rule's words.

The outcome is read from the database wherever a row of it tells; the table of the labels gives the
words, and the rule where no row is left.
"""

from typing import Any, Final

from bot.demo.page.acts import Said
from bot.demo.page.ledger import Delivery, Ledger, Row
from bot.demo.page.panes import PLACE_NAMES
from policies.sharing.decision import Decision, Outcome
from policies.sharing.rules import RULES

_THERE, _WAY, _HELD, _STAYS = "there", "way", "held", "stays"
_UNREAD, _WITHDRAWN, _DEAD, _EDIT = "unread", "withdrawn", "dead", "edit"
_BY_ITS_AUTHOR: Final = "withdrawn by its author"
_LAST_RULE: Final = 18
_ALLOWED: Final = (Outcome.ALLOW, Outcome.REDACT)
_LATER: Final = "the platform asks for patience"
_WORDS: Final = {
    _THERE: "It is there.",
    _WAY: "On its way.",
    _HELD: "It waits for a person and has gone nowhere.",
    _STAYS: "It does not go there.",
    _UNREAD: "The bot has not taken it yet.",
    _WITHDRAWN: "The copy is gone.",
    _DEAD: "The platform will not take it.",
    _EDIT: "The edit waits; the copy stays as it was.",
}
_UNTOLD: Final = "Telegram tells bots of no deletion: the copy stays. Answer /delete to withdraw."


def outcomes(
    said: Said, ledger: Ledger, numbers: dict[str, int], now: float
) -> list[dict[str, Any]]:
    """Return what became of a message at each place that a bridge leads to."""
    row = ledger.row(said.row) if said.row else None
    return [
        _outcome(said, row, place, numbers[place], decision, ledger, now)
        for place, decision in said.judged.decisions.items()
    ]


def _outcome(  # noqa: PLR0917 - all that an outcome is made of
    said: Said,
    row: Row | None,
    place: str,
    number: int,
    decision: Decision,
    ledger: Ledger,
    now: float,
) -> dict[str, Any]:
    delivery = None if row is None else ledger.delivery(row.id, number)
    stands = row is not None and (row.id, number) in ledger.copies
    state = _state(said, row, delivery, ledger, stands=stands)
    outcome, rule, why = _decided(said, state, row, delivery, decision)
    return {
        "place": place,
        "name": PLACE_NAMES[place],
        "outcome": outcome.value,
        "rule": rule,
        "why": why,
        "state": state,
        "words": _words(said, delivery, state, now),
        "agrees": _agrees(said, row, state, outcome == decision.outcome),
    }


def _agrees(said: Said, row: Row | None, state: str, same: bool) -> bool:  # noqa: FBT001 - as found
    """Tell whether the database shows what the table of rules says of what was typed.

    What somebody labelled afterwards, or recalled, is judged by that and no more by its words.
    """
    changed = row is not None and _changed(said, row)
    return same or changed or state in (_UNREAD, _WITHDRAWN)


def _changed(said: Said, row: Row) -> bool:
    return row.label not in said.labels or row.revision > said.revision


def _state(
    said: Said, row: Row | None, delivery: Delivery | None, ledger: Ledger, *, stands: bool
) -> str:
    if row is None:
        return _UNREAD if said.judged.stored else _STAYS
    if said.did in ("deleted", "withdrawn"):
        if row.revision < said.revision:
            return _UNREAD
        return _WAY if stands else _WITHDRAWN
    if row.revision < said.revision:
        return _UNREAD
    if said.waits:
        return _EDIT if ledger.edit_waits(row.id) else _UNREAD
    if row.status == "held":
        return _HELD
    if delivery is None:
        return _STAYS
    if delivery.status == "done" and not stands and _changed(said, row):
        return _WITHDRAWN
    return {
        "waiting": _WAY, "claimed": _WAY, "done": _THERE, "held": _HELD, "dead": _DEAD,
    }.get(delivery.status, _THERE if stands else _STAYS)  # fmt: skip


def _decided(
    said: Said, state: str, row: Row | None, delivery: Delivery | None, decision: Decision
) -> tuple[Outcome, int, str]:
    """Return the outcome that the database shows, the rule that it names, and the rule's words."""
    if said.did in ("deleted", "withdrawn"):
        return Outcome.DENY, _LAST_RULE, _BY_ITS_AUTHOR
    outcome, rule = decision.outcome, decision.rule
    if state == _HELD and row is not None:
        held = delivery is not None and delivery.status == "held"
        outcome, rule = Outcome.HOLD, (delivery.rule if held and delivery else row.rule) or rule
    elif state in (_THERE, _WAY, _DEAD) and delivery is not None:
        outcome = outcome if outcome in _ALLOWED else Outcome.ALLOW
        rule = delivery.rule or rule
    elif state == _STAYS:
        outcome = Outcome.DENY
    return outcome, rule, _why(outcome, rule, decision)


def _why(outcome: Outcome, rule: int, decision: Decision) -> str:
    if (outcome, rule) == (decision.outcome, decision.rule):
        return decision.why
    words = [one.why for one in RULES if (one.number, one.outcome) == (rule, outcome)]
    return words[0] if words else decision.why


def _words(said: Said, delivery: Delivery | None, state: str, now: float) -> str:
    if said.did == "deleted untold" and state == _THERE:
        return _UNTOLD
    if state == _WAY and delivery is not None and delivery.error and delivery.due > now:
        return f"On its way: {_LATER}, {delivery.due - now:.0f} s."
    return _WORDS[state]
