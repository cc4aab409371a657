"""Lock, sentence by sentence (docs/people-at-risk.md): only what the platforms are sent counts."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import cards
from bot.community import locking
from bot.guard import Guard
from policies.community.presence import Member, Presence
from policies.phrases import ENGLISH
from storage.store import Transaction
from tests.security.phones import (
    ANN,
    BO,
    CY,
    DEE,
    DESK,
    DI,
    EVA,
    GROUP,
    LU,
    PHONES,
    Phones,
    phones_in,
)

STRANGER = "7777"


@pytest.fixture
def begins_with() -> str:
    return PHONES


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


def told(phones: Phones, user: str) -> str:
    return "\n".join(one.text for one in phones.sent(user))


async def test_she_locks_herself_and_her_phone_is_told_nothing(phones: Phones) -> None:
    await phones.types(EVA, "/help")
    assert phones.stands(EVA) == ["1 new"]
    before = len(phones.sent(EVA, "post"))
    await phones.types(EVA, "/lock")
    assert len(phones.sent(EVA, "post")) == before
    assert phones.stands(EVA) == []


@pytest.mark.parametrize("who", [BO, DI])
async def test_her_organisation_locks_her_alone(phones: Phones, who: str) -> None:
    await phones.types(who, "/lock @E.")
    assert "E. is locked out" in told(phones, who)
    assert "only when it is online" in told(phones, who)


async def test_duty_and_a_steward_of_another_organisation_lock_her_together(
    phones: Phones,
) -> None:
    await phones.types(CY, "/lock eva")
    assert "It takes two" in told(phones, CY)
    assert "locked out" not in told(phones, CY)
    await phones.types(ANN, "/lock eva")
    # They are of one organisation: it takes a steward of another.
    assert "It takes two" in told(phones, ANN)
    await phones.types(DEE, "/lock eva")
    assert "E. is locked out" in told(phones, DEE)


async def test_two_who_say_so_too_long_after_each_other_lock_nobody(phones: Phones) -> None:
    await phones.types(CY, "/lock eva")
    phones.house.pass_(16 * 60)
    await phones.types(DEE, "/lock eva")
    assert "It takes two" in told(phones, DEE)


async def test_whoever_may_not_lock_is_told_the_same_of_her_and_of_nobody(phones: Phones) -> None:
    await phones.types(LU, "/lock @E.")
    await phones.types(LU, "/lock @nobody-of-that-name")
    one, other = (sent.text for sent in phones.sent(LU, "post"))
    assert one == other == ENGLISH.answers.not_allowed().plain


async def test_to_whoever_holds_that_phone_the_bot_answers_as_to_a_stranger(
    phones: Phones,
) -> None:
    await phones.types(BO, "/lock eva")
    asked = ("/help", "/start CODE-1234", "/start", "/whoami", "good morning", "/lock",
             "/unlock eva", "/nothing", "/pin", "/delete",
             "/accept XRVSX4ST3FAMD38QA4FAE5DZ67")  # fmt: skip
    answers = {}
    for user in (EVA, STRANGER):
        since = len(phones.telegram.calls)
        for line in asked:
            await phones.types(user, line)
        answers[user] = [
            (what, text) for what, channel, text in phones.telegram.calls[since:] if channel == user
        ]
    assert answers[EVA] == answers[STRANGER]
    assert ("post", ENGLISH.answers.stranger().plain) in answers[EVA]


async def test_no_command_and_no_button_of_hers_does_anything(phones: Phones) -> None:
    await phones.types(EVA, "/help")
    (ping,) = phones.sent(EVA, "post")
    await phones.types(BO, "/lock eva")
    since = len(phones.telegram.sent_all)
    await phones.presses(EVA, ping.number, "open")
    await phones.presses(EVA, ping.number, "hide")
    texts = {one.text for one in phones.telegram.sent_all[since:]}
    assert texts == {ENGLISH.answers.stranger().plain}
    await phones.types(EVA, "/lock bo")
    await phones.types(LU, "/help")
    assert "What you may do here" in told(phones, LU)


async def test_no_content_reaches_that_phone_and_what_waited_is_held_until_two_unlock(
    phones: Phones,
) -> None:
    await phones.types(EVA, "/ping bread")
    await phones.types(BO, "/lock eva")
    since = len(phones.sent(EVA))

    async def queue(tx: Transaction) -> None:
        for number in ("1", "2"):
            card = {"door": "telegram.main", "user": EVA, "key": (number,), "about": ("lu", "out")}
            await cards.show(tx, locking.CARD, **card)

    await phones.house.store.write(queue)
    await phones.house.deliver()
    assert phones.sent(EVA)[since:] == []
    assert len(await phones.house.listed("held")) == 2
    await phones.types(BO, "/unlock eva")
    assert phones.sent(EVA)[since:] == []
    await phones.types(DI, "/unlock eva")
    await phones.house.deliver()
    assert [one.text for one in phones.sent(EVA)[since:]] == ["bread", "bread"]


async def test_what_is_young_is_deleted_from_her_chat_and_the_rest_is_made_blank(
    phones: Phones,
) -> None:
    for _ in range(3):
        await phones.types(EVA, "/help")
    young, old, other = (one.number for one in phones.sent(EVA, "post"))
    phones.telegram.too_old.add(old)
    await phones.types(BO, "/lock eva")
    assert {one.number for one in phones.sent(EVA, "delete")} >= {young, other}
    assert phones.stands(EVA) == ["-"]
    assert phones.sent(EVA)[-1].lines == ()


async def test_her_colleagues_are_told_on_their_phones_and_nobody_else(phones: Phones) -> None:
    await phones.types(DI, "/lock eva")
    for colleague in (BO, LU):
        assert "E. was locked out on" in told(phones, colleague)
    for other in (ANN, CY, DEE, STRANGER):
        assert phones.sent(other) == []
    assert "was locked out" not in told(phones, EVA)


async def test_what_is_posted_in_a_room_from_that_account_goes_nowhere(phones: Phones) -> None:
    said = await phones.says(EVA, "TLP:GREEN before", GROUP)
    assert any("before" in one.text for one in phones.sent(DESK))
    await phones.types(BO, "/lock eva")
    since = len(phones.slack.sent_all)
    await phones.says(EVA, "TLP:GREEN after", GROUP)
    await phones.says(EVA, "TLP:GREEN a changed story", GROUP, number=said.number, edited=True)
    assert phones.slack.sent_all[since:] == []


async def test_the_lock_outlives_a_restart(phones: Phones) -> None:
    await phones.types(BO, "/lock eva")
    await phones.house.restart()
    await phones.types(EVA, "/help")
    assert phones.sent(EVA)[-1].text == ENGLISH.answers.stranger().plain


async def test_two_people_unlock_one_of_them_her_own_and_never_from_the_locked_account(
    phones: Phones,
) -> None:
    await phones.types(BO, "/lock eva")
    await phones.types(EVA, "/unlock eva")
    await phones.types(ANN, "/unlock eva")
    await phones.types(DEE, "/unlock eva")
    for one in (ANN, DEE):
        assert "It takes two" in told(phones, one)
    await phones.types(EVA, "/help")
    assert phones.sent(EVA)[-1].text == ENGLISH.answers.stranger().plain
    await phones.types(DI, "/unlock eva")
    assert "E. is let in again" in told(phones, DI)
    await phones.types(EVA, "/help")
    assert phones.sent(EVA)[-1].text == "1 new"


async def test_one_alone_does_not_unlock_however_often(phones: Phones) -> None:
    await phones.types(BO, "/lock eva")
    for _ in range(3):
        await phones.types(DI, "/unlock eva")
    await phones.types(EVA, "/help")
    assert phones.sent(EVA)[-1].text == ENGLISH.answers.stranger().plain


async def test_she_is_removed_from_the_rooms_and_until_then_counts_as_an_outsider(
    phones: Phones,
) -> None:
    there = tuple(Member(user=one) for one in (EVA, BO, DI, LU))

    async def known(tx: Transaction) -> None:
        await tx.members.put(Presence(place="group", members=there, count=4, explained=4))

    await phones.house.store.write(known)
    await phones.house.take_up()
    await phones.says(ANN, "TLP:AMBER before", DESK)
    assert any("before" in one.text for one in phones.sent(GROUP))
    await phones.types(BO, "/lock eva")
    await phones.says(ANN, "TLP:AMBER while she is there", DESK)
    assert not any("while she is there" in one.text for one in phones.sent(GROUP))
    await phones.types(BO, "/ours", room=GROUP)
    await phones.says(ANN, "TLP:AMBER although somebody vouched", DESK)
    assert not any("although somebody vouched" in one.text for one in phones.sent(GROUP))
    house = phones.house
    guard = Guard(house.store, house.services, house.doors, house.woken.update)
    await guard.run_errands()
    assert phones.telegram.removed == [(GROUP, EVA)]


async def test_her_link_code_is_good_for_nothing_once_she_is_locked(phones: Phones) -> None:
    await phones.types(BO, "/link", room="-1009")
    code = next(one.text for one in phones.sent(BO) if "link" in one.text)
    word = next(word for word in code.split() if word.count("-") == 1 and word.isupper())
    await phones.types(DI, "/lock bo")
    await phones.types(ANN, f"link {word}", room="C0NEW")
    assert phones.sent(ANN)[-1].text == ENGLISH.joining.no_such_code().plain


async def test_her_invitations_are_dead_once_she_is_locked(phones: Phones) -> None:
    await phones.types(BO, "/invite @Newcomer")
    text = phones.sent(BO, "post")[-1].text
    (code,) = re.findall(r"[2-9A-Z]{26}", text)
    await phones.types(DI, "/lock bo")
    await phones.types("7777", f"/accept {code}")
    assert phones.sent("7777")[-1].text == ENGLISH.joining.no_such_code().plain


async def test_her_chain_skips_her(phones: Phones) -> None:
    await phones.types(DI, "/lock bo")
    since = len(phones.sent(BO))
    await phones.types(DI, "/lock lu")
    assert phones.sent(BO)[since:] == []


async def test_what_is_stored_stays_as_it_was(phones: Phones) -> None:
    said = await phones.says(EVA, "TLP:GREEN the record", GROUP)
    standing = phones.house.slack.standing(DESK)
    stored = await phones.house.store.read(lambda tx: tx.messages.recent("group", tx.now))
    await phones.types(BO, "/lock eva")
    await phones.house.hear(phones.house.deleted(GROUP, said.number))
    await phones.house.deliver()
    assert phones.house.slack.standing(DESK) == standing
    assert await phones.house.store.read(lambda tx: tx.messages.recent("group", tx.now)) == stored
    assert stored
    assert (await phones.house.store.read(lambda tx: tx.verify())).state == "intact"


async def test_what_a_stranger_may_type_of_his_own_she_may_not_type_of_hers(phones: Phones) -> None:
    said = await phones.says(EVA, "TLP:GREEN said before it was taken", GROUP)
    await phones.types(BO, "/invite Ida")
    code = re.search(r"accept ([2-9A-Z]{26})", "\n".join(phones.stands(BO)))
    assert code is not None
    await phones.types(BO, "/lock eva")
    for line in ("/delete", "/recall", "/label TLP:RED", "/unsay"):
        await phones.types(EVA, line, room=GROUP, reply_to=said.number)
    assert any("said before it was taken" in one for one in phones.slack.standing(DESK))
    since = len(phones.sent(EVA, "post"))
    await phones.types(EVA, f"/accept {code[1]}")
    await phones.types(EVA, f"/start {code[1]}")
    stranger = "1666"
    await phones.types(stranger, "/accept " + "A" * 26)
    await phones.types(stranger, "/start " + "A" * 26)
    hers = [one.text for one in phones.sent(EVA, "post")[since:]]
    assert hers == [one.text for one in phones.sent(stranger, "post")]
    # It is unused: whoever it was for joins by it.
    await phones.types(stranger, f"/accept {code[1]}")
    assert phones.house.services.directory.person("telegram", "telegram.main", "", stranger)
