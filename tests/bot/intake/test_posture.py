"""A posture is signed by each organisation concerned, holds for its time, and is put back."""

from bot.community.changing import put
from bot.desk.showing import begin
from policies.community.people import Role
from policies.labels import Label
from storage.store import Row
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

ELECTION = """
[[election]]
id = "ke2027"
name = "Kenya"
zone = "Africa/Nairobi"
day = 2027-08-10
"""
TERMS = """
default studio TLP:AMBER
permit watch to ministry TLP:AMBER
approvers wes, rosa
deputies bo"""
SPAN = "posture declare E-1 18:00 to E+1 12:00"


async def rows(coalition: Coalition) -> list[Row]:
    found = await coalition.house.store.read(lambda tx: tx.directory.load())
    return sorted(found, key=lambda one: (one.kind, one.id))


async def declared(coalition: Coalition) -> list[Row]:
    """Declare the posture on the eve of the election and have all sign; returns the rows before."""
    await coalition.apply(COALITION + ROOMS + ELECTION)
    coalition.turn_to("2027-08-08 09:00:00")
    await coalition.house.store.write(begin)
    before = await rows(coalition)
    assert "P-1 is declared" in await coalition.typed("wes", SPAN + TERMS)
    await coalition.press("rosa", "Accept")
    return before


async def pass_to(coalition: Coalition, when: str) -> None:
    coalition.turn_to(when)
    await coalition.agenda()
    await coalition.house.take_up()
    await coalition.settle()


async def test_it_begins_and_ends_by_itself_and_what_it_changed_is_put_back_exactly(
    coalition: Coalition,
) -> None:
    before = await declared(coalition)
    directory = coalition.house.services.directory
    assert (
        "P-1: signed, from 2027-08-09 15:00 UTC to 2027-08-11 09:00 UTC"
        in await coalition.typed("ray", "posture")
    )
    await pass_to(coalition, "2027-08-09 14:59:00")
    assert await rows(coalition) == before
    await pass_to(coalition, "2027-08-09 15:00:00")
    directory = coalition.house.services.directory
    studio, bo = directory.place_by_id("studio"), directory.person_by_id("bo")
    assert studio is not None
    assert bo is not None
    assert (studio.mode, studio.default) == ("desk", Label.AMBER)
    assert Role.DEPUTY in bo.roles
    assert directory.approvers == {"wes", "rosa"}
    assert [(one.by, one.to, one.label) for one in directory.permissions] == [
        ("watch", ("ministry",), Label.AMBER)
    ]
    assert "P-1 is in force until 2027-08-11 09:00 UTC" in coalition.last("rosa")
    assert "IN FORCE" in await coalition.typed("bo", "posture")
    assert "Posture P-1 is in force until" in await coalition.typed("bo", "help")
    await coalition.pass_(61)
    assert any("Posture P-1 is in force until" in one for one in coalition.room("watchduty"))
    assert not any("Posture" in one for one in coalition.room("officeduty"))
    await pass_to(coalition, "2027-08-11 08:59:00")
    assert await rows(coalition) != before
    await pass_to(coalition, "2027-08-11 09:00:00")
    assert await rows(coalition) == before
    assert "is over" in coalition.last("rosa")
    assert "in force" not in await coalition.typed("bo", "help")
    assert (await coalition.house.store.read(lambda tx: tx.verify())).state == "intact"


async def test_without_every_signature_nothing_begins(coalition: Coalition) -> None:
    await coalition.apply(COALITION + ROOMS + ELECTION)
    coalition.turn_to("2027-08-08 16:00:00")
    before = await rows(coalition)
    await coalition.typed("wes", SPAN + TERMS)
    await pass_to(coalition, "2027-08-09 15:00:00")
    assert await rows(coalition) == before
    assert "waits for signatures" in await coalition.typed("wes", "posture")
    await pass_to(coalition, "2027-08-11 09:00:00")
    assert await rows(coalition) == before
    assert "P-1: void" in await coalition.typed("wes", "posture")


async def test_a_signature_of_somebody_who_is_no_steward_any_more_counts_no_more(
    coalition: Coalition,
) -> None:
    await declared(coalition)
    text = (COALITION + ROOMS + ELECTION).replace('roles = ["duty", "steward"]\ntelegram = 1006',
                                                  'roles = ["duty"]\ntelegram = 1006')  # fmt: skip
    await coalition.apply(text)
    await pass_to(coalition, "2027-08-09 15:00:00")
    assert coalition.house.services.directory.approvers == frozenset()
    assert "did not begin" in coalition.last("wes")


async def test_each_organisation_ends_it_at_once_and_others_do_not(coalition: Coalition) -> None:
    before = await declared(coalition)
    await pass_to(coalition, "2027-08-09 15:00:00")
    assert "nothing here that you may" in await coalition.typed("mads", "posture end P-1")
    assert "nothing here that you may" in await coalition.typed("bo", "posture end P-9")
    assert "P-1 is over" in await coalition.typed("rosa", "posture end P-1")
    assert await rows(coalition) == before
    await pass_to(coalition, "2027-08-11 09:00:00")
    assert await rows(coalition) == before


async def test_what_somebody_changes_meanwhile_stands_afterwards(coalition: Coalition) -> None:
    await declared(coalition)
    await pass_to(coalition, "2027-08-09 15:00:00")
    await coalition.typed("rosa", "mode strict", room="studio")
    house = coalition.house
    (body,) = [one.body for one in await rows(coalition) if one.id == "bo"]
    renamed = {**body, "shown_as": "B."}
    await house.store.write(lambda tx: put(tx, house.services, "person", "bo", renamed))
    await pass_to(coalition, "2027-08-11 09:00:00")
    directory = house.services.directory
    studio, bo = directory.place_by_id("studio"), directory.person_by_id("bo")
    assert studio is not None
    assert bo is not None
    assert studio.mode == "strict"
    assert (bo.shown_as, bo.roles) == ("B.", (Role.PARTNER,))


async def test_an_election_that_moves_takes_its_posture_along(coalition: Coalition) -> None:
    await declared(coalition)
    moved = ELECTION.replace("2027-08-10", "2027-08-12")
    await coalition.apply(COALITION + ROOMS + moved)
    await pass_to(coalition, "2027-08-09 15:00:00")
    assert coalition.house.services.directory.approvers == frozenset()
    await pass_to(coalition, "2027-08-11 15:00:00")
    assert coalition.house.services.directory.approvers
    await pass_to(coalition, "2027-08-13 08:59:00")
    assert coalition.house.services.directory.approvers
    await pass_to(coalition, "2027-08-13 09:00:00")
    assert not coalition.house.services.directory.approvers


BAD = [
    ("posture declare", "Please type it so"),
    (SPAN, "It has no terms"),
    ("posture declare E-1 18:00\ndefault studio TLP:AMBER", "I do not understand this"),
    ("posture declare E+1 18:00 to E-1 12:00" + TERMS, "end before it begins"),
    ("posture declare yesterday to E-1 12:00" + TERMS, "no time that I can tell"),
    ("posture declare now to 2027-12-01 12:00 UTC" + TERMS, "31 days at most"),
    (SPAN + "\ndefault studio TLP:CLEAR", "This label cannot be agreed on here"),
    (SPAN + "\ndefault studio TLP:GREEN", "This label cannot be agreed on here"),
    (SPAN + "\ndefault attic TLP:AMBER", "no such room of organisations: attic"),
    (SPAN + "\npermit moon to watch TLP:AMBER", "Nobody knows this name: moon"),
    (SPAN + "\npermit watch to moon TLP:AMBER", "Nobody knows this name: moon"),
    (SPAN + "\npermit watch to radio TLP:RED", "This label cannot be agreed on here"),
    (SPAN + "\napprovers nobody", "no such person"),
    (SPAN + "\nshare everything", "I do not understand this: share"),
    (SPAN + "\ndeputies bo" * 21, "20 terms at most"),
]


async def test_what_cannot_be_agreed_on_is_said_and_nothing_is_declared(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS + ELECTION)
    coalition.turn_to("2027-08-08 09:00:00")
    before = await rows(coalition)
    for line, told in BAD:
        assert told in await coalition.typed("wes", line), line
    assert "nothing here that you may" in await coalition.typed("bo", SPAN + TERMS)
    assert await coalition.house.store.read(lambda tx: tx.docket.count("posture")) == 0
    assert await rows(coalition) == before


async def test_what_ends_unsigned_asks_nobody_for_a_signature_any_more(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS + ELECTION)
    coalition.turn_to("2027-08-08 09:00:00")
    await coalition.typed("wes", SPAN + TERMS)
    assert "Accept" in coalition.buttons("rosa")
    await coalition.typed("wes", "posture end 1")
    assert "Accept" not in coalition.buttons("rosa")
    assert "What this was about has changed meanwhile" in "".join(coalition.told("rosa"))
