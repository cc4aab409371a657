"""What Slack hands over, as something incoming. Never raises; says what it could not read.

Handles the payloads of Socket Mode envelopes (`events_api`, `slash_commands`, `interactive`):
https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import hashlib
from datetime import datetime
from typing import Any

from handlers.incoming import Incoming, Unread
from handlers.payloads import unbroken
from handlers.slack import lines, reactions, rooms
from handlers.slack.messages import (
    Json,
    Malformed,
    Me,
    deleted,
    edited_at,
    identifier,
    order,
    said,
    same_words,
    stamp,
    word,
)
from policies.verbs.table import BY_NAME


def hear(payload: Any, me: Me, now: datetime) -> Incoming:
    """Return what an envelope's payload says; `now` dates what Slack does not date (commands)."""
    try:
        return _payload(unbroken(payload), me, now)
    except Malformed as error:
        return Unread(event=_mark(payload), kind=_kind(payload), error=str(error))
    except Exception as error:  # noqa: BLE001 - whatever is odd in one event stops no other
        return Unread(event=_mark(payload), kind=_kind(payload), error=type(error).__name__)


def position(payload: Any) -> tuple[int, int] | None:
    """Return where an event stands in the order of its workspace; None where nothing says so."""
    event = payload.get("event") if isinstance(payload, dict) else None
    if not isinstance(event, dict):
        return None
    try:
        return order(stamp(event.get("event_ts") or event.get("ts")))
    except Malformed:
        return None


def _payload(payload: Any, me: Me, now: datetime) -> Incoming:
    if not isinstance(payload, dict):
        raise Malformed("payload is not an object")
    typed = lines.typed(payload, now, me)
    if typed is not None:
        return typed
    kind = payload.get("type")
    if kind == "view_submission":
        # One of ours that can be read is taken before it comes here.
        raise Malformed("a form that cannot be read")
    if kind != "event_callback":
        return Unread(event=_mark(payload), kind=word(kind))
    event = payload.get("event")
    if not isinstance(event, dict):
        raise Malformed("event is not an object")
    return _event(payload, event, me, now)


def _event(payload: Json, event: Json, me: Me, now: datetime) -> Incoming:
    kind = event.get("type")
    if not isinstance(kind, str):
        return Unread(event=_mark(payload), kind=word(kind))
    if kind in reactions.HEARD:
        return reactions.reacted(event, me)
    if kind == "app_home_opened" and lines.HOME in BY_NAME:
        mark, team = _mark(payload), payload.get("team_id")
        asked = lines.opened(event, team, mark, now)
        return asked or Unread(event=mark, kind="app_home_opened")
    if kind in rooms.MOVES:
        mark = _mark(payload)
        return rooms.moved(mark, event, me) or Unread(event=mark, kind=word(kind))
    if kind != "message":
        return Unread(event=_mark(payload), kind=word(kind))
    if event.get("channel_type") == "im" and me.wrote(event):
        # What an app shares bears no `bot_id`, and would read as a line of its own account.
        return Unread(event=_mark(payload), kind="own echo")
    if event.get("channel_type") == "im":
        return lines.private(event) or Unread(event=_mark(payload), kind="im")
    return _message(payload, event, me)


def _message(payload: Json, event: Json, me: Me) -> Incoming:
    channel = identifier(event.get("channel"), "channel")
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(payload, event, channel, me)
    if subtype == "message_deleted":
        # Of a post of ours too: a moderator may have deleted it.
        return deleted(channel, stamp(event.get("deleted_ts"), "deleted_ts"))
    return said(channel, event, me)


def _changed(payload: Json, event: Json, channel: str, me: Me) -> Incoming:
    after, before = event.get("message"), event.get("previous_message")
    if not isinstance(after, dict):
        raise Malformed("message is not an object")
    if after.get("subtype") == "tombstone":
        return deleted(channel, stamp(after.get("ts")))
    if isinstance(before, dict) and same_words(after, before):
        # An unfurl, a pin, a count of replies: the author changed nothing.
        return Unread(event=_mark(payload), kind="unfurl")
    edit = edited_at(after) or stamp(event.get("event_ts") or event.get("ts"), "event_ts")
    return said(channel, after, me, edit=edit)


def _mark(payload: Any) -> str:
    """Return what a redelivery repeats of an event that is not kept."""
    found = payload.get("event_id") if isinstance(payload, dict) else None
    if isinstance(found, str) and found:
        return f"event:{found}"
    try:
        return f"unread:{hashlib.sha256(repr(payload).encode('utf-8', 'replace')).hexdigest()}"
    except RecursionError:
        return "unread:too deep"


def _kind(payload: Any) -> str:
    if not isinstance(payload, dict):
        return "unknown"
    event = payload.get("event")
    return word(event.get("type") if isinstance(event, dict) else payload.get("type"))
