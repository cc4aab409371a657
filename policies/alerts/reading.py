"""Reading an alert as somebody writes it: the line behind `new`, or a form that was sent off.

    high TLP:AMBER to country:KE, watch not to sector:government until 18:00 Kyiv: Ballots …
    ask: Who can send an observer?
    needs: every
    kinds: information, cyber
    places: Kisumu
    summary: TLP:GREEN Trouble with ballots in the west.

Severity, label and audience stand in front in any order, on the first line; what else there is to
say stands on lines of its own at the end, each with its word before a colon. Nothing is guessed but
a severity that is left out (medium): without a label and an audience nothing is taken, and a label
is never read looser than a careful person could believe it was meant.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from policies.alerts.addressing import read_audience
from policies.alerts.alert import LONGEST_TEXT, Alert
from policies.alerts.audience import Audience
from policies.alerts.draft import Desk, Draft
from policies.alerts.faults import Fault, Wrong, wrong
from policies.alerts.heading import Heading
from policies.alerts.interference import KINDS
from policies.alerts.particulars import with_particulars, without_lines
from policies.alerts.severity import Severity
from policies.fields import Fields
from policies.labels import Label, stricter_than
from policies.readings import Kind, Reading, Restrictions, read_text
from policies.text import Text

NOBODY: Final = Audience()
_PARTICULARS: Final = ("asked", "until", "needs", "kinds", "places", "elections", "summary")
_LEADING: Final = re.compile(r"[ \t]{0,8}[:;,]{0,1}[ \t\n]{0,8}")


def read_line(line: str, desk: Desk, *, taken: str = "") -> Draft | Wrong:
    """Return the draft that a line makes; `taken` is the text of a message that it answers.

    That text stands behind what the line says itself. It has no label of its own here, but what it
    shows of a stricter one is a conflict.
    """
    body, keyed = without_lines(line.strip())
    header = Heading(body, desk)
    fault = header.read()
    if fault is not None:
        return fault
    reading = read_text(Text.of(header.left), known=desk.names.directory.known)
    everything = read_text(Text.of(body), known=desk.names.directory.known)
    label = _label(reading, beside=everything)
    if isinstance(label, Wrong):
        return label
    shown = read_text(Text.of(taken), known=desk.names.directory.known).mentioned
    if any(stricter_than(one, label) for one in shown):
        return wrong(Fault.LABELS_CONFLICT)
    said = Text.of(header.left).without(reading.cut).plain
    begins = _LEADING.match(said)
    own = said[0 if begins is None else begins.end() :].strip()
    if header.audience.empty:
        return wrong(Fault.NO_AUDIENCE)
    restrictions = _bound(reading.restrictions, header.audience)
    draft = Draft(
        severity=header.severity or Severity.MEDIUM,
        label=label,
        restrictions=restrictions,
        text="\n\n".join(one for one in (own, taken.strip()) if one),
        audience=header.audience,
        until=header.until,
    )
    return _whole(draft, keyed, desk)


def read_form(fields: Fields, desk: Desk) -> Draft | Wrong:
    """Return the draft that a form's fields make."""
    held = {name: values for name, values in fields if values}
    first = {name: values[0].strip() for name, values in held.items()}
    severity = _severity(first.get("severity", ""))
    if isinstance(severity, Wrong):
        return severity
    chosen = first.get("label", "")
    if not chosen:
        return wrong(Fault.NO_LABEL)
    if chosen not in tuple(Label):
        return wrong(Fault.LABEL_UNCLEAR, chosen)
    text = first.get("text", "")
    own = _own_label(text, Label(chosen), desk)
    if isinstance(own, Wrong):
        return own
    audience = read_audience(first.get("audience", ""), desk.names)
    if isinstance(audience, Wrong):
        return audience
    draft = Draft(
        severity=severity,
        label=Label(chosen),
        restrictions=_bound(own.restrictions, audience),
        text=Text.of(text).without(own.cut).plain.strip(),
        audience=audience,
    )
    keyed: dict[str, str] = {name: ", ".join(held[name]) for name in _PARTICULARS if name in held}
    if "summary" in keyed and "summary_label" in first:
        keyed["summary"] = f"{first['summary_label']} {keyed['summary']}"
    return _whole(draft, keyed, desk)


def fields_of(alert: Alert) -> Fields:
    """Return what a form holds that makes the same alert once more."""
    meant = alert.audience
    named = (
        *(("everybody",) if meant.everybody else ()),
        *(f"bridge:{one}" for one in meant.bridges),
        *meant.organisations,
        *(f"@{one}" for one in meant.people),
        *meant.tags,
    )
    left_out = ", ".join(alert.restrictions.not_to)
    audience = f"to {', '.join(named)}" + (f"; not to {left_out}" if left_out else "")
    need = {"any": "", "every": "every", "some": str(alert.need.count)}[alert.need.of]
    until = "" if alert.until is None else f"{alert.until:%Y-%m-%d %H:%M} UTC"
    words = {kind: word for word, kind in KINDS.items()}
    chatham = "TLP:EX:CHR " if alert.restrictions.chatham else ""
    held: dict[str, tuple[str, ...]] = {
        "text": (f"{alert.label.value} {chatham}{alert.text}" if chatham else alert.text,),
        "severity": (alert.severity.value,),
        "label": (alert.label.value,),
        "audience": (audience,),
        "asked": (alert.asked,),
        "needs": (need,),
        "until": (until,),
        "kinds": tuple(words[one] for one in alert.interference),
        "places": (", ".join(alert.places),),
        "elections": (", ".join(alert.elections),),
        "summary": (alert.summary,),
        "summary_label": ("" if alert.summary_label is None else alert.summary_label.value,),
    }
    return tuple((name, values) for name, values in held.items() if any(values))


def _label(reading: Reading, *, beside: Reading) -> Label | Wrong:
    """Return the label of a text; what the whole line shows besides makes it doubtful."""
    match reading.kind:
        case Kind.NONE:
            return wrong(Fault.LABEL_UNCLEAR if beside.mentioned else Fault.NO_LABEL)
        case Kind.SUSPICIOUS:
            return wrong(Fault.LABEL_UNCLEAR)
        case Kind.CONFLICT:
            return wrong(Fault.LABELS_CONFLICT)
        case Kind.LABEL:
            if reading.label is None or not beside.mentioned <= reading.mentioned:
                return wrong(Fault.LABELS_CONFLICT)
            return reading.label


def _own_label(text: str, chosen: Label, desk: Desk) -> Reading | Wrong:
    """Return how a text reads that a form gives a label to; another one in it is a conflict."""
    own = read_text(Text.of(text), known=desk.names.directory.known)
    if own.kind is Kind.NONE or (own.kind is Kind.LABEL and own.label is chosen):
        return own
    stricter = any(stricter_than(one, chosen) for one in own.mentioned)
    if own.kind is Kind.SUSPICIOUS and own.mere_mention and not stricter:
        return own
    if own.kind is Kind.SUSPICIOUS and not own.mentioned:
        return wrong(Fault.LABEL_UNCLEAR)
    return wrong(Fault.LABELS_CONFLICT)


def _bound(restrictions: Restrictions, audience: Audience) -> Restrictions:
    """Return the restrictions that every copy shows: also whom the audience leaves out by name."""
    names = tuple(dict.fromkeys((*restrictions.not_to, *audience.not_to)))
    return replace(restrictions, not_to=names)


def _whole(draft: Draft, said: Mapping[str, str], desk: Desk) -> Draft | Wrong:
    """Return a draft with what else was said of it, where it can be an alert."""
    audience = draft.audience
    if not draft.text:
        return wrong(Fault.NO_TEXT)
    if len(draft.text) > LONGEST_TEXT:
        return Wrong(fault=Fault.TOO_LONG, limit=LONGEST_TEXT)
    if draft.label is Label.RED and replace(audience, people=(), not_to=()) != NOBODY:
        return wrong(Fault.RED_TO_MANY)
    return with_particulars(draft, said, desk)


def _severity(word: str) -> Severity | Wrong:
    if not word:
        return Severity.MEDIUM
    if word.lower() not in tuple(Severity):
        return wrong(Fault.UNKNOWN_SEVERITY, word)
    return Severity(word.lower())
