"""What is said where two swap their shifts, or one hands on what is left of hers."""

from policies.speech.words import Words, said
from policies.text import Text


class SwappingWords:
    """The sentences; people by the names that others see, times as texts."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def no_shift(self, name: str) -> Text:
        """Return the answer where somebody has no shift to swap; `name` is "" for the caller."""
        if not name:
            return said(
                self._words.gettext(
                    "You have no shift of that rota in the next weeks. What was taken or handed on "
                    "is not swapped. Nothing was asked."
                )
            )
        return said(
            self._words.gettext(
                "%(name)s has no shift of that rota in the next weeks. What was taken or handed on "
                "is not swapped. Nothing was asked."
            ),
            name=name,
        )

    def shift(self, starts: str, ends: str) -> str:
        """Return a shift, from when to when."""
        return self._words.gettext("%(starts)s to %(ends)s") % {"starts": starts, "ends": ends}

    def comes(self, starts: str, ends: str, name: str) -> str:
        """Return a shift of a rota and whose it is; `name` is "" for nobody's."""
        whose = name or self._words.gettext("NOBODY")
        return f"{self.shift(starts, ends)}: {whose}"

    def asked(self, name: str, until: str) -> Text:
        """Return the answer to whoever offered to swap."""
        return said(
            self._words.gettext(
                "%(name)s is asked, and may answer until %(until)s. Until the answer comes "
                "everything stays as it is."
            ),
            name=name,
            until=until,
        )

    def offer(self, name: str, rota: str, theirs: str, yours: str, until: str) -> Text:
        """Return what somebody is asked with whom another wants to swap."""
        return said(
            self._words.gettext(
                "%(name)s asks you to swap in %(rota)s: you would take %(theirs)s, and %(name)s "
                "yours, %(yours)s. You may answer until %(until)s."
            ),
            until=until,
            name=name,
            rota=rota,
            theirs=theirs,
            yours=yours,
        )

    def yes(self) -> str:
        """Return what stands on the button that accepts."""
        return self._words.gettext("Swap")

    def no(self) -> str:
        """Return what stands on the button that declines."""
        return self._words.gettext("Not I")

    def swapped(self, rota: str, yours: str, name: str, theirs: str) -> Text:
        """Return what both are told once they have swapped."""
        return said(
            self._words.gettext(
                "Swapped in %(rota)s: you have %(yours)s, %(name)s has %(theirs)s."
            ),
            rota=rota,
            yours=yours,
            name=name,
            theirs=theirs,
        )

    def declined(self, name: str, rota: str) -> Text:
        """Return what is said once somebody did not want to swap; `name` is "" for the reader."""
        if not name:
            return said(
                self._words.gettext("You have not swapped in %(rota)s. Nothing was changed."),
                rota=rota,
            )
        return said(
            self._words.gettext("%(name)s does not swap in %(rota)s. Nothing was changed."),
            name=name,
            rota=rota,
        )

    def unanswered(self, name: str, rota: str) -> Text:
        """Return what is said once nobody has answered in time; `name` is "" for who was asked."""
        if not name:
            return said(
                self._words.gettext(
                    "The time to answer is over: nothing was swapped in %(rota)s. Nothing was "
                    "changed."
                ),
                rota=rota,
            )
        return said(
            self._words.gettext(
                "%(name)s has not answered in time: nothing was swapped in %(rota)s. Offer it "
                "anew, or hand the shift on: handoff"
            ),
            name=name,
            rota=rota,
        )

    def lapsed(self, rota: str) -> Text:
        """Return what is said where shifts are no longer what they were when a swap was offered."""
        return said(
            self._words.gettext(
                "Those shifts of %(rota)s are not what they were. Nothing was changed; offer it "
                "anew."
            ),
            rota=rota,
        )
