"""Payloads as Slack documents them, and what is made of them."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.incoming import Deleted, Origin, Reacted, Said, Typed, Unread
from handlers.slack.hearing import hear, position
from handlers.slack.messages import Me
from policies.messages.message import PartKind
from policies.readings import Where
from tests.any_character import ANY_CHARACTER

ME = Me(user="U0BOT", bot="B0BOT")
NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
TS = "1790000000.000100"
MESSAGE = {
    "type": "message",
    "channel": "C0DESK",
    "channel_type": "channel",
    "user": "U0ANN",
    "team": "T0INST",
    "text": "TLP:GREEN polls open",
    "ts": TS,
    "event_ts": TS,
    "client_msg_id": "9b2f",
}
ENVELOPE = {
    "type": "event_callback",
    "event_id": "Ev0001",
    "event_time": 1790000000,
    "team_id": "T0INST",
    "api_app_id": "A0",
}


def payload(**fields: Any) -> dict[str, Any]:
    kept = {name: value for name, value in (MESSAGE | fields).items() if value is not None}
    return ENVELOPE | {"event": kept}


def said(**fields: Any) -> Said:
    heard = hear(payload(**fields), ME, NOW)
    assert isinstance(heard, Said), heard
    return heard


def unread(**fields: Any) -> Unread:
    heard = hear(payload(**fields), ME, NOW)
    assert isinstance(heard, Unread), heard
    return heard


def changed(after: dict[str, Any], before: dict[str, Any] | None, **fields: Any) -> Any:
    event: dict[str, Any] = {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C0DESK",
        "ts": "1790000009.000200",
        "event_ts": "1790000009.000200",
        "hidden": True,
        "message": MESSAGE | after,
    }
    if before is not None:
        event["previous_message"] = MESSAGE | before
    return hear(ENVELOPE | {"event": event | fields}, ME, NOW)


def test_a_message_is_said_with_everything_that_slack_told() -> None:
    heard = said()
    assert heard.event == f"C0DESK:{TS}"
    assert heard.room.channel == "C0DESK"
    assert heard.number == TS
    assert heard.written == datetime(2026, 9, 21, 14, 13, 20, 100, tzinfo=UTC)
    assert (heard.sender.user, heard.sender.team) == ("U0ANN", "T0INST")
    assert heard.sender.verified
    assert not heard.sender.bot
    assert heard.reply_to is None
    assert [(p.kind, p.where, p.text.plain) for p in heard.parts] == [
        (PartKind.OWN, Where.TEXT, "TLP:GREEN polls open")
    ]


def test_a_redelivery_under_another_event_id_is_the_same_message() -> None:
    again = payload() | {"event_id": "Ev0002"}
    assert hear(again, ME, NOW).event == said().event


def test_a_guest_from_another_workspace_is_known_by_their_own() -> None:
    assert said(user_team="T0GUEST").sender.team == "T0GUEST"


def test_an_answer_names_its_root_and_a_root_answers_nothing() -> None:
    assert said(thread_ts="1789999999.000001").reply_to == "1789999999.000001"
    assert said(thread_ts=TS).reply_to is None


def test_a_broadcast_answer_is_said_once() -> None:
    heard = said(subtype="thread_broadcast", thread_ts="1789999999.000001")
    assert heard.event == f"C0DESK:{TS}"
    assert heard.reply_to == "1789999999.000001"


def test_an_edit_is_known_by_when_it_was_made() -> None:
    heard = changed(
        {"text": "TLP:AMBER", "edited": {"user": "U0ANN", "ts": "1790000008.000000"}}, {}
    )
    assert isinstance(heard, Said)
    assert heard.edited
    assert heard.number == TS
    assert heard.event == f"C0DESK:{TS}:edit:1790000008.000000"


def test_an_edit_that_only_adds_an_unfurl_is_ignored() -> None:
    unfurled = {"attachments": [{"is_msg_unfurl": True, "text": "TLP:RED elsewhere"}]}
    heard = changed(unfurled, {})
    assert isinstance(heard, Unread)
    assert (heard.kind, heard.error) == ("unfurl", None)


def test_an_edit_without_its_past_is_taken_as_one() -> None:
    heard = changed({"text": "x"}, None)
    assert isinstance(heard, Said)
    assert heard.event == f"C0DESK:{TS}:edit:1790000009.000200"


def test_a_deletion_names_what_is_gone_and_ours_passes_too() -> None:
    for user in ("U0ANN", "U0BOT"):
        heard = hear(
            payload(
                subtype="message_deleted",
                deleted_ts=TS,
                ts="1790000010.000000",
                previous_message=MESSAGE | {"user": user},
            ),
            ME,
            NOW,
        )
        assert isinstance(heard, Deleted)
        assert (heard.number, heard.event) == (TS, f"C0DESK:{TS}:deleted")


def test_the_root_of_a_thread_becomes_a_tombstone_and_is_deleted() -> None:
    heard = changed({"subtype": "tombstone", "text": "This message was deleted."}, {})
    assert heard.event == f"C0DESK:{TS}:deleted"


def test_what_we_posted_ourselves_is_an_echo_new_or_edited() -> None:
    assert unread(user="U0BOT", bot_id="B0BOT").kind == "own echo"
    assert unread(user=None, bot_id="B0BOT", subtype="bot_message").kind == "own echo"
    heard = changed({"user": "U0BOT", "text": "new"}, {"user": "U0BOT"})
    assert isinstance(heard, Unread)
    assert heard.kind == "own echo"


def test_a_copy_by_another_of_our_apps_carries_its_key() -> None:
    copy = {"event_type": "tocsin_copy", "event_payload": {"key": "a1-1"}}
    assert said(user="U0OTHER", bot_id="B1", metadata=copy).ours == "a1-1"
    assert said(metadata={"event_type": "other", "event_payload": {"key": "a"}}).ours is None
    assert said(metadata={"event_type": "tocsin_copy", "event_payload": "x"}).ours is None


def test_a_webhook_is_nobody_however_it_calls_itself() -> None:
    heard = said(user=None, subtype="bot_message", bot_id="B9", username="Lead of Ballot Watch")
    assert (heard.sender.user, heard.sender.name) == ("", "")
    assert not heard.sender.verified
    assert heard.sender.bot


def test_another_bot_with_an_account_is_a_bot() -> None:
    heard = said(user="U0OTHER", bot_id="B9")
    assert heard.sender.bot
    assert heard.sender.verified
    assert said(user="USLACKBOT").sender.bot


def test_names_of_files_are_read_as_such() -> None:
    heard = said(
        subtype="file_share",
        text="",
        files=[{"id": "F1", "name": "TLP-RED.pdf"}, {"id": "F2", "title": "b.png"}, {"id": "F3"}],
    )
    assert [(p.kind, p.where, p.text.plain) for p in heard.parts] == [
        (PartKind.ATTACHMENT, Where.FILENAME, "TLP-RED.pdf"),
        (PartKind.ATTACHMENT, Where.FILENAME, "b.png"),
    ]


def test_a_shared_message_is_a_part_of_its_own_and_what_slack_shows_by_itself_is_none() -> None:
    heard = said(
        text="look",
        attachments=[
            {
                "is_share": True,
                "is_msg_unfurl": True,
                "text": "TLP:RED from afar",
                "author_name": "Eve",
                "channel_id": "C0FAR",
                "ts": "1789999999.000001",
            },
            {
                "is_msg_unfurl": True,
                "fallback": "no",
                "message_blocks": [{"message": {"text": "quoted"}}],
            },
            {"text": "decoration", "color": "#f00"},
        ],
    )
    assert [(p.kind, p.text.plain) for p in heard.parts] == [
        (PartKind.OWN, "look"),
        (PartKind.FORWARD, "TLP:RED from afar"),
    ]
    shared = heard.parts[1]
    assert shared.source == "Eve"
    assert shared.origin == Origin(channel="C0FAR", number="1789999999.000001", inside=True)


def reacted(**fields: Any) -> Any:
    """Return what a reaction is heard as."""
    event = {
        "type": "reaction_added",
        "user": "U0ANN",
        "reaction": "thumbsup",
        "item_user": "U0CY",
        "item": {"type": "message", "channel": "C0DESK", "ts": TS},
        "event_ts": "1790000011.000100",
    }
    return hear(ENVELOPE | {"event": event | fields}, ME, NOW)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("thumbsup", "👍"),
        ("+1::skin-tone-4", "👍"),
        ("white_check_mark", "✅"),
        ("party-parrot", ":party-parrot:"),
    ],
)
def test_a_reaction_is_heard_with_what_its_emoji_shows(name: str, shown: str) -> None:
    heard = reacted(reaction=name)
    assert isinstance(heard, Reacted)
    assert (heard.room.channel, heard.number, heard.account) == ("C0DESK", TS, "U0ANN")
    assert (heard.change, heard.emoji) == ("add", (shown,))
    taken = reacted(reaction=name, type="reaction_removed")
    assert (taken.change, taken.emoji) == ("remove", (shown,))
    assert taken.event != heard.event


def test_our_own_reaction_one_to_a_file_and_a_malformed_one_are_none() -> None:
    for fields in ({"user": "U0BOT"}, {"item": {"type": "file", "file": "F1"}}):
        heard = reacted(**fields)
        assert isinstance(heard, Unread)
        assert heard.error is None
    for fields in ({"reaction": "<!channel>"}, {"item": None}, {"event_ts": "x"}, {"user": 7}):
        heard = reacted(**fields)
        assert isinstance(heard, Unread)
        assert heard.error is not None


@pytest.mark.parametrize(
    "subtype",
    ["channel_join", "channel_topic", "pinned_item", "message_replied", "reminder_add", "bot_add"],
)
def test_service_messages_leave_their_kind_only(subtype: str) -> None:
    heard = unread(subtype=subtype)
    assert (heard.kind, heard.error) == (subtype, None)


def test_an_empty_message_is_not_kept() -> None:
    assert unread(text="").kind == "empty"


def test_what_a_bot_writes_to_the_app_in_private_is_not_read() -> None:
    assert unread(channel="D0", channel_type="im", bot_id="B0").kind == "im"


def test_what_a_person_writes_to_the_app_in_private_is_a_line() -> None:
    heard = hear(payload(channel="D0", channel_type="im", text=" help "), ME, NOW)
    assert isinstance(heard, Typed)
    assert (heard.line, heard.private, heard.pressed) == ("help", True, False)


def pressed(**action: str) -> Any:
    """Return what a press is heard as."""
    payload = {
        "type": "block_actions",
        "trigger_id": "1.2.3",
        "user": {"id": "U0ANN", "team_id": "T0INSTITUTE"},
        "container": {"channel_id": "C0DESK", "message_ts": "1.000001", "type": "message"},
        "actions": [{"action_id": "tocsin.0.0", "type": "button", **action}],
    }
    return hear(payload, ME, NOW)


def test_a_button_of_ours_types_the_line_that_it_holds() -> None:
    heard = pressed(value="delete 17")
    assert isinstance(heard, Typed)
    assert (heard.line, heard.number, heard.pressed) == ("delete 17", "1.000001", True)
    assert heard.sender.user == "U0ANN"


def test_a_button_of_somebody_else_types_nothing() -> None:
    assert isinstance(pressed(value="delete 17", action_id="other"), Unread)


def test_a_shortcut_behind_a_message_is_a_line_about_that_message() -> None:
    payload = {
        "type": "message_action",
        "callback_id": "delete",
        "trigger_id": "1.2.3",
        "user": {"id": "U0ANN", "team_id": "T0INSTITUTE"},
        "channel": {"id": "C0DESK"},
        "message": {"ts": "1.000001", "text": "secret"},
    }
    heard = hear(payload, ME, NOW)
    assert isinstance(heard, Typed)
    assert (heard.line, heard.reply_to, heard.number) == ("/delete", "1.000001", "")
    assert heard.about is None
    assert "secret" not in repr(heard)


def test_the_shortcut_share_hands_its_message_over_and_nothing_of_ours() -> None:
    payload = {
        "type": "message_action",
        "callback_id": "share",
        "trigger_id": "1.2.3",
        "user": {"id": "U0CY", "team_id": "T0INSTITUTE"},
        "channel": {"id": "C0DESK"},
        "message": {"ts": "1.000001", "text": "a heron", "user": "U0ANN", "thread_ts": "0.5"},
    }
    heard = hear(payload, ME, NOW)
    assert isinstance(heard, Typed)
    assert heard.about is not None
    assert (heard.about.number, heard.about.reply_to) == ("1.000001", "0.5")
    assert heard.about.parts[0].text.plain == "a heron"
    assert (heard.about.sender.user, heard.sender.user) == ("U0ANN", "U0CY")
    ours = hear(payload | {"message": payload["message"] | {"user": ME.user}}, ME, NOW)
    assert isinstance(ours, Typed)
    assert ours.about is None


def test_other_events_and_envelopes_are_not_read() -> None:
    other = hear(ENVELOPE | {"event": {"type": "emoji_changed", "user": "U"}}, ME, NOW)
    assert isinstance(other, Unread)
    assert (other.kind, other.event, other.error) == ("emoji_changed", "event:Ev0001", None)
    button = hear({"type": "block_actions", "actions": []}, ME, NOW)
    assert isinstance(button, Unread)
    assert (button.kind, button.error) == ("block_actions", None)


def test_a_slash_command_is_typed() -> None:
    heard = hear(
        {
            "command": "/tocsin",
            "text": "delete ",
            "user_id": "U0ANN",
            "user_name": "ann",
            "team_id": "T0INST",
            "channel_id": "C0DESK",
            "trigger_id": "13345.1",
        },
        ME,
        NOW,
    )
    assert isinstance(heard, Typed)
    assert (heard.line, heard.room.channel, heard.sender.user) == ("/delete", "C0DESK", "U0ANN")
    assert heard.event == "command:13345.1"
    assert heard.written == NOW


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ("SECRET", "payload is not an object"),
        (None, "payload is not an object"),
        (ENVELOPE, "event is not an object"),
        (ENVELOPE | {"event": ["SECRET"]}, "event is not an object"),
        (payload(channel=None), "channel is not an id"),
        (payload(channel="SECRET SECRET"), "channel is not an id"),
        (payload(ts="SECRET"), "ts is not a timestamp"),
        (payload(ts=17), "ts is not a timestamp"),
        (payload(ts="999999999999.0"), "ts is beyond the calendar"),
        (payload(thread_ts="SECRET"), "thread_ts is not a timestamp"),
        (payload(text={"SECRET": 1}), "text is not a string"),
        (payload(text="SECRET" * 20_000), "text is longer than Slack allows"),
        (payload(blocks="SECRET"), "blocks is not a list of objects"),
        (payload(files=["SECRET"]), "files is not a list of objects"),
        (payload(subtype="message_changed"), "message is not an object"),
        (payload(subtype="message_deleted"), "deleted_ts is not a timestamp"),
        ({"command": "/tocsin", "text": "SECRET"}, "trigger_id is missing"),
    ],
)
def test_a_malformed_event_says_which_field_and_nothing_of_its_content(
    broken: Any, error: str
) -> None:
    heard = hear(broken, ME, NOW)
    assert isinstance(heard, Unread)
    assert heard.error == error
    assert "SECRET" not in repr(heard)
    assert heard.event == hear(broken, ME, NOW).event


def test_half_a_character_becomes_the_replacement_character() -> None:
    raw = json.loads('{"text": "a \\ud83d b"}')
    assert said(text=raw["text"]).parts[0].text.plain == "a \ufffd b"


def test_an_event_stands_where_its_own_time_says() -> None:
    assert position(payload()) == (1790000000, 100)
    assert position(payload(event_ts="1790000001.5")) == (1790000001, 500_000)
    assert position(payload(event_ts="x")) is None
    assert position({}) is None


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(ANY_CHARACTER, max_size=5) | st.just(TS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*MESSAGE, "event", "subtype", "message", "attachments", "files", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("odd", [[], {}], ids=["list", "object"])
def test_what_should_be_a_word_and_is_none_is_nobodys_or_of_no_known_kind(odd: object) -> None:
    for name in ("subtype", "type"):
        heard = hear(payload(**{name: odd}), ME, NOW)
        assert isinstance(heard, Unread)
        assert heard.error is None
    for name in ("user", "bot_id"):
        heard = hear(payload(**{name: odd}), ME, NOW)
        assert isinstance(heard, Said)
        assert (heard.sender.user, heard.sender.bot) == (
            "" if name == "user" else MESSAGE["user"],
            False,
        )


@given(
    st.dictionaries(
        st.sampled_from(["text", "user", "ts", "attachments", "files", "metadata", "edited"]),
        values,
    ),
    st.sampled_from([None, "message_changed", "message_deleted", "file_share"]),
    values,
)
def test_nothing_that_json_can_say_is_unforeseen(
    fields: dict[str, Any], subtype: str | None, whole: Any
) -> None:
    for told in (payload(subtype=subtype, message=MESSAGE | fields, **fields), whole):
        heard = hear(told, ME, NOW)
        # What was not foreseen would be told by the name of an error of Python's.
        assert not re.fullmatch(r"[A-Z]\w+", getattr(heard, "error", None) or ""), heard
    position(whole)
