"""What the bot says to people, in one place: plain and kind, English beside its use."""

from datetime import datetime
from typing import Final

from policies.text import Text

WITHDRAWN: Final = "withdrawn by its author"
REPEAT: Final = "(repeat)"
CONTINUATION: Final = "(continuation)"
ANSWERS_UNKNOWN: Final = "(answers an earlier message that is not here)"


def late(written: datetime) -> str:
    """Return the mark of a message that comes after one written later."""
    return f"(late, written {written:%H:%M} UTC)"


def held(count: int) -> Text:
    """Return what the author of held messages is told; it shows neither text nor label."""
    if count == 1:
        return Text.of(
            "One message of yours waits and has gone nowhere: its label is missing, doubtful, or "
            "does not allow this. Edit it so that it begins with one clear TLP label, or delete it."
        )
    return Text.of(
        f"{count} messages of yours wait and have gone nowhere: their labels are missing, "
        "doubtful, or do not allow this. Edit them so that each begins with one clear TLP label, "
        "or delete them."
    )


def partly(count: int) -> Text:
    """Return what the author of messages is told that went to some rooms and wait for others."""
    if count == 1:
        return Text.of(
            "One message of yours did not go everywhere: some of the rooms may not have it as it "
            "is labelled. Where it may be, it is."
        )
    return Text.of(
        f"{count} messages of yours did not go everywhere: some of the rooms may not have them as "
        "they are labelled. Where they may be, they are."
    )


def partly_here() -> Text:
    """Return the same for everybody's eyes: it shows no more than the room already saw."""
    return Text.of("This message did not go everywhere. Please look at its label.")


def edit_refused() -> Text:
    """Return what the author of an edit is told that would loosen a label or make it doubtful."""
    return Text.of(
        "Your edit waits and was not passed on: it loosens or removes the label, or makes it "
        "doubtful. The copies stay as they were. To share it under a looser label, write it anew."
    )


def edit_refused_here() -> Text:
    """Return the same for everybody's eyes."""
    return Text.of("This edit waits and was not passed on. Please look at its label.")


def expired(count: int) -> Text:
    """Return what is said when held messages are given up."""
    if count == 1:
        return Text.of(
            "One message waited for a label for a day and has been given up. It went nowhere. "
            "Write it anew if it should still be shared."
        )
    return Text.of(
        f"{count} messages waited for a label for a day and have been given up. They went nowhere. "
        "Write them anew if they should still be shared."
    )


def expired_partly(count: int) -> Text:
    """Return what is said when messages are no longer kept waiting for some of the rooms."""
    if count == 1:
        return Text.of(
            "One message waited a day for some of the rooms and does not wait any longer. Where it "
            "might be, it is."
        )
    return Text.of(
        f"{count} messages waited a day for some of the rooms and do not wait any longer. Where "
        "they might be, they are."
    )


def unreachable() -> Text:
    """Return the answer to an edit of something so old that its copies are not known any more."""
    return Text.of(
        "Your edit was not passed on: copies of a message of more than 13 months ago are no longer "
        "reachable."
    )


def held_here() -> Text:
    """Return the same for everybody's eyes: it shows no more than the room already saw."""
    return Text.of("This message waits and has gone nowhere. Please look at its label.")


def red_stays(members: int | None) -> Text:
    """Return what the author of a RED message in a room is told."""
    if members is None:
        return Text.of("Everybody in the room could read this. It did not leave.")
    people = "1 person" if members == 1 else f"{members} people"
    return Text.of(f"{people} could read this here. It did not leave.")


def red_stays_here() -> Text:
    """Return the same for everybody's eyes."""
    return Text.of("This message did not leave this room.")


def withdrawing() -> Text:
    """Return the answer to an author's `/delete`."""
    return Text.of("Your message is being withdrawn everywhere.")


def not_yours() -> Text:
    """Return the answer to a `/delete` that names no message of the person's own."""
    return Text.of(
        "Reply /delete to a message of your own to withdraw it everywhere. What was written more "
        "than 13 months ago is no longer reachable."
    )


def gap(first: datetime, last: datetime) -> Text:
    """Return what a room is told when messages in between could not be read; both are UTC."""
    return Text.of(
        f"I was away and could not read what was written here between {_instant(first)} and "
        f"{_instant(last)}. Nothing of it was passed on. Please send again what should be."
    )


def gap_unread(first: datetime, last: datetime) -> Text:
    """Return what a room is told whose past cannot be read, after a time away in between (UTC)."""
    return Text.of(
        f"I was away at some time between {_instant(first)} and {_instant(last)}, and what was "
        "written here meanwhile could not be read. Please send again what was not passed on."
    )


def gap_of_older(first: datetime, last: datetime, before: datetime) -> Text:
    """Return what a room is told after a time away so long that old messages were not compared."""
    return Text.of(
        f"I was away between {_instant(first)} and {_instant(last)}. New messages of that time "
        f"have been read. Answers to messages from before {_instant(before)}, and edits and "
        "deletions of those, could not be and were not passed on. Please say again what matters."
    )


def parked(until: datetime) -> Text:
    """Return what a room is told whose messages wait because a platform asks for it; in UTC."""
    return Text.of(
        f"Messages from here to another room wait until {_instant(until)}: the platform asks for "
        "patience. Nothing is lost."
    )


def _instant(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
