"""Whether a corrected text is the same with a typing error mended, or says something else."""

import re
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Final

MENDED_WITHIN: Final = timedelta(seconds=60)
_FEW: Final = 2
"""Characters that a typing error takes."""
_FIGURE: Final = re.compile(r"\d+")


def mends(before: str, after: str, raised: datetime | None, now: datetime) -> bool:
    """Tell whether a text is mended, and not changed: soon, two characters, no word, no figure.

    Only then does an approval of it hold still (C10).
    """
    if raised is None or now - raised > MENDED_WITHIN:
        return False
    if _FIGURE.findall(before) != _FIGURE.findall(after):
        return False
    if abs(len(before) - len(after)) > _FEW or len(before.split()) != len(after.split()):
        return False
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(
        max(end - start, last - first) for tag, start, end, first, last in changes if tag != "equal"
    )
    return changed <= _FEW
