"""What a Slack account's facts mean: a table of what may be wrong."""

from dataclasses import replace

import pytest

from bot.doctor.hearing import Heard
from bot.doctor.slack import judge
from handlers.door import Fault
from handlers.slack.examining import SlackFacts, SlackRoom, Spoken
from handlers.slack.manifest import SCOPES

NOW = 1_800_000_000.0
SOUND_ROOM = SlackRoom(address="C0DESK", member=True)
SOUND = SlackFacts(
    workspace="Institute", scopes=frozenset(SCOPES), rooms=(SOUND_ROOM,), skews=(0.0,)
)
PLACES = {"C0DESK": "desk"}


def lines(facts: SlackFacts, heard: Heard | None = None) -> list[str]:
    found = judge("slack.main", facts, PLACES, heard)
    assert all(one.remedy and one.line for one in found)
    assert all("C0DESK" not in one.line + one.remedy for one in found)
    return [one.line for one in found]


def room(**changed: object) -> SlackFacts:
    return replace(SOUND, rooms=(replace(SOUND_ROOM, **changed),))


def test_a_sound_account_needs_nothing() -> None:
    assert lines(SOUND) == []


@pytest.mark.parametrize("scope", SCOPES)
def test_each_missing_scope_is_named_with_what_fails_without_it(scope: str) -> None:
    poor = replace(SOUND, scopes=frozenset(SCOPES) - {scope})
    assert lines(poor) == [f"the scope {scope} is missing: without it {SCOPES[scope]}"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (SlackFacts(fault=Fault(code="token_revoked", lasting=True)), "accept the bot token"),
        (SlackFacts(fault=Fault(code="token_revoked", lasting=True)), "(token_revoked)"),
        (SlackFacts(fault=Fault(code="not_reached", reached=False)), "cannot be reached"),
        (SlackFacts(fault=Fault(code="ratelimited")), "not answer as it should (ratelimited)"),
        (
            replace(SOUND, socket_fault=Fault(code="invalid_auth", lasting=True)),
            "opens no socket (invalid_auth)",
        ),
        (
            replace(SOUND, socket_fault=Fault(code="missing_scope", lasting=True)),
            "connections:write",
        ),
        (replace(SOUND, socket_scope=False), "connections:write"),
        (
            replace(SOUND, socket_fault=Fault(code="timed_out", reached=False)),
            "cannot be reached: timed_out",
        ),
        (room(member=False), "not in desk"),
        (room(fault=Fault(code="channel_not_found"), member=False), "not in desk"),
        (room(fault=Fault(code="ekm_access_denied"), member=False), "(ekm_access_denied)"),
        (room(archived=True), "desk is archived"),
        (room(archived=True, member=False), "desk is archived"),
        (room(shared=True), "desk is shared"),
    ],
)
def test_one_fault_is_one_line(facts: SlackFacts, words: str) -> None:
    (line,) = lines(facts)
    assert words in line


def test_a_channel_that_a_missing_scope_hides_is_not_told_twice() -> None:
    hidden = SlackRoom(address="C0DESK", fault=Fault(code="missing_scope"))
    scopes = frozenset(SCOPES) - {"channels:read"}
    (line,) = lines(replace(SOUND, scopes=scopes, rooms=(hidden,)))
    assert line.startswith("the scope channels:read is missing")


def heard(**changed: object) -> Heard:
    whole = Heard(
        now=NOW,
        told=frozenset({"C0DESK:known"}),
        floors={"C0DESK": NOW - 9_000},
        until={"C0DESK": NOW - 200},
        connected=True,
    )
    return replace(whole, **changed)


LATE = Spoken(event="C0DESK:late", at=NOW - 300)


def spoken(seconds_ago: float, event: str = "C0DESK:new", **changed: object) -> SlackFacts:
    return room(spoken=(Spoken(event=event, at=NOW - seconds_ago),), **changed)


@pytest.mark.parametrize(
    ("facts", "known", "words"),
    [
        (spoken(180), heard(), "desk: a message of 3 minutes ago never came as an event"),
        (spoken(7_300), heard(), "2 hours ago"),
        (spoken(61), heard(), "1 minute ago"),
        (spoken(300), heard(connected=False), "5 minutes ago"),
        (replace(spoken(240), skews=(-180.0,)), heard(), "7 minutes ago"),
        (spoken(180, joined=NOW - 400), heard(floors={}), "3 minutes ago"),
    ],
)
def test_a_message_that_never_came_is_told_with_its_age(
    facts: SlackFacts, known: Heard, words: str
) -> None:
    (line,) = lines(facts, known)
    assert words in line


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        (spoken(180, "C0DESK:known"), heard()),
        (spoken(20), heard()),
        (spoken(9_001), heard()),
        (spoken(180), heard(floors={})),
        (spoken(180, joined=NOW - 100), heard()),
        (spoken(180, joined=NOW - 400), heard(floors={}, connected=False)),
        (spoken(250, joined=NOW - 400), heard(floors={})),
        (room(spoken=(Spoken(event="C0DESK:known", at=NOW - 70), LATE)), heard()),
        (spoken(180), heard(connected=False)),
        (spoken(180), heard(connected=False, until={})),
        (spoken(8 * 86_400), heard(floors={"C0DESK": 0.0})),
        (spoken(180, member=False, archived=True), heard()),
        (replace(spoken(-110), skews=(-120.0,)), heard()),
    ],
    ids=[
        "it came", "it may still come", "it stood there before", "never looked at",
        "the bot came later", "came in, and not connected", "written before the last sign",
        "a newer one came",
        "written after the end", "never surely heard", "too long ago", "not in it", "clocks differ",
    ],
)  # fmt: skip
def test_what_proves_nothing_is_not_told(facts: SlackFacts, known: Heard) -> None:
    assert not any("never came" in line for line in lines(facts, known))


def test_a_shared_channel_of_several_organisations_is_as_it_must_be() -> None:
    assert judge("slack.main", room(shared=True), PLACES, joint={"C0DESK"}) == []


@pytest.mark.parametrize(
    ("private", "event"), [(False, "message.channels"), (True, "message.groups")]
)
def test_the_remedy_names_the_subscription(*, private: bool, event: str) -> None:
    (found,) = judge("slack.main", spoken(180, private=private), PLACES, heard())
    assert event in found.remedy
