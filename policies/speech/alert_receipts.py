"""What an author reads of how far an alert has come: one message, edited in place."""

from collections.abc import Sequence

from policies.speech.words import Words, said
from policies.text import Text


class AlertReceiptWords:
    """The words of receipts; organisations are named as others see them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def receipt(self, number: str, done: int, of: int, told: Sequence[str]) -> Text:
        """Return how many organisations an alert has come to, and what is to be told besides."""
        head = self._words.ngettext(
            "%(number)s: %(done)d of %(of)d delivered",
            "%(number)s: %(done)d of %(of)d delivered",
            of,
        ) % {"number": number, "done": done, "of": of}
        return said("%(all)s", all="; ".join((head, *told)) + ".")

    def seen(self, count: int) -> str:
        """Return how many organisations did something with it, or asked, and have not answered."""
        return self._words.ngettext(
            "%(count)d more has seen it", "%(count)d more have seen it", count
        ) % {"count": count}

    def closed(self, who: str, *, room: bool) -> str:
        """Return that an organisation's room, or somebody there, takes nothing."""
        if room:
            return self._words.gettext("%(who)s's room is closed") % {"who": who}
        return self._words.gettext("somebody at %(who)s takes nothing from me") % {"who": who}

    def nobody(self, who: str) -> str:
        """Return that nothing of an organisation takes anything."""
        return self._words.gettext("nobody at %(who)s can be reached") % {"who": who}

    def unknown(self, who: str) -> str:
        """Return that nobody knows whether it has come to an organisation."""
        return self._words.gettext("whether %(who)s has it is not known") % {"who": who}

    def held(self, who: str) -> str:
        """Return that all whom it is for in an organisation have quiet hours."""
        return self._words.gettext("for %(who)s it waits for the end of quiet hours") % {"who": who}

    def away(self, who: str, platform: str) -> str:
        """Return that it waits because the platform of an organisation is down."""
        return self._words.gettext("for %(who)s it waits: %(platform)s is out of reach") % {
            "who": who,
            "platform": platform,
        }

    def cancelled(self) -> str:
        """Return that it was cancelled."""
        return self._words.gettext("cancelled")
