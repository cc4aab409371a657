"""Forms asked for step by step, in private: for every platform, and where no modal could be opened.

One card asks one question after the other and is edited in place: buttons for what is chosen, typed
words for the rest. What must be answered comes first; then the card shows all of it, with a button
for whatever else may be added. What was answered is kept for an hour, one form a conversation, and
handed on in the end as if the form had been sent off.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot import lanes
from bot.alerts.guided import KEPT, Guided, ask, begun, ended, field_of, missing
from bot.calls import Answer, Asks, Call
from bot.services import Services
from policies.commands import parse
from policies.fields import Field, fault
from policies.forms import FORMS, Form
from policies.phrases import Phrases
from policies.verbs.table import BY_NAME
from storage.store import Transaction

Act: TypeAlias = Callable[[Call], Awaitable[Answer]]
Trial: TypeAlias = Callable[[Call], Awaitable[Answer | None]]


async def begin(tx: Transaction, call: Call, asks: Asks) -> Answer:
    """Ask whoever called for the form that a call lacks."""
    form = FORMS[asks.command]
    found = await begun(tx, call)
    other = found is not None and (found[1].form, found[1].line) != (asks.command, asks.line)
    guided = Guided(
        form=asks.command,
        line=asks.line,
        held=form.holding(dict(asks.held)),
        beside=asks.beside,
        people=asks.people,
        person="" if call.person is None else call.person.id,
        door=call.door,
        user=call.sender.user,
        until=tx.now + KEPT,
        left=(found[1].form, found[1].line) if found is not None and other else ("", ""),
    )
    return await ask(tx, call, _onward(form, guided), anew=True)


async def waits(tx: Transaction, call: Call, typed: str) -> bool:
    """Tell whether a typed line is the answer to a question, and no command.

    A line that begins with "/" is a command always; another one is, where it names one and the
    question is to be answered by a button.
    """
    if not call.private or call.person is None or typed.startswith("/"):
        return False
    found = await begun(tx, call)
    if found is None or not found[1].at:
        return False
    asked = field_of(FORMS[found[1].form], found[1].at)
    if asked is None or not asked.options:
        return asked is not None
    return bool(_option(asked, typed)) or BY_NAME.get(call.line.verb) is None


async def told(tx: Transaction, services: Services, call: Call, typed: str) -> Answer:
    """Take what was typed as the answer to the question that waits."""
    found = await begun(tx, call)
    if found is None:
        return _stale(services, call)
    guided = found[1]
    form = FORMS[guided.form]
    asked = field_of(form, guided.at)
    if asked is None:
        return _stale(services, call)
    values = [typed.strip()] if not asked.options else _option(asked, typed) or [typed.strip()]
    if asked.kind == "choices":
        values = _toggled(asked, guided.of(asked.name), values)
    wrong = fault(asked, values)
    if wrong is not None:
        return await ask(tx, call, replace(guided, wrong=wrong, amiss=""))
    after = guided.answered(form, asked.name, values)
    if asked.kind == "choices":
        return await ask(tx, call, after)
    return await _next(tx, call, form, after)


async def shown(tx: Transaction, call: Call) -> Answer | None:
    """Show the form that waits at the end of the conversation once more; None where none does."""
    found = await begun(tx, call) if call.private else None
    return None if found is None else await ask(tx, call, found[1], anew=True)


async def guide(tx: Transaction, services: Services, call: Call) -> Answer:
    """Do what a button of the card says: answer, leave out, go back, go on, stop."""
    found = await begun(tx, call)
    words = call.line.words
    if found is None or not words or call.person is None:
        return _stale(services, call)
    guided, form = found[1], FORMS[found[1].form]
    asked = field_of(form, words[1]) if len(words) > 1 else None
    match words[0]:
        case "stop":
            text = _phrases(services, call).raising.guiding.stopped()
            return Answer(text=text, woken=await ended(tx, call, found[0]))
        case "done" if not missing(form, guided):
            return await _handed_on(tx, call, guided)
        case "menu":
            return await ask(tx, call, guided.turned())
        case "ask" if asked is not None:
            return await ask(tx, call, guided.turned(asked.name))
        case "clear" if asked is not None and asked.optional:
            cleared = guided.answered(form, asked.name, ())
            return replace(await _next(tx, call, form, cleared), so_far=None)
        case "next" if asked is not None and fault(asked, guided.of(asked.name)) is None:
            return await _next(tx, call, form, guided)
        case "set" if asked is not None and asked.name == guided.at:
            return await _pressed(tx, call, guided, asked, words[2:])
    # The card has gone on since; it is shown as it is.
    return await ask(tx, call, guided)


async def _pressed(
    tx: Transaction,
    call: Call,
    guided: Guided,
    asked: Field,
    words: Sequence[str],
) -> Answer:
    form = FORMS[guided.form]
    pressed = " ".join(words)
    values = [pressed] if pressed in guided.people else _option(asked, pressed)
    if not values:
        return await ask(tx, call, guided)
    if asked.kind == "choices":
        values = _toggled(asked, guided.of(asked.name), values)
        return await ask(tx, call, guided.answered(form, asked.name, values))
    return await _next(tx, call, form, guided.answered(form, asked.name, values))


def _toggled(asked: Field, held: Sequence[str], values: Sequence[str]) -> list[str]:
    """Return what is chosen once some of it was pressed again."""
    known = [one.value for one in asked.options]
    chosen = set(held) ^ set(values)
    return [one for one in known if one in chosen] + [one for one in values if one not in known]


def _option(asked: Field, typed: str) -> list[str]:
    """Return the value of the option that a text names, by its value or its English words."""
    bare = typed.strip().casefold()
    return [one.value for one in asked.options if one.value.casefold() == bare]


def _onward(form: Form, guided: Guided) -> Guided:
    """Return it at the next question that must be answered, or where all answers are shown."""
    return guided.turned(next(iter(missing(form, guided)), ""))


async def _next(tx: Transaction, call: Call, form: Form, guided: Guided) -> Answer:
    after = _onward(form, guided)
    if not after.at and not any(one.optional for one in form.fields):
        # Nothing is left that could be added.
        return await _handed_on(tx, call, after)
    return replace(await ask(tx, call, after), so_far=_sent(call, after))


async def _handed_on(tx: Transaction, call: Call, guided: Guided) -> Answer:
    """Return what is to be done with a form that was filled in; the card shows all until it is."""
    return replace(await ask(tx, call, guided.turned()), then=_sent(call, guided))


def _sent(call: Call, guided: Guided) -> Call:
    """Return the call that a form makes with what it holds."""
    return replace(
        call,
        line=parse(guided.line),
        fields=(*guided.held, *guided.beside),
        reply_to=None,
        about=None,
        card="",
        number="",
    )


async def followed(tx: Transaction, call: Call, answer: Answer, act: Act, check: Trial) -> Answer:
    """Do what an answer says is to be done next, or ask for what it lacks.

    A form is forgotten once it was taken; where something in it is wrong, that is asked for anew,
    and the rest is kept. What is wrong already with what was answered is said before the next
    question.
    """
    if answer.asks is not None:
        return await begin(tx, call, answer.asks)
    if answer.so_far is not None:
        return await _checked(tx, call, answer, await check(answer.so_far))
    if answer.then is None:
        return answer
    after = await act(answer.then)
    found = await begun(tx, call)
    if found is None:
        return replace(after, woken={*answer.woken, *after.woken})
    if after.wrong and after.text is not None:
        # Whoever typed the last answer looks at the end of the conversation, and not at the card.
        text = None if call.card else after.text
        asked = await ask(tx, call, _amiss(found[1], after))
        return replace(asked, text=text, refused=after.refused)
    woken = {*answer.woken, *after.woken, *await ended(tx, call, found[0])}
    return replace(after, woken=woken)


async def _checked(tx: Transaction, call: Call, answer: Answer, wrong: Answer | None) -> Answer:
    """Ask anew for what is wrong among the answers; what was not asked yet is not amiss."""
    found = await begun(tx, call)
    if found is None or wrong is None or not wrong.wrong or wrong.text is None:
        return answer
    form, guided = FORMS[found[1].form], found[1]
    if field_of(form, wrong.wrong) is None:
        return answer
    if not guided.of(wrong.wrong) and missing(form, guided):
        return answer
    # What was typed stands below the card: the question comes behind it, with the reason.
    asked = await ask(tx, call, _amiss(guided, wrong), anew=not call.card)
    return replace(asked, refused=wrong.refused)


def _amiss(guided: Guided, wrong: Answer) -> Guided:
    """Return it at the field that cannot be taken as it is, with the reason."""
    why = "" if wrong.text is None else wrong.text.plain
    return replace(guided.turned(wrong.wrong or ""), amiss=why)


def _phrases(services: Services, call: Call) -> Phrases:
    return services.phrases(lanes.private(call.door, call.sender.user))


def _stale(services: Services, call: Call) -> Answer:
    return Answer(text=_phrases(services, call).answers.stale(), refused=True)
