"""What is said of who could be reached tonight, and on the lines by which it is tried."""

from collections.abc import Iterable

from policies.speech.words import Words, said
from policies.text import Text


class Readiness:
    """Test lines and what is missing, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def test(self) -> Text:
        """Return the test line to one's own account."""
        return said(
            self._words.gettext(
                "A test line, for you alone. Press the button when you have read it."
            )
        )

    def test_button(self) -> str:
        """Return what stands on the button below a test line."""
        return self._words.gettext("It arrived")

    def tested(self) -> Text:
        """Return what stands there once the button was pressed."""
        return said(self._words.gettext("Thank you: it arrived."))

    def tests_sent(self, count: int) -> Text:
        """Return the answer to `test`."""
        return said(
            self._words.ngettext(
                "I have sent a test line to %(count)d account of yours.",
                "I have sent a test line to %(count)d accounts of yours.",
                count,
            ),
            count=count,
        )

    def ready(self, organisation: str, missing: Iterable[str]) -> str:
        """Return the line about one organisation, with what is missing."""
        faults = "; ".join(missing)
        if not faults:
            return self._words.gettext("✓ %(organisation)s could be reached tonight") % {
                "organisation": organisation
            }
        return self._words.gettext("✗ %(organisation)s: %(missing)s") % {
            "organisation": organisation,
            "missing": faults,
        }

    def unlinked(self, count: int) -> str:
        """Return that some people have no account yet."""
        return self._words.ngettext(
            "%(count)d person has no account here", "%(count)d people have no account here", count
        ) % {"count": count}

    def few_stewards(self, count: int) -> str:
        """Return that there are fewer than two stewards who can be reached."""
        return self._words.ngettext(
            "%(count)d steward who can be reached; there should be two",
            "%(count)d stewards who can be reached; there should be two",
            count,
        ) % {"count": count}

    def closed(self, count: int) -> str:
        """Return that rooms or people took no alert from us when one was to go there."""
        return self._words.ngettext(
            "%(count)d room or person takes nothing from us",
            "%(count)d rooms or people take nothing from us",
            count,
        ) % {"count": count}

    def untested(self) -> str:
        """Return that nobody has answered a test line lately."""
        return self._words.gettext("nobody has answered a test line within seven days")

    def unsigned(self) -> str:
        """Return that no bridge was agreed."""
        return self._words.gettext("no agreement for any bridge")
