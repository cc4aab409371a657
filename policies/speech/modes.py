"""What is said of a room's mode, and of what is shared from it or stays in it."""

from policies.labels import Label
from policies.speech.words import Words, said
from policies.text import Text


class Modes:
    """Sentences about rooms and what becomes of what is written there."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def mode(self, mode: str) -> Text:
        """Return what a room is told of its mode."""
        sentences = {
            "share": self._words.gettext(
                "In this room what has no label stays here, unasked and unstored."
            ),
            "strict": self._words.gettext(
                "In this room every message needs a label; one without waits, and its author is "
                "asked."
            ),
        }
        return said(sentences[mode])

    def mode_desk(self, label: Label) -> Text:
        """Return what a room is told in which everything crosses."""
        return said(
            self._words.gettext("In this room what has no label crosses as %(label)s."),
            label=label.value,
        )

    def kind(self, kind: str, label: str) -> Text:
        """Return what a room is told that it is for; `label` is the default of an intake."""
        gettext = self._words.gettext
        if kind == "intake":
            sentence = gettext(
                "Every message here is a report now, as %(label)s where it says no label of its "
                "own. It is relayed nowhere by itself; those on duty look at it."
            )
            return said(sentence, label=label)
        if kind == "duty":
            return said(
                gettext("This room is for those on duty: the board of reports stands here.")
            )
        return said(gettext("This is an ordinary room again: nothing here becomes a report."))

    def default_too_loose(self, ceiling: Label | None) -> Text:
        """Return the answer to a default that a room may not have; None where only CLEAR is not."""
        if ceiling is None:
            return said(
                self._words.gettext(
                    "A desk needs a default label, and never TLP:CLEAR. Type: mode desk TLP:AMBER"
                )
            )
        return said(
            self._words.gettext(
                "The default must not be TLP:CLEAR, nor looser than the bridge allows. Type: mode "
                "desk %(label)s"
            ),
            label=ceiling.value,
        )

    def red_now(self) -> Text:
        """Return what the author of a message is told that was shared before it became RED."""
        return said(
            self._words.gettext(
                "This is RED now. It had been shared before; those copies are taken away, and it "
                "goes no further."
            )
        )

    def red_now_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return said(self._words.gettext("This message goes no further."))

    def send_privately(self) -> str:
        """Return what stands on the button that sends a RED message to people one by one."""
        return self._words.gettext("Send privately to …")

    def remove_here(self) -> str:
        """Return what stands on the button that deletes a message where it was written."""
        return self._words.gettext("Remove it here")

    def removing(self) -> Text:
        """Return the answer to that button."""
        return said(
            self._words.gettext(
                "I try to remove your message from the room. If it still stands there in a minute, "
                "please delete it yourself."
            )
        )

    def remove_by_hand(self) -> Text:
        """Return the same where the platform lets no bot do it."""
        return said(
            self._words.gettext(
                "This platform lets me delete nothing that you wrote. Please delete your message "
                "yourself: open the menu of the message and choose Delete."
            )
        )

    def shared(self) -> Text:
        """Return the answer to whoever shared something that goes."""
        return said(self._words.gettext("It is shared now."))

    def share_waits(self) -> Text:
        """Return the answer to whoever shared something that waits for its author's word."""
        return said(self._words.gettext("It waits until its author has said how it may be shared."))

    def share_stays(self) -> Text:
        """Return the answer to whoever shared something that may go nowhere."""
        return said(self._words.gettext("With that label it may go to nobody, and it stays here."))

    def share_which(self) -> Text:
        """Return the answer where nothing is named that could be shared."""
        return said(
            self._words.gettext(
                "Type it as a reply to what is to be shared, with its label: /share TLP:GREEN. Or "
                "write the text behind the label. For a file, reply to it or make that its "
                "caption; in Slack use the shortcut Share behind the message with the file."
            )
        )
