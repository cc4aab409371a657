"""What of a message are words: text, caption, what was quoted or forwarded, and what says itself.

A poll, a place or a contact becomes a line that everybody can read; what is neither words nor a
file nor such a thing says nothing (docs/conversation.md lists each).

https://core.telegram.org/bots/api#message, #messageorigin, #externalreplyinfo, #poll, #checklist
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from handlers.incoming import Origin, SaidPart
from handlers.telegram.fields import Json, shortened, text_of
from policies.messages.message import PartKind
from policies.readings import Where
from policies.speech import things
from policies.text import Run, Text

_FILES: Final = ("document", "animation", "audio", "video")
_MOST_LINES: Final = 30
_LONGEST: Final = 300


def parts(message: Json) -> Iterator[SaidPart]:
    """Return every part of a message, the author's own words first; raises Malformed."""
    forwarded = "forward_origin" in message or "forward_date" in message
    own = PartKind.FORWARD if forwarded else PartKind.OWN
    source, origin = _origin(message.get("forward_origin")) if forwarded else ("", None)
    for name, entities, where in (
        ("text", "entities", Where.TEXT),
        ("caption", "caption_entities", Where.CAPTION),
    ):
        text = text_of(message, name, entities)
        if text.plain:
            yield SaidPart(kind=own, where=where, text=text, source=source, origin=origin)
    line = told(message)
    if line.plain:
        yield SaidPart(kind=own, text=line, source=source, origin=origin)
    for file_name in file_names(message):
        kind = PartKind.FORWARD if forwarded else PartKind.ATTACHMENT
        yield SaidPart(kind=kind, where=Where.FILENAME, text=Text.of(file_name))
    yield from _quotes(message)


def _quotes(message: Json) -> Iterator[SaidPart]:
    elsewhere = message.get("external_reply")
    for holder in (message, elsewhere):
        quote = holder.get("quote") if isinstance(holder, dict) else None
        text = text_of(quote, "text", "entities") if isinstance(quote, dict) else Text()
        if not text.plain:
            continue
        if isinstance(elsewhere, dict):
            # What Telegram itself puts beside an answer to another chat, nobody chose to share.
            if not isinstance(quote, dict) or quote.get("is_manual") is not True:
                continue
            source, origin = _external(elsewhere)
            yield SaidPart(kind=PartKind.QUOTE, text=text, source=source, origin=origin)
        else:
            yield SaidPart(kind=PartKind.QUOTE, text=text)


def file_names(message: Json) -> list[str]:
    """Return the names of the files that a message carries, each once."""
    files = [message.get(kind) for kind in _FILES]
    names = [one.get("file_name") for one in files if isinstance(one, dict)]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _origin(origin: object) -> tuple[str, Origin | None]:
    """Return whose words were forwarded, and where they stand where Telegram tells."""
    if not isinstance(origin, dict):
        return "", None
    match origin.get("type"):
        case "user":
            return _person(origin.get("sender_user")), None
        case "hidden_user":
            return shortened(origin.get("sender_user_name")), None
        case "chat":
            return _titled(origin.get("sender_chat"), origin), None
        case "channel":
            return _titled(origin.get("chat"), origin), _stands(origin.get("chat"), origin)
    return "", None


def _external(reply: Json) -> tuple[str, Origin | None]:
    """Return whose words of another chat were quoted, and where they stand."""
    source, origin = _origin(reply.get("origin"))
    return source, _stands(reply.get("chat"), reply) or origin


def _stands(chat: object, holder: Json) -> Origin | None:
    channel = chat.get("id") if isinstance(chat, dict) else None
    number = holder.get("message_id")
    if not isinstance(channel, int) or isinstance(channel, bool):
        return None
    return Origin(channel=str(channel), number=str(number) if isinstance(number, int) else "")


def _person(user: object) -> str:
    if not isinstance(user, dict):
        return ""
    names = (user.get("first_name"), user.get("last_name"))
    return shortened(" ".join(one for one in names if isinstance(one, str) and one))


def _titled(chat: object, holder: Json) -> str:
    title = chat.get("title") or chat.get("username") if isinstance(chat, dict) else ""
    signature = holder.get("author_signature")
    both = [one for one in (title, signature) if isinstance(one, str) and one]
    return shortened(", ".join(both))


def told(message: Json) -> Text:
    """Return the readable line of something that is neither words nor a file; empty for none."""
    for name, tells in _TOLD.items():
        thing = message.get(name)
        if isinstance(thing, dict):
            return tells(thing, message)
    return Text()


def _poll(poll: Json, _message: Json) -> Text:
    # The right answer of a quiz, and who answered what, stay where they were asked.
    question = text_of(poll, "question", "question_entities")
    options = [one.get("text") for one in _objects(poll.get("options"))]
    end = things.poll(quiz=poll.get("type") == "quiz")
    return _below(question, *(f"• {_cut(one)}" for one in options if _cut(one)), end)


def _checklist(checklist: Json, _message: Json) -> Text:
    title = text_of(checklist, "title", "title_entities")
    tasks = []
    for one in _objects(checklist.get("tasks")):
        done = "completion_date" in one and one["completion_date"] != 0
        tasks.append(f"{'☑' if done else '☐'} {_cut(one.get('text'))}")
    return _below(title, *tasks, things.CHECKLIST)


def _location(location: Json, _message: Json) -> Text:
    line = things.location(_degrees(location), live="live_period" in location)
    return Text.of(line)


def _venue(venue: Json, _message: Json) -> Text:
    where = venue.get("location")
    names = [_cut(venue.get("title")), _cut(venue.get("address"))]
    shown = ", ".join(one for one in names if one)
    told = things.place(_degrees(where) if isinstance(where, dict) else "")
    return _below(Text.of(shown), told)


def _contact(contact: Json, _message: Json) -> Text:
    names = (_cut(contact.get("first_name")), _cut(contact.get("last_name")))
    whole = " ".join(one for one in names if one)
    number = _cut(contact.get("phone_number"))
    return _below(Text.of(whole), things.contact(number))


def _dice(dice: Json, _message: Json) -> Text:
    value, emoji = dice.get("value"), _cut(dice.get("emoji")) or "🎲"
    shown = f"[{emoji} {value if isinstance(value, int) else '?'}]"
    return Text.of(shown)


def _game(game: Json, _message: Json) -> Text:
    title = _cut(game.get("title"))
    return _below(Text.of(title), things.GAME)


def _story(_story: Json, _message: Json) -> Text:
    return Text.of(things.STORY)


_TOLD: Final[Mapping[str, Callable[[Json, Json], Text]]] = {
    # A venue comes with a location of its own.
    "venue": _venue,
    "location": _location,
    "poll": _poll,
    "checklist": _checklist,
    "contact": _contact,
    "dice": _dice,
    "game": _game,
    "story": _story,
}


def _degrees(location: Json) -> str:
    numbers = [location.get("latitude"), location.get("longitude")]
    return ", ".join(f"{one:.5f}" if isinstance(one, int | float) else "?" for one in numbers)


def _below(head: Text, *lines: str) -> Text:
    """Return a text with lines below it: a label in front of it stands in front of all."""
    runs = [*head.runs, *(Run(text=f"\n{one}") for one in lines[-_MOST_LINES:])]
    return Text(tuple(runs)) if head.plain else Text.of("\n".join(lines[-_MOST_LINES:]))


def _cut(value: Any) -> str:
    return value[:_LONGEST].replace("\n", " ").strip() if isinstance(value, str) else ""


def _objects(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
