"""Ways and languages that people choose for themselves, and what pages make of them."""

from pathlib import Path

import pytest

from bot.community import remembered
from bot.community.preferences import forget_the_gone
from bot.community.remembered import Remembered
from bot.languages.catalogues import Languages
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION
from tests.pseudo import CODE, catalogue

BO = Audience(people=("bo",))
BOTH_WAYS = COALITION.replace("telegram = 1001", 'telegram = 1001\nslack = "U0BO"')


async def doors(watched: Watched, severity: Severity = Severity.CRITICAL) -> list[str]:
    number = await watched.raised(severity=severity, audience=BO)
    return [one.door for one in await watched.coalition.reached(number)]


async def test_the_ways_that_somebody_chose_are_taken_in_their_order_by_severity(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(BOTH_WAYS)
    told = await coalition.typed("bo", "channels slack telegram")
    assert "every alert: Slack, Telegram" in told
    assert await doors(watched) == ["slack.main"]
    told = await coalition.typed("bo", "channels critical telegram")
    assert "critical: Telegram" in told
    assert await doors(watched) == ["telegram.main"]
    assert await doors(watched, Severity.HIGH) == ["slack.main"]
    await coalition.typed("bo", "channels all")
    assert coalition.house.services.directory.preference("bo").body() == {}


async def test_a_way_that_was_not_chosen_is_never_taken(watched: Watched) -> None:
    coalition = watched.coalition
    await coalition.apply(BOTH_WAYS)
    await coalition.typed("bo", "channels slack")
    await coalition.apply(COALITION)
    # The account on Slack is gone: nothing is left of what was chosen, and duty hears of it.
    number = await watched.raised(audience=BO)
    assert list(await watched.paged(number)) == ["person:nia"]
    assert "none: nothing can be sent to you" in await coalition.typed("bo", "channels")


async def test_whoever_is_called_by_name_is_called_by_the_way_that_she_chose(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(BOTH_WAYS)
    await coalition.typed("bo", "channels slack telegram")
    await coalition.typed("bo", "channels critical telegram")
    number = await watched.raised(audience=Audience(organisations=("watch",)))
    await coalition.typed("dora", f"page {number} @bo")
    found = [one.door for one in await coalition.reached(number) if one.target == "person:bo"]
    assert found == ["telegram.main"]


async def test_a_language_is_read_from_the_next_answer_on_and_after_a_restart(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "languages").mkdir()
    catalogue(tmp_path / "languages")

    class Abroad(Languages):
        @classmethod
        def shipped(cls, folder: Path = tmp_path / "languages", **chosen: object) -> Languages:
            return Languages.shipped(tmp_path / "languages", **chosen)  # type: ignore[arg-type]

    monkeypatch.setattr(remembered, "Languages", Abroad)
    coalition = watched.coalition
    await coalition.house.restart()
    assert f"There are: en, {CODE}." in await coalition.typed("bo", "language")
    english = await coalition.typed("bo", "whoami")
    await coalition.typed("bo", f"language {CODE}")
    assert await coalition.typed("bo", "whoami") != english
    assert await coalition.typed("wes", "language") == coalition.told("wes")[-1]
    assert "You read en here" in coalition.last("wes")
    await coalition.house.restart()
    assert await coalition.typed("bo", "whoami") != english
    await coalition.typed("bo", "language en")
    assert await coalition.typed("bo", "whoami") == english


async def test_who_is_removed_leaves_no_choice_behind(watched: Watched) -> None:
    coalition = watched.coalition
    await coalition.typed("bo", "quiet 22:00-07:00 Kyiv")
    assert coalition.house.services.directory.preference("bo").body() != {}
    await coalition.typed("wes", "remove bo")
    await coalition.house.take_up()
    assert coalition.house.services.directory.preferences == ()
    found = await Remembered.of(coalition.house.store)
    assert found.services.directory.preferences == ()


async def test_whom_a_file_leaves_out_leaves_no_choice_behind_for_the_next_of_that_id(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("bo", "quiet 22:00-07:00 Kyiv")
    await coalition.typed("dora", "quiet 23:00-06:00 Kyiv")
    bo = '[[person]]\nid = "bo"\norganisation = "watch"\nname = "Bo"\ntelegram = 1001\n'
    assert bo in COALITION
    await coalition.write(COALITION.replace(bo, ""))
    await coalition.house.store.write(forget_the_gone)
    await coalition.apply(COALITION)
    directory = coalition.house.services.directory
    assert directory.preference("bo").body() == {}
    assert directory.preference("dora").body() != {}


async def test_while_a_platform_is_down_the_other_way_is_taken_if_it_was_chosen_too(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(BOTH_WAYS)
    house = coalition.house
    house.services.healths = {name: door.health for name, door in house.doors.items()}
    await coalition.typed("bo", "channels telegram slack")
    house.telegram.health.state = "down"
    assert await doors(watched) == ["slack.main"]
    await coalition.typed("bo", "channels telegram")
    assert await doors(watched) == ["telegram.main"]
    await coalition.typed("bo", "channels telegram slack")
    house.telegram.health.state = "connected"
    assert await doors(watched) == ["telegram.main"]
