"""What is said while an alert is written, looked at and raised."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from policies.alerts.alert import Need
from policies.alerts.interference import Interference
from policies.alerts.severity import Severity
from policies.buttons import Button, Rows
from policies.speech.alert_faults import AlertFaultWords
from policies.speech.audiences import AudienceWords
from policies.speech.exercising import ExerciseWords
from policies.speech.guiding import GuidingWords
from policies.speech.words import Words, said
from policies.text import Text
from policies.times.zones import zone


class RaisingWords:
    """The sentences of drafts and previews."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.faults: Final = AlertFaultWords(words)
        self.guiding: Final = GuidingWords(words)
        self.exercises: Final = ExerciseWords(words)
        self.audiences: Final = AudienceWords(words)

    # The preview.

    def draft(self, number: str) -> str:
        """Return the head of a preview."""
        return self._words.gettext("%(number)s · draft: nothing has left yet") % {"number": number}

    def leaving(self, number: str, when: datetime, place: str) -> str:
        """Return the head of what leaves in a moment, to the second on the clock of a zone."""
        city = place.rpartition("/")[2].replace("_", " ")
        return self._words.gettext(
            "%(number)s leaves at %(when)s. Until then you can take it back."
        ) % {"number": number, "when": f"{when.astimezone(zone(place)):%H:%M:%S} {city}"}

    def raised(self, number: str, when: str, organisations: int) -> Text:
        """Return what stands in a preview's place once it was raised."""
        return said(
            self._words.ngettext(
                "%(number)s was raised %(when)s to %(count)d organisation.",
                "%(number)s was raised %(when)s to %(count)d organisations.",
                organisations,
            ),
            number=number,
            when=when,
            count=organisations,
        )

    def first(self) -> str:
        """Return, in a preview, that only some have it before a second person approves."""
        return self._words.gettext(
            "At first only those on duty have it, and organisations that you name beside "
            "everybody; all of these once a second person, of another organisation, approves."
        )

    def waits(self, number: str) -> str:
        """Return that the whole community gets it once a second person approves."""
        return self._words.gettext(
            "It goes to the whole community once a second person, of another organisation, "
            "approves; you are told what becomes of it. For danger to life type: glass "
            "%(number)s country:KE why"
        ) % {"number": number}

    def fewer(self, names: Iterable[str]) -> str:
        """Return whom less went to than the preview had shown."""
        return self._words.gettext("Less than the preview showed went to: %(names)s.") % {
            "names": self.audiences.some(names)
        }

    def discarded(self, number: str) -> Text:
        """Return what stands in a preview's place once it was given up."""
        return said(
            self._words.gettext("%(number)s was given up. Nothing of it was sent or is kept."),
            number=number,
        )

    def missed(self, number: str) -> Text:
        """Return what stands in a preview's place once it was too late to send it."""
        return said(
            self._words.gettext(
                "%(number)s was not sent: its time was over before it could leave."
            ),
            number=number,
        )

    def severity(self, severity: Severity) -> str:
        """Return how bad it is."""
        gettext = self._words.gettext
        return {
            Severity.LOW: gettext("Severity: low"),
            Severity.MEDIUM: gettext("Severity: medium"),
            Severity.HIGH: gettext("Severity: high"),
            Severity.CRITICAL: gettext("Severity: CRITICAL"),
        }[severity]

    def particulars(self, *, asked: str, until: str, need: Need, of: int) -> list[str]:
        """Return the lines of what is asked, until when, and how many must answer of so many."""
        gettext = self._words.gettext
        lines = [gettext("Asked: %(what)s") % {"what": asked}] if asked else []
        if until:
            lines.append(gettext("Valid until %(when)s") % {"when": until})
        if need.of == "every":
            lines.append(gettext("Every organisation that it reaches must answer."))
        if need.of == "some":
            lines.append(gettext("%(count)d organisations must answer.") % {"count": need.count})
            if need.count > of:
                lines.append(
                    gettext("It reaches fewer than must answer: every one of them will have to.")
                )
        return lines

    def kinds(self, kinds: Iterable[Interference]) -> str:
        """Return the kinds of interference, "" for none."""
        gettext = self._words.gettext
        names = {
            Interference.INFORMATION: gettext("information manipulation"),
            Interference.CYBER: gettext("cyber operations"),
            Interference.FINANCE: gettext("malign finance"),
            Interference.SUBVERSION: gettext("civil society subversion"),
            Interference.ECONOMIC: gettext("economic coercion"),
            Interference.VIOLENCE: gettext("physical violence"),
        }
        shown = ", ".join(names[one] for one in kinds)
        return gettext("Kinds: %(kinds)s") % {"kinds": shown} if shown else ""

    def places(self, places: Iterable[str], elections: Iterable[str]) -> list[str]:
        """Return the lines of places and elections that it concerns."""
        gettext = self._words.gettext
        where, which = ", ".join(places), ", ".join(elections)
        lines = [gettext("Places: %(places)s") % {"places": where}] if where else []
        return [*lines, gettext("Elections: %(names)s") % {"names": which}] if which else lines

    def summary(self, label: str, text: str) -> str:
        """Return the tear line: what those get who may not have the text."""
        return self._words.gettext("Below the tear line, for those who may not have it:") + (
            f"\n{label} · {text}"
        )

    def changed(self, *, mentions: bool, links: bool) -> str:
        """Return what is changed of the text on its way, "" for nothing."""
        gettext = self._words.gettext
        lines = []
        if mentions:
            lines.append(gettext("Mentions in the text call nobody."))
        if links:
            lines.append(gettext("Links are shown without a preview."))
        return " ".join(lines)

    def nobody(self) -> Text:
        """Return the answer to sending what would reach nobody."""
        return said(
            self._words.gettext(
                "It would reach nobody as it is, so it was not sent. Change the label or whom it "
                "is for; the preview says why each gets nothing."
            )
        )

    def widened(self) -> Text:
        """Return the answer where more people would get it than the preview had shown."""
        return said(
            self._words.gettext(
                "It was not sent: since you looked, it would go to more than the preview showed. "
                "Please look at it once more."
            )
        )

    def newer(self) -> Text:
        """Return the answer to a button of a preview that has changed since."""
        return said(
            self._words.gettext(
                "It was not sent: the draft has changed since. Please look at it once more."
            )
        )

    def too_late(self, number: str) -> Text:
        """Return the answer to an undo of what has left."""
        return said(
            self._words.gettext(
                "%(number)s has left already and can no longer be undone. To stop it and tell "
                "everybody whom it reached, type: cancel %(number)s why"
            ),
            number=number,
        )

    def no_draft(self) -> Text:
        """Return the answer where nothing is left to be taken back."""
        return said(self._words.gettext("There is no draft of yours that this could be done to."))

    def alike(self, number: str) -> str:
        """Return that another alert says much the same."""
        return self._words.gettext(
            "%(number)s says much the same. You can merge this draft into it instead."
        ) % {"number": number}

    def folded(self, number: str, into: str) -> Text:
        """Return the answer to a draft that was given up for an alert that says the same."""
        return said(
            self._words.gettext(
                "%(number)s was given up, and %(into)s says in its timeline that you have told the "
                "same. Nothing of your text went there: what it lacks, add with: note %(into)s …"
            ),
            number=number,
            into=into,
        )

    def over(self, number: str) -> Text:
        """Return the answer where an alert that says the same is over."""
        return said(
            self._words.gettext("%(number)s is over; nothing is merged into it."), number=number
        )

    def buttons(self, number: int, version: int, alike: Iterable[int], *, goes: bool) -> Rows:
        """Return what may be done with a draft; without anybody to reach it cannot be sent."""
        gettext = self._words.gettext
        send = Button(label=gettext("Send"), line=f"send {number} {version}", style="primary")
        change = Button(label=gettext("Change…"), line=f"change {number}")
        cancel = Button(label=gettext("Cancel"), line=f"discard {number}", style="danger")
        merges = (
            Button(
                label=gettext("Merge into %(number)s") % {"number": f"A-{one}"},
                line=f"merge {number} into {one}",
            )
            for one in alike
        )
        first = (send, change, cancel) if goes else (change, cancel)
        return (first, *((one,) for one in merges))

    def undo_button(self, number: int) -> Rows:
        """Return the button of what leaves in a moment."""
        label = self._words.gettext("Take it back")
        return ((Button(label=label, line=f"undo {number}", style="danger"),),)

    # Exercises.

    def number(self, number: int, *, exercise: bool) -> str:
        """Return how an alert is called in a sentence; what is only practised is marked there."""
        if not exercise:
            return f"A-{number}"
        # Translators: the mark of an exercise behind an alert's number, within a sentence.
        return self._words.gettext("A-%(number)d (EXERCISE, NOT REAL)") % {"number": number}

    def exercise(self, name: str) -> str:
        """Return the mark of a draft that is only practised."""
        return self._words.gettext("EXERCISE, NOT REAL: %(name)s") % {"name": name}

    def unknown_exercise(self, names: Iterable[str]) -> Text:
        """Return the answer to a drill of no exercise that is on record."""
        known = ", ".join(names)
        if not known:
            return said(
                self._words.gettext(
                    "There is no exercise that you take part in. Who takes part stands in the "
                    "directory, under [[exercise]]."
                )
            )
        return said(
            self._words.gettext(
                "Say which exercise: %(names)s. Type it so: drill name high TLP:GREEN to …: text"
            ),
            names=known,
        )
