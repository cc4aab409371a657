"""`held`: what waits, listed for its authors and for those who answer for their organisation."""

from datetime import timedelta
from typing import Final

from bot import lanes
from bot.calls import Answer, Call
from bot.messages.asking import COLLEAGUES_AFTER
from bot.services import Services
from bot.sharing import holds
from bot.sharing.asking import for_colleague, questions, short
from bot.sharing.holds import Hold
from policies.access import Who, may
from policies.buttons import Rows
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.phrases import Phrases
from policies.sharing.answering import MOST
from policies.text import Text
from storage.store import Transaction

_LEAST_SHORT: Final = 4


async def held(tx: Transaction, services: Services, call: Call) -> Answer:
    """List what waits that a person may see, or open one of it with a button for each answer."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    person = call.person
    if person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    seen = await _seen_by(tx, person)
    if not call.line.words:
        if not seen:
            return Answer(text=phrases.holding.nothing_waits())
        lines = [_line(services, phrases, one, person, tx) for one in seen[:MOST]]
        return Answer(text=phrases.holding.listed(lines))
    wanted = call.line.words[0].lower()
    found = [one for one in seen if one.message.id.startswith(wanted)]
    if len(wanted) < _LEAST_SHORT or len(found) != 1:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    return await _opened(tx, services, phrases, found[0], person)


async def _seen_by(tx: Transaction, person: Person) -> list[Hold]:
    """Return what waits of one's own, and of one's organisation.

    Those who answer for it see all of that; a colleague what she may answer, after two minutes.
    """
    theirs = may(Who.DUTY, person)
    return [
        one
        for one in await holds.of_organisation(tx, person.organisation)
        if theirs or one.message.author.person == person.id or _ripe(tx, one, person)
    ]


def _ripe(tx: Transaction, one: Hold, person: Person) -> bool:
    """Tell whether any colleague may answer now: nobody else has, for two minutes."""
    ripe = tx.now >= one.message.written + COLLEAGUES_AFTER
    return ripe and not person.seat and for_colleague(one, person)


def _line(services: Services, phrases: Phrases, one: Hold, person: Person, tx: Transaction) -> Text:
    author = one.message.author
    name = phrases.holding.somebody()
    if author.person == person.id:
        name = phrases.holding.of_authors_own()
    elif author.person is not None:
        name = services.directory.shown_person(author.person, to=person.organisation) or name
    minutes = int((tx.now - one.since) / timedelta(minutes=1))
    why = phrases.holding.why(one.rule)
    return phrases.holding.line(short(one), minutes, one.message.place, name, why)


async def _opened(
    tx: Transaction, services: Services, phrases: Phrases, one: Hold, person: Person
) -> Answer:
    own = one.message.author.person == person.id
    place = services.directory.place_by_id(one.message.place)
    lines = [_line(services, phrases, one, person, tx)]
    if not at_risk(services.directory, person):
        lines += [part.text for part in one.message.parts if part.text.runs]
    rows: Rows = ()
    if place is not None and (own or for_colleague(one, person)):
        asked = await holds.with_roots(tx, [one])
        text, rows = questions(services, phrases, place, asked, None, stands=False)
        lines.append(text)
        if not own:
            rows = tuple(row for row in rows if not row[0].line.startswith("answer - "))
    elif not own:
        lines.append(phrases.holding.only_author())
    body: list[Text] = []
    for line in lines:
        body += [Text.of("\n"), line] if body else [line]
    return Answer(text=Text.join(body), buttons=rows)
