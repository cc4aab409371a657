"""A platform that does not answer: said in the same words for each."""

from bot.doctor.finding import Finding


def unreached(subject: str, platform: str, code: str) -> Finding:
    """Return the finding for a call that got no answer; `code` is the door's word for why."""
    return Finding(
        subject=subject,
        line=f"{platform} cannot be reached: {code}",
        remedy="check network, DNS and firewall; Tocsin connects directly and uses no proxy",
    )
