"""What an answer cannot mean is told at the step in which it was typed, and the rest is kept."""

import pytest

from bot.commands import CHECKS
from policies.forms import FORMS
from tests.bot.coalition import Coalition


async def begun(coalition: Coalition, verb: str) -> None:
    """Answer all that must be answered of a form."""
    await coalition.typed("bo", f"/{verb}")
    if verb == "schedule":
        await coalition.typed("bo", "tomorrow 18:00 Kyiv")
    if verb == "report":
        await coalition.typed("bo", "Queues in Kisumu.")
        return
    await coalition.typed("bo", "Ballots are missing.")
    await coalition.press("bo", "High")
    await coalition.press("bo", "TLP:AMBER")
    await coalition.typed("bo", "to radio")


STEPS = [
    ("new", "Valid until", "2020-01-01 18:00 Kyiv", "That is past"),
    ("new", "Valid until", "18:00 Kyvi", "Did you mean Europe/Kyiv"),
    ("new", "How many", "most", "does not say how many organisations must answer"),
    ("new", "Elections", "mars2027", "is no election that is on record"),
    ("new", "For whom", "to nobody", "is no organisation, person, tag or bridge"),
    ("new", "For whom", "to radio watch", 'Is "watch" one of those whom it is for'),
    ("new", "What happened", "TLP:RED Ballots.", "There are two labels"),
    ("schedule", "When", "yesterday 18:00", "yesterday"),
    ("schedule", "When", "tomorrow 18:00 Atlantis", "Atlantis"),
    ("schedule", "Valid until", "in 5m", "over"),
    ("report", "First seen", "2099-01-01 18:00 Kyiv", "not in the future"),
    ("report", "First seen", "18:00 Atlantis", "a place whose clock it is"),
    ("report", "What was seen", "TLP:RED Queues.", "RED"),
]


@pytest.mark.parametrize(("verb", "field", "typed", "told"), STEPS)
async def test_what_cannot_be_meant_is_asked_for_anew_at_once(
    coalition: Coalition, verb: str, field: str, typed: str, told: str
) -> None:
    await begun(coalition, verb)
    await coalition.press("bo", field)
    asked = await coalition.typed("bo", typed)
    assert told in asked.split(f": {field}")[0], asked
    assert f": {field}" in asked, "the field is named, and asked for"
    assert f"So far: {typed}" in asked
    assert len(coalition.told("bo")) == 1
    kept = await coalition.press("bo", "Back")
    assert "Ballots are missing." in kept or "Queues" in kept or field == "What happened"


async def test_the_first_question_is_checked_before_the_second(coalition: Coalition) -> None:
    """What was not asked yet is not amiss."""
    await coalition.typed("bo", "/schedule")
    asked = await coalition.typed("bo", "2020-01-01 18:00 Kyiv")
    assert "That is past" in asked
    assert "Schedule: When" in asked
    assert "Schedule: What happened" in await coalition.typed("bo", "tomorrow 18:00 Kyiv")
    assert "Schedule: Severity" in await coalition.typed("bo", "Ballots are missing.")


async def test_an_audience_that_a_label_forbids_is_told_when_either_is_answered(
    coalition: Coalition,
) -> None:
    await begun(coalition, "new")
    await coalition.press("bo", "Label")
    asked = await coalition.press("bo", "TLP:RED")
    assert asked.startswith("TLP:RED goes only to people whom you name")
    assert "New alert: For whom" in asked
    shown = await coalition.typed("bo", "to @ray")
    assert "For whom: to @ray" in shown
    assert "Label: TLP:RED" in shown
    asked = await coalition.press("bo", "For whom")
    assert "TLP:RED goes only to people" in await coalition.typed("bo", "everybody")


async def test_a_summary_is_followed_by_the_question_for_its_label(coalition: Coalition) -> None:
    """Leaving it out is possible all the same."""
    await begun(coalition, "new")
    await coalition.press("bo", "Summary for")
    asked = await coalition.typed("bo", "Trouble in the west.")
    assert asked.startswith("A summary needs a label of its own")
    assert "New alert: Label of the summary" in asked
    assert "looser" in await coalition.press("bo", "TLP:AMBER")
    shown = await coalition.press("bo", "TLP:GREEN")
    assert "Label of the summary: TLP:GREEN" in shown
    await coalition.press("bo", "Summary for")
    assert "Trouble in the west." not in await coalition.press("bo", "Leave it out")


async def test_the_note_of_a_resolved_alert_is_checked_at_its_step(coalition: Coalition) -> None:
    await coalition.raised(author="bo")
    await coalition.typed("bo", "/resolve 1")
    await coalition.press("bo", "Handled")
    await coalition.press("bo", "Note")
    assert "another label" in await coalition.typed("bo", "TLP:RED it was Mwangi")


def test_every_form_of_several_questions_is_checked_step_by_step() -> None:
    several = {name for name, form in FORMS.items() if len(form.fields) > 1}
    assert several == CHECKS.keys() & FORMS.keys()
