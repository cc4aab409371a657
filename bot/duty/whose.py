"""Whose rota is meant, whom a word means there, and how a time is shown to whoever reads it."""

from collections.abc import Sequence
from datetime import datetime

from bot.calls import Answer, Call
from bot.community import replies
from bot.community.rights import account
from bot.services import Services
from policies.community.directory import Directory
from policies.community.people import Person, Role
from policies.duty.rota import Rota
from policies.times.moments import at_instant

_ON_DUTY = frozenset({Role.DUTY, Role.STEWARD, Role.DEPUTY})


def theirs(directory: Directory, person: Person | None) -> list[Rota]:
    """Return the rotas of somebody's organisation, and those in which she takes turns."""
    if person is None:
        return []
    return [
        one
        for one in directory.rotas
        if one.organisation == person.organisation or in_turn(one, person)
    ]


def in_turn(rota: Rota, person: Person) -> bool:
    """Tell whether somebody takes turns in a rota."""
    return any(person.id in layer.people for layer in rota.layers)


def may_serve(rota: Rota, person: Person | None) -> bool:
    """Tell whether somebody may be on duty by a rota: who takes turns, or is on duty by role."""
    if person is None or person.seat:
        return False
    own = rota.organisation == person.organisation and not _ON_DUTY.isdisjoint(person.roles)
    return own or in_turn(rota, person)


def chosen(services: Services, call: Call, words: Sequence[str]) -> Rota | Answer:
    """Return the rota that is meant: named alone, or the only one of the caller's."""
    mine = theirs(services.directory, call.person)
    said = replies.phrases(services, call).duty
    if words:
        named = [one for one in mine if one.id == words[0].lower()] if call.card else []
        named = named or called_so(mine, words[0], call.organisation)
        if len(words) == 1 and named:
            return named[0]
        return Answer(text=said.no_rota(), refused=True)
    if not mine:
        return Answer(text=said.no_rota(), refused=True)
    if len(mine) > 1:
        return Answer(text=said.which_rota([one.name for one in mine]))
    return mine[0]


def called_so(rotas: Sequence[Rota], word: str, organisation: str) -> list[Rota]:
    """Return the rotas that are called so, those of somebody's own organisation first."""
    named = [one for one in rotas if word.lower() == one.name]
    return sorted(named, key=lambda one: one.organisation != organisation)


def whom(services: Services, call: Call, word: str, rota: Rota) -> Person | None:
    """Return whom a mention, an id or a shown name means, if somebody else who may serve there."""
    user, name = account(word), word.removeprefix("@").casefold()
    directory = services.directory
    able = [
        one
        for one in directory.people
        if may_serve(rota, one) and one.id not in directory.locked and one is not call.person
    ]
    if user is not None:
        meant = directory.person(call.platform, call.door, call.sender.team, user)
        return meant if meant in able else None
    by_id = [one for one in able if one.id == name]
    named = by_id or [one for one in able if (one.shown_as or one.name).casefold() == name]
    return named[0] if len(named) == 1 else None


def called(services: Services, lane: str, person: Person | None, reader: Person | None) -> str:
    """Return the name of somebody for whoever reads it, "" for nobody.

    Of somebody at risk who chose no name to be shown only colleagues read one, each in private.
    """
    if person is None:
        return ""
    own = "" if reader is None else reader.organisation
    shown = services.directory.shown_person(person.id, to=own)
    return shown or services.phrases(lane).risk.somebody()


def zone_for(directory: Directory, person: Person | None, rota: Rota | None = None) -> str:
    """Return the zone in which somebody reads times: her own, else a rota's, else UTC."""
    own = "" if person is None else directory.preference(person.id).zone
    return own or (rota.zone if rota is not None else "") or "UTC"


def shown(services: Services, lane: str, instant: datetime, zone: str) -> str:
    """Return an instant as whoever reads a lane sees it, with its zone and in UTC."""
    return services.phrases(lane).times.moment(at_instant(instant, zone))
