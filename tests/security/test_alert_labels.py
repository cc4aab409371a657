"""A label that becomes stricter, the Chatham House rule, and RED, in all that shows an alert."""

from policies.alerts.audience import Audience
from policies.labels import Label
from policies.readings import Restrictions
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

ALL = Audience(everybody=True)


async def test_merging_something_stricter_takes_the_cards_from_where_they_may_not_stand(
    coalition: Coalition,
) -> None:
    """A client of a member is in the room: GREEN to all was there, AMBER+STRICT is not."""
    client = COALITION.replace('name = "Free Radio"\n', 'name = "Free Radio"\nkind = "client"\n')
    await coalition.apply(client)
    await coalition.raised(label=Label.AMBER, audience=ALL, text="The marker of Kisumu.")
    await coalition.raised(
        label=Label.AMBER_STRICT, audience=Audience(organisations=("institute", "watch"))
    )
    await coalition.settle()
    stood = {room for room in ("desk", "group", "studio") if coalition.room(room)}
    await coalition.typed("stan", "merge 2 into 1")
    assert (await coalition.alert(1)).value.label is Label.AMBER_STRICT
    assert "desk" in stood
    assert coalition.room("studio") == []
    for room in ("desk", "group"):
        for card in coalition.room(room):
            assert "TLP:AMBER+STRICT" in card.splitlines()[0]


async def test_under_the_chatham_house_rule_nothing_names_the_source(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await coalition.raised(
        audience=ALL,
        restrictions=Restrictions(chatham=True),
        label=Label.GREEN,
        text="The marker.",
    )
    await coalition.settle()
    for who, line in (
        ("nia", "own 1"),
        ("nia", "note 1 we look"),
        ("stan", "update 1 more is known"),
        ("nia", "severity 1 critical"),
        ("nia", "unack 1"),
        ("nia", "resolve 1 handled"),
        ("nia", "reopen 1"),
        ("stan", "correct 1 The marker, again."),
    ):
        await coalition.typed(who, line)
    for who in ("dora", "rosa", "mads"):
        for line in ("status 1", "history 1", "list", "home", "more 1"):
            await coalition.typed(who, line, settle=False)
    await coalition.pass_(70)
    for room in ("watchduty", "officeduty", "studio", "group"):
        told = "\n".join(coalition.room(room))
        assert "TLP:EX:CHR" in told or not told
        for name in ("Ballot Institute", "Nia", "Stan", "Ann"):
            assert name not in told.replace("Ballot Institute: ", ""), (room, name)
    for who in ("dora", "rosa", "mads"):
        told = "\n".join(one for one in coalition.told(who) if "marker" in one or "A-1" in one)
        for name in ("Ballot Institute", "Nia", "Stan", "Ann"):
            assert name not in told, (who, name, told)


async def test_red_is_told_to_the_named_alone_and_counts_for_nobody_else(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await coalition.typed("ann", "new high TLP:RED to @bo: The marker of Kisumu.")
    await coalition.press("ann", "send")
    await coalition.pass_(11)
    assert any("marker" in one for one in coalition.told("bo"))
    for room in ("group", "watchroom", "watchduty", "desk", "duty"):
        assert "A-1" not in "\n".join(coalition.room(room))
    for who in ("dora", "wes", "nia"):
        for line in ("list", "home", "history 1", "status 1", "figures", "oncall"):
            told = await coalition.typed(who, line)
            assert "marker" not in told
            assert "A-1" not in told, (who, line)
    await coalition.typed("bo", "ack 1 yes")
    assert "A-1" not in "\n".join(coalition.told("dora"))


async def test_the_summary_is_all_that_reaches_whoever_may_not_have_the_text(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await coalition.raised(
        audience=ALL,
        label=Label.RED,
        text="The marker Onyango.",
        asked="Call Onyango.",
        summary="Something at the depot.",
        summary_label=Label.GREEN,
    )
    await coalition.settle()
    for who, line in (
        ("stan", "note 1 TLP:RED Onyango"),
        ("stan", "note 1 Onyango again"),
        ("stan", "update 1 Onyango again"),
        ("stan", "correct 1 Onyango once more"),
        ("stan", "false A-1 Onyango said so himself"),
        ("stan", "resolve 1 handled Onyango is safe"),
        ("stan", "reopen 1 Onyango is not"),
        ("stan", "cancel 1 Onyango"),
    ):
        await coalition.typed(who, line, settle=False)
        await coalition.pass_(3)
    for who in ("dora", "mads", "rosa"):
        for line in ("status 1", "history 1", "list", "home", "more 1", "ack 1"):
            await coalition.typed(who, line, settle=False)
        await coalition.settle()
        assert "Onyango" not in "\n".join(coalition.told(who)), who
    for room in ("group", "watchroom", "watchduty", "officeduty", "office", "studio"):
        assert "Onyango" not in "\n".join(coalition.room(room)), room
    calls = coalition.house.telegram.calls + coalition.house.slack.calls
    ours = {"DU0STAN", "DU0ANN", "DU0NIA", "C0DESK", "C0NIGHT", "C0DUTY"}
    assert [one for one in calls if "Onyango" in one[2] and one[1] not in ours] == []
