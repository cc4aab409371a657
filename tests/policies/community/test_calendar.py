"""Elections and rotas in the directory: read whole, refused with reasons, written as they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import DirectoryFault, load_text, write_text
from policies.community.calendar import rota_without
from policies.community.directory import Directory
from policies.community.people import Organisation, Person
from policies.community.rows import from_rows, to_rows
from policies.duty.rota import Handover, Layer, Rota
from policies.times.elections import Election
from tests.in_full import DEAR

TEXT = """
[[organisation]]
id = "watch"
name = "Watch"
[[person]]
id = "ana"
organisation = "watch"
name = "Ana"
[[person]]
id = "ben"
organisation = "watch"
name = "Ben"
[[election]]
id = "ke2027"
name = "Kenya: general election"
zone = "Africa/Nairobi"
day = 2027-08-10
last = 2027-08-11
polls = "06:00-17:00"
places = ["country:KE"]
[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-12-01
handovers = ["06:00", "mon 18:00"]
people = ["ana", "ben", "ana"]
hours = "18:00-06:00"
layers = [{ people = ["ben"], handovers = ["Tuesday 9:00"] }]
"""


def test_an_election_and_a_rota_are_read_as_the_file_says():
    read = load_text(TEXT, "f", None)
    assert read.elections == (
        Election(
            id="ke2027", name="Kenya: general election", zone="Africa/Nairobi", day="2027-08-10",
            last="2027-08-11", polls_open=360, polls_close=1020, places=("country:KE",),
        ),
    )  # fmt: skip
    first = Layer(
        people=("ana", "ben", "ana"), hours=(1080, 360),
        handovers=(Handover(at=360), Handover(at=1080, day=0)),
    )  # fmt: skip
    second = Layer(people=("ben",), handovers=(Handover(at=540, day=1),))
    assert read.rotas == (
        Rota(
            id="night", organisation="watch", zone="Europe/Kyiv", start="2026-12-01",
            layers=(first, second),
        ),
    )  # fmt: skip


BROKEN = [
    ('zone = "Africa/Nairobi"', 'zone = "Nairobi"', "[[election ke2027]] zone: must be the name of"
     ' a zone such as "Europe/Kyiv", perhaps Africa/Nairobi; correct'),
    ('zone = "Europe/Kyiv"', 'zone = "Europe/Kiyv"', "[[rota night]] zone: must be the name of a"
     ' zone such as "Europe/Kyiv", perhaps Europe/Kyiv'),
    ('zone = "Europe/Kyiv"\n', "", "[[rota night]] zone: is missing; add it"),
    ("day = 2027-08-10\n", "", "[[election ke2027]] day: is missing; add it"),
    ("day = 2027-08-10", 'day = "2027-08-10"', "[[election ke2027]] day: must be a date such as"),
    ("last = 2027-08-11", "last = 2027-08-09", "[[election ke2027]] last: must be the day itself"),
    ('polls = "06:00-17:00"', 'polls = "17:00-06:00"', "[[election ke2027]] polls: must open befo"),
    ('polls = "06:00-17:00"', 'polls = "6-17"', "[[election ke2027]] polls: must be two times"),
    ('["country:KE"]', '["Kenya"]', "[[election ke2027]] places: must be a tag"),
    ('id = "ke2027"', 'id = "KE"', "[[election number 1]] id: must be an id of small letters"),
    ('name = "Kenya: general election"\n', "", "[[election ke2027]] name: is missing; add it"),
    ("start = 2026-12-01\n", "", "[[rota night]] start: is missing; add it"),
    ('["06:00", "mon 18:00"]', "[]", "[[rota night]] handovers: are missing; give times such as"),
    ('["06:00", "mon 18:00"]', '["6"]', "[[rota night]] handovers: must be a list of times"),
    ('["06:00", "mon 18:00"]', '["funday 06:00"]', "[[rota night]] handovers: must be a list of"),
    ('["06:00", "mon 18:00"]', '"06:00"', "[[rota night]] handovers: must be a list; correct it"),
    ('["06:00", "mon 18:00"]', '["06:00", "06:00"]', "[[rota night]] handovers: name something tw"),
    ('["ana", "ben", "ana"]', "[]", "[[rota night]] people: names nobody; name those who take"),
    ('["ana", "ben", "ana"]', '["eve"]', '[[rota night]] people: names "eve", which is no person'),
    ('["ana", "ben", "ana"]', '["A B"]', "[[rota night]] people: must name people by their ids"),
    ('"18:00-06:00"', '"18:00-18:00"', "[[rota night]] hours: must be two times of day such as"),
    ("{ people =", "{ persons =", "[[rota night layers number 1]] people: is missing; add it"),
    ("{ people =", "{ x = 1, people =", "[[rota night layers number 1]] x: is not a known key"),
    ("layers = [{", "layers = [3, {", "[[rota night]] layers: must be a list of tables"),
    ('id = "night"\norganisation = "watch"', 'id = "night"\norganisation = "w"',
     '[[rota night]] organisation: names "w", which is no organisation'),
    ('layers = [{ people = ["ben"], handovers = ["Tuesday 9:00"] }]', "",
     "[[rota night]] hours: leave nobody on duty from Tue 06:00 to Tue 18:00; add a layer"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), BROKEN)
def test_what_is_wrong_is_named_with_where_why_and_what_to_do(old, new, told):
    assert old in TEXT
    with pytest.raises(DirectoryFault) as caught:
        load_text(TEXT.replace(old, new), "f", None)
    assert any(line.startswith(f"f: {told}") for line in caught.value.lines), caught.value.lines


def test_an_id_that_is_given_twice_is_named():
    tables = TEXT[TEXT.index("[[election]]") :]
    with pytest.raises(DirectoryFault) as caught:
        load_text(TEXT + tables, "f", None)
    assert [line.split(": ")[1] for line in caught.value.lines] == [
        "[[election ke2027]] id", "[[rota night]] id",
    ]  # fmt: skip


MINUTES = st.integers(0, 1439)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
ZONES = st.sampled_from(["Europe/Kyiv", "Africa/Nairobi", "UTC", "America/Argentina/Buenos_Aires"])
POLLS = st.none() | st.tuples(MINUTES, st.integers(1, 1440)).filter(lambda one: one[0] < one[1])


@st.composite
def elections(draw, name):
    day, polls = draw(DAYS), draw(POLLS) or (None, None)
    later = draw(st.integers(0, 3))
    return Election(
        id=name, name=draw(st.sampled_from(["Votes", 'A "b" \\ c', "Вибори"])), zone=draw(ZONES),
        day=day.isoformat(), last=(day + timedelta(later)).isoformat() if later else "",
        polls_open=polls[0], polls_close=polls[1],
        places=draw(st.sampled_from([(), ("country:KE",), ("country:UA", "region:x")])),
    )  # fmt: skip


@st.composite
def rotas(draw, name):
    handovers = st.lists(
        st.builds(Handover, at=MINUTES, day=st.none() | st.integers(0, 6)),
        min_size=1, max_size=3, unique=True,
    ).map(tuple)  # fmt: skip
    people = st.lists(st.sampled_from(["ana", "ben"]), min_size=1, max_size=3).map(tuple)
    edges = st.tuples(MINUTES, MINUTES).filter(lambda one: one[0] != one[1])
    upper = Layer(people=draw(people), handovers=draw(handovers), hours=draw(st.none() | edges))
    whole = Layer(people=draw(people), handovers=draw(handovers))
    return Rota(
        id=name, organisation="watch", zone=draw(ZONES), start=draw(DAYS).isoformat(),
        layers=(upper, whole) if upper.hours or draw(st.booleans()) else (upper,),
    )  # fmt: skip


@DEAR
@given(elections("e1"), elections("e2"), rotas("r1"), rotas("r2"))
def test_what_is_written_is_the_same_calendar_again(one, two, three, four):
    directory = Directory(
        organisations=(Organisation(id="watch", name="Watch"),),
        people=tuple(Person(id=who, organisation="watch", name=who) for who in ("ana", "ben")),
        elections=(one, two),
        rotas=(three, four),
    )
    assert load_text(write_text(directory), "f", None) == directory
    assert from_rows(to_rows(directory)) == directory


LAYERED = {
    "id": "r", "organisation": "watch", "zone": "UTC", "start": "2026-01-01",
    "people": ["ana", "ben"], "handovers": ["06:00"], "hours": "06:00-18:00",
    "layers": [{"people": ["cat"], "handovers": ["mon 00:00"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("names", "people"),
    [
        ({"eve"}, ["ana", "ben", "cat"]),
        ({"ben"}, ["ana", "cat"]),
        ({"ana", "ben"}, ["cat"]),
        ({"cat"}, None),  # the nights would be nobody's
        ({"ana", "ben", "cat"}, None),
        ({"watch"}, None),
    ],
)
def test_who_leaves_takes_no_turn_and_a_rota_with_nobody_left_goes(names, people):
    left = rota_without(LAYERED, names)
    if people is None:
        assert left is None
        return
    assert left["people"] + [who for one in left.get("layers", ()) for who in one["people"]] == (
        people
    )
    assert (left == LAYERED) is (names == {"eve"})
