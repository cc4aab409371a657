"""`standing`: what an organisation lets others have for good, until a day or until taken back."""

from datetime import date
from typing import Any, Final

from bot import lanes
from bot.calls import Answer, Call
from bot.community import changing
from bot.community.remembered import REMOVED
from bot.services import Services
from policies.access import Who, may
from policies.community.people import Person, Role
from policies.labels import Label
from policies.sharing.permissions import until
from storage.store import Transaction

_KIND: Final = "permission"
_USAGE: Final = "standing add organisation country:KE TLP:AMBER until 2026-12-01"


async def standing(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show what the caller's organisation permits, or change it."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    person = call.person
    if person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    words = call.line.words
    rows = await _rows(tx, person.organisation)
    if not words:
        shown = [_shown(services, call, tx.now.date(), number, row) for number, row in rows.items()]
        return Answer(text=phrases.permitting.standing(shown))
    if not _speaks_for(person):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if words[0].lower() == "remove" and len(words) == 2 and words[1] in rows:  # noqa: PLR2004 - a verb and a number
        await changing.remove(tx, services, _KIND, words[1])
        return Answer(text=phrases.permitting.standing_changed())
    if words[0].lower() != "add":
        return Answer(text=phrases.answers.usage(_USAGE))
    return await _add(tx, services, call, person, words[1:])


def _speaks_for(person: Person) -> bool:
    releaser = Role.RELEASER in person.roles and not person.seat
    return releaser or may(Who.STEWARD, person)


async def _add(
    tx: Transaction, services: Services, call: Call, person: Person, words: tuple[str, ...]
) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    small = [one.lower() for one in words]
    at = small.index("until") if "until" in small else len(words)
    *names, written = words[:at] or ("",)
    known = [one.strip(",").lstrip("@") for one in names]
    try:
        label = Label(written.upper())
    except ValueError:
        return Answer(text=phrases.answers.usage(_USAGE))
    if not known or label is Label.RED:
        return Answer(text=phrases.answers.usage(_USAGE))
    for name in known:
        if not services.directory.known(name):
            return Answer(text=phrases.permitting.unknown_name(name[:64]))
    body: dict[str, Any] = {"by": person.organisation, "to": known, "label": label.value}
    if at < len(words):
        try:
            until(words[at + 1 :], tx.now)
            body["until"] = date.fromisoformat(" ".join(words[at + 1 :])).isoformat()
        except ValueError:  # Unreadable is one; a standing permission ends with a day
            return Answer(text=phrases.permitting.unreadable_time())
    await changing.put(tx, services, _KIND, tx.new_id()[:8], body)
    return Answer(text=phrases.permitting.standing_changed())


async def _rows(tx: Transaction, organisation: str) -> dict[str, dict[str, Any]]:
    rows = await tx.directory.load()
    gone = {row.id for row in rows if row.kind == REMOVED}
    return {
        row.id: row.body
        for row in rows
        if row.kind == _KIND
        and row.body.get("by") == organisation
        and f"{_KIND} {row.id}" not in gone
    }


def _shown(
    services: Services, call: Call, today: date, number: str, row: dict[str, Any]
) -> tuple[str, str, str, str]:
    permitting = services.phrases(lanes.private(call.door, call.sender.user)).permitting
    end = row.get("until")
    last = "" if end is None else permitting.until_day(end, over=date.fromisoformat(end) < today)
    return number, ", ".join(row["to"]), row["label"], last
