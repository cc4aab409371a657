"""What is said of reports: to whoever makes one, on the board, and to those who look at them."""

from datetime import datetime

from policies.alerts.alert import Verdict
from policies.intake.report import Status
from policies.labels import Label
from policies.speech.reports import ReportWords
from policies.speech.words import Words, hour, said
from policies.text import Text


class IntakeWords:
    """Sentences to whoever reports, and to whoever looks at reports."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._reports = ReportWords(words)

    # To whoever makes one.

    def taken(self, number: int, label: Label) -> Text:
        """Return the answer to a report that was taken in."""
        return said(
            self._words.gettext(
                "Thank you. It is report R-%(number)d now, as %(label)s. Somebody on duty looks "
                "at it; if they need to know more, I ask you here."
            ),
            number=number,
            label=label.value,
        )

    def recalled(self, number: int) -> Text:
        """Return the answer to whoever took back what a report says."""
        return said(
            self._words.gettext(
                "What R-%(number)d says is withdrawn. An alert that was made of it is not: ask "
                "whoever raised it."
            ),
            number=number,
        )

    def taken_before(self, number: int) -> Text:
        """Return the answer to a message of which there is a report already."""
        return said(
            self._words.gettext("It is report R-%(number)d already. Nothing was changed."),
            number=number,
        )

    def unread(self, number: int) -> Text:
        """Return what a reporter is told whose label cannot be read for certain."""
        return said(
            self._words.gettext(
                "Your report R-%(number)d waits, and nobody has it: its label cannot be read for "
                "certain. Please edit the message so that it begins with one clear label, such as "
                "TLP:AMBER."
            ),
            number=number,
        )

    def unread_here(self) -> Text:
        """Return the same for everybody's eyes."""
        return said(self._words.gettext("This message waits. Please look at its label."))

    def no_red(self) -> Text:
        """Return the answer to a report that is RED."""
        return said(
            self._words.gettext(
                "A report can be read by everybody on duty, so it cannot be TLP:RED. Give it "
                "another label, or send it to people by name: to @person text"
            )
        )

    def doubtful_label(self) -> Text:
        """Return the answer to a typed report whose label cannot be read for certain."""
        return said(
            self._words.gettext(
                "I cannot tell for certain which label is meant, so nothing was taken in. Begin "
                "with one clear label, such as TLP:AMBER."
            )
        )

    def wrong(self, field: str) -> Text:
        """Return the answer to what a field of the form cannot be."""
        gettext = self._words.gettext
        if field == "first_seen":
            return said(
                gettext(
                    "First seen: write a day, a time and a place whose clock it is, not in the "
                    "future, such as 2026-12-01 18:00 Kyiv. Nothing was taken in."
                )
            )
        if field == "links":
            return said(
                gettext(
                    "Links: write addresses that begin with https:// or http://. Nothing was "
                    "taken in."
                )
            )
        return said(
            gettext(
                "Kinds: choose among information, cyber, finance, subversion, coercion and "
                "violence. Nothing was taken in."
            )
        )

    # Answers to those who look at them.

    def nothing_waits(self) -> Text:
        """Return the answer to `next` where there is nothing."""
        return said(self._words.gettext("Nothing waits: somebody has every report."))

    def with_other(self, number: int, name: str, since: datetime) -> Text:
        """Return the answer to whoever came second."""
        return said(
            self._words.gettext("R-%(number)d is with %(name)s since %(time)s. Type next."),
            number=number,
            name=name,
            time=hour(since),
        )

    def over(self, number: int, status: Status) -> Text:
        """Return the answer to what cannot be done to a report any more."""
        return said(
            self._words.gettext(
                "R-%(number)d is %(status)s already; nothing was changed. Type next for another."
            ),
            number=number,
            status=self._reports.status(status),
        )

    def claimed(self, number: int) -> Text:
        """Return the answer to whoever took one."""
        return said(self._words.gettext("R-%(number)d is yours."), number=number)

    def claimed_here(self) -> Text:
        """Return what a room sees where whoever took one takes no private message from us."""
        return said(
            self._words.gettext("It is yours. Write to me in private once, and I show it to you.")
        )

    def merged(self, number: int, into: int) -> Text:
        """Return the answer to `same`."""
        return said(
            self._words.gettext("R-%(number)d is the same as R-%(into)d, and is closed."),
            number=number,
            into=into,
        )

    def same_as_itself(self) -> Text:
        """Return the answer to a report that is to be the same as itself."""
        return said(self._words.gettext("That is one report, not two. Type it so: same 31 as 12"))

    def drafted(self, number: int, alert: int, called: str) -> Text:
        """Return the answer to `promote`; the alert is `called` so in a sentence."""
        return said(
            self._words.gettext(
                "%(called)s is drafted from R-%(number)d. Nothing has left: look at it, then send "
                "it, or say for whom it is: change A-%(alert)d high TLP:AMBER to everybody: text"
            ),
            number=number,
            alert=alert,
            called=called,
        )

    def drafted_already(self, number: int, alert: int) -> Text:
        """Return the answer where an alert was drafted of it before."""
        return said(
            self._words.gettext(
                "R-%(number)d is drafted as A-%(alert)d already. Send that, or discard it first."
            ),
            number=number,
            alert=alert,
        )

    def no_alert(self, number: int) -> Text:
        """Return the answer where no alert can be made of a report."""
        return said(
            self._words.gettext(
                "No alert can be made of R-%(number)d: its exercise is over, it was withdrawn, "
                "or its label cannot be read. Nothing was drafted."
            ),
            number=number,
        )

    def closed(self, number: int) -> Text:
        """Return the answer to `close`."""
        return said(self._words.gettext("R-%(number)d is closed."), number=number)

    def asked(self, number: int) -> Text:
        """Return the answer to `ask`."""
        return said(
            self._words.gettext(
                "Asked in private. The answer will stand in R-%(number)d, and you are shown it."
            ),
            number=number,
        )

    def was_answered(self, number: int) -> Text:
        """Return what whoever asked hears once there is an answer."""
        return said(
            self._words.gettext("Your question about R-%(number)d was answered; it stands there."),
            number=number,
        )

    def nobody_to_ask(self) -> Text:
        """Return the answer where a reporter cannot be written to."""
        return said(
            self._words.gettext(
                "Whoever reported this cannot be written to: there is no account, or it is locked. "
                "Nothing was asked."
            )
        )

    def stricter(self) -> Text:
        """Return the answer to words that bear a stricter label than what they stand beside."""
        return said(
            self._words.gettext(
                "What you wrote bears a stricter label than this, or one that I cannot tell for "
                "certain; more people would read it than may. Nothing was changed."
            )
        )

    def too_long(self, most: int) -> Text:
        """Return the answer to words that are too many."""
        return said(
            self._words.gettext("That is too long: at most %(most)d characters."), most=most
        )

    def asks_you(self, number: int, organisation: str, text: str) -> Text:
        """Return the question as its reporter reads it."""
        return said(
            self._words.gettext(
                "About your report R-%(number)d, %(organisation)s asks:\n%(text)s\n\nPlease answer "
                "by a reply to this message. Only those who have your report read it."
            ),
            number=number,
            organisation=organisation,
            text=text,
        )

    def asks_you_here(self) -> Text:
        """Return what stands in the room where a reporter takes no private message from us."""
        return said(
            self._words.gettext(
                "There is a question about this. Please write to me in private once."
            )
        )

    def asks_no_more(self) -> Text:
        """Return what stands in the place of a question that was answered."""
        return said(self._words.gettext("Thank you, your answer stands in the report."))

    def answer_kept(self) -> Text:
        """Return the answer to whoever answered a question."""
        return said(self._words.gettext("Thank you. It stands in your report now."))

    # Whether it is so.

    def needs_another(self) -> Text:
        """Return the answer to somebody of the source's own organisation without a second source.

        Written with what to type.
        """
        return said(
            self._words.gettext(
                "This comes from your own organisation. Another organisation has to say so, or you "
                "name a second source: confirm R-31 from what you saw or whom you asked"
            )
        )

    def said_already(self, verdict: Verdict) -> Text:
        """Return the answer to what was said before."""
        return said(
            self._words.gettext("It is held as %(verdict)s already. Nothing was changed."),
            verdict=self._reports.verdict(verdict),
        )

    def noted(self, name: str, verdict: Verdict) -> Text:
        """Return the answer to whoever said whether it is so; `name` is "R-31" or "A-17"."""
        return said(
            self._words.gettext("%(name)s: %(verdict)s. It stands so wherever it is shown."),
            name=name,
            verdict=self._reports.verdict(verdict),
        )

    def corrected(self, name: str, count: int) -> Text:
        """Return the answer where a correction goes to so many who were reached."""
        return said(
            self._words.ngettext(
                "%(name)s is held as FALSE. %(count)d place that had it is corrected.",
                "%(name)s is held as FALSE. %(count)d places that had it are corrected.",
                count,
            ),
            name=name,
            count=count,
        )
