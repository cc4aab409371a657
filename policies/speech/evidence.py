"""What is said with the original of a file and the record of what was taken back."""

from collections.abc import Sequence
from datetime import datetime

from policies.speech.words import Words, said
from policies.text import Text


class EvidenceWords:
    """The sentences about evidence; types, digests and labels are the same in every language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def came(self, digits: str, written: datetime, platform: str) -> str:
        """Return when a message came, and by which platform."""
        sentence = self._words.gettext("Evidence on #%(digits)s, written %(when)s on %(platform)s.")
        return said(sentence, digits=digits, when=written, platform=platform.title()).plain

    def original(self, number: int, size: int, claimed: str, found: str, sha256: str) -> str:
        """Return what one original is; `size` in bytes, `claimed` "" where nothing was."""
        sentence = self._words.gettext(
            "Original %(number)d: %(size)d bytes, said to be %(claimed)s, found to be %(found)s, "
            "SHA-256 %(sha256)s."
        )
        claim = claimed or self._words.gettext("nothing")
        return said(
            sentence, number=number, size=size, claimed=claim, found=found, sha256=sha256
        ).plain

    def no_original(self) -> str:
        """Return that no file of a message is kept as it came."""
        return self._words.gettext("No file of it is kept as it came.")

    def follow(self, names: Sequence[str], proof: str) -> str:
        """Return how the originals come, and how they are checked."""
        sentence = self._words.gettext(
            "They follow as %(names)s, each in an archive so that no platform changes them, and "
            'with them the proof: "tocsin audit check %(proof)s %(first)s" checks it anywhere.'
        )
        return said(sentence, names=", ".join(names), proof=proof, first=names[0]).plain

    def unproved(self) -> str:
        """Return that an original came before the audit bound any."""
        return self._words.gettext("There is no proof of them: the audit does not bind them all.")

    def asked(self, who: str, when: datetime) -> str:
        """Return who asked for it before, and when."""
        return said(
            self._words.gettext("Asked for by %(who)s, %(when)s."), who=who, when=when
        ).plain

    def never_asked(self) -> str:
        """Return that nobody of the asker's organisation asked for it before."""
        return self._words.gettext("Nobody of your organisation has asked for it before.")

    def record(self, label: str, by: str, written: datetime, recalled: datetime) -> str:
        """Return the line above the text of a record; `by` is "" where the source is not named."""
        if not by:
            sentence = self._words.gettext(
                "Your record of what was taken back %(recalled)s: %(label)s, written %(written)s."
            )
        else:
            sentence = self._words.gettext(
                "Your record of what was taken back %(recalled)s: %(label)s, written %(written)s "
                "by %(by)s."
            )
        return said(sentence, label=label, by=by, written=written, recalled=recalled).plain

    def below(self, digits: str, number: int) -> str:
        """Return the line below one original."""
        sentence = self._words.gettext("Original %(number)d of #%(digits)s")
        return said(sentence, digits=digits, number=number).plain

    def proof(self, digits: str) -> str:
        """Return the line below the proof."""
        return said(self._words.gettext("Proof for #%(digits)s"), digits=digits).plain

    def gone(self) -> Text:
        """Return what stands where a file of the evidence could not be sent."""
        return said(
            self._words.gettext(
                "A file of the evidence could not be sent here: it is too large, or not what was "
                'written. Whoever runs the bot can find out: "tocsin audit verify".'
            )
        )
