"""What a copy keeps of its author's words: all but the label and what would be left empty."""

import pytest

from policies.readings import Kind, Where, read


def known(name):
    return name in {"watch", "volunteers", "my_org"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("TLP:GREEN polls", "polls"),
        ("TLP:GREEN", ""),
        ("TLP:GREEN: polls", "polls"),
        ("TLP:GREEN - polls", "polls"),
        ("TLP:GREEN | polls", "polls"),
        ("TLP:GREEN, polls", "polls"),
        ("TLP:GREEN -5 degrees", "-5 degrees"),
        ("TLP:GREEN ... polls", "polls"),
        ("TLP:GREEN\npolls", "polls"),
        ("TLP:GREEN\r\npolls", "polls"),
        ("[TLP:GREEN] polls", "polls"),
        ("**[TLP:GREEN]** polls", "polls"),
        ("[**TLP:GREEN**]: polls", "polls"),
        ("“TLP:GREEN” polls", "polls"),
        ("„TLP:GREEN“ polls", "polls"),
        ("# TLP:GREEN\npolls", "polls"),
        ("(U//TLP:GREEN) polls", "(U) polls"),
        ("UNCLASSIFIED//TLP:GREEN", "UNCLASSIFIED"),
        ("URGENT: TLP:GREEN polls", "URGENT: polls"),
        ("Re: [TLP:GREEN] polls", "Re: polls"),
        ("EXERCISE EXERCISE EXERCISE\nTLP:GREEN polls", "EXERCISE EXERCISE EXERCISE\npolls"),
        ("🚨 TLP:GREEN polls", "🚨 polls"),
        ("@ana TLP:GREEN polls", "@ana polls"),
        ("TLP:AMBER not to watch\npolls", "polls"),
        ("TLP:AMBER not to watch, volunteers: polls", "polls"),
        ("TLP:AMBER not to my_org\npolls", "polls"),
        ("TLP:AMBER (not to watch) polls", "polls"),
        ("[TLP:AMBER] not to watch\npolls", "polls"),
        ("[TLP:AMBER] (not to watch) [TLP:EX:CHR] polls", "polls"),
        ("**TLP:AMBER** not to watch polls", "polls"),
        ("TLP:AMBER not to watch (they were told) polls", "(they were told) polls"),
        ("polls\nTLP:GREEN\nmore", "polls\nmore"),
        ("polls\r\n[TLP:GREEN]\r\nmore", "polls\r\nmore"),
        ("polls\n  TLP:GREEN", "polls\n"),
        ("TLP:GREEN polls\nTLP:GREEN", "polls\nTLP:GREEN"),
        ("\u200bTLP:GREEN polls\u200b hours", "polls\u200b hours"),
        ("TLP:GREEN (polls) hours", "(polls) hours"),
        ("(TLP:GREEN polls)", "(polls)"),
    ],
)
def test_a_copy_keeps_every_word_and_no_empty_sign(text, kept):
    reading = read(text, known=known)
    assert reading.kind is Kind.LABEL
    left = text
    for start, end in reversed(reading.cut):
        left = left[:start] + left[end:]
    assert left.removeprefix("\u200b") == kept


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("polls", Where.TEXT),
        ("this is TLP:GREEN", Where.TEXT),
        ("TLP:GREEN a\nTLP:RED", Where.TEXT),
        ("> TLP:RED names\nour answer", Where.TEXT),
        ("TLP-RED names.pdf", Where.FILENAME),
    ],
)
def test_nothing_is_cut_where_no_label_of_ones_own_was_read(text, where):
    assert read(text, where=where).cut == ()
