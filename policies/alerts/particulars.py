"""What else is said of an alert, each on a line of its own or in a field of a form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from policies.alerts.alert import ANY, Need
from policies.alerts.draft import Desk, Draft
from policies.alerts.faults import Fault, Wrong, wrong
from policies.alerts.interference import KINDS, Interference
from policies.labels import stricter_than
from policies.readings import UNRESTRICTED, Kind, read_text
from policies.text import Text
from policies.times.elections import resolved
from policies.times.moments import Moment
from policies.times.refusals import Fault as TimeFault
from policies.times.refusals import Refusal
from policies.times.series import Series
from policies.times.whens import When, read_when

LONGEST_ASKED: Final = 300
LONGEST_PLACES: Final = 500
_MOST_NEEDED: Final = 99
_KEYED: Final = re.compile(
    r"(?i)(?P<key>asks?|asked|until|valid[ \t]+until|needs?|kinds?|places?|elections?|summary)"
    r"[ \t]{0,4}:[ \t]{0,8}(?P<value>\S.*)"
)
_KEYS: Final = {
    "ask": "asked", "asks": "asked", "asked": "asked", "until": "until", "validuntil": "until",
    "need": "needs", "needs": "needs", "kind": "kinds", "kinds": "kinds", "place": "places",
    "places": "places", "election": "elections", "elections": "elections", "summary": "summary",
}  # fmt: skip
_SPLIT: Final = re.compile(r"[,;\n]+")


def without_lines(body: str) -> tuple[str, dict[str, str]]:
    """Return a text without the lines at its end that say what else there is, and those."""
    lines = body.split("\n")
    found: dict[str, str] = {}
    while len(lines) > 1:
        last = lines[-1].strip()
        keyed = _KEYED.fullmatch(last)
        if last and keyed is None:
            break
        if keyed is not None:
            key = _KEYS["".join(keyed["key"].lower().split())]
            if key in found:
                break
            found[key] = keyed["value"].strip()
        lines.pop()
    return "\n".join(lines).rstrip(), found


def with_particulars(draft: Draft, said: Mapping[str, str], desk: Desk) -> Draft | Wrong:
    """Return a draft with what else was said of it, or what is wrong with that."""
    for name in ("asked", "until", "needs", "kinds", "places", "elections", "summary"):
        words = said.get(name, "")
        found = _READERS[name](draft, words, desk) if words else draft
        if isinstance(found, Wrong):
            return found
        draft = found
    return draft


def _asked(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    del desk
    if len(words) > LONGEST_ASKED:
        return Wrong(fault=Fault.TOO_LONG, limit=LONGEST_ASKED, of="asked")
    return replace(draft, asked=words)


def _until(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    found = instant(read_when(words.removesuffix("."), desk.now, desk.zone, desk.elections), desk)
    return found if isinstance(found, Wrong) else replace(draft, until=found)


def instant(when: When | Refusal, desk: Desk) -> datetime | Wrong:
    """Return the one instant that a time means, or what is wrong with it."""
    if isinstance(when, Refusal):
        return Wrong(fault=Fault.TIME, when=when)
    if isinstance(when, Series):
        return Wrong(fault=Fault.TIME, when=Refusal(fault=TimeFault.UNKNOWN_WORD, word="every"))
    moment = when if isinstance(when, Moment) else resolved(when, desk.elections)
    return Wrong(fault=Fault.TIME, when=moment) if isinstance(moment, Refusal) else moment.instant


def _needs(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    del desk
    word = words.strip().lower().rstrip(".")
    if word == "any":
        return replace(draft, need=ANY)
    if word in ("every", "all"):
        return replace(draft, need=Need(of="every"))
    if word.isascii() and word.isdecimal() and 0 < int(word) <= _MOST_NEEDED:
        need = Need(of="some", count=int(word)) if int(word) > 1 else ANY
        return replace(draft, need=need)
    return wrong(Fault.UNKNOWN_NEED, words)


def _kinds(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    del desk
    found: list[Interference] = []
    for word in _listed(words):
        small = word.lower()
        kind = KINDS.get(small) or next((one for one in Interference if one.value == small), None)
        if kind is None:
            return wrong(Fault.UNKNOWN_KIND, word, choices=tuple(KINDS))
        found.append(kind)
    return replace(draft, interference=tuple(one for one in Interference if one in found))


def _places(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    del desk
    if len(words) > LONGEST_PLACES:
        return Wrong(fault=Fault.TOO_LONG, limit=LONGEST_PLACES, of="places")
    return replace(draft, places=_listed(words))


def _elections(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    known = {one.id for one in desk.elections}
    found = tuple(dict.fromkeys(one.lower() for one in _listed(words)))
    for word in found:
        if word not in known:
            return wrong(Fault.UNKNOWN_ELECTION, word, choices=tuple(sorted(known)))
    return replace(draft, elections=found)


def _summary(draft: Draft, words: str, desk: Desk) -> Draft | Wrong:
    """Take a summary and its own label, which must be looser than that of the whole text."""
    read = read_text(Text.of(words), known=desk.names.directory.known)
    if read.kind is not Kind.LABEL or read.label is None or read.restrictions != UNRESTRICTED:
        return wrong(Fault.SUMMARY_LABEL)
    text = Text.of(words).without(read.cut).plain.strip()
    if not text or not stricter_than(draft.label, read.label):
        return wrong(Fault.SUMMARY_LABEL)
    return replace(draft, summary=text, summary_label=read.label)


_READERS: Final = {
    "asked": _asked,
    "until": _until,
    "needs": _needs,
    "kinds": _kinds,
    "places": _places,
    "elections": _elections,
    "summary": _summary,
}


def _listed(words: str) -> tuple[str, ...]:
    said = (one.strip().rstrip(".") for one in _SPLIT.split(words))
    return tuple(dict.fromkeys(one for one in said if one))
