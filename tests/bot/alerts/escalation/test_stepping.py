"""Stewards say whom alerts reach: kept where it is sound, else refused with why and the remedy."""

from policies.alerts.audience import Audience
from policies.community.contacts import Contact, Stage
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION

STEWARD = 'roles = ["duty", "steward"]\nslack = "U0MADS"'
OPERATOR = COALITION.replace(STEWARD, STEWARD.replace('"duty"', '"duty", "operator"'))


async def test_contacts_are_added_changed_and_removed_and_the_next_alert_goes_by_them(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    assert "has no contacts of its own" in await coalition.typed("wes", "contacts")
    told = await coalition.typed("wes", "contacts add bo, @dora for critical")
    assert told.endswith("1. person:bo, person:dora for critical")
    await coalition.typed("wes", "contacts add group after 5m")
    told = await coalition.typed("wes", "contacts set 2 watchroom, stewards after 1h")
    assert told.endswith("2. channel:watchroom, stewards after 1h")
    assert coalition.house.services.directory.organisation("watch").contacts == (
        Contact(to=("person:bo", "person:dora"), severity=("critical",)),
        Contact(to=("channel:watchroom", "stewards"), after=60),
    )
    number = await watched.raised()
    assert list(await watched.paged(number)) == ["person:bo", "person:dora"]
    await coalition.typed("wes", "contacts remove 1")
    await coalition.typed("wes", "contacts remove 1")
    assert "has no contacts of its own" in coalition.last("wes")
    # What is frozen into an alert goes on as it was.
    chain = (await watched.alert(number)).value.standing("watch").chain
    assert chain.steps[1].whom == ("channel:watchroom", "stewards")


UNSOUND_CONTACTS = [
    ("contacts add", "contacts [of <org>] list | add <whom>"),
    ("contacts add for critical", "contacts [of <org>] list | add <whom>"),
    ("contacts add bo for critical for low", "contacts [of <org>] list | add <whom>"),
    ("contacts set 1 bo", "contacts [of <org>] list | add <whom>"),
    ("contacts remove 7", "contacts [of <org>] list | add <whom>"),
    ("contacts add nobody", "Say whom: a room as channel:<id>, somebody as person:<id>"),
    ("contacts add person:moon", 'to: names "person:moon", which is no person; define it'),
    ("contacts add channel:moon", 'to: names "channel:moon", which is no channel'),
    ("contacts add rota:moon", 'to: names "rota:moon", which is no rota'),
    ("contacts add rosa", 'to: names "person:rosa", who belongs to others'),
    ("contacts add studio", 'to: names "channel:studio", which is no room of yours'),
    ("contacts add watch", "contacts: leads back to itself; remove one step"),
    ("contacts add bo for worst", "severity: must be a list of low, medium, high, critical"),
    ("contacts add bo after soon", 'after: must be a time such as "5m" or "1h"'),
    ("contacts add bo after 2d", "from 0m to 1d"),
    ("contacts of radio add rosa", "nothing here that you may do"),
]


async def test_contacts_that_are_not_sound_are_refused_and_nothing_is_changed(
    watched: Watched,
) -> None:
    for line, words in UNSOUND_CONTACTS:
        assert words in await watched.coalition.typed("wes", line), line
    assert all(not one.contacts for one in watched.coalition.house.services.directory.organisations)


async def test_contacts_that_lead_round_through_another_organisation_are_refused(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("rosa", "contacts add watch")
    told = await coalition.typed("wes", "contacts add radio")
    assert "contacts: leads back to itself; remove one step" in told
    number = await watched.raised(audience=Audience(organisations=("radio", "watch")))
    chain = (await watched.alert(number)).value.standing("radio").chain
    assert chain.steps[0].whom == ("duty:watch",)


POLICY = (
    "for critical: contacts repeat 2 every 1m; stewards after 10m; fallback mads, origin; ack 20m"
)


async def test_a_policy_for_all_is_an_operators_and_one_for_the_own_a_stewards(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.apply(OPERATOR)
    told = await coalition.typed("mads", f"escalation add worst {POLICY}")
    assert told == (
        "worst for critical: contacts repeat 2 every 1m; stewards after 10m; "
        "fallback person:mads, origin; ack 20m"
    )
    policy = coalition.house.services.directory.escalations[0]
    assert policy.steps == (
        Stage(whom=("contacts",), repeat=2, every=1),
        Stage(whom=("stewards",), after=10),
    )
    assert "begin with of watch" in await coalition.typed("wes", f"escalation add mine {POLICY}")
    told = await coalition.typed(
        "wes", "escalation add mine for critical of watch: dora; wes after 1m"
    )
    assert told.startswith("mine for critical of watch: person:dora; person:wes after 1m")
    assert "worst for critical" in await coalition.typed("wes", "escalation list")
    refused = await coalition.typed("wes", "escalation remove worst")
    assert refused == await coalition.typed("wes", "escalation remove nowhere")
    # The own one goes before the one for all.
    number = await watched.raised()
    assert list(await watched.paged(number)) == ["person:dora"]
    await coalition.typed("wes", "escalation set mine of watch: duty; rooms after 5m")
    assert "mine of watch: duty; rooms after 5m" in await coalition.typed(
        "wes", "escalation show mine"
    )
    assert "Removed: mine" in await coalition.typed("wes", "escalation remove mine")
    assert [one.id for one in coalition.house.services.directory.escalations] == ["worst"]


UNSOUND_POLICIES = [
    ("escalation add x", "escalation list | show <id>"),
    ("escalation add x for critical:", "escalation list | show <id>"),
    ("escalation add x fallback origin", "escalation list | show <id>"),
    ("escalation add X! duty", "escalation list | show <id>"),
    ("escalation set x duty", "nothing here that you may do"),
    ("escalation show x", "nothing here that you may do"),
    ("escalation add x duty after 5m", "steps: makes the first step wait"),
    ("escalation add x nobody", "Say whom: a room as channel:<id>, somebody as person:<id>"),
    ("escalation add x person:moon", 'whom: names "person:moon", which is no person'),
    ("escalation add x duty repeat 99", "repeat: must be 20 or less"),
    ("escalation add x duty repeat often", "repeat: must be a whole number"),
    ("escalation add x duty every 0m", "every: must be a time such as"),
    ("escalation add x for worst: duty", "severity: must be a list of low"),
    ("escalation add x of moon: duty", 'organisations: names "moon"'),
    ("escalation add x duty; fallback duty", "fallback: must be a list such as"),
    ("escalation add x duty; ack never", "ack_timeout: must be a time such as"),
    ("escalation add x " + "; ".join(["duty"] * 21), "steps: has more than 20 steps"),
]


async def test_a_policy_that_is_not_sound_is_refused_with_key_reason_and_remedy(
    watched: Watched,
) -> None:
    await watched.coalition.apply(OPERATOR)
    for line, words in UNSOUND_POLICIES:
        assert words in await watched.coalition.typed("mads", line), line
    assert watched.coalition.house.services.directory.escalations == ()


async def test_who_leaves_is_taken_out_of_every_step_and_an_empty_policy_goes(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await coalition.typed("wes", "contacts add bo; ")
    await coalition.typed("wes", "contacts add dora, wes after 5m")
    await coalition.typed("wes", "escalation add mine of watch: bo; duty after 5m; fallback bo")
    await coalition.typed("wes", "escalation add his of watch for low: bo")
    await coalition.typed("wes", "escalation add his for low of watch: bo")
    await coalition.typed("wes", "remove bo")
    directory = coalition.house.services.directory
    await coalition.house.take_up()
    directory = coalition.house.services.directory
    assert directory.person_by_id("bo") is None
    assert directory.organisation("watch").contacts == (
        Contact(to=("person:dora", "person:wes"), after=5),
    )
    assert {one.id: one.steps for one in directory.escalations} == {
        "mine": (Stage(whom=("duty",)),),
    }
    assert directory.escalations[0].fallback == ()


async def test_an_organisation_with_one_phone_and_no_role_is_reached(watched: Watched) -> None:
    """It has no room, nobody on duty and no steward: whoever there is has to hear (C8)."""
    coalition = watched.coalition
    await coalition.apply(
        COALITION
        + """
[[organisation]]
id = "village"
name = "Village"
[[person]]
id = "liz"
organisation = "village"
name = "Liz"
telegram = 1088
"""
    )
    preview = await coalition.typed("ann", "new high TLP:GREEN to village: Come.")
    assert "Village: 1 person in turn: the text" in preview
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    assert "Come." in coalition.last("liz")
    # Who has a room and nobody with a role is reached there, and by no phone.
    await coalition.typed("ann", "new high TLP:GREEN to watch: Go.")
    assert "Go." not in "\n".join(coalition.told("bo"))
