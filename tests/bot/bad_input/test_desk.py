"""Lines of the alert desk that cannot be done: each is answered with why, and changes nothing.

The same from all four surfaces, typed and pressed, in Slack and on Telegram. Every table of the
database is compared but those in which it stands that something came and was answered.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final

import pytest

from tests.bot.coalition import Coalition
from tests.in_full import IN_FULL
from tests.policies.times.calendars import EVENT, calendar

WHO: Final = {"slack": ("stan", "ann"), "telegram": ("wes", "bo")}
"""On each platform a steward, and who of the same organisation raises what there is."""
SURFACES: Final = [(platform, how) for platform in WHO for how in ("typed", "pressed")]
HEARD: Final = frozenset(
    ("audit", "copies", "data_keys", "deliveries", "heads", "numbers", "organisation_keys")
) | {"received"}
"""That something came and was answered stands here."""
ABSENT: Final = "There is no such alert that is yours to see"
NOTHING: Final = "There is nothing here that you may do this to. Nothing was changed."
NO_ROTA: Final = "There is no such rota that is yours"
FORBIDDEN: Final = frozenset({ABSENT, NOTHING, NO_ROTA})
"""What may be another's to know of: whoever is answered so is in the audit."""
OVER: Final = "Nothing was changed. To open it again, type reopen A-2."


def pasted(*lines: str) -> str:
    """Return the line that imports an event with these lines in the place of its own."""
    event = [EVENT[0], *lines, *EVENT[1:-1], EVENT[-1]]
    return f"election import {calendar(event, end=chr(10)).decode()}"


UNKNOWN: Final = (
    ("ackk 1", 'There is no command "ackk". Did you mean "ack"?'),
    ("frobnicate", 'There is no command "frobnicate".'),
    ("ack 99", ABSENT),
    ("ack 0", ABSENT),
    ("ack 99999999999999999999", ABSENT),
    ("history 99", ABSENT),
    ("approve 99", ABSENT),
    ("merge 1 into 99", ABSENT),
    ("confirm A-99", NOTHING),
    ("claim 99", NOTHING),
    ("same 1 as 99", NOTHING),
    ("confirm 99999999999999999999", NOTHING),
    ("promote 0", NOTHING),
    ("close 99 done", NOTHING),
    ("pause S-99", NOTHING),
    ("cancel S-99999999999999999999", NOTHING),
    ("assign 1 @nobody", "Nobody of that name may have A-1 from me"),
    ("page 1 @nobody", "Nobody of that name may have A-1 from me"),
    ("swap @nobody", NO_ROTA),
    ("handoff @nobody All is calm.", "There is no rota that is yours"),
    ("rota add night people nobody at 06:00", '"nobody" is nobody of your organisation'),
    ("contacts add person:moon", 'names "person:moon", which is no person'),
    ("quiet 22:00-07:00 Atlantis", 'I know no zone "Atlantis"'),
    ("schedule tomorrow 18:00 Atlantis TLP:GREEN to radio: x", 'I know no zone "Atlantis"'),
    ("oncall at 18:00 Atlantis", 'I know no zone "Atlantis"'),
    ("rota add night at 06:00 zone Kyvi", "Did you mean Europe/Kyiv"),
    ("new TLP:GREEN to atlantis: x", '"atlantis" is no organisation, person, tag or bridge'),
)
TIMES: Final = (
    ("schedule 03/04 18:00 TLP:GREEN to radio: x", "could be read in more than one way"),
    ("schedule 2020-01-01 18:00 TLP:GREEN to radio: x", "That is past"),
    ("schedule 2027-02-30 18:00 TLP:GREEN to radio: x", "There is no such day: 2027-02-30"),
    ("schedule every 1m TLP:GREEN to radio: x", "too often"),
    ("remind E-1 20:00 TLP:GREEN to radio: x", "I know no election"),
    ("new TLP:GREEN to radio until 2020-01-01 10:00: x", "That is past: 2020-01-01 10:00"),
    ("snooze 1 yesterday", "For how long? Type snooze A-1 30m"),
    ("snooze 1 900d", "For how long? Type snooze A-1 30m"),
    ("quiet 25:00-07:00", "There is no 25:00 on a clock"),
    ("quiet 22:00-22:00", "Those hours end where they begin"),
    ("take soon", 'I cannot read "soon" as a length of time'),
    ("oncall at 31:00", "There is no 31:00 on a clock"),
)
WORDS: Final = (
    ("update 1 " + "x" * 501, "at most 500 characters"),
    ("note 1 " + "x" * 501, "at most 500 characters"),
    ("new TLP:GREEN to radio: " + "x" * 3_001, "at most 3000 characters"),
    ("report TLP:GREEN " + "x" * 3_001, "at most 3000 characters"),
    ("new TLP:GREEN TLP:RED to radio: x", "There are two labels"),
    ("report TLP:GREEN or TLP:RED x", "I cannot tell for certain which label is meant"),
    ("new TLP:PURPLE to radio: x", "I cannot read for certain which label you mean"),
    ("update 1 TLP:RED x", "A-1 is TLP:GREEN"),
    ("new to radio: x", "The label is missing"),
    ("new TLP:GREEN: x", "It says nobody whom it is for"),
    ("new TLP:RED to radio: x", "TLP:RED goes only to people whom you name"),
    ("new TLP:RED everybody: x", "TLP:RED goes only to people whom you name"),
    ("severity 1 worst", "with one of: low, medium, high, critical"),
    ("resolve 1 whatever", "with one of: handled, false-alarm, duplicate, no-action"),
)
ENDED: Final = (
    ("ack 2", OVER),
    ("decline 2 no", OVER),
    ("own 2", OVER),
    ("update 2 x", OVER),
    ("correct 2 x", OVER),
    ("severity 2 high", OVER),
    ("snooze 2 30m", OVER),
    ("escalate 2", OVER),
    ("cancel 2", OVER),
    ("merge 2 into 1", OVER),
    ("merge 1 into 2", "A-2 is not open: A-1 stays as it is."),
)
PLANS: Final = (
    ("contacts add institute, watch", "contacts: leads back to itself"),
    ("rota add night at 06:00 zone Kyiv from 2026-01-01", "nobody takes turns; name people."),
    ("rota add night people at 06:00", "nobody takes turns; name people"),
    ("election import BEGIN:VCALENDAR", "Line 1: what begins does not end there."),
    (pasted("RRULE:FREQ=SECONDLY;COUNT=99999999"), "Line 5: it recurs (RRULE)"),
    (pasted("EXDATE;TZID=../../etc/passwd:20270810T060000"), "Line 5: "),
    (pasted("X-NUL:a\0b"), "Line 5: it holds characters that act on what is shown."),
    (pasted("X-LONG:" + "x" * 2_000), "Line 5: it is too long."),
    (pasted("X-FOLDED:a", *[" x"] * 200), "Line 105: it is folded too often."),
)
LINES: Final = (*UNKNOWN, *TIMES, *WORDS, *ENDED, *PLANS)


def held(coalition: Coalition) -> dict[str, set[tuple[Any, ...]]]:
    """Return every row of every table but those of what came and was answered."""
    with closing(sqlite3.connect(coalition.house.folder / "tocsin.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: set(map(tuple, database.execute(f"SELECT * FROM {name}")))  # noqa: S608 - the schema's
            for (name,) in names
            if name not in HEARD
        }


def refusals(coalition: Coalition) -> int:
    """Return how often the audit says that somebody was refused."""
    with closing(sqlite3.connect(coalition.house.folder / "tocsin.db")) as database:
        sql = "SELECT count(*) FROM audit WHERE kind = 'refused'"
        return int(database.execute(sql).fetchone()[0])


def of(platform: str, how: str) -> Sequence[tuple[str, str]]:
    """Return the lines of a surface: all of them in the proofs.

    In the suite each comes from both platforms, typed on one and pressed on the other.
    """
    return LINES if IN_FULL else LINES[(platform == "slack") is (how == "typed") :: 2]


@pytest.mark.proof
@pytest.mark.parametrize(("platform", "how"), SURFACES)
async def test_what_cannot_be_done_is_answered_with_why_and_changes_nothing_on_any_surface(
    coalition: Coalition, platform: str, how: str
) -> None:
    person, author = WHO[platform]
    for _ in range(2):
        await coalition.raised(author=author)
        await coalition.settle()
    await coalition.typed(person, "resolve 2 handled")
    await coalition.pass_(5)
    number = list(coalition.standing(person))[-1]
    before, noted, read = held(coalition), refusals(coalition), len(coalition.told(person))
    lines = of(platform, how)
    for line, _ in lines:
        if how == "typed":
            await coalition.typed(person, line, settle=False)
        else:
            await coalition.press_below(person, number, line, settle=False)
    await coalition.settle()
    assert held(coalition) == before
    for (line, told), said in zip(lines, coalition.told(person)[read:], strict=True):
        assert told in said, line[:60]
    assert refusals(coalition) - noted == sum(told in FORBIDDEN for _, told in lines)
