"""An exercise is marked in every rendering, stays one, and reaches only those who take part."""

from dataclasses import replace

import pytest

from bot.alerts import filing
from bot.alerts.commands import WRITERS
from bot.community.directory import load_text
from policies.alerts.audience import Audience
from policies.alerts.states import State
from policies.community.rows import from_rows, to_rows
from policies.community.written import written
from policies.phrases import Phrases
from policies.speech.words import English
from storage.store import Transaction
from tests.bot.coalition import COALITION, Coalition
from tests.bot.small_house import ACCOUNTS

ROOM = """
[[channel]]
id = "drillroom"
platform = "telegram"
address = -1001000000009
organisation = "watch"
exercise = true
members = 3
"""
EXERCISE = """
[[exercise]]
id = "night"
name = "The night of the count"
organisations = ["institute", "watch"]
people = ["ray", "rita"]
channels = ["drillroom"]
"""
PRACTICE = COALITION + ROOM + EXERCISE
LINE = "drill night critical TLP:GREEN everybody: Ballots are missing."
MARK = "EXERCISE, NOT REAL"


async def drilled(coalition: Coalition) -> None:
    """Raise the drill."""
    await coalition.apply(PRACTICE)
    await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")


async def test_a_drill_reaches_only_those_who_take_part_and_no_real_room(
    coalition: Coalition,
) -> None:
    """Not people at risk either, nor an organisation of which one alone takes part."""
    await drilled(coalition)
    alert = (await coalition.alert(1)).value
    assert alert.state is State.RAISED
    assert alert.exercise == "night"
    await coalition.pass_(600)
    reached = {one.target for one in await coalition.reached(1)}
    assert "channel:drillroom" in reached
    assert {one for one in reached if one.startswith("channel:")} == {"channel:drillroom"}
    assert not reached & {"person:rita", "person:rosa", "person:mo", "person:mads"}
    for room in ("desk", "nightdesk", "group", "watchroom", "studio", "office"):
        assert coalition.room(room) == []


async def test_whatever_shows_a_drill_says_so_in_its_text(coalition: Coalition) -> None:
    """The preview, the cards in rooms and with people, what rings, and what is asked."""
    await coalition.apply(PRACTICE)
    assert f"{MARK}: The night of the count" in await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")
    await coalition.pass_(300)
    await coalition.press("dora", "Acknowledge")
    await coalition.pass_(3600)
    shown = [*coalition.room("drillroom"), *coalition.told("dora"), *coalition.told("nia")]
    about = [one for one in shown if "A-1" in one]
    assert len(about) > 2
    assert [one for one in about if MARK not in one] == []


class _Marked(English):
    """A language whose sentences are told from English by their marks."""

    def gettext(self, message: str, /) -> str:
        return message.replace("EXERCISE, NOT REAL", "ÜBUNG, NICHT ECHT")


async def test_it_says_so_in_the_language_of_its_reader(coalition: Coalition) -> None:
    """Each reader's own: the author's preview and what comes to others."""
    services = coalition.house.services
    german, english = Phrases(_Marked()), services.phrases
    services.phrases = lambda lane: german if "1002" in lane else english(lane)
    await drilled(coalition)
    await coalition.pass_(300)
    await coalition.press("dora", "Acknowledge")
    assert any(f"{MARK}: The night" in one for one in coalition.sent("post", "ann"))
    about = [one for one in coalition.told("dora") if "A-1" in one]
    assert len(about) > 1
    assert [one for one in about if "ÜBUNG, NICHT ECHT" not in one or MARK in one] == []


async def test_a_real_alert_never_comes_to_a_room_where_it_is_practised(
    coalition: Coalition,
) -> None:
    """To those who take part neither."""
    await coalition.apply(PRACTICE)
    await coalition.typed("ann", LINE.replace("drill night", "new"))
    await coalition.press("ann", "Send")
    await coalition.pass_(600)
    assert coalition.room("drillroom") == []
    assert (await coalition.alert(1)).value.exercise == ""


async def test_a_drill_stays_a_drill_through_every_change(coalition: Coalition) -> None:
    """A draft too; and nothing can be kept that would make one of the other."""
    await coalition.apply(PRACTICE)
    await coalition.typed("ann", LINE)
    await coalition.typed("ann", "change 1 high TLP:GREEN everybody: Ballots were found.")
    assert (await coalition.alert(1)).value.exercise == "night"
    filed = await coalition.alert(1)

    async def real(tx: Transaction) -> None:
        await filing.keep(tx, filed, replace(filed.value, exercise=""))

    with pytest.raises(ValueError, match="never becomes real"):
        await coalition.house.store.write(real)
    await coalition.typed("ann", "new high TLP:GREEN everybody: Ballots were found.")
    await coalition.press("ann", "Send")
    await coalition.pass_(10)
    assert "nothing here that you may do this to" in await coalition.typed("ann", "merge 1 into 2")
    assert (await coalition.alert(1)).value.state is State.DRAFT


async def test_what_is_practised_goes_behind_all_that_is_real(coalition: Coalition) -> None:
    """Whatever its severity."""
    drill = (await coalition.raised(exercise="night", audience=Audience())).value
    real = (await coalition.raised(audience=Audience())).value
    assert drill.rank == 0 < real.rank


@pytest.mark.parametrize("line", ["drill", "drill other high TLP:GREEN everybody: x"])
async def test_who_names_no_exercise_is_told_which_there_are(
    coalition: Coalition, line: str
) -> None:
    """Only those in which she takes part."""
    await coalition.apply(PRACTICE)
    assert "Say which exercise: night" in await coalition.typed("ann", line)
    assert "no exercise that you take part in" in await coalition.typed("mo", line)
    assert await coalition.typed("mo", LINE) == await coalition.typed("mo", line)


async def test_a_drill_is_asked_for_step_by_step_as_what_is_real(coalition: Coalition) -> None:
    """It is one from the beginning on."""
    await coalition.apply(PRACTICE)
    await coalition.typed("dora", "/drill night")
    await coalition.typed("dora", "Ballots are missing.")
    await coalition.press("dora", "High")
    await coalition.press("dora", "TLP:GREEN")
    await coalition.typed("dora", "everybody")
    await coalition.press("dora", "Go on")
    assert (await coalition.alert(1)).value.exercise == "night"


async def test_an_exercise_that_is_gone_stops_its_drills(coalition: Coalition) -> None:
    """A draft of it reaches nobody."""
    await coalition.apply(PRACTICE)
    await coalition.typed("ann", LINE)
    await coalition.apply(COALITION + ROOM)
    assert "would reach nobody" in await coalition.press("ann", "send") or (
        "would reach nobody" in await coalition.typed("ann", "send 1")
    )
    assert (await coalition.alert(1)).value.state is State.DRAFT


async def test_stewards_enrol_their_own_organisations_and_nobody_else_s(
    coalition: Coalition,
) -> None:
    """One makes it, another is invited and joins with a room of its own; each can leave."""
    await coalition.apply(COALITION + ROOM)

    async def typed(person: str, line: str) -> str:
        answer = await coalition.typed(person, line)
        await coalition.house.take_up()
        return answer

    assert "is on record, for your organisation alone" in await typed(
        "stan", "exercise new night The night of the count"
    )
    assert "cannot be the id" in await typed("stan", "exercise new night")
    refused = "nothing here that you may do this to"
    assert refused in await typed("wes", "exercise join night")
    assert refused in await typed("wes", "exercise join nowhere")
    assert refused in await typed("ann", "exercise invite night watch")
    assert '"nobody" is no organisation' in await typed("stan", "exercise invite night nobody")
    assert "Partner 14 take part as soon as" in await typed("stan", "exercise invite night watch")
    assert "is no room of yours" in await typed("wes", "exercise join night group")
    assert "takes part in night now" in await typed("wes", "exercise join night drillroom")
    assert "drillroom" in await typed("stan", "exercise list")
    await coalition.typed("ann", LINE)
    await coalition.press("ann", "Send")
    assert any(MARK in one for one in coalition.room("drillroom"))
    assert "no longer" in await typed("wes", "exercise leave night")
    assert refused in await typed("wes", "exercise leave night")
    assert "no longer" in await typed("stan", "exercise leave night")
    assert "takes part in no exercise" in await typed("stan", "exercise list")
    assert coalition.house.services.directory.exercises == ()


async def test_who_is_removed_stands_in_no_exercise(coalition: Coalition) -> None:
    """And the directory stays sound."""
    await coalition.apply(PRACTICE)
    await coalition.typed("rosa", "remove ray")
    await coalition.house.take_up()
    found = coalition.house.services.directory.exercise("night")
    assert found is not None
    assert found.people == ("rita",)


def test_an_exercise_survives_its_rows_and_its_file() -> None:
    """As every table of the directory."""
    directory = load_text(PRACTICE, "directory.toml", ACCOUNTS)
    assert directory.exercise("night") is not None
    assert from_rows(to_rows(directory)) == directory
    assert load_text(written(directory), "directory.toml", ACCOUNTS) == directory


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('drillroom"]', 'group"]'), 'names "group", where it is real'),
        (('drillroom"]', 'nowhere"]'), 'names "nowhere", which is no channel'),
        (('"watch"]', '"nobody"]'), 'names "nobody", which is no organisation'),
        (('"rita"]', '"nobody"]'), 'names "nobody", which is no person'),
    ],
)
def test_an_exercise_that_is_not_sound_is_refused_with_the_reason(
    change: tuple[str, str], says: str
) -> None:
    """With table, key and remedy."""
    text = COALITION + ROOM + EXERCISE.replace(*change)
    with pytest.raises(Exception, match="exercise night") as caught:
        load_text(text, "directory.toml", ACCOUNTS)
    assert says in str(caught.value)
    assert WRITERS
