"""What reads like something stricter that its organisation was given waits, and only that."""

import pytest

from tests.bot.sharing.conftest import ANN, BO, CY, DESK, GROUP, VE, VENDOR

LEAK = (
    "Our partner inside the commission says that the results of eleven districts will be held back "
    "until Thursday morning, and that the printers were told on Monday to prepare new forms."
)
CHANGED = LEAK.replace("Thursday", "Friday").replace("told", "asked")
SIDES = pytest.mark.parametrize(
    ("here", "there", "author", "poster"),
    [(DESK, GROUP, ANN, BO), (GROUP, DESK, BO, ANN)],
    ids=["from slack", "from telegram"],
)


def copies(street, room):
    return [one for one in street.in_room(room) if "commission" in one]


@SIDES
@pytest.mark.parametrize("text", [LEAK, CHANGED, f"Look at this. {LEAK} What do you think?"])
async def test_a_looser_copy_of_what_was_given_waits_and_its_poster_is_asked(
    street, here, there, author, poster, text
) -> None:
    await street.say(here, f"TLP:AMBER {LEAK}", author)
    await street.say(there, f"TLP:GREEN {text}", poster)
    assert copies(street, here) == []
    assert "Your message waits: it reads like one" in street.last(poster)
    # The source is told nothing of what is merely held.
    assert not any("Something like your message" in one for one in street.told(author))


@SIDES
async def test_what_is_its_own_goes_and_the_source_is_told(
    street, here, there, author, poster
) -> None:
    await street.say(here, f"TLP:AMBER {LEAK}", author)
    await street.say(there, f"TLP:GREEN {LEAK}", poster)
    await street.press(poster, "Ours, or public")
    assert copies(street, here)[0].startswith("TLP:GREEN")
    assert "was shared as TLP:GREEN by" in street.last(author)
    assert not any("Your message waits" in one for one in street.told(poster))


async def test_theirs_goes_under_the_label_that_it_had(street) -> None:
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    await street.say(GROUP, f"TLP:GREEN {LEAK}", BO)
    await street.press(BO, "Theirs: share it as TLP:AMBER")
    assert copies(street, DESK)[0].startswith("TLP:AMBER")
    assert not any("Something like your message" in one for one in street.told(ANN))


async def test_what_is_dropped_goes_nowhere(street) -> None:
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    digits = await street.say(GROUP, f"TLP:GREEN {LEAK}", BO)
    await street.press(BO, "Do not share it")
    assert copies(street, DESK) == []
    assert (await street.message(digits)).withdrawn


async def test_it_is_no_way_round_to_loosen_afterwards_or_by_an_edit(street) -> None:
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    digits = await street.say(GROUP, f"TLP:AMBER {LEAK}", BO)
    assert len(copies(street, DESK)) == 1
    await street.type_(BO, f"label {digits} TLP:GREEN")
    assert copies(street, DESK) == []
    assert any("Your message waits" in one for one in street.told(BO))


@pytest.mark.parametrize(
    "text",
    [
        f"> {LEAK}\nThat is what they wrote.",
        f"They wrote “{LEAK}” and we wonder about it a lot over here since this morning at nine.",
        "https://example.org/results/eleven-districts-held-back-until-thursday-morning",
        "The results of eleven districts come on Thursday.",
    ],
    ids=["quoted", "in quotation marks", "a link", "a few common words"],
)
async def test_quotations_links_and_common_words_set_nothing_off(street, text) -> None:
    await street.say(DESK, f"TLP:AMBER {LEAK}\nhttps://example.org/results/eleven-districts", ANN)
    await street.say(GROUP, f"TLP:GREEN {text}", BO)
    assert len(street.in_room(DESK)) == 1


async def test_nobody_is_asked_about_what_was_never_given_to_them(street) -> None:
    # The vendor's room may not have AMBER.
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    await street.say(VENDOR, f"TLP:GREEN {LEAK}", VE)
    assert len(copies(street, DESK)) == 1
    assert not any("Your message waits" in one for one in street.told(VE))


async def test_ones_own_words_are_ones_own(street) -> None:
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    await street.say(DESK, f"TLP:GREEN {LEAK}", CY)
    assert len(copies(street, GROUP)) == 2


async def test_what_two_had_independently_is_nobodys_alone(street) -> None:
    # The vendor had it without having been given it: so it is about.
    await street.say(DESK, f"TLP:AMBER {LEAK}", ANN)
    await street.say(VENDOR, f"TLP:GREEN {LEAK}", VE)
    await street.say(GROUP, f"TLP:GREEN {LEAK}", BO)
    assert len(copies(street, DESK)) == 2
    assert not any("Your message waits" in one for one in street.told(BO))


RUMOUR = (
    "BREAKING forward to all your groups they are burning ballots behind the town hall right now "
    "go there with your phones and film everything before it is too late share share share"
)


def ten(ceiling: str = "TLP:AMBER") -> str:
    """Return a directory of ten organisations in one bridge."""
    text = "".join(
        f'[[organisation]]\nid = "org{at}"\nname = "Org {at}"\n'
        f'[[person]]\nid = "p{at}"\norganisation = "org{at}"\nname = "P{at}"\n'
        f"telegram = {2000 + at}\n"
        f'[[channel]]\nid = "r{at}"\nplatform = "telegram"\naddress = -100200000000{at}\n'
        f'organisation = "org{at}"\nmembers = 3\n'
        for at in range(10)
    )
    rooms = ", ".join(f'"r{at}"' for at in range(10))
    agreed = ", ".join(f'"org{at}"' for at in range(10))
    return (
        f'{text}[[bridge]]\nid = "all"\nchannels = [{rooms}]\nceiling = "{ceiling}"\n'
        f"agreed = [{agreed}]\n"
    )


@pytest.mark.parametrize(
    "labels",
    [["GREEN"] * 10, ["GREEN", "AMBER"] * 5, ["AMBER"] * 5 + ["GREEN"] * 5, ["CLEAR", "AMBER"] * 5],
    ids=["one label", "two in turn", "first strict then loose", "clear and amber"],
)
async def test_ten_organisations_that_paste_one_rumour_set_nothing_off(street, labels) -> None:
    await street.apply(ten())
    for at, label in enumerate(labels):
        await street.say(f"-100200000000{at}", f"TLP:{label} {RUMOUR}", str(2000 + at))
    for at in range(10):
        assert not any("Your message waits" in one for one in street.told(str(2000 + at)))
        assert len(street.in_room(f"-100200000000{at}")) == 9
