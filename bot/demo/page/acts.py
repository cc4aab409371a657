"""What people do in the panes: through the stand-ins alone, as their own clients would let them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.demo.page.judging import Judged, judge, of_a_copy, refused
from bot.demo.page.panes import BY_ID, Pane, View
from bot.demo.page.typed import Unfit, blocks, escaped, fit
from bot.demo.stage import Stage
from bot.sandbox.slack.methods import direct
from bot.sandbox.telegram.refusals import Refusal
from policies.community.directory import Directory
from policies.community.places import Place
from policies.labels import Label
from policies.messages.message import Message

_WITHDRAW: Final = "/delete"
COMMAND: Final = "/tocsin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message that somebody wrote in a pane, as it is now.

    `turn` counts the acts on this page; `labels` are those that it has had; `base` is what the next
    edit is measured by; `waits` says that the last edit waits for its author; `row` is its row in
    the database once that was found.
    """

    turn: int
    place: str
    number: str
    pane: str
    view: str
    person: str
    text: str = field(repr=False)
    judged: Judged
    base: Message
    labels: frozenset[Label | None]
    revision: int = 1
    waits: bool = False
    did: str = "said"
    row: str = ""


class Acts:
    """Lets people write, edit, delete and answer, and remembers what they wrote."""

    def __init__(
        self, stage: Stage, directory: Directory, now: Callable[[], datetime] | None = None
    ) -> None:
        self._stage = stage
        self._directory = directory
        self._now = now or (lambda: datetime.now(UTC))
        self.turn = 0
        self.said: dict[tuple[str, str], Said] = {}

    @property
    def last(self) -> Said | None:
        """The message that somebody did something with last."""
        return max(self.said.values(), key=lambda one: one.turn, default=None)

    def say(self, pane_id: str, view_id: str, text: str, answers: str = "") -> None:
        """Let the pane's person write; `answers` is the number of what it answers."""
        pane, view = where(pane_id, view_id)
        text = fit(text)
        if text == _WITHDRAW and answers and pane.platform != "slack":
            self.withdraw(pane_id, view_id, answers)
            return
        if text.startswith("/"):
            self._command(pane, view, text, answers)
            return
        root = self._root(view, answers) if answers and view.place else None
        if pane.platform == "slack":
            thread = self._thread(pane, view, answers) if answers else None
            number = self._stage.slack.say(
                self.channel(pane, view), str(pane.user), escaped(text), blocks(text), thread
            )
        else:
            number = self._say_in_telegram(view, pane, text, answers)
        self.remember(pane, view, number, text, root)

    def _command(self, pane: Pane, view: View, text: str, answers: str) -> None:
        """Let somebody type a command: a text that is no message."""
        if pane.platform == "slack":
            name, _, rest = text.partition(" ")
            if name != COMMAND:
                raise Unfit(f"text: Slack knows no command {name}; begin with {COMMAND}")
            self._stage.slack.command(self.channel(pane, view), str(pane.user), rest)
        else:
            self._say_in_telegram(view, pane, text, answers)
        self.began()

    def began(self) -> int:
        """Count one act more, and return how many there were."""
        self.turn += 1
        return self.turn

    def edit(self, pane_id: str, view_id: str, number: str, text: str) -> None:
        """Let somebody change what a message of their own says."""
        pane, view = where(pane_id, view_id)
        text = fit(text)
        before = self._own(pane, view, number)
        if before is not None and before.text == text:
            raise Unfit("text: says what it said before; change it")
        if pane.platform == "slack":
            channel = self.channel(pane, view)
            self._stage.slack.edit(channel, number, escaped(text), blocks(text))
        else:
            self.in_telegram(
                lambda: self._stage.telegram.edit(int(view.address), int(number), text)
            )
        if before is not None:
            self._change(before, text)

    def delete(self, pane_id: str, view_id: str, number: str) -> None:
        """Let somebody delete a message of their own; of that Telegram tells bots nothing."""
        pane, view = where(pane_id, view_id)
        before = self._own(pane, view, number)
        if pane.platform == "slack":
            self._stage.slack.delete(self.channel(pane, view), number)
        else:
            self._stage.telegram.delete(int(view.address), int(number))
        if before is not None:
            told = pane.platform == "slack"
            self._done(before, "deleted" if told else "deleted untold", 1 if told else 0)

    def withdraw(self, pane_id: str, view_id: str, number: str) -> None:
        """Let somebody answer `/delete` to a message of their own: it is withdrawn everywhere."""
        pane, view = where(pane_id, view_id)
        before = self._own(pane, view, number)
        if pane.platform == "slack":
            raise Unfit("do: in Slack a message is withdrawn by deleting it; delete it")
        self._say_in_telegram(view, pane, _WITHDRAW, number)
        if before is not None:
            self._done(before, "withdrawn", 1)

    def found(self, said: Said, row: str) -> None:
        """Remember which row of the database a message is."""
        self.said[said.place, said.number] = replace(said, row=row)

    def _say_in_telegram(self, view: View, pane: Pane, text: str, answers: str) -> str:
        target = self._standing(pane, view, answers) if answers else None
        return str(
            self.in_telegram(
                lambda: self._stage.telegram.say(
                    int(view.address),
                    int(pane.user),
                    text,
                    reply_to=None if target is None else int(answers),
                )
            )
        )

    @staticmethod
    def in_telegram(act: Callable[[], Any]) -> Any:
        """Do something at Telegram; raises Unfit where a client would not let somebody."""
        try:
            return act()
        except KeyError:
            raise Unfit("number: no such message stands there any more; choose another") from None
        except (Refusal, ValueError) as why:
            raise Unfit(f"text: Telegram does not take it ({why}); write it otherwise") from None

    def channel(self, pane: Pane, view: View) -> str:
        """Return the Slack conversation that a view shows."""
        if not view.private:
            return str(view.address)
        slack = self._stage.slack
        return direct(slack.world, slack.world.workspaces[pane.team], str(pane.user)).id

    def _standing(self, pane: Pane, view: View, number: str) -> dict[str, Any]:
        """Return the message with this number, as the platform shows it; raises Unfit."""
        if pane.platform == "slack":
            found = self._stage.slack.messages(self.channel(pane, view))
            name = "ts"
        else:
            found = self._stage.telegram.messages(int(view.address))
            name = "message_id"
        for one in found:
            if str(one[name]) == number and not one.get("hidden"):
                return one
        raise Unfit("number: no such message stands there any more; choose another")

    def _thread(self, pane: Pane, view: View, number: str) -> str:
        standing = self._standing(pane, view, number)
        return str(standing.get("thread_ts") or standing["ts"])

    def _own(self, pane: Pane, view: View, number: str) -> Said | None:
        """Return a message of the pane's person, None in a private chat; raises Unfit."""
        standing = self._standing(pane, view, number)
        writer = standing.get("user") or standing.get("from", {}).get("id")
        if writer != pane.user:
            raise Unfit(f"number: {pane.name} did not write that; choose a message of their own")
        return self.said.get((view.place, number))

    def _root(self, view: View, number: str) -> Message | None:
        """Return what is answered, where that crossed."""
        known = self.said.get((view.place, number))
        if known is not None:
            return known.base if known.judged.crosses else None
        pane = next(one for one in BY_ID.values() if view in one.views)
        text = str(self._standing(pane, view, number).get("text", ""))
        return of_a_copy(self._directory, text, self._now())

    def remember(
        self, pane: Pane, view: View, number: str, text: str, root: Message | None = None
    ) -> None:
        """Take note of what somebody wrote, where the directory knows the room."""
        turn = self.began()
        if not view.place:
            return
        judged = self._judged(view.place, pane.person, number, text, root=root)
        self.said[view.place, number] = Said(
            turn=turn,
            place=view.place,
            number=number,
            pane=pane.id,
            view=view.id,
            person=pane.person,
            text=text,
            judged=judged,
            base=judged.message,
            labels=frozenset({judged.label}),
        )

    def _change(self, before: Said, text: str) -> None:
        previous = before.base if before.judged.stored else None
        judged = self._judged(before.place, before.person, before.number, text, previous=previous)
        waits = refused(judged.message, previous, crossed=before.judged.crosses or before.waits)
        # What waits, or says again what is stored, makes no revision; what was not stored begins.
        same = previous is not None and text == previous.parts[0].text.plain
        self.said[before.place, before.number] = replace(
            before,
            turn=self.began(),
            text=text,
            judged=judged,
            base=before.base if waits or same else judged.message,
            labels=before.labels | {judged.label},
            revision=1 if previous is None else before.revision + int(not waits and not same),
            waits=waits,
            did="edited",
        )

    def _judged(
        self,
        place_id: str,
        person: str,
        number: str,
        text: str,
        *,
        root: Message | None = None,
        previous: Message | None = None,
    ) -> Judged:
        place = self._directory.place_by_id(place_id)
        if place is None:
            raise Unfit("view: is no room of the directory; choose another")
        known: Place = place
        return judge(
            self._directory, known, person, text,
            number=number, now=self._now(), root=root, previous=previous,
        )  # fmt: skip

    def _done(self, before: Said, did: str, revisions: int) -> None:
        self.said[before.place, before.number] = replace(
            before, turn=self.began(), did=did, revision=before.revision + revisions
        )


def where(pane_id: str, view_id: str) -> tuple[Pane, View]:
    """Return a pane and one of its rooms; raises Unfit."""
    try:
        pane = BY_ID[pane_id]
        return pane, pane.view(view_id)
    except KeyError:
        raise Unfit("pane, view: there is no such room on this page; choose another") from None
