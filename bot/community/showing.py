"""The cards about who is in a room, written from what is true when they are sent."""

from bot import lanes
from bot.cards import Card
from bot.community import rooms
from bot.services import Services
from policies import names
from policies.buttons import Button
from policies.community.directory import Directory
from policies.community.places import Place
from policies.community.presence import Member, Presence, Standing
from policies.sharing.audiences import linked_accounts, reckoned, unjudged
from storage.store import Notice, Transaction

_MOST_NAMES = 20


async def paused(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the line in a room into which sharing is paused; it names nobody."""
    presence = await tx.members.of(notice.about[0])
    if presence is None or presence.pause is None:
        return None
    return Card(text=services.phrases(notice.place).rooms.paused())


async def goes_on(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the one line where sharing goes on."""
    del tx
    return Card(text=services.phrases(notice.place).rooms.goes_on(int(notice.about[1])))


async def who(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the card to a steward or deputy: who came, and three buttons."""
    name, lowered = notice.about
    presence = await tx.members.of(name)
    place = services.directory.place_by_id(name)
    if place is None or presence is None or presence.pause is None:
        return None
    if str(presence.lowered) != lowered:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user)).rooms
    text = phrases.who_came(
        place.id,
        presence.pause,
        unjudged(services.directory, place, presence),
        outsiders(services, place.id, presence),
    )
    buttons = (
        Button(
            label=phrases.ours(),
            line=f"ours {headcount(services, place, presence)}",
            style="primary",
        ),
        Button(label=phrases.guest(), line="guest"),
        Button(label=phrases.remove(), line="expel", style="danger"),
    )
    # What was lost is mended at the platform first.
    return Card(text=text, buttons=(buttons,) if rooms.mended_in(place, presence) else ())


def headcount(services: Services, place: Place, presence: Presence) -> int:
    """Return how many people are there by all that is known: who vouches, vouches for so many."""
    if presence.count is not None:
        return presence.count
    there = reckoned(services.directory, place, presence)
    return there.linked + there.vouched + there.outsiders


def outsiders(services: Services, name: str, presence: Presence) -> list[str]:
    """Return what a room's platform calls those whom nobody knows, as far as it names them."""
    place = services.directory.place_by_id(name)
    if place is None:
        return []
    known = linked_accounts(services.directory, place, presence)
    strangers = [one for one in presence.of(Standing.OUTSIDER) if one.user not in known]
    found = [_name(services.directory, place, one) for one in strangers]
    return [name for name in found if name][:_MOST_NAMES]


def _name(directory: Directory, place: Place, member: Member) -> str:
    """Return what an account is called: of somebody who is locked out, the name that they chose."""
    whose = directory.account(place.platform, place.door, member.team, member.user)
    if whose is not None:
        return directory.shown_person(whose.id)
    return names.cleaned(member.name)
