"""What every command of this wing may answer."""

from bot import lanes
from bot.calls import Answer, Call
from bot.services import Services
from policies.phrases import Phrases


def phrases(services: Services, call: Call) -> Phrases:
    """Return what we say in the caller's language."""
    return services.phrases(lanes.private(call.door, call.sender.user))


def refused(services: Services, call: Call) -> Answer:
    """Return the answer to what its caller may not do, or is done to what there is not."""
    return Answer(text=phrases(services, call).answers.not_allowed(), refused=True)


def stale(services: Services, call: Call) -> Answer:
    """Return the answer to a button that does nothing any more."""
    return Answer(text=phrases(services, call).answers.stale(), refused=True)


def usage(services: Services, call: Call, how: str) -> Answer:
    """Return the answer to a line whose words are missing or wrong."""
    return Answer(text=phrases(services, call).answers.usage(how))
