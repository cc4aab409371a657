"""What is said while rooms are joined, and when that ends."""

from collections.abc import Iterable
from datetime import datetime

from policies.labels import Label
from policies.speech.words import Words, said
from policies.text import Text


class Joining:
    """Codes, agreements between organisations, and the test of a link, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def code(self, code: str, until: datetime) -> Text:
        """Return the code of a room, shown this once."""
        return said(
            self._words.gettext(
                "The code of that room is %(code)s\n"
                "It is good until %(until)s, once, and I do not show it again. Give it to a "
                "steward of the other organisation, who types in the other room:\n"
                "link %(code)s TLP:AMBER\n"
                "with the strictest label that may cross. Nothing crosses before both "
                "organisations have accepted."
            ),
            code=code,
            until=until,
        )

    def no_such_code(self) -> Text:
        """Return the answer to a code that is wrong, used, over, or one of too many."""
        return said(
            self._words.gettext(
                "That code is good for nothing here: it is mistyped, used, or over. Nothing was "
                "changed. Ask for a new one."
            )
        )

    def same_room(self) -> Text:
        """Return the answer to a code that was typed in the room that it is of."""
        return said(self._words.gettext("Please type this code in the other room."))

    def bridged(self, bridge: str) -> Text:
        """Return the answer where two rooms are linked already."""
        return said(
            self._words.gettext('These two rooms are linked already, by "%(bridge)s".'),
            bridge=bridge,
        )

    def nobody_to_ask(self, organisations: Iterable[str]) -> Text:
        """Return the answer where an organisation has nobody who could accept."""
        return said(
            self._words.gettext(
                "There is nobody to ask: no steward whom I can write to is known of "
                "%(organisations)s. An operator can name one."
            ),
            organisations=", ".join(organisations) or "-",
        )

    def asked(self) -> Text:
        """Return the answer to whoever began an agreement."""
        return said(
            self._words.gettext(
                "I have asked the stewards. It takes effect as soon as one of each organisation "
                "has accepted, within 24 hours."
            )
        )

    def link(self, sides: Iterable[tuple[str, str]], ceiling: Label) -> Text:
        """Return the question whether two rooms are linked; a side is whose and on which platform.

        It tells no more of a room than that: its name and its talk stay in it.
        """
        rooms = "\n".join(f"- {whose} ({platform})" for whose, platform in sides)
        return said(
            self._words.gettext(
                "Link these rooms?\n%(rooms)s\nUp to %(ceiling)s crosses between them; what is "
                "stricter stays. What has no label stays where it is. Afterwards any of the "
                "organisations can stop it at any time."
            ),
            rooms=rooms,
            ceiling=ceiling.value,
        )

    def raise_(self, bridge: str, before: Label, ceiling: Label) -> Text:
        """Return the question whether more may cross a bridge."""
        return said(
            self._words.gettext(
                'Let up to %(ceiling)s cross the bridge "%(bridge)s"? Until now it is %(before)s.'
            ),
            bridge=bridge,
            before=before.value,
            ceiling=ceiling.value,
        )

    def unlink(self, bridge: str, by: str) -> Text:
        """Return the question whether a bridge ends; `by` is the organisation that asks."""
        return said(
            self._words.gettext(
                'End the bridge "%(bridge)s"? %(by)s has stopped it and asks to end it. What '
                "stands in the rooms stays there."
            ),
            bridge=bridge,
            by=by,
        )

    def accept(self) -> str:
        """Return what stands on the button that accepts."""
        return self._words.gettext("Accept")

    def decline(self) -> str:
        """Return what stands on the button that declines."""
        return self._words.gettext("Decline")

    def accepted_so_far(self, accepted: str, waiting: str) -> str:
        """Return the line that says which organisations have accepted, and which not yet."""
        return self._words.gettext("Accepted: %(accepted)s. Waiting for: %(waiting)s.") % {
            "accepted": accepted or "-",
            "waiting": waiting or "-",
        }

    def until(self, ends: str) -> str:
        """Return the line that says until when an agreement waits; `ends` is written out."""
        return self._words.gettext("This waits until %(ends)s.") % {"ends": ends}

    def outcome(self, state: str) -> str:
        """Return the line that says what became of an agreement, by its state."""
        gettext = self._words.gettext
        return {
            "testing": gettext("All have accepted. A test message is on its way to both rooms."),
            "done": gettext("Done: all have accepted."),
            "declined": gettext("Declined. Nothing was changed."),
            "over": gettext("Nobody accepted in time. Nothing was changed."),
            "void": gettext("What this was about has changed meanwhile. Nothing was changed."),
        }[state]

    def unreached(self, sides: Iterable[tuple[str, str]]) -> str:
        """Return the line that says in which rooms the test message could not stand."""
        rooms = ", ".join(f"{whose} ({platform})" for whose, platform in sides)
        return self._words.gettext(
            "Not linked: the test message did not reach %(rooms)s. Invite the bot into that room "
            "(Slack: type /invite and the bot's name; Telegram: add it and make it administrator), "
            "then begin again with link."
        ) % {"rooms": rooms}

    def test(self) -> Text:
        """Return the test message; it tells nothing of the other side."""
        return said(self._words.gettext("This is a test of a new link. It goes away by itself."))

    def answered_already(self) -> Text:
        """Return the answer to a press after which nothing changes."""
        return said(self._words.gettext("Your organisation has answered this already."))

    def noted(self) -> Text:
        """Return the answer to an acceptance or refusal that counts."""
        return said(self._words.gettext("Noted."))

    def which_bridge(self, bridges: Iterable[str]) -> Text:
        """Return the answer where a bridge has to be named."""
        return said(
            self._words.gettext("Please name the bridge. Yours here: %(bridges)s"),
            bridges=", ".join(bridges) or "-",
        )

    def unlinked(self, bridge: str) -> Text:
        """Return the answer to the end of a bridge that one organisation alone was part of."""
        return said(
            self._words.gettext('The bridge "%(bridge)s" has ended. What stands, stays.'),
            bridge=bridge,
        )

    def stopped(self, bridge: str) -> Text:
        """Return the answer to `unlink`: it is stopped, and the others are asked."""
        return said(
            self._words.gettext(
                'Nothing crosses the bridge "%(bridge)s" any more. I have asked the other '
                "stewards to end it."
            ),
            bridge=bridge,
        )

    def paused(self, bridge: str) -> Text:
        """Return the answer to `bridge pause`."""
        return said(
            self._words.gettext(
                'Nothing crosses the bridge "%(bridge)s" until you type: bridge resume'
            ),
            bridge=bridge,
        )

    def resumed(self, bridge: str, others: str) -> Text:
        """Return the answer to `bridge resume`; `others` still stop it, "" for nobody."""
        if others:
            return said(
                self._words.gettext(
                    'You no longer stop the bridge "%(bridge)s". It is still stopped by: %(others)s'
                ),
                bridge=bridge,
                others=others,
            )
        return said(
            self._words.gettext(
                'The bridge "%(bridge)s" is open again. What was said meanwhile is not sent.'
            ),
            bridge=bridge,
        )

    def lowered(self, bridge: str, ceiling: Label) -> Text:
        """Return the answer to a ceiling that was lowered, or is what it was."""
        return said(
            self._words.gettext('Up to %(ceiling)s crosses the bridge "%(bridge)s" now.'),
            bridge=bridge,
            ceiling=ceiling.value,
        )

    def no_red(self) -> Text:
        """Return the answer to a ceiling that no bridge can have."""
        return said(self._words.gettext("TLP:RED crosses no bridge. Choose another label."))
