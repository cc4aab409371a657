"""What stands in the rooms, as the stand-ins show it."""

from typing import Any, Final

from bot.demo.page.panes import NAMES, PANES, PEOPLE, Pane, View
from bot.demo.stage import Stage

_MOST: Final = 80
"""Messages of a room that the page shows."""
_BOT: Final = "tocsin"
_GONE: Final = "This message was deleted."
_START: Final = "/start"

Shown = dict[str, Any]


class Rooms:
    """Reads every room of the page; remembers during which act a message was seen first."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._seen: dict[tuple[str, str], int] = {}

    def all(self, turn: int) -> dict[str, list[Shown]]:
        """Return the messages of each room by its key, in the order in which they are read."""
        found: dict[str, list[Shown]] = {}
        for pane in PANES:
            for view in pane.views:
                key = pane.key(view)
                if key not in found:
                    found[key] = self._shown(pane, view, turn)
        return found

    def _shown(self, pane: Pane, view: View, turn: int) -> list[Shown]:
        key = pane.key(view)
        if pane.platform == "slack":
            shown = [_slack(one) for one in self._of_slack(pane, view)]
            shown.sort(key=lambda one: (float(one["thread"] or one["number"]), one["at"]))
        else:
            told = self._stage.telegram.messages(int(view.address))
            shown = [_telegram(one) for one in told if one.get("text") not in (None, _START)]
        for one in shown:
            one["turn"] = self._seen.setdefault((key, one["number"]), turn)
        return shown[-_MOST:]

    def _of_slack(self, pane: Pane, view: View) -> list[dict[str, Any]]:
        if view.place:
            return self._stage.slack.messages(str(view.address))
        return self._stage.slack.direct(pane.team, str(pane.user))


def _slack(one: dict[str, Any]) -> Shown:
    root = one.get("thread_ts")
    gone = bool(one.get("hidden"))
    bot = bool(one.get("bot_id"))
    return {
        "number": one["ts"],
        "by": _BOT if bot else NAMES.get(one.get("user", ""), ""),
        "person": "" if bot or gone else PEOPLE.get(one.get("user", ""), ""),
        "bot": bot,
        "gone": gone,
        "text": _GONE if gone else _unescaped(str(one.get("text", ""))),
        "at": float(one["ts"]),
        "edited": "edited" in one,
        "thread": root if root and root != one["ts"] else "",
        "answers": "",
    }


def _telegram(one: dict[str, Any]) -> Shown:
    writer = one.get("from", {})
    answered = one.get("reply_to_message")
    bot = bool(writer.get("is_bot"))
    return {
        "number": str(one["message_id"]),
        "by": _BOT if bot else NAMES.get(writer.get("id", 0), ""),
        "person": "" if bot else PEOPLE.get(writer.get("id", 0), ""),
        "bot": bot,
        "gone": False,
        "text": one["text"],
        "at": float(one["date"]),
        "edited": "edit_date" in one,
        "thread": "",
        "answers": "" if answered is None else str(answered.get("text", "")),
    }


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
