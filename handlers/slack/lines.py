"""Lines typed to us in Slack: a slash command, a shortcut, a button of ours, a private line.

https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from datetime import UTC, datetime
from typing import Any, Final

from handlers.incoming import Room, Said, Sender, Typed
from handlers.slack.files import said_files
from handlers.slack.messages import Json, Malformed, Me, identifier, objects, said, stamp

ACTION: Final = "tocsin."
"""How the `action_id` of a button of ours begins."""
_LONGEST_LINE: Final = 4_000


def command(payload: Json, now: datetime) -> Typed:
    """Return what a slash command types; Slack gives it no number and no date."""
    text = payload.get("text") or ""
    if not isinstance(text, str) or len(text) > _LONGEST_LINE:
        raise Malformed("text is not a line")
    event = f"command:{_trigger(payload)}"
    channel = identifier(payload.get("channel_id"), "channel_id")
    return Typed(
        event=event,
        room=Room(channel=channel),
        number="",
        written=now,
        sender=_sender(payload.get("user_id"), payload.get("team_id")),
        line=f"/{text.strip()}" if text.strip() else "/help",
        private=channel.startswith("D"),
    )


def pressed(payload: Json, now: datetime) -> Typed | None:
    """Return what a button of ours types; None where it is none of ours."""
    actions, container = payload.get("actions"), payload.get("container")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict) or not isinstance(container, dict):
        return None
    line, name = action.get("value"), action.get("action_id")
    if not isinstance(line, str) or not isinstance(name, str) or not name.startswith(ACTION):
        return None
    channel = identifier(container.get("channel_id"), "channel_id")
    return Typed(
        event=f"press:{_trigger(payload)}",
        room=Room(channel=channel),
        number=stamp(container.get("message_ts"), "message_ts"),
        written=now,
        sender=_person(payload),
        line=line,
        private=channel.startswith("D"),
        pressed=True,
    )


SHARE: Final = "share"
"""The shortcut that hands its message over."""


def shortcut(payload: Json, now: datetime, me: Me) -> Typed:
    """Return what a shortcut behind a message types: its `callback_id`, about that message."""
    name, message, channel = (payload.get(key) for key in ("callback_id", "message", "channel"))
    if not isinstance(name, str) or not isinstance(message, dict) or not isinstance(channel, dict):
        raise Malformed("shortcut without a message")
    room = identifier(channel.get("id"), "channel")
    about = said(room, message, me) if name == SHARE else None
    return Typed(
        event=f"shortcut:{_trigger(payload)}",
        room=Room(channel=room),
        number="",
        written=now,
        sender=_person(payload),
        line=f"/{name}",
        reply_to=stamp(message.get("ts")),
        private=room.startswith("D"),
        about=about if isinstance(about, Said) else None,
    )


def private(event: Json) -> Typed | None:
    """Return what somebody wrote to the app in private; None for what is no line of a person."""
    text = event.get("text")
    plain = event.get("subtype") in (None, "file_share") and not event.get("bot_id")
    if not plain or not isinstance(text, str) or not text.strip():
        return None
    channel = identifier(event.get("channel"), "channel")
    number = stamp(event.get("ts"))
    return Typed(
        event=f"{channel}:{number}",
        room=Room(channel=channel),
        number=number,
        written=_dated(number),
        sender=_sender(event.get("user"), event.get("user_team") or event.get("team")),
        line=text[:_LONGEST_LINE].strip(),
        private=True,
        files=tuple(said_files(objects(event.get("files"), "files"))),
    )


def _dated(number: str) -> datetime:
    return datetime.fromtimestamp(float(number), UTC)


def _person(payload: Json) -> Sender:
    user = payload.get("user")
    if not isinstance(user, dict):
        raise Malformed("user is not an object")
    return _sender(user.get("id"), user.get("team_id"))


def _sender(user: Any, team: Any) -> Sender:
    return Sender(user=identifier(user, "user"), team=team if isinstance(team, str) else "")


def _trigger(payload: Json) -> str:
    trigger = payload.get("trigger_id")
    if not isinstance(trigger, str) or not trigger:
        raise Malformed("trigger_id is missing")
    return trigger
