"""The card of an alert, one in each room or conversation, written when it is sent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from bot.alerts import tracking
from bot.alerts.facing import Face
from bot.alerts.filing import ENTRY, KIND, may_see, number_of, timeline
from bot.alerts.readers import View, view
from bot.alerts.ringing import TROUBLE, WAITS
from bot.alerts.waiting import ESCALATE, REACH
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reach, Verdict
from policies.alerts.knowing import known
from policies.alerts.rights import Deed, may
from policies.alerts.sharing import for_place
from policies.alerts.states import LIVE, State
from policies.alerts.waiting import waits
from policies.buttons import Button, Looks, Rows
from policies.turning import in_line
from storage.store import Filed, Notice, Transaction

_SAID: Final = frozenset({"updated", "false", "confirmed", "cancelled"})
"""What a ring says with the words that were written."""
_SNOOZE: Final = "snooze {number} 30m"
_STYLES: Final[dict[str, Looks]] = {"ack": "primary", "calm": "primary", "decline": "danger"}
_DEEDS: Final = {
    "own": Deed.OWN,
    "escalate": Deed.NOTE,
    "resolve": Deed.END,
    "note": Deed.NOTE,
}


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write an alert for whoever reads it; None where nothing of it may stand there now."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    if filed is None:
        return None
    seen = view(tx, services, filed.value, notice)
    if seen is None or not seen.given.goes:
        return None
    sheet = await tx.sheets.find(filed.id, REACH, (seen.lane,), Reach)
    if sheet is None or sheet.value.state in ("held", "withdrawn", "elsewhere"):
        # It was never to come here, or was stopped or sent another way before it did.
        return None
    entries = await timeline(tx, filed)
    due = await following(tx, filed, seen)
    face = Face(
        seen,
        filed.number,
        entries,
        now=tx.now,
        following=due,
        instead=not _is_asked(seen) and sheet.value.step > 0,
        others=await others(tx, services, seen, entries),
        around=services.doors.get(sheet.value.instead, ""),
    )
    folded = seen.short and not sheet.value.more and not face.fits
    return Card(
        text=face.short() if folded else face.whole(),
        buttons=buttons(filed, seen, more=sheet.value.more),
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
    sheet = await tx.sheets.find(item, REACH, (seen.lane,), Reach)
    if sheet is None or (word == WAITS and not _stands(filed.value, sheet.value, number)):
        return None
    words = seen.phrases.alert_cards
    entries = await tx.sheets.of(item, ENTRY, Entry)
    face = Face(seen, filed.number, [one.value for one in entries], now=tx.now)
    entry = next((one.value for one in entries if str(one.position) == number), None)
    rows: Rows = ()
    if word == WAITS and _is_asked(seen):
        checkin = filed.value.purpose == "check-in"
        said = [(seen.phrases.scheduling if checkin else words).waits(int(number))]
        rows = (_buttons(filed, seen, *_answers(filed.value)),)
    elif word == WAITS:
        said = [words.falls_to(int(number))]
        rows = (_buttons(filed, seen, "own", "resolve"),)
    elif word == TROUBLE:
        said = [_called(seen, entry)]
    else:
        said = []
        if word not in ("cancelled", "false"):  # its mark says so
            said = [words.news(word, severity=words.severity(filed.value.severity))]
        told = entry is not None and word in _SAID and seen.knows(entry.organisation)
        note = entry.note if entry is not None and told else ""
        note = filed.value.text if word == "corrected" else in_line(note)
        said += [note] if note and seen.given.portion == "text" else []
    return Card(
        text=face.ringing(said),
        buttons=rows,
        handling=seen.given.decision.handling,
        track=tracking.track(services, filed, seen.lane, words),
    )


def _called(seen: View, entry: Entry | None) -> str:
    """Return who calls for help, and with which words."""
    who = "" if entry is None else seen.organisation(entry.organisation)
    told = seen.phrases.scheduling.calls_for_help(who)
    whole = entry is not None and seen.given.portion == "text"
    return f"{told}: {in_line(entry.note)}" if whole and entry and entry.note else told


def _answers(alert: Alert) -> tuple[str, str]:
    return ("calm", "trouble") if alert.purpose == "check-in" else ("ack", "decline")


def _stands(alert: Alert, reach: Reach, number: str) -> bool:
    """Tell whether a ring is the last there, and its answer is waited for still."""
    return str(reach.rang) == number and waits(alert, reach.organisation)


async def others(
    tx: Transaction, services: Services, seen: View, entries: Sequence[Entry]
) -> frozenset[str]:
    """Return the numbers of alerts with which one was merged and that its reader may see too."""
    found = set()
    for number in {one.to for one in entries if one.what == "merged"}:
        other = await tx.docket.numbered(KIND, number_of(number) or 0, Alert)
        person, place = seen.reader.person, services.directory.place_by_id(seen.lane)
        if other is None:
            continue
        if person is not None and may_see(tx, services, other, person):
            found.add(number)
        if place is not None and for_place(services.directory, other.value, place, tx.now).goes:
            found.add(number)
    return frozenset(found)


async def following(tx: Transaction, filed: Filed[Alert], seen: View) -> datetime | None:
    """Return when the next step is taken for an organisation of the reader's; None for never.

    For those of its origin who are not asked it is the next at any of whom they may know.
    """
    if filed.value.state not in LIVE:
        return None
    every = known(seen.directory, seen.reader, filed.value)
    own = [one.organisation for one in every if one.organisation in seen.reader.organisations]
    origin = seen.reader.organisations == {filed.value.origin}
    theirs = [one.organisation for one in every] if origin and not own else own
    dues = [await tx.agenda.find(ESCALATE, filed.id, one) for one in theirs]
    return min((one.due for one in dues if one is not None), default=None)


def _is_asked(seen: View) -> bool:
    """Tell whether an organisation of the reader's is one of those that are to answer."""
    return any(one.organisation in seen.reader.organisations for one in seen.alert.standings)


def buttons(filed: Filed[Alert], seen: View, *, more: bool) -> Rows:
    """Return what may be pressed below a card: five buttons and More, and behind that the rest.

    Whoever has it because nobody else answers finds only what they may do.
    """

    def row(*verbs: str) -> tuple[Button, ...]:
        return _buttons(filed, seen, *verbs)

    if filed.value.state is State.RESOLVED:
        return (row("reopen", "status"),)
    if filed.value.state not in LIVE:
        return (row("status"),)
    if filed.value.purpose == "reminder":
        return (row("note", "status"),)
    if not _is_asked(seen):
        return _instead(filed, seen, row)
    if filed.value.verification.verdict is Verdict.FALSE:
        # Nobody is asked to act on what is not so; whoever finds it so after all, says that.
        return (row("resolve", "note", "status"),)
    answers = _answers(filed.value)
    if not more:
        return (row(*answers, "own"), row("escalate", "resolve", "more"))
    return (
        row(*answers, "own"),
        row("escalate", "resolve", "less"),
        row("note", "update", "snooze"),
        row("unack", "status"),
    )


def _instead(filed: Filed[Alert], seen: View, row: Callable[..., tuple[Button, ...]]) -> Rows:
    """Return the buttons of those who are not asked: of somebody alone, what they may do."""
    person, alert = seen.reader.person, filed.value
    watched = seen.reader.organisations == {alert.origin}

    def can(deed: Deed) -> bool:
        return watched if person is None else may(deed, alert, person)

    first = [verb for verb, deed in _DEEDS.items() if can(deed)]
    # Only its origin, and whoever is asked, may have it go on.
    first = [verb for verb in first if verb != "escalate" or watched]
    return tuple(one for one in (row(*first), row("status")) if one)


def _buttons(filed: Filed[Alert], seen: View, *verbs: str) -> tuple[Button, ...]:
    labels, number = seen.phrases.alert_cards.buttons(), filed.number
    return tuple(
        Button(
            label=labels[verb],
            line=_SNOOZE.format(number=number) if verb == "snooze" else f"{verb} {number}",
            style=_STYLES.get(verb, "plain"),
        )
        for verb in verbs
    )
