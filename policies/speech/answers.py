"""What is said to whoever typed or pressed something, whatever it was."""

from collections.abc import Iterable

from policies.speech.words import Words, said
from policies.text import Text


class Answers:
    """The answers that belong to no wing."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def unknown(self, verb: str, near: str = "") -> Text:
        """Return the answer to a verb that there is not; `verb` is what was typed, cut short.

        `near` is the command that was meant, perhaps.
        """
        if near:
            return said(
                self._words.gettext(
                    'There is no command "%(verb)s". Did you mean "%(near)s"? Type "help" to see '
                    "what there is."
                ),
                verb=verb,
                near=near,
            )
        return said(
            self._words.gettext(
                'There is no command "%(verb)s". Type "help" to see what there is.'
            ),
            verb=verb,
        )

    def not_yours(self, verb: str) -> Text:
        """Return the answer to whoever asks about a command that is for others to use."""
        return said(
            self._words.gettext(
                '"%(verb)s" is a command for others: you may not use it. Type "help" to see what '
                "you may do."
            ),
            verb=verb,
        )

    def not_allowed(self) -> Text:
        """Return the answer where somebody may not do this, or where there is nothing to do it to.

        It is the same for both, so that it tells nobody what there is.
        """
        return said(
            self._words.gettext(
                "There is nothing here that you may do this to. Nothing was changed. "
                'Type "help" to see what you may do.'
            )
        )

    def not_on_duty(self) -> Text:
        """Return the same where those on duty may do it, or whoever it belongs to: who that is."""
        return said(
            self._words.gettext(
                "There is nothing here that you may do this to. Nothing was changed. "
                'Type "help" to see what you may do, and "oncall" to see who is on duty.'
            )
        )

    def too_many(self) -> Text:
        """Return the answer to somebody who types more in a minute than anybody could mean."""
        return said(
            self._words.gettext(
                "That was too much at once. I take no more of your lines for a minute."
            )
        )

    def usage(self, usage: str) -> Text:
        """Return the answer to a command whose words are missing or wrong."""
        return said(self._words.gettext("Please type it so: %(usage)s"), usage=usage)

    def only_private(self) -> Text:
        """Return the answer to what is to be typed in private and was typed in a room."""
        return said(self._words.gettext("Please type this to me in private, not in a room."))

    def only_room(self) -> Text:
        """Return the answer to what is to be typed in a room and was typed in private."""
        return said(self._words.gettext("Please type this in the room that it is about."))

    def stale(self) -> Text:
        """Return the answer to a button that does nothing any more."""
        return said(self._words.gettext("This button does nothing any more. Nothing was changed."))

    def stranger(self) -> Text:
        """Return the answer to somebody whom the directory does not know."""
        return said(
            self._words.gettext(
                "I do not know you. Whoever invited you can give you a link or a code."
            )
        )

    def in_private(self) -> Text:
        """Return what a room sees where its author takes no private message from us."""
        return said(
            self._words.gettext(
                "I have an answer for you, but you take no private message from me yet. "
                "Write to me in private once, then ask again."
            )
        )

    def help(self, lines: Iterable[tuple[str, str]], more: str = "") -> Text:
        """Return the list of what somebody may do: how it is typed, and what it does.

        `more` is how the whole list is asked for, where this is the short one.
        """
        told = [self._words.gettext("What you may do here:")]
        told += [f"{usage} - {summary}" for usage, summary in lines]
        if more:
            told.append(self._words.gettext("%(more)s - Show the rest.") % {"more": more})
        return Text.of("\n".join(told))
