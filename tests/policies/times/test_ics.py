"""Election calendars: what is read, and how the hostile ones are refused by line and reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.times.elections import Election
from policies.times.folds import MOST_BYTES, MOST_LINES, BadCalendar, Reason
from policies.times.ics import MOST_EVENTS, read_calendar
from tests.policies.times.calendars import EVENT, HEAD, calendar

KENYA = Election(
    id="ke2027", name="General election, Kenya", zone="Africa/Nairobi", day="2027-08-10",
    polls_open=360, polls_close=1020, places=("country:KE",),
)  # fmt: skip


def event(**properties):
    """Return an event with some properties in the place of its own; None takes one away."""
    kept = [one for one in EVENT[1:-1] if one.replace(";", ":").split(":")[0] not in properties]
    return [EVENT[0], *kept, *(one for one in properties.values() if one), EVENT[-1]]


def read(*events):
    return read_calendar(calendar(*events), "Europe/Kyiv")


def test_an_election_of_a_calendar_has_its_days_polls_zone_and_place():
    assert read(EVENT) == (KENYA,)
    assert read_calendar(calendar(EVENT, end="\n"), "Europe/Kyiv") == (KENYA,)
    assert read_calendar(b"\xef\xbb\xbf" + calendar(EVENT), "Europe/Kyiv") == (KENYA,)


DAYS = [
    ({"DTSTART": "DTSTART;VALUE=DATE:20270307", "DTEND": None}, ("2027-03-07", "", None, None)),
    (
        {"DTSTART": "DTSTART;VALUE=DATE:20270307", "DTEND": "DTEND;VALUE=DATE:20270308"},
        ("2027-03-07", "", None, None),
    ),
    (
        {"DTSTART": "DTSTART;VALUE=DATE:20270307", "DTEND": "DTEND;VALUE=DATE:20270310"},
        ("2027-03-07", "2027-03-09", None, None),
    ),
    (
        {"DTSTART": "DTSTART;VALUE=DATE:20270307", "DTEND": "DURATION:P3D"},
        ("2027-03-07", "2027-03-09", None, None),
    ),
    (
        {"DTSTART": "DTSTART:20270307T070000", "DTEND": "DURATION:PT13H30M"},
        ("2027-03-07", "", 420, 1230),
    ),
    (
        {"DTSTART": "DTSTART:20270307T050000Z", "DTEND": "DTEND:20270307T180000Z"},
        ("2027-03-07", "", 420, 1200),
    ),
    (
        {"DTSTART": "DTSTART:20270307T070000", "DTEND": "DTEND:20270308T000000"},
        ("2027-03-07", "", 420, 1440),
    ),
    ({"DTSTART": "DTSTART:20270307T070000", "DTEND": None}, ("2027-03-07", "", None, None)),
]


@pytest.mark.parametrize(("properties", "told"), DAYS)
def test_days_and_hours_are_read_in_every_form_that_the_standard_has(properties, told):
    (one,) = read(event(**properties))
    assert (one.day, one.last, one.polls_open, one.polls_close) == told
    assert one.zone == "Europe/Kyiv"


def test_folded_lines_are_one_even_where_a_character_is_cut():
    text = "SUMMARY:Ви" + "б" * 40 + "ори"
    raw = text.encode()
    at = raw.index("б".encode()) + 1
    folded = calendar(EVENT).replace(
        b"SUMMARY:General election\\, Kenya", raw[:at] + b"\r\n " + raw[at:]
    )
    (one,) = read_calendar(folded, "UTC")
    assert one.name == text.removeprefix("SUMMARY:")


def test_a_cancelled_event_is_left_out_and_what_is_no_event_is_not_looked_at():
    other = event(UID="UID:md2027", STATUS="STATUS:CANCELLED")
    todo = ["BEGIN:VTODO", "RRULE:FREQ=DAILY", "BEGIN:VALARM", "END:VALARM", "END:VTODO"]
    assert read(other, todo, EVENT) == (KENYA,)
    alarm = [*EVENT[:-1], "BEGIN:VALARM", "UID:x", "UID:x", "END:VALARM", EVENT[-1]]
    assert read(alarm) == (KENYA,)


REFUSED = [  # what is put into the event, the line that is named (from 1), reason, about
    ({"RRULE": "RRULE:FREQ=SECONDLY;COUNT=99999999"}, 11, Reason.RECURS, "RRULE"),
    ({"RDATE": "RDATE:20270810T060000Z"}, 11, Reason.RECURS, "RDATE"),
    ({"UID": None}, 4, Reason.MISSING, "UID"),
    ({"SUMMARY": None}, 4, Reason.MISSING, "SUMMARY"),
    ({"DTSTART": None}, 4, Reason.MISSING, "DTSTART"),
    ({"SUMMARY": "SUMMARY:"}, 10, Reason.NAME, "SUMMARY"),
    ({"SUMMARY": "SUMMARY:" + "x" * 201}, 10, Reason.NAME, "SUMMARY"),
    ({"SUMMARY": "SUMMARY:a\x07b"}, 10, Reason.CONTROL, ""),
    ({"SUMMARY": "SUMMARY:a\u202eb"}, 10, Reason.CONTROL, ""),
    ({"SUMMARY": "SUMMARY:" + "x" * 1000}, 10, Reason.LONG_LINE, ""),
    ({"SUMMARY": "SUMMARY:a\r\nb"}, 11, Reason.NOT_A_LINE, ""),
    ({"SUMMARY": "SUMMARY:a" + "\r\n x" * 101}, 110, Reason.MANY_FOLDS, ""),
    ({"UID": "UID:@iebc.or.ke"}, 10, Reason.IDENTIFIER, "UID"),
    ({"UID": "UID:" + "x" * 65}, 10, Reason.IDENTIFIER, "UID"),
    ({"EXTRA": "UID:again"}, 11, Reason.TWICE, "UID"),
    ({"DTSTART": "DTSTART:20270230T060000"}, 10, Reason.TIME, "DTSTART"),
    ({"DTSTART": "DTSTART:20270810"}, 10, Reason.TIME, "DTSTART"),
    ({"DTSTART": "DTSTART;VALUE=DATE:20270810T060000"}, 10, Reason.TIME, "DTSTART"),
    ({"DTSTART": "DTSTART;TZID=EST:20270810T060000"}, 10, Reason.ZONE, "DTSTART"),
    ({"DTSTART": "DTSTART;TZID=../../etc/passwd:20270810T060000"}, 10, Reason.ZONE, "DTSTART"),
    ({"DTSTART": "DTSTART;TZID=UTC;TZID=UTC:20270810T060000"}, 10, Reason.TWICE, "TZID"),
    ({"DTSTART": "DTSTART;TZID:20270810T060000"}, 10, Reason.NOT_A_LINE, ""),
    ({"DTEND": "DTEND;TZID=Africa/Nairobi:20270810T060000"}, 4, Reason.ORDER, "DTEND"),
    ({"DTEND": "DTEND;TZID=Africa/Nairobi:20270809T170000"}, 4, Reason.ORDER, "DTEND"),
    ({"DTEND": "DTEND;TZID=Africa/Nairobi:20280810T170000"}, 4, Reason.ORDER, "DTEND"),
    ({"DTEND": "DTEND;TZID=Europe/Kyiv:20270810T170000"}, 10, Reason.TIME, "DTEND"),
    ({"DTEND": "DTEND;VALUE=DATE:20270811"}, 10, Reason.TIME, "DTEND"),
    ({"DURATION": "DURATION:PT1H"}, 11, Reason.TWICE, "DURATION"),
    ({"DTEND": None, "DURATION": "DURATION:P"}, 10, Reason.TIME, "DURATION"),
    ({"DTEND": None, "DURATION": "DURATION:-PT1H"}, 10, Reason.TIME, "DURATION"),
    ({"NESTED": "BEGIN:VEVENT\r\nEND:VEVENT"}, 11, Reason.NESTING, "VEVENT"),
    ({"NESTED": "BEGIN:VCALENDAR"}, 11, Reason.NESTING, "BEGIN"),
    ({"NESTED": "BEGIN:A\r\nBEGIN:B\r\nBEGIN:C"}, 13, Reason.NESTING, "BEGIN"),
    ({"NESTED": "END:VALARM"}, 11, Reason.NESTING, "END"),
]


@pytest.mark.parametrize(("properties", "line", "reason", "about"), REFUSED)
def test_a_hostile_event_is_refused_by_line_and_reason(properties, line, reason, about):
    found = read(event(**properties))
    assert isinstance(found, BadCalendar)
    assert (found.line, found.reason, found.about) == (line, reason, about)


WHOLE = [
    (b"", Reason.NOT_A_CALENDAR),
    (b"\xff\xfe\x00", Reason.NOT_TEXT),
    (b"<html>", Reason.NOT_A_LINE),
    (b"VERSION:2.0\r\n", Reason.NOT_A_CALENDAR),
    (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", Reason.NOT_A_CALENDAR),
    (b"BEGIN:VCALENDAR\r\n", Reason.NESTING),
    (b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n", Reason.NOT_A_CALENDAR),
    (b" BEGIN:VCALENDAR\r\n", Reason.NOT_A_LINE),
    (calendar(), Reason.NO_EVENT),
    (calendar() + calendar(EVENT), Reason.NOT_A_CALENDAR),
    (calendar(EVENT, EVENT), Reason.SAME_EVENT),
    (b"x" * (MOST_BYTES + 1), Reason.TOO_LARGE),
    (b"\n" * (MOST_LINES + 1), Reason.TOO_MANY_LINES),
    (calendar(*[["BEGIN:VEVENT", "END:VEVENT"]] * (MOST_EVENTS + 1)), Reason.TOO_MANY_EVENTS),
]


@pytest.mark.parametrize(("data", "reason"), WHOLE, ids=[str(at) for at in range(len(WHOLE))])
def test_a_file_that_is_no_sound_calendar_is_refused(data, reason):
    assert read_calendar(data, "UTC").reason is reason


def test_a_refusal_shows_nothing_of_the_file():
    found = read(event(SUMMARY="SUMMARY:secret\x07plan"))
    assert "secret" not in repr(found)


PIECES = st.sampled_from(
    [*HEAD, *EVENT, "END:VCALENDAR", "RRULE:X", " folded", "BEGIN:VTODO", "END:VTODO", "", ';:,"',
     "DTSTART;VALUE=DATE:20270810", "DTEND:99991231T235959Z", "DURATION:P9999W", "UID:x"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map(lambda one: "\r\n".join([*HEAD, *one])) | st.text())
def test_any_file_is_elections_or_a_refusal_and_never_a_fault(text):
    found = read_calendar(text.encode(errors="replace"), "Pacific/Apia")
    assert isinstance(found, BadCalendar) or all(isinstance(one, Election) for one in found)


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read(data):
    assert isinstance(read_calendar(data, "UTC"), BadCalendar)
