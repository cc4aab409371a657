"""Another language the whole way: what people read is in their words, and nothing of ours is not.

The language is `tests.pseudo`: a letter of plain English in what we say was not translated.
"""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.languages.catalogues import Languages
from bot.messages import notices
from handlers.door import Lost, Refused
from handlers.incoming import Room, SaidPart, Sender
from policies.messages.message import PartKind
from policies.readings import Kind, Where, read
from policies.text import Text
from tests.bot.holds.hand import asked
from tests.bot.small_house import House
from tests.pseudo import CODE, catalogue, of_the_wings, pseudo, sentences
from tests.stage import ANN, BO, DESK, STRICT, TEAM_ROOM, WATCH

KINDS = sorted(
    one for name, one in vars(notices).items() if name.isupper() and isinstance(one, str)
    and not name.startswith("_")
)  # fmt: skip
COUNTED = (notices.HELD, notices.PARTLY, notices.EXPIRED, notices.PARTLY_EXPIRED)
NOT_OURS = re.compile(
    r'TLP:[A-Z+]+|"[^"\n]*"|Ballot \w+|\d{4}-\d\d-\d\d \d\d:\d\d UTC|\d\d:\d\d UTC|/delete|TLP|'
    r"⟬[^⟭]*⟭"
)
"""Labels, names, dates and the command; people's own words stand between ⟬ and ⟭."""


def english(text: str) -> str:
    """Return what of a text is neither theirs nor translated."""
    return "".join(re.findall("[A-Za-z%]+", NOT_OURS.sub("", text)))


@pytest.fixture
def abroad(house: House, tmp_path: Path) -> House:
    """The house where everybody reads that language."""
    (tmp_path / "languages").mkdir()
    catalogue(tmp_path / "languages")
    languages = Languages.shipped(tmp_path / "languages", lambda _lane: CODE)
    house.services.phrases = languages.of
    return house


async def told(house: House, kind: str, *, user: str, count: int) -> str:
    """Return the newest notice of a kind, to a person or, without one, in the room."""
    place = house.services.directory.place_by_id("group")
    span = notices.Span(
        house.clock.now, house.clock.now + timedelta(hours=1), house.clock.now - timedelta(days=14)
    )

    async def act(tx):
        return await notices.tell(
            tx, kind, place, user=user, room=Room(channel=str(WATCH)), number="7",
            count=count, span=span,
        )  # fmt: skip

    await house.store.write(act)
    await house.deliver()
    return house.telegram.standing(f"D{user}" if user else WATCH)[-1]


@pytest.mark.parametrize("count", [1, 6])
@pytest.mark.parametrize("user", ["", str(BO)], ids=["in_the_room", "in_private"])
async def test_every_notice_is_said_in_the_readers_language(
    abroad: House, user: str, count: int
) -> None:
    for kind in KINDS:
        text = await told(abroad, kind, user=user, count=count)
        assert text.startswith("⟦"), kind
        assert text.endswith("⟧"), kind
        assert english(text) == "", kind
        if kind in COUNTED and count > 1 and (user or kind not in (notices.HELD, notices.PARTLY)):
            assert re.search(r"(?<!\d)6(?!\d)", text), kind
        if kind.startswith("missed") or kind == notices.PARKED:
            assert " UTC" in text, kind


async def history(house: House) -> list[str]:
    """Let everything happen to messages that leaves a mark; return all that stood somewhere."""
    house.telegram.limits = replace(house.telegram.limits, size=300)
    stranger = Sender(user="U0NOBODY", team="T0INSTITUTE")
    pretender = replace(stranger, user="U0OTHER", name=pseudo("member 7013"))
    named = replace(stranger, user="U0THIRD", name="Eve")
    for sender in (stranger, pretender, named):
        await house.hear(house.said(DESK, "TLP:GREEN ⟬said⟭", sender=sender))
    file = SaidPart(kind=PartKind.ATTACHMENT, where=Where.FILENAME, text=Text.of("⟬plan⟭"))
    spoken = SaidPart(text=Text.of("TLP:GREEN ⟬here it is⟭"))
    await house.hear(house.said(DESK, "", parts=(spoken, file)))
    await house.hear(house.said(DESK, "TLP:GREEN ⟬an answer⟭", reply_to="55"))
    await house.deliver()
    late, soon = house.said(DESK, "TLP:GREEN ⟬late⟭"), house.said(DESK, "TLP:GREEN ⟬soon⟭")
    await house.hear(soon)
    await house.deliver()
    await house.hear(late)
    await house.deliver()
    longer = house.said(DESK, f"TLP:GREEN ⟬{'word ' * 200}⟭", number=soon.number, edited=True)
    await house.hear(longer)
    await house.deliver()
    house.telegram.fail("post", Lost("no answer"), done=True)
    doubtful = house.said(DESK, "TLP:GREEN ⟬once or twice⟭")
    await house.hear(doubtful)
    await house.deliver()
    house.pass_(600)
    await house.deliver()
    before = house.telegram.standing(WATCH)
    house.telegram.fail("delete", Refused("message can't be deleted"))
    await house.hear(house.deleted(DESK, doubtful.number))
    await house.deliver()
    return before + house.telegram.standing(WATCH)


async def test_every_mark_of_a_copy_is_in_the_readers_language(abroad: House) -> None:
    stood = await history(abroad)
    bodies = re.compile(r"⟬[^⟭]*|(?:word ?)+⟭?")
    assert [english(bodies.sub("", one)) for one in stood if english(bodies.sub("", one))] == []


async def test_no_sentence_is_written_for_translators_that_is_never_said(abroad: House) -> None:
    stood = [
        await told(abroad, kind, user=user, count=count)
        for kind in KINDS
        for user in ("", str(BO))
        for count in (1, 6)
    ]
    place = abroad.services.directory.place_by_id("group")
    for members in (1, 40, None):
        abroad.services.directory = replace(
            abroad.services.directory,
            places=tuple(
                replace(one, members=members) if one == place else one
                for one in abroad.services.directory.places
            ),
        )
        place = abroad.services.directory.place_by_id("group")
        stood.append(await told(abroad, notices.RED, user=str(BO), count=1))
    stood += [text for kind, _, text in abroad.telegram.calls if kind != "find"]
    stood += await history(abroad)
    elsewhere, texts = of_the_wings(), sorted(set(stood))
    unsaid = [
        form
        for forms in sentences()
        for form in forms
        if form not in elsewhere and not any(map(re.compile(_open(form)).search, texts))
    ]
    assert unsaid == []


def _open(sentence: str) -> str:
    """Return a pattern of a sentence whatever stands at its places."""
    return re.sub(r"%\\\(\w+\\\)[sd]", "[^⟦⟧]+", re.escape(sentence))


async def test_each_lanes_reader_reads_the_language_that_was_chosen_there(
    house: House, tmp_path: Path
) -> None:
    catalogue(tmp_path)
    chosen = {"group": CODE, f"notice:slack.main:{ANN}": CODE, "team": "no such language"}
    languages = Languages.shipped(tmp_path, lambda lane: chosen.get(lane, "en"))
    house.services.phrases = languages.of
    unknown = Sender(user="U0NOBODY", team="T0INSTITUTE", name="Eve")
    await house.hear(house.said(DESK, "TLP:GREEN the heron", sender=unknown))
    await house.hear(house.said(DESK, "TLP:RED the heron"))
    await house.hear(house.said(STRICT, "no label"))
    await asked(house)
    assert house.telegram.standing(WATCH) == [
        f'TLP:GREEN · Ballot Institute · "Eve" {pseudo("(unverified)")}\nthe heron'
    ]
    assert house.slack.standing(TEAM_ROOM) == [
        'TLP:GREEN · Ballot Institute · "Eve" (unverified)\nthe heron'
    ]
    assert house.slack.standing(f"D{ANN}")[0].startswith("⟦")
    assert house.telegram.standing(f"D{BO}")[0].startswith("One message of yours waits")


async def test_a_copy_with_every_mark_that_another_bridge_brings_back_goes_no_further(
    abroad: House,
) -> None:
    stood = [one for one in await history(abroad) if '"' in one]
    marked = [one for one in stood if one.count("⟦") > 1]
    assert len(marked) > 3
    relay = Sender(user="U0RELAY", team="T0INSTITUTE", name="relay", bot=True)
    abroad.telegram.calls.clear()
    for one in stood:
        await abroad.hear(abroad.said(DESK, one, sender=relay))
    await abroad.deliver()
    assert abroad.telegram.calls == []
    assert await abroad.held() == []


async def test_a_copy_in_any_language_that_is_pasted_elsewhere_reads_as_its_label(
    abroad: House,
) -> None:
    readings = [read(one) for one in await history(abroad)]
    assert {(one.kind, one.label and one.label.value) for one in readings} == {
        (Kind.LABEL, "TLP:GREEN")
    }
