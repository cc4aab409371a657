"""A typing error that is mended soon is no other text; figures are never a typing error."""

from datetime import UTC, datetime, timedelta

import pytest

from policies.alerts.mending import mends

RAISED = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
SOON = RAISED + timedelta(seconds=60)
TEXT = "Three trucks took 40 boxes from Kisumu at 18:05."


@pytest.mark.parametrize(
    "after",
    [
        "Three truks took 40 boxes from Kisumu at 18:05.",
        "Three trucks took 40 boxes from Kisumo at 18:05.",
        "Three trucks took 40 boxes from Kisumu at 18:05!",
        "Threee trucks took 40 boxes from Kisumu at 18:05.",
    ],
)
def test_a_mended_typing_error_keeps_an_approval(after: str) -> None:
    assert mends(TEXT, after, RAISED, SOON)


@pytest.mark.parametrize(
    "after",
    [
        "Three trucks took 41 boxes from Kisumu at 18:05.",
        "Three trucks took 40 boxes from Kisumu at 18:50.",
        "Three trucks took 4 boxes from Kisumu at 18:05.",
        "Three trucks took 40 boxes from Nakuru at 18:05.",
        "Three trucks took no 40 boxes from Kisumu at 18:05.",
        "No trucks took 40 boxes from Kisumu at 18:05.",
        "Three trucks took 40 boxes from Kisumu at 18:05. Come at once.",
        "",
    ],
)
def test_other_figures_or_other_words_are_another_text(after: str) -> None:
    assert not mends(TEXT, after, RAISED, SOON)


def test_after_a_minute_nothing_is_a_typing_error() -> None:
    after = "Three truks took 40 boxes from Kisumu at 18:05."
    assert not mends(TEXT, after, RAISED, SOON + timedelta(microseconds=1))
    assert not mends(TEXT, after, None, SOON)
