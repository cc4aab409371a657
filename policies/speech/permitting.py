"""What is said of permissions, of what goes to people by name, and of words that two share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from policies.buttons import Button, Rows
from policies.speech.words import Words, said
from policies.text import Text


class Permitting:
    """Who may have a message too, and who asks."""

    def __init__(self, words: Words) -> None:
        self._words = words
        # Translators: the mark of a copy that is here by a permission of its source's organisation.
        self.by_standing: Final = words.gettext("(by standing permission)")
        # Translators: the mark of a copy that is here because its source permitted it.
        self.by_permission: Final = words.gettext("(by permission of its source)")

    def permitted(self, names: str, until: datetime | None) -> Text:
        """Return a permission that holds."""
        if until is None:
            return said(self._words.gettext("Permitted to %(names)s."), names=names)
        return said(
            self._words.gettext("Permitted to %(names)s until %(until)s."), names=names, until=until
        )

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

    def tag_means(self, tag: str, organisations: int, people: int) -> Text:
        """Return whom a tag means: organisations, and people of others who have it themselves."""
        words = self._words
        rooms = words.ngettext(
            "%(count)d organisation in its rooms",
            "%(count)d organisations in their rooms",
            organisations,
        ) % {"count": organisations}
        private = words.ngettext(
            "%(count)d person of another in private",
            "%(count)d people of others in private",
            people,
        ) % {"count": people}
        return said(
            words.gettext("%(tag)s means %(rooms)s, %(private)s."),
            tag=tag,
            rooms=rooms,
            private=private,
        )

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

    def only_own(self) -> Text:
        """Return the answer to something that is sent on and was quoted or forwarded."""
        return said(
            self._words.gettext(
                'What is sent with "to" is what you wrote yourself, without a quotation. '
                "Nothing was sent."
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
        """Return what a source is told when something like its message went out looser.

        Under the Chatham House rule `who` is "": nobody is named.
        """
        if not who:
            return said(
                self._words.gettext(
                    "Something like your message %(short)s was shared as %(label)s under the "
                    "Chatham House rule. Whoever shared it says that the words are their own or "
                    "public."
                ),
                short=short,
                label=label,
            )
        return said(
            self._words.gettext(
                "Something like your message %(short)s was shared as %(label)s by %(who)s, who say "
                "that the words are their own or public."
            ),
            short=short,
            label=label,
            who=who,
        )
