"""Who is asked to be the second person while the question stands: the pool as it is now."""

from bot.community import changing
from bot.community.remembered import APPROVER
from storage.store import Transaction
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.coalition import COALITION, Coalition

EVERYBODY = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."


async def posture(coalition: Coalition, *names: str, ends: bool = False) -> None:
    """Have a posture that names second persons begin, or end, as the clock does."""

    async def act(tx: Transaction) -> None:
        for name in names:
            if ends:
                await changing.take_back(tx, coalition.house.services, APPROVER, name)
            else:
                await changing.put(tx, coalition.house.services, APPROVER, name, {})

    await coalition.house.store.write(act)
    await coalition.house.take_up()
    await coalition.settle()


async def raised(coalition: Coalition) -> None:
    await coalition.typed("ann", EVERYBODY)
    await coalition.press("ann", "Send")


def asked(coalition: Coalition) -> list[str]:
    """Return with whom the question stands now."""
    people = ("ann", "nia", "stan", "bo", "dora", "wes", "rosa", "mads")
    return [one for one in people if any("Do you?" in text for text in coalition.told(one))]


async def test_once_a_posture_ends_the_wider_pool_is_asked_for_the_time_that_is_left(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await posture(coalition, "mads")
    await raised(coalition)
    assert asked(coalition) == ["mads"]
    await coalition.pass_(5 * 60)
    await posture(coalition, "mads", ends=True)
    assert asked(coalition) == ["dora", "wes", "rosa", "mads"]
    # It rings with those alone who were not asked before, and runs out when it was to.
    assert sum("Do you?" in one for one in coalition.sent("post", "mads")) == 1
    (due,) = await coalition.dues("approval")
    assert (due.due - coalition.now).total_seconds() == 10 * 60
    assert "goes to the whole community now" in await coalition.press("wes", "Approve")
    assert asked(coalition) == []


async def test_once_a_posture_begins_those_whom_it_names_are_asked_and_others_no_more(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await raised(coalition)
    assert asked(coalition) == ["dora", "wes", "rosa", "mads"]
    await posture(coalition, "bo", "mads")
    assert asked(coalition) == ["bo", "mads"]
    assert "whom a posture names" in await coalition.typed("wes", "approve 1")
    assert "goes to the whole community now" in await coalition.press("bo", "Approve")
    # Whoever has no role and was named for a time reads what became of it, too.
    assert asked(coalition) == []
    assert "Approved" in "".join(coalition.told("mads"))


async def test_who_was_named_and_is_so_no_more_may_answer_no_more(watched: Watched) -> None:
    coalition = watched.coalition
    await posture(coalition, "bo", "mads")
    await raised(coalition)
    await posture(coalition, "bo", ends=True)
    assert asked(coalition) == ["mads"]


async def test_a_steward_who_comes_into_office_meanwhile_is_asked_and_its_author_told(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    lonely = COALITION
    for roles in ('["duty", "steward"]', '["duty"]', '["steward"]'):
        lonely = lonely.replace(f"roles = {roles}", 'roles = ["partner"]')
    await coalition.apply(lonely)
    await raised(coalition)
    assert "There is no second person" in "".join(coalition.told("ann"))
    await coalition.apply(COALITION)
    await coalition.settle()
    assert asked(coalition) == ["dora", "wes", "rosa", "mads"]
    assert "There is no second person" not in "".join(coalition.told("ann"))
    assert "A second person is asked" in "".join(coalition.told("ann"))


async def test_of_the_organisation_that_made_it_critical_nobody_is_asked_later_either(
    watched: Watched,
) -> None:
    coalition = watched.coalition
    await posture(coalition, "mads")
    await coalition.typed("ann", EVERYBODY.replace("critical", "high"))
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    await coalition.typed("rosa", "severity 1 critical")
    await posture(coalition, "mads", ends=True)
    assert asked(coalition) == ["dora", "wes", "mads"]
