"""One message object of Slack, from an event or from the history, as something incoming.

Identity. `event` is what a redelivery repeats, and what the history gives again:
`channel:ts` for a new message, `channel:ts:edit:<edited.ts>` for an edit, `channel:ts:deleted`.

https://docs.slack.dev/reference/events/message
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from handlers.incoming import Deleted, Origin, Room, Said, SaidPart, Sender, Unread
from handlers.slack.files import said_files
from handlers.slack.markup import read
from policies.messages.message import PartKind
from policies.readings import Where
from policies.text import Text

Json: TypeAlias = Mapping[str, Any]

COPY: Final = "tocsin_copy"
"""The metadata event type of every post of ours; its payload is `{"key": …}`, a random id."""
LONGEST: Final = 100_000
"""Characters; Slack itself cuts a message at 40,000."""
SPOKEN: Final = frozenset({None, "bot_message", "thread_broadcast", "file_share", "me_message"})
"""Subtypes that carry what somebody said; every other is a service message."""
_TS: Final = re.compile(r"\d{1,12}\.\d{1,6}")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY: Final = re.compile(r"[!-~]{1,128}")
_WORD: Final = re.compile(r"[a-z_.]{1,40}")
_LONGEST_NAME: Final = 200
_SLACKBOT: Final = "USLACKBOT"


class Malformed(Exception):
    """What came is not what Slack documents; says which field, never what it held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Who the door itself is in its workspace, as `auth.test` said."""

    user: str = field(default="", repr=False)
    bot: str = field(default="", repr=False)

    def wrote(self, message: Json) -> bool:
        """Tell whether the message is a post of this door's own app."""
        # By comparison: what is told may be no text, and nothing that a set can look up.
        mine = [one for one in (self.user, self.bot) if one]
        return message.get("bot_id") in mine or message.get("user") in mine


def word(value: object) -> str:
    """Return a type or subtype as it may stand in a log; "unknown" for anything else."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else "unknown"


def identifier(value: object, name: str) -> str:
    """Return an id; raises Malformed."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed(f"{name} is not an id")
    return value


def stamp(value: object, name: str = "ts") -> str:
    """Return a message's `ts`; raises Malformed."""
    if not isinstance(value, str) or not _TS.fullmatch(value):
        raise Malformed(f"{name} is not a timestamp")
    return value


def order(ts: str) -> tuple[int, int]:
    """Return what sorts timestamps: seconds and microseconds."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds), int(fraction.ljust(6, "0")[:6] or "0")


def instant(ts: str) -> datetime:
    """Return a `ts` as UTC; raises Malformed where it lies beyond the calendar."""
    seconds, micro = order(ts)
    try:
        return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro)
    except (OverflowError, ValueError, OSError):
        raise Malformed("ts is beyond the calendar") from None


def said(
    channel: str, message: Json, me: Me, *, edit: str | None = None, caught_up: bool = False
) -> Said | Unread:
    """Return the message as said, or as unread where it is our own, a service message or empty.

    `edit` is the time stamp of the edit that this is, None for a new message. Raises Malformed.
    """
    ts = stamp(message.get("ts"))
    event = f"{channel}:{ts}" if edit is None else f"{channel}:{ts}:edit:{edit}"
    subtype = message.get("subtype")
    if not isinstance(subtype, str | None) or subtype not in SPOKEN:
        return Unread(event=event, kind=word(subtype))
    if me.wrote(message):
        return Unread(event=event, kind="own echo")
    parts = tuple(_parts(message))
    files = tuple(said_files(objects(message.get("files"), "files")))
    if not parts and not files:
        return Unread(event=event, kind="empty")
    thread = message.get("thread_ts")
    root = None if thread is None else stamp(thread, "thread_ts")
    return Said(
        event=event,
        room=Room(channel=channel),
        number=ts,
        written=instant(ts),
        sender=_sender(message),
        parts=parts,
        reply_to=None if root == ts else root,
        edited=edit is not None,
        caught_up=caught_up,
        ours=copy_key(message),
        files=files,
    )


def deleted(channel: str, ts: str) -> Deleted:
    """Return the deletion of a message."""
    return Deleted(event=f"{channel}:{ts}:deleted", room=Room(channel=channel), number=ts)


def edited_at(message: Json) -> str | None:
    """Return when the message was last edited, None if it never was; raises Malformed."""
    edited = message.get("edited")
    if edited is None:
        return None
    if not isinstance(edited, dict):
        raise Malformed("edited is not an object")
    return stamp(edited.get("ts"), "edited.ts")


def copy_key(message: Json) -> str | None:
    """Return the delivery key in a post of one of our apps, None in any other."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != COPY:
        return None
    payload = metadata.get("event_payload")
    key = payload.get("key") if isinstance(payload, dict) else None
    return key if isinstance(key, str) and _KEY.fullmatch(key) else None


def same_words(one: Json, other: Json) -> bool:
    """Tell whether two states of a message say the same, whatever was unfurled under them."""
    return all(one.get(name) == other.get(name) for name in ("text", "blocks")) and _file_names(
        one
    ) == _file_names(other)


def _sender(message: Json) -> Sender:
    user = message.get("user")
    known = isinstance(user, str) and _ID.fullmatch(user) is not None
    team = message.get("user_team") or message.get("team")
    robot = bool(message.get("bot_id")) or message.get("subtype") == "bot_message"
    # A webhook may name an account; it neither speaks as that person nor borrows the profile.
    verified = known and message.get("subtype") != "bot_message"
    return Sender(
        user=str(user) if verified else "",
        team=team if isinstance(team, str) and _ID.fullmatch(team) else "",
        bot=robot or user == _SLACKBOT,
        verified=verified,
    )


def _parts(message: Json) -> Iterator[SaidPart]:
    own = _text(message)
    if own.plain:
        yield SaidPart(text=own)
    for name in _file_names(message):
        yield SaidPart(kind=PartKind.ATTACHMENT, where=Where.FILENAME, text=Text.of(name))
    for attachment in objects(message.get("attachments"), "attachments"):
        # What Slack itself shows of a link to a message, nobody chose to share.
        if attachment.get("is_share"):
            yield from _shared(attachment)


def _shared(attachment: Json) -> Iterator[SaidPart]:
    """Return the text of another message that somebody shares under this one."""
    source, origin = attachment.get("author_name"), _origin(attachment)
    inner = objects(attachment.get("message_blocks"), "message_blocks")
    texts = [
        _text({"blocks": told.get("blocks"), "text": told.get("text")})
        for told in (one.get("message") for one in inner)
        if isinstance(told, dict)
    ]
    whole = Text.join(texts)
    if not whole.plain:
        whole = _text({"text": attachment.get("text") or attachment.get("fallback")})
    if whole.plain:
        yield SaidPart(
            kind=PartKind.FORWARD,
            text=whole,
            source=source[:_LONGEST_NAME] if isinstance(source, str) else "",
            origin=origin,
        )
    for name in _file_names(attachment):
        yield SaidPart(kind=PartKind.ATTACHMENT, where=Where.FILENAME, text=Text.of(name))


def _origin(attachment: Json) -> Origin:
    """Return where a shared message stands; one that does not say is in no room that we know."""
    channel, ts = attachment.get("channel_id"), attachment.get("ts")
    return Origin(
        channel=channel if isinstance(channel, str) and _ID.fullmatch(channel) else "",
        number=ts if isinstance(ts, str) and _TS.fullmatch(ts) else "",
        inside=True,
    )


def _text(message: Json) -> Text:
    blocks, text = message.get("blocks"), message.get("text")
    if text is not None and not isinstance(text, str):
        raise Malformed("text is not a string")
    if text is not None and len(text) > LONGEST:
        raise Malformed("text is longer than Slack allows")
    found = read(objects(blocks, "blocks"), text or "")
    if len(found.plain) > LONGEST:
        raise Malformed("blocks are longer than Slack allows")
    return found


def _file_names(message: Json) -> list[str]:
    names = [one.get("name") or one.get("title") for one in objects(message.get("files"), "files")]
    return [name for name in names if isinstance(name, str) and name]


def objects(value: object, name: str) -> list[Any]:
    """Return a list of objects, empty where there is none; raises Malformed."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Malformed(f"{name} is not a list of objects")
    return value
