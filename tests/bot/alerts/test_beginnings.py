"""What a form holds to begin with is told to whoever may change that, and to nobody else."""

import pytest

from handlers.incoming import Room, Sender, Typed
from policies.alerts.audience import Audience
from policies.fields import Fields
from policies.forms import FORMS, faults
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition

DRAFT = "new high TLP:AMBER to country:KE, radio not to sector:government: Ballots are missing."
CORRECTED = (("text", ("Ballots are missing in Kisumu.",)),)


async def begun(
    coalition: Coalition, person: str, line: str, *, pressed: bool = False
) -> Fields | None:
    """Return what the door of somebody is told that their form holds to begin with."""
    door, user = coalition.account(person)
    return await coalition.house.inbox.begun(
        door.name,
        Typed(
            event="begun",
            room=Room(channel=f"D{user}"),
            number="999999" if pressed else "",
            written=coalition.now,
            sender=Sender(user=user),
            line=line,
            private=True,
            pressed=pressed,
        ),
    )


async def test_a_draft_is_told_to_its_author_as_the_form_would_take_it(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", DRAFT)
    held = await begun(coalition, "ann", "/change 1") or ()
    assert dict(held) == {
        "text": ("Ballots are missing.",),
        "severity": ("high",),
        "label": ("TLP:AMBER",),
        "audience": ("to radio, country:KE; not to sector:government",),
    }
    assert faults(FORMS["change"], FORMS["change"].holding(dict(held))) == {}
    await coalition.typed("ann", "/change 1", fields=held)
    assert dict(await begun(coalition, "ann", "/change 1") or ()) == dict(held)


@pytest.mark.parametrize("person", ["nia", "stan", "bo", "mads"])
async def test_a_draft_is_told_to_nobody_else(coalition: Coalition, person: str) -> None:
    await coalition.typed("ann", DRAFT)
    assert await begun(coalition, person, "/change 1") is None


async def test_a_draft_that_was_given_up_begins_no_form(coalition: Coalition) -> None:
    await coalition.typed("ann", DRAFT)
    await coalition.press("ann", "Cancel")
    assert await begun(coalition, "ann", "/change 1") is None


@pytest.mark.parametrize(
    ("person", "told"),
    [("ann", CORRECTED), ("stan", CORRECTED), ("bo", None), ("wes", None), ("mads", None)],
)
async def test_an_alerts_text_is_told_to_whoever_may_correct_it(
    coalition: Coalition, person: str, told: Fields | None
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)), label=Label.AMBER)
    assert await begun(coalition, person, "/correct 1") == told


async def test_forms_of_what_is_new_begin_empty(coalition: Coalition) -> None:
    await coalition.raised()
    for line in ("/new", "/note 1", "/resolve 1", "/schedule", "/report"):
        assert await begun(coalition, "ann", line) == ()


async def test_what_is_answered_in_words_begins_no_form(coalition: Coalition) -> None:
    await coalition.raised()
    for line in ("/correct 99", "/resolve 99", "/nonsense 1", "", "/handoff"):
        assert await begun(coalition, "ann", line) is None


@pytest.mark.parametrize("ends", ["resolve 1 handled", "cancel 1", "merge 1 into 2"])
async def test_what_is_over_begins_no_form_whatever_is_to_be_done_with_it(
    coalition: Coalition, ends: str
) -> None:
    await coalition.raised()
    await coalition.raised()
    await coalition.typed("ann", ends)
    for verb in ("resolve", "decline", "snooze", "update", "correct"):
        assert await begun(coalition, "ann", f"/{verb} 1") is None, verb
        told = await coalition.typed("ann", f"/{verb} 1")
        assert "by Ann, " in told, verb
        assert "Nothing was changed." in told


async def test_who_may_not_resolve_is_told_so_and_not_asked_why(coalition: Coalition) -> None:
    await coalition.raised()
    assert await begun(coalition, "bo", "/resolve 1") is None
    assert "is not yours to change so" in await coalition.typed("bo", "/resolve 1")


async def test_a_button_that_stands_below_no_card_of_ours_begins_no_form(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", DRAFT)
    assert await begun(coalition, "ann", "change 1", pressed=True) is None


async def test_whoever_is_locked_out_or_known_to_nobody_is_told_nothing(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", DRAFT)
    await coalition.typed("ann", "lock")
    assert await begun(coalition, "ann", "/change 1") is None
    await coalition.apply(COALITION.replace('slack = "U0STAN"\n', ""))
    door, _ = coalition.account("ann")
    event = Typed(
        event="begun",
        room=Room(channel="DU0STAN"),
        number="",
        written=coalition.now,
        sender=Sender(user="U0STAN"),
        line="/change 1",
        private=True,
    )
    assert await coalition.house.inbox.begun(door.name, event) is None
