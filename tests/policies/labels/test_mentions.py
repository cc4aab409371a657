"""What a reading carries besides: labels mentioned, and whether the only doubt is a mention."""

import pytest

from policies.labels import Label
from policies.readings import Kind, read


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("the TLP:AMBER note is out", {Label.AMBER}),
        ("we had TLP:RED and TLP:GREEN notes", {Label.RED, Label.GREEN}),
        ("TLP:GREEN polls", {Label.GREEN}),
        ("TLP:AMBER answer\n> TLP:GREEN polls", {Label.AMBER, Label.GREEN}),
        ("TLP:GREEN answer\n> TLP:RED names", {Label.GREEN, Label.RED}),
        ("TLP:R\u0415D names", {Label.RED}),
        ("TLP:GREN polls", set()),
        ("polls", set()),
    ],
)
def test_a_reading_carries_every_label_that_the_text_shows(text, mentioned):
    assert read(text).mentioned == mentioned


@pytest.mark.parametrize(
    "text",
    [
        "the TLP:AMBER note is out",
        "We handle it as TLP:AMBER until Monday.",
        "Is anybody there? The TLP:AMBER note is out",
        "polls.\nThis is tlp:red please",
        "the TLP:AMBER note and the TLP:AMBER list are out",
    ],
)
def test_a_label_in_a_sentence_that_does_not_ask_is_a_mere_mention(text):
    reading = read(text)
    assert (reading.kind, reading.mere_mention) == (Kind.SUSPICIOUS, True)


@pytest.mark.parametrize(
    "text",
    [
        "TLP:CLEAR? please confirm",
        "is the TLP:AMBER note out?",
        "Should it be TLP:RED",
        "I think this is TLP:AMBER",
        "maybe TLP:AMBER would do",
        "this is TLP:AMBER, please confirm",
        "the TLP:AMBER note is out and " + "so on " * 60 + "or is it not sure",
        "the TLP:GREN note is out",
        "the TLP:GR\u0415EN note is out",
        "the TLP:AMBER? note is out",
        "> TLP:GREEN polls",
        "AMBER+STRICT names",
        "Please treat as TLP:AMBER not to watch",
        "Please treat as TLP:AMBER TLP:EX:CHR",
        "the TLP:AMBER note is out\nTLP:GREN",
        "we had TLP:RED and TLP:GREEN notes",
        "TLP:GREEN polls",
        "polls",
    ],
)
def test_a_question_a_broken_label_or_a_restriction_is_more_than_a_mention(text):
    assert not read(text).mere_mention


@pytest.mark.parametrize("doubt", ["maybe", "not sure", "should we"])
@pytest.mark.parametrize("into", [1, 4])
def test_a_doubt_is_seen_wherever_the_looking_stops_and_goes_on(doubt, into):
    first = "TLP:GREEN polls\nso TLP:GREEN "
    far = 300 - len("TLP:GREEN ") - into
    text = f"{first}{'x' * (far - 1 - 1)} TLP:GREEN {doubt} it is"
    assert first.index("\n") < text.index(doubt) - 300 <= len(first)
    assert read(text).kind is Kind.SUSPICIOUS
    assert read(text.replace(doubt, "y" * len(doubt))).label is Label.GREEN
