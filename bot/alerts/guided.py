"""A form that is being filled in: what is kept of it for an hour, and the card that asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.services import Services
from policies import names
from policies.fields import Fault, Field, Fields, Language, Option, fault
from policies.forms import FORMS, Form
from storage.store import Due, Notice, Transaction

QUESTION: Final = "question"
"""The kind of the card that asks."""
FORGET: Final = "question-forgotten"
"""The kind of what falls due an hour after the last answer: (affair,)."""
KEPT: Final = timedelta(hours=1)
_KIND: Final = "guided"
_CARD: Final = ("guided",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guided:
    """A form that somebody is filling in.

    `line` is what is typed with it in the end; `at` is the field that is asked for, "" where all
    that was answered is shown; `beside` goes along and is asked for by nobody; `people` may be
    pressed where somebody is to be named, by their ids. `wrong` is what the last answer was;
    `amiss` says why the form could not be taken, in the words of who fills it in; `left` is another
    form, and its line, that this one has come in the place of.
    """

    form: str
    line: str = field(repr=False)
    held: Fields = field(default=(), repr=False)
    beside: Fields = field(default=(), repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)
    at: str = ""
    wrong: Fault | None = None
    amiss: str = field(default="", repr=False)
    left: tuple[str, str] = field(default=("", ""), repr=False)
    person: str = ""
    door: str
    user: str = field(repr=False)
    until: datetime

    def of(self, name: str) -> tuple[str, ...]:
        """Return what was answered to a question."""
        return dict(self.held).get(name, ())

    def answered(self, form: Form, name: str, values: Sequence[str]) -> "Guided":
        """Return it with another answer to a question."""
        given = {**dict(self.held), name: tuple(values)}
        held = tuple((one.name, given.get(one.name, ())) for one in form.fields)
        return replace(self, held=held, wrong=None, amiss="", left=("", ""))

    def turned(self, name: str = "") -> "Guided":
        """Return it at another question, or with "" where all that was answered is shown."""
        return replace(self, at=name, wrong=None, amiss="")


def missing(form: Form, guided: Guided) -> list[str]:
    """Return the names of the fields that must still be answered, in order."""
    return [one.name for one in form.fields if fault(one, guided.of(one.name)) is not None]


def field_of(form: Form, name: str) -> Field | None:
    """Return a field of a form by its name."""
    return next((one for one in form.fields if one.name == name), None)


async def begun(tx: Transaction, call: Call) -> tuple[str, Guided] | None:
    """Return the form that waits in a conversation with whoever began it, and its id."""
    key = (lanes.private(call.door, call.sender.user),)
    found = await tx.affairs.find(_KIND, key, Guided)
    if found is None or found[1].until <= tx.now or call.person is None:
        return None
    return found if found[1].person == call.person.id else None


async def ask(tx: Transaction, call: Call, guided: Guided, *, anew: bool = False) -> Answer:
    """Keep a form as it is now and show its card; returns the lanes that have work.

    `anew` asks at the end of the conversation, and no longer where it was asked before: of two
    cards one would answer for the other.
    """
    key = (lanes.private(call.door, call.sender.user),)
    # One a conversation: whatever was begun there before ends with this.
    found = await tx.affairs.find(_KIND, key, Guided)
    affair = tx.new_id() if found is None else found[0]
    door, user = call.door, call.sender.user
    old: list[str] = []
    if found is not None and anew:
        old = await cards.retire(tx, QUESTION, door=door, user=user, key=_CARD)
    kept = replace(guided, until=tx.now + KEPT)
    tx.affairs.put(_KIND, affair, kept, ends=kept.until, key=key, loose=True)
    tx.agenda.put(Due(kind=FORGET, subject=(affair,), due=kept.until, loose=True))
    return Answer(woken=[*old, *await _show(tx, door, user, affair, call, anew=anew)])


async def ended(tx: Transaction, call: Call, affair: str) -> list[str]:
    """Forget a form and take its card away; returns the lanes that have work."""
    tx.affairs.remove(affair, loose=True)
    await tx.agenda.drop(FORGET, affair)
    return await _show(tx, call.door, call.sender.user, affair)


async def _show(
    tx: Transaction,
    door: str,
    user: str,
    affair: str,
    call: Call | None = None,
    *,
    anew: bool = False,
) -> list[str]:
    # Whoever takes nothing in private is told so in the room where the line was typed.
    elsewhere = call is not None and not call.private
    return await cards.show(
        tx,
        QUESTION,
        door=door,
        user=user,
        key=_CARD,
        about=(affair,),
        anew=anew,
        place=call.place if call is not None and elsewhere else None,
        room=call.room if call is not None and elsewhere else None,
    )


async def forget(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Forget a form that nobody has gone on with for an hour, and take its card away."""
    del services
    guided = await tx.affairs.get(_KIND, due.subject[0], Guided)
    tx.affairs.remove(due.subject[0], loose=True)
    if guided is None:
        return ()
    return await _show(tx, guided.door, guided.user, due.subject[0])


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the question that is asked now; None, which takes it away, where none is any more."""
    guided = await tx.affairs.get(_KIND, notice.about[0], Guided)
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    if guided is None:
        return None
    form = FORMS[guided.form]
    words = phrases.raising.guiding
    here = phrases.answers.in_private()
    asked = _offered(services, field_of(form, guided.at), guided)
    title = words.title(partial(form.titled, line=guided.line))
    left, line = guided.left
    if left:
        guided = replace(
            guided, amiss=words.left(words.title(partial(FORMS[left].titled, line=line)))
        )
    if asked is None:
        held = [(one, guided.of(one.name)) for one in form.fields]
        return Card(text=words.summary(title, held), buttons=words.menu(form.fields), here=here)
    return Card(
        text=words.question(title, asked, guided.of(asked.name), guided.wrong, guided.amiss),
        buttons=words.options(asked, guided.of(asked.name), whole=not missing(form, guided)),
        here=here,
    )


def _offered(services: Services, asked: Field | None, guided: Guided) -> Field | None:
    """Return a field with those who may be pressed where somebody is to be named."""
    if asked is None or asked.kind != "person":
        return asked
    directory = services.directory
    shown = {
        # They are colleagues of whoever is asked.
        one: names.cleaned(directory.shown_person(one, to=person.organisation))
        for one in guided.people
        if (person := directory.person_by_id(one)) is not None
    }
    options = (Option(value=one, words=partial(_named, name=name)) for one, name in shown.items())
    return replace(asked, options=tuple(options))


def _named(_words: Language, *, name: str) -> str:
    return name
