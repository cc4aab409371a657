"""What of Telegram's messages are words: whose, from where, and lines for what is no text."""

from typing import Any

import pytest

from bot.sandbox.telegram.contents import SERVICE, SHARED
from handlers.incoming import Origin, Reacted, Said, Unread
from handlers.telegram.hearing import hear
from policies.messages.message import PartKind
from tests.handlers.telegram.test_hearing import ANN, CHAT, ME, MESSAGE, message, said, unread

LINES = {
    "poll": "Which hall?\n• North\n• South\n[poll; it is answered where it was asked]",
    "quiz": "Which hall?\n• North\n• South\n[quiz; it is answered where it was asked]",
    "location": "[location: 52.52000, 13.40500]",
    "live_location": "[live location, as it began: 52.52000, 13.40500]",
    "venue": "City Hall, Main Street 1\n[place: 52.52000, 13.40500]",
    "contact": "Ann Lee\n[contact: +49301234567]",
    "dice": "[🎲 4]",
    "game": "Chess\n[game]",
    "story": "[a story, to be seen on Telegram]",
    "checklist": "To do\n☑ seals\n☐ keys\n[checklist]",
}
PLACE = {"latitude": 52.52, "longitude": 13.405}
ASKED = {"question": "Which hall?", "options": [{"text": "North"}, {"text": "South"}]}
CONTENTS: dict[str, dict[str, Any]] = {
    "poll": {"poll": ASKED | {"type": "regular"}},
    "quiz": {"poll": ASKED | {"type": "quiz", "correct_option_id": 1, "explanation": "South!"}},
    "location": {"location": PLACE},
    "live_location": {"location": PLACE | {"live_period": 900}},
    "venue": {
        "location": PLACE,
        "venue": {"location": PLACE, "title": "City Hall", "address": "Main Street 1"},
    },
    "contact": {
        "contact": {"phone_number": "+49301234567", "first_name": "Ann", "last_name": "Lee"}
    },
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "game": {"game": {"title": "Chess", "description": "x", "photo": []}},
    "story": {"story": {"chat": CHAT, "id": 3}},
    "checklist": {
        "checklist": {
            "title": "To do",
            "tasks": [
                {"id": 1, "text": "seals", "completion_date": 1790000000},
                {"id": 2, "text": "keys"},
            ],
        }
    },
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_is_no_text_is_a_readable_line(kind: str) -> None:
    heard = said(**CONTENTS[kind])
    assert [(one.kind, one.text.plain) for one in heard.parts] == [(PartKind.OWN, LINES[kind])]


@pytest.mark.parametrize("kind", SHARED)
def test_whatever_the_platform_shows_of_it_is_a_line_and_no_error(kind: str) -> None:
    extra = {"location": SHARED[kind]["location"]} if kind == "venue" else {}
    heard = hear(message(**{kind: SHARED[kind]}, **extra), ME)
    if isinstance(heard, Unread):
        assert (heard.kind, heard.error) == (kind, None)
    else:
        assert isinstance(heard, Said)
        assert heard.parts[0].text.plain.strip()


@pytest.mark.parametrize("kind", SERVICE)
def test_service_messages_say_nothing_and_are_no_error(kind: str) -> None:
    heard = hear(message(**{kind: SERVICE[kind]}), ME)
    assert not isinstance(heard, Said)
    assert getattr(heard, "error", None) is None


@pytest.mark.parametrize("kind", ["giveaway", "giveaway_winners", "invoice", "paid_media"])
def test_what_nobody_can_take_part_in_elsewhere_says_nothing(kind: str) -> None:
    assert unread(**{kind: {"chats": [CHAT]}}).kind == kind


def test_a_label_in_front_of_a_question_stands_in_front_of_the_whole_poll() -> None:
    heard = said(poll={"question": "TLP:AMBER which hall?", "options": [{"text": "North"}]})
    assert heard.parts[0].text.plain.startswith("TLP:AMBER which hall?\n• North")


@pytest.mark.parametrize("broken", [{"options": "x"}, {"options": [7]}, {"question": None}, {}])
def test_a_poll_that_is_not_whole_is_no_error(broken: dict[str, Any]) -> None:
    assert getattr(hear(message(poll=broken), ME), "error", None) is None


def test_a_live_location_that_moves_edits_nothing() -> None:
    moved = MESSAGE | {"edit_date": 1790000005, "location": PLACE | {"live_period": 900}}
    heard = hear({"update_id": 50, "edited_message": moved}, ME)
    assert isinstance(heard, Unread)
    assert (heard.kind, heard.error) == ("location", None)


CHANNEL = {"id": -100777, "type": "channel", "title": "News"}


@pytest.mark.parametrize(
    ("origin", "source", "where"),
    [
        ({"type": "user", "sender_user": ANN}, "Ann Lee", None),
        ({"type": "hidden_user", "sender_user_name": "Somebody"}, "Somebody", None),
        ({"type": "chat", "sender_chat": CHAT, "author_signature": "Lead"}, "Watch, Lead", None),
        (
            {"type": "channel", "chat": CHANNEL, "message_id": 9},
            "News",
            Origin(channel="-100777", number="9"),
        ),
        ({"type": "something new"}, "", None),
        ("x", "", None),
    ],
)
def test_a_forward_names_its_source_by_each_kind_of_origin(
    origin: Any, source: str, where: Origin | None
) -> None:
    (part,) = said(text="TLP:CLEAR go", forward_origin=origin).parts
    assert (part.kind, part.source, part.origin) == (PartKind.FORWARD, source, where)


def test_a_quote_from_another_chat_names_it_and_only_what_was_chosen_is_carried() -> None:
    reply = {"origin": {"type": "user", "sender_user": ANN}, "chat": CHAT | {"id": -5},
             "message_id": 3}  # fmt: skip
    quote = {"text": "the heron", "position": 0}
    heard = said(text="look", external_reply=reply, quote=quote | {"is_manual": True})
    part = heard.parts[1]
    assert (part.kind, part.source, part.text.plain) == (PartKind.QUOTE, "Ann Lee", "the heron")
    assert part.origin == Origin(channel="-5", number="3")
    assert len(said(text="look", external_reply=reply, quote=quote).parts) == 1


def test_what_a_linked_channel_passes_on_is_marked_as_such() -> None:
    heard = said(
        text="x",
        sender_chat=CHANNEL,
        is_automatic_forward=True,
        forward_origin={"type": "channel", "chat": CHANNEL, "message_id": 9},
    )
    assert heard.automatic
    assert not heard.sender.verified


def reaction(**fields: Any) -> Any:
    told = {
        "chat": CHAT,
        "message_id": 7,
        "user": ANN,
        "date": 1790000000,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "❤️"}, {"type": "custom_emoji"}],
    }
    kept = {name: value for name, value in (told | fields).items() if value is not None}
    return hear({"update_id": 60, "message_reaction": kept}, ME)


def test_a_reaction_is_all_that_an_account_has_there_now() -> None:
    heard = reaction()
    assert isinstance(heard, Reacted)
    assert (heard.room.channel, heard.room.topic, heard.number) == ("-1001234567890", None, "7")
    assert (heard.account, heard.sender.name) == ("1001", "Ann Lee")
    assert (heard.change, heard.emoji) == ("set", ("❤", ":custom:"))
    assert reaction(new_reaction=[]).emoji == ()


def test_who_reacts_as_a_channel_is_nobody_verified() -> None:
    heard = reaction(user=None, actor_chat=CHANNEL)
    assert (heard.account, heard.sender.user, heard.sender.verified) == ("chat:-100777", "", False)


@pytest.mark.parametrize("broken", [{"chat": 7}, {"new_reaction": 7}, {"date": "SECRET"}])
def test_a_malformed_reaction_says_what_was_wrong_with_it(broken: dict[str, Any]) -> None:
    heard = reaction(**broken)
    assert isinstance(heard, Unread)
    assert heard.error is not None
    assert "SECRET" not in repr(heard)
