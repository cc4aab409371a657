"""`exercise`: stewards enrol their own organisation for what is only practised, and nobody else.

Others are invited and join by a steward of theirs; each organisation can leave. The last one that
leaves takes the exercise away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.calls import Answer, Call
from bot.community import replies
from bot.community.changing import put, remove
from bot.community.remembered import read_directory
from bot.services import Services
from policies import names
from policies.community.directory import Directory
from policies.community.exercises import Exercise, exercise_body, exercise_without
from policies.community.tables import ID, is_name
from storage.store import Transaction

_KIND: Final = "exercise"
_INVITED: Final = "exercise-invited"
_STANDS: Final = timedelta(days=30)
_USAGE: Final = "exercise list | new ID [name] | invite ID names | join ID [rooms] | leave ID"
_WITH_ID: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An organisation that may join an exercise."""

    exercise: str
    organisation: str


async def exercise(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the exercises of the caller's organisation, or change who of it takes part."""
    words = call.line.words
    if not words or words[0].lower() == "list":
        return _listed(services, call)
    if len(words) < _WITH_ID:
        return replies.usage(services, call, _USAGE)
    name = words[1].lower()
    behind = call.line.rest.split(None, _WITH_ID)[_WITH_ID:]
    rest = behind[0] if behind else ""
    match words[0].lower():
        case "new":
            return await _new(tx, services, call, name, rest)
        case "invite" if rest:
            return await _invite(tx, services, call, name, rest)
        case "join":
            return await _join(tx, services, call, name, words[2:])
        case "leave":
            return await _leave(tx, services, call, name)
    return replies.usage(services, call, _USAGE)


def _own(directory: Directory, call: Call, name: str) -> Exercise | None:
    found = directory.exercise(name)
    return found if found is not None and call.organisation in found.organisations else None


def _listed(services: Services, call: Call) -> Answer:
    directory, somebody = services.directory, replies.phrases(services, call).risk.somebody()
    lines = [
        (
            one.id,
            names.cleaned(one.name or one.id),
            ", ".join(
                [names.organisation(directory.shown_organisation(o)) for o in one.organisations]
                + [
                    names.cleaned(directory.shown_person(who, to=call.organisation)) or somebody
                    for who in one.people
                ]
            ),
            ", ".join(one.channels),
        )
        for one in directory.exercises
        if call.organisation in one.organisations
    ]
    return Answer(text=replies.phrases(services, call).raising.exercises.listed(lines))


async def _new(tx: Transaction, services: Services, call: Call, name: str, title: str) -> Answer:
    words = replies.phrases(services, call).raising.exercises
    taken = (await read_directory(tx)).exercise(name) is not None
    if taken or not ID.fullmatch(name) or (title and not is_name(title)):
        return Answer(text=words.taken(names.cleaned(name)[:64]))
    one = Exercise(id=name, name=title, organisations=(call.organisation,))
    await put(tx, services, _KIND, name, exercise_body(one))
    return Answer(text=words.made(name, ""))


async def _invite(tx: Transaction, services: Services, call: Call, name: str, rest: str) -> Answer:
    words = replies.phrases(services, call).raising.exercises
    directory = await read_directory(tx)
    if _own(directory, call, name) is None:
        return replies.refused(services, call)
    known = {one.id for one in directory.organisations}
    asked = [one.strip().lower() for one in rest.replace(",", " ").split()]
    unknown = next((one for one in asked if one not in known), None)
    if unknown is not None:
        return Answer(text=words.unknown(names.cleaned(unknown)[:64]))
    for one in asked:
        found = await tx.affairs.find(_INVITED, (name, one), Invited)
        affair = tx.new_id() if found is None else found[0]
        value = Invited(exercise=name, organisation=one)
        tx.affairs.put(_INVITED, affair, value, ends=tx.now + _STANDS, key=(name, one))
    shown = [names.organisation(directory.shown_organisation(one)) for one in asked]
    return Answer(text=words.made(name, ", ".join(shown)))


async def _join(
    tx: Transaction, services: Services, call: Call, name: str, rooms: Sequence[str]
) -> Answer:
    words = replies.phrases(services, call).raising.exercises
    directory = await read_directory(tx)
    found = directory.exercise(name)
    invited = await tx.affairs.find(_INVITED, (name, call.organisation), Invited)
    own = _own(directory, call, name) is not None
    if found is None or (invited is None and not own):
        # The same for one that there is not and one that is not theirs to join.
        return replies.refused(services, call)
    channels = [one.strip(",").lower() for one in rooms]
    for one in channels:
        place = directory.place_by_id(one)
        theirs = place is not None and call.organisation in place.organisations
        if place is None or not theirs or not place.exercise:
            return Answer(text=words.rooms(names.cleaned(one)[:64]))
    after = replace(
        found,
        organisations=tuple(dict.fromkeys((*found.organisations, call.organisation))),
        channels=tuple(dict.fromkeys((*found.channels, *channels))),
    )
    await put(tx, services, _KIND, name, exercise_body(after))
    if invited is not None:
        tx.affairs.remove(invited[0])
    return Answer(text=words.joined(name))


async def _leave(tx: Transaction, services: Services, call: Call, name: str) -> Answer:
    """Take an organisation out, with its people and its rooms."""
    directory = await read_directory(tx)
    found = _own(directory, call, name)
    if found is None:
        return replies.refused(services, call)
    theirs = {call.organisation}
    theirs |= {one.id for one in directory.people if one.organisation == call.organisation}
    theirs |= {one.id for one in directory.places if one.organisations == (call.organisation,)}
    body = exercise_without(exercise_body(found), theirs)
    if body is None:
        await remove(tx, services, _KIND, name)
    else:
        await put(tx, services, _KIND, name, body)
    return Answer(text=replies.phrases(services, call).raising.exercises.left(name))
