"""Organisations: operators add and remove them, stewards change their own."""

from dataclasses import replace
from typing import Final

from bot.calls import Answer, Call
from bot.community import granting, removing, replies
from bot.community.changing import Unsound, put
from bot.community.rights import manages, operator
from bot.custody import matters
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Organisation
from policies.community.rows import to_rows
from policies.community.tables import ID, TAG, is_name
from storage.store import Transaction

_USAGE: Final = "org list | add <id> <name> | set <id> shown_as|tags … | remove <id> [shred]"
_NONE: Final = "-"


async def org(tx: Transaction, services: Services, call: Call) -> Answer:
    """List, add, change or remove organisations."""
    words = call.line.words
    match words:
        case ("list",):
            return _listed(services, call)
        case ("add", name, *rest) if rest:
            return await _add(tx, services, call, name.lower(), " ".join(rest))
        case ("set", name, "shown_as" | "tags" as what, *rest) if rest:
            return await _set(tx, services, call, name.lower(), what, rest)
        case ("remove", name) | ("remove", name, "shred"):
            return await _remove(tx, services, call, name.lower(), shred=words[-1] == "shred")
    return replies.usage(services, call, _USAGE)


async def _add(tx: Transaction, services: Services, call: Call, name: str, shown: str) -> Answer:
    words = replies.phrases(services, call).people
    if not operator(call.person):
        return replies.refused(services, call)
    directory = services.directory
    taken = directory.organisation(name) is not None or directory.person_by_id(name) is not None
    if taken or not ID.fullmatch(name) or not is_name(shown):
        return Answer(text=words.unusable())
    await put(tx, services, "organisation", name, _row(Organisation(id=name, name=shown)))
    return Answer(text=words.added(name))


async def _set(
    tx: Transaction, services: Services, call: Call, name: str, what: str, rest: list[str]
) -> Answer:
    words = replies.phrases(services, call).people
    one = services.directory.organisation(name)
    if one is None or not manages(call.person, name):
        return replies.refused(services, call)
    if what == "shown_as":
        shown = "" if rest == [_NONE] else " ".join(rest)
        changed, sound = replace(one, shown_as=shown), not shown or is_name(shown)
    else:
        # A tag may open doors that permissions name: nobody gives one to his own organisation.
        if not operator(call.person):
            return replies.refused(services, call)
        tags = () if rest == [_NONE] else tuple(dict.fromkeys(rest))
        changed, sound = replace(one, tags=tags), all(TAG.fullmatch(tag) for tag in tags)
    if not sound:
        return Answer(text=words.unusable())
    try:
        await put(tx, services, "organisation", name, _row(changed))
    except Unsound:
        return Answer(text=words.unusable())
    return Answer(text=words.changed(name))


async def _remove(
    tx: Transaction, services: Services, call: Call, name: str, *, shred: bool
) -> Answer:
    words = replies.phrases(services, call).people
    if not operator(call.person) or services.directory.organisation(name) is None:
        return replies.refused(services, call)
    if shred and await matters.binds(tx, name):
        return Answer(text=words.bound(name), refused=True)
    if shred:
        by = "" if call.person is None else call.person.id
        wish = granting.of_shredding(tx, by, name)
        woken = await granting.ask(tx, services, services.directory, wish)
        return Answer(text=words.second_needed() if woken else words.no_second(), woken=woken)
    await removing.organisation_removed(tx, services, name)
    return Answer(text=words.removed(name))


def _listed(services: Services, call: Call) -> Answer:
    directory = services.directory
    rows = [
        (one.id, directory.shown_organisation(one.id), ", ".join((one.kind, *one.tags)))
        for one in directory.organisations
        if manages(call.person, one.id)
    ]
    return Answer(text=replies.phrases(services, call).people.people(rows))


def _row(one: Organisation) -> dict[str, object]:
    ((_, _, body),) = to_rows(Directory(organisations=(one,)))
    return body
