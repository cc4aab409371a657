"""What is said of messages that wait, and of the answers to them."""

from collections.abc import Iterable
from datetime import datetime

from policies.labels import Label
from policies.speech.words import Words, hour, said
from policies.text import Text

_SHORT = "TLP:"


class Holding:
    """Cards and answers about what waits; none shows what anybody wrote but to its author."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def asks(self, room: str) -> Text:
        """Return what stands above the buttons of an author's card."""
        return said(
            self._words.gettext(
                "In the room %(room)s. Say here what they are, and they go as they were written, "
                "in their order:"
            ),
            room=room,
        )

    def restricts(self) -> Text:
        """Return what is said where a text may name somebody who is not to have it."""
        return said(
            self._words.gettext(
                "Somebody may be meant who is not to have it, so no button can label it. Please "
                "edit it, and begin with the label and the restriction."
            )
        )

    def nowhere(self) -> Text:
        """Return what is said where no label would let it go anywhere now."""
        return said(self._words.gettext("No label that a button may give would let it go further."))

    def more(self, count: int) -> Text:
        """Return the line for what waits with another label, or behind what is shown."""
        return said(
            self._words.ngettext(
                "%(count)d more is asked about after these.",
                "%(count)d more are asked about after these.",
                count,
            ),
            count=count,
        )

    def offer(self, label: Label, count: int, *, public: bool) -> str:
        """Return what stands on the button of a label: what it would do."""
        name = label.value.removeprefix(_SHORT)
        if public:
            return self._words.gettext("%(label)s: the public") % {"label": name}
        return self._words.ngettext(
            "%(label)s: %(count)d organisation", "%(label)s: %(count)d organisations", count
        ) % {"label": name, "count": count}

    def offer_until(self, label: Label, until: datetime) -> str:
        """Return what stands on the button of an answer that stands for a while (UTC)."""
        return self._words.gettext("%(label)s here until %(time)s") % {
            "label": label.value.removeprefix(_SHORT),
            "time": hour(until),
        }

    def leave_it(self) -> str:
        """Return what stands on the button that gives up what waits."""
        return self._words.gettext("Leave it")

    def open_it(self, short: str) -> str:
        """Return what stands on the button that opens one of several."""
        return self._words.gettext("Open %(id)s") % {"id": short}

    def went(self, label: Label, count: int, organisations: int) -> Text:
        """Return the answer to whoever labelled what waited."""
        return said(
            self._words.ngettext(
                "%(count)d message goes as %(label)s. Organisations that get it: "
                "%(organisations)d.",
                "%(count)d messages go as %(label)s. Organisations that get them: "
                "%(organisations)d.",
                count,
            ),
            count=count,
            label=label.value,
            organisations=organisations,
        )

    def stands(self, label: Label, until: datetime) -> Text:
        """Return the sentence that an answer stands until an instant (UTC)."""
        return said(
            self._words.gettext(
                "What you write in that room without a label goes as %(label)s until %(time)s, or "
                "until other people are there to read it."
            ),
            label=label.value,
            time=hour(until),
        )

    def ask_again(self) -> str:
        """Return what stands on the button that ends an answer that stands."""
        return self._words.gettext("Ask me again")

    def asked_again(self) -> Text:
        """Return the answer to that button."""
        return said(self._words.gettext("You are asked again about what has no label there."))

    def left(self, count: int) -> Text:
        """Return the answer to whoever gave up what waited."""
        return said(
            self._words.ngettext(
                "%(count)d message stays where it is and waits no longer.",
                "%(count)d messages stay where they are and wait no longer.",
                count,
            ),
            count=count,
        )

    def changed(self) -> Text:
        """Return the answer to a button under which something has changed since."""
        return said(
            self._words.gettext(
                "Something has changed since this was written: what waits, or who would have it. "
                "Nothing was done. Please look at the card again."
            )
        )

    def too_early(self, until: datetime) -> Text:
        """Return the answer to a colleague who answers while its author alone is asked (UTC)."""
        return said(
            self._words.gettext(
                "Its author is asked until %(time)s. After that a colleague may answer."
            ),
            time=hour(until),
        )

    def only_author(self) -> Text:
        """Return the answer where nobody but its author may say what a message is."""
        return said(
            self._words.gettext(
                "It may be TLP:RED, or it has a label already: only its author answers for it."
            )
        )

    def colleague_answered(self, name: str, label: Label, count: int) -> Text:
        """Return what an author is told when a colleague has answered."""
        return said(
            self._words.ngettext(
                "%(name)s of your organisation labelled %(count)d message of yours that waited: "
                "%(label)s.",
                "%(name)s of your organisation labelled %(count)d messages of yours that waited: "
                "%(label)s.",
                count,
            ),
            count=count,
            name=name,
            label=label.value,
        )

    def of_colleagues(self, count: int) -> Text:
        """Return what the colleagues of an author are told."""
        return said(
            self._words.ngettext(
                "%(count)d message of your organisation waits for an answer. If its author cannot "
                "give it now, you may.",
                "%(count)d messages of your organisation wait for an answer. If their authors "
                "cannot give it now, you may.",
                count,
            ),
            count=count,
        )

    def listed(self, lines: Iterable[Text]) -> Text:
        """Return the list of what waits."""
        head = self._words.gettext("What waits:")
        return Text.of("\n".join((head, *(line.plain for line in lines))))

    def line(self, short: str, minutes: int, room: str, name: str, why: str) -> Text:
        """Return the line of one message that waits."""
        return said(
            self._words.gettext("%(id)s, %(minutes)d min, in %(room)s, by %(name)s: %(why)s"),
            id=short,
            minutes=minutes,
            room=room,
            name=name,
            why=why,
        )

    def nothing_waits(self) -> Text:
        """Return the answer where nothing waits that this person may see."""
        return said(self._words.gettext("Nothing waits."))

    def of_authors_own(self) -> str:
        """Return how an author is named to himself."""
        return self._words.gettext("you")

    def somebody(self) -> str:
        """Return how an author is named whom the directory does not know."""
        return self._words.gettext("somebody")

    def why(self, rule: int) -> str:
        """Return in few words why something waits, by the number of the rule."""
        reasons = {
            4: self._words.gettext("its label is loosened"),
            5: self._words.gettext("it has no label"),
            6: self._words.gettext("its label is doubtful"),
            7: self._words.gettext("it has two labels"),
            14: self._words.gettext("nobody knows how many people are there"),
            15: self._words.gettext("an organisation there was not addressed"),
            16: self._words.gettext("its author is not known"),
        }
        return reasons.get(rule) or self._words.gettext("it could not be decided")

    def loosen(self, label: Label, count: int, *, public: bool) -> str:
        """Return what stands on the button that confirms an edit."""
        name = label.value.removeprefix(_SHORT)
        if public:
            return self._words.gettext("Yes, as %(label)s: the public") % {"label": name}
        return self._words.ngettext(
            "Yes, as %(label)s: %(count)d organisation",
            "Yes, as %(label)s: %(count)d organisations",
            count,
        ) % {"label": name, "count": count}

    def keep(self) -> str:
        """Return what stands on the button that leaves everything as it is."""
        return self._words.gettext("Keep it as it was")

    def edits_expired(self, count: int) -> Text:
        """Return what is said when edits are given up that waited for their author's word."""
        return said(
            self._words.ngettext(
                "One edit waited a day for its author's word and has been given up. The copies "
                "stay as they were.",
                "%(count)d edits waited a day for their author's word and have been given up. The "
                "copies stay as they were.",
                count,
            ),
            count=count,
        )

    def confirmed(self, label: Label) -> Text:
        """Return the answer to a confirmed edit."""
        return said(self._words.gettext("Your edit goes as %(label)s."), label=label.value)

    def kept(self) -> Text:
        """Return the answer to an edit that is taken back."""
        return said(self._words.gettext("The copies stay as they were."))
