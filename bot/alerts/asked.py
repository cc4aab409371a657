"""Which alert somebody would do something with, and whether they may; else what they are told."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import lanes
from bot.alerts.facing import listed
from bot.alerts.filing import KIND, called, may_see, meant, number_of, rest_of, timeline
from bot.alerts.readers import View, of_person
from bot.calls import Answer, Asks, Call
from bot.services import Services
from policies.alerts.alert import LONGEST_NOTE, Alert, Entry, Reason
from policies.alerts.rights import Deed, may
from policies.alerts.states import NEVER_RAISED, OVER, Act, Illegal, State, after
from policies.commands import LEADS
from policies.community.people import Person
from policies.fields import Fields
from policies.phrases import Phrases
from policies.readings import Kind, read
from policies.speech.alerts import AlertWords
from policies.text import Text
from policies.verbs.table import BY_NAME
from storage.store import Filed, Transaction

_MOST: Final = 10
"""Alerts that are listed where none was named."""
_READ: Final = 200
_OTHERS: Final = re.compile(r"[RS]-[1-9][0-9]{0,8}")
"""The numbers of reports and schedules."""
_ENDS: Final = frozenset({"resolved", "cancelled", "merged"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An alert that somebody may do something with, and what they wrote behind its number."""

    tx: Transaction
    call: Call
    filed: Filed[Alert]
    person: Person
    phrases: Phrases
    seen: View
    said: str = ""

    @property
    def alert(self) -> Alert:
        """The alert as it is."""
        return self.filed.value

    @property
    def words(self) -> AlertWords:
        """The answers in the caller's language."""
        return self.phrases.alerts

    @property
    def number(self) -> str:
        """What the alert is called in a sentence: its number, and the mark of an exercise."""
        return called(self.phrases, self.filed)

    @property
    def line(self) -> str:
        """How the verb is typed for this alert, without what may follow."""
        return f"{LEADS[self.call.platform]}{self.call.line.verb} {self.filed.number}"

    def entry(self, what: str, *, to: str = "", note: str = "") -> Entry:
        """Return the line of the timeline that says so."""
        return Entry(
            what=what,
            at=self.tx.now,
            organisation=self.person.organisation,
            by=self.person.id,
            to=to,
            note=note,
        )

    def state(self, act: Act) -> State:
        """Return the state that an act leads to; where it leads nowhere, the one that it is in."""
        found = after(self.alert.state, act)
        return self.alert.state if isinstance(found, Illegal) else found

    def lacks(self, *, begins: Fields = ()) -> Answer:
        """Ask for what the form of the verb asks for; what a field `begins` with stands in it."""
        verb = BY_NAME[self.call.line.verb].name
        return Answer(asks=Asks(command=verb, line=f"{verb} {self.filed.number}", begins=begins))

    def time(self, when: datetime | None) -> str:
        """Return an instant on the caller's clock, "" for none."""
        if when is None:
            return ""
        return self.phrases.alert_cards.time(when, self.seen.zone, now=self.tx.now)


async def asked(
    tx: Transaction,
    services: Services,
    call: Call,
    *,
    deed: Deed | None,
    act: Act | None = None,
    field: str = "",
    longest: int = LONGEST_NOTE,
) -> Asked | Answer:
    """Return the alert that a call is about, or the answer to whoever may not, or named none.

    `act` is what is done with it as a whole; where it is in no state for that, that is the answer.
    `field` is the one of the form that holds the words. An alert that there is not and one that is
    not for the caller are answered the same.
    """
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    words = phrases.alerts
    filed = await meant(tx, services, call)
    if filed is None or call.person is None:
        named = bool(call.line.words) and number_of(call.line.words[0]) is not None
        if named or call.card or call.reply_to:
            return Answer(text=words.not_there(), refused=True)
        word = call.line.words[0].upper() if call.line.words else ""
        if _OTHERS.fullmatch(word) is not None:
            return Answer(text=words.other_kind(word, word[0]))
        verb = f"{LEADS[call.platform]}{call.line.verb}"
        return Answer(text=words.which(verb, await open_lines(tx, services, call)))
    seen = of_person(tx, services, filed.value, call.person, call.door, call.sender.user)
    held = " ".join(call.held(field)) if field else ""
    said = (held or rest_of(call)).strip()
    found = Asked(
        tx=tx, call=call, filed=filed, person=call.person, phrases=phrases, seen=seen, said=said
    )
    if deed is not None and not may(deed, filed.value, call.person):
        mine = deed is not Deed.ANSWER
        told = words.not_yours(found.number, deed) if mine else words.not_asked(found.number)
        return Answer(text=told, refused=True)
    if act is not None and isinstance(after(filed.value.state, act), Illegal):
        return Answer(text=await _over(found), wrong="")
    if len(said) > longest:
        return Answer(text=words.too_long(longest), wrong=field)
    if said and relabels(filed.value, said):
        return Answer(text=words.other_label(found.number, filed.value.label), wrong=field)
    return found


async def _over(found: Asked) -> Text:
    """Return why something cannot be done with an alert any more: what became of it, and by whom.

    By whom where the caller may know that.
    """
    words, state = found.words, found.alert.state
    if state not in OVER:
        return words.cannot(found.number, state)
    ends = [one for one in await timeline(found.tx, found.filed) if one.what in _ENDS]
    if not ends:
        return words.cannot(found.number, state)
    who = found.seen.person(ends[-1].by) or found.seen.organisation(ends[-1].organisation)
    merged = found.alert.reason is Reason.DUPLICATE and found.alert.duplicate_of > 0
    told = words.over(found.number, state, who, found.time(ends[-1].at), merged=merged)
    again = state is State.RESOLVED and may(Deed.END, found.alert, found.person)
    return told + Text.of(" ") + words.then(found.number, state, again=again)


def relabels(alert: Alert, said: str) -> bool:
    """Tell whether words bear another label than an alert's, or one that cannot be read.

    What is written about an alert goes where the alert may, so it may ask for nothing stricter.
    """
    found = read(said)
    if found.kind is Kind.NONE:
        return False
    held = set(alert.restrictions.words()).issuperset(found.restrictions.words())
    return found.label is not alert.label or not held


async def open_lines(tx: Transaction, services: Services, call: Call) -> list[str]:
    """Return a line for each open alert that the caller may know of, the worst first."""
    lines: list[str] = []
    for filed in await tx.docket.opened(KIND, Alert, most=_READ):
        if call.person is None or filed.value.state in NEVER_RAISED:
            continue
        if not may_see(tx, services, filed, call.person):
            continue
        seen = of_person(tx, services, filed.value, call.person, call.door, call.sender.user)
        lines.append(listed(filed, seen))
        if len(lines) == _MOST:
            break
    return lines
