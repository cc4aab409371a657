"""Cards of the desk are brought in line with a directory that has changed.

Where nothing of an alert may stand now (a wall was put up, an outsider came in, a bridge ended,
somebody was removed), its card is taken away, and so is what rang and what was asked about it;
where only the summary may, that is what stands. So it is with reports and histories. Where a wall
or a chosen name hides somebody, what names them is written anew, and figures that counted them are
taken away. Whoever is known no more keeps nothing of what we sent to them alone. What an
organisation has stopped stays as it is until something changes in it, as messages do.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog

from bot import cards, lanes, reaching
from bot.alerts import approving, departing, disowning, lost, paging
from bot.alerts.disowning import speaking
from bot.alerts.filing import CARD, RING
from bot.alerts.readers import view
from bot.alerts.stale import stale
from bot.alerts.waiting import REACH
from bot.cards import HOME, Card, Writer
from bot.community import wiping
from bot.services import Services
from policies.alerts.alert import Alert, Reach
from policies.community.directory import Directory
from policies.community.hiding import hides, shown
from policies.community.risk import owners
from policies.sharing.spreading import FROZEN
from storage.store import Filed, Notice, SealFault, Store, Transaction

_log = structlog.get_logger("realigning")

_HOUSE: Final = "house"
_CURSOR: Final = "realigned cards"
_SHOWN: Final = "shown on cards"
_BATCH: Final = 100
_BEHIND: Final = -1
"""The priority of what is taken away: what is raised goes first."""
_STAND_FOR: Final = frozenset({CARD, RING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The writers of every kind of card that tells of the desk to whom the directory knows.

    Of the kinds `asked` what they would not write any more is taken away; `counted` are those that
    stand as they were counted once, with files: they are not written anew.
    """

    writers: Mapping[str, Writer]
    asked: Collection[str]
    counted: Collection[str]


class Realigning:
    """Looks through the cards that stand anywhere, once for each version of the directory."""

    def __init__(self, store: Store, services: Services, told: Telling) -> None:
        self._store = store
        self._services = services
        self._told = told
        self._done: int | None = None
        self._before: Directory | None = None
        self._hidden = False

    async def bring(self, version: int) -> None:
        """Take away what a directory of this version denies; goes on after a restart."""
        directory = self._services.directory
        digest = hashlib.sha256(repr(shown(directory)).encode()).hexdigest()
        if self._done is None:
            cursors = await self._store.read(lambda tx: tx.cursors.all(_HOUSE))
            self._done = int(cursors.get(_CURSOR, "-1"))
            self._hidden = cursors.get(_SHOWN, digest) != digest
        if self._done == version:
            self._before = directory
            return
        if self._before is not None:
            self._hidden = hides(self._before, directory)
        await self._forget_the_gone(directory)
        if self._before is None or speaking(self._before) - speaking(directory):
            await disowning.look(self._store, self._services)
        deciding = departing.deciding
        if self._before is None or deciding(self._before) != deciding(directory):
            await departing.look(self._store, self._services)
        await self._store.write(lambda tx: approving.follow(tx, self._services))
        after, count = "", 0
        while batch := await self._batch(after):
            after = batch[-1]
            count += await self._realigned(batch)
        opened = self._before is None or _opened(self._before, directory)

        async def note(tx: Transaction) -> None:
            tx.cursors.set(_HOUSE, _CURSOR, str(version))
            tx.cursors.set(_HOUSE, _SHOWN, digest)
            await stale(tx)
            if opened:
                lost.look(tx)

        await self._store.write(note)
        self._done, self._before, self._hidden = version, directory, False
        if count:
            _log.info("cards are written anew for the new directory", cards=count)

    async def _forget_the_gone(self, directory: Directory) -> None:
        """Take away all that we sent in private to accounts that are nobody's any more."""
        if self._before is None or self._before.people == directory.people:
            return
        gone = _accounts(self._services, self._before) - _accounts(self._services, directory)
        if gone:
            await self._store.write(lambda tx: _empty(tx, gone))

    async def _batch(self, after: str) -> list[str]:
        return await self._store.read(lambda tx: tx.copies.standing(after, _BATCH))

    async def _realigned(self, batch: list[str]) -> int:
        """Bring a batch in line; nothing is written where nothing is. Returns how many it was."""
        found = await self._store.read(lambda tx: self._denied(tx, batch))
        if found:
            await self._store.write(lambda tx: self._bring(tx, found))
        return len(found)

    async def _denied(self, tx: Transaction, batch: list[str]) -> list[Notice]:
        """Return what stands of a batch and may not stay as it is."""
        found = []
        for item in batch:
            try:
                notice = await tx.notices.by_id(item)
                if notice is not None and await self._goes(tx, notice):
                    found.append(notice)
            except SealFault:
                # What does not open is set apart when it is next to be sent.
                continue
        return found

    async def _goes(self, tx: Transaction, notice: Notice) -> bool:
        writer = self._told.writers.get(notice.kind)
        if writer is None:
            return False
        if self._is_nobodys(notice):
            return True
        if notice.kind in _STAND_FOR:
            filed = await tx.docket.by_id(notice.about[0], Alert)
            seen = None if filed is None else view(tx, self._services, filed.value, notice)
            if seen is None or seen.given.portion == "summary":
                return True
            if not seen.given.goes and seen.given.decision != FROZEN:
                return True
        elif notice.kind in self._told.asked and await self._would(tx, writer, notice) is None:
            return True
        return self._hidden and await self._differs(tx, writer, notice)

    def _thawed(self, directory: Directory) -> Services:
        """Return the services with nothing stopped: what is stopped stays as it is."""
        if directory is self._services.directory and not directory.frozen:
            return self._services
        free = replace(directory, frozen=frozenset())
        return replace(self._services, directory=free, derived={})

    def _is_nobodys(self, notice: Notice) -> bool:
        """Tell whether a card stands in the conversation of whoever is known no more."""
        directory, platform = self._services.directory, self._services.doors.get(notice.door, "")
        known = owners(directory, platform, notice.user)
        return bool(notice.user) and bool(platform) and not known

    async def _would(self, tx: Transaction, writer: Writer, notice: Notice) -> Card | None:
        return await writer(tx, self._thawed(self._services.directory), notice)

    async def _differs(self, tx: Transaction, writer: Writer, notice: Notice) -> bool:
        """Tell whether a card says something else by now; after a restart nobody knows."""
        if self._before is None:
            return True
        was = await writer(tx, self._thawed(self._before), notice)
        now = await self._would(tx, writer, notice)
        return was is not None and (now is None or was.text.plain != now.text.plain)

    async def _bring(self, tx: Transaction, notices: list[Notice]) -> None:
        for one in notices:
            if self._is_nobodys(one):
                await _empty(tx, {(one.door, one.user)})
                continue
            if one.kind in self._told.counted:
                await wiping.away(tx, one.id, _lane(one))
                continue
            filed = await tx.docket.by_id(one.about[0], Alert) if one.kind == CARD else None
            if filed is not None and await self._shown(tx, filed, one):
                continue
            await cards.again(tx, one, priority=_BEHIND)

    async def _shown(self, tx: Transaction, filed: Filed[Alert], notice: Notice) -> bool:
        """Write the card of an alert anew, which may say less; tells whether it has a place."""
        sheet = await tx.sheets.find(filed.id, REACH, (_lane(notice),), Reach)
        if sheet is None:
            return False
        return bool(await paging.show(tx, self._services, filed, sheet.value))


def _opened(before: Directory, after: Directory) -> bool:
    """Tell whether something goes on that was stopped: an organisation's own, or a bridge."""
    stopped = {one.id for one in before.bridges if one.paused}
    return bool(before.frozen - after.frozen) or any(
        one.id in stopped and not one.paused for one in after.bridges
    )


def _accounts(services: Services, directory: Directory) -> set[tuple[str, str]]:
    return {one for person in directory.people for one in reaching.accounts(services, person)}


async def _empty(tx: Transaction, accounts: Collection[tuple[str, str]]) -> None:
    for door, user in accounts:
        for lane in lanes.alone(door, user):
            await wiping.everything(tx, lane)


def _lane(notice: Notice) -> str:
    if not notice.user:
        return notice.place
    home = notice.kind == HOME
    return (lanes.home if home else lanes.private)(notice.door, notice.user)
