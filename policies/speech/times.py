"""What is said of times: what was understood, and what is wrong with one that somebody wrote."""

from datetime import timedelta

from policies.speech.words import Words, hour, instant, said
from policies.text import Text
from policies.times.durations import written_duration
from policies.times.folds import BadCalendar, Reason
from policies.times.moments import Moment
from policies.times.refusals import Fault, Refusal
from policies.times.zones import city_of


class Times:
    """The sentences; a time stands there as it was meant, with its zone and in UTC."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def moment(self, moment: Moment) -> str:
        """Return a moment as its zone's clock shows it, and in UTC where that is another."""
        local = f"{moment.local:%Y-%m-%d %H:%M}"
        if moment.zone == "UTC":
            return f"{local} UTC"
        city = city_of(moment.zone)
        same = moment.local.date() == moment.instant.date()
        universal = hour(moment.instant) if same else instant(moment.instant)
        return f"{local} {city} ({universal})"

    def remark(self, moment: Moment) -> str:
        """Return what is odd about the wall time of a moment, "" where nothing is."""
        written = moment.wall.partition("T")[2]
        if moment.shifted:
            return self._words.gettext(
                "The clock leaves out %(written)s that night: it is %(shown)s."
            ) % {"written": written, "shown": f"{moment.local:%H:%M}"}
        if moment.twice:
            return self._words.gettext(
                "%(written)s comes twice that night: the first time is meant."
            ) % {"written": written}
        return ""

    def refused(self, refusal: Refusal) -> Text:
        """Return what is wrong with a time, and what to write instead."""
        sentence = self._of_zones(refusal) or self._of_elections(refusal) or self._of_times(refusal)
        return said(
            sentence,
            word=refusal.word,
            choices=", ".join(refusal.choices),
            limit=written_duration(timedelta(minutes=refusal.limit)),
            count=refusal.limit,
            when=refusal.when.replace("T", " "),
        )

    def _of_times(self, refusal: Refusal) -> str:
        gettext = self._words.gettext
        return {
            Fault.EMPTY: gettext(
                "A time is missing, such as 18:00, tomorrow 18:00, 2026-12-01 18:00 Kyiv, in 30m, "
                "every day 06:00 or E-1 20:00."
            ),
            Fault.TOO_LONG: gettext(
                "That is too long for a time: write at most %(count)d characters."
            ),
            Fault.UNKNOWN_WORD: gettext(
                'I do not understand "%(word)s" in a time. Write it as 18:00, tomorrow 18:00, '
                "2026-12-01 18:00 Kyiv, in 30m, every day 06:00 or E-1 20:00."
            ),
            Fault.NO_TIME: gettext("The time of day is missing: write it as 18:00."),
            Fault.TIME_FORM: gettext(
                'I cannot read "%(word)s" as a time of day for certain: write it as 18:00.'
            ),
            Fault.NO_SUCH_TIME: gettext(
                "There is no %(word)s on a clock: write from 00:00 to 23:59."
            ),
            Fault.DATE_FORM: gettext(
                '"%(word)s" could be read in more than one way: write dates as 2026-12-01 and '
                "times as 18:00."
            ),
            Fault.NO_SUCH_DAY: gettext("There is no such day: %(word)s."),
            Fault.PAST: gettext(
                "That is past: %(when)s %(word)s. Write a time that is still to come."
            ),
            Fault.TOO_FAR: gettext("That is too far off: I plan for at most %(limit)s."),
            Fault.TOO_OFTEN: gettext("That is too often: every %(limit)s at the most."),
            Fault.TOO_RARE: gettext("That is too rare: every %(limit)s at the least."),
            Fault.DURATION_FORM: gettext(
                'I cannot read "%(word)s" as a length of time: write it as 30m, 2h, 2h 15m or 1d.'
            ),
            Fault.TOO_SHORT: gettext("That is too short: write at least %(limit)s."),
            Fault.TOO_LASTING: gettext("That is too long: write at most %(limit)s."),
            Fault.WINDOW_FORM: gettext(
                'I cannot read "%(word)s" as hours of the day: write them as 22:00-07:00.'
            ),
            Fault.EMPTY_WINDOW: gettext("Those hours end where they begin: %(word)s."),
            Fault.TWICE: gettext('"%(word)s" stands there twice: keep one of them.'),
        }[refusal.fault]

    def _of_zones(self, refusal: Refusal) -> str:
        gettext = self._words.gettext
        match refusal.fault:
            case Fault.UNKNOWN_ZONE if refusal.choices:
                return gettext(
                    'I know no zone "%(word)s". Did you mean %(choices)s? Nothing was changed.'
                )
            case Fault.UNKNOWN_ZONE:
                return gettext(
                    'I know no zone "%(word)s". Write a city such as Kyiv, or Europe/Kyiv.'
                )
            case Fault.AMBIGUOUS_ZONE:
                return gettext('"%(word)s" is several zones: write one of %(choices)s.')
            case Fault.ABBREVIATED_ZONE:
                return gettext(
                    '"%(word)s" means several zones. Write a city such as Kyiv, or Europe/Kyiv.'
                )
        return ""

    def _of_elections(self, refusal: Refusal) -> str:
        gettext = self._words.gettext
        match refusal.fault:
            case Fault.NO_ELECTION:
                return gettext("I know no election that is still to come. A steward can add one.")
            case Fault.UNKNOWN_ELECTION if refusal.choices:
                return gettext('I know no election "%(word)s". There are: %(choices)s.')
            case Fault.UNKNOWN_ELECTION:
                return gettext('I know no election "%(word)s". A steward can add it.')
            case Fault.WHICH_ELECTION:
                return gettext(
                    "Several elections are to come. Write which before the time: %(choices)s."
                )
            case Fault.NO_POLLS:
                return gettext(
                    "I do not know when the polls of %(word)s open and close. Write a time of day, "
                    "such as E 06:00."
                )
        return ""

    def bad_calendar(self, fault: BadCalendar) -> Text:
        """Return what is wrong with a calendar file, by its line."""
        reason = self._reason(fault.reason) % {"about": fault.about}
        if not fault.line:
            return said(
                self._words.gettext("The calendar was not taken: %(reason)s Nothing was changed."),
                reason=reason,
            )
        return said(
            self._words.gettext(
                "The calendar was not taken. Line %(line)d: %(reason)s Nothing was changed."
            ),
            line=fault.line,
            reason=reason,
        )

    def _reason(self, reason: Reason) -> str:
        gettext = self._words.gettext
        return {
            Reason.TOO_LARGE: gettext("it is larger than 256 KiB; give a part of it."),
            Reason.TOO_MANY_LINES: gettext("it has too many lines; give a part of it."),
            Reason.TOO_MANY_EVENTS: gettext("it has more than 500 events; give a part of it."),
            Reason.NOT_TEXT: gettext("it is no UTF-8 text."),
            Reason.CONTROL: gettext("it holds characters that act on what is shown."),
            Reason.LONG_LINE: gettext("it is too long."),
            Reason.MANY_FOLDS: gettext("it is folded too often."),
            Reason.NOT_A_LINE: gettext("it is no line of a calendar."),
            Reason.NOT_A_CALENDAR: gettext("it is no iCalendar file of version 2.0."),
            Reason.NESTING: gettext("what begins does not end there."),
            Reason.NO_EVENT: gettext("no event in it could be an election."),
            Reason.TWICE: gettext("%(about)s stands there twice."),
            Reason.MISSING: gettext("%(about)s is missing in the event that begins there."),
            Reason.RECURS: gettext("it recurs (%(about)s); write each election once."),
            Reason.TIME: gettext("%(about)s is no date or time that I can read."),
            Reason.ZONE: gettext("%(about)s names no zone such as Europe/Kyiv."),
            Reason.ORDER: gettext("the event that begins there ends before it begins, or late."),
            Reason.IDENTIFIER: gettext("%(about)s gives no id of letters and digits."),
            Reason.SAME_EVENT: gettext("the event that begins there has another's %(about)s."),
            Reason.NAME: gettext("%(about)s must be a name of 1 to 200 characters."),
        }[reason]
