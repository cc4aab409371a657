"""What the porter does with one file: fetched and weighed, cleaned, kept; opened to be sent."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Literal

from bot import lanes
from bot.porter.pictures import Pictures
from bot.porter.quotas import Quotas, Share
from bot.porter.soundness import sound
from bot.porter.weighing import Weighed
from bot.services import Services
from handlers.door import Door, Unfit
from policies.messages.files import (
    UNNAMED,
    Carried,
    File,
    Refusal,
    Stream,
    clean_name,
    is_drawn_anew,
    refused_by_name,
)
from policies.messages.message import Message
from policies.messages.signatures import content_of_type
from storage import contents
from storage.contents import Content, Kept
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file that is to be fetched, and from where; `wanted` says whether it is to be kept."""

    kept: Kept
    file: File
    message: Message
    door: Door
    wanted: bool
    evidence: bool


class Hands:
    """Carries one file at a time.

    In bytes: `largest` of one file, `quota` of all that is kept of one organisation.
    """

    def __init__(
        self, store: Store, services: Services, doors: Mapping[str, Door], largest: int, quota: int
    ) -> None:
        self._store = store
        self._services = services
        self._doors = doors
        self._largest = largest
        self._quotas = Quotas(store, quota)
        self._pictures = Pictures()

    async def fetched(self, task: Task) -> Kept:
        """Return a file as it is kept; raises Unfit, DoorError, StoreFault."""
        if not task.wanted:
            self._expect(task.file, self._most(task.door))
            # It is weighed on its way, to each room anew.
            return replace(task.kept, standing="ready", name=task.file.name)
        original: Content | None = None
        share = await self._quotas.share(task.message.organisation)
        share.expect(task.file.size)
        async with self._weighed(task.file, task.door) as weighed:
            kind, image = weighed.content.type, is_drawn_anew(weighed.content)
            name = clean_name(task.file.name, weighed.content)
            if not image or task.evidence:
                what: Literal["c", "o"] = "o" if task.evidence else "c"
                pieces = share.within(weighed.pieces())
                content = await contents.save(self._store, task.kept.id, what, kind, pieces)
                original = content if task.evidence else None
            else:
                content = await self._cleaned(task.kept.id, kind, weighed.pieces(), share)
        if image and original is not None:
            pieces = contents.read(self._store, original)
            content = await self._cleaned(task.kept.id, kind, pieces, share)
        return replace(
            task.kept,
            standing="ready",
            name=_renamed(name, content.type, kind),
            content=content,
            original=original,
            claimed="" if original is None else task.file.claimed,
            salt="" if original is None else secrets.token_hex(32),
        )

    async def _cleaned(
        self, file: str, kind: str, pieces: AsyncIterator[bytes], share: Share
    ) -> Content:
        async with self._pictures.cleaned(kind, pieces) as picture:
            drawn = share.within(picture.pieces)
            return await contents.save(self._store, file, "c", picture.type, drawn)

    def _most(self, door: Door) -> int:
        return min(self._largest, door.limits.carries.fetched)

    @staticmethod
    def _expect(file: File, largest: int) -> None:
        if file.size is not None and file.size > largest:
            raise Unfit(Refusal.TOO_LARGE)

    @asynccontextmanager
    async def _weighed(self, file: File, door: Door) -> AsyncIterator[Weighed]:
        largest = self._most(door)
        self._expect(file, largest)
        async with door.fetch(file.handle) as fetched:
            if file.name == UNNAMED and fetched.name:
                file = replace(file, name=clean_name(fetched.name))
                if (refused := refused_by_name(file.name)) is not None:
                    raise Unfit(refused)
            file = replace(file, claimed=file.claimed or fetched.claimed)
            yield await Weighed.of(file, fetched, largest)

    def carried(self, message: Message, file: File, kept: Kept) -> Carried:
        """Return a file that is ready: from what is kept, else from where it came."""
        content = kept.content
        kind = file.claimed if content is None else content.type

        def opened() -> AbstractAsyncContextManager[Stream]:
            if content is not None:
                return self._from_the_store(kept.name, content)
            return self._passed_on(message, file)

        return Carried(kind=file.kind, type=kind, open=opened)

    @asynccontextmanager
    async def _from_the_store(self, name: str, content: Content) -> AsyncIterator[Stream]:
        pieces = sound(contents.read(self._store, content), "content")
        yield Stream(name=name, type=content.type, size=content.size, pieces=pieces)

    @asynccontextmanager
    async def _passed_on(self, message: Message, file: File) -> AsyncIterator[Stream]:
        """Give a file from its source's platform, weighed and cleaned, keeping nothing of it."""
        directory = self._services.directory
        door = self._doors.get(lanes.door_of(directory, message.place) or "")
        if door is None:
            raise Unfit(Refusal.GONE)
        async with self._weighed(file, door) as weighed:
            name, kind = clean_name(file.name, weighed.content), weighed.content.type
            if is_drawn_anew(weighed.content):
                async with self._pictures.cleaned(kind, weighed.pieces()) as picture:
                    name = _renamed(name, picture.type, kind)
                    yield Stream(
                        name=name, type=picture.type, size=picture.size, pieces=picture.pieces
                    )
                    self._services.tally.file("relayed", picture.size)
            elif weighed.size is None:
                raise Unfit(Refusal.SIZE)
            else:
                yield Stream(name=name, type=kind, size=weighed.size, pieces=weighed.pieces())
                self._services.tally.file("relayed", weighed.size)


def _renamed(name: str, now: str, before: str) -> str:
    """Return the name of an image that was drawn as another kind."""
    return name if now == before else clean_name(name, content_of_type(now))
