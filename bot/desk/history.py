"""The history of one alert: what was done and how soon, as far as its reader may know (C18)."""

from datetime import datetime
from typing import Final

from bot import cards
from bot.alerts import filing, readers
from bot.alerts.asked import asked
from bot.alerts.facing import Face
from bot.alerts.readers import View
from bot.calls import Answer, Call
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import Alert, Entry
from policies.alerts.figures import acknowledged_in, is_late, paces, resolved_in
from policies.text import Text
from storage.store import Filed, Notice, Transaction

HISTORY: Final = "history"
_MOST: Final = 60
"""Of what was done the last so many are shown."""
_DECIDED: Final = frozenset({"approval asked", "approved", "refused", "glass"})
"""What the second person said, or was said without one: it is of the alert, whoever said it."""
_OF_ALL: Final = frozenset(
    {
        "raised",
        "owned",
        "assigned",
        "severity",
        "noted",
        "updated",
        "corrected",
        "resolved",
        "reopened",
        "cancelled",
        "merged",
        "alike",
        "narrowed",
        "snoozed",
        "woken",
        "confirmed",
        "false",
        "checking",
        "cannot tell",
        *_DECIDED,
    }
)
"""What concerns the whole alert, whoever did it; the rest is a matter of one organisation."""


async def history(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show an alert's history to whoever asks, in private."""
    found = await asked(tx, services, call, deed=None)
    if isinstance(found, Answer):
        return found
    filed = found.filed
    return Answer(
        woken=await cards.show(
            tx,
            HISTORY,
            door=call.door,
            user=call.sender.user,
            room=call.room,
            number=call.number,
            key=(filed.id,),
            about=(filed.id,),
            anew=True,
        )
    )


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the history as its reader may have it now; None where nothing of it may be there."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    if filed is None:
        return None
    seen = readers.view(tx, services, filed.value, notice, short=False)
    if seen is None or seen.reader.person is None:
        return None
    if not filing.may_see(tx, services, filed, seen.reader.person):
        return None
    entries = await filing.timeline(tx, filed)
    told = _History(seen, filed.number, entries, now=tx.now)
    return Card(
        text=Text.of("\n".join((told.head(), *told.lines(), *_times(filed, seen, tx.now)))),
        here=seen.phrases.answers.in_private(),
        handling=seen.given.decision.handling,
    )


class _History(Face):
    """All that was done, and not only the last of it."""

    def lines(self) -> list[str]:
        """Return what was done, in order, as far as the reader may know of it."""
        shown = [one for one in self._entries if self._concerns(one)]
        return [self._line(one) for one in shown[-_MOST:]]

    def _concerns(self, entry: Entry) -> bool:
        own = self._view.reader.organisations == {entry.organisation}
        of_all = entry.what in _OF_ALL or not entry.organisation
        return (own or of_all) and (entry.what in _DECIDED or self._may_know(entry))


def _times(filed: Filed[Alert], seen: View, now: datetime) -> list[str]:
    """Return how soon it was acknowledged: by the reader's organisation, and by others in classes.

    And how soon it was resolved.
    """
    alert, words = filed.value, seen.phrases.figures
    person = seen.reader.person
    own = "" if person is None else person.organisation
    lines = []
    standing = alert.standing(own)
    if standing is not None and alert.raised is not None:
        took = acknowledged_in(alert, standing)
        told = words.unacknowledged() if took is None else words.acknowledged(took)
        if is_late(alert, standing, now):
            told = f"{told} ({words.late()})"
        lines.append(words.own(seen.directory.shown_organisation(own), told))
    if any(one.organisation != own for one in alert.standings):
        every = [(alert, one) for one in alert.standings]
        lines.append(words.others(paces(every, own, seen.knows)))
    span = resolved_in(alert)
    if span is not None:
        lines.append(words.resolved(span))
    return lines
