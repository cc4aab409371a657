"""The addresses in the settings: what goes unencrypted beyond this machine."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.doctor.finding import Finding


def judge(urls: Mapping[str, str]) -> list[Finding]:
    """Return a finding for each setting whose address is plain http beyond loopback."""
    return [
        Finding(
            subject="settings",
            line=f"{setting} is plain http to {urlsplit(url).hostname}: tokens and messages go "
            "unencrypted",
            remedy="give an address that begins with https://",
        )
        for setting, url in urls.items()
        if urlsplit(url).scheme == "http" and not loopback(urlsplit(url).hostname or "")
    ]


def loopback(host: str) -> bool:
    """Tell whether a host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
