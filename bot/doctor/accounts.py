"""One account looked at and judged: what `tocsin doctor` and `tocsin init` ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.doctor import slack, telegram
from bot.doctor.finding import Finding
from handlers.slack import examining as examining_slack
from handlers.telegram import examining as examining_telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What needs doing for an account, and `who` it is: the workspace's name, or @username.

    `who` is "" where the platform did not say.
    """

    findings: tuple[Finding, ...]
    who: str = field(default="", repr=False)

    @property
    def sound(self) -> bool:
        """Whether nothing needs doing."""
        return not self.findings


async def examine_slack(
    name: str,
    *,
    bot_token: str,
    app_token: str = "",
    api_url: str = "https://slack.com/api/",
    rooms: Mapping[str, str] | None = None,
) -> Examined:
    """Return what is wrong with a Slack account, in some seconds; raises nothing of Slack's.

    `name` is the account's table, such as "slack.main". Without `app_token` (events over HTTP, or
    not known yet) no socket is asked for. `rooms` are channels to look at: what to call each, by
    its address.
    """
    places = rooms or {}
    facts = await examining_slack.examine(
        bot_token=bot_token, app_token=app_token, api_url=api_url, rooms=tuple(places)
    )
    return Examined(findings=tuple(slack.judge(name, facts, places)), who=facts.workspace)


async def examine_telegram(
    name: str,
    *,
    token: str,
    api_url: str = "https://api.telegram.org",
    rooms: Mapping[str, str] | None = None,
) -> Examined:
    """Return what is wrong with a Telegram bot, in some seconds; raises nothing of Telegram's.

    `name` is the account's table, such as "telegram.main"; `rooms` are chats to look at: what to
    call each, by its address. Whether another process polls is looked at too: call it only while no
    `tocsin run` uses the token.
    """
    places = rooms or {}
    facts = await examining_telegram.examine(token=token, api_url=api_url, rooms=tuple(places))
    who = f"@{facts.username}" if facts.username else ""
    return Examined(findings=tuple(telegram.judge(name, facts, places)), who=who)
