"""What the suite counts on a million characters of three shapes, on those of all: `make proofs`."""

import pytest

from tests.policies.labels.counting import visits_of
from tests.policies.labels.test_visits import A_MILLION, EVERY, MOST, of


@pytest.mark.parametrize("name", EVERY)
def test_a_million_characters_are_visited_no_more_often_each(name: str) -> None:
    text = of(EVERY[name], A_MILLION)
    visits = visits_of(text, lines=False)
    assert len(text) <= visits.characters <= MOST * len(text)
