"""What is wrong with a rota before it is saved, and who is missing around an election."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.duty.rota import Handover, Layer, Override, Rota
from policies.duty.soundness import Gap, RotaFault, Unsound, coverage, unsound
from policies.times.elections import Election

PEOPLE = {"ana", "ben"}
DAILY = (Handover(at=360),)


def rota(people=("ana", "ben"), *, handovers=DAILY, hours=None, zone="Europe/Kyiv",
         start="2026-12-01", of="watch", more=()):  # fmt: skip
    layer = Layer(people=people, handovers=handovers, hours=hours)
    return Rota(id="r", organisation=of, zone=zone, start=start, layers=(layer, *more))


def utc(*args):
    return datetime(*args, tzinfo=UTC)


UNSOUND = [
    (rota(), []),
    (rota(people=()), [(RotaFault.NOBODY, 1)]),
    (Rota(id="r", organisation="o", zone="UTC", start="2026-12-01", layers=()),
     [(RotaFault.NOBODY, 0)]),
    (rota(people=("ana", "eve", "eve")), [(RotaFault.UNKNOWN_PERSON, 1)]),
    (rota(handovers=()), [(RotaFault.NO_HANDOVER, 1)]),
    (rota(handovers=(*DAILY, *DAILY)), [(RotaFault.HANDOVER_TWICE, 1)]),
    (rota(handovers=tuple(Handover(at=one) for one in range(25))), [(RotaFault.TOO_MUCH, 1)]),
    (rota(more=[Layer(people=("ana",), handovers=DAILY)] * 5), [(RotaFault.TOO_MUCH, 0)]),
    (rota(zone="Kyiv"), [(RotaFault.ZONE, 0)]),
    (rota(start="2026-02-30"), [(RotaFault.START, 0)]),
    (rota(hours=(5, 5)), [(RotaFault.HOURS, 1)]),
    (rota(hours=(360, 1080)), [(RotaFault.GAP, 0)]),
    (rota(hours=(360, 1080), more=[Layer(people=("ana",), handovers=DAILY, hours=(1080, 360))]),
     []),
    (rota(hours=(360, 1080), more=[Layer(people=("ana",), handovers=DAILY, hours=(1140, 360))]),
     [(RotaFault.GAP, 0)]),
    (rota(people=(), zone="x"), [(RotaFault.ZONE, 0), (RotaFault.NOBODY, 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "faults"), UNSOUND)
def test_a_rota_is_saved_only_without_these_faults(one, faults):
    assert [(each.fault, each.layer) for each in unsound(one, PEOPLE)] == faults


def test_a_fault_says_who_is_unknown_and_when_the_gap_is():
    assert unsound(rota(people=("eve",)), PEOPLE) == (
        Unsound(fault=RotaFault.UNKNOWN_PERSON, layer=1, person="eve"),
    )
    (gap,) = unsound(rota(hours=(360, 1080)), PEOPLE)
    assert (gap.ends - gap.starts) in {timedelta(hours=6), timedelta(hours=12)}


ELECTION = Election(id="ua", name="U", zone="Europe/Kyiv", day="2027-03-28")
"""Its own night changes the clock: E-1 00:00 is 22:00 UTC before, the end of E+1 is 21:00 UTC."""
ALL = utc(2027, 1, 1), utc(2027, 12, 31)
SPAN = utc(2027, 3, 26, 22), utc(2027, 3, 29, 21)


def test_a_rota_that_runs_through_leaves_no_gap():
    assert coverage([rota()], (), [ELECTION], *ALL) == ()


def test_without_any_rota_the_whole_of_the_days_is_a_gap():
    assert coverage([], (), [ELECTION], *ALL) == (
        Gap(election="ua", organisation="", starts=SPAN[0], ends=SPAN[1]),
    )


def test_gaps_are_told_of_each_organisation_that_has_a_rota():
    day = rota(hours=(360, 1080), of="day")
    found = coverage([day, rota()], (), [ELECTION], *ALL)
    assert {one.organisation for one in found} == {"day"}
    assert [(one.starts, one.ends) for one in found] == [
        (SPAN[0], utc(2027, 3, 27, 4)),
        (utc(2027, 3, 27, 16), utc(2027, 3, 28, 3)),  # eleven hours
        (utc(2027, 3, 28, 15), utc(2027, 3, 29, 3)),
        (utc(2027, 3, 29, 15), SPAN[1]),
    ]


def test_two_rotas_of_one_organisation_cover_for_each_other_and_so_does_an_override():
    day, night = rota(hours=(360, 1080)), rota(hours=(1140, 360))
    found = coverage([day, night], (), [ELECTION], *ALL)
    assert [one.ends - one.starts for one in found] == [timedelta(hours=1)] * 3
    taken = Override(rota="r", starts=SPAN[0], ends=utc(2027, 3, 29, 12), person="ana")
    (left,) = coverage([day, night], (taken,), [ELECTION], *ALL)
    assert left.starts == utc(2027, 3, 29, 15)


def test_only_what_lies_between_the_two_instants_is_looked_at():
    assert coverage([], (), [ELECTION], utc(2027, 1, 1), utc(2027, 3, 1)) == ()
    (cut,) = coverage([], (), [ELECTION], utc(2027, 3, 28), utc(2027, 3, 29))
    assert (cut.starts, cut.ends) == (utc(2027, 3, 28), utc(2027, 3, 29))


def test_a_rota_that_begins_later_leaves_what_lies_before_it():
    (gap,) = coverage([rota(start="2027-03-28")], (), [ELECTION], *ALL)
    assert (gap.starts, gap.ends) == (SPAN[0], utc(2027, 3, 28, 3))
