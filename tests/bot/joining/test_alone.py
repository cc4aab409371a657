"""Nobody joins rooms alone, not even two of one's own organisation."""

from tests.bot.joining.town import BO, EVA, GROUP, OTHER_GROUP, Town


async def test_two_rooms_of_one_organisation_are_linked_by_two_of_its_people(town: Town) -> None:
    await town.types(BO, GROUP, "link")
    await town.types(BO, OTHER_GROUP, f"link {town.code(BO)} TLP:AMBER")
    assert await town.presses(BO, "Accept")
    await town.looks()
    assert not await town.presses(BO, "Accept"), "his card has no button any more"
    assert town.directory.bridges == ()
    assert await town.presses(EVA, "Accept")
    await town.looks()
    (bridge,) = town.directory.bridges
    assert bridge.agreed == ("watch",)
