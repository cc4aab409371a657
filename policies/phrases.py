"""What the bot says to people, in one place: plain and kind, English beside its use.

A sentence stands here whole, in the words of `gettext`: `make messages` collects them for
translators. Never translated are labels and restrictions, which people and we read back, nor the
order of a copy's header: marks stand between " · ", a person's name between straight quotes.
"""

import re
from datetime import datetime
from typing import Final

from policies.speech.alert_desk import AlertDesk
from policies.speech.announcing import Announcing
from policies.speech.answers import Answers
from policies.speech.conversation import Conversation
from policies.speech.evidence import EvidenceWords
from policies.speech.files import FileWords
from policies.speech.forms import FormWords
from policies.speech.holding import Holding
from policies.speech.joining import Joining
from policies.speech.modes import Modes
from policies.speech.people import People
from policies.speech.permitting import Permitting
from policies.speech.preserving import Preserving
from policies.speech.raising import RaisingWords
from policies.speech.readiness import Readiness
from policies.speech.risk import RiskWords
from policies.speech.rooms import RoomWords
from policies.speech.sharing import Sharing
from policies.speech.words import English, Words, hour, instant
from policies.text import Text

__all__ = [
    "CHANNEL",
    "ENGLISH",
    "GROUP",
    "MEMBER",
    "SOME_DATE",
    "Phrases",
    "Words",
    "hour",
    "instant",
]

MEMBER: Final = "member"
GROUP: Final = "group"
CHANNEL: Final = "channel"
SOME_DATE: Final = "a date"
"""What stands for somebody or something that a platform names by an id alone.

It becomes part of what its author said, before anybody knows who will read it: English.
"""


class Phrases(AlertDesk):
    """All that the bot says, in one language; made once for each.

    A mark of a header is in brackets and holds no `"`, no `·` and no line end.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        gettext = words.gettext
        self._words = words
        self.words: Final = words
        self.answers: Final = Answers(words)
        self.holding: Final = Holding(words)
        self.modes: Final = Modes(words)
        self.joining: Final = Joining(words)
        self.people: Final = People(words)
        self.readiness: Final = Readiness(words)
        self.announcing: Final = Announcing(words)
        self.sharing: Final = Sharing(words)
        self.permitting: Final = Permitting(words)
        self.evidence: Final = EvidenceWords(words)
        self.conversation: Final = Conversation(words)
        self.files: Final = FileWords(words)
        self.forms: Final = FormWords(words)
        self.rooms: Final = RoomWords(words)
        self.preserving: Final = Preserving(words)
        self.risk: Final = RiskWords(words)
        self.raising: Final = RaisingWords(words)
        self.repeat: Final = gettext("(repeat)")
        self.continuation: Final = gettext("(continuation)")
        self.answers_unknown: Final = gettext("(answers an earlier message that is not here)")
        self.unverified: Final = gettext("(unverified)")
        self.withdrawn: Final = gettext("withdrawn by its author")
        self._late = gettext("(late, written %(time)s)")
        # Translators: stands for a person whose name is not known, such as "member 7f3a".
        self._member = gettext("member %(tag)s")
        # Translators: stands for somebody who took a name of that form; choose another word.
        self._not_member = gettext("person %(tag)s")
        tag = re.escape("%(tag)s")
        pattern = re.escape(self._member).replace(tag, r"(?P<tag>[0-9a-f]{4})")
        self._pretender = re.compile(rf"(?i)(?<!\w){pattern}(?!\w)")

    def late(self, written: datetime) -> str:
        """Return the mark of a message that comes after one written later."""
        return self._late % {"time": hour(written)}

    def member(self, tag: str) -> str:
        """Return what stands for a person whose name is not known."""
        return self._member % {"tag": tag}

    def without_pretence(self, name: str) -> str:
        """Return a name that takes the place of nobody who has none."""
        return self._pretender.sub(lambda one: self._not_member % {"tag": one["tag"]}, name)

    def file(self, name: str) -> str:
        """Return the line that stands for a file."""
        return self._words.gettext("[file: %(name)s]") % {"name": name}

    def held(self, count: int) -> Text:
        """Return what the author of held messages is told; it shows neither text nor label."""
        return _counted(
            self._words.ngettext(
                "One message of yours waits and has gone nowhere: its label is missing, doubtful, "
                "or does not allow this. Edit it so that it begins with one clear TLP label, or "
                "delete it.",
                "%(count)d messages of yours wait and have gone nowhere: their labels are missing, "
                "doubtful, or do not allow this. Edit them so that each begins with one clear TLP "
                "label, or delete them.",
                count,
            ),
            count,
        )

    def held_here(self) -> Text:
        """Return the same for everybody's eyes: it shows no more than the room already saw."""
        return self._said(
            self._words.gettext(
                "This message waits and has gone nowhere. Please look at its label."
            )
        )

    def partly(self, count: int) -> Text:
        """Return what an author is told whose messages went to some rooms and wait for others."""
        return _counted(
            self._words.ngettext(
                "One message of yours did not go everywhere: some of the rooms may not have it as "
                "it is labelled. Where it may be, it is. If you meant it for all of them, please "
                "look at its label.",
                "%(count)d messages of yours did not go everywhere: some of the rooms may not have "
                "them as they are labelled. Where they may be, they are. If you meant them for all "
                "of them, please look at their labels.",
                count,
            ),
            count,
        )

    def partly_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return self._said(
            self._words.gettext("This message did not go everywhere. Please look at its label.")
        )

    def edit_refused(self) -> Text:
        """Return what the author of an edit is told that would loosen a label or blur it."""
        return self._said(
            self._words.gettext(
                "Your edit waits and was not passed on: it loosens or removes the label, or makes "
                "it doubtful. The copies stay as they were until you say here what you mean; after "
                "a day they stay for good."
            )
        )

    def edit_refused_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return self._said(
            self._words.gettext("This edit waits and was not passed on. Please look at its label.")
        )

    def expired(self, count: int) -> Text:
        """Return what is said when held messages are given up."""
        return _counted(
            self._words.ngettext(
                "One message waited for a label for a day and has been given up. It went nowhere. "
                "Write it anew if it should still be shared.",
                "%(count)d messages waited for a label for a day and have been given up. They went "
                "nowhere. Write them anew if they should still be shared.",
                count,
            ),
            count,
        )

    def expired_partly(self, count: int) -> Text:
        """Return what is said when messages are no longer kept waiting for some of the rooms."""
        return _counted(
            self._words.ngettext(
                "One message waited a day for some of the rooms and does not wait any longer. "
                "Where it may be, it is. Write it anew if it should still go to the others.",
                "%(count)d messages waited a day for some of the rooms and do not wait any longer. "
                "Where they may be, they are. Write them anew if they should still go to the "
                "others.",
                count,
            ),
            count,
        )

    def unreachable(self) -> Text:
        """Return the answer to an edit of something so old that its copies are not known."""
        return self._said(
            self._words.gettext(
                "Your edit was not passed on: the message is more than 13 months old, and its "
                "copies are no longer reachable. Write it anew if it matters still."
            )
        )

    def red_stays(self, members: int | None) -> Text:
        """Return what the author of a RED message in a room is told."""
        if members is None:
            return self._said(
                self._words.gettext(
                    "Everybody in this room could read this. It did not leave the room."
                )
            )
        return _counted(
            self._words.ngettext(
                "%(count)d person could read this here. It did not leave the room.",
                "%(count)d people could read this here. It did not leave the room.",
                members,
            ),
            members,
        )

    def red_stays_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return self._said(self._words.gettext("This message did not leave this room."))

    def withdrawing(self) -> Text:
        """Return the answer to an author's `/delete`."""
        return self._said(self._words.gettext("Your message is being withdrawn everywhere."))

    def not_yours(self) -> Text:
        """Return the answer to a `/delete` that names no message of the person's own."""
        return self._said(
            self._words.gettext(
                "Reply /delete to a message of your own to withdraw it everywhere. What was "
                "written more than 13 months ago is no longer reachable."
            )
        )

    def gap(self, first: datetime, last: datetime) -> Text:
        """Return what a room is told when messages in between could not be read; both are UTC."""
        return self._said(
            self._words.gettext(
                "I was away and could not read what was written here between %(first)s and "
                "%(last)s. Nothing of it was passed on. Please send again what should be."
            ),
            first=first,
            last=last,
        )

    def gap_unread(self, first: datetime, last: datetime) -> Text:
        """Return what a room is told whose past cannot be read, after a time away (UTC)."""
        return self._said(
            self._words.gettext(
                "I was away at some time between %(first)s and %(last)s, and what was written here "
                "meanwhile could not be read. Please send again what was not passed on."
            ),
            first=first,
            last=last,
        )

    def gap_of_older(self, first: datetime, last: datetime, before: datetime) -> Text:
        """Return what a room is told after a time away too long for old things to be compared."""
        return self._said(
            self._words.gettext(
                "I was away between %(first)s and %(last)s. New messages of that time have been "
                "read. Answers to messages from before %(before)s, and edits and deletions of "
                "those, could not be and were not passed on. Please say again what matters."
            ),
            first=first,
            last=last,
            before=before,
        )

    def parked(self, until: datetime) -> Text:
        """Return what a room is told whose messages wait because a platform asks for it (UTC)."""
        return self._said(
            self._words.gettext(
                "Messages from here to another room wait until %(until)s: the platform asks for "
                "patience. Nothing is lost."
            ),
            until=until,
        )

    @staticmethod
    def _said(sentence: str, **instants: datetime) -> Text:
        if not instants:
            return Text.of(sentence)
        return Text.of(sentence % {name: instant(when) for name, when in instants.items()})


def _counted(sentence: str, count: int) -> Text:
    return Text.of(sentence % {"count": count})


ENGLISH: Final = Phrases(English())
