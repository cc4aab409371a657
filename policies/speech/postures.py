"""What is said of postures: what is agreed beforehand, from when to when, and how it stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from policies.community.posture import MOST_TERMS, Posture, State, Wrong
from policies.speech.words import Words, instant, said
from policies.text import Text

_USAGE: Final = (
    "posture declare E-1 18:00 to E+1 12:00\n"
    "default ROOM TLP:AMBER\n"
    "permit ORGANISATION to NAMES TLP:AMBER\n"
    "approvers PEOPLE\n"
    "deputies PEOPLE"
)


class PostureWords:
    """Sentences about postures, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def usage(self) -> Text:
        """Return how a posture is declared."""
        return said(
            self._words.gettext("Please type it so, each term on a line of its own:\n%(usage)s"),
            usage=_USAGE,
        )

    def unfit(self, why: Wrong, word: str) -> Text:
        """Return the answer to a posture that cannot be declared; `word` is what was typed."""
        gettext = self._words.gettext
        sentence = {
            "form": gettext(
                "I do not understand this: %(word)s. A line begins with default, permit, "
                "approvers or deputies."
            ),
            "time": gettext(
                "This is no time that I can tell for certain, or it is past: %(word)s. Write it "
                "such as E-1 18:00, or 2026-12-01 18:00 Kyiv."
            ),
            "order": gettext("It would end before it begins."),
            "long": gettext("A posture lasts 31 days at most."),
            "nothing": gettext(
                "It has no terms: write below, a line for each, what is to hold, such as: default "
                "studio TLP:AMBER; permit watch to radio TLP:AMBER; approvers stan; deputies nia."
            ),
            "many": gettext("A posture has %(most)d terms at most."),
            "room": gettext("There is no such room of organisations: %(word)s"),
            "label": gettext(
                "This label cannot be agreed on here. Write one of TLP:GREEN, TLP:AMBER "
                "and TLP:AMBER+STRICT; for a room, none looser than its bridges allow."
            ),
            "organisation": gettext("Nobody knows this name: %(word)s"),
            "person": gettext("There is no such person, or it is an account of several: %(word)s"),
            "alone": gettext(
                "Who may be the second person, two organisations say together: name somebody of "
                "another one too."
            ),
        }[why]
        told = sentence % {"word": word or "-", "most": MOST_TERMS}
        return Text.of(told + "\n" + gettext("Nothing was declared."))

    def question(
        self, number: int, posture: Posture, begins: datetime, names: Sequence[str]
    ) -> str:
        """Return the question whether a posture is agreed on; instants are UTC."""
        gettext = self._words.gettext
        head = gettext("Agree on posture P-%(number)d, from %(begins)s to %(until)s?") % {
            "number": number,
            "begins": instant(begins),
            "until": instant(posture.until),
        }
        tail = gettext(
            "It begins once every organisation has signed (%(names)s), and ends by itself; what "
            "it changes is put back then. Each can end it at any time: posture end P-%(number)d"
        ) % {"names": ", ".join(names), "number": number}
        return "\n".join((head, *self.terms(posture), tail))

    def terms(self, posture: Posture) -> list[str]:
        """Return what is agreed, a line for each term; ids are of the directory."""
        gettext = self._words.gettext
        lines = [
            gettext("- in %(room)s, what has no label crosses as %(label)s")
            % {"room": one.room, "label": one.label.value}
            for one in posture.defaults
        ]
        lines += [
            gettext("- %(by)s lets %(to)s have what is %(label)s or looser")
            % {"by": one.by, "to": ", ".join(one.to), "label": one.label.value}
            for one in posture.permits
        ]
        if posture.approvers:
            lines.append(
                gettext("- the second person for critical alerts is one of %(people)s")
                % {"people": ", ".join(posture.approvers)}
            )
        if posture.deputies:
            lines.append(
                gettext("- deputies: %(people)s") % {"people": ", ".join(posture.deputies)}
            )
        return lines

    def line(self, number: int, state: State, begins: datetime | None, until: datetime) -> str:
        """Return one line of a list of postures; instants are UTC."""
        gettext = self._words.gettext
        shown = {
            "asked": gettext("waits for signatures"),
            "signed": gettext("signed"),
            "in force": gettext("IN FORCE"),
            "over": gettext("over"),
            "void": gettext("void"),
        }[state]
        return gettext("P-%(number)d: %(state)s, from %(begins)s to %(until)s") % {
            "number": number,
            "state": shown,
            "begins": "-" if begins is None else instant(begins),
            "until": instant(until),
        }

    def none(self) -> Text:
        """Return the answer where no posture concerns whoever asks."""
        return said(self._words.gettext("No posture is declared that concerns your organisation."))

    def listed(self, lines: Iterable[str]) -> Text:
        """Return the list of postures."""
        return Text.of("\n".join(lines))

    def now(self, number: int, until: datetime) -> str:
        """Return the line that stands in the help while a posture is in force (UTC)."""
        return self._words.gettext("Posture P-%(number)d is in force until %(until)s.") % {
            "number": number,
            "until": instant(until),
        }

    def declared(self, number: int) -> Text:
        """Return the answer to whoever declared one."""
        return said(
            self._words.gettext(
                "P-%(number)d is declared; I have asked the stewards. It holds only once somebody "
                "of each organisation has signed, within 24 hours; signed late, it begins at once."
            ),
            number=number,
        )

    def ended(self, number: int) -> Text:
        """Return the answer to whoever ended one before its time."""
        return said(
            self._words.gettext("P-%(number)d is over; what it had changed is put back."),
            number=number,
        )

    def became(self, number: int, state: State, until: datetime) -> Text:
        """Return what stewards are told when a posture begins, ends, or comes to nothing (UTC)."""
        gettext = self._words.gettext
        sentence = {
            "in force": gettext("Posture P-%(number)d is in force until %(until)s."),
            "over": gettext("Posture P-%(number)d is over; what it had changed is put back."),
            "void": gettext(
                "Posture P-%(number)d did not begin: not every organisation had signed, or "
                "something that it names is no longer there. Nothing was changed."
            ),
        }.get(state, "-")
        return said(sentence, number=number, until=until)
