"""What is said around a form, and of what is wrong in it."""

from typing import Literal

from policies.speech.words import Words


class FormWords:
    """The words on a form's buttons and below its fields."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def submit(self) -> str:
        """Return what stands on the button that sends a form off (24 characters)."""
        return self._words.gettext("Go on")

    def close(self) -> str:
        """Return what stands on the button that leaves a form (24 characters)."""
        return self._words.gettext("Cancel")

    def wrong(self, fault: Literal["empty", "long", "unknown"], longest: int) -> str:
        """Return what stands below a field that cannot be taken as it is."""
        gettext = self._words.gettext
        match fault:
            case "empty":
                return gettext("Please write something here.")
            case "long":
                said = gettext("This is too long: at most %(longest)d characters fit here.")
                return said % {"longest": longest}
            case "unknown":
                return gettext("Please choose one of those that are offered.")

    def outdated(self) -> str:
        """Return what stands in a form that is not taken any more; what was written is still there.

        It was opened too long ago, or by a program whose key is another.
        """
        return self._words.gettext(
            "This form is too old and was not taken. Please copy what you wrote and open it anew."
        )
