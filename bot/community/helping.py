"""`help` and `start`: what somebody may do here, and the greeting of whoever comes."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot import lanes
from bot.calls import Answer, Call, Verb
from bot.community import inviting, postures
from bot.services import Services
from policies import names
from policies.access import may
from policies.commands import LEADS, Command, Where
from policies.phrases import Phrases
from policies.text import Text
from policies.verbs.near import near
from policies.verbs.table import BY_NAME, TABLE
from storage.store import Transaction

_ALL: Final = "all"


async def help_(tx: Transaction, services: Services, call: Call) -> Answer:
    """List what this person needs now; with "all" whatever she may do here, or one command."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    here = Where.PRIVATE if call.private else Where.ROOM
    every = [
        one
        for one in TABLE
        if one.listed
        and one.where in (here, Where.ANYWHERE)
        and may(one.who, call.person, seats=one.seats)
    ]
    asked = call.line.words[0].lower().removeprefix("/") if call.line.words else ""
    if asked not in ("", _ALL):
        return _of_one(phrases, call, asked, every)
    shown = every if asked else [one for one in every if one.daily]
    more = f"{LEADS[call.platform]}help {_ALL}" if len(shown) < len(every) else ""
    told = phrases.answers.help(_lines(phrases, call, shown), more)
    agreed = [] if asked else await postures.in_force(tx, phrases, call.organisation)
    return Answer(text=Text.of("\n".join((*agreed, told.plain))))


def _of_one(phrases: Phrases, call: Call, asked: str, every: Sequence[Command]) -> Answer:
    """Explain one command; else say that there is none, that it is another's, or where it is."""
    answers, command = phrases.answers, BY_NAME.get(asked)
    verb = names.cleaned(asked)
    if command is None:
        return Answer(text=answers.unknown(verb, near(asked, call.person)))
    if not may(command.who, call.person, seats=command.seats):
        return Answer(text=answers.not_yours(verb))
    if command.listed and command not in every:
        return Answer(text=answers.only_room() if call.private else answers.only_private())
    return Answer(text=answers.help(_lines(phrases, call, [command])))


def _lines(phrases: Phrases, call: Call, shown: Sequence[Command]) -> list[tuple[str, str]]:
    lead = LEADS[call.platform]
    return [(f"{lead}{one.usage}", one.summary(phrases.words)) for one in shown]


async def start(tx: Transaction, services: Services, call: Call) -> Answer:
    """Accept the invitation whose link was opened; else say what whoever pressed Start may do."""
    if call.line.words:
        return await inviting.accept(tx, services, call)
    tx.afterwards(lambda: services.wrote.add((call.door, call.sender.user)))
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if call.person is None:
        return Answer(text=phrases.answers.stranger(), refused=True)
    may_do = (await help_(tx, services, call)).text or Text()
    return Answer(text=Text.of(phrases.people.greeting() + "\n") + may_do)


ACTS: Final[Mapping[str, Verb]] = {"help": help_, "start": start}
"""By the names under which the commands are declared."""
