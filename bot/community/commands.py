"""The acts of the commands about rooms and people."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.community import (
    agreeing,
    bridges,
    deputies,
    granting,
    inviting,
    linking,
    organisations,
    people,
    ready,
)

ACTS: Final[Mapping[str, Verb]] = {
    "link": linking.link,
    "unlink": bridges.unlink,
    "bridge": bridges.pause_or_resume,
    "ceiling": bridges.ceiling,
    "agree": agreeing.agree,
    "disagree": agreeing.disagree,
    "whoami": people.whoami,
    "invite": inviting.invite,
    "accept": inviting.accept,
    "leave": people.leave,
    "remove": people.remove,
    "deputy": deputies.deputy,
    "person": people.person,
    "org": organisations.org,
    "second": granting.second,
    "object": granting.refuse,
    "ready": ready.ready,
    "test": ready.test,
    "arrived": ready.arrived,
}
"""By the names under which the commands are declared."""
