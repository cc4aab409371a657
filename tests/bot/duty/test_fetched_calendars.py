"""A calendar sent as a file is fetched, taken whole or refused, and whoever sent it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.duty.fetching import Calendars
from handlers.door import Closed, Fetched, Later, LockedOut, Unfit
from handlers.incoming import Room, SaidFile, Sender, Typed
from policies.community.people import Role
from policies.messages.files import FileKind, Refusal
from policies.times.folds import MOST_BYTES
from tests.bot.coalition import Coalition
from tests.policies.times.calendars import EVENT, calendar

MOLDOVA = calendar([line.replace("KE2027@iebc.or.ke", "md2027@cec.md") for line in EVENT])

GROUP = "-1001000000001"


class Source:
    """A door of which only the files matter here: it gives these bytes, or fails."""

    def __init__(self, data: bytes = b"", fault: Exception | None = None) -> None:
        self.data = data
        self.fault = fault
        self.asked: list[str] = []
        self.given = 0

    @asynccontextmanager
    async def fetch(self, handle: str) -> AsyncIterator[Fetched]:
        self.asked.append(handle)
        if self.fault is not None:
            raise self.fault

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(self.data), 65_536):
                self.given += 65_536
                yield self.data[at : at + 65_536]

        yield Fetched(pieces=pieces())


async def send(
    rota: Coalition,
    person: str,
    line: str,
    size: int | None = None,
    *,
    group: bool = False,
    files: int = 1,
    album: str = "",
) -> str:
    """Send a file to the bot in private, or in the group, with a command as its caption."""
    door, user = rota.account(person)
    file = SaidFile(handle="file-1", kind=FileKind.DOCUMENT, name="elections.ics", size=size)
    room = Room(channel=GROUP if group else f"D{user}")
    await rota.house.inbox.receive(
        door.name,
        [
            Typed(
                event=f"{user}:{line}:{files}:{rota.now}", room=room, number="90001",
                written=rota.now,
                sender=Sender(user=user), line=line, private=not group, files=(file,) * files,
                album=album,
            )
        ],
    )  # fmt: skip
    await rota.settle()
    return rota.last(person) if rota.told(person) else ""


async def look(rota: Coalition, source: Source) -> None:
    house = rota.house
    doors: Any = dict.fromkeys(house.doors, source)
    await Calendars(house.store, house.services, doors, house.courier.wake).look()
    await house.take_up()
    await rota.settle()


def known(rota: Coalition) -> list[str]:
    return sorted(one.id for one in rota.house.services.directory.elections)


async def test_a_file_is_taken_whole_and_its_sender_is_told(rota: Coalition) -> None:
    source = Source(MOLDOVA)
    assert await send(rota, "wes", "election import") == (
        "The calendar is being fetched. You will be told."
    )
    await look(rota, source)
    assert known(rota) == ["ke2027", "md2027"]
    assert rota.last("wes").startswith("Kept:\nmd2027: General election, Kenya, 2027-08-10")
    await look(rota, source)
    assert source.asked == ["file-1"], "it is fetched once"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (Source(b"RRULE:secret"), "The calendar was not taken. Line 1: it is no iCalendar file"),
        (Source(b"x" * (MOST_BYTES * 4)), "it is larger than 256 KiB"),
        (Source(fault=Unfit(Refusal.TOO_LARGE)), "it is larger than 256 KiB"),
        (Source(fault=Unfit(Refusal.GONE)), "The calendar could not be fetched"),
        (Source(fault=LockedOut("invalid_auth")), "The calendar could not be fetched"),
    ],
    ids=["none", "large", "larger than is fetched", "gone", "lost"],
)
async def test_what_is_no_calendar_changes_nothing(
    rota: Coalition, source: Source, told: str
) -> None:
    await send(rota, "wes", "election import")
    await look(rota, source)
    assert told in rota.last("wes")
    assert "secret" not in rota.last("wes")
    assert known(rota) == ["ke2027"]
    assert source.given <= MOST_BYTES + 2 * 65_536, "no more is read than could be a calendar"


async def test_a_platform_that_asks_for_patience_is_asked_again_and_not_for_ever(
    rota: Coalition,
) -> None:
    slow = Source(fault=Later("slow", 1.0))
    await send(rota, "wes", "election import")
    await look(rota, slow)
    await look(rota, slow)
    assert len(slow.asked) == 2
    rota.house.pass_(16 * 60)
    await look(rota, slow)
    assert "could not be fetched" in rota.last("wes")


async def test_what_is_too_large_by_its_own_word_or_nobodys_to_send_is_not_fetched(
    rota: Coalition,
) -> None:
    assert "larger than 256 KiB" in await send(rota, "wes", "election import", MOST_BYTES + 1)
    assert "may do" in await send(rota, "bo", "election import")
    source = Source(MOLDOVA)
    await look(rota, source)
    assert (source.asked, known(rota)) == ([], ["ke2027"])


async def test_who_is_no_steward_any_more_when_it_comes_changes_nothing(rota: Coalition) -> None:
    await send(rota, "wes", "election import")
    services = rota.house.services
    people = tuple(
        replace(one, roles=(Role.PARTNER,)) if one.id == "wes" else one
        for one in services.directory.people
    )
    services.directory = replace(services.directory, people=people)
    await look(rota, Source(MOLDOVA))
    assert known(rota) == ["ke2027"]
    assert "could not be fetched" in rota.last("wes")


async def test_a_file_sent_in_a_group_is_taken_and_its_sender_is_told_in_private(
    rota: Coalition,
) -> None:
    told = await send(rota, "wes", "/election import", group=True)
    assert told == "The calendar is being fetched. You will be told."
    await look(rota, Source(MOLDOVA))
    assert known(rota) == ["ke2027", "md2027"]
    assert rota.last("wes").startswith("Kept:\nmd2027: General election")
    assert rota.room("group") == []


async def test_who_takes_no_private_message_is_told_in_the_group_that_there_is_an_answer(
    rota: Coalition,
) -> None:
    rota.house.telegram.fail("post", Closed("cannot_start"))
    await send(rota, "wes", "/election import", group=True)
    rota.house.telegram.fail("post", Closed("cannot_start"))
    await look(rota, Source(MOLDOVA))
    assert known(rota) == ["ke2027", "md2027"]
    assert [one.partition(",")[0] for one in rota.room("group")] == ["I have an answer for you"] * 2


async def test_a_calendar_among_others_or_none_at_all_is_told_what_to_send_instead(
    rota: Coalition,
) -> None:
    source = Source(MOLDOVA)
    alone = "Send one iCalendar file alone"
    assert alone in await send(rota, "wes", "/election import", group=True, album="77")
    assert alone in await send(rota, "wes", "election import", files=2)
    assert "There is no calendar." in await send(rota, "wes", "election import", files=0)
    await look(rota, source)
    assert (source.asked, known(rota)) == ([], ["ke2027"])
