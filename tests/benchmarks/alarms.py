"""How soon an alert is where it must be: the whole program over both stand-ins, with their limits.

python -m tests.benchmarks.alarms [--runs 3]

Each figure has a town of its own, in this process, with the limits of both platforms as they are
documented and the program's own rates at their defaults. `make bench` has the rows. Short versions
run in the suite (tests/bot/whole/test_alarms.py), where they are asked what arrives and in which
order, never how soon.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from bot import cards, lanes
from bot.alerts import schedules, turning
from bot.sandbox.slack.limits import Limits as SlackLimits
from bot.sandbox.telegram.limits import Limits as TelegramLimits
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.schedule import Schedule
from policies.alerts.severity import Severity
from policies.labels import Label
from policies.times.moments import at_instant
from storage.store import Notice, Transaction
from tests.benchmarks.histories import _template
from tests.bot.whole.town import ANN, BO, DESK, ORGANISATIONS, WATCH, Town, bridge, channel

T = TypeVar("T")
A_SECOND: Final = 30
"""Messages that one bot of Telegram may send in a second, to all chats together."""
DUTY_ROOMS: Final = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", kind="duty")
    + channel("group", WATCH, "watch", kind="duty")
    + bridge("elections", "desk", "group")
)
_FIRST: Final = 2001
"""The account of the first person on duty; the others follow."""
_GROUP: Final = -1001000020000
"""The first group of an organisation; the others have lower numbers."""
_TEXT: Final = "Boxes are burning in Kisumu."
_TAG: Final = "country:KE"
_COUNTED: Final = "organisations acknowledged"
"""What the card of an alert says, and no other."""


@dataclass(kw_only=True)
class Sent:
    """What arrived of one alert: seconds after its due time, in order, and to whom."""

    after: list[float] = field(default_factory=list)
    whom: list[int] = field(default_factory=list)
    refused: int = 0
    """Calls that the platforms answered with 429 meanwhile: there are to be none."""
    cpu: float = 0.0
    """Seconds of the processor, of the program and both stand-ins together, until the last."""
    others: int = 0
    """Ordinary messages that left between the first of the alert and its last."""

    def __str__(self) -> str:
        after = sorted(self.after)
        shown = {
            "first": after[0],
            "p50": at(after, 0.5),
            "p99": at(after, 0.99),
            "last": after[-1],
        }
        told = ", ".join(f"{name} {one:.2f}" for name, one in shown.items())
        rest = f"{self.refused} refused, {self.others} between, CPU {self.cpu:.1f} s"
        return f"{len(after)} sent, {told} s, {rest}"


def at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def community(organisations: int, *, groups: bool = False) -> str:
    """Return the directory: so many organisations of one tag, each with one person on duty.

    Or each with a group for its duty, which Telegram holds to 20 messages a minute.
    """
    return DUTY_ROOMS + "".join(
        f'[[organisation]]\nid = "org{at}"\nname = "Org {at}"\ntags = ["{_TAG}"]\n'
        f'[[person]]\nid = "duty{at}"\norganisation = "org{at}"\nname = "Duty {at}"\n'
        f'roles = ["duty"]\ntelegram = {_FIRST + at}\n'
        + channel(f"room{at}", _GROUP - at, f"org{at}", kind="duty")
        * groups
        for at in range(organisations)
    )


@contextlib.asynccontextmanager
async def town_of(
    folder: Path, template: Path, organisations: int, *, groups: bool = False
) -> AsyncIterator[Town]:
    """Have a town run, with every limit as it is documented and seconds as long as they are."""
    town = Town(folder, template, community(organisations, groups=groups))
    town.rates = (A_SECOND, 1, 20, 1)
    town.pace = 1.0
    await town.rise()
    town.slack.set_limits(**_documented(SlackLimits()))
    town.telegram.set_limits(**_documented(TelegramLimits()))
    for at in range(organisations):
        town.telegram.add_user(_FIRST + at, f"Duty {at}")
        town.telegram.started_long_ago(_FIRST + at, bot=town.bots[0])
        if groups:
            members = [_FIRST + at, *town.bots]
            town.telegram.add_chat(_GROUP - at, "Duty", members=members, admins=list(town.bots))
    try:
        async with town.awake():
            rooms = [DESK, WATCH, *(_GROUP - at for at in range(organisations * groups))]
            await town.until(
                lambda: all(any("Alert desk" in one for one in town.texts(room))
                            for room in rooms),
                "the status in the duty rooms", 60,
            )  # fmt: skip
            yield town
    finally:
        await town.set()


def _documented(limits: Any) -> dict[str, float]:
    return {name: getattr(limits, name) for name in type(limits).__dataclass_fields__}


def calls(town: Town, text: str, *, since: int = 0) -> Iterator[dict[str, Any]]:
    """Return the messages with these words that Telegram took from the bot, oldest first."""
    for one in town.telegram.journal.entries[since:]:
        sent = one["kind"] == "call" and one["method"] == "sendMessage" and one["status"] == 200
        if sent and text in str(one["params"].get("text", "")):
            yield one


def chats(found: Sequence[dict[str, Any]]) -> list[int]:
    return [int(str(one["params"]["chat_id"])) for one in found]


async def arrived(town: Town, text: str, many: int, seconds: float) -> list[dict[str, Any]]:
    """Return the messages with these words once so many have been sent."""
    await town.until(
        lambda: sum(1 for _ in calls(town, text)) >= many, f"{many} of {text}", seconds, every=0.1
    )
    return list(calls(town, text))


async def schedule(
    town: Town, due: datetime, text: str, audience: Audience, severity: Severity
) -> None:
    """Plan an alert for an instant, as `schedule` and its confirmation do a minute before.

    So it is planned also where the instant has passed when it is written: a machine may be slow.
    """
    made = due - timedelta(minutes=1)

    async def act(tx: Transaction) -> None:
        alert = Alert(
            severity=severity, label=Label.AMBER, text=text, origin="institute", author="ann",
            audience=audience, made=made,
        )  # fmt: skip
        one = Schedule(
            progress="active", when=at_instant(due, "UTC"), alert=alert, made=made,
            shown=("slack.main", ANN),
        )  # fmt: skip
        filed = await tx.docket.add(schedules.KIND, one, organisation="institute")
        await turning.plan(tx, town.app.services, filed)

    await town.store.write(act)


async def fan_out(town: Town, organisations: int, *, begin: float = 2) -> Sent:
    """Let a critical alert fall due that goes to each organisation; what reaches it first counts.

    Where it has a group, its person on duty is rung in private besides.
    """
    due = town.now() + timedelta(seconds=begin)
    await schedule(town, due, _TEXT, Audience(tags=(_TAG,)), Severity.CRITICAL)
    await town.until(lambda: town.now() >= due, "the time")
    used = time.process_time()
    await town.until(lambda: len(_firsts(town)) >= organisations, "all of them", every=0.1)
    found = list(_firsts(town).values())
    return Sent(
        cpu=time.process_time() - used,
        after=[one["at"] - due.timestamp() for one in found],
        whom=chats(found),
        refused=town.telegram.desk.gauge.refused,
    )


def _firsts(town: Town) -> dict[int, dict[str, Any]]:
    """Return what each organisation got first of the alert, oldest first."""
    found: dict[int, dict[str, Any]] = {}
    for one in calls(town, _TEXT):
        (chat,) = chats([one])
        found.setdefault(chat - _FIRST if chat > 0 else _GROUP - chat, one)
    return found


async def backlog(town: Town, organisations: int, messages: int, conversations: int) -> None:
    """Have ordinary messages wait in many conversations, those of people on duty among them."""
    users = [*range(_FIRST, _FIRST + organisations)][:conversations]
    for at in range(conversations - len(users)):
        user = _FIRST + 10_000 + at
        town.telegram.add_user(user, "Somebody")
        town.telegram.started_long_ago(user, bot=town.bots[0])
        users.append(user)
    for begin in range(0, messages, 500):

        async def act(tx: Transaction, begin: int = begin) -> None:
            for number in range(begin, min(begin + 500, messages)):
                await _queued(tx, str(users[number % len(users)]), f"ordinary {number}")

        await town.store.write(act)


async def _queued(tx: Transaction, user: str, text: str) -> None:
    """Put an answer into the outbox, as `bot.cards` does."""
    door = "telegram.main"
    notice = Notice(
        id=tx.new_id(), kind=cards.ANSWER, place="", door=door, user=user, channel=user, topic=None,
        number="", count=1, revision=1, begun=tx.now, about=(cards.STRANGER,), said=text,
    )  # fmt: skip
    tx.notices.put(tx.keyed("answer", notice.id), notice)
    lane = lanes.private(door, user)
    await tx.deliveries.want(
        notice.id, lane, lane, priority=0, written=lanes.moment(tx.now), sequence=tx.turn(),
        thing="card",
    )  # fmt: skip


async def behind(town: Town, organisations: int, messages: int, conversations: int) -> Sent:
    """Raise a critical alert in Slack while so many messages wait; seconds from the press."""
    town.slack.command(DESK, ANN, f"new critical TLP:AMBER to {_TAG}: {_TEXT}")
    await town.until(lambda: _preview(town), "the preview")
    await backlog(town, organisations, messages, conversations)
    await town.until(lambda: sum(1 for _ in calls(town, "ordinary")) >= min(
        messages // 4, A_SECOND), "what waits to be on its way", 60)  # fmt: skip
    began, used = time.time(), time.process_time()
    town.slack.press(f"D{ANN[1:]}", ANN, _preview(town), "Send")
    found = await arrived(town, _TEXT, organisations, 60)
    used = time.process_time() - used
    every = list(calls(town, ""))
    between = every[every.index(found[0]) : every.index(found[-1])]
    return Sent(
        after=[one["at"] - began for one in found],
        whom=chats(found),
        refused=town.telegram.desk.gauge.refused,
        cpu=used,
        others=sum("ordinary" in str(one["params"]["text"]) for one in between),
    )


def _preview(town: Town) -> str:
    """Return the number of the message below which `Send` stands, "" while there is none."""
    for one in reversed(town.slack.direct("T0MAIN", ANN)):
        if "Send" in str(one.get("blocks", "")):
            return str(one["ts"])
    return ""


async def punctual(town: Town, many: int, every: float, *, among: int, begin: float = 2) -> Sent:
    """Let schedules fall due one after the other; seconds from each one's time to its first."""
    first = town.now() + timedelta(seconds=begin)
    dues = [first + timedelta(seconds=every * at) for at in range(many)]
    for at, due in enumerate(dues):
        one = Audience(organisations=(f"org{at % among}",))
        await schedule(town, due, f"Number {at:03} is due.", one, Severity.HIGH)
    found = await arrived(town, "is due.", many, every * many + 60)
    firsts: dict[int, dict[str, Any]] = {}
    for entry in found:
        text = str(entry["params"]["text"])
        firsts.setdefault(int(text[text.index("Number ") + 7 :][:3]), entry)
    return Sent(
        after=[one["at"] - dues[at].timestamp() for at, one in firsts.items()],
        whom=list(firsts),
        refused=town.telegram.desk.gauge.refused,
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Seconds from a press on Telegram until each surface shows who has acknowledged."""

    answered: float
    telegram: float
    slack: float
    status: float


async def acknowledged(town: Town) -> Shown:
    """Raise an alert to both rooms, press `Acknowledge` in the group, and look everywhere.

    The status is what `status 1` answers on the other platform, asked until it shows it.
    """
    line = f"new critical TLP:AMBER to institute, watch: {_TEXT}"
    town.slack.command(DESK, ANN, line)
    await town.until(lambda: _preview(town), "the preview")
    town.slack.press(f"D{ANN[1:]}", ANN, _preview(town), "Send")
    await town.until(lambda: card(town, WATCH) and card(town, DESK), "the cards")
    await town.quiet()
    (number,) = [one["message_id"] for one in town.posts(WATCH) if _COUNTED in one.get("text", "")]
    bot = town.bots[0]
    began = time.monotonic()
    query = town.telegram.press(WATCH, BO, number, button="Acknowledge")
    return Shown(
        **dict(
            await asyncio.gather(
                _seen(town, "answered", began, lambda: town.telegram.answer_of(query, bot=bot)),
                _seen(town, "telegram", began, lambda: "1 of 2" in card(town, WATCH)),
                _seen(town, "slack", began, lambda: "1 of 2" in card(town, DESK)),
                _asked(town, began),
            )
        )
    )


async def _seen(town: Town, name: str, began: float, holds: Callable[[], Any]) -> tuple[str, float]:
    await town.until(holds, name, 60, every=0.01)
    return name, time.monotonic() - began


async def _asked(town: Town, began: float) -> tuple[str, float]:
    """Ask for the status once the answer to the press stands; what is told first counts."""
    await asyncio.sleep(0.3)
    town.slack.command(DESK, ANN, "status 1")
    return await _seen(
        town, "status", began, lambda: any("1 of 2" in one for one in town.told(ANN))
    )


def card(town: Town, room: object) -> str:
    """Return the card of the alert in a room, "" while there is none."""
    found = [one for one in town.texts(room) if _COUNTED in one]
    return found[-1] if found else ""


@contextlib.contextmanager
def folders() -> Iterator[tuple[Path, Path]]:
    """Make a folder for a town, and the template of its key and database."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as made:
        template, folder = Path(made) / "template", Path(made) / "town"
        template.mkdir()
        folder.mkdir()
        _template(template)
        yield folder, template


def taken(organisations: int, figure: Callable[[Town], Awaitable[T]], *, groups: bool = False) -> T:
    """Return a figure, of a town of its own."""

    async def alone(folder: Path, template: Path) -> T:
        async with town_of(folder, template, organisations, groups=groups) as town:
            return await figure(town)

    with folders() as (folder, template):
        return asyncio.run(alone(folder, template))


FIGURES: Final[dict[str, tuple[int, Callable[[Town], Awaitable[Any]]]]] = {
    "fan-out": (100, lambda town: fan_out(town, 100)),
    "groups": (100, lambda town: fan_out(town, 100)),
    "behind": (100, lambda town: behind(town, 100, 10_000, 500)),
    "punctual": (20, lambda town: punctual(town, 60, 0.5, among=20)),
    "acknowledged": (0, acknowledged),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(FIGURES), choices=[*FIGURES, []])
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    logging.disable()
    for name in given.names:
        for _ in range(given.runs):
            found = taken(*FIGURES[name], groups=name == "groups")
            print(f"{name}: {found} · load {os.getloadavg()[0]:.1f}", flush=True)


if __name__ == "__main__":
    main()
