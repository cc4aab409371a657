"""Whom an alert is for, as people write it: "to country:KE, watch, @bo; not to sector:government".

A list goes on only behind a comma, "&", "and" or "or": a name that stands beside another without
one is doubtful, and is asked about.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from policies.alerts.audience import Audience
from policies.alerts.faults import Fault, Wrong, wrong
from policies.community.directory import Directory
from policies.community.people import Person

EVERYBODY: Final = re.compile(r"(?i)every(?:body|one)(?![\w.:-]*\w)")
TO: Final = re.compile(r"(?i)to(?![\w-])[ \t]{0,4}:?[ \t]{0,4}")
NOT_TO: Final = re.compile(r"(?i)not[ \t]{1,4}to(?![\w-])[ \t]{0,4}:?[ \t]{0,4}")
_NAME: Final = re.compile(
    r"<@[A-Z0-9]{2,64}(?:\|[^>\n]{0,200})?>"
    r"|@?[^\W_](?:[\w.-]{0,62}\w)?(?::[A-Za-z0-9](?:[\w.-]{0,62}\w)?)?"
)
_NEXT: Final = re.compile(
    r"[ \t]{0,4}(?:[,&]|(?i:\b(?:and|or|nor)\b))[ \t]{0,4}(?i:(?:and|or|nor)\b[ \t]{1,4})?"
)
_BESIDE: Final = re.compile(r"[ \t]{0,4};[ \t]{0,4}|[ \t]{1,4}")
_BETWEEN: Final = re.compile(r"[ \t\n,;.:]{0,16}")
_MOST: Final = 100
_BRIDGE: Final = "bridge:"
_WORD: Final = re.compile(r"\S{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who can be named: the directory, and who a word with "@" means on the platform it is from."""

    directory: Directory
    person: Callable[[str], Person | None]

    def means(self, word: str) -> Audience | None:
        """Return whom one word names, None for nobody.

        An organisation by its id or the name that others see, where that is one word; a person
        with "@" or by the id; a bridge behind "bridge:"; a tag that is in use.
        """
        bare = word.casefold()
        if bare.startswith(_BRIDGE):
            name = bare.removeprefix(_BRIDGE)
            found = next((one.id for one in self.directory.bridges if one.id == name), None)
            return None if found is None else Audience(bridges=(found,))
        if word.startswith(("@", "<@")):
            return self._person(word)
        for one in self.directory.organisations:
            if bare in (one.id, (one.shown_as or one.name).casefold()):
                return Audience(organisations=(one.id,))
        if ":" in word:
            tags = {tag for one in self.directory.organisations for tag in one.tags}
            tag = next((one for one in sorted(tags) if one.casefold() == bare), None)
            return None if tag is None else Audience(tags=(tag,))
        return self._person(word) if self.directory.person_by_id(bare) is not None else None

    def _person(self, word: str) -> Audience | None:
        person = self.person(word)
        if person is None or person.id in self.directory.locked:
            return None
        return Audience(people=(person.id,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The names of a list, each as whom it names, and where the list ends."""

    named: tuple[Audience, ...]
    end: int


def listed(text: str, at: int, names: Names) -> Listed | Wrong:
    """Return the names that stand in a text from a place on; what names nobody is a fault."""
    found: list[Audience] = []
    for _ in range(_MOST):
        everybody = EVERYBODY.match(text, at)
        name = everybody or _NAME.match(text, at)
        one = Audience(everybody=True) if everybody else None
        if name is not None and one is None:
            one = names.means(name[0])
        if name is None or one is None:
            word = name or _WORD.match(text, at)
            return wrong(Fault.UNKNOWN_NAME, "" if word is None else word[0])
        found.append(one)
        at = name.end()
        following = _NEXT.match(text, at)
        if following is None or NOT_TO.match(text, following.end()):
            return _beside(text, at, names) or Listed(named=tuple(found), end=at)
        at = following.end()
    return wrong(Fault.UNKNOWN_NAME)


def _beside(text: str, at: int, names: Names) -> Wrong | None:
    """Return the doubt about a name that stands beside the last one without a comma."""
    beside = _BESIDE.match(text, at)
    name = None if beside is None else _NAME.match(text, beside.end())
    if name is None or names.means(name[0]) is None:
        return None
    return wrong(Fault.NO_COMMA, name[0])


def together(named: tuple[Audience, ...], left_out: tuple[str, ...] = ()) -> Audience:
    """Return the audience of everybody who is named, without those who are left out."""

    def every(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for each in named for one in getattr(each, name)))

    return Audience(
        everybody=any(one.everybody for one in named),
        bridges=every("bridges"),
        organisations=every("organisations"),
        people=every("people"),
        tags=every("tags"),
        not_to=left_out,
    )


def left_out(named: tuple[Audience, ...]) -> tuple[str, ...] | None:
    """Return the ids and tags that a "not to" names; None where it names what cannot be left out.

    That is everybody, or a bridge.
    """
    if any(one.everybody or one.bridges for one in named):
        return None
    ids = (name for one in named for name in (*one.organisations, *one.people, *one.tags))
    return tuple(dict.fromkeys(ids))


def read_audience(text: str, names: Names) -> Audience | Wrong:
    """Return whom a text names that says nothing else: "everybody", "to …", "not to …"."""
    named: list[Audience] = []
    without: list[str] = []
    at = _skipped(text, 0)
    while at < len(text):
        excluded = NOT_TO.match(text, at)
        to = excluded or TO.match(text, at)
        found = listed(text, at if to is None else to.end(), names)
        if isinstance(found, Wrong):
            return found
        if excluded is None:
            named += found.named
        else:
            ids = left_out(found.named)
            if ids is None:
                return wrong(Fault.UNKNOWN_NAME, text[excluded.end() : found.end])
            without += ids
        at = _skipped(text, found.end)
    audience = together(tuple(named), tuple(dict.fromkeys(without)))
    return wrong(Fault.NO_AUDIENCE) if audience.empty else audience


def _skipped(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return at if between is None else between.end()
