"""What stands in the rooms and who is there, as the stand-ins show it."""

import re
from typing import Any, Final

from bot.demo.page.hands import EMOJI
from bot.demo.page.panes import NAMES, PANES, PEOPLE, Pane, View
from bot.demo.page.pictures import Pictures
from bot.demo.stage import Stage

_MOST: Final = 80
"""Messages of a room that the page shows."""
_BOT: Final = "tocsin"
_BOTS: Final = "U0BOT"
"""How the ids of the bot's own users in Slack begin."""
_GONE: Final = "This message was deleted."
_START: Final = "/start"
_NAMED: Final = re.compile(r"<@([A-Z0-9]+)>")
_SIGNS: Final = {name: emoji for emoji, name in EMOJI.items()}

Shown = dict[str, Any]


class Rooms:
    """Reads every room of the page; remembers during which act a message was seen first."""

    def __init__(self, stage: Stage, pictures: Pictures) -> None:
        self._stage = stage
        self._pictures = pictures
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

    def members(self) -> dict[str, list[Shown]]:
        """Return who is in each room by its key; whom no directory knows is outside."""
        found: dict[str, list[Shown]] = {}
        for pane in PANES:
            for view in pane.views:
                if not view.private:
                    there = [one for one in self._there(pane, view) if one in NAMES]
                    found[pane.key(view)] = [
                        {"name": NAMES[one], "outside": one not in PEOPLE} for one in there
                    ]
        return found

    def _there(self, pane: Pane, view: View) -> list[str | int]:
        if pane.platform == "slack":
            return list(self._stage.slack.members(str(view.address)))
        members = self._stage.telegram.world.chats[int(view.address)].members
        return [user for user, one in members.items() if one.inside]

    def _shown(self, pane: Pane, view: View, turn: int) -> list[Shown]:
        key = pane.key(view)
        if pane.platform == "slack":
            shown = self._of_slack(pane, view)
            shown.sort(key=lambda one: (float(one["thread"] or one["number"]), one["at"]))
        else:
            told = self._stage.telegram.messages(int(view.address))
            shown = [
                self._telegram(int(view.address), one) for one in told if one.get("text") != _START
            ]
            shown = [one for one in shown if one["text"] or one["files"]]
        for one in shown:
            one["turn"] = self._seen.setdefault((key, one["number"]), turn)
        return shown[-_MOST:]

    def _of_slack(self, pane: Pane, view: View) -> list[Shown]:
        if view.private:
            return [self._slack(one) for one in self._stage.slack.direct(pane.team, str(pane.user))]
        channel = str(view.address)
        whispered = [
            {**self._slack(one), "whisper": PEOPLE[one["user"]], "bot": True, "by": _BOT}
            for one in self._stage.slack.ephemeral(channel)
            if one["user"] in PEOPLE
        ]
        return [self._slack(one) for one in self._stage.slack.messages(channel)] + whispered

    def _slack(self, one: dict[str, Any]) -> Shown:
        root = one.get("thread_ts")
        gone = bool(one.get("hidden"))
        user = one.get("user", "")
        bot = bool(one.get("bot_id")) or user.startswith(_BOTS)
        service = one.get("subtype") in ("channel_join", "channel_leave")
        return {
            "number": one["ts"],
            "by": _BOT if bot else NAMES.get(user, ""),
            "person": "" if bot or gone or service else PEOPLE.get(user, ""),
            "bot": bot,
            "gone": gone,
            "service": service,
            "text": _GONE if gone else _unescaped(str(one.get("text", ""))),
            "at": float(one["ts"]),
            "edited": "edited" in one,
            "pinned": bool(one.get("pinned_to")),
            "thread": root if root and root != one["ts"] else "",
            "answers": "",
            "files": [self._pictures.in_slack(each) for each in one.get("files", ()) if not gone],
            "reactions": [
                {
                    "emoji": _SIGNS.get(each["name"], f":{each['name']}:"),
                    "by": _named(each["users"]),
                }
                for each in one.get("reactions", ())
            ],
            "buttons": [] if gone else _slack_buttons(one),
        }

    def _telegram(self, chat: int, one: dict[str, Any]) -> Shown:
        writer = one.get("from", {})
        answered = one.get("reply_to_message")
        bot = bool(writer.get("is_bot"))
        service = _service(one)
        rows = one.get("reply_markup", {}).get("inline_keyboard", ())
        return {
            "number": str(one["message_id"]),
            "by": _BOT if bot else NAMES.get(writer.get("id", 0), ""),
            "person": "" if bot or service else PEOPLE.get(writer.get("id", 0), ""),
            "bot": bot,
            "gone": False,
            "service": bool(service),
            "text": service or one.get("text") or one.get("caption") or "",
            "at": float(one["date"]),
            "edited": "edit_date" in one,
            "pinned": self._pinned(chat, one["message_id"]),
            "thread": "",
            "answers": "" if answered is None else str(answered.get("text", "")),
            "files": self._pictures.in_telegram(one),
            "reactions": self._reactions(chat, one["message_id"]),
            "buttons": [
                [{"text": each["text"], "press": each["callback_data"]} for each in row]
                for row in rows
            ],
        }

    def _pinned(self, chat: int, number: int) -> bool:
        """Tell whether it stands pinned in a group; in a private chat the bot pins nothing."""
        group = self._stage.telegram.world.chats.get(chat)
        return group is not None and number in group.pinned

    def _reactions(self, chat: int, number: int) -> list[Shown]:
        by: dict[str, list[Any]] = {}
        for user, each in self._stage.telegram.reactions(chat, number).items():
            for one in each:
                by.setdefault(str(one.get("emoji", "?")), []).append(user)
        return [{"emoji": emoji, "by": _named(users)} for emoji, users in by.items()]


def _named(users: list[Any]) -> str:
    return ", ".join(NAMES.get(one, _BOT) for one in users)


def _service(one: dict[str, Any]) -> str:
    """Return what Telegram's client writes of somebody who came or went, and of a pin."""
    for key, words in (("new_chat_members", "joined"), ("left_chat_member", "left")):
        found = one.get(key)
        if found:
            people = found if isinstance(found, list) else [found]
            return f"{_named([each['id'] for each in people])} {words} the group."
    return "tocsin pinned a message." if "pinned_message" in one else ""


def _slack_buttons(one: dict[str, Any]) -> list[list[Shown]]:
    return [
        [
            {"text": each["text"]["text"], "press": each["action_id"]}
            for each in block["elements"]
            if each["type"] == "button"
        ]
        for block in one.get("blocks") or ()
        if block["type"] == "actions"
    ]


def _unescaped(text: str) -> str:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _NAMED.sub(lambda found: NAMES.get(found[1], _BOT), text)
