"""The card of an alert, one in each room or conversation, written when it is sent."""

from datetime import datetime
from typing import Final

from bot.alerts import tracking
from bot.alerts.facing import Face
from bot.alerts.fallback import ESCALATE
from bot.alerts.filing import ENTRY, timeline
from bot.alerts.readers import View, view
from bot.alerts.ringing import WAITS, waits
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reach
from policies.alerts.states import LIVE, State
from policies.buttons import Button, Rows
from policies.speech.alert_cards import AlertCardWords
from storage.store import Filed, Notice, Transaction

_SAID: Final = frozenset({"updated", "false", "confirmed", "cancelled"})
"""What a ring says with the words that were written."""
_SNOOZE: Final = "snooze {number} 30m"


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write an alert for whoever reads it; None where nothing of it may stand there now."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    if filed is None:
        return None
    seen = view(tx, services, filed.value, notice)
    if seen is None or not seen.given.goes:
        return None
    sheet = await tx.sheets.find(filed.id, tracking.REACH, (seen.lane,), Reach)
    if sheet is None or sheet.value.state in ("held", "withdrawn"):
        # It was never to come here, or was stopped before it did.
        return None
    entries = await timeline(tx, filed)
    due = await following(tx, filed, seen)
    face = Face(seen, filed.number, entries, now=tx.now, following=due)
    folded = seen.short and not sheet.value.more and not face.fits
    return Card(
        text=face.short() if folded else face.whole(),
        buttons=buttons(filed, seen.phrases.alert_cards, more=sheet.value.more),
        handling=seen.given.decision.handling,
        track=tracking.track(services, filed, seen.lane, seen.phrases.alert_cards),
    )


async def write_ring(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what rings for an alert; None once it is answered, or where nothing may stand."""
    item, word, number = notice.about
    filed = await tx.docket.by_id(item, Alert)
    seen = None if filed is None else view(tx, services, filed.value, notice)
    if filed is None or seen is None or not seen.given.goes:
        return None
    sheet = await tx.sheets.find(item, tracking.REACH, (seen.lane,), Reach)
    if sheet is None or (word == WAITS and not _stands(filed.value, sheet.value, number)):
        return None
    words = seen.phrases.alert_cards
    entries = await tx.sheets.of(item, ENTRY, Entry)
    face = Face(seen, filed.number, [one.value for one in entries], now=tx.now)
    entry = next((one.value for one in entries if str(one.position) == number), None)
    labels = words.buttons()
    rows: Rows = ()
    if word == WAITS:
        said = [words.waits(int(number))]
        rows = (
            (
                Button(label=labels["ack"], line=f"ack {filed.number}", style="primary"),
                Button(label=labels["decline"], line=f"decline {filed.number}", style="danger"),
            ),
        )
    else:
        said = []
        if word not in ("cancelled", "false"):  # its mark says so
            said = [words.news(word, severity=words.severity(filed.value.severity))]
        told = entry is not None and word in _SAID and seen.knows(entry.organisation)
        note = entry.note if entry is not None and told else ""
        if word == "corrected":
            note = filed.value.text
        said += [note] if note and seen.given.portion == "text" else []
    return Card(
        text=face.ringing(said),
        buttons=rows,
        handling=seen.given.decision.handling,
        track=tracking.track(services, filed, seen.lane, words),
    )


def _stands(alert: Alert, reach: Reach, number: str) -> bool:
    """Tell whether a ring is the last there, and its answer is waited for still."""
    return str(reach.rang) == number and waits(alert, reach.organisation)


async def following(tx: Transaction, filed: Filed[Alert], seen: View) -> datetime | None:
    """Return when the next step is taken for an organisation of the reader's; None for never."""
    if filed.value.state not in LIVE:
        return None
    theirs = [
        one.organisation
        for one in filed.value.standings
        if one.organisation in seen.reader.organisations
    ]
    dues = [await tx.agenda.find(ESCALATE, filed.id, one) for one in theirs]
    return min((one.due for one in dues if one is not None), default=None)


def buttons(filed: Filed[Alert], words: AlertCardWords, *, more: bool) -> Rows:
    """Return what may be pressed below a card: five buttons and More, and behind that the rest."""
    labels, number = words.buttons(), filed.number

    def button(verb: str, line: str = "") -> Button:
        style = {"ack": "primary", "calm": "primary", "decline": "danger"}.get(verb, "plain")
        return Button(label=labels[verb], line=line or f"{verb} {number}", style=style)  # type: ignore[arg-type] # one of the three

    if filed.value.state is State.RESOLVED:
        return ((button("reopen"), button("status")),)
    if filed.value.state not in LIVE:
        return ((button("status"),),)
    if filed.value.purpose == "reminder":
        return ((button("note"), button("status")),)
    first = (button("ack"), button("decline"), button("own"))
    if filed.value.purpose == "check-in":
        first = (button("calm"), button("trouble"), button("own"))
    second = (button("escalate"), button("resolve"))
    if not more:
        return (first, (*second, button("more")))
    return (
        first,
        (*second, button("less")),
        (button("note"), button("update"), button("snooze", _SNOOZE.format(number=number))),
        (button("unack"), button("status")),
    )
