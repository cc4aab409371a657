"""Who is on duty is the same for whoever asks, whatever was taken, swapped or handed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.duty import handing, oncall
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.community.people import Person
from policies.community.preferences import Preference
from policies.forms import LONGEST_HANDED_ON
from tests.bot.coalition import COALITION, Coalition
from tests.bot.duty.conftest import CALENDAR


async def on_duty(rota: Coalition, instant: datetime | None = None) -> list[str]:
    """Return what pages and displays are told."""
    services = rota.house.services
    when = instant or rota.now
    found: tuple[Person, ...] = await rota.house.store.read(
        lambda tx: oncall.on_duty(tx, services, "watch", when)
    )
    return [one.id for one in found]


async def test_who_is_on_duty_is_shown_with_until_when_and_who_follows(rota: Coalition) -> None:
    told = await rota.typed("bo", "oncall")
    assert told == (
        "On duty now:\nnight: Night officer until 2026-12-01 18:00 Kyiv (16:00 UTC), then Pia"
    )
    later = await rota.typed("bo", "oncall at 2026-12-01 19:00")
    assert later.splitlines() == [
        "On duty at 2026-12-01 19:00 Kyiv (17:00 UTC):",
        "night: Pia until 2026-12-02 06:00 Kyiv (04:00 UTC), then Night officer",
    ]
    odd = await rota.typed("bo", "oncall at 2027-03-28 03:30")
    assert odd.endswith("\nThe clock leaves out 03:30 that night: it is 04:30.")
    assert await on_duty(rota) == ["dora"]
    assert await on_duty(rota, datetime(2026, 12, 1, 17, tzinfo=UTC)) == ["pia"]


async def test_whose_rota_it_is_not_learns_nothing_of_it(rota: Coalition) -> None:
    told = await rota.typed("ann", "oncall")
    assert told == "There is no rota. All who may be are on duty: Nia."
    assert "There is no such rota that is yours" in await rota.typed("ann", "take 2h night")
    assert await on_duty(rota) == ["dora"]


NOT_DONE = [
    ("oncall at 03/04 18:00", "could be read in more than one way"),
    ("oncall at 18:00 Kyvi", "Did you mean Europe/Kyiv"),
    ("oncall tomorrow", "The time of day is missing"),
    ("oncall someday", 'I do not understand "someday"'),
    ("oncall at today 06:00", "That is past"),
    ("take", "take 2h [rota]"),
    ("take 2x", 'I cannot read "2x" as a length of time'),
    ("take 1m", "That is too short: write at least 5m."),
    ("take 8d", "That is too long: write at most 7d."),
    ("take 2h evening", "There is no such rota that is yours"),
    ("swap", "swap @who"),
    ("swap nobody", "That is nobody who could be on duty there"),
    ("swap ann", "That is nobody who could be on duty there"),
    ("swap pia", "That is nobody who could be on duty there"),
    ("handoff", "You are not on duty now"),
    ("handoff dora", "You are not on duty now"),
    ("handoff dora all calm", "You are not on duty now"),
]


async def test_what_cannot_be_done_is_said_and_changes_nothing(rota: Coalition) -> None:
    for line, told in NOT_DONE:
        assert told in await rota.typed("pia", line), line
        assert await on_duty(rota) == ["dora"], line


async def test_whoever_takes_it_is_on_duty_and_the_other_is_told(rota: Coalition) -> None:
    told = await rota.typed("pia", "take 2h")
    assert told == "You are on duty for night until 2026-12-01 14:00 Kyiv (12:00 UTC)."
    assert await on_duty(rota) == ["pia"]
    assert rota.last("dora") == (
        "Your duty for night is over: Pia is on duty until 2026-12-01 14:00 Kyiv (12:00 UTC)."
    )
    await rota.pass_(2 * 3600)
    assert await on_duty(rota) == ["dora"]
    assert rota.last("dora").startswith("You are on duty for night until 2026-12-01 18:00 Kyiv")


async def test_it_is_taken_and_handed_on_by_buttons_and_a_form_too(rota: Coalition) -> None:
    await rota.typed("dora", "oncall")
    assert not any(one.startswith("take") for one in rota.buttons("dora").values())
    await rota.typed("pia", "oncall")
    told = await rota.press("pia", "Take night for 2 hours")
    assert told.startswith("You are on duty for night until 2026-12-01 14:00 Kyiv")
    assert await on_duty(rota) == ["pia"]
    form = [("whom", ["@Night Officer"]), ("summary", ["All calm,\nnobody called."])]
    assert "Night officer is on duty" in await rota.typed("pia", "handoff", fields=form)
    assert await on_duty(rota) == ["dora"]
    assert "All calm,\nnobody called.\nNo alert is open." in rota.last("dora")
    assert rota.buttons("dora")["Hand on"] == "handoff"


async def test_a_partner_who_has_no_turn_cannot_take_it(rota: Coalition) -> None:
    assert "Nothing was changed" in await rota.typed("bo", "take 2h")
    assert await on_duty(rota) == ["dora"]


async def test_whoever_comes_on_duty_is_told_at_the_hour_and_the_desk_is_shown_anew(
    rota: Coalition,
) -> None:
    await rota.pass_(6 * 3600)
    assert rota.last("pia").startswith(
        "You are on duty for night until 2026-12-02 06:00 Kyiv (04:00 UTC).\nNo alert is open."
    )
    (due,) = await rota.dues("shift")
    assert due.due == datetime(2026, 12, 2, 4, tzinfo=UTC)


async def test_after_days_away_only_who_is_on_duty_now_is_told(rota: Coalition) -> None:
    before = len(rota.told("dora")), len(rota.told("pia"))
    rota.house.pass_(3 * 86_400 + 8 * 3600)
    await rota.agenda()
    assert (len(rota.told("dora")), len(rota.told("pia"))) == (before[0], before[1] + 1)


async def test_what_is_handed_on_comes_with_the_words_and_the_open_alerts(rota: Coalition) -> None:
    await rota.raised(severity=Severity.CRITICAL, audience=Audience(organisations=("watch",)))
    await rota.raised(audience=Audience(organisations=("radio",)))
    told = await rota.typed("dora", "handoff pia Kisumu: the\nlawyer calls back at 14:00.")
    assert told == (
        "Pia is on duty for night until 2026-12-01 18:00 Kyiv (16:00 UTC), and has your words and "
        "1 open alert."
    )
    assert await on_duty(rota) == ["pia"]
    assert rota.last("pia") == (
        "You are on duty for night until 2026-12-01 18:00 Kyiv (16:00 UTC).\n"
        "Handed on by Night officer at 2026-12-01 12:00 Kyiv (10:00 UTC):\n"
        "Kisumu: the\nlawyer calls back at 14:00.\n"
        "1 alert is open:\n"
        "A-1 · CRITICAL"
    )
    assert "lawyer" in await rota.typed("dora", "oncall")
    assert "lawyer" not in await rota.typed("bo", "oncall")
    await rota.pass_(7 * 3600)
    assert "lawyer" not in await rota.typed("dora", "oncall")


async def test_a_form_hands_on_as_the_line_does(rota: Coalition) -> None:
    form = [("whom", ["pia"]), ("summary", ["Kisumu: the\nlawyer calls back at 14:00."])]
    told = await rota.typed("dora", "handoff", fields=form)
    assert told.startswith("Pia is on duty for night until")
    assert await on_duty(rota) == ["pia"]
    assert "Kisumu: the\nlawyer calls back at 14:00." in rota.last("pia")


def test_a_form_takes_as_many_words_as_a_line_hands_on() -> None:
    assert LONGEST_HANDED_ON == handing.LONGEST


NOT_HANDED = [
    ("handoff bo all calm", "That is nobody who could be on duty there"),
    ("handoff ann all calm", "That is nobody who could be on duty there"),
    ("handoff dora all calm", "That is nobody who could be on duty there"),
    ("handoff pia " + "x" * 2001, "write at most 2000 characters"),
]


async def test_it_is_handed_on_to_one_of_ones_own_alone(rota: Coalition) -> None:
    for line, told in NOT_HANDED:
        assert told in await rota.typed("dora", line), line
        assert await on_duty(rota) == ["dora"], line


async def test_two_swap_once_the_other_has_agreed(rota: Coalition) -> None:
    assert "Pia is asked" in await rota.typed("dora", "swap @pia")
    assert rota.last("pia") == (
        "Night officer asks you to swap in night: you would take 2026-12-01 12:00 Kyiv (10:00 UTC) "
        "to 2026-12-01 18:00 Kyiv (16:00 UTC), and Night officer yours, 2026-12-01 18:00 Kyiv "
        "(16:00 UTC) to 2026-12-02 06:00 Kyiv (04:00 UTC). You may answer until 2026-12-01 18:00 "
        "Kyiv (16:00 UTC)."
    )
    assert await on_duty(rota) == ["dora"]
    await rota.press("pia", "Swap")
    night = datetime(2026, 12, 1, 20, tzinfo=UTC)
    assert (await on_duty(rota), await on_duty(rota, night)) == (["pia"], ["dora"])
    assert await on_duty(rota, night + timedelta(days=1)) == ["pia"]
    assert rota.last("dora").startswith("Swapped in night: you have 2026-12-01 18:00 Kyiv")
    assert rota.last("pia").startswith("Swapped in night: you have 2026-12-01 12:00 Kyiv")


async def test_what_was_taken_for_some_hours_is_no_shift_to_swap(rota: Coalition) -> None:
    """The next shift is the rota's."""
    await rota.typed("pia", "take 2h")
    await rota.typed("dora", "swap @pia")
    assert rota.last("pia") == (
        "Night officer asks you to swap in night: you would take 2026-12-01 14:00 Kyiv (12:00 UTC) "
        "to 2026-12-01 18:00 Kyiv (16:00 UTC), and Night officer yours, 2026-12-01 18:00 Kyiv "
        "(16:00 UTC) to 2026-12-02 06:00 Kyiv (04:00 UTC). You may answer until 2026-12-01 18:00 "
        "Kyiv (16:00 UTC)."
    )


async def test_whoever_only_took_it_has_no_shift_to_swap(rota: Coalition) -> None:
    await rota.typed("wes", "take 2h")
    told = await rota.typed("dora", "swap wes")
    assert told == (
        "Wes has no shift of that rota in the next weeks. What was taken or handed on is not "
        "swapped. Nothing was asked."
    )
    assert "You have no shift of that rota" in await rota.typed("wes", "swap dora")


async def test_a_swap_that_is_declined_or_late_changes_nothing(rota: Coalition) -> None:
    await rota.typed("dora", "swap pia")
    await rota.press("pia", "Not I")
    assert "Pia does not swap in night" in rota.last("dora")
    await rota.typed("dora", "swap pia")
    await rota.typed("pia", "take 1h")
    await rota.press("pia", "Swap")
    assert any("Those shifts of night are not what they were" in one for one in rota.told("pia"))
    await rota.pass_(3600)
    assert await on_duty(rota) == ["dora"]


async def test_an_offer_that_nobody_answers_ends_and_both_are_told(rota: Coalition) -> None:
    told = await rota.typed("dora", "swap pia")
    assert "may answer until 2026-12-01 18:00 Kyiv (16:00 UTC)" in told
    await rota.pass_(6 * 3600 - 1)
    assert rota.buttons("pia") != {}
    await rota.pass_(1)
    assert any(
        "Pia has not answered in time: nothing was swapped in night." in one
        for one in rota.told("dora")
    )
    over = "The time to answer is over: nothing was swapped in night."
    assert any(one.startswith(over) for one in rota.told("pia"))
    assert not any("Swap" in one.buttons for one in rota.standing("pia").values())
    assert await on_duty(rota) == ["pia"]
    assert await rota.dues("swap-over") == []


async def test_nothing_ends_any_more_once_an_offer_is_answered(rota: Coalition) -> None:
    await rota.typed("dora", "swap pia")
    await rota.press("pia", "Not I")
    assert await rota.dues("swap-over") == []


async def test_a_button_of_an_offer_does_nothing_for_somebody_else_or_twice(
    rota: Coalition,
) -> None:
    await rota.typed("dora", "swap pia")
    line = rota.buttons("pia")["Swap"]
    (number,) = [n for n, one in rota.standing("pia").items() if "Swap" in one.buttons]
    for somebody in ("bo", "dora", "ann"):
        await rota.typed(somebody, line)
        assert await on_duty(rota) == ["dora"]
    await rota.press_below("pia", number, line)
    assert "does nothing any more" in await rota.press_below("pia", number, line)


async def test_who_is_locked_out_is_not_on_duty(rota: Coalition) -> None:
    await rota.typed("dora", "take 2h")
    services = rota.house.services
    services.directory = replace(services.directory, locked=frozenset({"dora"}))
    assert await on_duty(rota) == []
    assert "NOBODY" in await rota.typed("bo", "oncall")


async def test_times_are_shown_in_the_readers_own_zone(rota: Coalition) -> None:
    services = rota.house.services
    own = Preference(person="bo", zone="Asia/Tokyo")
    services.directory = replace(services.directory, preferences=(own,))
    assert "until 2026-12-02 01:00 Tokyo (2026-12-01 16:00 UTC)" in await rota.typed("bo", "oncall")


async def test_of_several_rotas_one_is_named(rota: Coalition) -> None:
    more = CALENDAR[CALENDAR.index("[[rota]]") :].replace('"night"', '"backup"')
    await rota.apply(COALITION + CALENDAR + more)
    assert "Name one of them at the end: night, backup." in await rota.typed("pia", "take 2h")
    assert "on duty for backup" in await rota.typed("pia", "take 2h backup")
    assert await on_duty(rota) == ["dora", "pia"]


@pytest.mark.parametrize("line", ["handoff", "handoff stan all calm", "handoff stan"])
async def test_where_there_is_no_rota_handing_on_says_that_and_what_can_be_done(
    rota: Coalition, line: str
) -> None:
    told = await rota.typed("nia", line)
    assert told == (
        "There is no rota that is yours, so there is no shift to hand on: all who have the role "
        "of duty are on duty together. A steward of yours can add a rota: rota add. To give one "
        "alert to somebody, type assign with its number and the name."
    )


async def test_handing_on_is_asked_for_step_by_step_with_those_who_could_be_on_duty(
    rota: Coalition,
) -> None:
    """On the phone as in the form: first to whom, then with which words."""
    asked = await rota.typed("dora", "/handoff")
    assert asked.startswith("Hand over: To whom")
    assert list(rota.buttons("dora")) == ["Wes", "Pia", "Cancel"]
    asked = await rota.press("dora", "Pia")
    assert asked.startswith("Hand over: What they should know")
    told = await rota.typed("dora", "Kisumu: the lawyer calls back at 14:00.")
    assert "Pia is on duty for night until 2026-12-01 18:00 Kyiv" in told
    assert await on_duty(rota) == ["pia"]
    assert "the lawyer calls back at 14:00." in rota.last("pia")
    assert not any("Hand over" in one for one in rota.told("dora"))


async def test_what_was_typed_of_it_is_not_asked_for_again(rota: Coalition) -> None:
    assert "What they should know" in await rota.typed("dora", "/handoff pia")
    await rota.typed("dora", "All calm.")
    assert await on_duty(rota) == ["pia"]


async def test_a_name_that_nobody_has_is_asked_for_again_before_the_words_are(
    rota: Coalition,
) -> None:
    await rota.typed("dora", "/handoff")
    asked = await rota.typed("dora", "somebody")
    assert asked.startswith("That is nobody who could be on duty there")
    assert "Hand over: To whom" in asked
    assert "So far: somebody" in asked
    assert "What they should know" in await rota.press("dora", "Pia")
    assert await on_duty(rota) == ["dora"]
    told = await rota.typed("dora", "All calm.")
    assert "Pia is on duty for night" in told
    assert "All calm." in rota.last("pia")
