"""People at risk, sentence by sentence (docs/people-at-risk.md): what their phones are sent."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import cards
from bot.boards import WRITERS
from bot.community import veil
from bot.messages import notices
from handlers.door import Closed
from handlers.incoming import Room
from policies.phrases import ENGLISH
from storage.store import Transaction
from tests.in_full import IN_FULL
from tests.security.phones import ANN, BO, CY, DESK, EVA, GROUP, LU, PHONES, Phones, phones_in

HELP = "What you may do here"
PIN, SECOND = "1357", "8642"


@pytest.fixture
def begins_with() -> str:
    return PHONES


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    async with phones_in(tmp_path, begun, begins_with) as phones:
        yield phones


async def new(phones: Phones, user: str = EVA, line: str = "/help") -> str:
    """Have something arrive in private; returns the number of its message."""
    await phones.types(user, line)
    return phones.sent(user, "post")[-1].number


async def with_pin(phones: Phones, *, second: bool = False) -> None:
    """Have Eva choose a PIN, and perhaps the second one."""
    for line, digits in (("/pin", PIN), ("/pin second", SECOND))[: 1 + second]:
        card = await new(phones, line=line)
        await phones.presses(EVA, card, "open")
        if line != "/pin":
            await phones.pin(EVA, card, PIN)
        await phones.pin(EVA, card, digits)
        await phones.pin(EVA, card, digits)
        assert "is set" in phones.telegram.rooms[EVA][card].text


async def test_what_arrives_is_the_neutral_line_and_nothing_else(phones: Phones) -> None:
    await phones.types(EVA, "/help")
    await phones.types(EVA, "/nonsense")
    await phones.types(EVA, "/unlock bo")
    await phones.says(EVA, "TLP:RED never mind", GROUP)
    posts = phones.sent(EVA, "post")
    assert len(posts) >= 4
    assert {one.text for one in posts} == {"1 new"}
    assert {one.lines for one in posts} == {("open",)}
    assert phones.sent(EVA, "edit") == []


async def test_the_line_is_the_one_that_she_chose(phones: Phones) -> None:
    await phones.types(EVA, '/ping "bread is ready"')
    await phones.types(EVA, "/help")
    assert phones.sent(EVA, "post")[-1].text == "bread is ready"


async def test_a_line_that_is_too_long_or_of_several_lines_is_not_taken(phones: Phones) -> None:
    await phones.types(EVA, "/ping " + "x" * 41)
    await phones.types(EVA, "/ping one\ntwo")
    await phones.types(EVA, "/help")
    assert phones.sent(EVA, "post")[-1].text == "1 new"


async def test_an_organisation_at_risk_has_everybody_of_it_at_risk(phones: Phones) -> None:
    await phones.types(LU, "/help")
    assert HELP in phones.sent(LU, "post")[-1].text
    watch = 'name = "Ballot Watch of the North"\n'
    await phones.apply(PHONES.replace(watch, watch + "risk = true\n"))
    await phones.types(LU, "/help")
    assert phones.sent(LU, "post")[-1].text == "1 new"


async def test_the_text_appears_by_an_edit_after_a_tap_and_is_edited_back_after_minutes(
    phones: Phones,
) -> None:
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    (edit,) = phones.sent(EVA, "edit")
    assert edit.number == number
    assert HELP in edit.text
    assert len(phones.sent(EVA, "post")) == 1
    await phones.later(veil.OPEN_FOR.total_seconds() + 1)
    last = phones.sent(EVA)[-1]
    assert (last.what, last.number, last.text) == ("edit", number, "1 new")


async def test_it_is_hidden_at_once_where_she_says_so(phones: Phones) -> None:
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    assert "hide" in phones.sent(EVA)[-1].lines
    await phones.presses(EVA, number, "hide")
    assert phones.stands(EVA) == ["1 new"]


async def test_an_open_text_is_hidden_again_also_after_a_restart(phones: Phones) -> None:
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    await phones.house.restart()
    await phones.later(veil.OPEN_FOR.total_seconds() + 1)
    assert phones.stands(EVA) == ["1 new"]


async def test_what_she_writes_to_the_bot_is_deleted_as_soon_as_it_is_stored(
    phones: Phones,
) -> None:
    for line in ("/help", "a polling station is closed", "/start"):
        number = await phones.types(EVA, line)
        assert number in {one.number for one in phones.sent(EVA, "delete")}
    assert set(phones.stands(EVA)) == {"1 new"}


async def test_what_others_write_to_the_bot_stays_in_their_chat(phones: Phones) -> None:
    number = await phones.types(LU, "/help")
    assert number in phones.telegram.rooms[LU]
    assert phones.sent(LU, "delete") == []


async def test_everything_else_is_gone_within_a_day(phones: Phones) -> None:
    for _ in range(3):
        await new(phones)
    await phones.presses(EVA, phones.sent(EVA, "post")[1].number, "open")
    await phones.later(24 * 3600 - 60)
    assert phones.stands(EVA) == []


async def test_what_the_platform_no_longer_lets_us_delete_is_made_blank(phones: Phones) -> None:
    number = await new(phones)
    phones.telegram.too_old.add(number)
    await phones.later(24 * 3600)
    assert phones.stands(EVA) == ["-"]


async def test_a_button_of_what_is_hidden_does_nothing(phones: Phones) -> None:
    number = await new(phones)
    await phones.presses(EVA, number, "lock bo")
    await phones.types(BO, "/help")
    assert HELP in phones.sent(BO, "post")[-1].text


async def test_what_arrives_is_protected_from_being_passed_on(phones: Phones) -> None:
    await new(phones)
    assert all(one.protect for one in phones.sent(EVA, "post"))


async def test_no_digit_of_a_pin_ever_stands_in_a_message(phones: Phones) -> None:
    await with_pin(phones)
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    pad = phones.sent(EVA)[-1]
    assert pad.text == "1 new"
    assert set("0123456789") <= set(pad.labels)
    await phones.pin(EVA, number, PIN)
    assert HELP in phones.sent(EVA)[-1].text
    assert not any(PIN in one.text for one in phones.everything())
    said = {one.text for one in phones.sent(EVA)} - {ENGLISH.risk.choose_pin(second=False).plain}
    assert not any(digit in text for text in said for digit in PIN.replace("1", ""))


async def test_with_a_pin_a_tap_alone_opens_nothing(phones: Phones) -> None:
    await with_pin(phones)
    number = await new(phones)
    since = len(phones.sent(EVA))
    await phones.presses(EVA, number, "open")
    await phones.presses(EVA, number, "key ok")
    await phones.presses(EVA, number, "open")
    assert not any(HELP in one.text for one in phones.sent(EVA)[since:])


async def test_a_pad_that_nobody_uses_is_gone_after_minutes(phones: Phones) -> None:
    await with_pin(phones)
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    await phones.presses(EVA, number, "key 1")
    await phones.later(veil.ASKS_FOR.total_seconds() + 1)
    assert phones.telegram.rooms[EVA][number].text == "1 new"
    await phones.pin(EVA, number, "357")
    assert phones.telegram.rooms[EVA][number].text == "1 new"


async def test_five_wrong_pins_lock_and_tell_the_colleagues(phones: Phones) -> None:
    await with_pin(phones)
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    for left in (4, 3, 2, 1):
        await phones.pin(EVA, number, "0000")
        assert ENGLISH.risk.not_right(left).plain in phones.sent(EVA)[-1].text
    await phones.pin(EVA, number, "0000")
    assert phones.stands(EVA) == []
    assert "E. was locked out" in phones.sent(BO)[-1].text
    await phones.pin(EVA, number, PIN)
    assert phones.sent(EVA)[-1].text == ENGLISH.answers.stranger().plain


async def test_the_second_pin_shows_an_empty_inbox_and_locks(phones: Phones) -> None:
    await with_pin(phones, second=True)
    other, number = await new(phones), await new(phones)
    await phones.presses(EVA, number, "open")
    await phones.pin(EVA, number, SECOND)
    assert phones.telegram.rooms[EVA][number].text == ENGLISH.risk.nothing_new().plain
    assert phones.stands(EVA) == [ENGLISH.risk.nothing_new().plain]
    assert other in {one.number for one in phones.sent(EVA, "delete")}
    assert "E. was locked out" in phones.sent(BO)[-1].text
    await phones.types(EVA, "/help")
    assert phones.sent(EVA)[-1].text == ENGLISH.answers.stranger().plain


async def test_taking_the_pin_away_takes_the_pin(phones: Phones) -> None:
    await with_pin(phones)
    card = await new(phones, line="/pin off")
    await phones.presses(EVA, card, "open")
    await phones.pin(EVA, card, PIN)
    await phones.pin(EVA, card, "9999")
    number = await new(phones)
    await phones.presses(EVA, number, "open")
    assert "key 1" in phones.sent(EVA)[-1].lines
    await phones.presses(EVA, card, "open")
    await phones.pin(EVA, card, PIN)
    await phones.pin(EVA, card, PIN)
    assert ENGLISH.risk.pin_off().plain in phones.telegram.rooms[EVA][card].text


@pytest.mark.parametrize("digits", ["123", "12345678901", ""])
async def test_a_pin_of_another_length_is_not_taken(phones: Phones, digits: str) -> None:
    card = await new(phones, line="/pin")
    await phones.presses(EVA, card, "open")
    await phones.pin(EVA, card, digits)
    assert ENGLISH.risk.pin_unfit().plain in phones.telegram.rooms[EVA][card].text


async def test_the_two_pins_are_never_the_same(phones: Phones) -> None:
    await with_pin(phones)
    card = await new(phones, line="/pin second")
    await phones.presses(EVA, card, "open")
    for _ in range(3):
        await phones.pin(EVA, card, PIN)
    assert ENGLISH.risk.pin_unfit().plain in phones.telegram.rooms[EVA][card].text


async def test_no_names_of_others_stand_on_her_phone_even_when_it_is_open(phones: Phones) -> None:
    await phones.types(BO, "/lock lu")
    number = phones.sent(EVA, "post")[-1].number
    await phones.presses(EVA, number, "open")
    text = phones.sent(EVA)[-1].text
    assert "somebody was locked out" in text
    assert not any(name in text for name in ("L.", "Lucie", "Bohumil", "B."))


async def test_nothing_goes_to_her_by_another_way_where_she_takes_nothing_in_private(
    phones: Phones,
) -> None:
    phones.telegram.fail("post", Closed("bot_was_blocked"), times=50)
    since = len(phones.everything())
    await phones.types(EVA, "/help", room=GROUP)
    await phones.house.deliver()
    assert phones.everything()[since:] == []


async def test_a_stranger_who_writes_to_the_bot_learns_nothing(phones: Phones) -> None:
    for line in ("hello", "/help", "/room", "/held", "/org list", "/people", "/whoami", "/lock eva",
                 "/start GUESS-1234"):  # fmt: skip
        await phones.types("7777", line)
    texts = {one.text for one in phones.sent("7777", "post")}
    assert ENGLISH.answers.stranger().plain in texts
    for text in texts:
        assert "Partner" not in text
        assert not any(name in text for name in ("E.", "B.", "Watch", "Institute"))


async def test_of_what_crosses_her_name_is_the_one_that_she_chose(phones: Phones) -> None:
    await phones.says(EVA, "TLP:GREEN the doors are open", GROUP)
    (copy,) = phones.sent(DESK, "post")
    assert '"E."' in copy.text
    assert "Partner 14" in copy.text


async def test_in_slack_what_she_wrote_is_left_and_nothing_is_tried(phones: Phones) -> None:
    await phones.apply(PHONES.replace('shown_as = "A."\n', 'shown_as = "A."\nrisk = true\n'))
    await phones.types(ANN, "help")
    await phones.types(CY, "/lock ann")
    assert {one.what for one in phones.sent(ANN)} == {"post", "delete"}
    (ping,) = phones.sent(ANN, "post")
    assert [one.number for one in phones.sent(ANN, "delete")] == [ping.number]
    assert await phones.house.listed("dead") == []


async def test_whoever_is_not_at_risk_is_written_to_in_plain(phones: Phones) -> None:
    await phones.types(ANN, "/help")
    assert HELP in phones.sent(ANN, "post")[-1].text


NOTICES = ("HELD", "PARTLY", "EDIT", "RED", "EXPIRED", "PARTLY_EXPIRED", "UNREACHABLE", "WITHDRAWN",
           "NOT_YOURS", "MISSED", "PARKED")  # fmt: skip


@pytest.mark.proof
async def test_no_wing_can_forget_it_whatever_is_sent_to_her_is_the_line(phones: Phones) -> None:
    place = phones.house.services.directory.place_by_id("group")
    assert place is not None

    async def say_it_all(tx: Transaction) -> None:
        for name in NOTICES:
            kind = getattr(notices, name)
            number = "" if name == "MISSED" else "1"
            await notices.tell(tx, kind, place, user=EVA, room=Room(channel=GROUP), number=number)
        ways = ((), ("eva",), ("lu", "out"), ("group", "1"), (tx.new_id(),))
        for at, kind in enumerate(WRITERS):
            # In the suite two of them, in turn.
            for about in ways if IN_FULL else (ways[at % 5], ways[(at + 2) % 5]):
                await cards.show(
                    tx, kind, door="telegram.main", user=EVA, key=(kind, *about), about=about
                )

    await phones.house.store.write(say_it_all)
    await phones.house.deliver()
    posts = phones.sent(EVA, "post")
    assert len(posts) > len(NOTICES)
    assert {one.text for one in posts} == {"1 new"}
    assert {one.what for one in phones.sent(EVA)} == {"post"}
    assert not any(EVA in one.channel for one in phones.everything() if one.what == "whisper")


async def test_red_that_is_for_her_alone_arrives_as_the_line_and_names_no_person(
    phones: Phones,
) -> None:
    await phones.types(BO, "to @eva the courier comes at nine")
    (post,) = phones.sent(EVA, "post")
    assert (post.text, post.protect) == ("1 new", True)
    await phones.presses(EVA, post.number, "open")
    text = phones.sent(EVA)[-1].text
    assert "the courier comes at nine" in text
    assert "TLP:RED" in text
    assert not any(name in text for name in ("B.", "Bohumil"))


async def test_what_is_longer_than_one_message_is_turned_page_by_page_by_edits(
    phones: Phones,
) -> None:
    words = " ".join(f"word{at}" for at in range(900))
    await phones.types(BO, f"to @eva {words}")
    (post,) = phones.sent(EVA, "post")
    await phones.presses(EVA, post.number, "open")
    first = phones.sent(EVA)[-1].text
    await phones.presses(EVA, post.number, "open")
    second = phones.sent(EVA)[-1].text
    assert "word0 " in first
    assert "word899" in second
    assert len(phones.sent(EVA, "post")) == 1


async def test_no_exercise_disturbs_her(phones: Phones) -> None:
    room = f'address = {GROUP}\norganisation = "watch"\n'
    await phones.apply(PHONES.replace(room, room + "exercise = true\n"))
    await phones.types(BO, "to @eva TLP:RED only practised", room=GROUP)
    opened = [one.number for one in phones.sent(EVA, "post")]
    for number in opened:
        await phones.presses(EVA, number, "open")
    assert not any("only practised" in one.text for one in phones.sent(EVA))


async def test_an_invitation_shown_to_her_has_no_picture(phones: Phones) -> None:
    steward = PHONES.replace('shown_as = "E."\n', 'shown_as = "E."\nroles = ["steward"]\n')
    await phones.apply(steward)
    await phones.types(BO, "/invite Newcomer")
    await phones.types(EVA, "/invite Newcomer")
    number = phones.sent(EVA, "post")[-1].number
    await phones.presses(EVA, number, "open")
    assert "accept" in phones.sent(EVA)[-1].text
    assert EVA not in phones.telegram.pictures
