"""Times as people write them: what each line means, and what is refused, in tables."""

from datetime import UTC, datetime

import pytest

from policies.times.elections import Election, OnDay, OnPolls, Polls, resolved
from policies.times.moments import Moment
from policies.times.refusals import Fault, Refusal
from policies.times.series import Series
from policies.times.whens import LONGEST, leading_when, next_runs, read_when

NOW = datetime(2026, 11, 26, 16, 0, 17, tzinfo=UTC)  # Thursday, 18:00:17 in Kyiv
KYIV = "Europe/Kyiv"
KENYA = Election(
    id="ke2027", name="Kenya", zone="Africa/Nairobi", day="2027-08-10",
    polls_open=6 * 60, polls_close=17 * 60, places=("country:KE",),
)  # fmt: skip
MOLDOVA = Election(id="md2027", name="Moldova", zone="Europe/Chisinau", day="2027-03-07")
PAST = Election(id="old", name="Old", zone="UTC", day="2025-01-01")


def read(line, elections=(KENYA,), zone=KYIV):
    return read_when(line, NOW, zone, elections)


def utc(moment):
    return f"{moment.instant:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


ONCE = [
    ("2026-12-01 18:00 Kyiv", "2026-12-01 16:00", KYIV),
    ("2026-12-01 18:00 Europe/Kyiv", "2026-12-01 16:00", KYIV),
    ("2026-12-01 18:00 europe/kyiv", "2026-12-01 16:00", KYIV),
    ("2026-12-01 6:05 nairobi", "2026-12-01 03:05", "Africa/Nairobi"),
    ("  2026-12-01   18:00  ", "2026-12-01 16:00", KYIV),
    ("2028-02-29 00:00", "2028-02-28 22:00", KYIV),
    ("18:00", "2026-11-27 16:00", KYIV),
    ("18:01", "2026-11-26 16:01", KYIV),
    ("18:00 New York", "2026-11-26 23:00", "America/New_York"),
    ("18:00 UTC", "2026-11-26 18:00", "UTC"),
    ("today 19:00", "2026-11-26 17:00", KYIV),
    ("Tomorrow 18:00", "2026-11-27 16:00", KYIV),
    ("tomorrow 03:00 Tokyo", "2026-11-27 18:00", "Asia/Tokyo"),
    ("in 30m", "2026-11-26 16:30:17", KYIV),
    ("in 2h 15m", "2026-11-26 18:15:17", KYIV),
    ("in 2h15m", "2026-11-26 18:15:17", KYIV),
    ("IN 1D", "2026-11-27 16:00:17", KYIV),
]


@pytest.mark.parametrize(("line", "instant", "zone"), ONCE)
def test_a_time_that_comes_once_is_an_instant_a_zone_and_a_wall_time(line, instant, zone):
    found = read(line)
    assert isinstance(found, Moment)
    assert (utc(found), found.zone, found.shifted, found.twice) == (instant, zone, 0, False)
    assert found.local.replace(tzinfo=None) == datetime.fromisoformat(found.wall)
    assert next_runs(found, NOW, 3) == (found,)
    assert next_runs(found, found.instant, 3) == ()


RECURRING = [
    ("every day 06:00", ["2026-11-27 04:00", "2026-11-28 04:00", "2026-11-29 04:00"]),
    ("every day 18:01", ["2026-11-26 16:01", "2026-11-27 16:01", "2026-11-28 16:01"]),
    ("every 3 days 06:00", ["2026-11-27 04:00", "2026-11-30 04:00", "2026-12-03 04:00"]),
    ("every mon,thu 06:00 Nairobi", ["2026-11-30 03:00", "2026-12-03 03:00", "2026-12-07 03:00"]),
    ("every thursday, Mon 20:00", ["2026-11-26 18:00", "2026-11-30 18:00", "2026-12-03 18:00"]),
    ("every weekday 06:00", ["2026-11-27 04:00", "2026-11-30 04:00", "2026-12-01 04:00"]),
    ("every week on fri 06:00", ["2026-11-27 04:00", "2026-12-04 04:00", "2026-12-11 04:00"]),
    ("every 2 weeks on mon 06:00", ["2026-11-30 04:00", "2026-12-14 04:00", "2026-12-28 04:00"]),
    (
        "every 2 weeks on mon,fri 06:00",
        ["2026-11-27 04:00", "2026-12-07 04:00", "2026-12-11 04:00"],
    ),
    ("every month on 31 09:00", ["2026-11-30 07:00", "2026-12-31 07:00", "2027-01-31 07:00"]),
    ("every month on last day 09:00", ["2026-11-30 07:00", "2026-12-31 07:00", "2027-01-31 07:00"]),
    (
        "every month on first mon 09:00",
        ["2026-12-07 07:00", "2027-01-04 07:00", "2027-02-01 07:00"],
    ),
    ("every month on last fri 09:00", ["2026-11-27 07:00", "2026-12-25 07:00", "2027-01-29 07:00"]),
    ("every 2h", ["2026-11-26 18:00", "2026-11-26 20:00", "2026-11-26 22:00"]),
    ("every 1h 30m", ["2026-11-26 17:30", "2026-11-26 19:00", "2026-11-26 20:30"]),
    ("every 5m", ["2026-11-26 16:05", "2026-11-26 16:10", "2026-11-26 16:15"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "runs"), RECURRING)
def test_a_series_shows_its_next_runs(line, runs):
    found = read(line)
    assert isinstance(found, Series)
    assert [utc(one) for one in next_runs(found, NOW, 3)] == runs


RELATIVE = [
    ("E-1 20:00", OnDay(election="ke2027", days=-1, at=1200), "2027-08-09 17:00"),
    ("e+1 12:00", OnDay(election="ke2027", days=1, at=720), "2027-08-11 09:00"),
    ("E 06:00", OnDay(election="ke2027", days=0, at=360), "2027-08-10 03:00"),
    ("E 06:00 Nairobi", OnDay(election="ke2027", days=0, at=360), "2027-08-10 03:00"),
    ("E 06:00 Kyiv", OnDay(election="ke2027", days=0, at=360, zone=KYIV), "2027-08-10 03:00"),
    ("KE2027 E-1 20:00", OnDay(election="ke2027", days=-1, at=1200), "2027-08-09 17:00"),
    ("polls open", OnPolls(election="ke2027", edge=Polls.OPEN), "2027-08-10 03:00"),
    (
        "polls open -2h 15m", OnPolls(election="ke2027", edge=Polls.OPEN, minutes=-135),
        "2027-08-10 00:45",
    ),
    (
        "ke2027 polls close +30m", OnPolls(election="ke2027", edge=Polls.CLOSE, minutes=30),
        "2027-08-10 14:30",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "meant", "instant"), RELATIVE)
def test_a_time_told_from_an_election_stays_told_from_it(line, meant, instant):
    found = read(line)
    assert found == meant
    assert utc(resolved(found, (KENYA,))) == instant
    assert [utc(one) for one in next_runs(found, NOW, 3, (KENYA,))] == [instant]


def test_an_election_that_moves_takes_its_times_along_and_one_that_is_gone_has_none():
    found = read("E-1 20:00")
    moved = Election(id="ke2027", name="Kenya", zone="Africa/Nairobi", day="2027-08-17")
    assert utc(resolved(found, (moved,))) == "2027-08-16 17:00"
    assert resolved(found, ()).fault is Fault.UNKNOWN_ELECTION
    assert next_runs(found, NOW, 3, ()) == ()


def test_days_before_are_told_from_the_first_day_and_days_after_from_the_last():
    long = Election(
        id="x", name="X", zone="UTC", day="2027-05-01", last="2027-05-03",
        polls_open=480, polls_close=1200,
    )  # fmt: skip
    lines = ("E-1 20:00", "E 20:00", "E+1 20:00", "polls open", "polls close")
    found = [utc(resolved(read(line, (long,)), (long,))) for line in lines]
    assert found == [
        "2027-04-30 20:00", "2027-05-01 20:00", "2027-05-04 20:00",
        "2027-05-01 08:00", "2027-05-03 20:00",
    ]  # fmt: skip


REFUSED = [
    ("", Fault.EMPTY, ""),
    ("   ", Fault.EMPTY, ""),
    ("x" * (LONGEST + 1), Fault.TOO_LONG, ""),
    ("soon", Fault.UNKNOWN_WORD, "soon"),
    ("next Friday 18:00", Fault.UNKNOWN_WORD, "next"),
    ("03/04", Fault.DATE_FORM, "03/04"),
    ("03/04 18:00", Fault.DATE_FORM, "03/04"),
    ("3.4.2027 18:00", Fault.DATE_FORM, "3.4.2027"),
    ("04-03 18:00", Fault.DATE_FORM, "04-03"),
    ("2026-12-1 18:00", Fault.DATE_FORM, "2026-12-1"),
    ("2026-12-01T18:00", Fault.DATE_FORM, "2026-12-01T18:00"),
    ("2026-02-30 18:00", Fault.NO_SUCH_DAY, "2026-02-30"),
    ("2027-02-29 18:00", Fault.NO_SUCH_DAY, "2027-02-29"),
    ("0000-01-01 18:00", Fault.NO_SUCH_DAY, "0000-01-01"),
    ("2026-12-01", Fault.NO_TIME, ""),
    ("tomorrow", Fault.NO_TIME, ""),
    ("tomorrow evening", Fault.TIME_FORM, "evening"),
    ("6pm", Fault.TIME_FORM, "6pm"),
    ("18", Fault.TIME_FORM, "18"),
    ("tomorrow 6:00pm", Fault.TIME_FORM, "6:00pm"),
    ("18:00:30", Fault.TIME_FORM, "18:00:30"),
    ("24:00", Fault.NO_SUCH_TIME, "24:00"),
    ("12:60", Fault.NO_SUCH_TIME, "12:60"),
    ("٠٦:٠٠", Fault.TIME_FORM, "٠٦:٠٠"),
    ("2026-11-26 18:00", Fault.PAST, "Kyiv"),
    ("today 06:00", Fault.PAST, "Kyiv"),
    ("0001-01-01 00:00", Fault.NO_SUCH_DAY, ""),
    ("9999-12-31 23:59 Honolulu", Fault.NO_SUCH_DAY, ""),
    ("2032-12-01 18:00", Fault.TOO_FAR, ""),
    ("in", Fault.DURATION_FORM, ""),
    ("in five minutes", Fault.DURATION_FORM, "five"),
    ("in 0m", Fault.TOO_SHORT, ""),
    ("in 99999d", Fault.TOO_LASTING, ""),
    ("in 5m 2h", Fault.DURATION_FORM, "5m 2h"),
    ("in 5m Kyiv", Fault.UNKNOWN_WORD, "Kyiv"),
    ("18:00 Kyvi", Fault.UNKNOWN_ZONE, "Kyvi"),
    ("18:00 Kyiv please", Fault.UNKNOWN_ZONE, "Kyiv please"),
    ("18:00 EST", Fault.ABBREVIATED_ZONE, "EST"),
    ("18:00 msk", Fault.ABBREVIATED_ZONE, "msk"),
    ("18:00 UTC+3", Fault.ABBREVIATED_ZONE, "UTC+3"),
    ("18:00 Etc/GMT+3", Fault.UNKNOWN_ZONE, "Etc/GMT+3"),
    ("18:00 west", Fault.AMBIGUOUS_ZONE, "west"),
    ("every", Fault.NO_TIME, ""),
    ("every day", Fault.NO_TIME, ""),
    ("every now and then", Fault.UNKNOWN_WORD, "now"),
    ("every 4m", Fault.TOO_OFTEN, ""),
    ("every 0m", Fault.TOO_OFTEN, ""),
    ("every 367d", Fault.TOO_RARE, ""),
    ("every 54 weeks on mon 06:00", Fault.TOO_RARE, ""),
    ("every 0 days 06:00", Fault.UNKNOWN_WORD, "0"),
    ("every 2 months on 1 06:00", Fault.UNKNOWN_WORD, "months"),
    ("every 2 weeks 06:00", Fault.UNKNOWN_WORD, "06:00"),
    ("every mon,mon 06:00", Fault.TWICE, "mon"),
    ("every mon,funday 06:00", Fault.UNKNOWN_WORD, "mon,funday"),
    ("every , 06:00", Fault.UNKNOWN_WORD, ","),
    ("every month 06:00", Fault.UNKNOWN_WORD, "06:00"),
    ("every month on 32 06:00", Fault.NO_SUCH_DAY, "32"),
    ("every month on 0 06:00", Fault.NO_SUCH_DAY, "0"),
    ("every month on fifth mon 06:00", Fault.UNKNOWN_WORD, "fifth"),
    ("every month on first day 06:00", Fault.UNKNOWN_WORD, "day"),
    ("every 2h 06:00", Fault.UNKNOWN_WORD, "06:00"),
    ("E-1", Fault.NO_TIME, ""),
    ("E-400 20:00", Fault.NO_SUCH_DAY, "E-400"),
    ("E--1 20:00", Fault.UNKNOWN_WORD, "E--1"),
    ("polls", Fault.NO_TIME, ""),
    ("polls shut -2h", Fault.UNKNOWN_WORD, "shut"),
    ("polls open 2h", Fault.UNKNOWN_WORD, "2h"),
    ("polls open -2x", Fault.DURATION_FORM, "2x"),
    ("nobody E-1 20:00", Fault.UNKNOWN_ELECTION, "nobody"),
]


@pytest.mark.parametrize(("line", "fault", "word"), REFUSED)
def test_what_is_not_of_the_grammar_is_refused_by_name(line, fault, word):
    found = read(line)
    assert isinstance(found, Refusal)
    assert found.fault is fault
    assert word in {"", found.word}


def test_what_was_typed_is_cut_short_and_in_no_log():
    found = read("Polling" + "x" * 60)
    assert (found.word[-1], len(found.word)) == ("…", 40)
    assert "Polling" not in repr(found)


def test_what_is_refused_names_what_could_have_been_meant():
    assert read("18:00 Kyvi").choices[0] == KYIV
    assert read("18:00 west").choices == ("Australia/West", "Brazil/West")
    assert read("today 06:00").when == "2026-11-26T06:00"
    assert read("every 1m").limit == 5
    assert read("E-1 20:00", (KENYA, MOLDOVA)).choices == ("ke2027", "md2027")


def test_an_election_is_named_where_several_are_to_come_and_only_there():
    assert read("E-1 20:00", (KENYA, PAST)).election == "ke2027"
    assert read("E-1 20:00", (KENYA, MOLDOVA)).fault is Fault.WHICH_ELECTION
    assert read("md2027 E-1 20:00", (KENYA, MOLDOVA)).election == "md2027"
    assert read("E-1 20:00", (PAST,)).fault is Fault.NO_ELECTION
    assert read("old E-1 20:00", (PAST,)).fault is Fault.PAST
    assert read("polls open -2h", (MOLDOVA,)).fault is Fault.NO_POLLS


BEFORE_A_TEXT = [
    ("tomorrow 18:00 Kyiv critical AMBER Polls\n\n are open", "critical AMBER Polls\n\n are open"),
    ("tomorrow 18:00 Port of Spain polls", "polls"),
    ("tomorrow 18:00 kyiv is calm", "kyiv is calm"),
    ("tomorrow 18:00 Poland votes", "Poland votes"),
    ("tomorrow 18:00 General strike", "General strike"),
    ("tomorrow 18:00 South: two stations closed", "South: two stations closed"),
    ("tomorrow 18:00 South", "South"),
    ("tomorrow 18:00 Australia/South closed", "closed"),
    ("tomorrow 18:00 UTC closed", "closed"),
    ("tomorrow 18:00", ""),
    ("in 2h 15m polls open", "polls open"),
    ("every mon, thu 06:00 check in", "check in"),
    ("every 2h 15 of us check in", "15 of us check in"),
    ("E-1 20:00 polls open tomorrow", "polls open tomorrow"),
    ("polls open -2h be ready", "be ready"),
]


@pytest.mark.parametrize(("line", "rest"), BEFORE_A_TEXT)
def test_a_time_before_a_text_ends_where_the_text_begins(line, rest):
    found, left = leading_when(line, NOW, KYIV, (KENYA,))
    assert not isinstance(found, Refusal)
    assert left == rest


def test_a_zone_that_is_misspelt_before_a_text_is_refused_where_it_is_certainly_one():
    found, left = leading_when("18:00 Europe/Kiyv polls are open", NOW, KYIV)
    assert (found.fault, left) == (Fault.UNKNOWN_ZONE, "")
