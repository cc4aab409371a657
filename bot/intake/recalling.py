"""`recall R-31`: whoever made a report takes its words back; other words recall a message."""

import re
from typing import Final

from bot.calls import Answer, Call
from bot.community import replies
from bot.intake import reports, taking
from bot.services import Services
from bot.sharing import commands as sharing
from policies.community.people import Role
from policies.intake.report import Report
from storage.store import Transaction

_REPORT: Final = re.compile(r"[Rr]-([1-9][0-9]{0,8})")


async def recall(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let nothing remain of what a report says, for its source: its reporter, or a releaser."""
    found = _REPORT.fullmatch(call.line.words[0]) if call.line.words else None
    if found is None:
        return await sharing.ACTS["recall"](tx, services, call)
    filed = await reports.numbered(tx, int(found[1]))
    if filed is None or not _source(call, filed.value):
        return replies.refused(services, call)
    words = replies.phrases(services, call).intake
    if filed.value.withdrawn:
        return Answer(text=words.recalled(filed.number))
    woken = await taking.gone(tx, services, filed)
    return Answer(text=words.recalled(filed.number), woken=woken)


def _source(call: Call, report: Report) -> bool:
    person = call.person
    if person is None:
        return False
    releaser = Role.RELEASER in person.roles and not person.seat
    return person.id == report.reporter or (releaser and person.organisation == report.origin)
