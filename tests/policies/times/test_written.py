"""What recurs, or is told from an election, is written in the words in which it is typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from policies.times.elections import Election
from policies.times.series import Series
from policies.times.whens import read_when
from policies.times.written import written_when
from tests.policies.times.test_laws import SERIES

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
VOTE = Election(
    id="ke2027", name="Vote", zone="Africa/Nairobi", day="2027-08-10", polls_open=360,
    polls_close=1020,
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("every day 06:00", "every day 06:00 Kyiv"),
        ("every 3 days 06:00", "every 3 days 06:00 Kyiv"),
        ("every weekday 06:00", "every weekday 06:00 Kyiv"),
        ("every Monday, thu 06:00 Nairobi", "every mon,thu 06:00 Nairobi"),
        ("every 2 weeks on mon 06:00 New York", "every 2 weeks on mon 06:00 New York"),
        ("every month on last day 09:00", "every month on last day 09:00 Kyiv"),
        ("every month on first mon 09:00", "every month on first mon 09:00 Kyiv"),
        ("every 90m", "every 1h 30m"),
        ("E-1 20:00", "ke2027 E-1 20:00"),
        ("E 06:00 Kyiv", "ke2027 E 06:00 Kyiv"),
        ("polls open -2h", "ke2027 polls open -2h"),
        ("polls close +30m", "ke2027 polls close +30m"),
        ("ke2027 polls open", "ke2027 polls open"),
        ("tomorrow 18:00", ""),
    ],
)
def test_what_was_typed_is_shown_as_it_was_understood(typed, written):
    assert written_when(read_when(typed, NOW, "Europe/Kyiv", (VOTE,))) == written


@given(SERIES)
def test_what_is_written_means_the_same_when_it_is_read_again(series):
    again = read_when(written_when(series), NOW, series.zone)
    assert isinstance(again, Series)
    assert (again.rule, again.at, again.zone) == (series.rule, series.at, series.zone)
