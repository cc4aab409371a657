"""What is said of a time that was not taken: each fault has its sentence, with its facts in it."""

from datetime import UTC, datetime

import pytest

from policies.phrases import ENGLISH
from policies.times.folds import BadCalendar, Reason
from policies.times.moments import at_wall
from policies.times.refusals import Fault, Refusal
from policies.times.whens import read_when

NOW = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("choices", [(), ("Europe/Kyiv", "Europe/Kirov")])
def test_every_fault_of_a_time_has_a_sentence(fault, choices):
    told = ENGLISH.times.refused(Refusal(fault=fault, word="odd", choices=choices, limit=5))
    assert told.plain.endswith(".")
    assert "%" not in told.plain


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("line", [0, 7])
def test_every_fault_of_a_calendar_has_a_sentence(reason, line):
    told = ENGLISH.times.bad_calendar(BadCalendar(line=line, reason=reason, about="UID")).plain
    assert told.startswith("The calendar was not taken")
    assert "%" not in told
    assert ("Line 7:" in told) is (line == 7)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("18:00 Kyvi", 'I know no zone "Kyvi". Did you mean Europe/Kyiv'),
        ("18:00 EST", '"EST" means several zones.'),
        ("every 2m", "That is too often: every 5m at the most."),
        ("today 06:00", "That is past: 2026-11-26 06:00 UTC. Write a time that is still to come."),
        ("2040-01-01 06:00", "That is too far off: I plan for at most 1830d."),
        ("03/04 18:00", '"03/04" could be read in more than one way'),
        ("x" * 121, "That is too long for a time: write at most 120 characters."),
        ("E-1 20:00", "I know no election that is still to come."),
    ],
)
def test_what_is_said_shows_what_was_typed_and_what_to_type(line, told):
    assert ENGLISH.times.refused(read_when(line, NOW, "UTC")).plain.startswith(told)


def test_a_moment_is_shown_by_its_zone_and_in_utc_with_what_is_odd_about_it():
    wall = datetime.fromisoformat
    times = ENGLISH.times
    plain = at_wall(wall("2026-12-01T18:00"), "America/New_York")
    assert times.moment(plain) == "2026-12-01 18:00 New York (23:00 UTC)"
    assert times.remark(plain) == ""
    night = at_wall(wall("2026-12-02T00:30"), "Europe/Kyiv")
    assert times.moment(night) == "2026-12-02 00:30 Kyiv (2026-12-01 22:30 UTC)"
    assert times.moment(at_wall(wall("2026-12-01T18:00"), "UTC")) == "2026-12-01 18:00 UTC"
    shifted = at_wall(wall("2027-03-28T02:30"), "Europe/Berlin")
    assert times.moment(shifted) == "2027-03-28 03:30 Berlin (01:30 UTC)"
    assert times.remark(shifted) == "The clock leaves out 02:30 that night: it is 03:30."
    twice = at_wall(wall("2026-10-25T02:30"), "Europe/Berlin")
    assert times.remark(twice) == "02:30 comes twice that night: the first time is meant."
