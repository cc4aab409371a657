"""The wiring, on one screen: what is made, what it is handed, what runs."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Final

import structlog

from bot.agenda import EVERY as EVERY_DUE
from bot.agenda import Agenda
from bot.alerts import queue, realigning
from bot.allowances import budgets_of
from bot.boards import TELLING, WRITERS
from bot.budgets import Budgets, Line
from bot.community import veil, wiping
from bot.community.remembered import Remembered
from bot.community.upkeep import upkeep
from bot.config import Config, ConfigFault
from bot.courier import Courier
from bot.desk import figures, showing
from bot.dues import DUES
from bot.duty.fetching import Calendars
from bot.duty.planning import Planning
from bot.guard import EVERY_LOOK, Guard
from bot.health import Health
from bot.inbox import Inbox
from bot.intake import marks
from bot.intake.following import Boards
from bot.messages import timers
from bot.messages.copies import Copies
from bot.messages.expiring import give_up
from bot.messages.files import Files
from bot.messages.notices import Notices
from bot.messages.parking import Parking
from bot.messages.reactions import EVERY, Reactions, Regards
from bot.messages.realigning import Realigning
from bot.messages.receipts import Receipts
from bot.metrics.exposition import Metrics
from bot.outgoing import Outgoing
from bot.porter.hands import Hands
from bot.porter.proofs import Proofs
from bot.porter.rounds import Porter
from bot.scheduler import Scheduler
from bot.services import Services
from bot.sharing import originals
from bot.showing import Cards
from handlers import incoming
from handlers.door import Door, pause
from handlers.http import Listener
from handlers.slack.door import SlackDoor
from handlers.telegram.door import TelegramDoor
from policies.audit import AuditKind
from storage.retention import forget
from storage.store import Store, Transaction

_log = structlog.get_logger("app")

PENDING_PAUSE: Final = 10.0
"""Seconds until the write-ahead log is to be emptied again, where a reader kept it."""
CATCH_UP_PATIENCE: Final = 10.0
"""Seconds that a source may take to catch up before what it told since is relayed all the same."""


def doors_of(config: Config) -> dict[str, Door]:
    """Return one door for each configured workspace and bot; raises ConfigFault without any."""
    doors: list[Door] = []
    for name, workspace in config.slack.items():
        http = workspace.mode == "http"
        doors.append(
            SlackDoor(
                f"slack.{name}",
                bot_token=config.secret(workspace, "bot_token"),
                app_token="" if http else config.secret(workspace, "app_token"),
                signing_secret=config.secret(workspace, "signing_secret") if http else "",
                api_url=workspace.api_url,
            )
        )
    for name, account in config.telegram.items():
        webhook, secret = config.webhook(name)
        token = config.secret(account, "token")
        doors.append(
            TelegramDoor(
                f"telegram.{name}",
                token=token,
                api_url=account.api_url,
                webhook=webhook,
                secret=secret,
            )
        )
    if not doors:
        raise ConfigFault(
            [f"{config.file}: no account; add a [slack.<name>] or a [telegram.<name>] table"]
        )
    return {door.name: door for door in doors}


async def kept_open(door: Door, inbox: incoming.Inbox) -> None:
    """Run a door until cancelled: an error that it does not know stops no other door."""
    tries = 0
    while True:
        try:
            await door.run(inbox)
        except Exception as error:  # noqa: BLE001 - whatever it was, the other doors go on
            _log.exception("a door broke off; it begins again", door=door.name)
            door.health.state, door.health.why = "down", f"unexpected_{type(error).__name__}"
        await asyncio.sleep(pause(tries, None))
        tries += 1


class App:
    """The running program."""

    def __init__(self, config: Config, store: Store, remembered: Remembered) -> None:
        self._config = config
        self._store = store
        self._remembered = remembered
        self._started = time.monotonic()
        self._stop = asyncio.Event()
        self.services: Services = remembered.services
        self.services.asks_after = timedelta(seconds=config.asking.after_seconds)
        self.doors = doors_of(config)
        self.services.doors = {name: door.platform for name, door in self.doors.items()}
        self._behind = set(self.doors)
        rates = budgets_of(config)
        self.services.healths = {name: door.health for name, door in self.doors.items()}
        self.services.looked = lambda: self.agenda.looked
        self.metrics = Metrics(
            store,
            self.services,
            self.doors,
            lambda: self.courier.beat,
            lambda: self.agenda.beat,
        )
        counters = self.services.tally = self.metrics.counters
        files = config.files
        hands = Hands(store, self.services, self.doors, files.largest, files.quota)
        self.outgoing = Outgoing(
            self.services,
            {
                "message": Copies(self.services),
                "notice": Notices(self.services),
                "files": Files(self.services, hands),
                "card": Cards(self.services, WRITERS),
                "regard": Regards(self.services),
                "receipt": Receipts(self.services),
                marks.MARK: marks.Marks(self.services),
                figures.FIGURES: figures.Files(self.services),
                originals.KIND: originals.Originals(self.services, Proofs(store)),
                wiping.OURS: wiping.Chats(),
                wiping.THEIRS: wiping.Chats(theirs=True),
            },
            self.doors,
        )
        self.courier = Courier(
            store,
            self.outgoing,
            {
                name: Line(
                    door, Budgets(rates[door.platform], time.monotonic), counters.watching(name)
                )
                for name, door in self.doors.items()
            },
            self.services,
            monotonic=time.monotonic,
            closed_sources=self._closed_sources,
            relocate=remembered.relocate,
        )
        self.porter = Porter(store, self.services, self.doors, hands, self.courier.wake)
        self.agenda = Agenda(store, self.services, DUES, self.courier.wake)
        self._duty = Planning(store, self.services)
        self._calendars = Calendars(store, self.services, self.doors, self.courier.wake)
        self._reading = queue.Reading(store, self.services)
        self._reactions = Reactions(store, self.services, self.courier.wake)
        self._followers = (
            Realigning(store, self.services),
            realigning.Realigning(store, self.services, TELLING),
            Boards(store),
        )
        self.inbox = counters.counting(
            Inbox(store, self.services, self.doors, self.courier.wake, remembered.reread)
        )
        self._parking = Parking(store, self.services, self.courier.wake)
        self.guard = Guard(store, self.services, self.doors, self.courier.wake)
        self._community = upkeep(store, self.services, self.doors, self.courier.wake)
        self.health = Health(
            store,
            lambda: self.courier.beat,
            lambda: self.agenda.beat,
            self.doors,
            time.monotonic,
            lambda: self._parking.lanes,
        )

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT; what is under way is brought to its end first."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        host, _, port = self._config.web.listen.rpartition(":")
        routes = [*self.health.routes(), *self.metrics.routes()]
        routes += [route for door in self.doors.values() for route in door.routes()]
        try:
            listener = await Listener(host.strip("[]"), int(port), routes).__aenter__()
        except OSError as error:
            raise ConfigFault(
                [
                    f"{self._config.file}: [web] listen: {self._config.web.listen}: "
                    f"{error.strerror or 'cannot be opened'}; free the port or name another"
                ]
            ) from None
        try:
            await self._store.write(_note(AuditKind.STARTED))
            await self._store.write(showing.begin)
            _log.info("running", doors=sorted(self.doors), listen=f"{host}:{listener.port}")
            await self._serve()
            await self._store.write(_note(AuditKind.STOPPED))
        finally:
            await listener.__aexit__(None, None, None)
            for door in self.doors.values():
                await door.close()
        _log.info("stopped")

    async def _serve(self) -> None:
        scheduler = Scheduler(
            {
                "directory": (0.5, self._remembered.refresh),
                "agenda": (EVERY_DUE, self.agenda.look),
                "duty": (1.0, self._duty.look),
                "calendars": (1.0, self._calendars.look),
                "queue": (1.0, self._reading.look),
                "realigning": (0.5, self._realign),
                "parking": (5.0, self._parking.look),
                "timers": (1.0, self._ring),
                "errands": (0.5, self.guard.run_errands),
                "rooms": (EVERY_LOOK, self.guard.look),
                **self._community,
                "veils": (veil.EVERY, lambda: veil.look(self._store, self.courier.wake)),
                "reactions": (EVERY, self._reactions.tell),
                "retention": (600.0, self._forget),
            }
        )
        scheduler.start()
        tasks = [
            asyncio.create_task(kept_open(door, self.inbox), name=door.name)
            for door in self.doors.values()
        ]
        tasks.append(asyncio.create_task(self.porter.run(), name="porter"))
        courier = asyncio.create_task(self.courier.run(), name="courier")
        stop = asyncio.create_task(self._stop.wait(), name="stop")
        alone = asyncio.create_task(self._store.stay_reserved(), name="alone")
        try:
            done, _ = await asyncio.wait(
                [courier, stop, alone, *tasks], return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            scheduler.close()
            for task in (*tasks, stop, alone):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            courier.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await courier
        for task in done - {stop}:
            task.result()

    async def _realign(self) -> None:
        for one in self._followers:
            await one.bring(self._remembered.version)

    async def _ring(self) -> None:
        self.courier.wake(await self._store.write(timers.ring))

    async def _forget(self) -> None:
        done = await forget(self._store, lambda tx: give_up(tx, self.services))
        while done.pending:
            _log.warning("what was forgotten is still in the log that a reader of the file keeps")
            await asyncio.sleep(PENDING_PAUSE)
            done = await forget(self._store)

    def _closed_sources(self) -> Collection[str]:
        """Return the places whose door has not caught up for the first time since the start."""
        late = time.monotonic() - self._started > CATCH_UP_PATIENCE
        self._behind = {
            name
            for name in self._behind
            if not late and self.doors[name].health.catching_up in ("waiting", "running")
        }
        directory = self.services.directory
        return [place.id for name in self._behind for place in directory.behind(name)]


def _note(kind: AuditKind) -> Callable[[Transaction], Awaitable[None]]:
    async def act(tx: Transaction) -> None:
        tx.audit.add(kind, organisation=None)

    return act
