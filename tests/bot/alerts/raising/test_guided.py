"""A form is asked for step by step in private: one card, buttons to choose, words for the rest."""

import pytest

from policies.alerts.interference import Interference
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from storage.store import Transaction
from tests.bot.coalition import Coalition


async def steps(coalition: Coalition, person: str) -> None:
    """Answer what must be answered of a new alert."""
    await coalition.typed(person, "/new")
    await coalition.typed(person, "Ballots are missing in Kisumu.")
    await coalition.press(person, "High")
    await coalition.press(person, "TLP:GREEN")


@pytest.mark.parametrize("person", ["bo", "ann"])
async def test_an_alert_is_asked_for_question_by_question_on_one_card(
    coalition: Coalition, person: str
) -> None:
    """On Telegram, and in Slack where no modal could be opened."""
    assert "New alert: What happened" in await coalition.typed(person, "/new")
    assert "Severity" in await coalition.typed(person, "Ballots are missing in Kisumu.")
    assert list(coalition.buttons(person)) == ["Low", "Medium", "High", "Critical", "Cancel"]
    assert "Label" in await coalition.press(person, "High")
    assert "For whom" in await coalition.press(person, "TLP:GREEN")
    shown = await coalition.typed(person, "to radio")
    assert "What happened: Ballots are missing in Kisumu." in shown
    assert "Severity: High" in shown
    assert len(coalition.told(person)) == 1
    await coalition.press(person, "What is asked")
    await coalition.typed(person, "Who can go?")
    await coalition.press(person, "Kinds")
    await coalition.press(person, "Cyber")
    await coalition.press(person, "Physical")
    await coalition.press(person, "✓ Cyber")
    await coalition.press(person, "Go on")
    shown = await coalition.press(person, "Go on")
    assert "A-1 · draft: nothing has left yet" in shown
    assert len(coalition.told(person)) == 1
    alert = (await coalition.alert(1)).value
    assert (alert.severity, alert.label) == (Severity.HIGH, Label.GREEN)
    assert (alert.text, alert.asked) == ("Ballots are missing in Kisumu.", "Who can go?")
    assert alert.interference == (Interference.VIOLENCE,)
    assert alert.audience.organisations == ("radio",)


async def test_the_words_of_an_answer_are_no_command_but_behind_a_slash(
    coalition: Coalition,
) -> None:
    """ "Report" and "help" are words; "/help" is a command, and the form waits meanwhile."""
    await coalition.typed("bo", "/new")
    assert "What you may do here" in await coalition.typed("bo", "/help")
    await coalition.typed("bo", "help is needed, report follows")
    await coalition.press("bo", "High")
    await coalition.press("bo", "TLP:GREEN")
    await coalition.typed("bo", "everybody")
    await coalition.press("bo", "Go on")
    assert (await coalition.alert(1)).value.text == "help is needed, report follows"


async def test_what_is_to_be_pressed_may_be_typed_and_a_command_is_one(
    coalition: Coalition,
) -> None:
    """Anything else is told to choose."""
    await coalition.typed("bo", "/new")
    await coalition.typed("bo", "Ballots are missing.")
    assert "What you may do here" in await coalition.typed("bo", "help")
    await coalition.typed("bo", "terrible")
    assert "Please choose one of those" in "\n".join(coalition.told("bo"))
    await coalition.typed("bo", "HIGH")
    assert any("Label" in one for one in coalition.told("bo"))


async def test_what_is_wrong_is_said_and_what_was_answered_is_kept(coalition: Coalition) -> None:
    """An audience that nobody knows is mended without answering anew."""
    await steps(coalition, "bo")
    asked = await coalition.typed("bo", "to nobody")
    assert asked.startswith('"nobody" is no organisation')
    assert "New alert: For whom" in asked
    assert "So far: to nobody" in asked
    assert len(coalition.told("bo")) == 1
    shown = await coalition.typed("bo", "to radio")
    assert "What happened: Ballots are missing in Kisumu." in shown
    assert "no organisation" not in shown
    await coalition.press("bo", "Go on")
    assert (await coalition.alert(1)).value.audience.organisations == ("radio",)
    assert not any("Go on" in one.buttons for one in coalition.standing("bo").values())


async def test_a_text_too_long_for_its_field_is_asked_for_again(coalition: Coalition) -> None:
    """The card says how much fits."""
    await coalition.typed("bo", "/new")
    assert "at most 3000" in await coalition.typed("bo", "x" * 3001)
    assert "Severity" in await coalition.typed("bo", "x" * 3000)


async def test_who_stops_has_nothing_kept_and_a_stray_press_does_nothing(
    coalition: Coalition,
) -> None:
    """The card is taken away, and a press below where it stood is stale."""
    await steps(coalition, "bo")
    number = next(iter(coalition.standing("bo")))
    await coalition.press("bo", "Cancel")
    assert "Nothing of it is kept" in coalition.last("bo")
    assert number not in coalition.standing("bo")
    answer = await coalition.press_below("bo", number, "guide done")
    assert "does nothing any more" in answer
    assert 'no command "radio"' in await coalition.typed("bo", "radio")
    assert await coalition.house.store.read(lambda tx: tx.docket.count("alert", rank=-1)) == 0


async def test_of_two_forms_the_later_stays_and_says_that_the_other_was_left(
    coalition: Coalition,
) -> None:
    """Its card is gone: none of its buttons answers for the other."""
    await steps(coalition, "bo")
    first = next(iter(coalition.standing("bo")))
    told = await coalition.typed("bo", "/report")
    assert told.startswith("New alert was left, and nothing of it is kept.\nReport: What was seen")
    assert first not in coalition.standing("bo")
    assert "does nothing any more" in await coalition.press_below("bo", first, "guide stop")
    await coalition.typed("bo", "A van without plates")
    (form,) = [one for one in coalition.told("bo") if one.startswith("Report")]
    assert "What was seen: A van without plates" in form


async def test_what_is_no_command_brings_the_form_that_waits_once_more(
    coalition: Coalition,
) -> None:
    """It stands at the end of the conversation then, and once."""
    await steps(coalition, "bo")
    first = next(iter(coalition.standing("bo")))
    await coalition.typed("bo", "to radio")
    assert "For whom: to radio" in await coalition.typed("bo", "watch")
    assert first not in coalition.standing("bo")
    assert len(coalition.standing("bo")) == 1


async def test_a_press_on_what_the_card_no_longer_asks_changes_nothing(
    coalition: Coalition,
) -> None:
    """Two presses at once: the second belongs to a question that was answered."""
    await coalition.typed("bo", "/new")
    await coalition.typed("bo", "Ballots are missing.")
    number = next(iter(coalition.standing("bo")))
    await coalition.press("bo", "High")
    await coalition.press_below("bo", number, "guide set severity low")
    await coalition.press_below("bo", number, "guide set label TLP:MAUVE")
    await coalition.press_below("bo", number, "guide done")
    assert "Label" in coalition.last("bo")
    await coalition.press("bo", "TLP:GREEN")
    await coalition.typed("bo", "to radio")
    await coalition.press("bo", "Go on")
    assert (await coalition.alert(1)).value.severity is Severity.HIGH


async def test_what_was_begun_is_forgotten_after_an_hour(coalition: Coalition) -> None:
    """Its card is taken away, and what is typed then is a line as any other."""
    await coalition.typed("bo", "/new")
    await coalition.typed("bo", "Ballots are missing in Zanzibarquux.")
    await coalition.pass_(3_601)
    assert coalition.told("bo") == []
    assert "no command" in await coalition.typed("bo", "high")
    assert "What happened" in await coalition.typed("bo", "/new")


async def test_a_restart_in_between_loses_no_answer(coalition: Coalition) -> None:
    """What was answered is a row."""
    await steps(coalition, "bo")
    await coalition.house.restart()
    await coalition.typed("bo", "to radio")
    await coalition.press("bo", "Go on")
    assert (await coalition.alert(1)).value.text == "Ballots are missing in Kisumu."


async def test_what_somebody_at_risk_types_is_deleted_where_it_was_typed(
    coalition: Coalition,
) -> None:
    """Her answers stand in no chat, and the question shows nothing before she opens it."""
    await coalition.typed("rita", "/new")
    await coalition.typed("rita", "The source is Jane.")
    deleted = coalition.sent("delete", "rita")
    assert len(deleted) == 2
    assert not any("Jane" in one or "alert" in one for one in coalition.told("rita"))


async def test_a_phone_whose_pin_was_not_given_answers_no_question(coalition: Coalition) -> None:
    """Not with the words of a command that needs none either: nothing of the form is shown."""
    await coalition.typed("rita", "/new")

    async def with_a_pin(tx: Transaction) -> None:
        await tx.pins.put("rita", "right", "286394", tx.new_id())

    await coalition.house.store.write(with_a_pin)
    for line in ("The source is Jane.", "help is needed"):
        told = await coalition.typed("rita", line)
        assert "Severity" not in told
    found = await coalition.house.store.read(lambda tx: tx.docket.count("alert", rank=-1))
    assert found == 0


async def test_a_draft_is_changed_by_pressing_what_is_to_be_changed(coalition: Coalition) -> None:
    """All that it says already is kept."""
    await coalition.typed(
        "bo",
        "new high TLP:AMBER to radio, @ann; not to ministry: Ballots are missing.\n"
        "ask: Who can go?\nneeds: every\nkinds: cyber\nplaces: Kisumu\n"
        "summary: TLP:GREEN Trouble.\nuntil: 2027-01-01 10:00",
    )
    before = (await coalition.alert(1)).value
    shown = await coalition.press("bo", "Change…")
    assert "Severity: High" in shown
    await coalition.press("bo", "Severity")
    await coalition.press("bo", "Critical")
    await coalition.press("bo", "Go on")
    after = (await coalition.alert(1)).value
    assert after.severity is Severity.CRITICAL
    assert (after.text, after.audience, after.restrictions) == (
        before.text, before.audience, before.restrictions,
    )  # fmt: skip
    assert (after.asked, after.need, after.interference, after.places) == (
        before.asked, before.need, before.interference, before.places,
    )  # fmt: skip
    assert (after.summary, after.summary_label, after.until) == (
        before.summary, before.summary_label, before.until,
    )  # fmt: skip
    assert after.state is State.DRAFT
    assert "CRITICAL" in "\n".join(coalition.told("bo"))
