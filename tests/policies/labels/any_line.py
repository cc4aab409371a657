"""Texts as people and adversaries write them, for the laws of reading."""

from hypothesis import strategies as st

from policies.labels import Label

LABELS = st.sampled_from(list(Label))
WORDS = st.text("abcdefghijklmnopqrsuvwxyzABÄéжї語 ,.;", min_size=1, max_size=40).map(
    lambda words: f"polls {words.strip()}"
)
"""Words of a body: nothing in them is, or begins, an attempt at a label, or asks."""
UNSEEN = st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u180e\u034f\ufe0f")
LOOK_ALIKES = {
    "T": "\u0422\u03a4\uff34\U0001d413\u24c9\u1d1b",
    "L": "\uff2c\U0001d40b\u24c1\u029f",
    "P": "\u0420\u03a1\uff30\U0001d40f\u24c5\u1d18",
    ":": "\uff1a\u2236\ua789",
    "R": "\uff32\U0001d411\u24c7",
    "E": "\u0415\u0395\uff25\U0001d404\u24ba\u1d07",
    "D": "\uff24\U0001d403\u24b9",
    "A": "\u0410\u0391\uff21\U0001d400\u24b6",
    "M": "\u041c\u039c\uff2d\U0001d40c\u24c2",
    "B": "\u0412\u0392\uff22\U0001d401\u24b7",
    "G": "\uff27\U0001d406\u24bc",
    "N": "\u039d\uff2e\U0001d40d\u24c3",
    "C": "\u0421\u03f9\uff23\U0001d402\u24b8",
    "S": "\u0405\uff33\U0001d412\u24c8",
    "I": "\u0406\u0399\uff29\U0001d408\u24be",
    "+": "\uff0b",
}
DECORATIONS = st.sampled_from(
    [
        ("[", "]"), ("(", ")"), ("{", "}"), ("**", "**"), ("*", "*"), ("__", "__"), ("`", "`"),
        ("# ", ""), ("🚨 ", ""), (":rotating_light: ", ""), ("@ana ", ""), ("“", "”"), ("„", "“"),
        ("«", "»"), ('"', '"'), ("'", "'"), ("【", "】"), ("~", "~"), ("*[", "]*"),
    ]
)  # fmt: skip
LEAD_INS = st.sampled_from(
    [
        "",
        "URGENT: ",
        "FYI ",
        "Re: ",
        "FW: ",
        "Subject: ",
        "EXERCISE EXERCISE EXERCISE ",
        "[EXERCISE] ",
    ]
)
"""What may stand in front of a label, with the space behind it."""
_ATTEMPTS = """
    TLP tlp T LP : :_ - _ + / = %3A &#58; RED AMBER GREEN CLEAR WHITE STRICT red green strict
    EX CHR not to watch nobody , . ? ! ( ) [ ] ** ` > # @ana 🚨 ❓ URGENT: FYI Re: EXERCISE was or
    maybe https://x.org/ www.x.org ROUGE GREN tags: sector:government polls hours
    TLP:RED TLP:AMBER TLP:AMBER+STRICT TLP:GREEN TLP:CLEAR TLP:EX:CHR
"""
_SPACES = (" ", "  ", "\n", "\n\n", "\n> ", "\t", "\r\n")
_DISGUISES = ("\u200b", "\u202e", "\u0415", "\uff1a", "\u0301")
PIECES = st.sampled_from([*_ATTEMPTS.split(), *_SPACES, *_DISGUISES])
DISORDER = st.lists(PIECES | st.characters(), max_size=14).map("".join)
LABELLED = st.tuples(LABELS, st.sampled_from([" ", "\n", ": ", "", " polls "]), DISORDER).map(
    "".join
)
BELOW = st.tuples(DISORDER, st.just("\n"), LABELS, st.just("\n"), DISORDER).map("".join)
ANYTHING = DISORDER | LABELLED | BELOW
"""Texts that are labelled, or nearly, in every disorder."""
