"""`recall`: every copy is withdrawn or replaced, and whoever asked is told what became of them."""

from bot import lanes
from bot.calls import Answer, Call
from bot.messages import bodies
from bot.messages.finding import meant
from bot.services import Services
from bot.sharing import reports
from bot.sharing.bringing import has_words, home, standing, withdraw
from policies.audit import AuditKind
from policies.labels import Label
from policies.messages.message import Message
from policies.phrases import ENGLISH
from policies.sharing.relabelling import may_recall
from storage.store import Record, Transaction


async def recall(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take a message back everywhere; an organisation that must keep records keeps one."""
    answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
    found = await meant(tx, services, call)
    if found is None or not may_recall(standing(call, found.message), call.person):
        return Answer(text=answers.not_allowed(), refused=True)
    message = found.message
    if message.withdrawn:
        return Answer(woken=await reports.tell(tx, call, message, reports.RECALLED))
    keepers = await _leave_records(tx, services, message)
    woken = await reports.tell(tx, call, message, reports.RECALLED, keepers)
    tx.audit.add(
        AuditKind.RECALLED,
        organisation=message.organisation,
        message=message.id,
        by="" if call.person is None else call.person.id,
    )
    return Answer(woken=woken | await withdraw(tx, services, found.stored))


async def _leave_records(tx: Transaction, services: Services, message: Message) -> tuple[str, ...]:
    """Leave a sealed record to each organisation that has a copy and must keep such."""
    directory = services.directory
    keepers: dict[str, None] = {}
    if message.label is Label.RED:
        # Its people had it, their organisations never: a record would give it to them.
        return ()
    for place in await tx.copies.places(message.id):
        room = directory.place_by_id(place)
        door, user = lanes.person_of(place) or ("", "")
        person = directory.person(services.doors.get(door, ""), door, "", user)
        theirs = () if person is None else (person.organisation,)
        for name in theirs if room is None else room.organisations:
            one = directory.organisation(name)
            if one is not None and one.keeps_records and name != message.organisation:
                keepers[name] = None
    if not has_words(message):
        return ()
    for name in keepers:
        tx.records.leave(name, message.id, _record(tx, services, message))
        tx.audit.add(AuditKind.RECORD, organisation=name, message=message.id)
    return tuple(keepers)


def _record(tx: Transaction, services: Services, message: Message) -> Record:
    directory = services.directory
    named = not message.reading.restrictions.chatham
    author = message.author
    who = author.name if author.person is None else directory.shown_person(author.person)
    view = bodies.View(directory, message, home(services, message))
    files = [ENGLISH.file(one.name) for one in message.files]
    return Record(
        label=reports.label_of(message),
        organisation=directory.shown_organisation(message.organisation) if named else "",
        author=who if named else "",
        text="\n".join([bodies.body(view, (), ENGLISH).plain, *files]),
        written=message.written,
        recalled=tx.now,
    )
