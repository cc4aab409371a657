"""What people do without words: press, react, choose from a menu, hand over a file, come and go."""

from typing import Any, Final

from bot.demo.cast import OUTSIDERS
from bot.demo.page.acts import Acts, where
from bot.demo.page.panes import Pane, View
from bot.demo.page.typed import Unfit, blocks, escaped, fit
from bot.demo.picture import sample
from bot.demo.scene import CLEO, ELSEWHERE, FOREIGNER, GUEST, STRANGER
from bot.demo.stage import Stage
from bot.sandbox.slack.refusals import Refusal as SlackRefusal
from policies.verbs.table import TABLE

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file that may be handed over on this page."""
EMOJI: Final = {"👍": "+1", "❤": "heart", "🔥": "fire", "👀": "eyes", "✅": "white_check_mark"}
"""Slack's names of those that the page shows."""
OFFERED: Final = ("👍", "❤", "🔥")
SHORTCUTS: Final = {one.name: one.shortcut for one in TABLE if one.shortcut}
"""What stands in Slack's menu behind a message."""
_SLACKS: Final = {"guest": GUEST, "foreigner": FOREIGNER}


class Hands:
    """Lets people do these things through the stand-ins; each raises Unfit where a client would."""

    def __init__(self, stage: Stage, acts: Acts) -> None:
        self._stage = stage
        self._acts = acts

    def press(self, pane_id: str, view_id: str, number: str, button: str) -> None:
        """Let the pane's person press a button under a message."""
        pane, view = where(pane_id, view_id)
        if pane.platform == "slack":
            channel = self._acts.channel(pane, view)
            self._slack(lambda: self._stage.slack.press(channel, str(pane.user), number, button))
        else:
            chat, user = int(view.address), int(pane.user)
            self._acts.in_telegram(
                lambda: self._stage.telegram.press(chat, user, int(number), button)
            )
        self._acts.began()

    def react(self, pane_id: str, view_id: str, number: str, emoji: str) -> None:
        """Let the pane's person react to a message, or take the reaction back."""
        pane, view = where(pane_id, view_id)
        if emoji not in EMOJI:
            raise Unfit("emoji: is none of those that the page offers; choose one of them")
        if pane.platform == "slack":
            self._react_in_slack(pane, self._acts.channel(pane, view), number, EMOJI[emoji])
        else:
            self._react_in_telegram(int(view.address), int(pane.user), number, emoji)
        self._acts.began()

    def choose(self, pane_id: str, view_id: str, number: str, shortcut: str) -> None:
        """Let the pane's person choose a shortcut behind a message in Slack."""
        pane, view = where(pane_id, view_id)
        if pane.platform != "slack" or shortcut not in SHORTCUTS:
            raise Unfit("shortcut: is none of Slack's menu; choose one that is")
        channel = self._acts.channel(pane, view)
        self._slack(lambda: self._stage.slack.shortcut(channel, str(pane.user), number, shortcut))
        self._acts.began()

    def attach(self, pane_id: str, view_id: str, name: str, text: str, content: bytes) -> None:
        """Let the pane's person hand over a file with a text; none is the picture of the demo."""
        pane, view = where(pane_id, view_id)
        name = name.strip() or "file"
        text = fit(text) if text.strip() else ""
        content = content or sample()
        if pane.platform == "slack":
            handed = {"name": name, "content": content}
            more: dict[str, Any] = {"blocks": blocks(text)} if text else {}
            channel = self._acts.channel(pane, view)
            number = self._slack(
                lambda: self._stage.slack.upload(
                    channel, str(pane.user), [handed], escaped(text), **more
                )
            )
        else:
            # As a file: what Telegram's clients send as a photo they have drawn anew themselves.
            number = self._acts.in_telegram(
                lambda: self._stage.telegram.send_file(
                    int(view.address), int(pane.user), "document", content, name=name, caption=text
                )
            )
        self._acts.remember(pane, view, str(number), text or name)

    def admit(self, pane_id: str, view_id: str, who: str) -> None:
        """Let somebody whom no directory knows into the room that a pane shows."""
        pane, view = _room(pane_id, view_id)
        if (pane.platform == "slack") is not (who in _SLACKS):
            raise Unfit("who: is on the other platform; put them into another window")
        if pane.platform == "slack":
            self._slack(lambda: self._admit_in_slack(pane.team, str(view.address), who))
        else:
            telegram, chat = self._stage.telegram, int(view.address)
            self._acts.in_telegram(
                lambda: telegram.join(chat, STRANGER, telegram.invite_link(chat, CLEO))
            )
        self._acts.began()

    def dismiss(self, pane_id: str, view_id: str) -> None:
        """Let whoever no directory knows leave the room again."""
        pane, view = _room(pane_id, view_id)
        if pane.platform == "slack":
            channel = str(view.address)
            there = set(self._stage.slack.members(channel))
            self._stage.slack.unshare(channel, ELSEWHERE)
            if GUEST in there:
                self._stage.slack.leave(channel, GUEST, announced=True)
        else:
            chat = int(view.address)
            self._acts.in_telegram(lambda: self._stage.telegram.leave(chat, STRANGER))
        self._acts.began()

    def _admit_in_slack(self, team: str, channel: str, who: str) -> None:
        user, slack = _SLACKS[who], self._stage.slack
        if user in slack.members(channel):
            raise ValueError("they are there already")
        if user == FOREIGNER:
            slack.share_outside(channel, ELSEWHERE, {FOREIGNER: OUTSIDERS[FOREIGNER]})
            return
        if user not in slack.world.workspaces[team].users:
            slack.add_user(team, user, OUTSIDERS[user], guest="multi")
        slack.join(channel, user, announced=True)

    def _react_in_slack(self, pane: Pane, channel: str, number: str, name: str) -> None:
        slack, user = self._stage.slack, str(pane.user)

        def react() -> None:
            mine = user in slack.reactions(channel, number).get(name, ())
            (slack.unreact if mine else slack.react)(channel, user, number, name)

        self._slack(react)

    def _react_in_telegram(self, chat: int, user: int, number: str, emoji: str) -> None:
        telegram = self._stage.telegram

        def react() -> None:
            mine = telegram.reactions(chat, int(number)).get(user, [])
            shown = any(one.get("emoji") == emoji for one in mine)
            telegram.react(chat, user, int(number), [] if shown else [emoji])

        self._acts.in_telegram(react)

    @staticmethod
    def _slack(act: Any) -> Any:
        try:
            return act()
        except (SlackRefusal, ValueError, KeyError) as why:
            raise Unfit(f"do: Slack does not let them ({why}); try otherwise") from None


def _room(pane_id: str, view_id: str) -> tuple[Pane, View]:
    pane, view = where(pane_id, view_id)
    if view.private:
        raise Unfit("view: nobody joins a private chat; open a room")
    return pane, view
