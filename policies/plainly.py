"""The short way for what most people write: a label as the standard wants it, then words.

It takes only what leaves no doubt, and answers as the long way would
(tests/policies/labels/test_short_way.py); everything else takes the long way.
"""

import re
from typing import Final

from policies.attempts import TRACE
from policies.disguises import Folded
from policies.labels import Label
from policies.text import Span

_LABEL: Final = r"TLP:(?:RED|AMBER(?:\+STRICT)?|GREEN|CLEAR)"
_LABELS: Final = {label.value: label for label in Label}
_AROUND: Final = "[]()*`"
_PLAINLY: Final = re.compile(
    rf"({_LABEL}|\[{_LABEL}\]|\({_LABEL}\)|\*\*{_LABEL}\*\*|\*{_LABEL}\*|`{_LABEL}`)"
    r"(?:(?::? |\n)(?=[^\W_])(?!(?i:s[trc]|plus|with|and|or|to|but|ex|chat|not|tlp|"
    r"right|ok|correct|yes|no|really|sure|agree|i |maybe|perhaps|probably|tbc))|\Z)"
)
"""What may follow is no separator, STRICT, restriction, second colour or doubt, not even nearly."""


def label_in_front(folded: Folded) -> tuple[Label, Span] | None:
    """Return the label with which a text plainly begins, and what a copy leaves out with it.

    None where there is the least doubt, and where anything else in the text may be an attempt.
    """
    plain = folded.plain
    found = _PLAINLY.match(plain)
    if found is None or TRACE.search(plain, found.end()) is not None:
        return None
    if not folded.honest(0, found.end()):
        return None
    return _LABELS[found[1].strip(_AROUND)], (
        folded.original(0),
        folded.original(found.end()),
    )
