"""What is said of what people choose for themselves: quiet hours, ways, a language."""

from collections.abc import Sequence

from policies.speech.words import Words, said
from policies.text import Text


class ChoosingWords:
    """The sentences; times are as they are typed, with the zone."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # Quiet hours.

    def quiet(self, hours: str, zone: str, *, strict: bool) -> Text:
        """Return how somebody's quiet hours are."""
        if strict:
            return said(
                self._words.gettext(
                    "Quiet hours: %(hours)s, %(zone)s. Critical alerts ring all the same; all "
                    "others wait for the end, high ones too. To have high ones ring, type: quiet "
                    "high rings"
                ),
                hours=hours,
                zone=zone,
            )
        return said(
            self._words.gettext(
                "Quiet hours: %(hours)s, %(zone)s. Critical and high alerts ring all the same; the "
                "others wait for the end. To have high ones wait too, type: quiet high waits"
            ),
            hours=hours,
            zone=zone,
        )

    def never_quiet(self) -> Text:
        """Return that somebody has no quiet hours, and how to have some."""
        return said(
            self._words.gettext(
                "You have no quiet hours: whatever is for you rings. To have some, type such as: "
                "quiet 22:00-07:00 Kyiv"
            )
        )

    def which_zone(self, hours: str) -> Text:
        """Return the answer where nobody knows by which clock the hours are."""
        return said(
            self._words.gettext("By which clock? Type the city too: quiet %(hours)s Kyiv"),
            hours=hours,
        )

    # Ways.

    def ways(self, lines: Sequence[tuple[str, str]]) -> Text:
        """Return by which ways somebody is paged: of each severity, or of all, the ways in order.

        A severity is "" where it means every other one.
        """
        every = self._words.gettext("every alert")
        body = [f"{severity or every}: {ways}" for severity, ways in lines]
        body.append(
            self._words.gettext(
                "To choose, type such as: channels telegram slack, or: channels critical telegram. "
                "To have all again, type: channels all"
            )
        )
        return Text.of("\n".join(body))

    def no_such_way(self, word: str, ways: str) -> Text:
        """Return the answer to a way that somebody does not have, with those that they have."""
        return said(
            self._words.gettext(
                "You have no way %(word)s. Yours are: %(ways)s. Nothing was changed."
            ),
            word=word,
            ways=ways,
        )

    def no_way(self) -> str:
        """Return what stands where somebody has no way at all."""
        return self._words.gettext("none: nothing can be sent to you")

    # Zone and language.

    def zone(self, zone: str) -> Text:
        """Return by which clock somebody reads times."""
        return said(
            self._words.gettext(
                "Times are shown to you by the clock of %(zone)s, and your quiet hours go by it. "
                "To have another, type such as: zone Kyiv"
            ),
            zone=zone,
        )

    def language(self, code: str, spoken: str) -> Text:
        """Return which language somebody reads, and which there are."""
        return said(
            self._words.gettext("You read %(code)s here. There are: %(spoken)s."),
            code=code,
            spoken=spoken,
        )

    def not_spoken(self, code: str, spoken: str) -> Text:
        """Return the answer to a language that nobody has translated yet."""
        return said(
            self._words.gettext(
                "Nobody has translated this into %(code)s yet. There are: %(spoken)s. Nothing was "
                "changed."
            ),
            code=code,
            spoken=spoken,
        )
