"""slack_bolt, whose first middleware keeps every event and answers for all kinds.

Only forms come before it: one is opened, or turned away, at once. It stands before Bolt's own
authorization and self-event filter, which would call Slack and swallow a moderator's deletion of
our copies. Sockets and HTTP requests come in the same way.
"""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.incoming import Typed
from handlers.slack.intake import Intake, Ticket
from handlers.slack.modals import Modals
from handlers.slack.silence import SILENT


class Bolt:
    """One app."""

    def __init__(self, client: AsyncWebClient, intake: Intake, modals: Modals) -> None:
        self.intake = intake
        self.modals = modals
        self._app = AsyncApp(
            logger=SILENT,
            name="tocsin",
            client=client,
            before_authorize=self._keep,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
        )

    async def taken(self, ticket: Ticket) -> BoltResponse:
        """Keep one event for which the queue has room; 200 once it is durable, else 503.

        What opens a form is done with that; a form that cannot be taken is told so with the 200.
        """
        if await self.modals.open(ticket.payload):
            return _answer(kept=True)
        sent = await self.modals.take(ticket.payload)
        if isinstance(sent, Typed):
            ticket.heard = sent
        elif sent is not None:
            return BoltResponse(status=200, body=sent)
        answer = await self._dispatched(ticket)
        if ticket.kept is None:
            # Bolt tripped over the payload before its first middleware.
            answer = _answer(kept=await self.intake.enter(ticket))
        return answer

    async def _dispatched(self, ticket: Ticket) -> BoltResponse:
        try:
            request = AsyncBoltRequest(
                mode="socket_mode", body=ticket.payload, context={"ticket": ticket}
            )
            return await self._app.async_dispatch(request)
        except Exception:  # noqa: BLE001 - a payload that Bolt cannot take is ours to judge
            return _answer(kept=False)

    async def _keep(self, context: Any) -> BoltResponse:
        return _answer(kept=await self.intake.enter(context["ticket"]))


def _answer(*, kept: bool) -> BoltResponse:
    return BoltResponse(status=200 if kept else 503, body="")
