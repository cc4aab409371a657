"""The words of a language, and what is written the same in every one."""

from datetime import datetime
from typing import Protocol

from policies.text import Text


class Words(Protocol):
    """The words of a language, as a catalogue of `gettext` gives them."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence in this language."""

    def ngettext(self, one: str, several: str, count: int, /) -> str:
        """Return the form of a sentence for so many."""


class English:
    """The words as they are written in this program."""

    def gettext(self, message: str, /) -> str:
        """Return the sentence as it is."""
        return message

    def ngettext(self, one: str, several: str, count: int, /) -> str:
        """Return the English form for so many."""
        return one if count == 1 else several


def instant(when: datetime) -> str:
    """Return an instant (UTC) as everybody reads it the same, in every language."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def hour(when: datetime) -> str:
    """Return the time of an instant (UTC) alone."""
    return f"{when:%H:%M} UTC"


def said(sentence: str, **values: object) -> Text:
    """Return a sentence with its values put in; an instant (UTC) is written as such."""
    shown = {
        name: instant(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    return Text.of(sentence % shown if shown else sentence)
