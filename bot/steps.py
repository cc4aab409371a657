"""One call to a platform: what is to be done, and doing it."""

from dataclasses import dataclass
from typing import Final, Literal

import structlog

from bot.services import Watch
from handlers.door import Door, DoorError, Later, Lost, Mark, Receipt
from handlers.incoming import Room
from policies.sharing.clearance import Cleared
from policies.sharing.decision import Decision

_log = structlog.get_logger("steps")

_SHORT: Final = 30.0
"""Seconds that a platform may ask a mark to wait for."""


class Broken(Lost):
    """The door itself broke off, with an error of no platform: it may have been done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call to a platform.

    `ends` is what the delivery ends with, where nothing remains to be done after this call.
    `others` are the parts of further messages that the call makes; `files` says that files go,
    `pin` that what was posted is pinned there, where the platform lets us; `home` that it stands in
    somebody's home.
    """

    kind: Literal["post", "edit", "delete", "react"]
    part: int
    room: Room
    cleared: Cleared
    number: str = ""
    copy: str = ""
    revision: int = 0
    reply_to: str | None = None
    whisper: tuple[Room, str] | None = None
    ends: Decision | None = None
    others: tuple[int, ...] = ()
    files: bool = False
    mark: Mark = "none"
    pin: bool = False
    home: bool = False

    @property
    def budget(self) -> str:
        """Which budget it is of: whatever is done to a home is published anew."""
        return "publish" if self.home else self.kind

    @property
    def count(self) -> int:
        """How many messages it makes."""
        return 1 + len(self.others)


async def perform(door: Door, step: Step, watch: Watch) -> Receipt | None:
    """Make the call; returns the receipt of a post. Raises DoorError, and nothing else."""
    try:
        with watch(step.kind):
            return await _called(door, step)
    except DoorError:
        raise
    except Exception as error:  # noqa: BLE001 - what breaks on one thing blocks no lane
        _log.exception("a door broke off in the middle of a call")
        raise Broken(f"unexpected_{type(error).__name__}") from None


async def _pinned(door: Door, receipt: Receipt) -> None:
    """Pin what was posted; it stands as well where the platform lets us not."""
    try:
        await door.pin(receipt.room, receipt.number)
    except DoorError as error:
        _log.info("what was posted could not be pinned", door=door.name, code=error.code)


async def _called(door: Door, step: Step) -> Receipt | None:
    match step.kind:
        case "post":
            receipt = await door.post(step.room, step.cleared, step.reply_to)
            if step.whisper is not None:
                await door.whisper(step.whisper[0], step.whisper[1], step.cleared)
            if step.pin:
                await _pinned(door, receipt)
            return receipt
        case "edit":
            await door.edit(step.room, step.number, step.cleared)
        case "delete":
            if step.files:
                await door.delete(step.room, step.number, files=True)
            else:
                await door.delete(step.room, step.number)
        case "react":
            await _mark(door, step)
    return None


async def _mark(door: Door, step: Step) -> None:
    """Put a mark; one that is refused is left, and only a short wait is asked for is waited."""
    try:
        await door.react(step.room, step.number, step.mark)
    except Later as later:
        if later.after is not None and later.after <= _SHORT:
            raise
        _log.info("a mark was not put", code=later.code)
    except DoorError as error:
        _log.info("a mark was not put", code=error.code)
