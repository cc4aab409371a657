"""What is said to the source of a message, and to those who got it, of what becomes of it."""

from collections.abc import Iterable, Sequence
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

    def make_public(self, short: str) -> Rows:
        """Return the button that confirms a step to the public."""
        label = self._words.gettext("Yes, everybody may read it")
        return ((Button(label=label, line=f"label {short} TLP:CLEAR yes", style="danger"),),)

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

    def vanishes(self, when: datetime) -> Text:
        """Return when copies are deleted again (UTC)."""
        return said(self._words.gettext("Copies are deleted at %(when)s."), when=when)

    def gone_again(self) -> Text:
        """Return that the time of its copies is over."""
        return said(self._words.gettext("Its time is over; copies have been deleted."))

    def is_withdrawn(self) -> Text:
        """Return that it was taken back."""
        return said(self._words.gettext("It is withdrawn."))

    def permitted(self, names: str, until: datetime | None) -> Text:
        """Return a permission that holds."""
        if until is None:
            return said(self._words.gettext("Permitted to %(names)s."), names=names)
        return said(
            self._words.gettext("Permitted to %(names)s until %(until)s."), names=names, until=until
        )

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

    # Passing on, permissions, requests.

    def pass_to_whom(self) -> Text:
        """Return the question to whom a message is to be passed."""
        return said(self._words.gettext("To which colleague?"))

    def nobody_to_pass_to(self) -> Text:
        """Return the answer to somebody who has no colleague whom I can write to."""
        return said(self._words.gettext("I know no colleague of yours whom I can write to."))

    def passed(self, who: str) -> Text:
        """Return the answer to a message that was passed on."""
        return said(
            self._words.gettext("Passed to %(who)s in private. That is on record."), who=who
        )

    def not_passed(self, why: str) -> Text:
        """Return the answer where somebody may not have it, and why by the table of rules."""
        return said(self._words.gettext("It was not passed on: %(why)s."), why=why)

    def permission_given(self, names: str, rooms: int, until: datetime | None) -> Text:
        """Return the answer to a permission; `rooms` places get a copy now."""
        head = self.permitted(names, until)
        tail = said(
            self._words.ngettext(
                "%(count)d more place gets it now.", "%(count)d more places get it now.", rooms
            ),
            count=rooms,
        )
        return Text.join((head, Text.of(" "), tail))

    def unknown_name(self, name: str) -> Text:
        """Return the answer to a name that nobody and nothing has."""
        return said(
            self._words.gettext(
                '"%(name)s" is no person, organisation or tag that I know. Nothing was changed.'
            ),
            name=name,
        )

    def unreadable_time(self) -> Text:
        """Return the answer to a time that cannot be read for certain."""
        return said(
            self._words.gettext(
                "I cannot read that time for certain. Write it like one of these: until "
                "2026-12-01; until 2026-12-01 23:00 UTC; until 23:00 UTC. It must lie ahead, "
                "within two years."
            )
        )

    def unreadable_span(self) -> Text:
        """Return the answer to a span that cannot be read for certain."""
        return said(
            self._words.gettext(
                "I cannot read how long. Write it like one of these: for 30m; for 2h; for 1d. "
                "It must be shorter than two days, or a platform would not let me delete it."
            )
        )

    def red_is_not_permitted(self) -> Text:
        """Return the answer to a permission on something RED."""
        return said(
            self._words.gettext(
                "A RED message is not permitted to organisations; its source names people, one by "
                "one: to %(usage)s"
            ),
            usage="… @person",
        )

    def requested(self, count: int) -> Text:
        """Return the answer to a request."""
        return said(
            self._words.ngettext(
                "%(count)d person who may permit it has been asked.",
                "%(count)d people who may permit it have been asked.",
                count,
            ),
            count=count,
        )

    def nobody_to_ask(self) -> Text:
        """Return the answer where nobody who may permit it can be written to."""
        return said(self._words.gettext("I can write to nobody who may permit it."))

    def asks(self, who: str, short: str, label: str, names: str) -> Text:
        """Return the question to the source."""
        return said(
            self._words.gettext(
                "%(who)s asks that %(names)s may have your message %(short)s (%(label)s) too."
            ),
            who=who,
            short=short,
            label=label,
            names=names,
        )

    def grant_buttons(self) -> Rows:
        """Return what the source may answer."""
        gettext = self._words.gettext
        return (
            (
                Button(label=gettext("Permit"), line="grant yes", style="primary"),
                Button(label=gettext("Permit for a day"), line="grant day"),
                Button(label=gettext("Do not"), line="grant no"),
            ),
        )

    def request_answered(self, short: str, *, yes: bool) -> Text:
        """Return what somebody is told who had asked for a permission."""
        if yes:
            return said(
                self._words.gettext("Your request about message %(short)s was permitted."),
                short=short,
            )
        return said(
            self._words.gettext("Your request about message %(short)s was declined."), short=short
        )

    def standing(self, lines: Iterable[tuple[str, str, str, str]]) -> Text:
        """Return what an organisation permits: number, names, label and last day of each."""
        shown = [f"{number}: {names}, {label}{until}" for number, names, label, until in lines]
        if not shown:
            return said(self._words.gettext("Your organisation has no standing permissions."))
        head = self._words.gettext("Your organisation permits for good, until it is taken back:")
        return Text.of("\n".join((head, *shown)))

    def until_day(self, day: str, *, over: bool) -> str:
        """Return the last day of a standing permission as it stands behind it."""
        if over:
            return self._words.gettext(", over since %(day)s") % {"day": day}
        return self._words.gettext(", through %(day)s") % {"day": day}

    def standing_changed(self) -> Text:
        """Return the answer to a standing permission that was added or removed."""
        return said(
            self._words.gettext("That is on record. Copies that it concerns say so from now on.")
        )

    # To people by name.

    def sent_privately(self, count: int, when: datetime) -> Text:
        """Return the answer to a message that goes to people one by one."""
        return said(
            self._words.ngettext(
                "It goes to %(count)d person, in private, and is deleted there at %(when)s.",
                "It goes to %(count)d people, one by one, and is deleted there at %(when)s.",
                count,
            ),
            count=count,
            when=when,
        )

    def not_a_person(self, name: str) -> Text:
        """Return the answer to a name in an address that is nobody's, or that of a seat."""
        return said(
            self._words.gettext(
                '"%(name)s" is no single person that I know. A RED message goes to people by name, '
                "never to an account that several use. Nothing was sent."
            ),
            name=name,
        )

    def label_is_not_red(self) -> Text:
        """Return the answer to a text whose own label is not RED."""
        return said(
            self._words.gettext(
                'What is sent with "to" is TLP:RED. Leave the label out, or share it in a room.'
            )
        )

    # The tripwire.

    def alike(self, label: str, mine: str) -> Text:
        """Return the question to somebody whose message is like a stricter one."""
        return said(
            self._words.gettext(
                "Your message waits: it reads like one that your organisation was given as "
                "%(label)s, and it would go out as %(mine)s. Whose words are they?"
            ),
            label=label,
            mine=mine,
        )

    def alike_buttons(self, label: str) -> Rows:
        """Return what may be answered."""
        gettext = self._words.gettext
        stricter = gettext("Theirs: share it as %(label)s") % {"label": label}
        return (
            (Button(label=stricter, line="vouch theirs", style="primary"),),
            (Button(label=gettext("Ours, or public: share it"), line="vouch ours"),),
            (Button(label=gettext("Do not share it"), line="vouch drop", style="danger"),),
        )

    def alike_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return said(self._words.gettext("This message waits. I have a question to its author."))

    def alike_was_sent(self, short: str, label: str, who: str) -> Text:
        """Return what a source is told when something like its message went out looser."""
        return said(
            self._words.gettext(
                "Something like your message %(short)s was shared as %(label)s by %(who)s, who say "
                "that the words are their own or public."
            ),
            short=short,
            label=label,
            who=who,
        )


def _listed(head: Text, lines: Sequence[Text]) -> Text:
    shown = [head, *lines[:_MOST_LINES]]
    return Text.of("\n".join(one.plain for one in shown))
