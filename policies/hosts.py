"""Links that disguise nothing: what may be linked, and the host that a reader is shown."""

import encodings.idna
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from policies.text import Link, Run, Text

SCHEMES: Final = ("http", "https", "mailto", "tel")
_LONGEST: Final = 2048
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp"})
_DOTS: Final = re.compile("[.\N{IDEOGRAPHIC FULL STOP}\uff0e\uff61]")
_KEPT_TODAY: Final = frozenset("ßς\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
"""What browsers keep in a name (IDNA 2008), while the standard library's IDNA 2003 maps it away."""
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=256)
def linkable(url: str) -> bool:
    r"""Tell whether a link may be kept as a link; others stay the characters they are.

    Refused besides other schemes: what is read differently by different readers, i.e. anything
    invisible, a backslash (a slash for browsers), `%` in the host, a web address without host.
    """
    parts = _split(url)
    if parts is None or "\\" in url or _unseen(url):
        return False
    scheme = parts.scheme.lower()
    if scheme in ("http", "https"):
        return bool(_hostname(parts)) and "%" not in parts.netloc
    return scheme in SCHEMES and not parts.netloc and bool(parts.path)


def _unseen(url: str) -> bool:
    if url.isascii():
        return " " in url or not url.isprintable()
    return any(unicodedata.category(one) in _UNSEEN for one in url)


def _split(url: str) -> SplitResult | None:
    if len(url) > _LONGEST:
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _hostname(parts: SplitResult) -> str:
    try:
        return parts.hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def host(url: str) -> str:
    """Return where a linkable url really leads, as a reader should see it: in ASCII letters.

    So letters of other scripts that look like a bank's are shown as what they are.
    """
    parts = _split(url)
    if parts is None:
        return "?"
    name = _hostname(parts) or parts.path
    if name.isascii():
        return name
    return ".".join(_ascii(label) for label in _DOTS.split(name))


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    lower = unicodedata.normalize("NFC", label.lower())
    if not _KEPT_TODAY.isdisjoint(lower):
        return "xn--" + lower.encode("punycode").decode("ascii")
    try:
        return encodings.idna.ToASCII(label).decode("ascii").lower()
    except UnicodeError:
        return label.encode("ascii", "backslashreplace").decode("ascii")


def masks(shown: str, url: str) -> bool:
    """Tell whether the shown text hides where a linkable url leads."""
    bare = shown.strip()
    real = host(url)
    if bare.lower() == real:
        return False
    without = url.split(":", 1)[1].removeprefix("//")
    same = bare.removesuffix("/") in (url.removesuffix("/"), without.removesuffix("/"))
    named = real in bare.lower() and (url.lower().startswith("mailto:") or not _has_user(url))
    return not (same and named)


def _has_user(url: str) -> bool:
    """Tell whether something stands before the host that could be taken for it."""
    parts = _split(url)
    return parts is None or "@" in parts.netloc


def disclosed(text: Text, stays: Callable[[Run, str], bool]) -> Text:
    """Return the text with every link honest, for a platform where `stays` says what it links.

    A link that shows something else than its address shows its real host behind it; one that
    cannot stay a link shows its whole address. `stays` gets a run of the link and all that the
    link shows.
    """
    if not any(isinstance(run.thing, Link) for run in text.runs):
        return text
    return Text(tuple(_disclosed(text, stays)))


def _disclosed(text: Text, stays: Callable[[Run, str], bool]) -> Iterator[Run]:
    for group in _links(text):
        link = group[0].thing
        if not isinstance(link, Link):
            yield from group
            continue
        shown = "".join(run.text for run in group)
        linked = linkable(link.url) and all(stays(run, shown) for run in group)
        hint = _hint(shown, link.url, linked=linked)
        last = max((at for at, run in enumerate(group) if run.text.strip()), default=0)
        for at, run in enumerate(group):
            words = _TURNS.sub("", run.text) if hint else run.text
            if at == last and hint:
                words = _with_hint(words, hint)
            yield Run(
                text=words, styles=run.styles, block=run.block, thing=link if linked else None
            )


def _hint(shown: str, url: str, *, linked: bool) -> str:
    """Return what is put behind a link, "" where it says itself where it leads."""
    if linked:
        return host(url) if masks(shown, url) else ""
    if shown.strip() == url:
        return ""
    # Letters of other scripts that look like a bank's are shown as what they are, beside it.
    real = "" if url.isascii() or not linkable(url) else f", {host(url)}"
    return visible(url) + real


def _with_hint(words: str, hint: str) -> str:
    kept = words.rstrip()
    return f"{kept} ({hint}){words[len(kept) :]}" if kept else f"({hint}){words}"


def visible(url: str) -> str:
    """Return an address as mere characters, with nothing in it that is not seen."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) in _UNSEEN else one
                   for one in url)  # fmt: skip


def _links(text: Text) -> Iterator[list[Run]]:
    """Return the runs in groups: the neighbours that lead to one address, else single ones.

    What stands in another block is another link to the eye.
    """
    group: list[Run] = []
    for run in text.runs:
        same = bool(group) and (run.thing, run.block) == (group[-1].thing, group[-1].block)
        if same and isinstance(run.thing, Link):
            group.append(run)
            continue
        if group:
            yield group
        group = [run]
    if group:
        yield group
