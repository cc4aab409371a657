"""A line that lacks its words opens a form at once; what is sent off comes in as that line."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.door import Clock
from handlers.incoming import Typed, Unread
from handlers.slack import modals
from handlers.slack.door import SlackDoor
from handlers.slack.messages import Me
from handlers.slack.slips import LIFE, Seals, Slip
from policies.forms import FORMS
from policies.verbs.table import BY_NAME
from tests.handlers.over_http import BOT_TOKEN, SECRET
from tests.handlers.slack.scene import ANN, APP_TOKEN, BEN, DESK, TEAM, Scene

ALERT = {
    "text": "Polling station 4 is closed.",
    "severity": "high",
    "label": "TLP:AMBER",
    "audience": "everybody",
}


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every form's verb be one, whoever declares it."""
    some = next(iter(BY_NAME.values()))
    monkeypatch.setattr(modals, "BY_NAME", {**dict.fromkeys(FORMS, some), **BY_NAME})


async def test_a_command_without_its_words_opens_the_form_and_nothing_is_written(
    either: Scene,
) -> None:
    seen = await either.opened("new")
    assert seen["title"]["text"] == "New alert"
    assert [one["block_id"] for one in seen["blocks"]] == [one.name for one in FORMS["new"].fields]
    assert either.typed() == []


async def test_a_form_that_is_sent_off_is_the_line_with_what_its_fields_hold(
    either: Scene,
) -> None:
    await either.opened("new")
    kinds = ["Cyber operations", "finance"]
    typed = await either.sent(ALERT | {"kinds": kinds, "until": " in 6h "})
    assert (typed.line, typed.room.channel, typed.sender.user) == ("/new", DESK, ANN)
    held = {name: values for name, values in typed.fields if values}
    assert held == {name: (value,) for name, value in ALERT.items()} | {
        "kinds": ("cyber", "finance"),
        "until": ("in 6h",),
    }
    assert [name for name, _ in typed.fields] == [one.name for one in FORMS["new"].fields]
    assert not typed.pressed
    assert not typed.private


async def test_the_id_in_the_line_comes_back_with_the_form(scene: Scene) -> None:
    await scene.opened("resolve 17")
    typed = await scene.sent({"reason": "false-alarm"})
    assert (typed.line, dict(typed.fields)["reason"]) == ("/resolve 17", ("false-alarm",))


async def test_a_line_that_says_everything_opens_nothing(scene: Scene) -> None:
    scene.slack.command(DESK, ANN, "new high TLP:AMBER the roads are closed")
    await scene.until(scene.typed)
    assert scene.typed()[0].line == "/new high TLP:AMBER the roads are closed"
    assert scene.seen() == {}


async def test_a_verb_that_nobody_declared_opens_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modals, "BY_NAME", {})
    scene.slack.command(DESK, ANN, "new")
    await scene.until(scene.typed)
    assert scene.seen() == {}


async def test_a_shortcut_opens_the_form_with_the_message_in_it_and_hands_it_over(
    either: Scene,
) -> None:
    ts = either.slack.say(DESK, BEN, "Ballots are missing in Kisumu")
    either.slack.shortcut(DESK, ANN, ts, "report")
    await either.until(either.seen)
    state = either.seen()["state"]["values"]
    assert state["seen"]["seen"]["value"] == "Ballots are missing in Kisumu"
    typed = await either.sent({"place": "Kisumu"})
    assert (typed.line, typed.reply_to) == ("/report", ts)
    assert typed.about is not None
    assert (typed.about.number, typed.about.sender.user) == (ts, BEN)


async def test_a_long_message_with_emoji_begins_the_form_and_is_handed_over_whole(
    scene: Scene,
) -> None:
    said = "🗳" * 2_900
    ts = scene.slack.say(DESK, BEN, said)
    scene.slack.shortcut(DESK, ANN, ts, "new")
    await scene.until(scene.seen)
    begun = scene.seen()["state"]["values"]["text"]["text"]["value"]
    assert begun == "🗳" * 1_500
    typed = await scene.sent({**ALERT, "text": "Shorter."})
    assert typed.about is not None
    assert typed.about.parts[0].text.plain == said


async def test_a_message_that_waited_too_long_in_memory_is_not_handed_over(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modals, "MOST_KEPT", 1)
    for user, text in ((ANN, "first"), (BEN, "second")):
        ts = scene.slack.say(DESK, BEN, text)
        scene.slack.shortcut(DESK, user, ts, "report")
        await scene.until(lambda user=user: scene.seen(user))
    assert (await scene.sent({}, ANN)).about is None
    kept = await scene.sent({}, BEN)
    assert kept.about is not None
    assert dict(scene.typed()[0].fields)["seen"] == ("first",)


async def test_a_button_opens_its_form_and_is_pressed_once_that_is_sent(scene: Scene) -> None:
    element = {"type": "button", "text": {"type": "plain_text", "text": "Resolve"}}
    blocks = [
        {
            "type": "actions",
            "elements": [element | {"value": "resolve 17", "action_id": "tocsin.0.0"}],
        }
    ]
    client = scene.door._ready()
    posted = await client.chat_postMessage(channel=DESK, text="A card", blocks=blocks)
    scene.slack.press(DESK, ANN, posted["ts"], "Resolve")
    await scene.until(scene.seen)
    typed = await scene.sent({"reason": "handled"})
    assert (typed.line, typed.pressed, typed.number) == ("resolve 17", True, posted["ts"])


async def test_a_form_begins_with_what_it_is_about_as_that_is_now(scene: Scene) -> None:
    scene.inbox.beginning = (("text", ("Polling station 4 is closed.",)), ("severity", ("low",)))
    state = (await scene.opened("change 17"))["state"]["values"]
    assert state["text"]["text"]["value"] == "Polling station 4 is closed."
    assert state["severity"]["severity"]["selected_option"]["value"] == "low"
    assert state["label"]["label"]["selected_option"] is None


async def test_a_line_that_is_asked_for_no_form_opens_none_and_is_answered_in_words(
    either: Scene,
) -> None:
    """What it is about may be over, or be none of the caller's."""
    either.inbox.beginning = None
    either.slack.command(DESK, ANN, "resolve 17")
    await either.until(either.typed)
    assert (either.typed()[0].line, either.typed()[0].fields) == ("/resolve 17", ())
    assert either.seen() == {}


async def test_what_a_field_means_wrongly_stands_below_it_and_what_was_written_stays(
    either: Scene,
) -> None:
    either.inbox.amiss = ("audience", '"nobody" is no organisation.')
    await either.opened("new")
    either.slack.submit(TEAM, ANN, ALERT)
    await either.until(lambda: either.seen().get("errors"))
    assert either.seen()["errors"] == {"audience": '"nobody" is no organisation.'}
    assert either.seen()["state"]["values"]["text"]["text"]["value"] == ALERT["text"]
    assert either.typed() == []
    either.inbox.amiss = None
    typed = await either.sent({"audience": "to radio"})
    assert dict(typed.fields)["text"] == (ALERT["text"],)
    assert dict(typed.fields)["audience"] == ("to radio",)
    assert [dict(one.fields)["audience"] for one in either.inbox.tried] == [
        ("everybody",),
        ("to radio",),
    ]


@pytest.mark.parametrize("name", ["", "gone"])
async def test_what_is_wrong_with_no_field_alone_stands_below_the_first(
    scene: Scene, name: str
) -> None:
    scene.inbox.amiss = (name, "A-17 was resolved by Nia, 14:05.")
    await scene.opened("decline 17")
    scene.slack.submit(TEAM, ANN, {"why": "Nobody is here."})
    await scene.until(lambda: scene.seen().get("errors"))
    assert scene.seen()["errors"] == {"why": "A-17 was resolved by Nia, 14:05."}


@pytest.mark.parametrize("how", ["breaks", "hangs"])
async def test_a_form_that_cannot_be_tried_in_time_is_taken_all_the_same(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def wrong(door: str, typed: Typed) -> Any:
        if how == "hangs":
            await asyncio.Event().wait()
        raise OSError("disk full")

    monkeypatch.setattr(modals, "_TRY", 0.05)
    monkeypatch.setattr(scene.inbox, "wrong", wrong)
    await scene.opened("note 17")
    typed = await scene.sent({"text": "Called the station."})
    assert dict(typed.fields)["text"] == ("Called the station.",)


@pytest.mark.parametrize("how", ["breaks", "hangs"])
async def test_a_form_whose_beginning_cannot_be_found_opens_empty(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def begun(door: str, typed: Typed) -> Any:
        if how == "hangs":
            await asyncio.Event().wait()
        raise OSError("disk full")

    monkeypatch.setattr(modals, "_LOOK", 0.05)
    monkeypatch.setattr(scene.inbox, "begun", begun)
    state = (await scene.opened("correct 17"))["state"]["values"]
    assert state == {"text": {"text": {"type": "plain_text_input", "value": None}}}


async def test_where_the_trigger_is_over_the_line_is_answered_in_words(scene: Scene) -> None:
    scene.slack.fail("views.open", status=200, error="expired_trigger_id")
    scene.slack.command(DESK, ANN, "new")
    await scene.until(scene.typed)
    assert (scene.typed()[0].line, scene.typed()[0].fields, scene.seen()) == ("/new", (), {})


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": "before"}, {"garbled": True}])
async def test_whatever_slack_does_to_a_form_the_line_is_not_lost(
    scene: Scene, fault: dict[str, Any]
) -> None:
    scene.slack.fail("views.open", **fault)
    scene.slack.command(DESK, ANN, "new")
    await scene.until(scene.typed)
    assert scene.typed()[0].line == "/new"


async def test_a_slack_that_does_not_answer_is_not_waited_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modals, "PATIENCE", 0.05)
    scene.slack.fail("views.open", slow=30.0)
    scene.slack.command(DESK, ANN, "new")
    await scene.until(scene.typed)
    assert scene.slack.ephemeral(DESK) == []


async def test_a_form_that_was_opened_already_is_not_answered_in_words_too(scene: Scene) -> None:
    scene.slack.fail("views.open", status=200, error="exchanged_trigger_id")
    scene.slack.command(DESK, ANN, "new")
    await scene.until(lambda: scene.slack.pending(TEAM) == 0)
    await scene.until(lambda: scene.slack.entries(kind="acknowledged"))
    assert scene.typed() == []


async def test_what_is_wrong_stands_below_its_field_and_nothing_is_written(either: Scene) -> None:
    await either.opened("new")
    forged = {
        "text": {"text": {"type": "plain_text_input", "value": "x" * 3_001}},
        "severity": {"severity": {"selected_option": {"value": "dreadful"}}},
        "label": {"label": {"selected_option": None}},
        "audience": {"audience": {"value": "everybody"}},
    }
    either.slack.submit(TEAM, ANN, forged=forged)
    await either.until(lambda: either.seen().get("errors"))
    assert either.seen()["errors"] == {
        "text": "This is too long: at most 3000 characters fit here.",
        "severity": "Please choose one of those that are offered.",
        "label": "Please write something here.",
    }
    assert either.typed() == []


@pytest.mark.parametrize(
    "forged",
    [{}, [], "x", {"text": 7}, {"text": {"text": []}}, {"text": {"text": {"value": {"a": 1}}}}],
)
async def test_a_state_that_no_screen_would_send_holds_nothing(scene: Scene, forged: Any) -> None:
    await scene.opened("note 17")
    scene.slack.submit(TEAM, ANN, forged=forged)
    await scene.until(lambda: scene.seen().get("errors"))
    assert set(scene.seen()["errors"]) == {"text"}
    assert scene.typed() == []


async def test_a_form_is_answered_only_once_it_is_durable(scene: Scene) -> None:
    await scene.opened("note 17")
    scene.inbox.gate.clear()
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(lambda: scene.inbox.calls)
    assert scene.seen() != {}
    scene.inbox.gate.set()
    await scene.until(lambda: scene.seen() == {})
    assert len(scene.typed()) == 1


async def test_a_form_that_could_not_be_kept_stays_open_and_is_sent_again(either: Scene) -> None:
    await either.opened("note 17")
    either.inbox.failures = 1
    either.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await either.until(lambda: either.inbox.failures == 0)
    either.slack.advance(3.1)
    await either.until(lambda: either.seen().get("trouble"))
    assert either.typed() == []
    await either.sent({})
    assert dict(either.typed()[0].fields)["text"] == ("Called the station.",)


async def test_a_form_that_is_sent_twice_is_taken_once(scene: Scene) -> None:
    await scene.opened("note 17")
    scene.slack.acknowledge(TEAM, heard=False)
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(scene.typed)
    scene.slack.acknowledge(TEAM, heard=True)
    scene.slack.submit(TEAM, ANN)
    await scene.until(lambda: scene.seen() == {})
    assert len(scene.typed()) == 1


async def test_a_form_that_was_left_says_nothing(scene: Scene) -> None:
    await scene.opened("note 17")
    scene.slack.close_modal(TEAM, ANN)
    scene.slack.say(DESK, ANN, "and on")
    await scene.until(lambda: scene.inbox.said() == ["and on"])
    assert scene.typed() == []


def outdated(scene: Scene) -> bool:
    errors = scene.seen().get("errors", {})
    return list(errors) == ["text"] and "too old" in errors["text"]


def carried(scene: Scene, metadata: str, user: str = ANN) -> None:
    """Let a modal carry something else than what it was given."""
    scene.slack.world.workspaces[TEAM].modals[user][-1]["private_metadata"] = metadata


async def test_a_form_of_yesterday_is_not_taken_and_what_was_written_stays(scene: Scene) -> None:
    await scene.opened("note 17")
    scene.clock.ahead = LIFE + 60
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(lambda: outdated(scene))
    assert scene.seen()["state"]["values"]["text"]["text"]["value"] == "Called the station."
    assert scene.typed() == []


async def test_a_form_that_this_version_has_no_more_is_not_taken(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.opened("note 17")
    monkeypatch.setattr(modals, "FORMS", {})
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(lambda: outdated(scene))
    assert scene.typed() == []


@pytest.mark.parametrize("spoiled", [{"blocks": []}, {"blocks": 7}, {"id": ""}, {"id": None}])
async def test_a_submission_that_cannot_be_read_is_kept_as_such(
    scene: Scene, spoiled: dict[str, Any]
) -> None:
    view = await scene.opened("note 17")
    view |= {"private_metadata": ""} | spoiled
    scene.slack.sockets[TEAM].emit(
        {
            "type": "view_submission",
            "user": {"id": ANN, "team_id": TEAM},
            "trigger_id": "1.2.a",
            "view": view,
        },
        "interactive",
    )
    await scene.until(lambda: scene.inbox.of(Unread))
    assert scene.inbox.of(Unread)[0].error
    assert scene.typed() == []


async def test_what_a_modal_carries_is_nobody_elses(scene: Scene) -> None:
    theirs = (await scene.opened("note 17", BEN))["private_metadata"]
    await scene.opened("note 18", ANN)
    carried(scene, theirs)
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(lambda: outdated(scene))
    assert scene.typed() == []


@pytest.mark.parametrize("change", ["room", "line", "empty", "long", "other key"])
async def test_what_a_modal_carries_cannot_be_changed(scene: Scene, change: str) -> None:
    given = (await scene.opened("note 17"))["private_metadata"]
    slip = Slip(line="/note 17", channel="C0ELSEWHERE", at=scene.clock.now())
    sender = SimpleNamespace(team=TEAM, user=ANN)
    changed = {
        "room": given.replace(DESK, "C0ELSEWHERE"),
        "line": given.replace("note 17", "note 18"),
        "empty": "",
        "long": given + " " * 3_000,
        "other key": Seals("xoxb-another").sealed(slip, sender),  # type: ignore[arg-type]
    }[change]
    assert changed != given
    carried(scene, changed)
    scene.slack.submit(TEAM, ANN, {"text": "Called the station."})
    await scene.until(lambda: outdated(scene))
    assert scene.typed() == []


async def test_a_form_outlives_the_program_that_opened_it(
    scene: Scene, shared: SimpleNamespace
) -> None:
    await scene.opened("note 17")

    door = SlackDoor(
        "slack.main", bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_url=scene.slack.api_url
    )
    await scene.door.close()
    async with shared.running(door, scene.inbox):
        await shared.until(lambda: door.health.state == "connected")
        door_seals = door._modals._seals
        assert door_seals is not scene.door._modals._seals
        typed = await door._modals.take(
            {
                "type": "view_submission",
                "user": {"id": ANN, "team_id": TEAM},
                "view": scene.seen() | {"state": state("text", "Called.")},
            }
        )
    assert isinstance(typed, Typed)
    assert (typed.line, typed.fields) == ("/note 17", (("text", ("Called.",)),))


def state(name: str, value: str) -> dict[str, Any]:
    return {"values": {name: {name: {"type": "plain_text_input", "value": value}}}}


async def test_a_form_speaks_the_language_of_its_reader(scene: Scene) -> None:
    class Shouting:
        """A language of capital letters."""

        def gettext(self, message: str, /) -> str:
            return message.upper()

        def ngettext(self, one: str, several: str, count: int, /) -> str:
            return (one if count == 1 else several).upper()

    scene.inbox.language = Shouting()
    seen = await scene.opened("note 17")
    assert (seen["title"]["text"], seen["submit"]["text"]) == ("NOTE A-17", "GO ON")
    scene.slack.submit(TEAM, ANN, forged={})
    await scene.until(lambda: scene.seen().get("errors"))
    assert scene.seen()["errors"] == {"text": "PLEASE WRITE SOMETHING HERE."}


async def test_a_title_that_a_language_makes_too_long_is_cut(scene: Scene) -> None:
    class Wordy:
        """A language in which everything takes its time."""

        def gettext(self, message: str, /) -> str:
            return message + " and so on, and so forth, " * 120

        def ngettext(self, one: str, several: str, count: int, /) -> str:
            return self.gettext(one if count == 1 else several)

    scene.inbox.language = Wordy()
    seen = await scene.opened("new")
    assert len(seen["title"]["text"]) == 24


@pytest.mark.parametrize("name", FORMS)
async def test_slack_takes_every_form(scene: Scene, name: str) -> None:
    seen = await scene.opened(" ".join((name, *(FORMS[name].behind or ("31",)))))
    assert seen["callback_id"] == f"tocsin.form.{name}"
    assert len(seen["private_metadata"]) <= 3_000
    assert json.loads(seen["private_metadata"][64:])["channel"] == DESK


PAYLOADS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
KEYS = ("type", "command", "text", "user", "team", "view", "channel", "message", "actions")
KEYS += ("container", "trigger_id", "callback_id", "user_id", "channel_id", "team_id")
KINDS = st.sampled_from(["view_submission", "block_actions", "message_action", "shortcut"])


@given(
    st.dictionaries(st.sampled_from(KEYS), PAYLOADS),
    KINDS,
    st.dictionaries(
        st.sampled_from(["id", "callback_id", "private_metadata", "state", "blocks"]), PAYLOADS
    ),
)
def test_whatever_comes_opens_and_takes_nothing_of_its_own_accord(
    payload: dict[str, Any], kind: str, view: dict[str, Any]
) -> None:
    def ready() -> Any:
        raise AssertionError("nothing is asked of Slack")

    made = modals.Modals("slack.main", BOT_TOKEN, Clock(), ready=ready, me=Me)

    async def comes() -> None:
        for one in (payload, payload | {"type": kind}, payload | {"type": kind, "view": view}):
            assert not isinstance(await made.take(one), Typed)
            assert await made.open(one) is False

    asyncio.run(comes())


def test_what_a_modal_carries_shows_no_text_in_a_log() -> None:
    slip = Slip(line="/new", channel=DESK, number="1.2", reply_to="1.2", kept="abc", at=1.0)
    assert not {"/new", DESK, "1.2", "abc"} & set(repr(slip).replace("'", " ").split())
    assert SECRET not in repr(slip)
