"""Every verb does the same from a command and a button in Slack, and from both in Telegram.

Here each is typed on one platform and pressed on the other; `make proofs` has each on all four.
"""

import itertools
from dataclasses import dataclass

import pytest

from policies.alerts.alert import Alert, Answered, Need, Reason
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from tests.bot.coalition import Coalition
from tests.in_full import IN_FULL

pytestmark = pytest.mark.proof
PEOPLE = {"slack": ("nia", "desk", "ann"), "telegram": ("dora", "group", "bo")}
"""Who does it, in which room the card is pressed, and a colleague."""
PAIRS = (
    (("slack", "typed"), ("telegram", "pressed")),
    (("slack", "pressed"), ("telegram", "typed")),
)
SURFACES = tuple(one for pair in PAIRS for one in pair)
TURNS = itertools.cycle(PAIRS)


@dataclass
class Surface:
    """One platform, and whether the line is typed in private or stands on a button of the card."""

    coalition: Coalition
    platform: str
    how: str

    @property
    def person(self) -> str:
        return PEOPLE[self.platform][0]

    @property
    def colleague(self) -> str:
        return PEOPLE[self.platform][2]

    @property
    def room(self) -> str:
        return PEOPLE[self.platform][1]

    async def does(self, line: str, person: str = "") -> str:
        """Type or press a line; returns what its person is told last."""
        who = person or self.person
        if self.how == "typed":
            return await self.coalition.typed(who, line)
        number = next(iter(self.coalition.standing(room=self.room)))
        return await self.coalition.press_below(who, number, line, room=self.room)

    async def raised(self, **other: object) -> Alert:
        await self.coalition.raised(author=self.person, **other)
        await self.coalition.settle()
        await self.coalition.pass_(3)
        return await self.alert()

    async def alert(self, number: int = 1) -> Alert:
        return (await self.coalition.alert(number)).value

    async def done(self, number: int = 1) -> list[str]:
        return [one.what for one in await self.coalition.timeline(number)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a verb one pair of surfaces, the next the other pair; in full each has both."""
    if "surface" in metafunc.fixturenames:
        given = SURFACES if IN_FULL else next(TURNS)
        metafunc.parametrize("surface", given, ids=" ".join, indirect=True)


@pytest.fixture
def surface(request: pytest.FixtureRequest, coalition: Coalition) -> Surface:
    platform, how = request.param
    return Surface(coalition, platform, how)


def own(alert: Alert, surface: Surface) -> Answered:
    found = surface.coalition.house.services.directory.person_by_id(surface.person)
    standing = alert.standing(found.organisation)
    assert standing is not None
    return standing.answered


async def test_ack(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does("ack 1 on it")
    assert told == "Your organisation has acknowledged A-1. It is paged no more for it."
    alert = await surface.alert()
    assert alert.state is State.ACKNOWLEDGED
    assert own(alert, surface) is Answered.ACKNOWLEDGED
    assert [one.answered for one in alert.standings].count(Answered.SENT) == 3
    (entry,) = [one for one in await surface.coalition.timeline(1) if one.what == "acknowledged"]
    assert (entry.by, entry.note) == (surface.person, "on it")


async def test_unack(surface: Surface) -> None:
    await surface.raised()
    await surface.does("ack 1")
    told = await surface.does("unack 1")
    assert told.startswith("Your organisation's acknowledgement of A-1 is taken back.")
    alert = await surface.alert()
    assert own(alert, surface) is Answered.SEEN
    assert alert.state is not State.ACKNOWLEDGED
    assert await surface.does("unack 1") == "Your organisation has not acknowledged A-1."


async def test_decline(surface: Surface) -> None:
    await surface.raised()
    assert (await surface.does("decline 1")).startswith("Decline A-1: Why")
    assert own(await surface.alert(), surface) is Answered.SENT
    # Asked once more it is asked where the conversation is now, and not silently where it was.
    asked = list(surface.coalition.standing(surface.person))[-1]
    assert (await surface.does("/decline 1")).startswith("Decline A-1: Why")
    assert asked not in surface.coalition.standing(surface.person)
    told = await surface.does("/decline 1 nobody is awake")
    assert told.startswith("A-1 is declined for your organisation, with your reason.")
    standing = next(o for o in (await surface.alert()).standings if o.note)
    assert (standing.answered, standing.note) == (Answered.DECLINED, "nobody is awake")


async def test_own(surface: Surface) -> None:
    await surface.raised()
    assert await surface.does("own 1") == "A-1 is yours."
    assert (await surface.alert()).owner == surface.person
    told = await surface.does("own 1", surface.colleague)
    assert told.startswith("A-1 is in the hands of ")
    assert (await surface.alert()).owner == surface.person
    assert (await surface.done()).count("owned") == 1


async def test_assign(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does(f"assign 1 @{surface.colleague}")
    assert told.endswith(", who is told.")
    assert (await surface.alert()).owner == surface.colleague
    assert any("A-1" in one for one in surface.coalition.told(surface.colleague))


async def test_page(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does(f"page 1 @{surface.colleague}")
    assert told.endswith("is paged for A-1.")
    assert (await surface.alert()).owner == ""
    assert any("A-1" in one for one in surface.coalition.told(surface.colleague))


async def test_resolve(surface: Surface) -> None:
    await surface.raised()
    assert (await surface.does("resolve 1")).startswith("Resolve A-1: Reason")
    assert "handled, false-alarm, duplicate, no-action" in await surface.does("resolve 1 because")
    assert (await surface.alert()).state is not State.RESOLVED
    assert await surface.does("resolve 1 false alarm: a drill") == "A-1 is resolved."
    alert = await surface.alert()
    assert (alert.state, alert.reason) == (State.RESOLVED, Reason.FALSE_ALARM)
    assert not (await surface.coalition.alert(1)).open
    told = await surface.does("ack 1")
    assert told.startswith("A-1 was resolved by ")
    assert told.endswith("Nothing was changed. To open it again, type reopen A-1.")
    assert (await surface.alert()).state is State.RESOLVED


async def test_reopen(surface: Surface) -> None:
    await surface.raised()
    await surface.does("ack 1")
    told = await surface.does("reopen 1")
    assert told == "A-1 is open, and that cannot be done with it now."
    await surface.does("resolve 1 handled")
    told = await surface.does("reopen 1")
    assert told == "A-1 is open again, and everybody is asked anew."
    alert = await surface.alert()
    assert alert.reason is None
    assert Answered.ACKNOWLEDGED not in {one.answered for one in alert.standings}
    assert (await surface.coalition.alert(1)).open


async def test_cancel(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does("cancel 1 it was a mistake")
    assert told.startswith("A-1 is cancelled. What was unsent is stopped; 6 recipients")
    assert (await surface.alert()).state is State.CANCELLED
    for room in ("desk", "group", "studio", "office"):
        card, ring = surface.coalition.room(room)
        assert "CANCELLED" in card
        assert "please act no further on it" in ring
        assert ring.endswith("it was a mistake")


async def test_severity(surface: Surface) -> None:
    await surface.raised(severity=Severity.MEDIUM)
    await surface.does("ack 1")
    assert "low, medium, high, critical" in await surface.does("severity 1 dreadful")
    assert await surface.does("severity 1 high") == "The severity of A-1 is high."
    alert = await surface.alert()
    assert alert.severity is Severity.HIGH
    assert alert.state is not State.ACKNOWLEDGED
    assert own(alert, surface) is Answered.SEEN
    assert await surface.does("severity 1 low") == "The severity of A-1 is low."


async def test_merge(surface: Surface) -> None:
    await surface.raised(need=Need(of="every"))
    await surface.raised(need=Need(of="every"), label=Label.AMBER)
    await surface.does("ack 2")
    told = await surface.does("merge 2 into 1")
    assert told == "A-2 is closed as the same as A-1. Nobody gets what was not for them."
    into, other = await surface.alert(1), await surface.alert(2)
    assert (other.state, other.duplicate_of) == (State.RESOLVED, 1)
    assert into.label is Label.AMBER
    assert own(into, surface) is Answered.ACKNOWLEDGED
    assert await surface.does("merge 1 into 1") == "A-1 cannot be merged into itself."


async def test_note(surface: Surface) -> None:
    await surface.raised()
    assert await surface.does("note 1 three trucks") == "Your note stands with A-1."
    assert "three trucks" in surface.coalition.room("studio")[0]
    assert len(surface.coalition.room("studio")) == 1, "a note rings nowhere"


async def test_update(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does("update 1 the police is there")
    assert told == "It goes to 6 recipients who were reached by A-1."
    for room in ("desk", "group", "studio", "office"):
        card, ring = surface.coalition.room(room)
        assert "the police is there" in card
        assert ring.endswith("Update\nthe police is there")


async def test_correct(surface: Surface) -> None:
    await surface.raised()
    told = await surface.does("correct 1 Ballots are missing in Nakuru.")
    assert told == "It goes to 6 recipients who were reached by A-1."
    for room in ("desk", "group", "studio", "office"):
        card, ring = surface.coalition.room(room)
        assert "Kisumu" not in card + ring
        assert "Ballots are missing in Nakuru." in card
        assert ring.endswith("has changed\nBallots are missing in Nakuru.")
    assert (await surface.alert()).revision == 2
    told = await surface.does("correct 1 Ballots are missing in Nakuru.")
    assert told == "A-1 says that already."


async def test_list(surface: Surface) -> None:
    await surface.raised()
    await surface.raised(severity=Severity.LOW)
    assert [one.split(" · ")[0] for one in (await surface.does("list")).splitlines()] == [
        "A-1",
        "A-2",
    ]
    await surface.does("resolve 1 handled")
    assert (await surface.does("list mine")).startswith("A-2 · ")
    assert await surface.does("list overdue") == "Nothing of that kind is open."
    assert "list [open|mine|overdue]" in await surface.does("list everything")


async def test_status(surface: Surface) -> None:
    await surface.raised()
    await surface.does("ack 1")
    for line in ("status 1", "status #1", "status A-1", "receipt 1", "receipt #1", "receipt A-1"):
        told = await surface.does(line)
        assert "1 of 4 organisations acknowledged" in told, line


@pytest.mark.parametrize(
    ("verb", "fields", "done"),
    [
        ("decline", [("why", ["nobody is awake"])], "declined"),
        ("resolve", [("reason", ["false-alarm"]), ("note", ["a drill"])], "resolved"),
        ("note", [("text", ["three trucks"])], "noted"),
        ("update", [("text", ["three trucks"])], "updated"),
        ("correct", [("text", ["Other words."])], "corrected"),
    ],
)
async def test_a_form_says_the_same_as_the_line_that_it_completes(
    surface: Surface, verb: str, fields: list[tuple[str, list[str]]], done: str
) -> None:
    await surface.raised()
    await surface.does(f"{verb} 1")
    assert done not in await surface.done()
    await surface.coalition.typed(surface.person, f"{verb} 1", fields=fields)
    assert (await surface.done())[-1] == done


async def test_in_private_one_is_asked_for_what_a_line_lacks(coalition: Coalition) -> None:
    """One question after the other, and what was answered is done."""
    await coalition.raised()
    await coalition.settle()
    await coalition.press("dora", "Resolve", room="group")
    await coalition.press("dora", "False alarm")
    assert await coalition.press("dora", "Go on") == "A-1 is resolved."
    assert (await coalition.alert(1)).value.reason is Reason.FALSE_ALARM


async def test_with_no_number_a_line_means_the_card_that_it_answers(surface: Surface) -> None:
    await surface.raised()
    await surface.raised()
    if surface.how == "pressed":
        number = next(iter(surface.coalition.standing(room=surface.room)))
        await surface.coalition.press_below(surface.person, number, "ack", room=surface.room)
    else:
        number = next(iter(surface.coalition.standing(room=surface.room)))
        await surface.coalition.typed(surface.person, "ack", room=surface.room, reply_to=number)
    assert own(await surface.alert(1), surface) is Answered.ACKNOWLEDGED
    assert own(await surface.alert(2), surface) is Answered.SENT


async def test_a_number_that_is_not_there_is_not_taken_for_words_about_the_card(
    coalition: Coalition,
) -> None:
    """Whoever mistypes it in a reply answers for no other alert."""
    await coalition.raised()
    await coalition.settle()
    card = next(iter(coalition.standing(room="group")))
    for number in ("0", "A-0", "#99999999999999999999", "7"):
        told = await coalition.typed("bo", f"ack {number}", room="group", reply_to=card)
        assert "There is no such alert" in told, number
    assert (await coalition.alert(1)).value.standing("watch").answered is not Answered.ACKNOWLEDGED
