"""What an alert is made of: a message that somebody answers, and what it binds the alert to.

An alert made of a message is never looser than that message without its source, goes to nobody to
whom the source did not address it, and keeps the source's walls.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.calls import Call
from bot.messages.finding import meant
from bot.services import Services
from bot.sharing.bringing import has_words, standing
from handlers.incoming import Said
from policies.alerts.alert import Alert
from policies.alerts.faults import Fault, Wrong
from policies.alerts.sharing import organisations_of
from policies.labels import Label, stricter_than, strictest
from policies.messages.message import Message, PartKind
from policies.readings import UNRESTRICTED, Kind, Reading, Restrictions, read_text, together
from policies.sharing.relabelling import Standing
from policies.sharing.spreading import walls_of
from policies.text import Text
from storage.store import Transaction

_SPEAK_FOR_IT: Final = (Standing.AUTHOR, Standing.RELEASER)
_WIDE: Final = (Label.GREEN, Label.CLEAR)
_UNCERTAIN: Final = Label.AMBER
"""The loosest label of what is made of something that has none for certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A message, and what it binds whoever makes an alert of it to.

    `floor` is None for whoever may loosen it; `addressed` are the organisations beyond which it
    does not go, None where the label lets it go further; `not_to` the source's own walls. `cut` is
    how many words of the line named it.
    """

    text: str = field(repr=False)
    message: str = ""
    floor: Label | None = None
    restrictions: Restrictions = UNRESTRICTED
    addressed: tuple[str, ...] | None = None
    not_to: tuple[str, ...] = ()
    cut: int = 0


NOTHING: Final = Source(text="")


async def source_of(tx: Transaction, services: Services, call: Call) -> Source | None:
    """Return what a call makes an alert of: `NOTHING` where it answers nothing of anybody's.

    None where the caller may make none of it.
    """
    if call.held("of"):
        stored = await tx.messages.known(call.held("of")[0])
        if stored is None:
            return None
        return _of_message(services, call, stored.message)
    found = await meant(tx, services, call)
    if found is not None:
        source = _of_message(services, call, found.message)
        cut = len(call.line.words) - len(found.words)
        return None if source is None else replace(source, cut=cut)
    if call.about is not None:
        return _of_said(services, call, call.about)
    if call.held("floor"):
        return Source(text="", floor=Label(call.held("floor")[0]))
    if call.fields and call.reply_to is not None:
        # The form was begun with a message that nobody has any more: whose it was is not known.
        return Source(text="", floor=_UNCERTAIN)
    return NOTHING


async def of_before(
    tx: Transaction, services: Services, call: Call, messages: Collection[str]
) -> list[Source]:
    """Return what binds whoever writes anew what was made of these messages.

    Of one whose words are kept no more the label binds, that is TLP:AMBER at the loosest.
    """
    found = []
    for one in messages:
        stored = await tx.messages.known(one)
        source = None if stored is None else _of_message(services, call, stored.message)
        if source is None:
            label = None if stored is None else stored.message.label
            floor = _UNCERTAIN if label is None else strictest(_UNCERTAIN, label)
            source = Source(text="", message=one, floor=floor)
        found.append(source)
    return found


def hidden(source: Source) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what a form that is asked for step by step carries along of its source."""
    if source.message:
        return (("of", (source.message,)),)
    return () if source.floor is None else (("floor", (source.floor.value,)),)


def bound(services: Services, alert: Alert, source: Source) -> Alert | Wrong:
    """Return an alert as its source lets it be, or what stands against it."""
    labels = (alert.label, *(() if alert.summary_label is None else (alert.summary_label,)))
    floor = source.floor
    if floor is not None and any(stricter_than(floor, one) for one in labels):
        return Wrong(fault=Fault.LOOSER_THAN_SOURCE, label=floor)
    left_out = tuple(dict.fromkeys((*alert.audience.not_to, *source.not_to)))
    alert = replace(
        alert,
        sources=tuple(dict.fromkeys((*alert.sources, source.message)))
        if source.message
        else alert.sources,
        restrictions=together((alert.restrictions, source.restrictions)),
        audience=replace(alert.audience, not_to=left_out),
    )
    if source.addressed is None:
        return alert
    beyond = set(organisations_of(services.directory, alert)) - {*source.addressed, alert.origin}
    if beyond:
        names = tuple(services.directory.shown_organisation(one) for one in source.addressed)
        return Wrong(fault=Fault.BEYOND_SOURCE, label=floor, choices=names)
    return alert


def bound_by(services: Services, alert: Alert, sources: Iterable[Source]) -> Alert | Wrong:
    """Return an alert as all of its sources let it be, or what stands against it."""
    for one in sources:
        found = bound(services, alert, one)
        if isinstance(found, Wrong):
            return found
        alert = found
    return alert


def _of_message(services: Services, call: Call, message: Message) -> Source | None:
    if message.withdrawn or not has_words(message):
        return None
    text = "\n".join(
        part.text.without(part.reading.cut).plain.strip()
        for part in message.parts
        if part.kind is PartKind.OWN
    )
    reading = message.reading
    source = Source(text=text, message=message.id, restrictions=reading.restrictions)
    if standing(call, message) in _SPEAK_FOR_IT:
        return source
    floor = floor_of(reading, message.label)
    if floor is Label.RED:
        return None
    theirs = message.organisation != call.organisation
    addressed, not_to = limits_of(services, message)
    return replace(
        source,
        floor=floor,
        addressed=addressed if theirs and floor not in _WIDE else None,
        not_to=not_to if theirs else (),
    )


def limits_of(services: Services, message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom a message addresses with those whom its rooms are bridged to, and its walls."""
    bridges = services.directory.bridges_of(message.place)
    addressed = (message.organisation, *(one for bridge in bridges for one in bridge.agreed))
    return tuple(dict.fromkeys(addressed)), _walls(services, message.organisation)


def _of_said(services: Services, call: Call, said: Said) -> Source | None:
    """Return what is made of a message that is kept nowhere: unlabelled talk of a room."""
    directory, person = services.directory, call.person
    own = [part.text for part in said.parts if part.kind is PartKind.OWN]
    if person is None or not own:
        return None
    readings = [read_text(one, known=directory.known) for one in own]
    text = "\n".join(
        one.without(read.cut).plain.strip() for one, read in zip(own, readings, strict=True)
    )
    whole = read_text(Text.of("\n".join(one.plain for one in own)), known=directory.known)
    source = Source(text=text, restrictions=whole.restrictions)
    sender = said.sender
    author = directory.person(call.platform, call.door, sender.team, sender.user)
    if author is not None and author.id == person.id and sender.verified and not sender.bot:
        return source
    floor = floor_of(whole, whole.label)
    if floor is Label.RED:
        return None
    theirs = author is None or author.organisation != person.organisation
    room = () if call.place is None else call.place.organisations
    return replace(
        source,
        floor=floor,
        addressed=room if theirs and floor not in _WIDE else None,
        not_to=() if author is None or not theirs else _walls(services, author.organisation),
    )


def floor_of(reading: Reading, label: Label | None) -> Label:
    """Return the loosest label that whoever is not its source may give what is made of it.

    What has no certain label was shared with nobody beyond its room: TLP:AMBER at the loosest.
    """
    if label is not None and reading.kind in (Kind.LABEL, Kind.NONE):
        return label
    return strictest(_UNCERTAIN, *reading.mentioned, *(() if label is None else (label,)))


def _walls(services: Services, organisation: str) -> tuple[str, ...]:
    return tuple(sorted(walls_of(services.directory, frozenset({organisation}))))
