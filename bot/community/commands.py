"""The acts of the commands about rooms and people."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.community import agreeing, bridges, linking

ACTS: Final[Mapping[str, Verb]] = {
    "link": linking.link,
    "unlink": bridges.unlink,
    "bridge": bridges.pause_or_resume,
    "ceiling": bridges.ceiling,
    "agree": agreeing.agree,
    "disagree": agreeing.disagree,
}
"""By the names under which the commands are declared."""
