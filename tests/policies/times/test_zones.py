"""Zones by their names and by their cities."""

import pytest

from policies.times.refusals import Fault, Refusal
from policies.times.zones import is_zone, zone, zone_named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("Kyiv", "Europe/Kyiv"),
        ("KYIV", "Europe/Kyiv"),
        ("nairobi", "Africa/Nairobi"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Port of  Spain", "America/Port_of_Spain"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),  # two names of one clock
        ("Istanbul", "Europe/Istanbul"),
        ("Argentina/Ushuaia", None),
        ("Ushuaia", "America/Argentina/Ushuaia"),
        ("US/Eastern", "US/Eastern"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_named_by_itself_or_by_its_city(text, name):
    found = zone_named(text)
    assert found == name if name else isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("text", "fault", "choices"),
    [
        ("Kyvi", Fault.UNKNOWN_ZONE, ("Europe/Kyiv",)),
        ("Niarobi", Fault.UNKNOWN_ZONE, ("Africa/Nairobi",)),
        ("Europe/Kiyv", Fault.UNKNOWN_ZONE, ("Europe/Kyiv",)),
        ("west", Fault.AMBIGUOUS_ZONE, ("Australia/West", "Brazil/West")),
        ("eastern", Fault.UNKNOWN_ZONE, ()),
        ("EST", Fault.ABBREVIATED_ZONE, ()),
        ("cest", Fault.ABBREVIATED_ZONE, ()),
        ("EST5EDT", Fault.ABBREVIATED_ZONE, ()),
        ("GMT+3", Fault.ABBREVIATED_ZONE, ()),
        ("Etc/GMT+3", Fault.UNKNOWN_ZONE, ()),
        ("../../etc/passwd", Fault.UNKNOWN_ZONE, ()),
        ("/usr/share/zoneinfo/UTC", Fault.UNKNOWN_ZONE, None),
        ("", Fault.UNKNOWN_ZONE, ()),
        ("x" * 10_000, Fault.UNKNOWN_ZONE, ()),
    ],
)
def test_what_names_no_zone_is_refused_with_what_is_near(text, fault, choices):
    found = zone_named(text)
    assert found.fault is fault
    assert choices is None or found.choices[: len(choices)] == choices
    assert all(is_zone(one) for one in found.choices)


@pytest.mark.parametrize("name", ["EST", "Etc/GMT+3", "europe/kyiv", "Kyiv", "", "localtime"])
def test_only_a_whole_name_of_the_database_is_kept_as_a_zone(name):
    assert not is_zone(name)
    with pytest.raises(ValueError, match="not the name of a zone"):
        zone(name)
