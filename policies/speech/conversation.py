"""What stands beside people's own words in a copy: reactions, sources of what is passed on."""

from policies.speech.words import Words


class Conversation:
    """The small lines of a copy."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def reactions(self, told: str) -> str:
        """Return the line of reactions; `told` lists each emoji with those who put it there."""
        # Translators: told lists emoji with people, as in: 👍 "L." (Partner 14), 🎉 "Ann".
        return self._words.gettext("Reactions: %(told)s") % {"told": told}

    def forwarded(self, source: str) -> str:
        """Return the line above what somebody passed on; `source` is a name that nobody checked."""
        # Translators: the source is a name in quotes, followed by the mark for unverified.
        return self._words.gettext("[forwarded from %(source)s]") % {"source": source}

    def quoted(self, source: str) -> str:
        """Return the line above what somebody quotes from another conversation."""
        return self._words.gettext("[quoted from %(source)s]") % {"source": source}

    def stays(self) -> str:
        """Return what stands for a shared message whose room does not share with this one."""
        return self._words.gettext("[a shared message that stays in its own room]")
