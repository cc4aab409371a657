"""How far an alert has come at each room and person, as the platforms' own receipts tell it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot import cards, reaching
from bot.alerts import filing
from bot.alerts.readers import View, of_person
from bot.alerts.ringing import last, ring
from bot.alerts.waiting import REACH, SHOWN
from bot.cards import Card
from bot.community.flags import unflag
from bot.matters import Track
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Reach, Standing, Verdict
from policies.alerts.knowing import known
from policies.alerts.needs import count
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.speech.alert_cards import AlertCardWords
from policies.text import Text
from storage.store import Due, Filed, Notice, Transaction

RECEIPT: Final = "alert-receipt"
"""The kind of the card that tells an author how far an alert has come."""
FAILED: Final = "failed"
"""The kind of the due act for a room or person that takes nothing: (alert, lane)."""
TOLD: Final = "alert-told"
"""The kind of the due act that brings an author's receipt up to date: (alert,)."""
_SOON: Final = timedelta(seconds=2)
_STANDS: Final = ("sent", "seen")
_MOVED: Final = "group_migrated"
"""What Telegram says of a card in a group that is a supergroup now: it is open, under a new id."""
_FRESH: Final = frozenset({Answered.PENDING, Answered.UNREACHABLE})

_log = structlog.get_logger("alerts")


def track(services: Services, filed: Filed[Alert], lane: str, words: AlertCardWords) -> Track:
    """Return what is to be told of an alert's card on its way.

    What may stand there already is sent once more, marked; of low severity it is not (C3).
    """
    low = filed.value.severity is Severity.LOW
    return Track(
        settled=partial(_settled, services, filed.id, lane),
        failed=partial(_failed, filed.id, lane),
        again=None if low else Text.of(words.repeat() + " "),
    )


async def _settled(
    services: Services,
    item: str,
    lane: str,
    tx: Transaction,
    stands: bool,  # noqa: FBT001 - as Track says
) -> None:
    sheet = await tx.sheets.find(item, REACH, (lane,), Reach)
    if not stands:
        _log.warning("nobody knows whether an alert of low severity was delivered", alert=item)
    if sheet is None or sheet.value.state in _STANDS:
        return
    one = sheet.value
    told(tx, item)
    if not stands:
        await tx.sheets.put(sheet, replace(one, state="unknown"))
        return
    await tx.sheets.put(sheet, replace(one, state="sent", sent=tx.now, error=""))
    await unflag(tx, lane)
    if one.state == "waiting":
        # Nothing hangs on it: what it says of its organisation is reckoned up soon.
        return
    filed = await tx.docket.by_id(item, Alert)
    if filed is not None and one.state == "withdrawn":
        # It was stopped while it was being sent, and has come all the same.
        await ring(tx, services, filed, one, "cancelled", await last(tx, filed, "cancelled"))
    standing = None if filed is None else filed.value.standing(one.organisation)
    if filed is not None and standing is not None and standing.answered is Answered.UNREACHABLE:
        await _reckoned(tx, filed)


async def _failed(item: str, lane: str, tx: Transaction, error: str) -> None:
    sheet = await tx.sheets.find(item, REACH, (lane,), Reach)
    filed = await tx.docket.by_id(item, Alert)
    if sheet is None or filed is None or sheet.value.state == "failed":
        return
    if error == _MOVED:
        tx.agenda.put(Due(kind=SHOWN, subject=(item,), due=tx.now, loose=True))
        return
    await tx.sheets.put(sheet, replace(sheet.value, state="failed", error=error))
    told(tx, item)
    rank = filed.value.severity.rank
    tx.agenda.put(Due(kind=FAILED, subject=(item, lane), due=tx.now, rank=rank))


def told(tx: Transaction, item: str) -> None:
    """Have what has come of an alert reckoned up, soon: many receipts, one change, one edit."""
    seconds = _SOON.total_seconds()
    due = (tx.now.timestamp() // seconds + 1) * seconds
    soon = datetime.fromtimestamp(due, UTC)
    tx.agenda.put(Due(kind=TOLD, subject=(item,), due=soon, loose=True))


async def tell(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Reckon up to whom an alert has come, and bring its author's receipt up to date."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    if filed is not None:
        filed = await _reckoned(tx, filed)
    author = None if filed is None else services.directory.person_by_id(filed.value.author)
    way = None if author is None else reaching.way(services, author)
    if filed is None or way is None:
        return ()
    key = (filed.id,)
    return await cards.show(tx, RECEIPT, door=way[0], user=way[1], key=key, about=key)


async def _reckoned(tx: Transaction, filed: Filed[Alert]) -> Filed[Alert]:
    came: dict[str, datetime] = {}
    for sheet in await tx.sheets.of(filed.id, REACH, Reach):
        one = sheet.value
        if one.state in _STANDS and one.sent is not None:
            came[one.organisation] = min(one.sent, came.get(one.organisation, one.sent))
    standings = tuple(
        replace(one, answered=Answered.SENT, first=one.first or came[one.organisation])
        if one.organisation in came and one.answered in _FRESH
        else one
        for one in filed.value.standings
    )
    if standings == filed.value.standings:
        return filed
    return await filing.keep(tx, filed, replace(filed.value, standings=standings))


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the author's receipt: to how many it has come, and who could not be reached."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    if filed is None:
        return None
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if person is None or person.id != filed.value.author:
        return None
    seen = of_person(tx, services, filed.value, person, notice.door, notice.user)
    words = seen.phrases.alert_cards
    reaches = [one.value for one in await tx.sheets.of(filed.id, REACH, Reach)]
    # Whoever has it because nobody answers was not to be reached by it.
    addressed = known(seen.directory, seen.reader, filed.value)
    asked = [one for one in addressed if not one.gone]
    lines = []
    done = 0
    for standing in asked:
        theirs = [one for one in reaches if one.organisation == standing.organisation]
        done += any(one.sent is not None for one in theirs)
        lines += _of_one(services, seen, standing, theirs)
    tally = count(addressed)
    if tally.seen:
        lines.insert(0, seen.phrases.alert_receipts.seen(tally.seen))
    if tally.acknowledged or tally.declined or tally.unreachable or tally.gone:
        lines.insert(0, words.counted(tally))
    verdict = filed.value.verification.verdict
    if verdict is Verdict.FALSE:
        lines.append(words.verdict(verdict))
    if filed.value.state is State.CANCELLED:
        lines.append(seen.phrases.alert_receipts.cancelled())
    number = filing.called(seen.phrases, filed)
    return Card(text=seen.phrases.alert_receipts.receipt(number, done, len(asked), lines))


def _of_one(
    services: Services, seen: View, standing: Standing, theirs: Sequence[Reach]
) -> list[str]:
    """Return what an author is told of one organisation besides that it has come there."""
    words = seen.phrases.alert_receipts
    who = seen.organisation(standing.organisation) or seen.phrases.risk.somebody()
    states = {one.state for one in theirs}
    if "unknown" in states:
        return [words.unknown(who)]
    if "failed" in states:
        rooms = any(one.state == "failed" and not one.user for one in theirs)
        return [words.closed(who, room=rooms)]
    if standing.answered is Answered.UNREACHABLE:
        return [words.nobody(who)]
    if any(one.sent is not None for one in theirs):
        return []
    if states == {"held"}:
        return [words.held(who)]
    doors = [one.door for one in theirs if one.state == "waiting"]
    away = [one for one in doors if services.shut(one)]
    if not away:
        return []
    platform = seen.phrases.desk.platform(services.doors.get(away[0], ""))
    return [words.away(who, platform)]
