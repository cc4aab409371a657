"""Modals: opened at once for a line that lacks its words, taken when they are sent off.

A trigger lives three seconds and works once, so the modal is opened before anything is kept; it is
only asked whether the line lacks its words, or is to be answered at once: because what it is about
is over, or is not the caller's. Where it cannot be opened, the line goes the way of every other.
What is sent off is tried first: what would not be taken stands below its field, and what was
written stays there to be mended.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/reference/methods/views.open and
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError
from handlers.incoming import Inbox, Room, Said, Typed
from handlers.payloads import unbroken
from handlers.slack import forms, lines
from handlers.slack.errors import asked
from handlers.slack.messages import Json, Malformed, Me
from handlers.slack.slips import LONGEST, Seals, Slip
from policies.commands import parse
from policies.forms import FORMS, Form, faults, lacking
from policies.messages.message import PartKind
from policies.speech.words import English, Words
from policies.verbs.table import BY_NAME

_log = structlog.get_logger("slack.modals")

PATIENCE: Final = 1.5
"""Seconds in which Slack may open a modal; it wants its own answer within three."""
MOST_KEPT: Final = 200
"""Messages that open forms are about, kept in memory until those are sent off."""
_LOOK: Final = 0.5
"""Seconds in which it is looked up whether a form is asked for, and what it holds to begin with."""
_TRY: Final = 1.0
"""Seconds in which it is found out whether a form would be taken; Slack waits three in all."""
_OPENED_BEFORE: Final = "exchanged_trigger_id"
_SENT_OFF: Final = "view_submission"

Turned: TypeAlias = dict[str, Any]
"""What a submission is answered with that was not taken: it is shown in the modal."""


class Modals:
    """The modals of one workspace.

    `ready` gives the client with its session open, `me` who we are here.
    """

    def __init__(
        self,
        door: str,
        token: str,
        clock: Clock,
        *,
        ready: Callable[[], AsyncWebClient],
        me: Callable[[], Me],
    ) -> None:
        self._door = door
        self._seals = Seals(token)
        self._clock = clock
        self._ready = ready
        self._me = me
        self._kept: OrderedDict[str, Said] = OrderedDict()
        self.inbox: Inbox | None = None
        """Who knows in which language somebody reads."""

    async def open(self, payload: Any) -> bool:
        """Open the form that a line lacks the words of; tells whether the line is done with that.

        Never raises.
        """
        if not _brings_a_trigger(payload):
            return False
        try:
            found = self._lacking(unbroken(payload))
        except Exception:  # noqa: BLE001 - what cannot be read is judged where everything is heard
            return False
        return found is not None and await self._opened(*found)

    async def take(self, payload: Any) -> Typed | Turned | None:
        """Return the line that a sent form makes, or what its modal is to show; None: no form.

        Never raises.
        """
        if not isinstance(payload, dict) or payload.get("type") != _SENT_OFF:
            return None
        try:
            taken = self._taken(unbroken(payload))
        except Exception:  # noqa: BLE001 - the same
            return None
        if not isinstance(taken, Typed):
            return taken
        return await self._tried(payload["view"], taken)

    async def _tried(self, view: Json, typed: Typed) -> Typed | Turned:
        """Return the line, or what stands in the modal where it would not be taken."""
        if self.inbox is None:
            return typed
        try:
            async with asyncio.timeout(_TRY):
                wrong = await self.inbox.wrong(self._door, typed)
            return typed if wrong is None else forms.amiss(view.get("blocks"), *wrong)
        except Exception as error:  # noqa: BLE001 - it is taken, and answered in words
            _log.warning("a form was not tried", door=self._door, error=type(error).__name__)
            return typed

    def _lacking(self, payload: Any) -> tuple[Form, Typed, str] | None:
        typed = lines.typed(payload, self._now(), self._me())
        if typed is None:
            return None
        line = parse(typed.line)
        form = lacking(line.verb, line.words)
        if form is None or form.command not in BY_NAME:
            return None
        return form, typed, lines.trigger(payload)

    async def _opened(self, form: Form, typed: Typed, trigger: str) -> bool:
        about = typed.about
        kept = secrets.token_hex(16) if about is not None else ""
        slip = Slip(
            line=typed.line,
            channel=typed.room.channel,
            number=typed.number,
            reply_to=typed.reply_to or "",
            pressed=typed.pressed,
            kept=kept,
            at=self._clock.now(),
        )
        metadata = self._seals.sealed(slip, typed.sender)
        if len(metadata) > LONGEST:
            return False
        begun = await self._begun(form, typed)
        if begun is None:
            return False
        view = forms.modal(begun, self._words(typed.sender.user), metadata, typed.line)
        try:
            async with asyncio.timeout(PATIENCE):
                await asked(self._ready().views_open(trigger_id=trigger, view=view))
        except Exception as error:  # noqa: BLE001 - whatever it was, the line is answered in words
            code = error.code if isinstance(error, DoorError) else type(error).__name__
            if code == _OPENED_BEFORE:
                return True
            _log.warning("a form was not opened", door=self._door, code=code)
            return False
        if about is not None:
            self._keep(kept, about)
        return True

    async def _begun(self, form: Form, typed: Typed) -> Form | None:
        """Return the form with what it holds to begin with; empty where nobody says so in time.

        None where the line is to be answered in words.
        """
        if typed.about is not None and form.about:
            return form.begun({form.about: [_words(typed.about)]})
        if self.inbox is None:
            return form
        try:
            async with asyncio.timeout(_LOOK):
                held = await self.inbox.begun(self._door, typed)
        except Exception as error:  # noqa: BLE001 - an empty form is as good as a line
            _log.warning("a form begins empty", door=self._door, error=type(error).__name__)
            return form
        return None if held is None else form.begun(dict(held))

    def _taken(self, payload: Json) -> Typed | Turned:
        view = payload.get("view")
        if not isinstance(view, dict):
            raise Malformed("view is not an object")
        name, number = view.get("callback_id"), view.get("id")
        if not isinstance(number, str) or not number:
            raise Malformed("view has no id")
        sender = lines.person(payload)
        words = self._words(sender.user)
        form = _form(name)
        slip = self._seals.opened(view.get("private_metadata"), sender, self._clock.now())
        if form is None or slip is None:
            return forms.outdated(view.get("blocks"), words)
        state = view.get("state")
        fields = forms.filled(form, state.get("values") if isinstance(state, dict) else None)
        if wrong := faults(form, fields):
            return forms.errors(form, wrong, words)
        return Typed(
            # However often it is sent: the view is one.
            event=f"view:{number}",
            room=Room(channel=slip.channel),
            number=slip.number,
            written=self._now(),
            sender=sender,
            line=slip.line,
            reply_to=slip.reply_to or None,
            private=lines.alone(slip.channel),
            pressed=slip.pressed,
            about=self._kept.get(slip.kept),
            fields=fields,
        )

    def _keep(self, name: str, about: Said) -> None:
        self._kept[name] = about
        if len(self._kept) > MOST_KEPT:
            # Its form still holds the text that was seen.
            self._kept.popitem(last=False)

    def _words(self, user: str) -> Words:
        return English() if self.inbox is None else self.inbox.words(self._door, user)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)


def _brings_a_trigger(payload: Any) -> bool:
    """Tell at a glance what may open a form: most of what comes is said by somebody."""
    if not isinstance(payload, dict):
        return False
    return "command" in payload or payload.get("type") in ("block_actions", "message_action")


def _form(name: object) -> Form | None:
    if not isinstance(name, str) or not name.startswith(forms.CALLBACK):
        return None
    return FORMS.get(name.removeprefix(forms.CALLBACK))


def _words(about: Said) -> str:
    """Return what the author of a message said with it."""
    own = (part.text.plain for part in about.parts if part.kind is PartKind.OWN)
    return "\n".join(own)
