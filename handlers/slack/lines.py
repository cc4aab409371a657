"""Lines typed to us in Slack: a slash command, a shortcut, a button of ours, a private line.

Who opens the App Home asks for it as if they had typed so.

https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
"""

from datetime import UTC, datetime
from typing import Any, Final

from handlers.incoming import Room, Said, Sender, Typed
from handlers.slack.files import said_files
from handlers.slack.messages import Json, Malformed, Me, identifier, objects, said, stamp
from policies.forms import FORMS

ACTION: Final = "tocsin."
"""How the `action_id` of a button of ours begins."""
HOME: Final = "home"
"""The number of what stands in somebody's App Home: there is one; and the line that asks for it."""
_LONGEST_LINE: Final = 4_000


def alone(channel: str) -> bool:
    """Tell whether a conversation is with one person: the id is its own or the person's."""
    return channel.startswith(("D", "U", "W"))


def typed(payload: Any, now: datetime, me: Me) -> Typed | None:
    """Return what is typed, pressed or chosen and brings a trigger; None for all else."""
    if not isinstance(payload, dict):
        return None
    if "command" in payload:
        return command(payload, now)
    match payload.get("type"):
        case "block_actions":
            return pressed(payload, now)
        case "message_action":
            return shortcut(payload, now, me)
    return None


def command(payload: Json, now: datetime) -> Typed:
    """Return what a slash command types; Slack gives it no number and no date."""
    text = payload.get("text") or ""
    if not isinstance(text, str) or len(text) > _LONGEST_LINE:
        raise Malformed("text is not a line")
    event = f"command:{trigger(payload)}"
    channel = identifier(payload.get("channel_id"), "channel_id")
    return Typed(
        event=event,
        room=Room(channel=channel),
        number="",
        written=now,
        sender=_sender(payload.get("user_id"), payload.get("team_id")),
        line=f"/{text.strip()}" if text.strip() else "/help",
        private=alone(channel),
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
    sender = person(payload)
    if container.get("type") == "view":
        # A home belongs to no conversation but the one with its reader.
        channel, number = sender.user, HOME
    else:
        channel = identifier(container.get("channel_id"), "channel_id")
        number = stamp(container.get("message_ts"), "message_ts")
    return Typed(
        event=f"press:{trigger(payload)}",
        room=Room(channel=channel),
        number=number,
        written=now,
        sender=sender,
        line=line,
        private=alone(channel),
        pressed=True,
    )


SHARE: Final = "share"
"""The shortcut that hands its message over, as those do whose form begins with it."""


def shortcut(payload: Json, now: datetime, me: Me) -> Typed:
    """Return what a shortcut behind a message types: its `callback_id`, about that message."""
    name, message, channel = (payload.get(key) for key in ("callback_id", "message", "channel"))
    if not isinstance(name, str) or not isinstance(message, dict) or not isinstance(channel, dict):
        raise Malformed("shortcut without a message")
    room = identifier(channel.get("id"), "channel")
    handed = name == SHARE or (name in FORMS and FORMS[name].about != "")
    about = said(room, message, me) if handed else None
    return Typed(
        event=f"shortcut:{trigger(payload)}",
        room=Room(channel=room),
        number="",
        written=now,
        sender=person(payload),
        line=f"/{name}",
        reply_to=stamp(message.get("ts")),
        private=alone(room),
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


def opened(event: Json, team: Any, mark: str, now: datetime) -> Typed | None:
    """Return what whoever opens the App Home asks for; None for its other tabs.

    https://docs.slack.dev/reference/events/app_home_opened
    """
    if event.get("tab") != "home":
        return None
    sender = _sender(event.get("user"), team)
    return Typed(
        event=mark,
        room=Room(channel=sender.user),
        number="",
        written=now,
        sender=sender,
        line=f"/{HOME}",
        private=True,
        opened=True,
    )


def _dated(number: str) -> datetime:
    return datetime.fromtimestamp(float(number), UTC)


def person(payload: Json) -> Sender:
    """Return who did something, as an interaction tells it."""
    user = payload.get("user")
    if not isinstance(user, dict):
        raise Malformed("user is not an object")
    return _sender(user.get("id"), user.get("team_id"))


def _sender(user: Any, team: Any) -> Sender:
    return Sender(user=identifier(user, "user"), team=team if isinstance(team, str) else "")


def trigger(payload: Json) -> str:
    """Return the trigger of an interaction: no other one has the same."""
    found = payload.get("trigger_id")
    if not isinstance(found, str) or not found:
        raise Malformed("trigger_id is missing")
    return found
