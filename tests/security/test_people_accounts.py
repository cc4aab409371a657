"""One account of several is in other hands: it is dropped alone, and the others are let in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from policies.phrases import ENGLISH
from tests.security.phones import BO, CY, DI, EVA, PHONES, Phones, phones_in

EVA_SLACK, EVA_OTHER = "U0EVA", "U0EVAOLD"
OF_EVA = f"risk = true\ntelegram = {EVA}\n"
STRANGER = ENGLISH.answers.stranger().plain


@pytest.fixture
def begins_with() -> str:
    return PHONES.replace(OF_EVA, OF_EVA + f'slack = ["main:{EVA_SLACK}", "main:{EVA_OTHER}"]\n')


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    """Eva has three accounts."""
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


async def answer(phones: Phones, user: str, line: str = "/help") -> str:
    """Type a line; returns what is answered."""
    await phones.types(user, line)
    return phones.sent(user, "post")[-1].text


async def test_an_account_in_other_hands_is_dropped_and_the_others_are_let_in(
    phones: Phones,
) -> None:
    await phones.types(BO, "/lock eva")
    first = await answer(phones, BO, "/unlock eva")
    assert "Telegram, Slack, Slack" in first
    assert "person set eva telegram -" in first
    await phones.types(BO, "/person set eva telegram -")
    await phones.types(BO, f"/person set eva slack <@{EVA_OTHER}> -")
    assert "is let in again" in await answer(phones, DI, "/unlock eva")
    assert await answer(phones, EVA) == STRANGER
    assert await answer(phones, EVA_OTHER) == STRANGER
    assert await answer(phones, EVA_SLACK) == "1 new"


async def test_what_stands_in_a_dropped_accounts_chat_is_taken_away_and_nothing_more_comes(
    phones: Phones,
) -> None:
    await answer(phones, EVA)
    await answer(phones, EVA_SLACK)
    await phones.types(BO, "/person set eva telegram -")
    assert phones.stands(EVA) == []
    assert phones.stands(EVA_SLACK) == ["1 new"]
    posts = len(phones.sent(EVA, "post"))
    await phones.types(BO, "to @eva the courier comes at nine")
    assert len(phones.sent(EVA, "post")) == posts
    assert len(phones.sent(EVA_SLACK, "post")) == 2


async def test_all_accounts_of_a_platform_are_dropped_at_once(phones: Phones) -> None:
    await phones.types(BO, "/person set eva slack -")
    assert await answer(phones, EVA_SLACK) == STRANGER
    assert await answer(phones, EVA_OTHER) == STRANGER
    assert await answer(phones, EVA) == "1 new"


async def test_an_account_that_she_has_not_is_told_and_changes_nothing(phones: Phones) -> None:
    directory = phones.house.services.directory
    for line in ("slack U0NOBODY -", "slack U0LU -"):
        told = await answer(phones, BO, f"/person set eva {line}")
        assert told == ENGLISH.people.no_such_account().plain
    assert "person set" in await answer(phones, BO, "/person set eva telegram 77")
    assert phones.house.services.directory.people == directory.people


@pytest.mark.parametrize("who", [DI, CY, EVA])
async def test_only_who_manages_her_drops_her_account(phones: Phones, who: str) -> None:
    await phones.types(who, "/person set eva telegram -")
    await phones.house.take_up()
    found = phones.house.services.directory.person_by_id("eva")
    assert found is not None
    assert str(found.telegram) == EVA
