"""What an answer to a held message would do: the labels that it may be given, and for whom.

An answer is its source's word, so it loosens nothing by doubt: what may be RED only its author
answers, and where a restriction may be meant no button stands in for it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from policies.community.directory import Directory
from policies.community.places import Place
from policies.labels import Label, stricter_than, strictest
from policies.messages.message import Message
from policies.readings import Kind
from policies.sharing.audiences import audience_of
from policies.sharing.decision import Outcome
from policies.sharing.spreading import decide_message, destinations

OFFERED: Final = (Label.AMBER_STRICT, Label.AMBER, Label.GREEN, Label.CLEAR)
"""The labels that an answer may give, strictest first; RED goes nowhere, so none waits for it."""
MOST: Final = 100
"""Messages that one card asks about; what waits behind them is asked about next."""
_DIGITS: Final = 10
_CLOSED: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})
_GOES: Final = frozenset({Outcome.ALLOW, Outcome.REDACT})
_CHATHAM: Final = re.compile(r"(?i)ex\s{0,4}:\s{0,4}chr|chatham")
_EXCEPT: Final = re.compile(
    r"(?i)\b(?:not\s{1,4}(?:to|for|with)|except(?:\s{1,4}for)?|excluding|without|but\s{1,4}not)\b"
    r"[\s:]{0,8}([a-z0-9][\w.:-]{0,63})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Who would have it: organisations besides the source's own, by id, and whether the public."""

    organisations: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    public: bool = False

    def __or__(self, other: "Reach") -> "Reach":
        """Return everybody of both."""
        return Reach(
            organisations=self.organisations | other.organisations,
            places=self.places | other.places,
            public=self.public or other.public,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One label that what waits may be given, and who would have it then."""

    label: Label
    reach: Reach
    token: str
    """What the press has to name: what was asked about, and who would have had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits, with the message that it answers."""

    message: Message
    root: Message | None = None
    rule: int = 0


def certain(message: Message) -> Label | None:
    """Return the label that a message has without any doubt, None where it has none."""
    settled = message.reading.kind in (Kind.LABEL, Kind.NONE)
    return message.label if settled else None


def may_be_red(message: Message) -> bool:
    """Tell whether a careful reader could believe that RED was meant.

    Of a doubtful label that shows no colour nobody can tell.
    """
    mentioned = message.reading.mentioned
    unreadable = message.reading.kind is Kind.SUSPICIOUS and not mentioned
    return Label.RED in (message.label, *mentioned) or unreadable


def may_restrict(message: Message, known: Callable[[str], bool]) -> bool:
    """Tell whether the text may name somebody who is not to have it, without it being certain."""
    if message.reading.kind is Kind.LABEL:
        return False
    doubtful = message.reading.kind is not Kind.NONE
    for part in message.parts:
        text = part.text.plain
        if _CHATHAM.search(text):
            return True
        for found in _EXCEPT.finditer(text):
            name = (found[1] or "").rstrip(".:-")
            if doubtful or known(name) or known(name.lower()):
                return True
    return False


def labelled(message: Message, label: Label, root: Message | None) -> Message:
    """Return a message as its source labels it now; what it answers binds it still."""
    bound = label if root is None or root.label is None else strictest(label, root.label)
    reading = replace(message.reading, kind=Kind.LABEL, label=label, mere_mention=False)
    return replace(
        message, reading=reading, label=bound, given=label, revision=message.revision + 1
    )


def reach(directory: Directory, message: Message, now: datetime) -> Reach:
    """Return who would have a message as it is labelled, by the one decision."""
    found = Reach()
    for place in destinations(directory, message.place):
        decision = decide_message(directory, message, place, now=now, previous=None)
        if decision.outcome in _GOES:
            found |= Reach(
                organisations=frozenset(place.organisations) - {message.organisation},
                places=frozenset({place.id}),
                public=place.public,
            )
    return found


def group(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Return what is asked about first: one label, or none, is the same for all of it."""
    if not waiting:
        return []
    kinds = [certain(one.message) for one in waiting]
    first = None if None in kinds else kinds[0]
    alike = [one for one, kind in zip(waiting, kinds, strict=True) if kind is first]
    return alike[:MOST]


def offers(directory: Directory, asked: Sequence[Waiting], now: datetime) -> list[Offer]:
    """Return the labels that all of a group may be given, each with everybody who gets any of it.

    What is labelled already may be loosened where that lets it go further, but never from AMBER and
    stricter to CLEAR in one step.
    """
    if not asked:
        return []
    has = certain(asked[0].message)
    standing = Reach() if has is None else _together(directory, asked, None, now)
    found = []
    for label in OFFERED:
        if has is not None and not stricter_than(has, label):
            continue
        if has in _CLOSED and label is Label.CLEAR:
            continue
        goes = _together(directory, asked, label, now)
        if goes.places - standing.places:
            found.append(Offer(label=label, reach=goes, token=_token(asked, goes)))
    return found


def answered(
    directory: Directory, asked: Sequence[Waiting], label: Label, token: str, now: datetime
) -> list[Waiting]:
    """Return what a press answers: the first of the group, as they stood on the card.

    Nothing, where any of them, or who would have them, is not what it was then.
    """
    digest = hashlib.sha256()
    for at, one in enumerate(asked, start=1):
        digest.update(_mark(one))
        if digest.hexdigest()[:_DIGITS] == token[:_DIGITS]:
            these = list(asked[:at])
            offer = next((o for o in offers(directory, these, now) if o.label is label), None)
            return these if offer is not None and offer.token == token else []
    return []


def shown(asked: Sequence[Waiting]) -> str:
    """Return the token of a group, whoever would have it."""
    digest = hashlib.sha256()
    for one in asked:
        digest.update(_mark(one))
    return digest.hexdigest()[:_DIGITS]


def those(asked: Sequence[Waiting], token: str) -> list[Waiting]:
    """Return the first of a group that `shown` made this token of; nothing if it is stale."""
    digest = hashlib.sha256()
    for at, one in enumerate(asked, start=1):
        digest.update(_mark(one))
        if digest.hexdigest()[:_DIGITS] == token:
            return list(asked[:at])
    return []


def audience_mark(directory: Directory, place: Place) -> str:
    """Return what changes whenever the audience of what is said in a room does."""
    digest = hashlib.sha256()
    for bridge in directory.bridges_of(place.id):
        digest.update(repr((bridge.id, bridge.ceiling.value, sorted(bridge.agreed))).encode())
    for to in destinations(directory, place.id):
        there = audience_of(directory, to)
        sets = (sorted(there.people), sorted(there.names))
        counts = (there.linked, there.vouched, there.outsiders, there.known, there.seats)
        kinds = (there.public, there.exercise, there.organisations, there.clients, there.vendors)
        digest.update(repr((to.id, to.address, counts, kinds, sets)).encode())
    return digest.hexdigest()


def _together(
    directory: Directory, asked: Iterable[Waiting], label: Label | None, now: datetime
) -> Reach:
    found = Reach()
    for one in asked:
        message = one.message if label is None else labelled(one.message, label, one.root)
        found |= reach(directory, message, now)
    return found


def _token(asked: Sequence[Waiting], goes: Reach) -> str:
    who = repr((sorted(goes.organisations), sorted(goes.places), goes.public))
    return shown(asked) + hashlib.sha256(who.encode()).hexdigest()[:6]


def _mark(one: Waiting) -> bytes:
    return f"{one.message.id}.{one.message.revision};".encode()


def confirmations(
    directory: Directory, before: Message, edited: Waiting, now: datetime
) -> list[Offer]:
    """Return the labels under which an edit that waits may go: its own, and the one before it."""
    labels = dict.fromkeys(one for one in (edited.message.label, before.label) if one is not None)
    if may_restrict(edited.message, directory.known):
        return []
    found = []
    for label in labels:
        goes = _together(directory, [edited], label, now)
        found.append(Offer(label=label, reach=goes, token=_token([edited], goes)))
    return found
