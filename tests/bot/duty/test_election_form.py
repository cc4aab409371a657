"""`election add` alone: a form in Slack, steps in Telegram, and each error in its own field."""

import pytest

from handlers.incoming import Room, Sender, Typed
from policies.forms import FORMS
from policies.times.elections import Election
from tests.bot.coalition import Coalition

MOLDOVA = {
    "id": "md2027",
    "name": "Moldova votes",
    "day": "2027-10-03",
    "zone": "Chisinau",
}
KEPT = Election(id="md2027", name="Moldova votes", zone="Europe/Chisinau", day="2027-10-03")


def known(coalition: Coalition) -> dict[str, Election]:
    return {one.id: one for one in coalition.house.services.directory.elections}


async def wrong(coalition: Coalition, person: str, **fields: str) -> tuple[str, str] | None:
    """Return what a door is told of the form before it is taken."""
    door, user = coalition.account(person)
    held = FORMS["election"].holding({name: [value] for name, value in fields.items()})
    return await coalition.house.inbox.wrong(
        door.name,
        Typed(
            event=f"view:{fields}", room=Room(channel=f"D{user}"), number="", fields=held,
            written=coalition.now, sender=Sender(user=user), line="/election add", private=True,
        ),
    )  # fmt: skip


FIELDS = [
    ({"id": "Moldova 2027"}, "id", "small letters, digits, dots and hyphens"),
    ({"id": "KE2027"}, "id", 'There is a "ke2027" already'),
    ({"day": "3 October"}, "day", "write it as 2027-08-10"),
    ({"day": "2027-02-30"}, "day", "write it as 2027-08-10"),
    ({"zone": "Chisinauu"}, "zone", "Chisinau"),
    ({"zone": "EST"}, "zone", "EST"),
    ({"last": "2027-10-02"}, "last", "from the first day on"),
    ({"last": "2028-10-02"}, "last", "from the first day on"),
    ({"polls": "evening"}, "polls", "evening"),
    ({"polls": "20:00-07:00"}, "polls", "open before they close"),
    ({"places": "Moldova"}, "places", "country:KE"),
    ({"name": "Moldova\x07votes"}, "name", "one line"),
]


@pytest.mark.parametrize(("fields", "name", "told"), FIELDS)
async def test_what_the_form_means_wrongly_stands_in_its_field(
    rota: Coalition, fields: dict[str, str], name: str, told: str
) -> None:
    found = await wrong(rota, "stan", **(MOLDOVA | fields))
    assert found is not None
    assert (found[0], told in found[1]) == (name, True), found
    assert set(known(rota)) == {"ke2027"}


async def test_the_form_of_a_modal_is_read_as_the_line_is(rota: Coalition) -> None:
    more = {"polls": "07:00-21:00", "places": "country:MD, region:gagauzia", "last": "2027-10-04"}
    assert await wrong(rota, "stan", **MOLDOVA, **more) is None
    assert "md2027" not in known(rota), "it was only tried"
    filled = [(name, [value]) for name, value in (MOLDOVA | more).items()]
    told = await rota.typed("stan", "/election add", fields=filled)
    assert told.startswith("Kept:\nmd2027: Moldova votes")
    line = "election add md2028 2027-10-03 to 2027-10-04 zone Chisinau polls 07:00-21:00 "
    await rota.typed("stan", line + "places country:MD region:gagauzia name Moldova votes")
    one, other = (known(rota)[name] for name in ("md2027", "md2028"))
    assert one.places == ("country:MD", "region:gagauzia")
    assert {**vars_of(one), "id": ""} == {**vars_of(other), "id": ""}


def vars_of(one: Election) -> dict[str, object]:
    return {name: getattr(one, name) for name in Election.__slots__}


async def test_it_is_asked_for_step_by_step_and_each_step_is_checked(rota: Coalition) -> None:
    assert "New election: Short name" in await rota.typed("wes", "/election add")
    asked = await rota.typed("wes", "ke2027")
    assert asked.startswith('There is a "ke2027" already')
    assert "New election: Short name" in asked
    await rota.typed("wes", "md2027")
    await rota.typed("wes", "Moldova votes")
    assert "write it as 2027-08-10" in await rota.typed("wes", "3 October")
    await rota.typed("wes", "2027-10-03")
    assert "I know no zone" in await rota.typed("wes", "Atlantis")
    shown = await rota.typed("wes", "Chisinau")
    assert "Short name: md2027" in shown
    await rota.press("wes", "Last day")
    assert "from the first day on" in await rota.typed("wes", "2027-10-01")
    assert "Last day" not in await rota.press("wes", "Leave it out")
    assert (await rota.press("wes", "Go on")).startswith("Kept:\nmd2027: Moldova votes")
    assert known(rota)["md2027"] == KEPT


@pytest.mark.parametrize("person", ["ann", "bo"])
async def test_no_form_opens_for_whoever_may_not_add_one(rota: Coalition, person: str) -> None:
    told = await rota.typed(person, "election add")
    assert "nothing here that you may do this to" in told
    door, user = rota.account(person)
    line = Typed(
        event="opened", room=Room(channel=f"D{user}"), number="", written=rota.now,
        sender=Sender(user=user), line="/election add", private=True,
    )  # fmt: skip
    assert await rota.house.inbox.begun(door.name, line) is None
    assert await rota.house.inbox.begun(
        rota.account("stan")[0].name,
        Typed(
            event="opened", room=Room(channel="DU0STAN"), number="", written=rota.now,
            sender=Sender(user="U0STAN"), line="/election add", private=True,
        ),
    ) == ()  # fmt: skip
