"""When copies end by themselves: RED is deleted again, and permissions run out."""

from datetime import UTC, datetime, time, timedelta

from policies.community.directory import Directory
from policies.labels import Label
from policies.messages.message import Message
from policies.sharing.handling import RED_STAYS


def vanishes(message: Message, reader: str | None = None) -> datetime | None:
    """Return when copies of a message are deleted again (UTC), None for never.

    Those of one person, with "" those in rooms; without a reader, the last of all.
    """
    for one in message.sooner:
        if one.person == reader:
            return one.ends
    if message.ends is not None or message.label is not Label.RED:
        return message.ends
    return message.written + timedelta(seconds=RED_STAYS)


def over(message: Message, now: datetime, reader: str | None = None) -> bool:
    """Tell whether the time of copies is over: of all, of one person's, or with "" in rooms."""
    end = vanishes(message, reader)
    return end is not None and now >= end


def runs_out(directory: Directory, message: Message, now: datetime) -> datetime | None:
    """Return when copies that may stand now are to be looked at again (UTC), None for never.

    They vanish by their timer; a permission may run out.
    """
    ends = [vanishes(message), *(one.ends for one in message.sooner)]
    ends += [one.until for one in message.leave]
    ends += [
        None if one.until is None else datetime.combine(one.until, time(), UTC) + timedelta(days=1)
        for one in directory.permissions
        if one.by == message.organisation
    ]
    return min((one for one in ends if one is not None and one > now), default=None)
