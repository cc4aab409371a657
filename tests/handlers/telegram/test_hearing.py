"""Updates as Telegram documents them, and what is made of them."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.incoming import Joined, Moved, Said, Typed, Unread
from handlers.telegram.hearing import Me, hear
from policies.messages.message import PartKind
from policies.readings import Where
from tests.any_character import ANY_CHARACTER

ME = Me(id=110201543, username="tocsin_bot")
CHAT = {"id": -1001234567890, "type": "supergroup", "title": "Watch"}
ANN = {"id": 1001, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}
MESSAGE = {"message_id": 7, "date": 1790000000, "chat": CHAT, "from": ANN}


def message(**fields: Any) -> dict[str, Any]:
    kept = {name: value for name, value in (MESSAGE | fields).items() if value is not None}
    return {"update_id": 41, "message": kept}


def said(**fields: Any) -> Said:
    heard = hear(message(**fields), ME)
    assert isinstance(heard, Said), heard
    return heard


def unread(**fields: Any) -> Unread:
    heard = hear(message(**fields), ME)
    assert isinstance(heard, Unread), heard
    return heard


def test_a_message_is_said_with_everything_that_telegram_told() -> None:
    heard = said(text="TLP:GREEN polls open")
    assert heard.event == "-1001234567890:7"
    assert heard.room.channel == "-1001234567890"
    assert heard.room.topic is None
    assert heard.number == "7"
    assert heard.written == datetime.fromtimestamp(1790000000, UTC)
    assert heard.sequence == 7
    assert (heard.sender.user, heard.sender.name, heard.sender.verified) == (
        "1001",
        "Ann Lee",
        True,
    )
    assert [(p.kind, p.where, p.text.plain) for p in heard.parts] == [
        (PartKind.OWN, Where.TEXT, "TLP:GREEN polls open")
    ]


def test_two_edits_in_one_second_are_two_events() -> None:
    edit = MESSAGE | {"edit_date": 1790000005, "text": "b"}
    one = hear({"update_id": 50, "edited_message": edit}, ME)
    two = hear({"update_id": 51, "edited_message": edit}, ME)
    again = hear({"update_id": 50, "edited_message": edit}, ME)
    assert isinstance(one, Said)
    assert one.edited
    assert one.event != two.event
    assert one.event == again.event
    assert one.number == "7"


def test_the_number_of_the_update_is_no_identity_of_a_message() -> None:
    raw = message(text="same")
    assert hear(raw, ME).event == hear(raw | {"update_id": 3}, ME).event


def test_a_caption_and_a_file_name_are_read_where_they_stand() -> None:
    heard = said(
        caption="TLP:AMBER see file",
        document={"file_id": "x", "file_name": "TLP-RED list.pdf"},
        animation={"file_name": "TLP-RED list.pdf"},
    )
    assert [(p.kind, p.where, p.text.plain) for p in heard.parts] == [
        (PartKind.OWN, Where.CAPTION, "TLP:AMBER see file"),
        (PartKind.ATTACHMENT, Where.FILENAME, "TLP-RED list.pdf"),
    ]


@pytest.mark.parametrize("mark", ["forward_origin", "forward_date"])
def test_a_forwarded_message_is_nobodys_own_words(mark: str) -> None:
    heard = said(text="TLP:CLEAR go", **{mark: {"type": "hidden_user", "date": 1}})
    assert {part.kind for part in heard.parts} == {PartKind.FORWARD}


def test_a_quote_is_a_part_of_its_own() -> None:
    heard = said(
        text="really?",
        reply_to_message=MESSAGE | {"message_id": 3, "text": "TLP:RED all of it"},
        quote={"text": "TLP:RED", "position": 0},
    )
    assert heard.reply_to == "3"
    assert [(p.kind, p.text.plain) for p in heard.parts] == [
        (PartKind.OWN, "really?"),
        (PartKind.QUOTE, "TLP:RED"),
    ]


def test_what_is_quoted_from_another_chat_is_read_but_not_answered() -> None:
    heard = said(
        text="look",
        external_reply={
            "origin": {"type": "channel"},
            "quote": {"text": "TLP:RED x", "is_manual": True},
        },
    )
    assert heard.reply_to is None
    assert [p.kind for p in heard.parts] == [PartKind.OWN, PartKind.QUOTE]


def test_a_reply_across_chats_answers_nothing_here() -> None:
    other = MESSAGE | {"message_id": 3, "chat": CHAT | {"id": -5}}
    assert said(text="x", reply_to_message=other).reply_to is None


def test_topics_stay_topics_and_their_opening_is_not_what_is_answered() -> None:
    opening = MESSAGE | {"message_id": 12, "forum_topic_created": {"name": "EU"}}
    heard = said(text="x", is_topic_message=True, message_thread_id=12, reply_to_message=opening)
    assert heard.room.topic == "12"
    assert heard.reply_to is None
    threaded = said(text="x", message_thread_id=3, reply_to_message=MESSAGE | {"message_id": 3})
    assert threaded.room.topic is None
    assert threaded.reply_to == "3"


@pytest.mark.parametrize(
    "who",
    [
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "sender_chat": CHAT},
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
        {"from": {"id": 136817688, "is_bot": True, "first_name": "Channel"}},
        {"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}},
        {"from": ANN, "sender_chat": {"id": -100777, "type": "channel", "title": "C"}},
        {"from": None},
    ],
)
def test_who_speaks_without_an_account_is_unverified_and_nobody(who: dict[str, Any]) -> None:
    heard = said(text="TLP:CLEAR trust me", **who)
    assert not heard.sender.verified
    assert heard.sender.user == ""


def test_a_bot_is_a_bot_and_we_are_not_heard() -> None:
    assert said(text="x", **{"from": ANN | {"is_bot": True}}).sender.bot
    assert unread(text="x", **{"from": {"id": ME.id, "is_bot": True}}).kind == "own echo"


@pytest.mark.parametrize("line", ["/delete", "/delete@tocsin_bot", "/DELETE@Tocsin_Bot now"])
def test_delete_as_a_reply_is_typed(line: str) -> None:
    heard = hear(message(text=line, reply_to_message=MESSAGE | {"message_id": 3}), ME)
    assert isinstance(heard, Typed)
    assert (heard.line, heard.reply_to, heard.private) == (line, "3", False)
    assert heard.sender.user == "1001"


@pytest.mark.parametrize(
    "line",
    ["/share", "/share TLP:GREEN", "/SHARE@tocsin_bot", "/new high TLP:GREEN to watch", "/alert"],
)
def test_what_begins_with_a_message_hands_it_over_and_no_other_line_does(line: str) -> None:
    answered = MESSAGE | {"message_id": 3, "text": "a heron", "from": ANN | {"id": 1002}}
    heard = hear(message(text=line, reply_to_message=answered), ME)
    assert isinstance(heard, Typed)
    assert heard.about is not None
    assert (heard.about.number, heard.about.sender.user) == ("3", "1002")
    assert heard.about.parts[0].text.plain == "a heron"
    other = hear(message(text="/delete", reply_to_message=answered), ME)
    ours = hear(message(text=line, reply_to_message=answered | {"from": {"id": ME.id}}), ME)
    alone = hear(message(text=line), ME)
    for typed in (other, ours, alone):
        assert isinstance(typed, Typed)
        assert typed.about is None


@pytest.mark.parametrize("line", ["/delete@other_bot", "/deleteall", "a /delete", "/begin"])
def test_what_is_no_command_of_ours_is_talk(line: str) -> None:
    assert said(text=line).parts[0].text.plain == line


def test_in_private_whatever_somebody_writes_is_typed_and_nothing_else_is_read() -> None:
    private = {"chat": {"id": 1001, "type": "private", "first_name": "Ann"}}
    heard = hear(message(text="/start abc", **private), ME)
    assert isinstance(heard, Typed)
    assert heard.private
    for fields, line in (
        ({"text": "TLP:RED secret"}, "TLP:RED secret"),
        ({"caption": "look", "photo": []}, "look"),
        ({"voice": {"file_id": "x"}}, ""),
    ):
        written = hear(message(**{"text": None} | fields | private), ME)
        assert isinstance(written, Typed)
        assert (written.line, written.private) == (line, True)
    pinned = message(**{"text": None} | private | {"pinned_message": {}})
    assert hear(pinned, ME).kind == "private"  # type: ignore[union-attr]
    edited = {"update_id": 1, "edited_message": message(text="x", **private)["message"]}
    assert hear(edited, ME).kind == "private"  # type: ignore[union-attr]


def test_a_migration_counts_only_in_the_group_that_moves() -> None:
    group = {"id": -42, "type": "group", "title": "Old"}
    heard = hear(message(chat=group, migrate_to_chat_id=-1009), ME)
    assert heard == Moved(event="-42:7", room=heard.room, to="-1009")  # type: ignore[union-attr]
    assert heard.room.channel == "-42"  # type: ignore[union-attr]
    assert isinstance(hear(message(migrate_to_chat_id=-1009), ME), Unread)
    told = hear(message(text="x", reply_to_message={**MESSAGE, "migrate_to_chat_id": -1}), ME)
    assert isinstance(told, Said)


def test_a_post_in_a_channel_is_said_by_nobody_verified() -> None:
    channel = {"id": -100777, "type": "channel", "title": "News"}
    post = {"message_id": 4, "date": 5, "chat": channel, "text": "x", "sender_chat": channel}
    heard = hear({"update_id": 1, "channel_post": post | {"author_signature": "Ann"}}, ME)
    assert isinstance(heard, Said)
    assert (heard.sender.name, heard.sender.verified) == ("Ann", False)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"left_chat_member": ANN}, "left_chat_member"),
        ({"pinned_message": MESSAGE}, "pinned_message"),
        ({"photo": []}, "photo"),
        ({}, "empty"),
        ({"text": ""}, "text"),
    ],
)
def test_service_messages_and_empty_ones_leave_their_kind_only(
    fields: dict[str, Any], kind: str
) -> None:
    heard = unread(**fields)
    assert (heard.kind, heard.error) == (kind, None)


def test_whom_a_service_message_names_as_new_has_come() -> None:
    heard = hear(message(new_chat_members=[ANN]), ME)
    assert isinstance(heard, Joined)
    assert [(one.user, one.name) for one in heard.people] == [("1001", "Ann Lee")]
    assert (heard.room.channel, heard.asking) == ("-1001234567890", False)


def test_a_bot_that_is_added_is_nobody_who_came() -> None:
    itself = {"id": ME.id, "is_bot": True, "first_name": "Tocsin"}
    assert isinstance(hear(message(new_chat_members=[itself]), ME), Unread)
    heard = hear(message(new_chat_members=[itself, ANN]), ME)
    assert isinstance(heard, Joined)
    assert [one.user for one in heard.people] == ["1001"]


def test_other_kinds_of_update_are_not_read() -> None:
    heard = hear({"update_id": 9, "poll": {"question": "TLP:RED?"}}, ME)
    assert isinstance(heard, Unread)
    assert (heard.kind, heard.error) == ("poll", None)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ({"update_id": 1, "message": []}, "message is not an object"),
        ({"message": {}}, "update_id is not a number"),
        (message(chat=None), "chat is not an object"),
        (message(chat={"id": "x"}), "id is not a number"),
        (message(message_id="SECRET"), "message_id is not a number"),
        (message(message_id=True), "message_id is not a number"),
        (message(text=["SECRET"]), "text is not a string"),
        (message(text="SECRET", entities="SECRET"), "entities is not a list of objects"),
        (message(text="SECRET", date="SECRET"), "date is not a number"),
        (message(text="SECRET", date=10**30), "date is beyond the calendar"),
        (message(text="SECRET" * 20_000), "text is longer than Telegram allows"),
        (message(text="SECRET", **{"from": {"id": None}}), "id is not a number"),
        ("SECRET", "update is not an object"),
        (None, "update is not an object"),
    ],
)
def test_a_malformed_update_says_which_field_and_nothing_of_its_content(
    broken: Any, error: str
) -> None:
    heard = hear(broken, ME)
    assert isinstance(heard, Unread)
    assert heard.error == error
    assert "SECRET" not in repr(heard)
    assert heard.event == hear(broken, ME).event


def test_half_a_character_becomes_the_replacement_character() -> None:
    raw = json.loads('{"text": "a \\ud83d b", "file": "\\udc00"}')
    heard = said(text=raw["text"], document={"file_name": raw["file"]})
    assert [part.text.plain for part in heard.parts] == ["a \ufffd b", "\ufffd"]


def test_an_ephemeral_message_has_no_number_to_go_by() -> None:
    assert unread(message_id=0, text="x").kind == "ephemeral"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(ANY_CHARACTER, max_size=5)
    | st.just("message"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*MESSAGE, "text", "entities", "quote", "update_id", "message", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["text", "from", "chat", "date", "quote"]), values), values)
def test_nothing_that_json_can_say_is_unforeseen(fields: dict[str, Any], whole: Any) -> None:
    for update in ({"update_id": 1, "message": MESSAGE | {"text": "x"} | fields}, whole):
        heard = hear(update, ME)
        # What was not foreseen would be told by the name of an error of Python's.
        assert not re.fullmatch(r"[A-Z]\w+", getattr(heard, "error", None) or ""), heard
