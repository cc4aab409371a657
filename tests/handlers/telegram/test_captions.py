"""A caption is a line where its file is what the line is about; whoever forwards wrote nothing."""

from typing import Any

from handlers.incoming import Said, Typed, Unread
from handlers.telegram.hearing import hear
from tests.handlers.telegram.test_hearing import ANN, ME, message

PRIVATE = {"id": 1001, "type": "private", "first_name": "Ann"}
PLAN = {"file_id": "BQAC1", "file_unique_id": "AgAD1", "file_name": "plan.pdf", "file_size": 9}
FORWARDED = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1790000000}


def heard(**fields: Any) -> Any:
    return hear(message(**fields), ME)


def test_in_private_every_caption_is_a_line_with_its_file() -> None:
    for caption in ("/to @bo TLP:RED look", "to @bo TLP:RED look"):
        line = heard(chat=PRIVATE, document=PLAN, caption=caption, media_group_id="77")
        assert isinstance(line, Typed)
        assert (line.line, line.private, line.album) == (caption, True, "77")
        assert [one.name for one in line.files] == ["plan.pdf"]


def test_a_file_alone_is_an_empty_line_with_it() -> None:
    line = heard(chat=PRIVATE, document=PLAN)
    assert isinstance(line, Typed)
    assert line.line == ""
    assert len(line.files) == 1


def test_in_a_group_what_is_about_the_file_is_a_line_and_no_other_caption_is() -> None:
    about = (
        "/share TLP:GREEN the list",
        "/to@tocsin_bot @bo",
        "/election import",
        "/Elections@tocsin_bot import zone Kyiv",
    )
    for caption in about:
        line = heard(document=PLAN, caption=caption)
        assert isinstance(line, Typed)
        assert len(line.files) == 1
    for caption in (
        "/help",
        "/share@another_bot TLP:GREEN",
        "share TLP:GREEN",
        "/recall 1a2b3c4d",
        "election import",
    ):
        assert isinstance(heard(document=PLAN, caption=caption), Said)


def test_what_is_forwarded_brings_no_file_and_no_command() -> None:
    said = heard(document=PLAN, caption="/share TLP:GREEN", forward_origin=FORWARDED)
    assert isinstance(said, Said)
    line = heard(chat=PRIVATE, document=PLAN, caption="to @bo x", forward_origin=FORWARDED)
    assert isinstance(line, Typed)
    assert line.files == ()


def answering(line: str, **answered: Any) -> Any:
    before = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": ANN, "document": PLAN}
    return heard(chat=PRIVATE, text=line, reply_to_message=before | answered)


def test_a_reply_of_to_hands_over_what_its_writer_wrote_and_nothing_else() -> None:
    about = answering("/to @bo").about
    assert about is not None
    assert [one.name for one in about.files] == ["plan.pdf"]
    other = {"id": ME.id, "is_bot": True, "first_name": "Tocsin"}
    for fields in ({"forward_origin": FORWARDED}, {"from": other}):
        assert answering("/to @bo", **fields).about is None
    for line in ("/recall", "/share", "/receipt"):
        assert answering(line).about is None


def test_what_is_malformed_is_told_and_no_line() -> None:
    found = heard(chat=PRIVATE, document=PLAN, caption=["/to"])
    assert isinstance(found, Unread)
    assert found.error is not None
