"""How many must acknowledge, and when that is so."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from policies.alerts.alert import Alert, Answered, Need, Standing
from policies.alerts.audience import Audience
from policies.alerts.needs import count, needed, satisfied
from policies.alerts.severity import Severity
from policies.labels import Label

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def alert(answers: list[Answered], need: Need) -> Alert:
    return Alert(
        severity=Severity.HIGH,
        label=Label.GREEN,
        text="words",
        origin="a",
        author="ann",
        audience=Audience(everybody=True),
        made=NOW,
        need=need,
        standings=tuple(
            Standing(organisation=f"o{at}", answered=one) for at, one in enumerate(answers)
        ),
    )


ANSWERS = st.lists(st.sampled_from(Answered), max_size=12)


@given(ANSWERS)
def test_any_is_satisfied_by_one(answers: list[Answered]) -> None:
    found = satisfied(alert(answers, Need()))
    assert found is (Answered.ACKNOWLEDGED in answers)


@given(ANSWERS, st.integers(1, 12))
def test_some_is_satisfied_by_as_many(answers: list[Answered], wanted: int) -> None:
    found = satisfied(alert(answers, Need(of="some", count=wanted)))
    assert found is (answers.count(Answered.ACKNOWLEDGED) >= wanted)


@given(ANSWERS)
@example([Answered.ACKNOWLEDGED, Answered.UNREACHABLE])
@example([Answered.ACKNOWLEDGED, Answered.DECLINED])
@example([Answered.UNREACHABLE])
def test_every_one_that_can_be_reached_is_waited_for(answers: list[Answered]) -> None:
    found = satisfied(alert(answers, Need(of="every")))
    reachable = [one for one in answers if one is not Answered.UNREACHABLE]
    assert found is (bool(reachable) and set(reachable) == {Answered.ACKNOWLEDGED})


@given(ANSWERS, st.sampled_from([Need(), Need(of="some", count=3), Need(of="every")]))
def test_an_unreachable_organisation_is_never_counted_as_acknowledged(
    answers: list[Answered], need: Need
) -> None:
    lost = [Answered.UNREACHABLE for _ in answers]
    assert not satisfied(alert(lost, need))
    assert needed(alert(answers, need)) >= 1
    assert count(alert(lost, need).standings).acknowledged == 0


@given(ANSWERS, st.sampled_from([Need(), Need(of="some", count=3), Need(of="every")]))
def test_one_more_acknowledgement_never_makes_it_less(answers: list[Answered], need: Need) -> None:
    before = satisfied(alert(answers, need))
    for at, one in enumerate(answers):
        if one is not Answered.UNREACHABLE:
            after = [*answers[:at], Answered.ACKNOWLEDGED, *answers[at + 1 :]]
            assert satisfied(alert(after, need)) or not before


@given(ANSWERS, st.integers(1, 4), st.sampled_from([Need(), Need(of="every")]))
def test_who_is_gone_is_waited_for_no_more_and_answers_for_nobody(
    answers: list[Answered], gone: int, need: Need
) -> None:
    stays = alert(answers, need)
    left = tuple(
        Standing(organisation=f"left{at}", answered=one, gone=True)
        for at, one in enumerate(list(Answered)[:gone])
    )
    both = replace(stays, standings=(*stays.standings, *left))
    assert satisfied(both) is satisfied(stays)
    assert count(both.standings) == replace(count(stays.standings), gone=gone)
