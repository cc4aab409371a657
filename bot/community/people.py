"""Who somebody is, what may be changed of people, and how they leave."""

from dataclasses import replace
from typing import Final

from bot import lanes, reaching
from bot.calls import Answer, Call
from bot.community import granting, removing, replies, wiping
from bot.community.changing import Unsound, put
from bot.community.rights import (
    WEIGHTY,
    account,
    manages,
    may_tag,
    meant,
    names_deputies,
    operator,
    row,
    with_roles,
)
from bot.services import Services
from policies.access import may
from policies.buttons import Button
from policies.community.people import Person, Role
from policies.community.tables import TAG, is_name
from policies.verbs.table import TABLE
from storage.store import Transaction

_SET: Final = "person list | person set <person> shown_as|roles|tags|telegram|slack …"
_NONE: Final = "-"


async def whoami(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show what is known of the caller."""
    del tx
    words, person = replies.phrases(services, call).people, call.person
    if person is None:
        return replies.refused(services, call)
    accounts = [f"Slack ({bound or 'every workspace'}) {user}" for bound, user in person.slack]
    accounts += [] if person.telegram is None else [f"Telegram {person.telegram}"]
    verbs = [one.name for one in TABLE if one.listed and may(one.who, person, seats=one.seats)]
    values = (
        services.directory.shown_organisation(person.organisation),
        services.directory.shown_person(person.id, to=person.organisation),
        ", ".join(person.roles),
        ", ".join(person.tags),
        "; ".join(accounts),
        ", ".join(verbs),
    )
    return Answer(text=words.whoami(zip(words.headings(), values, strict=True)))


async def leave(tx: Transaction, services: Services, call: Call) -> Answer:
    """Ask, and then end the caller's own access."""
    words = replies.phrases(services, call).people
    if call.person is None:
        return replies.refused(services, call)
    if call.line.words != ("yes",):
        button = Button(label=words.leave_button(), line="leave yes", style="danger")
        return Answer(text=words.leave(), buttons=((button,),))
    await removing.person_removed(tx, services, call.person.id)
    return Answer(text=words.left())


async def remove(tx: Transaction, services: Services, call: Call) -> Answer:
    """End somebody's access."""
    if len(call.line.words) != 1:
        return replies.usage(services, call, "remove <person>")
    person = meant(services.directory, call, call.line.words[0])
    if person is None:
        return replies.refused(services, call)
    await removing.person_removed(tx, services, person.id)
    return Answer(text=replies.phrases(services, call).people.removed(person.id))


async def person(tx: Transaction, services: Services, call: Call) -> Answer:
    """List the people whom the caller manages, or change one of them."""
    words = call.line.words
    if words == ("list",):
        return _listed(services, call)
    if len(words) < 4 or words[0] != "set":  # noqa: PLR2004 - set, whom, what, and how
        return replies.usage(services, call, _SET)
    who = meant(services.directory, call, words[1])
    if who is None:
        return replies.refused(services, call)
    match words[2]:
        case "shown_as":
            shown = "" if words[3:] == (_NONE,) else " ".join(words[3:])
            sound = not shown or is_name(shown)
            return await _put(tx, services, call, replace(who, shown_as=shown), sound=sound)
        case "tags":
            tags = () if words[3:] == (_NONE,) else tuple(dict.fromkeys(words[3:]))
            sound = all(TAG.fullmatch(one) for one in tags)
            if not may_tag(services.directory, call.person, who.organisation, tags):
                return replies.refused(services, call)
            return await _put(tx, services, call, replace(who, tags=tags), sound=sound)
        case "roles":
            return await _roles(tx, services, call, who, ",".join(words[3:]))
        case "telegram" | "slack":
            return await _dropped(tx, services, call, who)
    return replies.usage(services, call, _SET)


async def _roles(
    tx: Transaction, services: Services, call: Call, who: Person, written: str
) -> Answer:
    """Give somebody these roles; for the weighty ones a second person is asked."""
    words = replies.phrases(services, call).people
    try:
        wanted = {Role(one) for one in written.lower().split(",") if one}
    except ValueError:
        return replies.usage(services, call, _SET)
    more = wanted - set(who.roles)
    if Role.OPERATOR in wanted ^ set(who.roles) and not operator(call.person):
        return replies.refused(services, call)
    if Role.DEPUTY in more and not names_deputies(call.person):
        return replies.refused(services, call)
    weighty = tuple(one for one in Role if one in more & WEIGHTY)
    changed = with_roles(who, more - WEIGHTY, set(who.roles) - wanted)
    by = "" if call.person is None else call.person.id
    wish = granting.of_roles(tx, by, who, weighty)
    woken: list[str] = []
    if weighty:
        woken = await granting.ask(tx, services, services.directory, wish)
        if not woken:
            return Answer(text=words.no_second())
    answer = await _put(tx, services, call, changed)
    told = words.second_needed() if weighty else answer.text
    return Answer(text=told, woken=woken)


async def _dropped(tx: Transaction, services: Services, call: Call, who: Person) -> Answer:
    """Have an account be nobody's any more, and what we sent to it taken away."""
    platform, *which = call.line.words[2:]
    if which == [_NONE] and platform == "telegram":
        left = replace(who, telegram=None)
    elif which == [_NONE]:
        left = replace(who, slack=())
    elif platform == "slack" and which[1:] == [_NONE]:
        user = account(which[0]) or which[0]
        left = replace(who, slack=tuple(one for one in who.slack if one[1] != user))
    else:
        return replies.usage(services, call, _SET)
    if left == who:
        return Answer(text=replies.phrases(services, call).people.no_such_account())
    answer = await _put(tx, services, call, left)
    gone = set(reaching.accounts(services, who)) - set(reaching.accounts(services, left))
    theirs = [lane for one in gone for lane in lanes.alone(*one)]
    for lane in theirs:
        await wiping.everything(tx, lane)
    return replace(answer, woken=theirs)


async def _put(
    tx: Transaction, services: Services, call: Call, changed: Person, *, sound: bool = True
) -> Answer:
    words = replies.phrases(services, call).people
    try:
        if sound:
            await put(tx, services, "person", changed.id, row(changed))
            return Answer(text=words.changed(changed.id))
    except Unsound:
        pass
    return Answer(text=words.unusable())


def _listed(services: Services, call: Call) -> Answer:
    directory = services.directory
    theirs = [one for one in directory.people if manages(call.person, one.organisation)]
    rows = [
        (one.id, directory.shown_person(one.id, to=one.organisation), ", ".join(one.roles))
        for one in theirs
    ]
    return Answer(text=replies.phrases(services, call).people.people(rows))
