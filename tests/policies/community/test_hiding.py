"""What a new directory hides that was shown before, and what changes without hiding anything."""

from dataclasses import replace

import pytest

from policies.community.directory import Directory
from policies.community.hiding import hides, shown
from policies.community.people import Organisation, Person, Wall

BEFORE = Directory(
    organisations=(Organisation(id="watch", name="Watch"), Organisation(id="radio", name="Radio")),
    people=(
        Person(id="ann", organisation="watch", name="Ann"),
        Person(id="kim", organisation="radio", name="Kim", shown_as="K."),
    ),
    walls=(Wall(organisation="radio", not_to=("sector:government",)),),
)
ANN, KIM = BEFORE.people
WATCH, RADIO = BEFORE.organisations


@pytest.mark.parametrize(
    ("after", "hidden"),
    [
        (BEFORE, False),
        (replace(BEFORE, walls=()), False),
        (replace(BEFORE, walls=(*BEFORE.walls, Wall(organisation="watch", not_to=("x",)))), True),
        (replace(BEFORE, people=(replace(ANN, name="Anna"), KIM)), False),
        (replace(BEFORE, people=(replace(ANN, shown_as="A."), KIM)), True),
        (replace(BEFORE, people=(replace(ANN, risk=True), KIM)), True),
        (replace(BEFORE, people=(ANN, replace(KIM, risk=True))), False),
        (replace(BEFORE, people=(ANN,)), False),
        (replace(BEFORE, organisations=(replace(WATCH, risk=True), RADIO)), True),
        (replace(BEFORE, organisations=(replace(WATCH, shown_as="Partner 2"), RADIO)), True),
        (replace(BEFORE, organisations=(replace(WATCH, name="The Watch"), RADIO)), False),
    ],
)
def test_a_name_or_a_deed_is_hidden_or_it_is_not(after: Directory, hidden: bool) -> None:  # noqa: FBT001 - a table
    assert hides(BEFORE, after) is hidden
    if hidden:
        assert shown(BEFORE) != shown(after)
