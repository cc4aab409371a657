"""What is said to the source of a message, and to those who got it, of what becomes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from policies.buttons import Button, Rows
from policies.labels import Label
from policies.speech.words import Words, said
from policies.text import Text

_MOST_LINES: Final = 30


class Sharing:
    """Labels changed afterwards, messages taken back, permissions, and what is sent in private."""

    def __init__(self, words: Words) -> None:
        self._words = words

    # A label changed afterwards.

    def relabelled(self, short: str, label: Label) -> Text:
        """Return the answer to a label that was given."""
        return said(
            self._words.gettext(
                "Message %(short)s is %(label)s now. Copies follow; where it may no longer be, it "
                "is withdrawn."
            ),
            short=short,
            label=label.value,
        )

    def same_label(self, short: str, label: Label) -> Text:
        """Return the answer to a label that it has already."""
        return said(
            self._words.gettext("Message %(short)s is %(label)s already. Nothing was changed."),
            short=short,
            label=label.value,
        )

    def no_text(self, short: str) -> Text:
        """Return the answer where the words of a message are no longer kept."""
        return said(
            self._words.gettext(
                "Of message %(short)s I keep the label and no words any more. Write it anew."
            ),
            short=short,
        )

    def confirm_public(self, short: str, before: Label) -> Text:
        """Return the question before something closed becomes public."""
        return said(
            self._words.gettext(
                "Message %(short)s is %(before)s. As TLP:CLEAR everybody may read it, and nobody "
                "can take that back. Do you mean it?"
            ),
            short=short,
            before=before.value,
        )

    def asked_author(self) -> Text:
        """Return the answer to a colleague whose wish its author has to confirm."""
        return said(
            self._words.gettext("Its author has been asked. Nothing is changed until then.")
        )

    def colleague_relabels(self, who: str, short: str, before: str, after: str) -> Text:
        """Return the question to an author whose colleague would relabel a message."""
        return said(
            self._words.gettext(
                "%(who)s of your organisation would label your message %(short)s %(after)s; it is "
                "%(before)s. Shall it be so?"
            ),
            who=who,
            short=short,
            before=before,
            after=after,
        )

    def answered(self, *, yes: bool) -> Text:
        """Return what stands where a question was that has been answered."""
        if yes:
            return said(self._words.gettext("Answered: yes."))
        return said(self._words.gettext("Answered: no. Nothing was changed."))

    def yes_or_no(self, verb: str) -> Rows:
        """Return the two buttons below a question."""
        return (
            (
                Button(label=self._words.gettext("Yes"), line=f"{verb} yes", style="primary"),
                Button(label=self._words.gettext("No"), line=f"{verb} no"),
            ),
        )

    def make_public(self, short: str, before: Label) -> Rows:
        """Return the button that confirms the step from a label to the public."""
        label = self._words.gettext("Yes, everybody may read it")
        line = f"label {short} TLP:CLEAR yes {before.value}"
        return ((Button(label=label, line=line, style="danger"),),)

    # Taken back, and what is told of it.

    def report(self, short: str, lines: Sequence[Text]) -> Text:
        """Return the report on what became of copies that may stand no longer."""
        head = said(
            self._words.gettext("Message %(short)s is withdrawn. What became of its copies:"),
            short=short,
        )
        return _listed(head, lines)

    def tightened(self, short: str, label: str, lines: Sequence[Text]) -> Text:
        """Return the report on copies that a stricter label withdraws."""
        head = said(
            self._words.gettext(
                "Message %(short)s is %(label)s now. Of the copies that may stand no longer:"
            ),
            short=short,
            label=label,
        )
        return _listed(head, lines)

    def deleted(self, who: str) -> Text:
        """Return that a copy is gone."""
        return said(self._words.gettext("%(who)s: deleted."), who=who)

    def replaced(self, who: str) -> Text:
        """Return that a copy could only be overwritten."""
        return said(
            self._words.gettext(
                "%(who)s: too old to be deleted; its words are replaced by a line that says so."
            ),
            who=who,
        )

    def withdrawing(self, who: str) -> Text:
        """Return that a copy is about to be taken away."""
        return said(self._words.gettext("%(who)s: under way."), who=who)

    def not_reached(self, who: str) -> Text:
        """Return that a copy still stands."""
        return said(
            self._words.gettext("%(who)s: not reachable; the copy may still stand there."), who=who
        )

    def no_copies(self) -> Text:
        """Return that there never was one."""
        return said(self._words.gettext("There were no copies."))

    def may_have_read(self, who: str, count: int | None) -> Text:
        """Return who may have read it: an organisation and how many, nobody by name."""
        if count is None:
            return said(
                self._words.gettext("May have read it: %(who)s, nobody knows how many."), who=who
            )
        return said(
            self._words.ngettext(
                "May have read it: %(who)s, %(count)d person.",
                "May have read it: %(who)s, %(count)d people.",
                count,
            ),
            who=who,
            count=count,
        )

    def keeps_record(self, who: str) -> Text:
        """Return that an organisation keeps a sealed record of what was taken back."""
        return said(
            self._words.gettext(
                "%(who)s must keep records and keeps a sealed copy under its own key."
            ),
            who=who,
        )

    # Receipts.

    def receipt(self, short: str, label: str, lines: Sequence[Text]) -> Text:
        """Return what a message's own people are shown of it."""
        head = said(self._words.gettext("Message %(short)s, %(label)s."), short=short, label=label)
        return _listed(head, lines)

    def received(self, short: str, label: str, organisation: str) -> Text:
        """Return what those are shown who got a message."""
        if not organisation:
            return said(
                self._words.gettext("Message %(short)s, %(label)s."), short=short, label=label
            )
        return said(
            self._words.gettext("Message %(short)s, %(label)s, of %(organisation)s."),
            short=short,
            label=label,
            organisation=organisation,
        )

    def delivered(self, who: str) -> Text:
        """Return that a copy stands."""
        return said(self._words.gettext("%(who)s: delivered."), who=who)

    def by_another(self, who: str) -> Text:
        """Return that a copy stands with another account of theirs than the first."""
        return said(
            self._words.gettext(
                "%(who)s: delivered to another account of theirs; the first takes nothing from me."
            ),
            who=who,
        )

    def on_its_way(self, who: str) -> Text:
        """Return that a copy is about to be sent."""
        return said(self._words.gettext("%(who)s: on its way."), who=who)

    def waits(self, who: str, why: str) -> Text:
        """Return that it waits for somebody, and why by the table of rules."""
        return said(self._words.gettext("%(who)s: waits (%(why)s)."), who=who, why=why)

    def may_not(self, who: str, why: str) -> Text:
        """Return that it may not go there, and why by the table of rules."""
        return said(self._words.gettext("%(who)s: may not have it (%(why)s)."), who=who, why=why)

    def undelivered(self, who: str) -> Text:
        """Return that the platform does not take it."""
        return said(self._words.gettext("%(who)s: could not be delivered."), who=who)

    def not_started(self, who: str) -> Text:
        """Return that somebody takes no private message from us yet."""
        return said(
            self._words.gettext(
                "%(who)s: not delivered. They take no private message from me yet: they have to "
                "open a chat with me once and press Start. I keep trying."
            ),
            who=who,
        )

    def no_way_to(self, who: str) -> Text:
        """Return that there is no account by which somebody can be written to."""
        return said(
            self._words.gettext("%(who)s: not delivered. I know no account of theirs."), who=who
        )

    def removed(self) -> str:
        """Return what stands for somebody who was removed, and whose name is forgotten."""
        return self._words.gettext("somebody who is not here any more")

    def unnamed(self) -> str:
        """Return what stands for somebody whose name others do not see."""
        return self._words.gettext("somebody")

    def vanishes(self, when: datetime) -> Text:
        """Return when copies are deleted again (UTC)."""
        return said(self._words.gettext("Copies are deleted at %(when)s."), when=when)

    def vanishes_from(self, who: str, when: datetime) -> Text:
        """Return when the copy of one person is deleted again (UTC), before the others."""
        return said(
            self._words.gettext("%(who)s: deleted already at %(when)s."), who=who, when=when
        )

    def gone_from(self, who: str) -> Text:
        """Return that the time of one copy is over."""
        return said(self._words.gettext("%(who)s: its time is over; it has been deleted."), who=who)

    def gone_again(self) -> Text:
        """Return that the time of its copies is over."""
        return said(self._words.gettext("Its time is over; copies have been deleted."))

    def is_withdrawn(self) -> Text:
        """Return that it was taken back."""
        return said(self._words.gettext("It is withdrawn."))

    def withdraw_button(self, short: str) -> Button:
        """Return the button that takes a message back."""
        label = self._words.gettext("Withdraw everywhere")
        return Button(label=label, line=f"recall {short}", style="danger")

    def pass_button(self, short: str) -> Button:
        """Return the button that asks to whom it is to be passed."""
        return Button(label=self._words.gettext("Pass to a colleague"), line=f"pass {short}")

    def request_button(self, short: str) -> Button:
        """Return the button that asks the source."""
        return Button(label=self._words.gettext("Ask the source"), line=f"request {short}")


def _listed(head: Text, lines: Sequence[Text]) -> Text:
    shown = [head, *lines[:_MOST_LINES]]
    return Text.of("\n".join(one.plain for one in shown))
