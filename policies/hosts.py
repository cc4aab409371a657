"""Links that disguise nothing: what may be linked, and the host that a reader is shown."""

from typing import Final
from urllib.parse import urlsplit

SCHEMES: Final = ("http", "https", "mailto", "tel")
_LONGEST: Final = 2048


def linkable(url: str) -> bool:
    """Tell whether a link may be kept as a link; others stay the characters they are."""
    if len(url) > _LONGEST or any(one <= " " or one == "\x7f" for one in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc or parts.path)


def host(url: str) -> str:
    """Return where a link really leads, as a reader should see it."""
    parts = urlsplit(url)
    try:
        name = parts.hostname or parts.path
    except ValueError:
        name = parts.netloc
    try:
        # Letters of other scripts that look like a bank's are shown as what they are.
        return name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        return name.encode("ascii", "backslashreplace").decode("ascii")


def masks(shown: str, url: str) -> bool:
    """Tell whether the shown text hides where a link leads."""
    bare = shown.strip()
    without = url.split("://", 1)[-1] if "://" in url else url.split(":", 1)[-1]
    return bare not in (url, without, without.rstrip("/"), url.rstrip("/"), host(url))
