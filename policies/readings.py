"""What a text says about its own label (docs/labels.md, "Reading a label").

One rule stands above all others: doubt may only tighten.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from policies.attempts import TRACE, Attempt, attempts
from policies.disguises import Folded, fold
from policies.escapes import hides_an_attempt
from policies.headers import Found, in_a_name, span_to_cut, stands
from policies.labels import Label, stricter_than
from policies.plainly import label_in_front
from policies.quoting import quoted_places, with_plain_mentions, without_quotes
from policies.restrictions import Following, Known, restrictions_after
from policies.sentences import hesitates, is_a_machine_tag
from policies.text import Span, Text


class Kind(StrEnum):
    """The four readings."""

    LABEL = "label"
    NONE = "none"
    SUSPICIOUS = "suspicious"
    CONFLICT = "conflict"


class Where(StrEnum):
    """Where the text stood."""

    TEXT = "text"
    CAPTION = "caption"
    FILENAME = "filename"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """What the source adds to the label: `not_to` holds directory ids and tags."""

    not_to: tuple[str, ...] = ()
    chatham: bool = False

    def words(self) -> tuple[str, ...]:
        """Return the restrictions as they are written behind a label, one entry each."""
        chatham = ("TLP:EX:CHR",) if self.chatham else ()
        return chatham + tuple(f"not to {name}" for name in self.not_to)


UNRESTRICTED: Final = Restrictions()


def together(several: Iterable[Restrictions]) -> Restrictions:
    """Return every restriction there is, each once: all bind."""
    all_ = list(several)
    names = dict.fromkeys(name for one in all_ for name in one.not_to)
    return Restrictions(not_to=tuple(names), chatham=any(one.chatham for one in all_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read. `label` is set only where `kind` is LABEL.

    `mentioned` holds every label that the text shows anywhere; `mere_mention` is true where the
    only doubt is a label mentioned in a sentence that is no question; `cut` are the spans that a
    copy leaves out of the author's text (the label with what would be left empty).
    """

    kind: Kind
    label: Label | None = None
    restrictions: Restrictions = UNRESTRICTED
    warnings: tuple[str, ...] = ()
    mentioned: frozenset[Label] = frozenset()
    mere_mention: bool = False
    cut: tuple[Span, ...] = ()


NOTHING = Reading(kind=Kind.NONE)

_BARE: Final = re.compile(r"(?i)(?<![\w:-])amber[ \t]{0,3}\+[ \t]{0,3}strict(?!\w)")
_URL: Final = re.compile(r"(?i)\b(?:https?|ftp)://[^\s<>]{1,2048}|\bwww\.[^\s<>]{1,2048}")
_BINDS_FROM_A_QUOTE: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})
_OVERRIDE: Final = "\N{RIGHT-TO-LEFT OVERRIDE}"
_ALONE: Final = {label: frozenset({label}) for label in Label}
_REMEDY: Final = "the label cannot be read for certain; begin with one such as TLP:AMBER"


def read_text(text: Text, *, where: Where = Where.TEXT, known: Known | None = None) -> Reading:
    """Return what a text says about its label.

    Its quote blocks count as quoted, and whoever is mentioned in front of the label, by whatever
    name, as decoration.
    """
    quoted = text.quoted()
    reading = read(text.plain, where=where, quoted=quoted, known=known)
    if reading.kind is not Kind.SUSPICIOUS:
        return reading
    plain = with_plain_mentions(text)
    if plain is None:
        return reading
    again = read(plain, where=where, quoted=quoted, known=known)
    sound = again.kind is Kind.LABEL and again.mentioned == reading.mentioned
    return again if sound else reading


def read(
    text: str,
    *,
    where: Where = Where.TEXT,
    quoted: Sequence[Span] = (),
    known: Known | None = None,
) -> Reading:
    """Return what `text` says about its label.

    `quoted` are the spans of quote blocks; lines that begin with `>` are quoted too. `known` tells
    whether an id or tag is defined; without it a tag of the directory's four kinds is taken for
    known, and nothing else.
    """
    folded = fold(text)
    overridden = not text.isascii() and _OVERRIDE in text
    doubtful = overridden or quoted or where is Where.FILENAME
    plainly = None if doubtful else label_in_front(folded)
    if plainly is not None:
        label, cut = plainly
        return Reading(kind=Kind.LABEL, label=label, mentioned=_ALONE[label], cut=(cut,))
    if TRACE.search(folded.plain) is None and not overridden:
        return NOTHING
    return read_closely(folded, where=where, quoted=quoted, known=known)


def read_closely(
    folded: Folded, *, where: Where, quoted: Sequence[Span], known: Known | None
) -> Reading:
    """Return the reading of a text the long way, which needs none of the short ones."""
    return _Reader(folded, where, quoted, known or _tag_like).read()


def _tag_like(name: str) -> bool:
    kind, _, value = name.partition(":")
    return kind in ("country", "language", "sector", "election") and bool(value)


def _without_addresses(plain: str) -> str:
    """Return the text with each URL as one long word without meaning: they are not read."""
    if "://" not in plain and "www." not in plain.lower():
        return plain
    return _URL.sub(lambda found: "u" * len(found[0]), plain)


class _Reader:
    """The reading of one text."""

    def __init__(self, folded: Folded, where: Where, quoted: Sequence[Span], known: Known) -> None:
        self._folded = Folded(_without_addresses(folded.plain), folded.text, folded.at)
        self._filename = where is Where.FILENAME
        self._known = known
        self._quoted = quoted_places(folded, quoted)
        plain = self._folded.plain
        self._own = without_quotes(plain, self._quoted) if self._quoted else plain
        self._front = len(self._own) - len(self._own.lstrip())

    def read(self) -> Reading:
        """Return the reading."""
        own: list[Found] = []
        theirs: list[Attempt] = []
        behind = 0
        spans = iter(self._quoted)
        quote = next(spans, None)
        for one in attempts(self._folded, filename=self._filename):
            if one.start < behind:
                continue  # TLP:EX:CHR behind a label is its restriction
            while quote is not None and quote[1] <= one.start:
                quote = next(spans, None)
            if quote is not None and quote[0] <= one.start:
                theirs.append(one)
                continue
            found = self._stands(one, behind)
            behind = found.end
            if found.placed or not is_a_machine_tag(self._own, one):
                own.append(found)
        broken = self._bare() or hides_an_attempt(self._folded.plain, self._folded.text)
        reading = self._judge_own(own, broken=broken)
        return self._with_quotes(reading, theirs)

    def _stands(self, one: Attempt, behind: int) -> Found:
        if self._filename:
            return in_a_name(one)
        return stands(
            self._folded, self._own, one, front=self._front, behind=behind, known=self._known
        )

    def _bare(self) -> bool:
        """Tell whether a bare AMBER+STRICT stands where a label would."""
        found = _BARE.search(self._own) if "+" in self._own else None
        if found is None:
            return False
        return self._stands(Attempt(found.start(), found.end(), Label.AMBER_STRICT), 0).header

    def _judge_own(self, own: Sequence[Found], *, broken: bool) -> Reading:
        labels = [one.attempt.label or one.attempt.seen for one in own]
        mentioned = frozenset([label for label in labels if label is not None])
        if len(mentioned) > 1:
            return _doubt(Kind.CONFLICT, mentioned, "two different labels")
        if broken or any(one.doubtful for one in own):
            return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
        if not own:
            return NOTHING
        looser = Label.RED not in mentioned
        if looser and any(one.attempt.questioned for one in own):
            return _doubt(
                Kind.SUSPICIOUS, mentioned, "the label is followed by a question or doubt"
            )
        head = next((one for one in own if one.placed), None)
        running = [one.attempt for one in own if not one.placed]
        asked = hesitates(self._own, running, endless=head is None)
        if head is None:
            doubt = _doubt(
                Kind.SUSPICIOUS, mentioned, "the label stands inside a sentence; put it in front"
            )
            return replace(doubt, mere_mention=not asked)
        if looser and asked:
            return _doubt(Kind.SUSPICIOUS, mentioned, "a sentence asks about the label")
        return self._labelled(head, own, mentioned)

    def _labelled(self, head: Found, own: Sequence[Found], mentioned: frozenset[Label]) -> Reading:
        label = head.attempt.label
        warnings: tuple[str, ...] = ()
        if not all(one.attempt.spelt for one in own):
            warnings = (f"write it as {label}",)
        if not head.header:
            warnings = (*warnings, "the label belongs in front of the text")
        cut: tuple[Span, ...] = ()
        if not self._filename:
            start, end = span_to_cut(self._own, head)
            start, end = self._folded.original(start), self._folded.original(end)
            if self._folded.text[end - 1 : end + 1] == "\r\n":
                end += 1
            cut = ((start, end),)
        return Reading(
            kind=Kind.LABEL,
            label=label,
            restrictions=_bound([one.following for one in own]),
            warnings=warnings,
            mentioned=mentioned,
            cut=cut,
        )

    def _with_quotes(self, own: Reading, theirs: Sequence[Attempt]) -> Reading:
        if not theirs or own.kind in (Kind.SUSPICIOUS, Kind.CONFLICT):
            return own
        seen = {one.label or one.seen for one in theirs}
        labels = frozenset(label for label in seen if label is not None)
        mentioned = own.mentioned | labels
        if own.label is not None and any(stricter_than(label, own.label) for label in labels):
            return _doubt(Kind.CONFLICT, mentioned, "a stricter label is quoted")
        behind = 0
        followings = []
        for one in theirs:
            if one.start < behind:
                continue
            if one.label is None:
                return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
            followings.append(
                restrictions_after(self._folded, self._folded.plain, one.end, self._known)
            )
            behind = followings[-1].end
        if any(one.unknown for one in followings):
            return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
        bound = together((own.restrictions, _bound(followings)))
        if own.label is not None:
            return replace(own, mentioned=mentioned, restrictions=bound)
        if len(labels) > 1:
            return _doubt(Kind.CONFLICT, mentioned, "two different labels are quoted")
        (label,) = labels
        if label not in _BINDS_FROM_A_QUOTE:
            return _doubt(Kind.SUSPICIOUS, mentioned, "the only label stands in a quotation")
        return Reading(
            kind=Kind.LABEL,
            label=label,
            restrictions=bound,
            warnings=("the quoted label binds; put one in front",),
            mentioned=mentioned,
        )


def _doubt(kind: Kind, mentioned: frozenset[Label], warning: str) -> Reading:
    return Reading(kind=kind, mentioned=mentioned, warnings=(warning,))


def _bound(followings: Sequence[Following]) -> Restrictions:
    written = [one for one in followings if one.not_to or one.chatham]
    if not written:
        return UNRESTRICTED
    return together(Restrictions(not_to=one.not_to, chatham=one.chatham) for one in written)
