"""A form that would not be taken says in which field and why; nothing of it is done."""

from datetime import UTC, datetime

import pytest

from handlers.incoming import Room, Sender, Typed
from policies.alerts.audience import Audience
from policies.audit import AuditKind
from policies.forms import FORMS
from policies.labels import Label
from tests.bot.coalition import Coalition

ALERT = {
    "text": "Ballots are missing.",
    "severity": "high",
    "label": "TLP:AMBER",
    "audience": "to radio",
}


async def wrong(
    coalition: Coalition, person: str, line: str, **fields: str
) -> tuple[str, str] | None:
    """Return what the door of somebody is told of a form before it is taken."""
    return await coalition.house.inbox.wrong(
        coalition.account(person)[0].name, sent(coalition, person, line, **fields)
    )


def sent(coalition: Coalition, person: str, line: str, **fields: str) -> Typed:
    _, user = coalition.account(person)
    form = FORMS[line.split(maxsplit=1)[0]]
    return Typed(
        event=f"view:{line}",
        room=Room(channel=f"D{user}"),
        number="",
        written=coalition.now,
        sender=Sender(user=user),
        line=f"/{line}",
        private=True,
        fields=form.holding({name: [value] for name, value in fields.items()}),
    )


async def state(coalition: Coalition) -> tuple[object, ...]:
    """Return all that a form could have changed."""
    store = coalition.house.store
    audit = await store.read(lambda tx: tx.audit.after(0))
    counts = [
        await store.read(lambda tx, kind=kind: tx.docket.count(kind))  # type: ignore[misc]
        for kind in ("alert", "report", "series")
    ]
    dues = await store.read(lambda tx: tx.agenda.listed("alert-draft-over"))
    return len(audit), counts, len(dues), coalition.told("ann"), coalition.told("nia")


WRONG = [
    ({"audience": "to nobody"}, "audience", '"nobody" is no organisation, person, tag or bridge'),
    ({"audience": "to radio watch"}, "audience", 'Is "watch" one of those whom it is for'),
    ({"label": "TLP:RED"}, "audience", "TLP:RED goes only to people whom you name"),
    ({"text": "TLP:RED Ballots are missing."}, "text", "There are two labels"),
    ({"until": "2020-01-01 18:00 Kyiv"}, "until", "That is past"),
    ({"until": "18:00 Kyvi"}, "until", "Did you mean Europe/Kyiv"),
    ({"needs": "most"}, "needs", '"most" does not say how many organisations must answer'),
    ({"elections": "mars2027"}, "elections", '"mars2027" is no election that is on record'),
    ({"summary": "Trouble in the west."}, "summary_label", "A summary needs a label of its own"),
    (
        {"summary": "Trouble in the west.", "summary_label": "TLP:RED"},
        "summary_label",
        "looser than that of the whole text",
    ),
]


@pytest.mark.parametrize("verb", ["new", "schedule", "change 1"])
async def test_what_an_alerts_form_means_wrongly_stands_in_its_field(
    coalition: Coalition, verb: str
) -> None:
    await coalition.typed("ann", "new high TLP:GREEN to radio: Ballots.")
    before = await state(coalition)
    when = {"when": "in 2h"} if verb == "schedule" else {}
    for fields, name, told in WRONG:
        found = await wrong(coalition, "ann", verb, **(ALERT | when | fields))
        assert found is not None, fields
        assert (found[0], told in found[1]) == (name, True), found
        assert await state(coalition) == before, fields


@pytest.mark.parametrize("verb", ["new", "schedule", "change 1"])
async def test_a_form_that_can_be_taken_was_only_tried(coalition: Coalition, verb: str) -> None:
    await coalition.typed("ann", "new high TLP:GREEN to radio: Ballots.")
    before = await state(coalition)
    when = {"when": "in 2h"} if verb == "schedule" else {}
    assert await wrong(coalition, "ann", verb, **(ALERT | when)) is None
    await coalition.settle()
    assert await state(coalition) == before


OTHERS = [
    ("schedule", ALERT | {"when": "yesterday 18:00"}, "when", "yesterday"),
    ("schedule", ALERT | {"when": "in 2h", "until": "in 1h"}, "until", "over"),
    ("report", {"seen": "Ballots.", "first_seen": "tomorrow"}, "first_seen", "not in the future"),
    ("report", {"seen": "TLP:RED Ballots."}, "seen", "RED"),
    ("report", {"seen": "x" * 3_001}, "seen", "at most 3000 characters"),
    ("resolve 1", {"reason": "handled", "note": "TLP:RED it was Mwangi"}, "note", "another label"),
    ("decline 1", {"why": "TLP:RED it was Mwangi"}, "why", "another label"),
    ("note 1", {"text": "TLP:AMBER it was Mwangi"}, "text", "another label"),
    ("update 1", {"text": "TLP:AMBER it was Mwangi"}, "text", "another label"),
    ("correct 1", {"text": "Ballots are missing in Kisumu."}, "text", "says that already"),
    ("snooze 1", {"span": "soon"}, "span", "at most 4h"),
    ("same 1", {"into": "twelve"}, "into", "same 31 as 12"),
    ("same 1", {"into": "R-1"}, "into", "That is one report, not two"),
    ("close 1", {"why": "TLP:AMBER it was Mwangi"}, "why", "label"),
    ("ask 1", {"text": "TLP:AMBER was it Mwangi?"}, "text", "label"),
    ("handoff", {"whom": "stan", "summary": "All calm."}, "whom", "no rota"),
]


async def test_what_another_form_means_wrongly_stands_in_its_field(coalition: Coalition) -> None:
    await coalition.raised(audience=Audience(organisations=("institute", "watch")))
    await coalition.typed("nia", "report TLP:GREEN Queues in Kisumu.")
    before = await state(coalition)
    for line, fields, name, told in OTHERS:
        found = await wrong(coalition, "nia", line, **fields)
        assert found is not None, (line, fields)
        expected = "" if told == "no rota" else name
        assert (found[0], told in found[1]) == (expected, True), found
        assert await state(coalition) == before, (line, fields)


async def test_what_is_over_meanwhile_is_said_by_whom_and_when(coalition: Coalition) -> None:
    await coalition.raised()
    await coalition.typed("ann", "resolve 1 handled")
    found = await wrong(coalition, "nia", "decline 1", why="Nobody is here.")
    assert found is not None
    assert found[0] == ""
    assert found[1].startswith("A-1 was resolved by Ann, ")


async def test_who_tries_by_a_form_what_she_may_not_is_in_the_audit(coalition: Coalition) -> None:
    """What is not there and what is not hers are told alike."""
    await coalition.typed("nia", "report TLP:GREEN Queues in Kisumu.")

    async def refused() -> int:
        entries = await coalition.house.store.read(lambda tx: tx.audit.after(0))
        return [one.kind for one in entries].count(AuditKind.REFUSED.value)

    before = await refused()
    found = await wrong(coalition, "nia", "same 1", into="R-99")
    assert found is not None
    assert found[0] == "into"
    assert "There is nothing here that you may do this to" in found[1]
    assert await refused() == before + 1


@pytest.mark.parametrize(
    ("person", "told"), [("bo", "is not yours to change so"), ("mo", "no such alert")]
)
async def test_what_was_written_stays_too_where_its_writer_may_not(
    coalition: Coalition, person: str, told: str
) -> None:
    await coalition.raised(audience=Audience(organisations=("watch",)), label=Label.AMBER)
    found = await wrong(coalition, person, "update 1", text="The boxes were found.")
    assert found is not None
    assert (found[0], told in found[1]) == ("", True), found


async def test_a_form_that_was_mended_is_taken_as_it_is_then(coalition: Coalition) -> None:
    door, _ = coalition.account("ann")
    assert await wrong(coalition, "ann", "new", **(ALERT | {"audience": "nobody"})) is not None
    await coalition.house.inbox.receive(door.name, [sent(coalition, "ann", "new", **ALERT)])
    await coalition.settle()
    alert = (await coalition.alert(1)).value
    assert alert.audience.organisations == ("radio",)
    assert alert.made >= datetime(2020, 1, 1, tzinfo=UTC)
