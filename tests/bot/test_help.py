"""`help` shows what somebody needs now, in the form in which she types it."""

import pytest

from policies.access import Who
from policies.commands import Where
from policies.verbs.table import TABLE
from tests.bot.small_house import House

DESK, GROUP = "C0DESK", "-1001000000001"


async def told(house: House, channel: str, line: str, user: str) -> str:
    await house.hear(house.typed(channel, line, "", user=user))
    await house.deliver()
    door = house.telegram if channel.startswith("-") else house.slack
    return door.standing(door.direct(user).channel)[-1]


@pytest.mark.parametrize(
    ("channel", "user", "lead"), [(DESK, "U0ANN", "/tocsin "), (GROUP, "1001", "/")]
)
async def test_the_short_list_fits_a_phone_and_says_where_the_rest_is(
    house: House, channel: str, user: str, lead: str
) -> None:
    text = await told(house, channel, "/help", user)
    lines = text.splitlines()
    assert len(lines) <= 8
    assert all(one.startswith(lead) for one in lines[1:])
    assert lines[-1] == f"{lead}help all - Show the rest."


async def test_the_whole_list_has_everything_that_she_may_and_nothing_more(house: House) -> None:
    text = await told(house, DESK, "/help all", "U0ANN")
    assert "/tocsin permit" in text
    assert "/tocsin attest" not in text, "she is no steward"
    hidden = [one.name for one in TABLE if not one.listed]
    assert not [one for one in hidden if f"/tocsin {one}" in text]


async def test_one_command_is_explained_alone_and_one_that_is_not_hers_is_not(house: House) -> None:
    assert len((await told(house, DESK, "/help recall", "U0ANN")).splitlines()) == 2
    assert "/tocsin attest" not in await told(house, DESK, "/help attest", "U0ANN")


@pytest.mark.parametrize(("channel", "user"), [(DESK, "U0ANN"), (GROUP, "1001")])
async def test_help_about_what_there_is_not_says_so_and_what_was_meant(
    house: House, channel: str, user: str
) -> None:
    assert await told(house, channel, "/help recal", user) == (
        'There is no command "recal". Did you mean "recall"? Type "help" to see what there is.'
    )
    assert await told(house, channel, "/help zzzzzz", user) == (
        'There is no command "zzzzzz". Type "help" to see what there is.'
    )


async def test_help_about_what_is_for_others_says_that_and_not_how_it_is_typed(
    house: House,
) -> None:
    assert await told(house, DESK, "/help attest", "U0ANN") == (
        '"attest" is a command for others: you may not use it. Type "help" to see what you may do.'
    )


async def test_help_in_a_room_about_what_is_typed_in_private_says_where(house: House) -> None:
    private = next(
        one.name
        for one in TABLE
        if one.where is Where.PRIVATE and one.listed and one.who in (Who.LINKED, Who.ANYONE)
    )
    assert await told(house, DESK, f"/help {private}", "U0ANN") == (
        "Please type this to me in private, not in a room."
    )
