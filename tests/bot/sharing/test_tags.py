"""A tag means organisations in their rooms, and people of others in private."""

import pytest

from tests.bot.sharing.conftest import ANN, BO, DESK, DI, GROUP, STREET, VE, VENDOR, Street

HERON = "heron-4711 is in danger"
KIM, LU, RISK = "1004", "1005", "1006"
PEOPLE = f"""
[[organisation]]
id = "elsewhere"
name = "Elsewhere"
[[organisation]]
id = "kenya"
name = "Kenya Desk"
tags = ["country:KE"]
[[person]]
id = "kim"
organisation = "elsewhere"
name = "Kim"
tags = ["country:KE"]
telegram = {KIM}
[[person]]
id = "lu"
organisation = "elsewhere"
name = "Lu"
telegram = {LU}
[[person]]
id = "rio"
organisation = "elsewhere"
name = "Rio"
tags = ["country:KE"]
risk = true
telegram = {RISK}
"""
TAGGED = (
    STREET.replace(f"telegram = {BO}\n", f'telegram = {BO}\ntags = ["country:KE"]\n').replace(
        f"telegram = {VE}\n", f'telegram = {VE}\ntags = ["country:KE"]\n'
    )
    + PEOPLE
)
FAR = "-1001000000004"
ANOTHER_BRIDGE = f"""
[[channel]]
id = "far"
platform = "telegram"
address = {FAR}
organisation = "kenya"
members = 2
[[bridge]]
id = "far"
channels = ["desk", "far"]
ceiling = "TLP:AMBER"
agreed = ["institute", "kenya"]
"""


@pytest.fixture
async def tagged(street: Street) -> Street:
    await street.apply(TAGGED)
    return street


def copies(street: Street, user: str) -> list[str]:
    return [one for one in street.told(user) if HERON in one]


async def test_people_of_other_organisations_have_it_in_private_and_the_answer_counts_them(
    tagged: Street,
) -> None:
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(ANN, f"permit {digits} to country:KE")
    (copy,) = copies(tagged, KIM)
    assert "(by permission of its source)" in copy
    assert "country:KE means 1 organisation in its rooms, 2 people of others in private." in (
        tagged.last(ANN)
    )
    assert len(copies(tagged, VE)) == 1
    assert tagged.in_room(VENDOR) == []
    for other in (LU, DI, RISK):
        assert copies(tagged, other) == []
        assert tagged.told(RISK) == []


async def test_who_reads_it_in_a_room_has_it_there_alone(tagged: Street) -> None:
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(ANN, f"permit {digits} to country:KE")
    assert len(tagged.in_room(GROUP)) == 1
    assert copies(tagged, BO) == []


async def test_above_the_ceiling_of_the_bridge_people_have_it_in_private(tagged: Street) -> None:
    low = TAGGED.replace('ceiling = "TLP:AMBER+STRICT"', 'ceiling = "TLP:GREEN"')
    await tagged.apply(low + ANOTHER_BRIDGE)
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(ANN, f"permit {digits} to country:KE")
    assert tagged.in_room(GROUP) == []
    assert len(tagged.in_room(FAR)) == 1
    assert len(copies(tagged, BO)) == 1


async def test_it_ends_with_the_permission_and_with_the_tag(tagged: Street) -> None:
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(ANN, f"permit {digits} to country:KE until 2027-01-01")
    assert len(copies(tagged, KIM)) == 1
    await tagged.apply(
        TAGGED.replace(f'tags = ["country:KE"]\ntelegram = {KIM}', f"telegram = {KIM}")
    )
    await tagged.house.deliver()
    assert copies(tagged, KIM) == []
    assert len(copies(tagged, VE)) == 1
    await tagged.pass_(86_400 * 60)
    assert copies(tagged, VE) == []


async def test_a_wall_keeps_it_from_them_and_out_of_the_count(tagged: Street) -> None:
    wall = '[[wall]]\norganisation = "institute"\nnot_to = ["elsewhere"]\n'
    await tagged.apply(TAGGED + wall)
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(ANN, f"permit {digits} to country:KE")
    assert copies(tagged, KIM) == []
    assert "1 person of another in private" in tagged.last(ANN)


async def test_the_request_says_whom_a_tag_means_before_it_is_answered(tagged: Street) -> None:
    digits = await tagged.say(DESK, f"TLP:AMBER {HERON}", ANN)
    await tagged.type_(BO, f"request {digits} for country:KE")
    assert "country:KE means 1 organisation in its rooms" in tagged.last(ANN)
    assert copies(tagged, KIM) == []
    await tagged.press(ANN, "Permit")
    assert len(copies(tagged, KIM)) == 1
