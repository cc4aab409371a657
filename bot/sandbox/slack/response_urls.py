"""Answers that come by `response_url`, or with an acknowledgement.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: "up to 5 times
within 30 minutes", without a token, in channels that the app is no member of as well. Refusals are
words as of https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors;
those of an address that is used up or too old (`used_url`, `expired_url`) stand in no page.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from bot.sandbox.slack.arguments import truth
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.posting import content
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Channel, Workspace, World, compact

MOST_ANSWERS: Final = 5
LIFE: Final = 1800.0
"""Seconds."""


@dataclass(slots=True, kw_only=True)
class Issued:
    """One address: whom it answers, and what they pressed ("" where there was no message)."""

    workspace: Workspace
    channel: Channel
    user: str
    until: float
    ts: str = ""
    left: int = MOST_ANSWERS


class ResponseUrls:
    """The addresses that were given away, by their path."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._issued: dict[str, Issued] = {}

    def issue(
        self, kind: str, workspace: Workspace, channel: Channel, user: str, ts: str = ""
    ) -> str:
        """Return the path of a new address: `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/{workspace.team}/{secrets.randbelow(10**13)}/{secrets.token_hex(12)}"
        self._issued[path] = Issued(
            workspace=workspace,
            channel=channel,
            user=user,
            ts=ts,
            until=self._clock.monotonic() + LIFE,
        )
        return path

    def post(self, path: str, body: bytes, kind: str) -> tuple[int, str]:
        """Take an answer; returns HTTP status and body."""
        issued = self._issued.get(path)
        if issued is None:
            return 404, "no_service"
        if self._clock.monotonic() > issued.until:
            return 404, compact({"ok": False, "error": "expired_url"})
        if not issued.left:
            return 404, compact({"ok": False, "error": "used_url"})
        issued.left -= 1
        try:
            self._take(issued, _fields(body, kind))
        except Refusal as why:
            return 400, why.error
        return 200, "ok"

    def acknowledged(
        self, workspace: Workspace, channel: Channel, user: str, answer: dict[str, Any]
    ) -> None:
        """Show what came with the acknowledgement of a command; raises Refusal."""
        if answer:
            self._show(workspace, channel, user, answer)

    def _take(self, issued: Issued, fields: dict[str, Any]) -> None:
        whisper = next((one for one in issued.channel.ephemeral if one["ts"] == issued.ts), None)
        standing = issued.channel.messages.get(issued.ts)
        own = standing is not None and standing.get("user") == issued.workspace.bot_user
        if truth(fields, "delete_original"):
            if whisper is not None:
                issued.channel.ephemeral.remove(whisper)
            elif own:
                self._world.remove(issued.workspace, issued.channel, issued.ts)
        elif truth(fields, "replace_original") and whisper is not None:
            kept = {name: whisper[name] for name in ("user", "ts", "thread_ts") if name in whisper}
            made = {"text": "", **content(fields)}
            whisper.clear()
            whisper.update(made | kept)
        elif truth(fields, "replace_original") and own and standing is not None:
            bare = {name: standing[name] for name in standing if name not in _WORDS}
            after = {**bare, "text": "", **content(fields)}
            self._world.change(issued.workspace, issued.channel, after, issued.workspace.bot_user)
        else:
            self._show(issued.workspace, issued.channel, issued.user, fields)

    def _show(
        self, workspace: Workspace, channel: Channel, user: str, fields: dict[str, Any]
    ) -> None:
        """Show to one person, which is the default, or to the channel: `response_type`."""
        made = content(fields)
        if fields.get("thread_ts") in channel.messages:
            made["thread_ts"] = fields["thread_ts"]
        if fields.get("response_type") == "in_channel":
            author = {
                "user": workspace.bot_user, "bot_id": workspace.bot_id, "app_id": "A0TOCSIN",
            }  # fmt: skip
            self._world.put(workspace, channel, {"text": "", **made, **author})
        else:
            self._world.whisper(channel, user, made)


_WORDS: Final = ("text", "blocks", "attachments")


def _fields(body: bytes, kind: str) -> dict[str, Any]:
    """Return the JSON object of a body, or of a form's field `payload`."""
    text = body.decode("utf-8", "replace")
    if kind == "application/x-www-form-urlencoded":
        text = parse_qs(text).get("payload", [""])[0]
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal("invalid_payload") from None
    if not isinstance(found, dict):
        raise Refusal("invalid_payload")
    return found
