"""What is said about who is on duty."""

from collections.abc import Sequence

from policies.speech.swapping import SwappingWords
from policies.speech.words import said
from policies.text import Text


class DutyWords(SwappingWords):
    """The sentences; people and organisations by the names that others see, times as texts."""

    # Which rota, and who.

    def no_rota(self) -> Text:
        """Return the answer where there is no rota that is the caller's."""
        return said(
            self._words.gettext(
                "There is no such rota that is yours. A steward of yours can add one: rota add."
            )
        )

    def no_rota_to_hand_on(self) -> Text:
        """Return the answer to whoever would hand on a shift where there is no rota."""
        return said(
            self._words.gettext(
                "There is no rota that is yours, so there is no shift to hand on: all who have the "
                "role of duty are on duty together. A steward of yours can add a rota: rota add. "
                "To give one alert to somebody, type assign with its number and the name."
            )
        )

    def nobody_to_hand_on_to(self, rota: str) -> Text:
        """Return the answer where nobody else of an organisation could be on duty by a rota."""
        return said(
            self._words.gettext(
                "Nobody else of your organisation could be on duty for %(rota)s. A steward of "
                "yours can add people to it: rota set."
            ),
            rota=rota,
        )

    def which_rota(self, names: Sequence[str]) -> Text:
        """Return the answer where several rotas could be meant."""
        return said(
            self._words.gettext("There are several rotas. Name one of them at the end: %(names)s."),
            names=", ".join(names),
        )

    def not_one_of_you(self) -> Text:
        """Return the answer where a word names nobody who could be on duty there."""
        return said(
            self._words.gettext(
                "That is nobody who could be on duty there: name somebody of the rota, or of "
                "those on duty in your organisation. Nothing was changed."
            )
        )

    def not_of_the_rota(self, rota: str) -> Text:
        """Return the answer to whoever would take a duty and takes no turns there."""
        return said(
            self._words.gettext(
                "You take no turns in %(rota)s, and have not the role of duty: ask a steward of "
                "yours, who can add you: rota set. Nothing was changed."
            ),
            rota=rota,
        )

    def unreachable(self, name: str) -> Text:
        """Return the answer where somebody takes no private message from us."""
        return said(
            self._words.gettext("I cannot reach %(name)s in private. Nothing was changed."),
            name=name,
        )

    # Who is on duty.

    def all_of(self, names: Sequence[str]) -> Text:
        """Return who is on duty in an organisation that has no rota."""
        return said(
            self._words.gettext("There is no rota. All who may be are on duty: %(names)s."),
            names=", ".join(names),
        )

    def head(self, when: str) -> str:
        """Return the line above the list; `when` is "" for now."""
        if not when:
            return self._words.gettext("On duty now:")
        return self._words.gettext("On duty at %(when)s:") % {"when": when}

    def line(self, rota: str, name: str, until: str) -> str:
        """Return who is on duty by a rota, and until when; `name` is "" for nobody."""
        if not name:
            return self._words.gettext("%(rota)s: NOBODY until %(until)s") % {
                "rota": rota,
                "until": until,
            }
        return self._words.gettext("%(rota)s: %(name)s until %(until)s") % {
            "rota": rota,
            "name": name,
            "until": until,
        }

    def then(self, line: str, name: str) -> str:
        """Return that line with who follows."""
        if not name:
            return self._words.gettext("%(line)s, then nobody") % {"line": line}
        return self._words.gettext("%(line)s, then %(name)s") % {"line": line, "name": name}

    def handed_on(self, by: str, since: str) -> str:
        """Return who handed on a rota, and when, above the summary."""
        return self._words.gettext("Handed on by %(name)s at %(since)s:") % {
            "name": by,
            "since": since,
        }

    # On the card of whoever comes on duty.

    def yours(self, rota: str, until: str) -> str:
        """Return what stands above: from now on it is the reader's."""
        return self._words.gettext("You are on duty for %(rota)s until %(until)s.") % {
            "rota": rota,
            "until": until,
        }

    def anothers(self, rota: str, name: str, until: str) -> Text:
        """Return what stands there once somebody else is on duty; `name` is "" for nobody."""
        if not name:
            return said(
                self._words.gettext("Your duty for %(rota)s is over. Nobody follows."), rota=rota
            )
        return said(
            self._words.gettext(
                "Your duty for %(rota)s is over: %(name)s is on duty until %(until)s."
            ),
            rota=rota,
            name=name,
            until=until,
        )

    def open_alerts(self, count: int) -> str:
        """Return the line above the open alerts."""
        if not count:
            return self._words.gettext("No alert is open.")
        return self._words.ngettext(
            "%(count)d alert is open:", "%(count)d alerts are open:", count
        ) % {"count": count}

    def and_more(self, count: int) -> str:
        """Return how many more alerts are open than were listed."""
        return self._words.ngettext("and %(count)d more.", "and %(count)d more.", count) % {
            "count": count
        }

    def hand_on(self) -> str:
        """Return what stands on the button that hands on the rest of a shift."""
        return self._words.gettext("Hand on")

    def take(self, rota: str) -> str:
        """Return what stands on the button that takes the duty for two hours."""
        return self._words.gettext("Take %(rota)s for 2 hours") % {"rota": rota}

    # What was taken, swapped and handed on.

    def taken(self, rota: str, until: str) -> Text:
        """Return the answer to whoever took the duty."""
        return said(
            self._words.gettext("You are on duty for %(rota)s until %(until)s."),
            rota=rota,
            until=until,
        )

    def not_on_duty(self) -> Text:
        """Return the answer to whoever hands on what is not hers."""
        return said(self._words.gettext("You are not on duty now, so there is nothing to hand on."))

    def given(self, rota: str, name: str, until: str, alerts: int) -> Text:
        """Return the answer to whoever handed on the duty."""
        return said(
            self._words.ngettext(
                "%(name)s is on duty for %(rota)s until %(until)s, and has your words and "
                "%(count)d open alert.",
                "%(name)s is on duty for %(rota)s until %(until)s, and has your words and "
                "%(count)d open alerts.",
                alerts,
            ),
            rota=rota,
            name=name,
            until=until,
            count=alerts,
        )

    def too_long(self, most: int) -> Text:
        """Return the answer to a summary that is too long."""
        return said(
            self._words.gettext(
                "That is too long to hand on: write at most %(count)d characters. Nothing was "
                "changed."
            ),
            count=most,
        )

    # Before an election.

    def gaps(self, lines: Sequence[str]) -> Text:
        """Return what stewards are told days before nobody would be on duty."""
        head = self._words.gettext("Nobody is on duty around an election:")
        foot = self._words.gettext(
            "Somebody can take it (take 2h), or change the rota (rota set). This is looked at "
            "again every few hours."
        )
        return Text.of("\n".join((head, *lines, foot)))

    def no_rota_covers(self, lines: Sequence[str]) -> Text:
        """Return what stewards are told days before where no rota says who is on duty."""
        head = self._words.gettext("No rota says who is on duty around an election:")
        foot = self._words.gettext(
            "Until then pages go to all who have the role of duty, or to stewards. Add a rota: "
            "rota add. This is looked at again every few hours."
        )
        return Text.of("\n".join((head, *lines, foot)))

    def gap(self, election: str, starts: str, ends: str) -> str:
        """Return one gap: around which election, from when to when."""
        return self._words.gettext("%(election)s: %(starts)s to %(ends)s") % {
            "election": election,
            "starts": starts,
            "ends": ends,
        }

    def more_gaps(self, count: int) -> str:
        """Return how many more gaps there are than were listed."""
        return self._words.ngettext("and %(count)d more gap", "and %(count)d more gaps", count) % {
            "count": count
        }

    def covered(self) -> Text:
        """Return what stands there once somebody is on duty all the time."""
        return said(
            self._words.gettext("Somebody is on duty all the time around the elections to come.")
        )
