"""Rotas and elections by command: kept only where they are sound, with every reason."""

from bot.duty.planning import Planning
from tests.bot.coalition import COALITION, Coalition
from tests.bot.duty.conftest import CALENDAR
from tests.policies.times.calendars import EVENT, calendar

ADD = "rota add days people dora, wes at 06:00 mon 18:00 zone Kyiv from 2026-12-01"


async def test_a_rota_is_added_shown_changed_and_removed(rota: Coalition) -> None:
    told = await rota.typed("wes", ADD)
    assert told.startswith("days is kept. The next shifts:\n2026-12-01 12:00 Kyiv")
    await rota.house.take_up()
    listed = (await rota.typed("wes", "rota list")).splitlines()
    assert listed[1:] == [
        "night: Night officer, Pia at 06:00 18:00 zone Europe/Kyiv from 2026-01-01",
        "days: Night officer, Wes at 06:00 mon 18:00 zone Europe/Kyiv from 2026-12-01",
    ]
    await rota.typed("wes", "rota set days hours 06:00-18:00 below people pia at 00:00")
    await rota.house.take_up()
    (days,) = [one for one in rota.house.services.directory.rotas if one.id == "days"]
    assert [one.hours for one in days.layers] == [(360, 1080), None]
    assert days.layers[1].people == ("pia",)
    assert await rota.typed("wes", "rota remove days") == "days is removed."
    await rota.house.take_up()
    assert [one.id for one in rota.house.services.directory.rotas] == ["night"]


REFUSED = [
    ("rota add days people nobody at 06:00", '"nobody" is nobody of your organisation'),
    ("rota add days people dora, ann at 06:00", '"ann" is nobody of your organisation'),
    ("rota add days people at 06:00", "nobody takes turns; name people."),
    ("rota add days", "Write it so: rota add night people ana ben at 06:00"),
    ("rota add days dora at 06:00", "I cannot read that for certain"),
    ("rota add days people dora people pia at 06:00", "I cannot read that for certain"),
    ("rota add days people dora at mon", "I cannot read that for certain"),
    ("rota add Días people dora at 06:00", "I cannot read that for certain"),
    ("rota add days people dora at 06:00 from 03/04", "I cannot read that for certain"),
    ("rota add days people dora at 6", "as a time of day for certain"),
    ("rota add days people dora at 06:00 zone Kyvi", "Did you mean Europe/Kyiv"),
    ("rota add days people dora at 06:00 hours 18:00-18:00", "Those hours end where they begin"),
    ("rota add night people dora at 06:00", 'There is a "night" already'),
    ("rota add days at 06:00", "nobody takes turns; name people."),
    ("rota add days people dora", "there is no time of handover"),
    ("rota add days people dora at 06:00 06:00", "a time of handover stands there twice."),
    ("rota add days people dora at 06:00 hours 06:00-18:00", "nobody would be on duty from"),
    (
        "rota add days people dora at 06:00 hours 06:00-18:00 below at 06:00",
        "part 2: nobody takes turns",
    ),
    ("rota set other people dora", "There is no such rota that is yours"),
    ("rota remove other", "There is no such rota that is yours"),
    ("rota paint night", "rota list | rota add"),
]


async def test_a_rota_that_is_not_sound_is_refused_with_the_reason(rota: Coalition) -> None:
    before = rota.house.services.directory.rotas
    for line, told in REFUSED:
        assert told in await rota.typed("wes", line), line
    await rota.house.take_up()
    assert rota.house.services.directory.rotas == before


async def test_another_organisations_steward_neither_sees_nor_changes_a_rota(
    rota: Coalition,
) -> None:
    assert await rota.typed("stan", "rota list") == "Your organisation has no rota."
    for line in ("rota set night people stan", "rota remove night"):
        assert "There is no such rota that is yours" in await rota.typed("stan", line)


async def test_a_rota_that_an_escalation_names_is_not_removed_under_it(rota: Coalition) -> None:
    policy = '[[escalation]]\nid = "e"\nsteps = [{ whom = ["rota:night"] }]\n'
    await rota.apply(COALITION + CALENDAR + policy)
    assert "That cannot be kept. Nothing was changed" in await rota.typed(
        "wes", "rota remove night"
    )
    assert [one.id for one in rota.house.services.directory.rotas] == ["night"]


async def test_elections_are_listed_for_all_and_changed_by_stewards(rota: Coalition) -> None:
    line = "ke2027: Kenya votes, 2027-08-10, Africa/Nairobi, polls 06:00 to 17:00"
    assert line in await rota.typed("ann", "election list")
    added = (
        "election add md2027 2027-03-07 to 2027-03-08 zone Chisinau places country:MD name Moldova"
    )
    assert "may do" in await rota.typed("ann", added)
    assert await rota.typed("stan", added) == (
        "Kept:\nmd2027: Moldova, 2027-03-07 to 2027-03-08, Europe/Chisinau"
    )
    await rota.house.take_up()
    assert "polls 07:00 to 21:00" in await rota.typed(
        "stan", "election set md2027 polls 7:00-21:00"
    )
    await rota.house.take_up()
    assert (await rota.typed("stan", "election remove md2027")).startswith("md2027 is removed.")
    await rota.house.take_up()
    assert [one.id for one in rota.house.services.directory.elections] == ["ke2027"]


UNREADABLE = [
    ("election add md2027", "Write it so: election add ke2027 2027-08-10 zone Nairobi"),
    ("election add x 2027-03-07 name X", "I cannot read that for certain"),
    ("election add x 03/04 zone UTC name X", "I cannot read that for certain"),
    ("election add x 2027-02-30 zone UTC name X", "I cannot read that for certain"),
    ("election add x 2027-03-07 zone Kyvi name X", "Did you mean Europe/Kyiv"),
    ("election add x 2027-03-07 to 2027-03-01 zone UTC name X", "I cannot read that"),
    ("election add x 2027-03-07 zone UTC polls 20:00-07:00 name X", "I cannot read that"),
    ("election add x 2027-03-07 zone UTC places Kenya name X", "I cannot read that"),
    ("election add ke2027 2027-03-07 zone UTC name X", 'There is a "ke2027" already'),
    ("election set x 2027-03-07", "There is nothing here that you may do this to"),
    ("election remove x", "There is nothing here that you may do this to"),
    ("election import x", "election list | add"),
    ("election import zone Kyvi BEGIN:VCALENDAR", "Did you mean Europe/Kyiv"),
    ("election import BEGIN:VCALENDAR\nRRULE:\x07", "Line 2: it holds characters that act"),
    ('election import [[election]]\nid = "x"', "election x]] name: is missing; add it"),
    ("election import [[election]]\nid", "is not valid TOML"),
]


async def test_an_election_that_cannot_be_read_is_refused_with_the_reason(
    rota: Coalition,
) -> None:
    for line, told in UNREADABLE:
        assert told in await rota.typed("stan", line), line
    await rota.house.take_up()
    assert [one.id for one in rota.house.services.directory.elections] == ["ke2027"]


async def test_a_calendar_that_is_pasted_is_taken_whole(rota: Coalition) -> None:
    moldova = [line.replace("KE2027@iebc.or.ke", "md2027@cec.md") for line in EVENT]
    pasted = calendar(moldova, end="\n").decode()
    told = await rota.typed("stan", f"election import\n{pasted}")
    assert told.startswith("Kept:\nmd2027: General election, Kenya, 2027-08-10, Africa/Nairobi")
    tables = '[[election]]\nid = "x"\nname = "X"\nzone = "UTC"\nday = 2027-01-01\n'
    await rota.house.take_up()
    assert "x: X, 2027-01-01, UTC" in await rota.typed("stan", f"election import\n{tables}")
    await rota.house.take_up()
    found = [one.id for one in rota.house.services.directory.elections]
    assert sorted(found) == ["ke2027", "md2027", "x"]


async def test_who_is_removed_takes_no_turn_any_more(rota: Coalition) -> None:
    await rota.typed("wes", "remove pia")
    await rota.house.take_up()
    (night,) = rota.house.services.directory.rotas
    assert night.layers[0].people == ("dora",)
    await rota.typed("wes", "remove dora")
    await rota.house.take_up()
    assert rota.house.services.directory.rotas == ()


async def test_stewards_are_told_days_before_nobody_would_be_on_duty(rota: Coalition) -> None:
    late = CALENDAR.replace("start = 2026-01-01", "start = 2027-08-10")
    await rota.apply(COALITION + late)
    planning = Planning(rota.house.store, rota.house.services)
    rota.turn_to("2027-07-20 00:00:00")
    await planning.look()
    await rota.pass_(3)
    assert not any("Nobody is on duty" in one for one in rota.told("wes"))
    for _ in range(18):
        await rota.pass_(86_400)
    warned = [one for one in rota.told("wes") if "Nobody is on duty around" in one]
    gap = (
        "Kenya votes (ke2027): 2027-08-09 00:00 Nairobi (2027-08-08 21:00 UTC) "
        "to 2027-08-10 06:00 Nairobi"
    )
    assert all(gap in one for one in warned)
    assert len(warned) == 3  # within two weeks, within one, and within three days
    assert not any("Nobody is on duty" in one for one in rota.told("dora") + rota.told("stan"))
    await rota.apply(COALITION + CALENDAR)
    await planning.look()
    await rota.pass_(3)
    assert rota.last("wes") == "Somebody is on duty all the time around the elections to come."


async def test_whoever_takes_what_nobody_covered_ends_the_warning_at_once(rota: Coalition) -> None:
    late = CALENDAR.replace("start = 2026-01-01", "start = 2027-08-10")
    await rota.apply(COALITION + late)
    rota.turn_to("2027-08-09 00:00:00")
    await Planning(rota.house.store, rota.house.services).look()
    await rota.pass_(3)
    assert "Nobody is on duty around an election" in rota.last("wes")
    await rota.typed("dora", "take 2d night")
    await rota.pass_(3)
    assert "Somebody is on duty all the time around the elections to come." in rota.told("wes")


async def test_a_rota_that_is_changed_shows_the_shifts_with_what_was_taken(rota: Coalition) -> None:
    await rota.typed("pia", "take 2h night")
    told = await rota.typed("wes", "rota set night from 2026-01-02")
    assert "2026-12-01 14:00 Kyiv (12:00 UTC): Pia" in told.split("\n")[1]


async def test_without_any_rota_the_stewards_where_the_election_is_are_told(
    rota: Coalition,
) -> None:
    await rota.apply(COALITION + CALENDAR[: CALENDAR.index("[[rota]]")])
    rota.turn_to("2027-08-01 00:00:00")
    await Planning(rota.house.store, rota.house.services).look()
    await rota.pass_(3)
    for steward in ("wes", "stan", "mads"):
        assert "No rota says who is on duty around an election" in rota.last(steward)
    assert not any("around an election" in one for one in rota.told("rosa"))


async def test_nothing_is_planned_twice_for_the_same_directory(rota: Coalition) -> None:
    planning = Planning(rota.house.store, rota.house.services)
    await planning.look()
    await rota.pass_(3)
    (due,) = await rota.dues("duty")
    assert due.due > rota.now
    await planning.look()
    assert await rota.dues("duty") == [due]
