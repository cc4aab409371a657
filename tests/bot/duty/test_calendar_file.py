"""`tocsin directory calendar`: an iCalendar file as tables of the directory, or why it is none."""

from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from bot.cli.main import main
from bot.community.directory import load_text
from policies.times.ics import read_calendar
from tests.policies.times.calendars import EVENT, calendar


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def asked(path: Path, *more: str) -> Done:
    done = CliRunner().invoke(main, ["directory", "calendar", str(path), *more])
    return Done(done.exit_code, done.stdout, done.stderr)


def test_a_calendar_becomes_tables_that_the_directory_takes(tmp_path: Path) -> None:
    path = tmp_path / "elections.ics"
    path.write_bytes(calendar(EVENT))
    code, told, _ = asked(path, "--zone", "Europe/Kyiv")
    assert code == 0
    assert told.startswith("[[election]]\n")
    assert load_text(told, "f", None).elections == read_calendar(calendar(EVENT), "Europe/Kyiv")


def test_a_hostile_calendar_is_refused_by_its_line_and_shows_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "elections.ics"
    hostile = [*EVENT[:-1], "RRULE:FREQ=SECONDLY;X=secret", EVENT[-1]]
    path.write_bytes(calendar(hostile))
    done = asked(path)
    assert done.returncode == 78
    assert done.stdout == ""
    assert "elections.ics: The calendar was not taken. Line 11: it recurs (RRULE)" in done.stderr
    assert "secret" not in done.stderr
    path.write_bytes(b"\xff" * 300_000)
    assert "it is larger than 256 KiB" in asked(path).stderr
    assert asked(tmp_path / "none.ics").returncode == 78
    assert asked(path, "--zone", "Kyiv").returncode == 2
