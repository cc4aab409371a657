"""What arrives at somebody at risk: a line that could be anything, and the text by an edit of it.

Everything on its way to a private conversation passes here, whatever wing it is of; so no wing can
forget it. Of somebody who is locked out all that stands there is taken away.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from bot import lanes
from bot.cards import ANSWER, STRANGER
from bot.community import locking, veil, wiping
from bot.community.veil import Veil
from bot.community.wiping import Blank, emptied
from bot.matters import Loaded, Matter, Wanted
from bot.messages.notices import NOT_YOURS
from bot.services import Services
from handlers.door import Limits
from policies.buttons import Button, Rows
from policies.community import risk
from policies.community.directory import Directory
from policies.community.people import Person
from policies.sharing.decision import Decision, Outcome
from policies.speech.risk import RiskWords
from policies.text import Text, like
from storage.store import Claim, Transaction

_MESSAGE: Final = "message"
_FILES: Final = "files"
_EMPTYING: Final = frozenset({wiping.OURS, wiping.THEIRS})
_STANDS: Final = frozenset({Outcome.ALLOW, Outcome.REDACT})
_BLANK: Final = Text.of("-")


async def over(
    tx: Transaction, services: Services, claim: Claim, loaded: Loaded | None
) -> Loaded | None:
    """Return what is to be sent instead of this to a private conversation, or the same."""
    home = lanes.home_of(claim.place)
    if home is not None:
        return await _at_home(tx, services, loaded, *home)
    found = lanes.person_of(claim.place)
    if found is None:
        return loaded
    door, user = found
    people = risk.owners(services.directory, services.doors.get(door, ""), user)
    for one in people:
        lock = await locking.lock_of(tx, one.id)
        if lock is not None:
            return await _locked(tx, services, claim, loaded, lock)
    if loaded is None or not loaded.person or claim.thing in _EMPTYING:
        return loaded
    endangered = [one for one in people if risk.at_risk(services.directory, one)]
    if loaded.files:
        # A file cannot be shown by a tap and hidden again: on such a phone there is none.
        return replace(loaded, matter=Blank()) if endangered else loaded
    kept = await veil.over_thing(tx, claim.place, claim.message_id)
    if kept is None and not endangered:
        return loaded
    who = next(iter((*endangered, *people)), None)
    return await _veiled(tx, services, claim, loaded, who)


async def _at_home(
    tx: Transaction, services: Services, loaded: Loaded | None, door: str, user: str
) -> Loaded | None:
    """Return what is to stand in a home: of nobody we know, and of somebody at risk, nothing.

    A home is before whoever opens the app, and nothing hides it again.
    """
    people = risk.owners(services.directory, services.doors.get(door, ""), user)
    for one in people:
        if loaded is not None and await locking.lock_of(tx, one.id) is not None:
            return replace(loaded, matter=Blank(wiping.LOCKED))
    endangered = any(risk.at_risk(services.directory, one) for one in people)
    if loaded is None or (people and not endangered):
        return loaded
    return replace(loaded, matter=Blank())


async def _locked(
    tx: Transaction,
    services: Services,
    claim: Claim,
    loaded: Loaded | None,
    lock: locking.Lock,
) -> Loaded | None:
    """Return what somebody who is locked out gets: what a stranger would, and else nothing."""
    if claim.thing not in {_MESSAGE, _FILES, *_EMPTYING}:
        notice = await tx.notices.by_id(claim.message_id)
        stranger = notice is not None and (
            notice.kind == NOT_YOURS or (notice.kind == ANSWER and notice.about == (STRANGER,))
        )
        if stranger:
            return loaded
    standing = await tx.copies.of(claim.message_id, lanes.room_of(claim.place))
    if standing and claim.message_id == lock.empty:
        text = services.phrases(claim.place).risk.nothing_new()
        revision = max(one.revision for one in standing) + 1
        return emptied(claim, Empty(text, revision))
    return loaded if claim.thing in _EMPTYING else emptied(claim, Blank(wiping.LOCKED))


async def _veiled(
    tx: Transaction, services: Services, claim: Claim, loaded: Loaded, who: Person | None
) -> Loaded:
    kept = await veil.over_thing(tx, claim.place, claim.message_id)
    if kept is None:
        affair = tx.new_id()
        one = Veil(lane=claim.place, thing=claim.message_id, kind=claim.thing, since=tx.now)
        veil.keep(tx, affair, one)
    else:
        affair, one = kept
    words = services.phrases(claim.place).risk
    # What people wrote stays as it is; its header names no person.
    others = () if claim.thing == _MESSAGE else names_of_others(services.directory, who)
    ping = await veil.ping_of(tx, words, who)
    matter = Veiled(loaded.matter, affair, one, Shown(ping=ping, words=words, others=others))
    return replace(loaded, matter=matter, otherwise=None)


def names_of_others(directory: Directory, who: Person | None) -> tuple[str, ...]:
    """Return every name of everybody else, the longest first."""
    mine = () if who is None else (who.name, who.shown_as)
    found = {
        name
        for one in directory.people
        if who is None or one.id != who.id
        for name in (one.name, one.shown_as)
        if name and name not in mine
    }
    return tuple(sorted(found, key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a veil is made of: the line, our words, the names that do not stand here."""

    ping: str = field(repr=False)
    words: RiskWords
    others: tuple[str, ...] = field(repr=False)


class Veiled:
    """One thing as somebody at risk sees it now."""

    def __init__(self, matter: Matter, affair: str, one: Veil, shown: Shown) -> None:
        self._matter = matter
        self._affair = affair
        self._veil = one
        self._shown = shown
        self._revision = one.revision

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the line, the line with a PIN pad, or one page of the text."""
        del repeat
        inner = self._matter.wanted(limits, standing=standing, repeat=False)
        one, self._revision = self._veil, inner.revision
        bare = replace(inner, whisper=None, files=(), pin=False, reply_to=None, tombstone=_BLANK)
        if one.state == "gone" and inner.revision <= one.revision:
            # It had its day; only something newer is shown again.
            return replace(bare, decision=wiping.WIPED, parts=(), buttons=())
        if not inner.parts or inner.decision.outcome not in _STANDS:
            return bare
        text, rows = self._face(inner)
        handling = replace(inner.decision.handling, protect=True, preview=False)
        return replace(
            bare,
            decision=replace(inner.decision, handling=handling),
            parts=(text,),
            buttons=rows,
            revision=inner.revision + one.turns,
        )

    def _face(self, inner: Wanted) -> tuple[Text, Rows]:
        one, words = self._veil, self._shown.words
        ping = Text.of(self._shown.ping)
        opens, turns, hides = words.buttons()
        if one.state == "asking":
            wrong = Text.of("\n") + words.not_right(one.left) if one.left else Text()
            return ping + wrong, veil.pad(words)
        if one.state != "open":
            return ping, ((Button(label=opens, line="open"),),)
        text = self._nameless(inner.parts[one.page % len(inner.parts)])
        more = (Button(label=turns, line="open"),) if len(inner.parts) > 1 else ()
        rows = (
            tuple(replace(b, label=self._nameless(Text.of(b.label)).plain) for b in row)
            for row in inner.buttons
        )
        return text, (*rows, (*more, Button(label=hides, line="hide")))

    def _nameless(self, text: Text) -> Text:
        return without_names(text, self._shown.others, self._shown.words.somebody())

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Remember what was shown; a card's words are needed again until it is gone."""
        found = await veil.over_thing(tx, claim.place, claim.message_id)
        affair, one = found or (self._affair, self._veil)
        stands = decision.outcome in _STANDS
        after = replace(one, revision=self._revision)
        if stands and one.state == "gone":
            # Something newer stands there now: it begins anew.
            after = replace(veil.shut(after), since=tx.now)
        elif not stands and one.state != "gone":
            after = veil.shut(after)
        veil.keep(tx, affair, after)
        if claim.thing == _MESSAGE or not stands:
            await self._matter.settled(tx, claim, decision)


class Empty:
    """An inbox in which there is nothing, in the place of what was there."""

    def __init__(self, text: Text, revision: int) -> None:
        self._text = text
        self._revision = revision

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the words of an empty inbox."""
        del limits, standing, repeat
        return Wanted(
            decision=wiping.STANDS, parts=(self._text,), revision=self._revision, tombstone=_BLANK
        )

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave every record as it is."""
        del tx, claim, decision


def without_names(text: Text, names: Collection[str], instead: str) -> Text:
    """Return the text with every one of these names replaced, where it stands as a word."""
    if not names:
        return text
    some = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"(?<!\w)(?:{some})(?!\w)")
    return Text(tuple(like(run, pattern.sub(instead, run.text)) for run in text.runs))
