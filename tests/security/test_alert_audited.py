"""What the audit says of the alert desk: each act on a numbered thing names it, and what time did.

Every verb of the desk stands in one of the walks, or among those that are about nothing numbered.
"""

import asyncio
from collections.abc import Sequence

from policies.alerts.audience import Audience
from policies.audit import AuditKind
from policies.verbs import answering, desk, duty, escalation, intake, raising, scheduling
from storage.store import Transaction
from tests.bot.coalition import COALITION, Coalition

CALENDAR = """
[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-01-01
handovers = ["06:00", "18:00"]
people = ["dora", "wes"]
[[election]]
id = "ke2027"
name = "Kenya votes"
zone = "Africa/Nairobi"
day = 2027-08-10
"""

Step = tuple[str, str, str]
"""Who types which line, and what its entry is to name; "" where that is not looked at."""

ALERTS: Sequence[Step] = (
    ("ann", "/new high TLP:GREEN to everybody: The ballots of hall nine.", "A-1"),
    ("ann", "/change A-1 high TLP:GREEN to everybody: The ballots of hall ten.", "A-1"),
    ("ann", "/audience A-1", "A-1"),
    ("ann", "/send A-1", "A-1"),
    ("ann", "/undo", "A-1"),
    ("ann", "/undo A-1", "A-1"),
    ("ann", "/discard A-1", "A-1"),
)
ANSWERS: Sequence[Step] = (
    ("dora", "/ack A-1 we look", "A-1"),
    ("dora", "/ack A-1 we look", "A-1"),
    ("dora", "/still A-1", "A-1"),
    ("dora", "/unack A-1", "A-1"),
    ("dora", "/decline A-1 nobody is there", "A-1"),
    ("dora", "/own 1", "A-1"),
    ("dora", "/assign 1 @bo", "A-1"),
    ("dora", "/page 1 @wes", "A-1"),
    ("dora", "/note 1 a line", "A-1"),
    ("dora", "/escalate 1", "A-1"),
    ("dora", "/snooze 1 30m", "A-1"),
    ("ann", "/severity 1 critical", "A-1"),
    ("mads", "/approve A-1", "A-1"),
    ("mads", "/reject A-1", "A-1"),
    ("ann", "/glass A-1 country:KE people are in the hall", "A-1"),
    ("ann", "/update 1 It is open.", "A-1"),
    ("ann", "/correct 1 The ballots of hall nine are late.", "A-1"),
    ("dora", "/status 1", "A-1"),
    ("dora", "/more 1", "A-1"),
    ("dora", "/less 1", "A-1"),
    ("dora", "/history 1", "A-1"),
    ("dora", "/checking A-1", "A-1"),
    ("dora", "/cannot tell A-1", "A-1"),
    ("dora", "/confirm A-1 our observer", "A-1"),
    ("dora", "/false A-1 our observer", "A-1"),
    ("stan", "/resolve 1 handled", "A-1"),
    ("stan", "/reopen 1", "A-1"),
    ("stan", "/merge 1 into 2", "A-1,A-2"),
    ("stan", "/cancel 2 a mistake", "A-2"),
    ("ann", "/calm 3", "A-3"),
    ("ann", "/trouble 3", "A-3"),
)
REPORTS: Sequence[Step] = (
    ("dora", "/report TLP:GREEN a queue at hall nine", "R-1"),
    ("dora", "/report TLP:GREEN a queue at hall ten", "R-2"),
    ("dora", "/report TLP:GREEN a queue at hall two", "R-3"),
    ("dora", "/next", "R-1"),
    ("dora", "/claim 2", "R-2"),
    ("dora", "/ask 2 Since when?", "R-2"),
    ("dora", "/same 2 as 1", "R-2,R-1"),
    ("nia", "/checking R-1", "R-1"),
    ("nia", "/cannot tell 1", "R-1"),
    ("nia", "/confirm 1 from our observer", "R-1"),
    ("nia", "/false R-1 from our observer", "R-1"),
    ("dora", "/promote 1", "R-1,A-1"),
    ("dora", "/close 3 nothing", "R-3"),
    ("dora", "/recall R-3", "R-3"),
)
SCHEDULES: Sequence[Step] = (
    ("ann", "/schedule in 2h high TLP:GREEN to everybody: Look at hall nine.", "S-1"),
    ("ann", "/plan S1", "S-1"),
    ("ann", "/pause S1", "S-1"),
    ("ann", "/resume S1", "S-1"),
    ("ann", "/schedule edit S1 in 3h high TLP:GREEN to everybody: Look at hall ten.", "S-1,S-2"),
    ("ann", "/plan S2", "S-2,S-1"),
    ("ann", "/cancel S2", "S-2"),
    ("ann", "/remind in 2h TLP:GREEN to everybody: The deadline.", "S-3"),
    ("ann", "/unplan S3", "S-3"),
    ("ann", "/checkin in 2h TLP:GREEN to everybody: All calm?", "S-4"),
)
DUTY: Sequence[Step] = (
    ("dora", "/take 2h", "rota night"),
    ("dora", "/swap @wes", "rota night"),
    ("dora", "/handoff @wes Two boxes are missing.", "rota night"),
    ("wes", "/rota set night from 2026-02-01", "rota night"),
    ("wes", "/rota remove night", "rota night"),
    ("wes", "/election add ke-1 2027-08-09 zone Nairobi name Kenya", "election ke-1"),
    ("wes", "/election remove ke-1", "election ke-1"),
)
POSTURES: Sequence[Step] = (
    ("wes", "/posture declare E-1 18:00 to E+1 12:00\npermit watch to ministry TLP:AMBER", "P-1"),
    ("wes", "/posture end P-1", "P-1"),
)
WALKS = (ALERTS, ANSWERS, REPORTS, SCHEDULES, DUTY, POSTURES)
OF_NOTHING_NUMBERED = {
    "list",
    "home",
    "figures",
    "oncall",
    "drill",
    "exercise",
    "guide",
    "quiet",
    "channels",
    "zone",
    "language",
    "contacts",
    "escalation",
}
"""They list, or are of a person's own; `drill` makes a draft as `new` does, `guide` does nothing
but type a line, which is audited with what it names."""


def test_every_verb_of_the_desk_is_walked() -> None:
    wings = (raising, answering, escalation, intake, duty, scheduling, desk)
    every = {one.name for wing in wings for one in wing.COMMANDS}
    walked = {line.split()[0].lstrip("/") for walk in WALKS for _, line, _ in walk}
    assert every - walked == OF_NOTHING_NUMBERED


async def entries(coalition: Coalition, *kinds: AuditKind) -> list[dict[str, str | int | None]]:
    async def read(tx: Transaction) -> list[dict[str, str | int | None]]:
        found, last = [], 0
        while page := await tx.audit.after(last):
            found += [await tx.audit.fields(one) for one in page if one.kind in kinds]
            last = page[-1].entry
        return found

    return await coalition.house.store.read(read)


async def walk(coalition: Coalition, steps: Sequence[Step]) -> None:
    kinds = (AuditKind.COMMAND, AuditKind.REFUSED)
    before = len(await entries(coalition, *kinds))
    for who, line, _ in steps:
        await coalition.typed(who, line, settle=False)
    told = (await entries(coalition, *kinds))[before:]
    assert [entry["by"] for entry in told] == [who for who, _, _ in steps]
    pairs = zip(steps, told, strict=True)
    wrong = [(line, entry) for (_, line, named), entry in pairs if entry["about"] != named]
    assert not wrong


async def test_what_is_done_with_a_draft_names_it(coalition: Coalition) -> None:
    await walk(coalition, ALERTS)


async def test_what_is_done_with_an_alert_names_it(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.raised(text="Another hall.")
    await coalition.raised(purpose="check-in", text="All calm?")
    await walk(coalition, ANSWERS)


async def test_what_is_done_with_a_report_names_it(coalition: Coalition) -> None:
    await walk(coalition, REPORTS)


async def test_what_is_done_with_a_schedule_names_it(coalition: Coalition) -> None:
    await walk(coalition, SCHEDULES)


async def test_what_is_done_with_a_duty_names_its_rota(coalition: Coalition) -> None:
    await coalition.apply(COALITION + CALENDAR)
    await walk(coalition, DUTY)


async def test_what_is_done_with_a_posture_names_it(coalition: Coalition) -> None:
    await coalition.apply(COALITION + CALENDAR)
    coalition.turn_to("2027-08-08 09:00:00")
    await walk(coalition, POSTURES)


async def test_what_is_no_numbered_thing_of_the_callers_is_named_by_no_number(
    coalition: Coalition,
) -> None:
    """Whoever reads the entries of an organisation learns of no alert that is not for it."""
    await coalition.raised(audience=Audience(organisations=("watch",)))
    for line in ("/ack A-1", "/ack A-7"):
        await coalition.typed("mo", line)
    told = (await entries(coalition, AuditKind.REFUSED))[-2:]
    assert told[0] == told[1]


async def test_entries_of_one_group_of_acts_name_each_its_own(coalition: Coalition) -> None:
    """Acts that are written in one transaction are told apart."""
    await coalition.raised()
    await coalition.raised(text="Another hall.")
    lines = ("/own 1", "/list", "/own 2")
    await asyncio.gather(
        *(coalition.typed("dora", line, settle=False) for line in lines),
    )
    told = (await entries(coalition, AuditKind.COMMAND))[-3:]
    assert sorted(str(one["about"]) for one in told) == ["", "A-1", "A-2"]
    assert {(one["command"], one["about"]) for one in told} >= {("list", "")}


async def test_a_run_that_is_raised_and_one_that_was_missed_stand_in_the_audit(
    coalition: Coalition,
) -> None:
    line = "/schedule every day 12:00 UTC high TLP:GREEN to everybody: Look at hall nine."
    coalition.turn_to("2026-12-01 09:00:00")
    await coalition.typed("ann", line)
    await coalition.typed("ann", "/plan S1")
    coalition.turn_to("2026-12-01 12:00:01")
    await coalition.agenda()
    (run,) = await entries(coalition, AuditKind.RUN)
    assert run == {"what": "raised", "about": "S-1", "alert": "A-1", "late": 0}
    coalition.turn_to("2026-12-03 20:00:00")
    await coalition.agenda()
    (_, run) = await entries(coalition, AuditKind.RUN)
    assert run == {"what": "missed", "about": "S-1", "runs": 2}
    due = await entries(coalition, AuditKind.DUE)
    assert {"due": "schedule", "about": "S-1,A-1"} in due or {
        "due": "schedule",
        "about": "A-1,S-1",
    } in due


async def test_an_approval_that_nobody_gave_in_time_stands_in_the_audit(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", "/new critical TLP:AMBER to everybody: The hall of hall nine.")
    await coalition.press("ann", "send")
    assert not await entries(coalition, AuditKind.APPROVAL)
    await coalition.pass_(15 * 60 + 1)
    (told,) = await entries(coalition, AuditKind.APPROVAL)
    assert told == {"what": "expired", "about": "A-1"}
    assert (await coalition.house.store.read(lambda tx: tx.verify())).state == "intact"
