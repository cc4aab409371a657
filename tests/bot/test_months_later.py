"""A message whose text is forgotten: its label is still the measure for what its author edits."""

from tests.bot.small_house import House
from tests.stage import DESK, TEAM_ROOM, WATCH

QUARTER = 91 * 86_400


async def test_a_label_that_is_removed_after_months_is_refused_and_two_steps_loosen_no_more(
    house: House,
) -> None:
    original = house.said(TEAM_ROOM, "TLP:AMBER a heron")
    await house.hear(original)
    await house.deliver()
    house.pass_(QUARTER)
    await house.forget()
    for words in ("a heron", "TLP:CLEAR a heron"):
        edit = house.said(TEAM_ROOM, words, number=original.number, edited=True)
        await house.hear(edit)
        await house.deliver()
        for text in (*house.telegram.standing(WATCH), *house.slack.standing(DESK)):
            assert text == 'TLP:AMBER · Ballot Institute · "Ann"\na heron'
        assert len(house.telegram.standing(WATCH)) == len(house.slack.standing(DESK)) == 1


async def test_an_answer_to_what_became_doubtful_inherits_no_label_after_months_either(
    house: House,
) -> None:
    original = house.said(DESK, "TLP:GREEN a heron")
    await house.hear(original)
    await house.deliver()
    doubtful = "TLP:GREEN? or is this TLP:RED"
    await house.hear(house.said(DESK, doubtful, number=original.number, edited=True))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
    house.pass_(QUARTER)
    await house.forget()
    await house.hear(house.said(DESK, "an answer", reply_to=original.number))
    await house.deliver()
    assert house.telegram.standing(WATCH) == []
