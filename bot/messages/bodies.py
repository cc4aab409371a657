"""What a copy says below its header."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policies import cards, names
from policies.community.directory import Directory
from policies.community.people import Person
from policies.community.places import Place
from policies.community.risk import at_risk
from policies.messages.files import clean_name
from policies.messages.message import Message, Part, PartKind
from policies.phrases import MEMBER, Phrases
from policies.sharing.spreading import destinations
from policies.text import Call, Mention, Run, Text

_NAMES: Final = (PartKind.ATTACHMENT, PartKind.FORWARD)


@dataclass(frozen=True, slots=True)
class View:
    """A message as one room may see it."""

    directory: Directory
    message: Message
    place: Place

    @property
    def named(self) -> bool:
        """Whether people may be named: under the Chatham House rule nobody is."""
        return not self.message.reading.restrictions.chatham

    def called(self, text: Text) -> Text:
        """Return a text with those whom the directory knows by the names that others see.

        Whoever is mentioned is named, and called only where that person and the bridge allow it.
        """
        if not any(isinstance(run.thing, Mention) for run in text.runs):
            return text
        return Text(tuple(self._called(run) for run in text.runs))

    def _called(self, run: Run) -> Run:
        if not isinstance(run.thing, Mention) or run.thing.of != "person":
            return run
        if not self.named:
            return Run(text=f"@{MEMBER}", styles=run.styles, block=run.block)
        person = self._person(run.thing.address)
        if person is None:
            return run
        shown = names.cleaned(self.directory.shown_person(person.id)) or MEMBER
        address = self._address(person)
        return Run(
            text=f"@{shown}",
            styles=run.styles,
            block=run.block,
            thing=run.thing if address is None else Call(address=address),
        )

    def _person(self, address: str) -> Person | None:
        source = self.directory.place_by_id(self.message.place)
        if source is None:
            return None
        return self.directory.person(source.platform, source.door, "", address)

    def _address(self, person: Person) -> str | None:
        """Return by which id a person is called in this room, None where nobody is to be."""
        allowed = any(
            one.mentions and self.place.id in one.channels
            for one in self.directory.bridges_of(self.message.place)
        )
        # Of one at risk no room is told which account is theirs.
        if not person.notify or not allowed or at_risk(self.directory, person):
            return None
        if self.place.platform == "telegram":
            return None if person.telegram is None else str(person.telegram)
        bound = dict(person.slack)
        return bound.get(self.place.account) or bound.get("")

    def carries(self, part: Part) -> bool:
        """Tell whether what was taken from another room may be here: that room shares with it."""
        origin = part.origin
        if origin in ("", self.message.place, self.place.id):
            return True
        return any(one.id == self.place.id for one in destinations(self.directory, origin))


def body(view: View, lines: Sequence[Text], phrases: Phrases) -> Text:
    """Return the author's words, what was quoted or forwarded, and a line for each file."""
    message = view.message
    own = [part for part in message.parts if part.kind is PartKind.OWN]
    named = {one.name for one in message.files}
    others = [
        part
        for part in message.parts
        if part.kind is not PartKind.OWN
        # A file that goes along needs no line; one that does not has its own.
        and not (part.kind in _NAMES and clean_name(part.text.plain) in named)
    ]
    texts = [view.called(part.text.without(part.reading.cut)).strip() for part in own]
    for part in others:
        texts += _taken(view, part, phrases)
    texts += lines
    return Text.join(_spaced([text for text in texts if text.runs]))


def _taken(view: View, part: Part, phrases: Phrases) -> list[Text]:
    """Return a part that is not the author's own, below whose it is where that is known."""
    said = phrases.conversation
    if not view.carries(part):
        return [Text.of(said.stays())]
    told = []
    if part.source and view.named:
        source = names.person(part.source, phrases, verified=False, tag="")
        line = said.forwarded if part.kind is PartKind.FORWARD else said.quoted
        told.append(Text.of(line(source)))
    return [*told, cards.quoted(part.kind, view.called(part.text), phrases)]


def _spaced(texts: list[Text]) -> list[Text]:
    out: list[Text] = []
    for text in texts:
        if out:
            out.append(Text.of("\n"))
        out.append(text)
    return out
