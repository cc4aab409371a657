"""Invitations: one use each, for a few days, bound to an organisation and what one may do there."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import granting, guessing, invited, replies
from bot.community.changing import Unsound, put
from bot.community.remembered import REMOVED, read_directory
from bot.community.rights import (
    WEIGHTY,
    account,
    free_id,
    has_account,
    manages,
    may_tag,
    names_deputies,
    operator,
    row,
    with_roles,
)
from bot.services import Services
from policies.buttons import Button
from policies.community.codes import LONG, made, read
from policies.community.people import Person, Role
from policies.community.risk import at_risk
from policies.community.tables import TAG, is_name
from storage.store import Notice, Transaction

INVITATION: Final = "invitation"
"""The kind of the affair, and of the card."""
LIVES: Final = timedelta(days=7)
_USAGE: Final = "invite me | <name> [as role,…] [tag…] [@account] [for organisation]"
_PLAIN: Final = (Role.PARTNER,)
_MYSELF: Final = "me"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whoever accepts becomes this person; its code is not kept, only what it is looked up by.

    `person` is the id of somebody who is in the directory already: who has no account yet, or asked
    for another one of her own; "" for a new one. `grants` are roles that a second person agrees to
    afterwards. `user` is the one account that may accept.
    """

    organisation: str
    by: str
    ends: datetime
    person: str = ""
    name: str = field(default="", repr=False)
    roles: tuple[Role, ...] = _PLAIN
    grants: tuple[Role, ...] = ()
    tags: tuple[str, ...] = ()
    door: str = ""
    user: str = field(default="", repr=False)


class _Wrong(ValueError):
    """The line cannot be read."""


async def invite(tx: Transaction, services: Services, call: Call) -> Answer:
    """Make an invitation, and hand it to whoever asked, or to the account that was named."""
    people = replies.phrases(services, call).people
    try:
        invitation = _asked(tx, services, call)
    except _Wrong:
        return replies.usage(services, call, _USAGE)
    directory = services.directory
    if not _may_invite(services, call, invitation):
        return replies.refused(services, call)
    known = directory.person_by_id(invitation.person)
    if known is not None and known.id == invitation.by:
        invitation = replace(invitation, grants=())
    elif known is not None and has_account(known):
        # Whoever could give others an account of hers would read and act as her.
        return Answer(text=people.only_herself(known.id))
    elif known is not None:
        given = {*invitation.grants, *known.roles} & WEIGHTY
        invitation = replace(invitation, grants=tuple(one for one in Role if one in given))
    if invitation.grants and _nobody_yet(services, invitation.organisation):
        first = tuple(one for one in Role if one in {*invitation.roles, *invitation.grants})
        invitation = replace(invitation, roles=first, grants=())
    if invitation.grants:
        asked = Person(id="", organisation=invitation.organisation, name=invitation.name)
        wish = granting.of_roles(tx, invitation.by, asked, invitation.grants)
        if not granting.seconds(directory, wish):
            return Answer(text=people.no_second())
    invitation_id = tx.new_id()
    ends = invitation.ends
    if invitation.user:
        tx.affairs.put(INVITATION, invitation_id, invitation, ends=ends)
        woken = await cards.show(
            tx,
            INVITATION,
            door=invitation.door,
            user=invitation.user,
            key=(invitation_id,),
            about=(invitation_id,),
        )
        return Answer(text=people.invited(invitation.name), woken=woken)
    code = made(secrets.randbelow, LONG)
    tx.affairs.put(INVITATION, invitation_id, invitation, ends=ends, key=(code,))
    link = next((one for door in services.doors if (one := services.invitation(door, code))), "")
    told = people.invitation(invitation.name, code, link, ends)
    return Answer(text=told, picture="" if at_risk(directory, call.person) else link)


def _may_invite(services: Services, call: Call, invitation: Invitation) -> bool:
    """Tell whether the caller may: for another account of their own everybody, others by right."""
    directory, me, whose = services.directory, call.person, invitation.organisation
    if directory.organisation(whose) is None:
        return False
    if me is not None and invitation.person == me.id:
        return True
    if not manages(me, whose) or not may_tag(directory, me, whose, invitation.tags):
        return False
    if Role.DEPUTY in invitation.roles and not names_deputies(me):
        return False
    return Role.OPERATOR not in invitation.grants or operator(me)


async def accept(tx: Transaction, services: Services, call: Call) -> Answer:
    """Make whoever typed a code, or pressed the button of an invitation, the invited person."""
    phrases = replies.phrases(services, call)
    found = await _found(tx, services, call)
    if found is None:
        await guessing.wrong(tx, call)
        return Answer(text=phrases.joining.no_such_code(), refused=True)
    invitation_id, invitation = found
    directory = await read_directory(tx)
    person = directory.person_by_id(invitation.person) if invitation.person else None
    if person is None:
        rows = await tx.directory.load()
        taken = {one.id.removeprefix("person ") for one in rows if one.kind == REMOVED}
        taken |= {one.id for one in directory.people}
        taken |= {one.id for one in directory.organisations}
        person = Person(
            id=free_id(invitation.name, taken),
            organisation=invitation.organisation,
            name=invitation.name,
            roles=invitation.roles,
            tags=invitation.tags,
        )
    elif invitation.by != person.id:
        if has_account(person):
            return Answer(text=phrases.people.has_an_account())
        person = with_roles(person, _PLAIN, invitation.grants)
    linked = _linked(person, call)
    if linked is None or call.person is not None:
        return Answer(text=phrases.people.has_an_account())
    try:
        await put(tx, services, "person", linked.id, row(linked))
    except Unsound:
        return Answer(text=phrases.people.has_an_account())
    tx.affairs.remove(invitation_id)
    tx.afterwards(lambda: services.wrote.add((call.door, call.sender.user)))
    if invitation.user:
        user, key = invitation.user, (invitation_id,)
        await cards.renew(tx, INVITATION, door=invitation.door, user=user, key=key)
    woken = await invited.tell(tx, services, call, invitation.by, linked)
    if invitation.grants:
        wish = granting.of_roles(tx, invitation.by, linked, invitation.grants)
        woken += await granting.ask(tx, services, directory, wish)
    shown = directory.shown_organisation(linked.organisation)
    return Answer(text=phrases.people.joined(shown), woken=woken)


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the invitation to an account; it goes once it was used or is over."""
    invitation = await tx.affairs.get(INVITATION, notice.about[0], Invitation)
    if invitation is None or invitation.ends <= services.now():
        return None
    people = services.phrases(lanes.private(notice.door, notice.user)).people
    shown = services.directory.shown_organisation(invitation.organisation)
    button = Button(label=people.join(), line=f"accept {notice.about[0]}", style="primary")
    return Card(text=people.card(shown, invitation.ends), buttons=((button,),))


async def _found(tx: Transaction, services: Services, call: Call) -> tuple[str, Invitation] | None:
    """Return the invitation that somebody may accept now, None for whatever else was typed."""
    word = "".join(call.line.words)
    if not await guessing.may_guess(tx, call):
        return None
    code = read(word)
    found = None if code is None else await tx.affairs.find(INVITATION, (code,), Invitation)
    if found is None and len(call.line.words) == 1:
        bound = await tx.affairs.get(INVITATION, word, Invitation)
        theirs = bound is not None and (bound.door, bound.user) == (call.door, call.sender.user)
        found = (word, bound) if bound is not None and theirs else None
    if found is None or found[1].ends <= tx.now:
        return None
    # What somebody promised who may promise it no more is worth nothing.
    directory, (_, invitation) = services.directory, found
    if not directory.locked.isdisjoint((invitation.by, invitation.person)):
        return None
    by = directory.person_by_id(invitation.by)
    herself = by is not None and by.id == invitation.person
    return found if herself or manages(by, invitation.organisation) else None


def _linked(person: Person, call: Call) -> Person | None:
    """Return the person with the caller's account; None where there is one on this platform."""
    user, account_name = call.sender.user, call.door.partition(".")[2]
    if call.platform == "telegram":
        taken = person.telegram is not None or not user.isdecimal()
        return None if taken else replace(person, telegram=int(user))
    if any(bound in ("", account_name) for bound, _ in person.slack):
        return None
    return replace(person, slack=(*person.slack, (account_name, user)))


def _asked(tx: Transaction, services: Services, call: Call) -> Invitation:
    """Return what a line asks for; raises _Wrong."""
    words = list(call.line.words)
    organisation = _after(words, "for") or call.organisation
    roles = _roles(_after(words, "as"))
    tags = tuple(one for one in words if TAG.fullmatch(one))
    users = [one for one in words if account(one)]
    name = " ".join(one for one in words if one not in tags and one not in users)
    if not name or len(users) > 1:
        raise _Wrong
    known = services.directory.person_by_id(name.removeprefix("@").lower())
    if name.lower() == _MYSELF:
        known = call.person
    there = known is not None and known.organisation == organisation
    plain = tuple(one for one in roles if one not in WEIGHTY)
    return Invitation(
        organisation=organisation,
        by="" if call.person is None else call.person.id,
        ends=tx.now + LIVES,
        person=known.id if known is not None and there else "",
        name=known.name if known is not None and there else _sound(name),
        roles=plain or _PLAIN,
        grants=tuple(one for one in roles if one in WEIGHTY),
        tags=tags,
        door=call.door if users else "",
        user=account(users[0]) or "" if users else "",
    )


def _sound(name: str) -> str:
    """Return a name that the directory can hold; raises _Wrong."""
    if not is_name(name):
        raise _Wrong
    return name


def _after(words: list[str], key: str) -> str:
    """Take a key and the word behind it out of a line; returns that word, "" without."""
    if key not in words[1:]:
        return ""
    at = words.index(key, 1)
    value = words[at + 1] if at + 1 < len(words) else ""
    del words[at : at + 2]
    if not value:
        raise _Wrong
    return value


def _roles(written: str) -> Sequence[Role]:
    try:
        return [Role(one) for one in written.lower().split(",")] if written else _PLAIN
    except ValueError:
        raise _Wrong from None


def _nobody_yet(services: Services, organisation: str) -> bool:
    """Tell whether an organisation has neither people nor rooms: there is nothing to take over."""
    directory = services.directory
    return not any(one.organisation == organisation for one in directory.people) and not any(
        organisation in one.organisations for one in directory.places
    )
