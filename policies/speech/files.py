"""What is said of files: the line that stands for one that is not carried."""

from policies.speech.words import Words


class FileWords:
    """Lines about files, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def refused(self, name: str, size: str, why: str) -> str:
        """Return the line for a file that does not go along: its name, its size, and why.

        `why` is the value of a `Refusal`; `size` is "" where nobody knows it.
        """
        called = f"{name}, {size}" if size else name
        return self._words.gettext("[file not carried: %(file)s (%(why)s)]") % {
            "file": called,
            "why": self._why(why),
        }

    def sticker(self, name: str) -> str:
        """Return the line for a sticker that moves; most are named by an emoji."""
        return self._words.gettext("[sticker: %(name)s]") % {"name": name or "…"}

    def _why(self, refusal: str) -> str:
        gettext = self._words.gettext
        reasons = {
            "too large": gettext("too large"),
            "no room left": gettext("what is kept of files here is full"),
            "type refused": gettext("files of this type are refused"),
            "not what it says it is": gettext("it is not what it says it is"),
            "size differs": gettext("its size is not what it says"),
            "image cannot be cleaned": gettext("what is hidden in the image could not be removed"),
            "kept elsewhere": gettext("it is kept elsewhere"),
            "too many files": gettext("too many files in one message"),
            "no files here": gettext("this bridge carries no files"),
            "no files to them": gettext("no file is sent into this chat"),
            "no longer there": gettext("it is no longer there"),
            "could not be carried": gettext("it could not be fetched or sent"),
        }
        return reasons[refusal]
