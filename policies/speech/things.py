"""What stands for a thing that is neither text nor file, such as a poll or a place.

It becomes part of what its author said, before anybody knows who will read it: English.
"""

from typing import Final

CHECKLIST: Final = "[checklist]"
GAME: Final = "[game]"
STORY: Final = "[a story, to be seen on Telegram]"


def poll(*, quiz: bool) -> str:
    """Return the line below a question and its options."""
    return f"[{'quiz' if quiz else 'poll'}; it is answered where it was asked]"


def location(degrees: str, *, live: bool) -> str:
    """Return the line for a point on the map."""
    return f"[{'live location, as it began' if live else 'location'}: {degrees}]"


def place(degrees: str) -> str:
    """Return the line below the name of a place."""
    return f"[place: {degrees}]"


def contact(number: str) -> str:
    """Return the line below a person's name."""
    return f"[contact: {number}]"
