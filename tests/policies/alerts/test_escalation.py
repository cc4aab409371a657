"""Chains as they are frozen, and what comes next in them, by table and by law."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.directory import load_text
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.chain import Chain, Step
from policies.alerts.escalation import PACE, PATIENCE, chain_of, following, turn
from policies.alerts.severity import Severity
from policies.community.directory import Directory
from policies.labels import Label
from tests.bot.coalition import COALITION

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MORE = """
[[organisation]]
id = "shed"
name = "Shed"
contacts = [
  { to = ["organisation:watch"] },
  { to = ["organisation:radio", "duty"], after = "3m", severity = ["critical"] },
  { to = ["stewards"], severity = ["low"] },
]
[[channel]]
id = "dutyroom"
platform = "telegram"
address = -1001000000009
organisation = "radio"
kind = "duty"
[[channel]]
id = "drillroom"
platform = "telegram"
address = -1001000000010
organisation = "radio"
exercise = true
"""


def directory(more: str = "") -> Directory:
    return load_text(COALITION + MORE + more, "f", None)


def alert(severity: Severity = Severity.CRITICAL, **other: object) -> Alert:
    values = {
        "severity": severity,
        "label": Label.GREEN,
        "text": "x",
        "origin": "institute",
        "author": "ann",
        "audience": Audience(everybody=True),
        "made": NOW,
    }
    return Alert(**(values | other))


def whom(chain: Chain) -> list[tuple[str, ...]]:
    return [one.whom for one in chain.steps]


USUAL = [
    (Severity.CRITICAL, "watch",
     [("channel:group", "channel:watchroom", "duty"), ("stewards",)]),
    (Severity.HIGH, "watch",
     [("channel:group", "channel:watchroom", "duty"), ("stewards",)]),
    (Severity.MEDIUM, "watch",
     [("channel:group", "channel:watchroom"), ("duty",), ("stewards",)]),
    (Severity.LOW, "radio", [("channel:dutyroom",), ("duty",), ("stewards",)]),
    (Severity.CRITICAL, "shed",
     [("duty:watch",), ("duty:radio", "duty"), ("duty",), ("stewards",)]),
    (Severity.LOW, "shed", [("duty:watch",), ("stewards",), ("duty",), ("stewards",)]),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "organisation", "steps"), USUAL)
def test_without_a_policy_a_chain_is_what_is_usual(severity, organisation, steps):
    chain = chain_of(directory(), alert(severity), organisation)
    assert whom(chain) == steps
    assert chain.steps[0].after == 0
    assert (chain.fallback, chain.name) == (("duty:institute",), "")
    assert (chain.then, chain.patience) == (PACE[severity], PATIENCE[severity])


def test_a_drill_goes_to_its_own_rooms_and_to_no_other():
    chain = chain_of(directory(), alert(exercise="night"), "radio")
    assert chain.steps[0].whom == ("channel:drillroom", "duty")
    chain = chain_of(directory(), alert(exercise="night"), "watch")
    assert chain.steps[0].whom == ("duty",)


def test_people_who_are_named_come_first_and_alone_where_they_alone_are_meant():
    chain = chain_of(directory(), alert(audience=Audience(people=("bo", "ray"))), "watch")
    assert whom(chain) == [("person:bo",)]
    both = Audience(people=("bo",), organisations=("watch",))
    chain = chain_of(directory(), alert(audience=both), "watch")
    assert chain.steps[0].whom[:2] == ("person:bo", "channel:group")


POLICIES = """
[[escalation]]
id = "every"
steps = [
  { whom = ["contacts"], repeat = 1, every = "2m" },
  { whom = ["rooms", "organisation:watch"], after = "9m" },
]
[[escalation]]
id = "of-watch"
organisations = ["watch"]
severity = ["critical"]
steps = [{ whom = ["stewards"] }]
fallback = ["organisation:radio", "origin", "person:ann"]
ack_timeout = "1h"
"""


def test_a_policy_of_its_own_goes_before_the_one_for_every_organisation():
    found = directory(POLICIES)
    own = chain_of(found, alert(), "watch")
    assert (own.name, whom(own)) == ("of-watch", [("stewards",)])
    assert own.fallback == ("duty:radio", "duty:institute", "person:ann")
    assert own.patience == 3600
    assert chain_of(found, alert(Severity.LOW), "watch").name == "every"


def test_each_contact_of_an_organisation_becomes_a_step_of_the_policy():
    chain = chain_of(directory(POLICIES), alert(), "shed")
    assert whom(chain) == [("duty:watch",), ("duty:radio", "duty"), ("duty:watch",)]
    assert [(one.after, one.repeat, one.every) for one in chain.steps] == [
        (0, 1, 120), (180, 0, 300), (540, 0, 300),
    ]  # fmt: skip
    # Where there are none, its rooms stand for them.
    chain = chain_of(directory(POLICIES), alert(), "radio")
    assert chain.steps[0].whom == ("channel:dutyroom",)


STEPS = st.builds(
    Step,
    whom=st.just(("duty",)),
    after=st.integers(0, 900),
    repeat=st.integers(0, 3),
    every=st.integers(1, 900),
)
CHAINS = st.builds(Chain, steps=st.lists(STEPS, max_size=6).map(tuple), then=st.integers(1, 900))


@given(CHAINS)
def test_every_chain_ends_in_its_fallback_and_each_step_rings_as_often_as_it_says(chain):
    seen = []
    at = turn(chain, 0, 0)
    while at is not None:
        seen.append((at.step, at.round))
        assert at.wait >= 0
        at = following(chain, at.step, at.round)
    last = len(chain.steps)
    assert seen == [
        (step, round_) for step, one in enumerate(chain.steps) for round_ in range(one.repeat + 1)
    ] + [(last, 0)]


@given(CHAINS)
def test_going_onward_leaves_out_repeats_and_ends_there_too(chain):
    at = turn(chain, 0, 0)
    steps = []
    while at is not None:
        steps.append(at.step)
        at = following(chain, at.step, at.round, onward=True)
    assert steps == list(range(len(chain.steps) + 1))


def test_what_changes_in_the_directory_later_changes_no_chain():
    found = directory(POLICIES)
    frozen = chain_of(found, alert(), "watch")
    assert chain_of(replace(found, escalations=()), alert(), "watch") != frozen
    assert frozen.name == "of-watch"
