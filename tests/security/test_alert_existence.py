"""What may not be known of leaves no trace: no count, no error, no edit, no order differs by it.

The same is typed and looked at before and after an organisation behind a wall, and one whose alert
is for others, have filled the desk; the ministry's people and rooms are told exactly the same.
"""

from bot.desk.showing import begin
from policies.alerts.audience import Audience
from policies.labels import Label
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS

LOOKS = (
    "/list", "/list mine", "/list overdue", "/home", "/oncall", "/figures", "/schedule list",
    "/status", "/ack", "/history", "/resolve", "/next", "/claim", "/confirm", "/calm", "/undo",
    "/help", "/exercise list", "/posture", "/approve", "/snooze", "/merge", "/same", "/promote",
    "/history A-2", "/status A-2", "/claim R-1", "/pause S-1", "/posture end P-1", "/recall R-1",
    "/merge A-1 into A-2", "/same R-1 as R-2", "/false A-2 from us", "/escalate A-2",
)  # fmt: skip
TEXT = "Ballots are missing in Kisumu, in four halls of the lake."


async def looked_at(coalition: Coalition) -> list[str]:
    """Return all that the ministry's people are told for all of these lines, and its rooms."""
    told = []
    for who, lines in (("mo", LOOKS[::3]), ("mads", LOOKS)):
        read = len(coalition.sent("post", who))
        for line in lines:
            await coalition.typed(who, line, settle=False)
        await coalition.settle()
        answers = coalition.sent("post", who)[read:]
        assert len(answers) >= len(lines), "each is answered"
        told += [f"{who}: {said}" for said in answers]
    told += [one for room in ("office", "officeduty") for one in coalition.room(room)]
    return told


def calls(coalition: Coalition) -> int:
    """Return how many calls concerned the ministry's rooms."""
    slack = coalition.house.slack
    rooms = {"C0OFFICE", coalition._place("officeduty")[1], "HU0MO", "HU0MADS"}
    return sum(channel in rooms for _, channel, _ in slack.calls)


async def test_what_may_not_be_known_of_changes_no_count_no_answer_and_no_card(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await coalition.house.store.write(begin)
    await coalition.raised(author="mads", audience=Audience(organisations=("ministry",)))
    await coalition.pass_(30)
    before = await looked_at(coalition)
    await coalition.pass_(1)
    quiet = calls(coalition)

    await coalition.raised(author="ray", audience=Audience(everybody=True), text=TEXT)
    await coalition.raised(author="rosa", audience=Audience(everybody=True), text=f"{TEXT} Again.")
    await coalition.raised(
        author="bo",
        audience=Audience(organisations=("watch", "radio")),
        label=Label.AMBER,
        text=TEXT,
    )
    for who, line in (
        ("rosa", "/report TLP:GREEN the marker of hall nine"),
        ("ray", "/report TLP:GREEN the marker of hall ten"),
        ("rosa", "/claim 1"),
        ("dora", "/own 4"),
        ("rosa", "/merge 3 into 2"),
        ("ray", "/schedule in 2h high TLP:GREEN to everybody: the marker"),
        ("ray", "/plan S1"),
        ("ray", f"/new high TLP:GREEN to everybody: {TEXT}"),
        ("rosa", "/resolve 2 handled"),
    ):
        await coalition.typed(who, line)
    assert calls(coalition) == quiet, "no room of the ministry is even edited"

    after = await looked_at(coalition)
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []
    preview = await coalition.typed("mads", f"/new high TLP:GREEN to ministry: {TEXT}")
    assert "A-2" not in preview
    assert "A-3" not in preview
    assert "A-4" not in preview
