"""Text and entities, whatever they are: refused, or kept so that a client can show them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.detection import found
from bot.sandbox.telegram.entities import Entity, formatted, units
from bot.sandbox.telegram.refusals import Refusal

TYPES = ("bold", "italic", "spoiler", "code", "pre", "blockquote", "text_link")
TEXTS = st.text(alphabet="ab \n\t\r😀é@/#.\u202e\u0333", max_size=30)
ENTITIES = st.lists(
    st.builds(
        Entity,
        type=st.sampled_from(TYPES),
        offset=st.integers(-1, 40),
        length=st.integers(-1, 40),
    ),
    max_size=8,
)


@given(TEXTS, ENTITIES)
def test_what_is_kept_lies_inside_the_text_starts_visibly_and_never_crosses(
    text: str, entities: list[Entity]
) -> None:
    try:
        kept, shown = formatted(text, entities)
    except Refusal as why:
        assert why.code == 400  # noqa: PT017 - a refusal is one of the two right answers
        return
    data = kept.encode("utf-16-le")
    assert kept == kept.strip(" \n")
    for e in found(kept, shown):
        assert 0 <= e.offset < e.end <= units(kept)
        cut = data[2 * e.offset : 2 * e.end].decode("utf-16-le")
        assert cut[0] not in " \n"
    for a in shown:
        for b in shown:
            inside = a.offset <= b.offset and b.end <= a.end
            assert inside or b.end <= a.offset or a.end <= b.offset or b.offset <= a.offset


def test_control_characters_become_spaces_and_disguises_vanish_with_entities_in_place() -> None:
    bold = Entity(type="bold", offset=5, length=2)
    assert formatted("a\r\x01\u202eb😀", [bold]) == (
        "a b😀",
        [Entity(type="bold", offset=3, length=2)],
    )
