"""`report`: a message becomes one because somebody says so, or tells it in private or a form."""

from dataclasses import replace

from bot.calls import Answer, Asks, Call
from bot.community import replies
from bot.intake import marks, reports
from bot.intake.taking import label_of
from bot.messages import excerpts, finding, relay
from bot.services import Services
from handlers.incoming import Said
from policies.community.places import Place, PlaceKind
from policies.composites import combine
from policies.intake.reading import Seen, read_fields, read_text, words_of
from policies.intake.report import LONGEST_TEXT, Report
from policies.labels import Label, strictest
from policies.messages.message import Message
from policies.readings import Kind, Reading, together
from policies.readings import read_text as read_label
from policies.text import Text
from storage.store import Transaction


async def report(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take in what the line, the form or the message tells that it answers."""
    made = await written(tx, services, call)
    if isinstance(made, Answer):
        return made
    value, label = made
    filed = await reports.file(tx, value)
    told = replies.phrases(services, call).intake.taken(filed.number, label)
    return Answer(text=told, woken=await marks.want(tx, services, filed))


async def check(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form of a report, and file nothing."""
    made = await written(tx, services, call)
    return made if isinstance(made, Answer) else None


async def written(tx: Transaction, services: Services, call: Call) -> tuple[Report, Label] | Answer:
    """Return the report that a line, a form or a message makes, not filed yet, and its label."""
    words = replies.phrases(services, call).intake
    person = call.person
    if person is None:
        return replies.refused(services, call)
    known = await _taken_before(tx, call)
    if known:
        filed = await tx.docket.by_id(known, Report)
        if filed is not None and reports.may_see(tx, services, filed, person, call.platform):
            tx.docket.concern(filed)
            return Answer(text=words.taken_before(filed.number))
    source = await _source(tx, services, call)
    if isinstance(source, Answer):
        return source
    seen, reading, message, said = source
    if seen.wrong:
        return Answer(text=words.wrong(seen.wrong), wrong=seen.wrong)
    if not seen.text and not (said is not None and said.files):
        return Answer(asks=Asks(command="report", line="report"))
    label = _label(services, call, reading, message)
    if label is Label.RED:
        return Answer(text=words.no_red(), wrong="seen")
    if label is None:
        return Answer(text=words.doubtful_label(), wrong="seen")
    restrictions = reading.restrictions
    if message is not None:
        restrictions = together((restrictions, message.reading.restrictions))
    about = f"{call.room.channel}:{call.reply_to}" if call.place and call.reply_to else ""
    value = Report(
        text=seen.text,
        label=label,
        restrictions=restrictions,
        origin=person.organisation if message is None else message.organisation,
        room="" if call.place is None else call.place.id,
        reporter=person.id,
        door=call.door,
        user=call.sender.user,
        number=about or _typed(call),
        exercise=call.place is not None and call.place.exercise,
        place=seen.place,
        language=seen.language,
        links=seen.links,
        first_seen=seen.first_seen,
        reach=seen.reach,
        interference=seen.interference,
        files=0 if said is None else len(said.files),
        made=tx.now,
    )
    return value, label


def _too_long(services: Services, call: Call) -> Answer:
    """Refuse what somebody tells at such a length: they can say it again; a message is cut."""
    text = replies.phrases(services, call).intake.too_long(LONGEST_TEXT)
    return Answer(text=text, wrong="seen")


def _typed(call: Call) -> str:
    """Return the typed line itself as the message of a report, in a room that knows it."""
    return f"{call.room.channel}:{call.number}" if call.place is not None and call.number else ""


async def _taken_before(tx: Transaction, call: Call) -> str:
    if call.place is None or not call.reply_to:
        return ""
    return await reports.of_message(tx, call.place.id, f"{call.room.channel}:{call.reply_to}")


async def _source(
    tx: Transaction, services: Services, call: Call
) -> tuple[Seen, Reading, Message | None, Said | None] | Answer:
    """Return what is reported, its reading, and the message that it is about, where we know it."""
    found = await finding.meant(tx, services, call) if call.reply_to else None
    message = None if found is None else found.message
    if call.fields:
        seen = read_fields(call.fields, tx.now)
        own = read_label(Text.of(seen.text), known=services.directory.known)
        plain = Text.of(seen.text).without(own.cut).plain.strip()
        if len("".join(call.held("seen")).strip()) > LONGEST_TEXT:
            return _too_long(services, call)
        return replace(seen, text=plain), own, message, call.about
    if call.reply_to and call.about is not None:
        heard = relay.hear(services.directory, call.platform, call.door, call.about, shared=True)
        if heard is None:
            return replies.refused(services, call)
        parts = await excerpts.bound(tx, services.directory, call.door, call.about, heard.parts)
        seen, reading = read_text(words_of(parts), tx.now), combine(parts)
        return _with(services, call, seen, reading, tx), reading, message, call.about
    if message is not None:
        seen = read_text(words_of(message.parts), tx.now)
        return seen, message.reading, message, None
    reading = read_label(Text.of(call.line.rest), known=services.directory.known)
    plain = Text.of(call.line.rest).without(reading.cut).plain.strip()
    if len(plain) > LONGEST_TEXT:
        return _too_long(services, call)
    return read_text(plain, tx.now) if plain else Seen(text=""), reading, None, None


def _with(services: Services, call: Call, seen: Seen, reading: Reading, tx: Transaction) -> Seen:
    """Return what a message tells, with what whoever reports it adds behind the verb."""
    del reading
    own = read_label(Text.of(call.line.rest), known=services.directory.known)
    said = Text.of(call.line.rest).without(own.cut).plain.strip()
    if not said:
        return seen
    return read_text(f"{seen.text}\n{said}" if seen.text else said, tx.now)


def _label(
    services: Services, call: Call, reading: Reading, message: Message | None
) -> Label | None:
    """Return the label of a report: its own, the message's, else what its intake announces.

    Of several the strictest; None where one of them cannot be read for certain.
    """
    place = call.place if call.place is not None else _intake(services, call.organisation)
    room = place or Place(id="", platform="", account="", address="")
    own = label_of(reading, room) if reading.kind is not Kind.NONE else None
    if reading.kind is not Kind.NONE and own is None:
        return None
    typed = read_label(Text.of(call.line.rest), known=services.directory.known)
    found = [own] if own is not None else []
    if typed.kind is Kind.LABEL and typed.label is not None:
        found.append(typed.label)
    elif typed.kind is not Kind.NONE and not call.fields:
        return None
    if message is not None:
        if message.label is None:
            return None
        found.append(message.label)
    return strictest(*found) if found else label_of(reading, room)


def _intake(services: Services, organisation: str) -> Place | None:
    """Return the first intake of an organisation: what it announces holds for what comes in."""
    return next(
        (
            one
            for one in services.directory.places
            if one.kind is PlaceKind.INTAKE and organisation in one.organisations
        ),
        None,
    )
