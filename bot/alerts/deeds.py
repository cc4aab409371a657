"""What people do with an alert that was raised: each verb with its act, each card's writer."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import answering, cards, closing, correcting, listing, owning, seeing, tracking
from bot.alerts.filing import CARD, RING
from bot.calls import Verb
from bot.cards import Writer

_ACTS: Final[Mapping[str, Verb]] = {
    "ack": answering.ack,
    "unack": answering.unack,
    "decline": answering.decline,
    "own": owning.own,
    "assign": owning.assign,
    "page": owning.page,
    "resolve": closing.resolve,
    "reopen": closing.reopen,
    "cancel": closing.cancel,
    "merge": closing.merge,
    "severity": correcting.severity,
    "note": correcting.note,
    "update": correcting.update,
    "correct": correcting.correct,
    "list": listing.list_,
    "receipt": listing.status,
    "more": listing.more,
    "less": listing.less,
}
ACTS: Final[Mapping[str, Verb]] = seeing.noting(_ACTS)
WRITERS: Final[Mapping[str, Writer]] = {
    CARD: cards.write,
    RING: cards.write_ring,
    tracking.RECEIPT: tracking.write,
}
DUES: Final[Mapping[str, DueAct]] = {tracking.TOLD: tracking.tell}
"""By the kind of what falls due."""
