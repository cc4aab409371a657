"""`contacts` and `escalation`: stewards say whom alerts reach, in which order; kept where sound."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.calls import Answer, Call
from bot.community import replies
from bot.community.changing import Unsound, put, remove
from bot.community.rights import manages, operator
from bot.services import Services
from policies.community.contacts import (
    NO_TARGETS,
    Escalation,
    contacts_body,
    escalation_body,
    target_named,
)
from policies.community.directory import Directory
from policies.community.people import Organisation
from policies.community.rows import to_rows
from policies.community.stepwise import policy_written, read_policy, read_step, step_written
from policies.community.tables import ID
from policies.duty.rota import BETWEEN, id_of
from policies.text import Text
from storage.store import Transaction

_CONTACTS: Final = (
    "contacts [of <org>] list | add <whom> [for high,critical] [after 5m] | set <n> … | remove <n>"
)
_POLICIES: Final = (
    "escalation list | show <id> | add|set <id> for critical of <org>: <whom> repeat 2 every 1m; "
    "<whom> after 5m; fallback <whom>; ack 20m | remove <id>"
)


async def contacts(tx: Transaction, services: Services, call: Call) -> Answer:
    """List or change by whom an organisation is reached."""
    words, rest = list(call.line.words), call.line.rest
    whose = call.organisation
    if [word.lower() for word in words[:1]] == ["of"] and len(words) > 1:
        whose = words[1].lower()
        rest = rest.split(None, 2)[2] if len(words) > 2 else ""  # noqa: PLR2004 - of whom, and what
        words = words[2:]
    one = services.directory.organisation(whose)
    if one is None or not manages(call.person, whose):
        return replies.refused(services, call)
    steps, known = contacts_body(one.contacts), _knowing(services, whose)
    match [word.lower() for word in words[:2]]:
        case [] | ["list"]:
            return Answer(text=_listed(services, call, one))
        case ["add", _]:
            step = read_step(known, rest.split(None, 1)[1], "to")
            if step is not None:
                step = _called_here(services, whose, step, "to")
                return await _kept(tx, services, call, one, [*steps, step])
        case ["set", number] if number.isdecimal() and 0 < int(number) <= len(steps):
            # Behind the verb and the number.
            said = "".join(rest.split(None, 2)[2:])
            step = read_step(known, said, "to") if said else None
            if step is not None:
                steps[int(number) - 1] = _called_here(services, whose, step, "to")
                return await _kept(tx, services, call, one, steps)
        case ["remove", number] if number.isdecimal() and 0 < int(number) <= len(steps):
            del steps[int(number) - 1]
            return await _kept(tx, services, call, one, steps)
    return replies.usage(services, call, _CONTACTS)


async def _kept(
    tx: Transaction, services: Services, call: Call, one: Organisation, steps: list[dict[str, Any]]
) -> Answer:
    ((_, _, body),) = to_rows(Directory(organisations=(one,)))
    body = {key: value for key, value in body.items() if key != "contacts"}
    if steps:
        body["contacts"] = steps
    try:
        directory = await put(tx, services, "organisation", one.id, body)
    except Unsound as fault:
        return _unsound(services, call, fault)
    after = directory.organisation(one.id) or one
    return Answer(text=_listed(services, call, after))


def _listed(services: Services, call: Call, one: Organisation) -> Text:
    words = replies.phrases(services, call).stepping
    lines = [
        step_written(_as_called(services, one.id, body, "to"), "to")
        for body in contacts_body(one.contacts)
    ]
    return words.contacts(services.directory.shown_organisation(one.id), lines)


async def escalation(tx: Transaction, services: Services, call: Call) -> Answer:
    """List or change the policies by which alerts move on."""
    words = call.line.words
    lower = [word.lower() for word in words[:2]]
    match lower:
        case [] | ["list"]:
            return _policies(services, call)
        case ["show", name] if len(words) == 2:  # noqa: PLR2004 - what and which
            found = _named(services, call, name)
            if found is None:
                return replies.refused(services, call)
            return Answer(text=_shown(services, call, found))
        case ["add" | "set" as what, name] if len(words) > 2:  # noqa: PLR2004 - and how
            return await _written(tx, services, call, what, name)
        case ["remove", name] if len(words) == 2:  # noqa: PLR2004 - what and which
            found = _named(services, call, name)
            if found is None or not _may_change(call, found.organisations):
                return replies.refused(services, call)
            await remove(tx, services, "escalation", found.id)
            return Answer(text=replies.phrases(services, call).stepping.removed(name))
    return replies.usage(services, call, _POLICIES)


async def _written(tx: Transaction, services: Services, call: Call, what: str, name: str) -> Answer:
    before = _named(services, call, name)
    said = replies.phrases(services, call).stepping
    if what == "set" and (before is None or not _may_change(call, before.organisations)):
        return replies.refused(services, call)
    if not ID.fullmatch(name) or (what == "add" and not _may_name(services, call, name)):
        return replies.usage(services, call, _POLICIES)
    if what == "add" and before is not None:
        return Answer(text=said.taken(name))
    text = call.line.rest.split(None, 2)[2]
    # Who has a policy of this name elsewhere is nobody's to learn.
    taken = {one.id for one in services.directory.escalations}
    full = id_of(call.organisation, name, taken) if before is None else before.id
    own = not operator(call.person)
    known = _knowing(services, call.organisation) if own else services.directory
    body = read_policy(known, full, text)
    if body is None:
        return replies.usage(services, call, _POLICIES)
    if own:
        body = _of_its_own(services, call.organisation, body)
    theirs = tuple(body.get("organisations", ()))
    if not _may_change(call, theirs) or _pages_others(services, call, body):
        return Answer(text=said.only_own(call.organisation), refused=True)
    try:
        directory = await put(tx, services, "escalation", full, body)
    except Unsound as fault:
        return _unsound(services, call, fault)
    after = next(one for one in directory.escalations if one.id == full)
    return Answer(text=_shown(services, call, after))


def _named(services: Services, call: Call, name: str) -> Escalation | None:
    """Return the policy that a caller calls so, the own before one for all; None for others'."""
    whole = f"{call.organisation}{BETWEEN}{name}"
    seen = [one for one in services.directory.escalations if _may_see(call, one)]
    named = [one for one in seen if one.id in (name, whole)]
    return max(named, key=lambda one: len(one.id), default=None)


def _may_name(services: Services, call: Call, name: str) -> bool:
    """Tell whether a new policy may be called so, whether or not another's is."""
    whole = f"{call.organisation}{BETWEEN}{name}"
    free = all(one.id != whole or _may_see(call, one) for one in services.directory.escalations)
    return BETWEEN not in name and ID.fullmatch(whole) is not None and free


def _name(call: Call, one: Escalation) -> str:
    """Return what a caller calls a policy."""
    return one.id.removeprefix(f"{call.organisation}{BETWEEN}")


def _may_change(call: Call, organisations: tuple[str, ...]) -> bool:
    """Tell whether a policy is the caller's to change: for all, an operator's alone."""
    if operator(call.person):
        return True
    return bool(organisations) and all(manages(call.person, one) for one in organisations)


def _pages_others(services: Services, call: Call, body: Mapping[str, Any]) -> bool:
    """Tell whether a policy would page people or rooms of others, which an operator alone may."""
    if operator(call.person):
        return False
    steps = (target for step in body.get("steps", ()) for target in step.get("whom", ()))
    for target in (*steps, *body.get("fallback", ())):
        person = services.directory.person_by_id(target_named(target, "person"))
        place = services.directory.place_by_id(target_named(target, "channel"))
        if person is not None and not manages(call.person, person.organisation):
            return True
        if place is not None and call.organisation not in place.organisations:
            return True
    return False


def _may_see(call: Call, one: Escalation) -> bool:
    """Tell whether a policy concerns the caller: one for all does, and that of the own."""
    return operator(call.person) or not one.organisations or call.organisation in one.organisations


def _policies(services: Services, call: Call) -> Answer:
    rows = [
        (_name(call, one), policy_written(_policy_as_called(services, call, one)))
        for one in services.directory.escalations
        if _may_see(call, one)
    ]
    return Answer(text=replies.phrases(services, call).stepping.policies(rows))


def _shown(services: Services, call: Call, one: Escalation) -> Text:
    words = replies.phrases(services, call).stepping
    written = policy_written(_policy_as_called(services, call, one))
    return words.policies([(_name(call, one), written)])


def _knowing(services: Services, organisation: str) -> Directory:
    """Return the directory with an organisation's own rotas alone, each as it calls them."""
    own = (one for one in services.directory.rotas if one.organisation == organisation)
    return replace(services.directory, rotas=tuple(replace(one, id=one.name) for one in own))


def _called_here(
    services: Services, organisation: str, step: dict[str, Any], key: str
) -> dict[str, Any]:
    """Return a step, read of what an organisation knows, in which rotas are those it calls so.

    A name that another has for one of its own is as unknown here as one that nobody has.
    """
    own = {one.name: one.id for one in services.directory.rotas if one.organisation == organisation}

    def meant(target: str) -> str:
        name = target_named(target, "rota")
        if not name:
            return f"rota:{own[target]}" if target in own else target
        if name in own or name in own.values():
            return f"rota:{own.get(name, name)}"
        return f"rota:{organisation}{BETWEEN}{name}"

    return {**step, key: [meant(one) for one in step[key]]}


def _of_its_own(services: Services, organisation: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy in which rotas are those that an organisation calls so."""
    steps = [_called_here(services, organisation, one, "whom") for one in body.get("steps", ())]
    last = {"fallback": list(body.get("fallback", ()))}
    last = _called_here(services, organisation, last, "fallback")
    return {**body, "steps": steps, **(last if last["fallback"] else {})}


def _as_called(
    services: Services, organisation: str, body: Mapping[str, Any], key: str
) -> dict[str, Any]:
    """Return targets in which an organisation's own rotas are called as it calls them."""
    own = {
        f"rota:{one.id}": f"rota:{one.name}"
        for one in services.directory.rotas
        if one.organisation == organisation
    }
    return {**body, key: [own.get(one, one) for one in body[key]]}


def _policy_as_called(services: Services, call: Call, one: Escalation) -> dict[str, Any]:
    body = escalation_body(one)
    steps = [_as_called(services, call.organisation, each, "whom") for each in body["steps"]]
    if "fallback" in body:
        body = _as_called(services, call.organisation, body, "fallback")
    return {**body, "steps": steps}


def _unsound(services: Services, call: Call, fault: Unsound) -> Answer:
    """Return the answer to what would not be sound: table, key, reason and remedy."""
    words = replies.phrases(services, call).stepping
    _, _, reason = str(fault).rpartition("database: ")
    # Neither of rotas nor of policies is it said that another has one of the same name.
    reason = reason.replace(f"{call.organisation}{BETWEEN}", "")
    if any(f"] {key}: {NO_TARGETS}" in reason for key in ("to", "whom")):
        return Answer(text=words.no_targets())
    return Answer(text=words.unsound(reason))
