"""What people at risk read, and what is said of somebody who is locked out."""

from collections.abc import Sequence
from datetime import datetime

from policies.speech.words import Words, said
from policies.text import Text


class RiskWords:
    """The sentences about people at risk."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def ping(self) -> str:
        """Return what a phone shows until its owner chooses otherwise; it could be anything."""
        return self._words.gettext("1 new")

    def somebody(self) -> str:
        """Return what stands in the place of somebody's name."""
        return self._words.gettext("somebody")

    def nothing_new(self) -> Text:
        """Return what an inbox shows in which there is nothing."""
        return said(self._words.gettext("Nothing new."))

    def buttons(self) -> tuple[str, str, str]:
        """Return what stands on the buttons that open, turn the page, and hide again."""
        gettext = self._words.gettext
        return gettext("Open"), gettext("Next page"), gettext("Hide")

    def keys(self) -> tuple[str, str]:
        """Return what stands on the two keys of a PIN pad that are no digits: clear, and done."""
        return self._words.gettext("Clear"), self._words.gettext("OK")

    def not_right(self, left: int) -> Text:
        """Return what stands below a PIN pad after a wrong PIN; `left` tries are left."""
        return said(
            self._words.ngettext(
                "That was not right. %(left)d try is left.",
                "That was not right. %(left)d tries are left.",
                left,
            ),
            left=left,
        )

    def choose_pin(self, *, second: bool) -> Text:
        """Return what stands above the pad on which a PIN is chosen."""
        if second:
            return said(
                self._words.gettext(
                    "Press the second PIN, 4 to 10 digits, then OK. Whoever gives it sees an empty "
                    "inbox, and you are locked out at once."
                )
            )
        return said(
            self._words.gettext(
                "Press the PIN that you want, 4 to 10 digits, then OK. It is never written here."
            )
        )

    def pin_again(self) -> Text:
        """Return what stands above the pad where the chosen PIN is to be pressed again."""
        return said(self._words.gettext("Press the same PIN once more, then OK."))

    def pin_unfit(self) -> Text:
        """Return what stands above the pad after a PIN that cannot be one."""
        return said(
            self._words.gettext(
                "That cannot be it: too short, not twice the same, or the same as your other PIN. "
                "Please begin again."
            )
        )

    def pin_set(self, *, second: bool) -> Text:
        """Return what stands in the pad's place once the PIN is set."""
        if second:
            return said(self._words.gettext("Your second PIN is set."))
        return said(self._words.gettext("Your PIN is set. From now on it opens what comes."))

    def pin_off(self) -> Text:
        """Return the answer where both PINs were taken away."""
        return said(self._words.gettext("Your PINs are gone. A tap opens what comes."))

    def pin_first(self) -> Text:
        """Return the answer to a second PIN where there is no first."""
        return said(self._words.gettext('Set your PIN first: type "pin".'))

    def open_first(self) -> Text:
        """Return the answer to a line that was typed before the PIN was given."""
        return said(
            self._words.gettext(
                "Nothing was done. Now that this is open, and for three minutes, type it again."
            )
        )

    def only_at_risk(self) -> Text:
        """Return the answer to whoever has no profile of somebody at risk."""
        return said(
            self._words.gettext(
                "This is for people at risk. A steward of your organisation can set that for you."
            )
        )

    def ping_is(self, ping: str) -> Text:
        """Return the answer once a ping was chosen."""
        return said(
            self._words.gettext('From now on your phone shows "%(ping)s" and nothing else.'),
            ping=ping,
        )

    def ping_unfit(self) -> Text:
        """Return the answer to a ping that cannot be one."""
        return said(
            self._words.gettext(
                "Please choose one line of at most 40 characters that could be from anybody."
            )
        )

    def locked(self, name: str) -> Text:
        """Return the answer to whoever locked somebody out; `name` is what others see."""
        return said(
            self._words.gettext(
                "%(name)s is locked out. Nothing more goes to that account, and nothing from it is "
                "taken. What we sent is being deleted, and what is too old for that is made blank; "
                "both reach the phone only when it is online. Two of you can let %(name)s in again."
            ),
            name=name,
        )

    def lock_needs_another(self, name: str, minutes: int) -> Text:
        """Return the answer to the first of two who lock somebody of another organisation out."""
        return said(
            self._words.gettext(
                "It takes two for somebody of another organisation: within %(minutes)d minutes a "
                "steward of an organisation other than yours types the same for %(name)s."
            ),
            name=name,
            minutes=minutes,
        )

    def unlock_needs_another(
        self, name: str, minutes: int, who: str, accounts: Sequence[str]
    ) -> Text:
        """Return the answer to the first of two who let somebody in again.

        `who` is the person's id, `accounts` the platforms of what would be let in.
        """
        return said(
            self._words.gettext(
                "It takes two: within %(minutes)d minutes another of you types the same for "
                "%(name)s, and one of the two is of that organisation if anybody there can be. "
                "Let in are then: %(accounts)s. An account that is in other hands is dropped "
                "first, by a steward of that organisation: person set %(who)s %(example)s -"
            ),
            name=name,
            minutes=minutes,
            who=who,
            accounts=", ".join(each.title() for each in accounts) or "-",
            example=next(iter(accounts), "telegram"),
        )

    def unlocked(self, name: str) -> Text:
        """Return the answer to whoever let somebody in again."""
        return said(
            self._words.gettext(
                "%(name)s is let in again. What waited goes out now; rooms and invitations have to "
                "be given anew."
            ),
            name=name,
        )

    def was_locked(self, name: str, when: datetime) -> Text:
        """Return what colleagues read of somebody who was locked out."""
        return said(
            self._words.gettext(
                "%(name)s was locked out on %(when)s: the phone may be in other hands. Please "
                "write nothing to that account, and trust nothing that comes from it."
            ),
            name=name,
            when=when,
        )

    def was_unlocked(self, name: str) -> Text:
        """Return what colleagues read once somebody is let in again."""
        return said(self._words.gettext("%(name)s was let in again."), name=name)
