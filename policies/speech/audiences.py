"""What is said of whom an alert would go to: the first by name, the rest by what they get."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from policies.alerts.preview import Amount, Outlook, Way, by_portion, ordered
from policies.buttons import Button, Rows
from policies.speech.words import Words, said
from policies.text import Text

_WAYS: Final = 6
"""Ways into one organisation that are named where not all of them have to be."""
_FEW: Final = 15
"""Organisations that are all named, where there is room for them."""
_NAMED: Final = 8
"""Of more than that, so many are named who get all of the text."""
_REST: Final = 300
"""UTF-16 units that the line about the rest may need."""
_LEAST: Final = 800
_MOST: Final = 1_800
_WHOLE: Final = 3_700
"""UTF-16 units: what stands above and below included, it fits one message of every platform.

https://core.telegram.org/bots/api#sendmessage (4,096)
"""
_PAGE: Final = 2_400
"""UTF-16 units of the organisations on one page of all of them; a block of Slack holds 3,000.

https://docs.slack.dev/reference/block-kit/blocks/section-block
"""


def units(text: str) -> int:
    """Return how long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2


class AudienceWords:
    """Organisations, and what each would get."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def goes_to(
        self, outlooks: Iterable[Outlook], *, beside: Iterable[str], whole: str
    ) -> tuple[str, bool]:
        """Return who would get what, one organisation a line, and whether all of them are named.

        Whoever gets nothing or less comes first; those for whom there is no room are counted.
        `beside` is what else the message says, and `whole` the line that is typed for all of them.
        """
        gettext, listed = self._words.gettext, ordered(outlooks)
        if not listed:
            return gettext("It would reach nobody."), True
        head = gettext("It would go to:")
        room = min(_MOST, max(_LEAST, _WHOLE - sum(units(one) + 1 for one in beside)))
        lines = [self._line(one, most=_WAYS) for one in listed]
        if len(lines) <= _FEW and sum(units(one) + 1 for one in lines) <= room:
            return "\n".join((head, *lines)), True
        shown, full = 0, 0
        room -= _REST
        for one, line in zip(listed, lines, strict=True):
            full += one.amount == "text"
            room -= units(line) + 1
            if room < 0 or full > _NAMED:
                break
            shown += 1
        rest = [self._rest(listed[shown:], whole)] if listed[shown:] else []
        return "\n".join((head, *lines[:shown], *rest)), not rest

    def _rest(self, outlooks: Sequence[Outlook], whole: str) -> str:
        gettext = self._words.gettext
        more = gettext("…and %(count)d more: %(what)s.") % {
            "count": len(outlooks),
            "what": self._counted(outlooks),
        }
        return f"{more} " + gettext("All of them, one by one: %(line)s") % {"line": whole}

    def _counted(self, outlooks: Sequence[Outlook]) -> str:
        """Return how many get how much, the most first."""
        gettext = self._words.gettext
        said: dict[Amount, str] = {
            "text": gettext("%(count)d the text"),
            "part": gettext("%(count)d the text, but not all who are there"),
            "summary": gettext("%(count)d the summary alone"),
            "nothing": gettext("%(count)d nothing"),
        }
        counts = {name: sum(one.amount == name for one in outlooks) for name in said}
        return ", ".join(said[name] % {"count": count} for name, count in counts.items() if count)

    def _line(self, one: Outlook, *, most: int | None = None) -> str:
        """Return what one organisation would get; of more ways than `most` the rest is counted."""
        gettext = self._words.gettext
        if one.refused:
            what = gettext("nothing (a restriction or a wall leaves them out)")
        elif not one.ways:
            what = gettext("nothing (there is no room and nobody whom I can reach)")
        else:
            told = [self._way(way) for way in by_portion(one.ways)[:most]]
            left = len(one.ways) - len(told)
            told += [gettext("%(count)d more") % {"count": left}] if left else []
            what = "; ".join(told)
        return f"- {one.name}: {what}"

    def _way(self, way: Way) -> str:
        words = self._words
        values = {"who": way.name, "count": way.count, "why": way.why}
        if way.kind == "people":
            who = words.ngettext("%(count)d person in turn", "%(count)d people in turn", way.count)
        elif way.kind == "person":
            who = words.gettext("%(who)s in person")
        else:
            who = words.ngettext("%(count)d room", "%(count)d rooms", way.count)
        what = {
            "text": words.gettext("the text"),
            "summary": words.gettext("the summary alone (%(why)s)"),
            "nothing": words.gettext("nothing (%(why)s)")
            if way.why
            else words.gettext("nothing (they cannot be reached)"),
        }[way.portion]
        return f"{who % values}: {what % values}"

    def some(self, names: Iterable[str]) -> str:
        """Return names in a sentence: all of a few, of more the first, and how many more."""
        listed = list(names)
        if len(listed) <= _NAMED:
            return ", ".join(listed)
        return self._words.gettext("%(names)s and %(count)d more") % {
            "names": ", ".join(listed[: _NAMED - 1]),
            "count": len(listed) - _NAMED + 1,
        }

    # All of them, page by page.

    def pages(self, outlooks: Iterable[Outlook]) -> list[list[str]]:
        """Return the lines of all organisations, in pages that each fit one message."""
        return list(self._pages(outlooks))

    def _pages(self, outlooks: Iterable[Outlook]) -> Iterator[list[str]]:
        page: list[str] = []
        for one in ordered(outlooks):
            line = self._line(one)
            if page and sum(units(each) + 1 for each in page) + units(line) > _PAGE:
                yield page
                page = []
            page.append(line)
        if page:
            yield page

    def page(
        self, number: str, outlooks: Sequence[Outlook], lines: Iterable[str], at: int, of: int
    ) -> Text:
        """Return one page of all whom an alert or a schedule would go to."""
        gettext = self._words.gettext
        head = self._words.ngettext(
            "%(number)s would go to %(count)d organisation: %(what)s.",
            "%(number)s would go to %(count)d organisations: %(what)s.",
            len(outlooks),
        ) % {"number": number, "count": len(outlooks), "what": self._counted(outlooks)}
        which = gettext("Page %(at)d of %(of)d") % {"at": at, "of": of} if of > 1 else ""
        return Text.of("\n".join(one for one in (head, *lines, which) if one))

    def button(self, number: str) -> Button:
        """Return the button that shows all of them."""
        return Button(label=self._words.gettext("Who gets what"), line=f"audience {number}")

    def turning(self, line: str, at: int, of: int) -> Rows:
        """Return the buttons that turn the pages; `line` asks for the first."""
        gettext = self._words.gettext
        back = Button(label=gettext("Previous page"), line=f"{line} {at - 1}")
        on = Button(label=gettext("Next page"), line=f"{line} {at + 1}")
        row = (*((back,) if at > 1 else ()), *((on,) if at < of else ()))
        return (row,) if row else ()

    def nobody(self, number: str) -> Text:
        """Return the answer where it would go to no organisation at all."""
        return said(self._words.gettext("%(number)s would reach nobody."), number=number)

    def none_named(self, number: str, word: str) -> Text:
        """Return the answer where none of them has such a name."""
        return said(
            self._words.gettext(
                '%(number)s would go to no organisation of which "%(word)s" is part of the name, '
                "and has no such page."
            ),
            number=number,
            word=word,
        )
