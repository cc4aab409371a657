"""What is said of people: invitations, roles and leaving."""

from collections.abc import Iterable
from datetime import datetime

from policies.speech.words import Words, said
from policies.text import Text


class People:
    """Invitations, roles and removal, in one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def invitation(self, name: str, code: str, link: str, until: datetime) -> Text:
        """Return what the inviter hands on; `link` opens Telegram, "" where there is no bot."""
        by_link = self._words.gettext(
            "Invitation for %(name)s, good once, until %(until)s. Hand it to nobody else.\n"
            "On Telegram: open %(link)s\n"
            "On Slack: write to this app in private: accept %(code)s"
        )
        by_code = self._words.gettext(
            "Invitation for %(name)s, good once, until %(until)s. Hand it to nobody else.\n"
            "To be written to this bot in private: accept %(code)s"
        )
        return said(by_link if link else by_code, name=name, code=code, link=link, until=until)

    def no_picture(self) -> Text:
        """Return what stands where the picture of a link could not be sent."""
        return said(self._words.gettext("The picture could not be sent; the link says the same."))

    def invited(self, name: str) -> Text:
        """Return the answer where the invitation went to an account that was named."""
        return said(
            self._words.gettext(
                "I have written to that account: whoever holds it can join as %(name)s, within "
                "seven days."
            ),
            name=name,
        )

    def card(self, organisation: str, until: datetime) -> Text:
        """Return the invitation as the invited account reads it."""
        return said(
            self._words.gettext(
                "%(organisation)s invites you to work with it through this bot. Press the button "
                "to join, until %(until)s. If you do not expect this, do nothing."
            ),
            organisation=organisation,
            until=until,
        )

    def join(self) -> str:
        """Return what stands on the button of an invitation."""
        return self._words.gettext("Join")

    def joined(self, organisation: str) -> Text:
        """Return the greeting of somebody who has just joined."""
        return said(
            self._words.gettext(
                "Welcome. You belong to %(organisation)s here now. Type help to see what you may "
                "do."
            ),
            organisation=organisation,
        )

    def greeting(self) -> str:
        """Return the line above the list of what a known person may do."""
        return self._words.gettext("I know you, and can write to you here.")

    def accepted(self, who: str, platform: str, called: str) -> Text:
        """Return what an inviter reads once somebody accepted; `who` is an id of the directory."""
        return said(
            self._words.gettext(
                'Your invitation was accepted on %(platform)s by "%(called)s", who is %(who)s here '
                "now. If that is somebody else, type: remove %(who)s"
            ),
            who=who,
            platform=platform.capitalize(),
            called=called,
        )

    def only_herself(self, who: str) -> Text:
        """Return the answer where another account is asked for somebody else; `who` is an id."""
        return said(
            self._words.gettext(
                "%(who)s has an account: another one only its owner adds, with: invite me. Who has "
                "lost every account is removed and invited anew."
            ),
            who=who,
        )

    def has_an_account(self) -> Text:
        """Return the answer where an account, or its platform, is taken already."""
        return said(
            self._words.gettext(
                "This account is known already, or the invited person has another one here. "
                "Nothing was changed."
            )
        )

    def unusable(self) -> Text:
        """Return the answer to a name, tag or id that the directory cannot hold."""
        return said(
            self._words.gettext(
                "That cannot be used. A name has 1 to 200 characters on one line, an id small "
                "letters and digits, a tag looks like country:KE. Nothing was changed."
            )
        )

    def whoami(self, rows: Iterable[tuple[str, str]]) -> Text:
        """Return what is known of somebody, a line each."""
        return Text.of("\n".join(f"{what}: {value or '-'}" for what, value in rows))

    def headings(self) -> tuple[str, ...]:
        """Return what stands before what `whoami` tells: six headings, in order."""
        gettext = self._words.gettext
        return (
            gettext("Organisation"),
            gettext("Name that others see"),
            gettext("Roles"),
            gettext("Tags"),
            gettext("Accounts"),
            gettext("You may type"),
        )

    def leave(self) -> Text:
        """Return the question before somebody's access ends."""
        return said(
            self._words.gettext(
                "Leave? You can do nothing here any more, and your name and accounts are "
                "forgotten. What you wrote stays until its own time; recall it first if it should "
                "not."
            )
        )

    def leave_button(self) -> str:
        """Return what stands on the button that ends one's own access."""
        return self._words.gettext("Leave")

    def left(self) -> Text:
        """Return the last words to somebody who has left."""
        return said(self._words.gettext("You have left. Your name and accounts are forgotten."))

    def removed(self, who: str) -> Text:
        """Return the answer once the access of a person or an organisation has ended."""
        return said(self._words.gettext("Access ended: %(who)s."), who=who)

    def shredded(self, who: str, copies: int) -> Text:
        """Return the answer once what an organisation originated can be read no more."""
        return said(
            self._words.ngettext(
                "Access ended: %(who)s. %(count)d message of theirs is being withdrawn where it "
                "stands; then what they originated cannot be read here any more.",
                "Access ended: %(who)s. %(count)d messages of theirs are being withdrawn where "
                "they stand; then what they originated cannot be read here any more.",
                copies,
            ),
            who=who,
            count=copies,
        )

    def changed(self, who: str) -> Text:
        """Return the answer once somebody or something was changed."""
        return said(self._words.gettext("Changed: %(who)s."), who=who)

    def no_such_account(self) -> Text:
        """Return the answer where somebody has no such account."""
        return said(
            self._words.gettext("There is no such account of that person: nothing was changed.")
        )

    def added(self, who: str) -> Text:
        """Return the answer once an organisation was added."""
        return said(
            self._words.gettext(
                "Added: %(who)s. Invite its first steward with: invite <name> as steward for "
                "%(who)s"
            ),
            who=who,
        )

    def bound(self, who: str) -> Text:
        """Return the answer where what an organisation originated may not be made unreadable."""
        return said(
            self._words.gettext(
                "Something that %(who)s originated is kept for a matter: nothing was removed. Two "
                'of its stewards see which with "matters" and let it end with "unhold".'
            ),
            who=who,
        )

    def second_needed(self) -> Text:
        """Return the answer where one person alone does not suffice."""
        return said(
            self._words.gettext(
                "This needs a second person. I have asked those who may agree; it waits 24 hours."
            )
        )

    def no_second(self) -> Text:
        """Return the answer where there is no second person."""
        return said(
            self._words.gettext(
                "This needs a second person, and there is none whom I can ask: another steward of "
                "that organisation, or another operator. Nothing was changed."
            )
        )

    def asks_roles(self, by: str, who: str, roles: str) -> Text:
        """Return the question to the second person whether somebody gets more rights."""
        return said(
            self._words.gettext("%(by)s asks that %(who)s become: %(roles)s. Do you agree?"),
            by=by,
            who=who,
            roles=roles,
        )

    def asks_shred(self, by: str, who: str) -> Text:
        """Return the question to the second person whether an organisation is removed for good."""
        return said(
            self._words.gettext(
                "%(by)s asks to remove %(who)s and to make all that it originated unreadable, for "
                "ever. Do you agree?"
            ),
            by=by,
            who=who,
        )

    def agree(self) -> str:
        """Return what stands on the button of a second person who agrees."""
        return self._words.gettext("I agree")

    def refuse(self) -> str:
        """Return what stands on the button of a second person who refuses."""
        return self._words.gettext("I refuse")

    def decided(self, state: str) -> str:
        """Return the line that says what became of what needed two."""
        gettext = self._words.gettext
        return {
            "done": gettext("Done."),
            "refused": gettext("Refused. Nothing was changed."),
            "over": gettext("Nobody agreed in time. Nothing was changed."),
            "bound": gettext("Something of it is kept for a matter. Nothing was changed."),
            "void": gettext("This has changed meanwhile. Nothing was changed."),
        }[state]

    def deputy(self, who: str, until: datetime | None) -> Text:
        """Return the answer once somebody stands in for the stewards."""
        if until is None:
            return said(
                self._words.gettext("%(who)s is a deputy until you type: deputy %(who)s off"),
                who=who,
            )
        return said(
            self._words.gettext("%(who)s is a deputy until %(until)s."), who=who, until=until
        )

    def people(self, rows: Iterable[tuple[str, str, str]]) -> Text:
        """Return a list of people or organisations: id, name, and what else there is to say."""
        lines = [f"{name} - {shown} ({more})" for name, shown, more in rows]
        return Text.of("\n".join(lines) or "-")
