"""An alert made of a message is never looser than that message without its source."""

from dataclasses import replace

import pytest

from handlers.incoming import Sender
from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import Coalition


async def made(coalition: Coalition) -> int:
    """Return how many alerts there are."""
    return await coalition.house.store.read(lambda tx: tx.docket.count("alert", rank=-1))


async def test_a_reply_to_a_message_takes_its_text_and_its_label_binds(
    coalition: Coalition,
) -> None:
    """A colleague may tighten it and not loosen it; the text comes without its label."""
    number = await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    line = "/new high TLP:GREEN to radio"
    told = await coalition.typed("dora", line, room="group", reply_to=number)
    assert "is TLP:AMBER, and only its source may loosen" in told
    assert await made(coalition) == 0
    await coalition.typed("dora", line.replace("GREEN", "AMBER"), room="group", reply_to=number)
    alert = (await coalition.alert(1)).value
    assert (alert.text, alert.label) == ("Ballots are missing.", Label.AMBER)


async def test_a_summary_is_no_way_round_the_label_of_a_message(coalition: Coalition) -> None:
    """It is made of it too."""
    number = await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    line = "/new high TLP:AMBER to radio: See\nsummary: TLP:CLEAR Ballots are missing."
    told = await coalition.typed("dora", line, room="group", reply_to=number)
    assert "only its source may loosen" in told


async def test_its_source_may_give_it_another_label(coalition: Coalition) -> None:
    """Whoever wrote it."""
    number = await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    await coalition.typed("bo", "/new high TLP:GREEN to radio", room="group", reply_to=number)
    assert (await coalition.alert(1)).value.label is Label.GREEN


async def test_another_organisations_message_goes_only_to_whom_it_was_for(
    coalition: Coalition,
) -> None:
    """From AMBER on: those of its bridge, by the names that others see."""
    await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    copy = next(n for n, one in coalition.standing(room="desk").items() if "Ballots" in one.text)
    line = "/new high TLP:AMBER to radio, ministry"
    told = await coalition.typed("ann", line, room="desk", reply_to=copy)
    assert "was meant for Partner 14, Ballot Institute, Free Radio alone" in told
    await coalition.typed("ann", "/new high TLP:AMBER to radio", room="desk", reply_to=copy)
    assert (await coalition.alert(1)).value.audience.organisations == ("radio",)


async def test_the_walls_of_a_message_s_organisation_hold_for_what_others_make_of_it(
    coalition: Coalition,
) -> None:
    """Radio's words never go to the government, whoever raises them."""
    await coalition.say("ray", "TLP:GREEN Ballots are missing.", room="studio")
    copy = next(n for n, one in coalition.standing(room="desk").items() if "Ballots" in one.text)
    await coalition.typed("ann", "/new high TLP:GREEN everybody", room="desk", reply_to=copy)
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    alert = (await coalition.alert(1)).value
    assert [one.organisation for one in alert.standings] == ["institute", "watch", "radio"]
    assert coalition.room("office") == []


async def test_a_change_of_the_draft_is_bound_as_the_draft_was(coalition: Coalition) -> None:
    """The message is remembered with it."""
    number = await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    await coalition.typed("dora", "/new high TLP:AMBER to radio", room="group", reply_to=number)
    told = await coalition.typed("dora", "/change 1 high TLP:CLEAR to radio: Ballots are missing.")
    assert "only its source may loosen" in told
    assert (await coalition.alert(1)).value.label is Label.AMBER
    await coalition.press("dora", "Change…")
    await coalition.press("dora", "Label")
    assert "only its source may loosen" in await coalition.press("dora", "TLP:CLEAR")
    await coalition.press("dora", "Back")
    await coalition.press("dora", "Go on")
    assert (await coalition.alert(1)).value.label is Label.AMBER


async def test_a_form_that_is_asked_for_step_by_step_is_bound_too(coalition: Coalition) -> None:
    """The text is there already, and nothing that is typed loosens it."""
    number = await coalition.say("bo", "TLP:AMBER Ballots are missing.", room="group")
    await coalition.typed("dora", "/new", room="group", reply_to=number)
    assert "Severity" in coalition.last("dora")
    await coalition.press("dora", "High")
    asked = await coalition.press("dora", "TLP:GREEN")
    assert "only its source may loosen" in asked, "before anything else is asked"
    assert "New alert: Label" in asked
    await coalition.press("dora", "TLP:AMBER")
    await coalition.typed("dora", "to radio")
    assert await made(coalition) == 0
    await coalition.press("dora", "Go on")
    assert (await coalition.alert(1)).value.text == "Ballots are missing."


@pytest.mark.parametrize(
    ("text", "label", "goes"),
    [
        ("Ballots are missing.", "TLP:AMBER", 1),
        ("Ballots are missing.", "TLP:GREEN", 0),
        ("TLP:CLEAR? Ballots are missing.", "TLP:AMBER", 1),
        ("TLP:AMBER+STRICT or TLP:GREEN Ballots.", "TLP:AMBER", 0),
        ("TLP:GREEN Ballots are missing.", "TLP:GREEN", 1),
    ],
)
async def test_a_colleague_s_talk_that_was_kept_nowhere_is_amber_at_the_loosest(
    coalition: Coalition, text: str, label: str, goes: int
) -> None:
    """Unlabelled it was said to its room; what it shows of a label binds."""
    about = coalition.said("bo", text, room="group")
    await coalition.typed(
        "dora", f"/new high {label} to radio", room="group", reply_to=about.number, about=about
    )
    assert await made(coalition) == goes


async def test_a_form_whose_message_was_forgotten_is_amber_at_the_loosest(
    coalition: Coalition,
) -> None:
    """After a restart nobody knows any more whose words it holds."""
    fields = (("text", ("Ballots.",)), ("audience", ("to radio",)))
    for label, count in (("TLP:GREEN", 0), ("TLP:AMBER", 1)):
        await coalition.typed(
            "ann",
            "/new",
            room="desk",
            reply_to="123456.789",
            fields=(*fields, ("label", (label,))),
        )
        assert await made(coalition) == count


async def test_one_s_own_talk_may_have_any_label(coalition: Coalition) -> None:
    """Whoever said it is its source; whoever only looks like it is not."""
    about = coalition.said("bo", "Ballots are missing.", room="group")
    line = "/new high TLP:CLEAR to radio"
    other = replace(about, sender=Sender(user="1001", verified=False))
    await coalition.typed("bo", line, room="group", reply_to=about.number, about=other)
    assert await made(coalition) == 0
    await coalition.typed("bo", line, room="group", reply_to=about.number, about=about)
    assert (await coalition.alert(1)).value.text == "Ballots are missing."


async def test_red_is_made_an_alert_by_its_author_alone(coalition: Coalition) -> None:
    """To whoever else it was told it is not theirs to raise: the same as for nothing there."""
    number = await coalition.say("bo", "TLP:RED The source is Jane.", room="group")
    line = "/new high TLP:RED to @wes"
    absent = await coalition.typed("dora", line, room="group", reply_to="999999")
    assert await coalition.typed("dora", line, room="group", reply_to=number) == absent
    assert await made(coalition) == 0


async def test_an_alert_says_what_another_says_and_is_merged_into_it(
    coalition: Coalition,
) -> None:
    """Offered in the preview; the draft is given up, and nothing of its text goes there."""
    await coalition.typed("ann", "new critical TLP:GREEN to watch: Ballots are missing in Kisumu.")
    await coalition.press("ann", "Send")
    shown = await coalition.typed(
        "bo", "new high TLP:GREEN to institute: In Kisumu ballots are missing since noon."
    )
    assert "A-1 says much the same" in shown
    told = await coalition.press("bo", "Merge into A-1")
    assert "A-2 was given up" in told
    assert (await coalition.alert(2)).value.state is State.CANCELLED
    assert (await coalition.alert(1)).value.text == "Ballots are missing in Kisumu."
    merged = (await coalition.timeline(1))[-1]
    assert (merged.what, merged.organisation, merged.to) == ("alike", "watch", "A-2")


@pytest.mark.parametrize(
    "text", ["Roads are blocked in Mombasa since noon.", "Ballots arrived safely everywhere."]
)
async def test_what_says_something_else_is_not_offered(coalition: Coalition, text: str) -> None:
    """One word in common is none."""
    await coalition.typed("ann", "new critical TLP:GREEN to watch: Ballots are missing in Kisumu.")
    await coalition.press("ann", "Send")
    assert "much the same" not in await coalition.typed("bo", f"new TLP:GREEN to institute: {text}")


async def test_nobody_learns_by_a_draft_of_an_alert_that_is_not_for_them(
    coalition: Coalition,
) -> None:
    """The preview is the same as if there were none; so is the answer to a merge by hand."""
    line = "new critical TLP:AMBER to watch: Ballots are missing in Kisumu."
    await coalition.typed("ann", line)
    await coalition.press("ann", "Send")
    same = "new TLP:GREEN to watch: Ballots are missing in Kisumu."
    assert "much the same" not in await coalition.typed("mo", same)
    assert list(coalition.buttons("mo")) == ["Send", "Change…", "Cancel"]
    absent = await coalition.typed("mo", "merge 2 into 99")
    assert await coalition.typed("mo", "merge 2 into 1") == absent
    assert (await coalition.alert(2)).value.state is State.DRAFT


async def test_after_a_day_nothing_is_alike_any_more(coalition: Coalition) -> None:
    """The window is a day, and what is over is offered to nobody."""
    await coalition.typed("ann", "new critical TLP:GREEN to watch: Ballots are missing in Kisumu.")
    await coalition.press("ann", "Send")
    same = "new TLP:GREEN to institute: Ballots are missing in Kisumu."
    assert "much the same" in await coalition.typed("bo", same)
    coalition.house.pass_(25 * 3600)
    assert "much the same" not in await coalition.typed("bo", same)
