"""What is said to stewards about rotas and elections: what there is, and why one is not kept."""

from collections.abc import Sequence

from policies.duty.soundness import RotaFault, Unsound
from policies.speech.words import Words, said
from policies.text import Text


class RotaWords:
    """The sentences; rotas and elections by their ids, people by the names that others see."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def none(self) -> Text:
        """Return the answer where an organisation has no rota."""
        return said(self._words.gettext("Your organisation has no rota."))

    def listed(self, lines: Sequence[str]) -> Text:
        """Return the rotas of an organisation."""
        return Text.of("\n".join((self._words.gettext("The rotas of your organisation:"), *lines)))

    def kept(self, rota: str, lines: Sequence[str]) -> Text:
        """Return the answer to a rota that was added or changed, with its next shifts."""
        head = self._words.gettext("%(rota)s is kept. The next shifts:") % {"rota": rota}
        return Text.of("\n".join((head, *lines)))

    def taken_away(self, rota: str) -> Text:
        """Return the answer to a rota that was removed."""
        return said(self._words.gettext("%(rota)s is removed."), rota=rota)

    def unreadable(self) -> Text:
        """Return the answer to a rota that cannot be read."""
        return said(
            self._words.gettext(
                "I cannot read that for certain. Write it so: rota add night people ana ben at "
                "06:00 18:00 zone Kyiv from 2026-12-01 hours 18:00-06:00; hours may be missing. "
                "Nothing was changed."
            )
        )

    def nobody(self, word: str) -> Text:
        """Return the answer to a word that names nobody who may take turns there."""
        return said(
            self._words.gettext(
                '"%(word)s" is nobody of your organisation. Name people by their ids in the '
                "directory, such as ana. Nothing was changed."
            ),
            word=word,
        )

    def unsound(self, reasons: Sequence[str]) -> Text:
        """Return the answer to what cannot be kept; the reasons name each key and the remedy."""
        head = self._words.gettext("That cannot be kept. Nothing was changed:")
        return Text.of("\n".join((head, *reasons)))

    def fault(self, one: Unsound, *, layer: str, person: str, starts: str, ends: str) -> str:
        """Return why a rota cannot be kept; `layer` says of which part, "" of the whole."""
        gettext = self._words.gettext
        sentence = {
            RotaFault.ZONE: gettext("the zone is none; write a city such as Kyiv."),
            RotaFault.START: gettext("the first day is none; write it as 2026-12-01."),
            RotaFault.NOBODY: gettext("nobody takes turns; name people."),
            RotaFault.NO_HANDOVER: gettext("there is no time of handover; write at 06:00 18:00."),
            RotaFault.UNKNOWN_PERSON: gettext("%(person)s is nobody whom I know."),
            RotaFault.TOO_MUCH: gettext("there are too many people, handovers or layers."),
            RotaFault.HANDOVER_TWICE: gettext("a time of handover stands there twice."),
            RotaFault.HOURS: gettext("the hours end where they begin."),
            RotaFault.GAP: gettext(
                "nobody would be on duty from %(starts)s to %(ends)s; widen the hours, or add "
                "people below."
            ),
        }[one.fault] % {"person": person, "starts": starts, "ends": ends}
        if not layer:
            return sentence
        return gettext("part %(layer)s: %(sentence)s") % {"layer": layer, "sentence": sentence}

    def id_taken(self, name: str) -> Text:
        """Return the answer where an id stands for another thing of that kind already."""
        return said(
            self._words.gettext(
                'There is a "%(name)s" already: choose another id, or change it with set.'
            ),
            name=name,
        )

    # Elections.

    def no_election(self) -> Text:
        """Return the answer where no election is known."""
        return said(self._words.gettext("I know no election. A steward can add one."))

    def elections(self, lines: Sequence[str]) -> Text:
        """Return the elections that are known."""
        return Text.of("\n".join((self._words.gettext("Elections:"), *lines)))

    def election(self, one: str, name: str, days: str, zone: str) -> str:
        """Return one election: its id, its name, its days, and the zone that they are of."""
        return self._words.gettext("%(id)s: %(name)s, %(days)s, %(zone)s") % {
            "id": one,
            "name": name,
            "days": days,
            "zone": zone,
        }

    def days(self, first: str, last: str) -> str:
        """Return from which day to which."""
        return self._words.gettext("%(first)s to %(last)s") % {"first": first, "last": last}

    def polls(self, line: str, opening: str, closing: str) -> str:
        """Return an election's line with when its polls open and close."""
        return self._words.gettext("%(line)s, polls %(opening)s to %(closing)s") % {
            "line": line,
            "opening": opening,
            "closing": closing,
        }

    def added(self, lines: Sequence[str]) -> Text:
        """Return the answer to elections that were added or changed."""
        return Text.of("\n".join((self._words.gettext("Kept:"), *lines)))

    def election_unreadable(self) -> Text:
        """Return the answer to an election that cannot be read."""
        return said(
            self._words.gettext(
                "I cannot read that for certain. Write it so: election add ke2027 2027-08-10 zone "
                "Nairobi polls 06:00-17:00 places country:KE name Kenya votes; several days as "
                "2027-08-10 to 2027-08-12. Nothing was changed."
            )
        )

    def election_field(self, name: str) -> Text:
        """Return what is wrong with a field of an election's form, by the field's name."""
        gettext = self._words.gettext
        return Text.of(
            {
                "id": gettext(
                    "The short name has small letters, digits, dots and hyphens, such as ke2027."
                ),
                "name": gettext("The name stands on one line, without control characters."),
                "day": gettext("The first day is no day: write it as 2027-08-10."),
                "last": gettext(
                    "The last day is written as 2027-08-12, and is one of the sixty from the first "
                    "day on."
                ),
                "polls": gettext(
                    "The polls open before they close, on one day: write 06:00-17:00."
                ),
                "places": gettext("A place is a tag: write country:KE, region:kisumu."),
            }[name]
        )

    def elsewhere(self, name: str) -> Text:
        """Return the answer to whoever would change an election that is held where others are."""
        return said(
            self._words.gettext(
                "%(name)s is held elsewhere: stewards of an organisation there change it, or an "
                "operator."
            ),
            name=name,
        )

    def too_many(self, most: int) -> Text:
        """Return why no more elections are taken at once."""
        return said(
            self._words.gettext("There are more than %(count)d elections: give a part of them."),
            count=most,
        )

    def no_calendar(self) -> Text:
        """Return the answer to whoever would import a calendar and gave none."""
        return said(
            self._words.gettext(
                'There is no calendar. Send me the iCalendar file in private with "election '
                'import" as its words, or paste the calendar behind them. Nothing was changed.'
            )
        )

    def one_calendar(self) -> Text:
        """Return the answer where several files came, or none that can be fetched."""
        return said(
            self._words.gettext(
                'I take one calendar at a time. Send one iCalendar file alone with "election '
                'import" as its words. Nothing was changed.'
            )
        )

    def fetching(self) -> Text:
        """Return the answer to a calendar that came as a file."""
        return said(self._words.gettext("The calendar is being fetched. You will be told."))

    def not_fetched(self) -> Text:
        """Return what is said of a file that could not be fetched."""
        return said(
            self._words.gettext(
                "The calendar could not be fetched. Nothing was changed; please send it again."
            )
        )

    def election_gone(self, name: str) -> Text:
        """Return the answer to an election that was removed."""
        return said(
            self._words.gettext(
                "%(name)s is removed. What was scheduled relative to it does not fall due any more."
            ),
            name=name,
        )
