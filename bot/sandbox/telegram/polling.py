"""getUpdates, and the webhook methods, one of which stands in its way."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad, conflict
from bot.sandbox.telegram.state import Bot
from bot.sandbox.telegram.webhook import Target, loopback

PORTS = frozenset({443, 80, 88, 8443})
DEFAULT_CONNECTIONS, MOST_CONNECTIONS, LOCAL_CONNECTIONS = 40, 100, 100_000
LONGEST = 50
"""Seconds of a long poll at most, as the server caps it."""
KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
"""https://core.telegram.org/bots/api#update."""


def remember_kinds(bot: Bot, p: Parameters) -> None:
    """Remember `allowed_updates`; missing or unreadable means "as before", see #getupdates."""
    if not p.text("allowed_updates"):
        return
    try:
        kinds = json.loads(p.text("allowed_updates"))
    except ValueError:
        return
    if isinstance(kinds, list):
        bot.queue.allow([k for k in kinds if isinstance(k, str) and k in KINDS])


async def get_updates(desk: Desk, bot: Bot, p: Parameters) -> list[str]:
    """Return the updates as texts: https://core.telegram.org/bots/api#getupdates."""
    del desk
    if bot.webhook:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first"
        )
    remember_kinds(bot, p)
    return await bot.queue.fetch(
        p.number("offset"), p.within("limit", 100, 1, 100), p.within("timeout", 0, 0, LONGEST)
    )


def set_webhook(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setwebhook."""
    url = p.text("url")
    if not url:
        return delete_webhook(desk, bot, p)
    refuse_address(url, local=desk.world.local)
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", p.text("secret_token")):
        raise bad("secret token contains unallowed characters")
    remember_kinds(bot, p)
    if p.flag("drop_pending_updates"):
        bot.queue.clear()
    most = LOCAL_CONNECTIONS if desk.world.local else MOST_CONNECTIONS
    bot.hook.set(
        Target(
            url=url,
            secret=p.text("secret_token"),
            most=p.within("max_connections", DEFAULT_CONNECTIONS, 1, most),
        )
    )
    bot.queue.end_poll(conflict("terminated by setWebhook request"))
    return True


def refuse_address(url: str, *, local: bool) -> None:
    """Raise the Refusal of an address that no update is sent to.

    "Ports currently supported for webhooks: 443, 80, 88, 8443", "HTTPS URL to send updates to"; a
    local server takes "an HTTP URL", "any local IP address" and "any port":
    https://core.telegram.org/bots/api#using-a-local-bot-api-server.
    """
    parts = urlsplit(url)
    if parts.scheme not in ({"http", "https"} if local else {"https"}) or not parts.hostname:
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if local:
        return
    if (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if loopback(url):
        raise bad(f"bad webhook: IP address {parts.hostname} is reserved")


def delete_webhook(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook."""
    del desk
    bot.hook.set(Target())
    if p.flag("drop_pending_updates"):
        bot.queue.clear()
    return True


def get_webhook_info(desk: Desk, bot: Bot, p: Parameters) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getwebhookinfo."""
    del desk, p
    out: dict[str, Any] = {
        "url": bot.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if bot.webhook:
        out["max_connections"] = bot.hook.target.most
    if bot.hook.error is not None:
        out["last_error_date"], out["last_error_message"] = bot.hook.error
    if bot.queue.kinds is not None:
        out["allowed_updates"] = sorted(bot.queue.kinds)
    return out
