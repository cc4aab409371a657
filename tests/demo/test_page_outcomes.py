"""What became of a message is read from the database; the table of rules gives the words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.community.directory import load_text
from bot.demo.page.acts import Said
from bot.demo.page.judging import judge
from bot.demo.page.ledger import Delivery, Ledger, Row
from bot.demo.page.outcomes import outcomes
from bot.demo.scene import DIRECTORY

NOW = 1_000_000.0
NUMBERS = {"institute-desk": 1, "observers-field": 2, "watch-desk": 3}
SCENE = load_text(DIRECTORY, "directory.toml", None)
ROW = Row(9, "m", 1, "TLP:AMBER", "crossing", 0, 1, 0, 557)


def said(text: str = "TLP:AMBER A server", **changed: object) -> Said:
    judged = judge(
        SCENE, SCENE.place_by_id("institute-desk"), "ann", text,
        number="1", now=datetime.now(UTC), root=None, previous=None,
    )  # fmt: skip
    made = Said(
        turn=1, place="institute-desk", number="1", pane="institute", view="institute-desk",
        person="ann", text=text, judged=judged, base=judged.message,
        labels=frozenset({judged.label}), row="m",
    )  # fmt: skip
    return replace(made, **changed)


def delivery(place: int, status: str, rule: int = 0, **changed: object) -> Delivery:
    return Delivery("m", "message", place, status, rule, "", 0.0)._replace(**changed)


def told(message: Said, ledger: Ledger, place: str = "watch-desk") -> tuple[object, ...]:
    (found,) = [one for one in outcomes(message, ledger, NUMBERS, NOW) if one["place"] == place]
    return found["state"], found["outcome"], found["rule"], found["agrees"], found["words"]


def ledger(*deliveries: Delivery, row: Row = ROW, copies: tuple[int, ...] = ()) -> Ledger:
    standing = frozenset(("m", one) for one in copies)
    return Ledger(messages=(row,), deliveries=deliveries, copies=standing)


def test_a_message_without_a_row_has_not_been_taken() -> None:
    assert told(said(row=""), Ledger())[0] == "unread"


@pytest.mark.parametrize(
    ("status", "rule", "expected"),
    [
        ("waiting", 0, ("way", "allow", 18)),
        ("claimed", 0, ("way", "allow", 18)),
        ("done", 18, ("there", "allow", 18)),
        ("dead", 0, ("dead", "allow", 18)),
    ],
)
def test_a_delivery_tells_how_far_it_is(
    status: str, rule: int, expected: tuple[object, ...]
) -> None:
    assert told(said(), ledger(delivery(3, status, rule)))[:4] == (*expected, True)


def test_a_held_delivery_names_its_own_rule() -> None:
    found = told(said(), ledger(delivery(2, "held", 15)), "observers-field")
    assert found[:4] == ("held", "hold", 15, True)


def test_a_message_that_waits_as_a_whole_names_the_rule_of_its_row() -> None:
    held = ROW._replace(status="held", rule=6, label=None)
    found = told(said("Is this TLP:GREEN? or not"), ledger(row=held))
    assert found[:3] == ("held", "hold", 6)


def test_where_nothing_lies_it_stays_by_the_rule_of_the_table() -> None:
    kept = ROW._replace(status="kept", label="TLP:RED")
    assert told(said("TLP:RED A source"), ledger(row=kept))[:4] == ("stays", "deny", 8, True)


def test_where_the_database_shows_another_outcome_it_is_believed_and_the_difference_told() -> None:
    found = told(said(), ledger(delivery(2, "done", 18)), "observers-field")
    assert found[:4] == ("there", "allow", 18, False)
    assert told(said(), ledger())[:4] == ("stays", "deny", 18, False)


def test_a_wait_that_the_platform_asked_for_is_told_in_seconds() -> None:
    waits = delivery(3, "waiting", error="too many", due=NOW + 12.4)
    assert told(said(), ledger(waits))[4] == "On its way: the platform asks for patience, 12 s."


def test_an_edit_counts_once_its_revision_is_stored_and_until_then_may_wait() -> None:
    edited = said(revision=2, did="edited")
    done = delivery(3, "done", 18)
    assert told(edited, ledger(done))[0] == "unread"
    waits = said(did="edited", waits=True)
    assert told(waits, ledger(done))[0] == "unread"
    assert told(waits, ledger(done, delivery(1, "held", 4, thing="edit")))[0] == "edit"
    assert told(edited, ledger(done, row=ROW._replace(revision=2)))[0] == "there"


@pytest.mark.parametrize("did", ["deleted", "withdrawn"])
def test_what_was_withdrawn_is_gone_when_its_copy_is(did: str) -> None:
    gone, row = said(revision=2, did=did), ROW._replace(revision=2)
    done = delivery(3, "done", 18)
    assert told(gone, ledger(done, copies=(3,)))[0] == "unread"
    assert told(gone, ledger(done, row=row, copies=(3,)))[:3] == ("way", "deny", 18)
    assert told(gone, ledger(done, row=row))[:3] == ("withdrawn", "deny", 18)


def test_of_a_deletion_that_telegram_tells_nobody_the_copy_stays() -> None:
    found = told(said(did="deleted untold"), ledger(delivery(3, "done", 18), copies=(3,)))
    assert found[0] == "there"
    assert "tells bots of no deletion" in found[4]
