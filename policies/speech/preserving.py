"""What is said about what is kept for a matter."""

from collections.abc import Sequence
from datetime import datetime

from policies.speech.words import Words, said
from policies.text import Text


class Preserving:
    """The sentences about legal holds: organisations and people by the names that others see."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def needs_another(self, matter: str) -> Text:
        """Return the answer to the first of two."""
        return said(
            self._words.gettext(
                'It takes two of you, and nothing has changed yet: another steward types "hold '
                '%(matter)s". Every organisation that is named is that of one of the two.'
            ),
            matter=matter,
        )

    def held(self, matter: str) -> Text:
        """Return the answer to the second of two."""
        return said(
            self._words.gettext(
                "What belongs to %(matter)s is kept from now on, and only that. Everybody "
                'concerned can see it: "matters".'
            ),
            matter=matter,
        )

    def ending_needs_another(self, matter: str) -> Text:
        """Return the answer to the first who wants a matter to end."""
        return said(
            self._words.gettext(
                'It takes two of you, and nothing has changed yet: another steward types "unhold '
                '%(matter)s".'
            ),
            matter=matter,
        )

    def ended(self, matter: str) -> Text:
        """Return the answer to the second who wants a matter to end."""
        return said(
            self._words.gettext(
                "%(matter)s has ended. What was kept for it is forgotten within six weeks."
            ),
            matter=matter,
        )

    def unreadable(self) -> Text:
        """Return the answer to a matter that cannot be read."""
        return said(
            self._words.gettext(
                "I cannot read that for certain. Name organisations by their ids and days as "
                "2026-01-31, or messages as #1f3a9c; nothing was changed."
            )
        )

    def none(self) -> Text:
        """Return the answer where nothing is kept for any matter."""
        return said(self._words.gettext("Nothing of your organisation is kept for a matter."))

    def line(self, matter: str, organisations: str, span: str, by: str, since: datetime) -> str:
        """Return one line of the list."""
        sentence = self._words.gettext(
            "%(matter)s: %(organisations)s, %(span)s, since %(since)s, by %(by)s."
        )
        return said(
            sentence, matter=matter, organisations=organisations, span=span, by=by, since=since
        ).plain

    def days(self, first: str, last: str) -> str:
        """Return which days are meant."""
        if not last:
            return self._words.gettext("what was written from %(first)s on") % {"first": first}
        return self._words.gettext("what was written from %(first)s to %(last)s") % {
            "first": first,
            "last": last,
        }

    def some_messages(self, count: int) -> str:
        """Return that some messages alone are meant."""
        return self._words.ngettext("%(count)d message", "%(count)d messages", count) % {
            "count": count
        }

    def listed(self, lines: Sequence[str]) -> Text:
        """Return the list."""
        return Text.of("\n".join((self._words.gettext("What is kept, and for what:"), *lines)))

    def told(self, matter: str) -> Text:
        """Return what those read whose words are kept from now on."""
        return said(
            self._words.gettext(
                "Two of you decided that what your organisation wrote is kept for %(matter)s. "
                '"matters" shows what and since when.'
            ),
            matter=matter,
        )
