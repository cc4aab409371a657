"""What a Slack account's facts mean: a table of what may be wrong."""

from dataclasses import replace

import pytest

from bot.doctor import subscriptions
from bot.doctor.hearing import Heard
from bot.doctor.manifest import for_sockets, over_http
from bot.doctor.slack import judge
from handlers.door import Fault
from handlers.slack.examining import SlackFacts, SlackRoom, Spoken
from handlers.slack.exported import App, read
from handlers.slack.manifest import EVENTS, SCOPES

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


def test_channels_that_slack_does_not_tell_of_now_are_one_line() -> None:
    later = SlackRoom(address="C0X", fault=Fault(code="ratelimited", passing=True))
    (line,) = lines(replace(SOUND, rooms=(SOUND_ROOM, later, later)))
    assert line == "2 of 3 channels could not be looked at now: ratelimited"


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


def test_over_http_the_remedy_names_the_request_url_too() -> None:
    (found,) = judge("slack.main", spoken(180), PLACES, heard(), url="https://b.example/x")
    assert found.remedy.endswith("its Request URL there must be https://b.example/x")


APP = App(events=frozenset(EVENTS), sockets=True)
URL = "https://bridge.example/slack/main/events"


@pytest.mark.parametrize(
    ("app", "http", "words"),
    [
        (APP, False, ""),
        (replace(APP, sockets=False, request_url=URL), True, ""),
        *((replace(APP, events=APP.events - {one}), False, f"to {one}:") for one in EVENTS),
        (replace(APP, sockets=False, request_url=URL), False, "Socket Mode is switched off"),
        (APP, True, "does not send its events to this host"),
        (replace(APP, sockets=False), True, "does not send its events to this host"),
        (replace(APP, messages_tab=False), False, "messages tab is switched off"),
        (replace(APP, home_tab=False), False, "home tab is switched off"),
        (replace(APP, interactive=False), False, "interactivity is switched off"),
    ],
)
def test_what_an_apps_manifest_lacks_is_named_exactly(app: App, words: str, *, http: bool) -> None:
    found = subscriptions.judge("slack.main", app, http=http, url=URL)
    assert len(found) == bool(words)
    assert all(words in one.line and one.remedy for one in found)


def test_a_manifest_tells_more_than_a_message_that_never_came() -> None:
    lacking = replace(APP, events=APP.events - {"message.channels"})
    assert judge("slack.main", replace(spoken(180), app=lacking), PLACES, heard()) == []
    (found,) = judge("slack.main", replace(spoken(180), app=APP), PLACES, heard())
    assert "never came" in found.line
    assert "install the app again" in found.remedy


@pytest.mark.parametrize(
    "manifest", [None, [], {}, {"settings": 7}, {"settings": {"event_subscriptions": [1]}},
                 {"settings": {"event_subscriptions": {"bot_events": "all", "request_url": 1}}}],
)  # fmt: skip
def test_a_manifest_that_says_nothing_switches_nothing_on(manifest: object) -> None:
    nothing = App(events=frozenset(), sockets=False)
    off = replace(nothing, messages_tab=False, home_tab=False, interactive=False)
    assert read(manifest) == off


def test_our_own_manifests_are_what_is_asked_for() -> None:
    assert subscriptions.judge("slack.main", read(for_sockets()), http=False, url=None) == []
    http = read(over_http("https://bridge.example", "main"))
    assert subscriptions.judge("slack.main", http, http=True, url=URL) == []
