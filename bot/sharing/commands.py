"""What a source and those who got a message may do with it, by command, and what is shown of it."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.cards import Writer
from bot.sharing import (
    evidence,
    in_person,
    passing,
    permits,
    recall,
    receipts,
    relabelling,
    reports,
    tripwire,
)

ACTS: Final[Mapping[str, Verb]] = {
    "receipt": receipts.receipt,
    "label": relabelling.label,
    "relabel": relabelling.answer,
    "recall": recall.recall,
    "evidence": evidence.evidence,
    "to": in_person.to,
    "permit": permits.permit,
    "request": permits.request,
    "grant": permits.grant,
    "pass": passing.pass_on,
    "vouch": tripwire.vouch,
}
WRITERS: Final[Mapping[str, Writer]] = {
    receipts.KIND: receipts.write,
    relabelling.KIND: relabelling.write,
    reports.KIND: reports.write,
    permits.REQUEST: permits.write,
    permits.ANSWERED: permits.write_answered,
    tripwire.KIND: tripwire.write,
    tripwire.SENT: tripwire.write_sent,
}
