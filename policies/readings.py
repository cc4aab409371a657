"""What a text says about its own label (docs/labels.md, "Reading a label").

One rule stands above all others: doubt may only tighten.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from policies.attempts import Attempt, attempts, escaped_attempts, without_addresses
from policies.disguises import Folded, fold
from policies.headers import Found, restrictions_after, span_to_cut, stands
from policies.labels import Label, stricter_than
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

_TRACE: Final = re.compile(
    r"(?i)t[\s._*/|\\-]{0,3}[l1|][\s._*/|\\-]{0,3}p|amber[ \t]{0,3}\+|%[0-9a-f]{2}|&[#\w]|\\[ux]"
)
"""What every attempt at a label shows at least; a text without it needs no second look."""
_BARE: Final = re.compile(r"(?i)(?<![\w:-])amber[ \t]{0,3}\+[ \t]{0,3}strict(?!\w)")
_SENTENCE_END: Final = re.compile(r"[.!\n]")
_HESITATION: Final = re.compile(
    r"(?i)\?|\b(?:maybe|perhaps|probably|confirm|unsure|not sure|should (?:this|it|we)|i think|"
    r"i guess|or not)\b"
)
_SENTENCE: Final = 400
_BINDS_FROM_A_QUOTE: Final = frozenset({Label.RED, Label.AMBER_STRICT, Label.AMBER})

Known = Callable[[str], bool]


def read_text(text: Text, *, where: Where = Where.TEXT, known: Known | None = None) -> Reading:
    """Return what a text says about its label; its quote blocks count as quoted."""
    return read(text.plain, where=where, quoted=text.quoted(), known=known)


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
    if _TRACE.search(folded.plain) is None:
        return NOTHING
    return _Reader(text, folded, where, quoted, known or _tag_like).read()


def _tag_like(name: str) -> bool:
    kind, _, value = name.partition(":")
    return kind in ("country", "language", "sector", "election") and bool(value)


class _Reader:
    """The reading of one text."""

    def __init__(
        self, text: str, folded: Folded, where: Where, quoted: Sequence[Span], known: Known
    ) -> None:
        self._text = text
        self._folded = folded
        self._where = where
        self._known = known
        self._plain = without_addresses(folded.plain)
        self._quoted = _quoted_places(folded, quoted)

    def read(self) -> Reading:
        """Return the reading."""
        filename = self._where is Where.FILENAME
        plain = replace(self._folded, plain=self._plain)
        own: list[Found] = []
        theirs: list[Attempt] = []
        behind = 0
        for one in attempts(plain, filename=filename):
            if one.chatham and one.start < behind:
                continue
            if self._is_quoted(one):
                theirs.append(one)
                continue
            found = stands(self._own, one, filename=filename, known=self._known)
            behind = found.end
            own.append(found)
        broken = self._bare() or escaped_attempts(self._folded.plain) > 0
        reading = self._judge_own(own, broken=broken)
        return self._with_quotes(reading, theirs)

    @cached_property
    def _own(self) -> str:
        """Return the folded text with what is quoted blanked out."""
        plain = self._plain
        for start, end in self._quoted:
            plain = plain[:start] + re.sub(r"[^\n]", " ", plain[start:end]) + plain[end:]
        return plain

    def _is_quoted(self, one: Attempt) -> bool:
        return any(start <= one.start < end for start, end in self._quoted)

    def _bare(self) -> bool:
        """Tell whether a bare AMBER+STRICT stands where a label would."""
        found = _BARE.search(self._own)
        if found is None:
            return False
        bare = Attempt(start=found.start(), end=found.end(), label=Label.AMBER_STRICT)
        return stands(self._own, bare, filename=False, known=self._known).header

    def _judge_own(self, own: Sequence[Found], *, broken: bool) -> Reading:
        shown = {one.attempt.label or one.attempt.seen for one in own} - {None}
        mentioned = frozenset(label for label in shown if label is not None)
        if len(mentioned) > 1:
            return _doubt(Kind.CONFLICT, mentioned, "two different labels")
        if broken or any(one.attempt.label is None or one.unknown for one in own):
            return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
        if not own:
            return NOTHING
        head = next((one for one in own if one.header or one.alone), None)
        asked = next((one for one in own if one.attempt.questioned), None)
        if asked is not None and asked.attempt.label is not Label.RED:
            return _doubt(Kind.SUSPICIOUS, mentioned, "the label is followed by a question mark")
        if head is None:
            mere = not any(self._hesitates(one.attempt) for one in own)
            doubt = _doubt(
                Kind.SUSPICIOUS, mentioned, "the label stands inside a sentence; put it in front"
            )
            return replace(doubt, mere_mention=mere)
        return self._labelled(head, mentioned)

    def _labelled(self, head: Found, mentioned: frozenset[Label]) -> Reading:
        label = head.attempt.label
        warnings = []
        if not head.attempt.spelt:
            warnings.append(f"write it as {label}")
        if not head.header:
            warnings.append("the label belongs in front of the text")
        cut: tuple[Span, ...] = ()
        if self._where is not Where.FILENAME:
            start, end = span_to_cut(self._own, head)
            cut = ((self._folded.original(start), self._folded.original(end)),)
        restrictions = Restrictions(not_to=head.not_to, chatham=head.chatham)
        return Reading(
            kind=Kind.LABEL,
            label=label,
            restrictions=restrictions,
            warnings=tuple(warnings),
            mentioned=mentioned,
            cut=cut,
        )

    def _hesitates(self, one: Attempt) -> bool:
        """Tell whether the sentence around an attempt asks or hesitates."""
        plain = self._own
        first = max(0, one.start - _SENTENCE)
        before = max(
            (m.end() for m in _SENTENCE_END.finditer(plain, first, one.start)), default=first
        )
        ended = _SENTENCE_END.search(plain, one.end, one.end + _SENTENCE)
        after = one.end + _SENTENCE if ended is None else ended.start()
        return _HESITATION.search(plain, before, after) is not None

    def _with_quotes(self, own: Reading, theirs: Sequence[Attempt]) -> Reading:
        if not theirs or own.kind in (Kind.SUSPICIOUS, Kind.CONFLICT):
            return own
        labels = frozenset(one.label for one in theirs if one.label is not None)
        mentioned = own.mentioned | labels
        if own.label is not None:
            if any(stricter_than(label, own.label) for label in labels):
                return _doubt(Kind.CONFLICT, mentioned, "a stricter label is quoted")
            return replace(own, mentioned=mentioned)
        if any(one.label is None for one in theirs):
            return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
        if len(labels) > 1:
            return _doubt(Kind.CONFLICT, mentioned, "two different labels are quoted")
        (label,) = labels
        if label not in _BINDS_FROM_A_QUOTE:
            return _doubt(Kind.SUSPICIOUS, mentioned, "the only label stands in a quotation")
        found = restrictions_after(self._plain, theirs[0].end, self._known)
        if found.unknown:
            return _doubt(Kind.SUSPICIOUS, mentioned, _REMEDY)
        return Reading(
            kind=Kind.LABEL,
            label=label,
            restrictions=Restrictions(not_to=found.not_to, chatham=found.chatham),
            warnings=("the quoted label binds; put one in front",),
            mentioned=mentioned,
        )


_REMEDY: Final = "the label cannot be read for certain; begin with one such as TLP:AMBER"


def _doubt(kind: Kind, mentioned: frozenset[Label], warning: str) -> Reading:
    return Reading(kind=kind, mentioned=mentioned, warnings=(warning,))


def _quoted_places(folded: Folded, quoted: Sequence[Span]) -> list[Span]:
    """Return what is quoted, as places in the folded text."""
    spans: list[Span] = []
    at = 0
    plain = folded.plain
    if ">" in plain:
        for line in plain.splitlines(keepends=True):
            if line.lstrip().startswith(">"):
                spans.append((at, at + len(line)))
            at += len(line)
    if not quoted:
        return spans
    if folded.at is None:
        return [*spans, *quoted]
    places = {original: place for place, original in reversed(list(enumerate(folded.at)))}
    last = len(plain)
    for start, end in quoted:
        first = next((places[one] for one in range(start, end) if one in places), last)
        spans.append((first, places.get(end, last)))
    return spans
