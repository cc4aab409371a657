"""What people chose for themselves, kept in the directory's rows, and the language they read."""

from bot.community.changing import COMMAND
from bot.community.remembered import PREFERENCE, read_directory
from bot.services import Services
from policies.community.preferences import Preference, preference_of
from storage.store import Row, Transaction


async def chosen(tx: Transaction, person: str) -> Preference:
    """Return what somebody chose, by what is durable now."""
    for row in await tx.directory.load():
        if (row.kind, row.id) == (PREFERENCE, person):
            return preference_of(person, row.body)
    return Preference(person=person)


async def forget_the_gone(tx: Transaction) -> None:
    """Forget what those chose who are in the directory no more: a file took them out.

    Whoever bears such an id one day chooses for themselves.
    """
    known = {person.id for person in (await read_directory(tx)).people}
    for row in await tx.directory.load():
        if row.kind == PREFERENCE and row.id not in known:
            await tx.directory.remove(PREFERENCE, row.id)


async def choose(tx: Transaction, services: Services, preference: Preference) -> None:
    """Keep what somebody chose; whoever chose nothing has no row."""
    body = preference.body()
    if body:
        row = Row(kind=PREFERENCE, id=preference.person, origin=COMMAND, body=body)
        await tx.directory.put(row)
    else:
        await tx.directory.remove(PREFERENCE, preference.person)

    def changed() -> None:
        services.changes += 1

    tx.afterwards(changed)
