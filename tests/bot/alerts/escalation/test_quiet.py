"""Quiet hours by the recipient's own clock: what waits and what rings; nobody else waits (C6)."""

from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from tests.bot.alerts.escalation.conftest import Watched

BO = Audience(people=("bo",))


async def asleep(watched: Watched, line: str = "quiet 22:00-07:00 Kyiv") -> None:
    """Have bo choose quiet hours, and turn the clock to one in the night of Kyiv."""
    assert "Quiet hours: 22:00-07:00, Europe/Kyiv" in await watched.coalition.typed("bo", line)
    watched.coalition.turn_to("2026-12-01 23:00:00")


async def states(watched: Watched, number: int) -> dict[str, str]:
    return {one.target: one.state for one in await watched.coalition.reached(number)}


EDGES = {
    "2026-12-01 19:59:59": "waiting",
    "2026-12-01 20:00:00": "held",
    "2026-12-02 04:59:59": "held",
    "2026-12-02 05:00:00": "waiting",
}


async def test_the_window_is_half_open_on_the_recipients_own_clock(watched: Watched) -> None:
    await asleep(watched)
    for when, state in EDGES.items():
        watched.coalition.turn_to(when)
        number = await watched.raised(severity=Severity.MEDIUM, audience=BO)
        assert await states(watched, number) == {"person:bo": state}, when


PASSES = [
    (Severity.CRITICAL, "rings", True),
    (Severity.CRITICAL, "waits", True),
    (Severity.HIGH, "rings", True),
    (Severity.HIGH, "waits", False),
    (Severity.MEDIUM, "rings", False),
    (Severity.LOW, "rings", False),
]


async def test_critical_passes_and_high_passes_unless_its_reader_said_no(watched: Watched) -> None:
    await asleep(watched)
    for severity, high, rings in PASSES:
        await watched.coalition.typed("bo", f"quiet high {high}")
        number = await watched.raised(severity=severity, audience=BO)
        found = await states(watched, number)
        assert found == {"person:bo": "waiting" if rings else "held"}, (severity, high)


async def test_what_was_held_rings_at_the_end_of_the_window_where_the_alert_is_open(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    over = await watched.raised(severity=Severity.LOW, audience=BO)
    await coalition.typed("ann", f"resolve {over} handled")
    before = coalition.told("bo")
    coalition.turn_to("2026-12-02 04:59:59")
    await coalition.agenda()
    assert coalition.told("bo") == before
    await coalition.pass_(2)
    assert (await states(watched, number))["person:bo"] == "sent"
    assert sum("Ballots are missing" in one for one in coalition.told("bo")) == 1
    assert (await states(watched, over))["person:bo"] == "withdrawn"


async def test_a_held_page_delays_nobody_else(watched: Watched) -> None:
    coalition = watched.coalition
    assert "Quiet hours:" in await coalition.typed("dora", "quiet 22:00-07:00 Kyiv")
    coalition.turn_to("2026-12-01 23:00:00")
    number = await watched.raised(severity=Severity.MEDIUM)
    assert (await states(watched, number))["channel:group"] == "waiting"
    await coalition.pass_(15 * 60 + 1)
    assert (await states(watched, number))["person:dora"] == "held"
    await coalition.pass_(15 * 60 + 1)
    assert (await states(watched, number))["person:wes"] == "sent"
    await coalition.pass_(15 * 60 + 1)
    assert (await watched.alert(number)).value.state is State.UNANSWERED


async def test_a_worse_severity_lets_it_go_at_once(watched: Watched) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.MEDIUM, audience=BO)
    await coalition.typed("ann", f"severity {number} critical")
    assert (await states(watched, number))["person:bo"] == "sent"
    assert await coalition.dues("quiet-end") == []


async def test_whose_organisation_has_acknowledged_is_not_woken_in_the_morning(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    await coalition.typed("wes", f"ack {number}")
    coalition.turn_to("2026-12-02 05:00:01")
    await coalition.agenda()
    assert not any("Ballots are missing" in one for one in coalition.told("bo"))


async def test_whoever_ends_the_quiet_has_what_waited_now(watched: Watched) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    assert "You have no quiet hours" in await coalition.typed("bo", "quiet off")
    await coalition.agenda()
    assert (await states(watched, number))["person:bo"] == "sent"


async def test_another_zone_moves_the_hours_with_it(watched: Watched) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    assert "Pacific/Auckland" in await coalition.typed("bo", "zone Auckland")
    await coalition.agenda()
    # It is noon there: what waited rings.
    assert (await states(watched, number))["person:bo"] == "sent"
    assert "22:00-07:00, Pacific/Auckland" in await coalition.typed("bo", "quiet")


async def test_a_restart_at_night_forgets_nothing_of_it(watched: Watched) -> None:
    coalition = watched.coalition
    await asleep(watched)
    number = await watched.raised(severity=Severity.LOW, audience=BO)
    await coalition.house.restart()
    coalition.turn_to("2026-12-02 05:00:01")
    await coalition.agenda()
    assert (await states(watched, number))["person:bo"] == "sent"


NOT_UNDERSTOOD = [
    ("quiet", "You have no quiet hours"),
    ("quiet 22:00-07:00", "By which clock?"),
    ("quiet 25:00-07:00 Kyiv", "25:00"),
    ("quiet 22:00-22:00 Kyiv", "22:00-22:00"),
    ("quiet 22:00-07:00 EST", "EST"),
    ("quiet 22:00-07:00 Nowhere", "Nowhere"),
    ("quiet always", "always"),
    ("channels", "every alert: Telegram"),
    ("channels slack", "You have no way slack. Yours are: Telegram"),
    ("zone", "the clock of UTC"),
    ("zone EST", "EST"),
    ("zone Nowhere", "Nowhere"),
    ("language", "You read en here"),
    ("language tlh", "Nobody has translated this into tlh yet"),
]


async def test_what_is_not_understood_changes_nothing_and_says_what_to_type(
    watched: Watched,
) -> None:
    for line, words in NOT_UNDERSTOOD:
        assert words in await watched.coalition.typed("bo", line), line
    preference = watched.coalition.house.services.directory.preference("bo")
    assert preference.body() == {}


async def test_whoever_pages_somebody_who_sleeps_is_told_that_nothing_rings(
    watched: Watched,
) -> None:
    """Nobody is to believe that somebody knows of it who does not."""
    coalition = watched.coalition
    await coalition.typed("dora", "quiet 00:00-23:59 Kyiv")
    await coalition.typed("dora", "quiet high waits")
    number = await watched.raised(severity=Severity.HIGH)
    asleep = "Night officer has quiet hours now, and gets A-1 when they end"
    assert (await coalition.typed("wes", f"page {number} @dora")).startswith(asleep)
    assert (await coalition.typed("wes", f"assign {number} @dora")).startswith(asleep)
    await coalition.typed("ann", f"severity {number} critical")
    assert await coalition.typed("wes", f"page {number} @dora") == "Night officer is paged for A-1."
