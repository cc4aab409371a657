"""One account looked at and judged: what `tocsin doctor` and `tocsin init` ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.doctor import known, slack, subscriptions, telegram
from bot.doctor.finding import Finding
from bot.doctor.manifest import request_url, update_url
from bot.settings import SlackAccount, TelegramAccount
from handlers.slack import examining as examining_slack
from handlers.telegram import examining as examining_telegram
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What needs doing for an account, and `who` it is: the workspace's name, or @username.

    `who` is "" where the platform did not say; `skews` are the seconds by which this machine's
    clock was ahead of the platform's.
    """

    findings: tuple[Finding, ...]
    who: str = field(default="", repr=False)
    skews: tuple[float, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing needs doing."""
        return not self.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around an account: its rooms, the database, and the bot that runs.

    `places` is what to call each room by its address, `joint` those that are not of one
    organisation alone; `store` is None where it cannot be read; `config_token` is of the Slack
    app's owner, "" where it was not given; `public_url` where platforms reach the listener;
    `running` whether a bot runs, and `door` what that says of the account's door.
    """

    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    joint: frozenset[str] = field(default=frozenset(), repr=False)
    store: Store | None = None
    config_token: str = field(default="", repr=False)
    public_url: str | None = None
    running: bool = False
    door: Mapping[str, str] = field(default_factory=dict)
    gated: frozenset[str] = field(default=frozenset(), repr=False)
    """The addresses of rooms that have a gate."""


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
    findings = tuple(slack.judge(name, facts, places))
    return Examined(findings=findings, who=facts.workspace, skews=facts.skews)


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
    findings = tuple(telegram.judge(name, facts, places))
    return Examined(findings=findings, who=who, skews=facts.skews)


async def of_slack(
    name: str,
    account: SlackAccount,
    secret: Callable[[str], str],
    around: Around,
    now: Callable[[], float],
) -> Examined:
    """Return what is wrong with an account of the settings; raises ConfigFault, StoreFault."""
    facts = await examining_slack.examine(
        bot_token=secret("bot_token"),
        app_token=secret("app_token") if account.mode == "socket" else "",
        api_url=account.api_url,
        rooms=tuple(around.places),
        config_token=around.config_token,
        now=now,
    )
    heard = None
    if around.store is not None:
        heard = await known.heard(
            around.store,
            name,
            facts.rooms,
            now=now(),
            connected=around.running and around.door.get("state") == "connected",
        )
    http = account.mode == "http"
    url = around.public_url and request_url(around.public_url, name.partition(".")[2])
    findings = slack.judge(
        name,
        facts,
        around.places,
        heard,
        joint=around.joint,
        url=(url or "the address of your proxy") if http else "",
    )
    if facts.app is not None:
        findings += subscriptions.judge(name, facts.app, http=http, url=url)
    return Examined(findings=tuple(findings), who=facts.workspace, skews=facts.skews)


async def of_telegram(
    name: str,
    account: TelegramAccount,
    secret: Callable[[str], str],
    around: Around,
    now: Callable[[], float],
) -> Examined:
    """Return what is wrong with a bot of the settings; raises ConfigFault.

    Of a bot that runs its own door tells whether another process polls; else that is looked at.
    """
    webhook = ""
    if account.mode == "webhook":
        webhook = update_url(around.public_url or "", name.partition(".")[2])
    facts = await examining_telegram.examine(
        token=secret("token"),
        api_url=account.api_url,
        rooms=tuple(around.places),
        poll=not around.running and not webhook,
        now=now,
    )
    findings = telegram.judge(name, facts, around.places, webhook=webhook, gated=around.gated)
    if around.door.get("why") == "second_poller":
        findings.append(telegram.second_poller(name))
    return Examined(findings=tuple(findings), who=facts.username, skews=facts.skews)
