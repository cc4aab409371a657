"""Files in the conversation with the app: a line that brings them, and our own that are no line."""

from typing import Any

from handlers.incoming import Typed, Unread
from handlers.slack.hearing import hear
from tests.handlers.slack.test_hearing import ME, NOW, payload

PLAN = {"id": "F0PLAN", "name": "plan.pdf", "mimetype": "application/pdf", "size": 9}
PRIVATE = {"channel": "D0ANN", "channel_type": "im", "subtype": "file_share"}


def heard(**fields: Any) -> Any:
    return hear(payload(**(PRIVATE | fields)), ME, NOW)


def test_a_line_brings_its_files() -> None:
    line = heard(text="to @bo TLP:RED look", files=[PLAN, PLAN | {"id": "F0MORE"}])
    assert isinstance(line, Typed)
    assert [one.handle for one in line.files] == ["F0PLAN", "F0MORE"]


def test_what_we_share_there_ourselves_is_no_line_of_anybody() -> None:
    # An app's own file_share bears its user, and no bot_id.
    found = heard(text="TLP:RED · Watch", user="U0BOT", files=[PLAN])
    assert isinstance(found, Unread)
    assert found.kind == "own echo"


def test_files_that_are_none_are_told_and_no_line() -> None:
    found = heard(text="to @bo look", files=["plan.pdf"])
    assert isinstance(found, Unread)
    assert found.error is not None
