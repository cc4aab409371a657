"""Those on duty take the next, ask, merge and close: what one has, nobody else takes."""

import asyncio

from bot.intake.working import PATIENCE
from policies.intake.report import Report, Status
from storage.store import Store
from tests.bot.coalition import Coalition
from tests.bot.small_house import opened


async def report(coalition: Coalition, number: int) -> Report:
    found = await coalition.house.store.read(
        lambda tx: tx.docket.numbered("report", number, Report)
    )
    assert found is not None, number
    return found.value


async def told_in(coalition: Coalition, *texts: str) -> None:
    for text in texts:
        await coalition.say("ann", text, room="tips")


async def test_next_gives_the_oldest_that_nobody_has_and_claim_the_one_that_is_named(
    coalition: Coalition,
) -> None:
    await told_in(coalition, "One.", "Two.", "Three.")
    assert "TLP:GREEN · R-1" in await coalition.typed("nia", "next")
    assert "TLP:GREEN · R-3" in await coalition.typed("dora", "claim R-3")
    assert "TLP:GREEN · R-2" in await coalition.typed("rosa", "next")
    assert "Nothing waits" in await coalition.typed("mads", "next")
    assert [(await report(coalition, one)).owner for one in (1, 2, 3)] == ["nia", "rosa", "dora"]


async def test_who_comes_second_is_told_who_has_it(coalition: Coalition) -> None:
    await told_in(coalition, "One.")
    await coalition.typed("dora", "claim 1")
    assert "R-1 is with Night officer since" in await coalition.typed("nia", "claim 1")
    for line in ("same 1 as 1", "close 1 nothing", "ask 1 where?", "promote 1"):
        assert "is with Night officer" in await coalition.typed("nia", line)
    assert (await report(coalition, 1)).owner == "dora"


async def test_of_two_processes_that_press_at_once_one_gets_it_and_the_other_the_next(
    coalition: Coalition,
) -> None:
    await told_in(coalition, "One.", "Two.", "Three.", "Four.")
    other = await opened(coalition.house.folder, coalition.house.clock)
    mine = coalition.house.inbox
    try:
        theirs = _inbox(coalition, other)
        presses = [
            (inbox, coalition, person)
            for person, inbox in (("nia", mine), ("dora", theirs), ("rosa", mine), ("mads", theirs))
        ]
        await asyncio.gather(*(_next(*one) for one in presses))
    finally:
        await other.close()
    owners = [(await report(coalition, one)).owner for one in (1, 2, 3, 4)]
    assert sorted(owners) == ["dora", "mads", "nia", "rosa"]


def _inbox(coalition: Coalition, store: Store) -> object:
    from bot.inbox import Inbox  # noqa: PLC0415

    house = coalition.house
    return Inbox(store, house.services, house.doors, lambda _lanes: None, house.remembered.reread)


async def _next(inbox: object, coalition: Coalition, person: str) -> None:
    door, user = coalition.account(person)
    typed = coalition.house.typed(f"D{user}", "next", "", user=user)
    await inbox.receive(door.name, [typed])  # type: ignore[attr-defined] # an Inbox


async def test_what_is_claimed_and_left_alone_is_nobodys_again(coalition: Coalition) -> None:
    await told_in(coalition, "One.")
    await coalition.typed("nia", "next")
    await coalition.pass_(PATIENCE.total_seconds() - 1)
    assert (await report(coalition, 1)).owner == "nia"
    await coalition.pass_(2)
    assert (await report(coalition, 1)).status is Status.NEW
    assert "R-1" in await coalition.typed("dora", "next")


async def test_the_same_as_another_is_closed_and_leads_there(coalition: Coalition) -> None:
    await told_in(coalition, "One.", "Two.", "Three.")
    await coalition.typed("nia", "claim 2")
    assert "R-2 is the same as R-1" in await coalition.typed("nia", "same 2 as 1")
    assert "R-3 is the same as R-1" in await coalition.typed("nia", "same 3 as 2")
    found = await report(coalition, 2)
    assert (found.status, found.same_as) == (Status.MERGED, 1)
    assert (await report(coalition, 1)).others == (2, 3)
    assert "The same: R-2, R-3." in await coalition.typed("nia", "claim 1")
    assert "one report, not two" in await coalition.typed("nia", "same 1 as 2")
    assert "Please type it so: same 31" in await coalition.typed("nia", "same 1 or 2")
    assert "R-2 is merged already" in await coalition.typed("nia", "close 2 twice")
    assert (await coalition.house.store.read(lambda tx: tx.verify())).state == "intact"


async def test_a_merger_shows_neither_to_whoever_may_not_have_it(coalition: Coalition) -> None:
    await told_in(coalition, "One.", "TLP:AMBER+STRICT Two.")
    await coalition.typed("nia", "same 2 as 1")
    assert "R-2" not in await coalition.typed("dora", "claim 1")
    refused = await coalition.typed("dora", "same 1 as 2")
    assert "nothing here that you may do this to" in refused
    assert refused == await coalition.typed("dora", "same 1 as 99")


async def test_close_needs_a_reason_and_still_closes_rooms(coalition: Coalition) -> None:
    await told_in(coalition, "One.")
    assert "Close R-1: Why" in await coalition.typed("nia", "close 1")
    assert "R-1 is closed." in await coalition.typed("nia", "It is a rumour.")
    assert (await report(coalition, 1)).why == "It is a rumour."
    assert "R-1 is closed already" in await coalition.typed("nia", "claim 1")
    assert "nothing here that you may do" in await coalition.typed("nia", "close ann", room="desk")
    told = await coalition.typed("stan", "close ann", room="desk")
    assert "closed" in told
    assert "R-" not in told


async def test_the_reporter_is_asked_in_private_and_the_answer_lands_in_the_report(
    coalition: Coalition,
) -> None:
    await told_in(coalition, "One.", "Two.")
    assert "Ask R-1: What you want to know" in await coalition.typed("nia", "ask 1")
    assert "Asked in private" in await coalition.typed("nia", "Which door?")
    assert "R-1, Ballot Institute asks:\nWhich door?" in coalition.last("ann")
    assert (await report(coalition, 1)).status is Status.ASKED
    assert "It stands in your report now." in await coalition.typed("ann", "The north door")
    assert any(
        "Asked: Which door?\nAnswered: The north door" in one for one in coalition.told("nia")
    )
    assert not any("Which door?" in one for one in coalition.told("ann"))
    assert "R-1 was answered" in coalition.last("nia")
    assert (await report(coalition, 1)).status is Status.CLAIMED
    assert "no command" in await coalition.typed("ann", "and the south door")


async def test_words_over_the_limit_are_refused_and_change_nothing(coalition: Coalition) -> None:
    await told_in(coalition, "One.")
    for line in ("close 1 ", "ask 1 ", "confirm 1 "):
        assert "at most 500 characters" in await coalition.typed("nia", line + "x" * 501), line
    found = await report(coalition, 1)
    assert (found.status, found.verification.by) == (Status.NEW, "")


async def test_words_of_a_stricter_label_stand_beside_no_looser_report(
    coalition: Coalition,
) -> None:
    await told_in(coalition, "One.")
    for line in ("close 1 ", "ask 1 ", "confirm 1 "):
        for words in ("TLP:AMBER from Bo", "TLP:RED", "TLP:GREEN+STRICT by Bo"):
            assert "stricter label" in await coalition.typed("nia", line + words), line
    found = await report(coalition, 1)
    assert (found.status, found.verification.by) == (Status.NEW, "")
    await coalition.typed("nia", "ask 1 Which door?")
    assert "cannot be TLP:RED" in await coalition.typed("ann", "TLP:RED Bo opened it")
    assert (await report(coalition, 1)).status is Status.ASKED
    assert "It stands in your report" in await coalition.typed("ann", "TLP:AMBER Bo opened it")
    assert (await report(coalition, 1)).label == "TLP:AMBER"
    assert "nothing here that you may" in await coalition.typed("dora", "claim 1")


async def test_of_two_questions_a_reply_says_which_is_answered(coalition: Coalition) -> None:
    await told_in(coalition, "One.", "Two.")
    await coalition.typed("nia", "ask 1 Which door?")
    first = next(number for number, one in coalition.standing("ann").items() if "R-1" in one.text)
    await coalition.typed("nia", "ask 2 Which street?")
    assert "no command" in await coalition.typed("ann", "Main street")
    assert "stands in your report" in await coalition.typed("ann", "next to it", reply_to=first)
    assert (await report(coalition, 1)).status is Status.CLAIMED
    assert (await report(coalition, 2)).status is Status.ASKED


async def test_a_stranger_who_reported_can_be_asked_and_answers(coalition: Coalition) -> None:
    said = coalition.said("bo", "Ballots.", room="watchtips")
    from dataclasses import replace  # noqa: PLC0415

    said = replace(said, sender=replace(said.sender, user="555"))
    await coalition.house.inbox.receive("telegram.main", [said])
    await coalition.typed("dora", "ask 1 Which door?")
    assert "Which door?" in coalition.house.telegram.standing("D555")[-1]
    line = coalition.house.typed("D555", "The north door", "", user="555")
    await coalition.house.inbox.receive("telegram.main", [replace(line, private=True)])
    await coalition.settle()
    assert (await report(coalition, 1)).status is Status.CLAIMED
    again = coalition.house.typed("D555", "hello", "", user="555")
    await coalition.house.inbox.receive("telegram.main", [replace(again, private=True)])
    await coalition.settle()
    assert "I do not know you" in coalition.house.telegram.standing("D555")[-1]


async def test_a_report_that_somebody_may_not_have_is_answered_as_one_that_is_not_there(
    coalition: Coalition,
) -> None:
    await told_in(coalition, "TLP:AMBER+STRICT One.")
    for line in ("claim {}", "close {} why", "ask {} why?", "same {} as 1", "promote {}",
                 "confirm {} I saw it", "false {}", "checking {}", "cannot tell {}"):  # fmt: skip
        there = await coalition.typed("dora", line.format(1))
        assert there == await coalition.typed("dora", line.format(99)), line
        assert "nothing here that you may do this to" in there
    assert "Nothing waits" in await coalition.typed("dora", "next")


async def test_walls_hold_for_whoever_takes_the_next(coalition: Coalition) -> None:
    await coalition.say("ray", "TLP:GREEN Ballots.", room="radiotips")
    assert "Nothing waits" in await coalition.typed("mads", "next")
    assert "R-1" in await coalition.typed("dora", "next")
